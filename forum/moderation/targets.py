"""What can be moderated, as a table: how a kind of thing is found, shown, hidden and restored.

A new kind of content is one line here; the queue, the notices and the statements need no change (M-27).
"""

from collections.abc import Iterable

from flask import url_for

from forum.accounts import hiding
from forum.accounts.models import Person
from forum.core.db import get_or_404
from forum.core.errors import NotFound
from forum.core.i18n import german, lazy
from forum.core.permissions import Actor, can
from forum.core.text import excerpt, plain
from forum.discussions import commands as discussions
from forum.discussions import queries as discussion_queries
from forum.discussions.models import Post, PostState
from forum.ideas import commands as ideas
from forum.ideas import queries as idea_queries
from forum.ideas.models import Idea
from forum.ideas.texts import said_before, written_in
from forum.meetings import commands as meetings
from forum.moderation import measures_versions as versions
from forum.moderation import targets_files as files
from forum.moderation import targets_sessions as sessions
from forum.moderation import targets_titles as titles
from forum.moderation.target import READ_BY_ALL, Kind, Target, joined
from forum.moderation.targets_recommended import board_answer, minority_vote
from forum.recommendations import hiding as recommendations
from forum.screening import commands as screening
from forum.screening import queries as screening_queries
from forum.screening.models import HeldState, HeldText

# Of an account, a case shows so many of the newest posts; the statement of reasons keeps them.
MOST_SHOWN = 100
_CLOSED_ROOMS = lazy("Dazu kommen Beiträge in Räumen, die nicht alle lesen. Ihr Wortlaut steht deshalb nicht hier.")


def _post(viewer: Actor, post_id: int) -> Target:
    post: Post = discussion_queries.post(viewer, post_id)
    if post.state == PostState.DELETED:
        raise NotFound
    return versions.with_hidden_before(viewer, of_post(post))


def of_post(post: Post) -> Target:
    """Return a post whoever looks at it, in any state."""
    return Target(
        kind="post",
        id=post.id,
        author_id=post.author_id,
        title=excerpt(plain(post.source), 80),
        # Why it was changed stands beside it in the history.
        text=joined(post.source, post.edit_reason),
        version=post.version,
        url=url_for("discussions.permalink", post_id=post.id, _external=False),
        is_hidden=post.state == PostState.HIDDEN,
        thing=post,
        space_id=post.thread.space_id,
        published_at=post.created_at,
        language=post.language,
        purpose="post",
    )


def _revision(viewer: Actor, revision_id: int) -> Target:
    revision, post = discussion_queries.revision(viewer, revision_id)
    if post.state == PostState.DELETED:
        raise NotFound
    return Target(
        kind="revision",
        id=revision.id,
        author_id=post.author_id,
        title=excerpt(plain(revision.source), 80),
        # The names of its files stand in the history too, also of those that are gone.
        text=joined(revision.source, revision.reason, *(revision.files or {}).values()),
        version=revision.version,
        url=url_for("discussions.history", post_id=post.id, _external=False),
        is_hidden=revision.hidden_at is not None or post.state == PostState.HIDDEN,
        thing=revision,
        space_id=post.thread.space_id,
        published_at=revision.at,
        language=post.language,
    )


def _idea(viewer: Actor, idea_id: int) -> Target:
    idea = idea_queries.idea(viewer, idea_id)
    if idea.is_draft:
        raise NotFound
    return versions.with_hidden_before(viewer, of_idea(idea))


def of_idea(idea: Idea) -> Target:
    """Return an idea whoever looks at it, in any state."""
    return Target(
        kind="idea",
        id=idea.id,
        author_id=idea.author_id,
        title=idea.title,
        text="\n\n".join([*written_in(idea), *said_before(idea)]),
        version=idea.version,
        url=idea.url,
        is_hidden=idea.hidden_at is not None,
        thing=idea,
        author_ids=idea.author_ids,
        space_id=idea.space_id,
        published_at=idea.submitted_at,
        language=idea.language,
        purpose="idea",
    )


def _account(viewer: Actor, person_id: int) -> Target:
    """Return an account as the one thing that its posts are which the viewer may read; only the moderation knows it so."""
    if not can(viewer, "case.read"):
        raise NotFound
    person = get_or_404(Person, person_id)
    newest = discussion_queries.newest_posts_of(viewer, person_id, MOST_SHOWN)
    common = [post for post in newest if post.thread.audience in READ_BY_ALL]
    kept = _listed(common)
    if len(common) < len(newest):
        kept = f"{kept}\n\n{german(_CLOSED_ROOMS)}".strip()
    return Target(
        kind="account",
        id=person.id,
        author_id=person.id,
        title=person.handle,
        text=_listed(newest),
        kept=kept,
        version=0,
        url=url_for("accounts.profile", handle=person.handle, _external=False),
        is_hidden=discussions.covered_by_sweep(viewer, person_id),
        thing=person,
        published_at=newest[0].created_at if newest else person.created_at,
    )


def _profile(viewer: Actor, person_id: int) -> Target:
    """Return what a person says of themselves in public: the name and the organisation (M-27)."""
    person = get_or_404(Person, person_id)
    if not person.is_active:
        raise NotFound
    return of_profile(person)


def of_profile(person: Person) -> Target:
    """Return what a person says of themselves whoever looks at it, also while the account is suspended."""
    withheld = person.withheld or {}
    handle, organisation = withheld.get("handle", person.handle), withheld.get("organisation", person.organisation)
    shown = organisation if withheld or person.shows_affiliation else None
    return Target(
        kind="profile",
        id=person.id,
        author_id=person.id,
        title=handle,
        text="\n".join(word for word in (handle, shown) if word),
        version=0,
        url=url_for("accounts.profile", handle=person.handle, _external=False),
        is_hidden=person.withheld is not None,
        thing=person,
        published_at=person.created_at,
        language=person.language,
    )


def _file(viewer: Actor, file_id: int) -> Target:
    """Return a file that others can see, or that is kept for its case."""
    return files.file(viewer, file_id, _holder_of_file)


def _holder_of_file(viewer: Actor, kind: str, thing_id: int) -> Target:
    """Return the thing of a file; the file of a post that its author took back can be evidence still (M-20)."""
    return of_post(discussion_queries.post(viewer, thing_id)) if kind == "post" else KINDS[kind].load(viewer, thing_id)


def _held(viewer: Actor, held_id: int) -> Target:
    """Return a text that waits, or that was refused; what is published or withdrawn is not this any more."""
    found = screening_queries.held_text(viewer, held_id)
    if not can(viewer, "case.read") or found.state not in {HeldState.WAITING, HeldState.REFUSED}:
        raise NotFound
    return of_held(found)


def of_held(found: HeldText) -> Target:
    """Return a text that waits or was refused, whoever looks at it."""
    return Target(
        kind="held",
        id=found.id,
        author_id=found.person_id,
        title=found.title or excerpt(plain(found.source), 80),
        # What an activity says of itself stands beside its text.
        text=joined(found.title, found.source, *(str(found.data.get(name) or "") for name in ("organisation", "link"))),
        version=1,
        url=found.url,
        is_hidden=found.state == HeldState.REFUSED,
        thing=found,
        space_id=found.space_id,
        published_at=found.sent_at,
        language=found.data.get("language") or "de",
        purpose="held",
    )


def _listed(posts: Iterable[Post]) -> str:
    return "\n".join(f"{post.url}  {excerpt(plain(post.source), 160)}" for post in posts)


KINDS = {
    "account": Kind(
        lazy("Alle Beiträge eines Kontos"),
        _account,
        discussions.hide_posts_of,
        discussions.restore_posts_of,
        counts=discussions.posts_to_hide,
    ),
    "board_answer": Kind(
        lazy("Antwort auf eine Empfehlung"), board_answer, recommendations.hide_answer, recommendations.restore_answer
    ),
    "contribution": Kind(
        lazy("Beitrag in einer Sitzung"),
        sessions.contribution,
        meetings.hide_contribution,
        meetings.restore_contribution,
        keeps=("state", "reason"),
    ),
    "file": Kind(lazy("Datei"), _file, files.hide, files.restore),
    "held": Kind(
        lazy("Text, der auf Prüfung wartet"),
        _held,
        screening.refuse_held,
        screening.release_refused,
        screening.publish_held,
        screening.wait_again,
    ),
    "idea": Kind(lazy("Idee"), _idea, ideas.hide_idea, ideas.restore_idea),
    "minority_vote": Kind(
        lazy("Minderheitsvotum"),
        minority_vote,
        recommendations.hide_minority_vote,
        recommendations.restore_minority_vote,
    ),
    "post": Kind(lazy("Beitrag"), _post, discussions.hide_post, discussions.restore_post),
    "profile": Kind(lazy("Name und Angaben im Profil"), _profile, hiding.hide_profile, hiding.restore_profile),
    "question": Kind(
        lazy("Frage an ein Gremium"),
        sessions.question,
        meetings.hide_question,
        meetings.restore_question,
        meetings.clear_question,
        keeps=("state", "reason"),
    ),
    "revision": Kind(lazy("Frühere Fassung eines Beitrags"), _revision, versions.hide_version, versions.show_version),
    "thread": Kind(lazy("Titel eines Themas oder einer Aktivität"), titles.thread, titles.hide, titles.restore),
}


def load(viewer: Actor, kind: str, target_id: int) -> Target:
    """Return the thing. Raises NotFound when there is none, or the viewer may not know of it."""
    if kind not in KINDS:
        raise NotFound
    return KINDS[kind].load(viewer, target_id)
