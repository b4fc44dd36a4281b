"""Measures that hide what a text said before: a version stays hidden while any of them holds it (M-13, T-12).

Two can hold the same version: somebody hides it, and the words in it are blackened in the text of today as well. Each ends
only itself, and what may be read follows from those that stand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from forum.core.blackening import Version, said_beside_bars
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.i18n import _, german, lazy
from forum.core.permissions import Actor, can, require
from forum.discussions import commands as discussions
from forum.discussions.commands.locks import lock_thread_of
from forum.discussions.models import Post, PostRevision, PostState
from forum.discussions.queries.history import kept_versions
from forum.ideas import commands as ideas
from forum.ideas.titles import versions_of
from forum.moderation.models import Case, Statement
from forum.moderation.plan import Plan
from forum.moderation.target import Target, joined

# What taking a measure back left as it is, by the key in the details of the statement.
NEWER_TEXT, STILL_HELD, GONE = "newer_text", "still_held", "gone"


_EARLIER = lazy("Frühere Fassung %(number)s, von der Moderation verborgen:")


@dataclass(frozen=True)
class Blackening:
    """How words are blackened in a kind of thing that keeps versions, and how they are given back."""

    lock: Callable[[Any], None]
    redact: Callable[..., list[int]]
    unredact: Callable[..., bool]
    is_gone: Callable[[Any], bool]
    versions: Callable[[Any], Sequence[Version]]


_BLACKENINGS = {
    "post": Blackening(
        lock_thread_of,
        discussions.redact_post,
        discussions.unredact_post,
        lambda post: bool(post.state == PostState.DELETED),
        kept_versions,
    ),
    # What its authors take back stays in the log; its text goes with an account that wants that.
    "idea": Blackening(
        ideas.lock_idea, ideas.redact_idea, ideas.unredact_idea, lambda idea: not idea.source, versions_of
    ),
}
BLACKENED_KINDS = frozenset(_BLACKENINGS)


def redact(actor: Actor, target: Target, plan: Plan) -> dict[str, Any]:
    """Blacken passages of a text, and return what showing them again needs."""
    versions = _BLACKENINGS[target.kind].redact(actor, target.thing, plan.passages.splitlines())
    return {"version": versions[0], "versions": versions, "passages": plan.passages}


def unredact(actor: Actor, target: Target, detail: Mapping[str, Any]) -> dict[str, Any]:
    """Show again what was blackened, and note where a newer text of the author stays the one that is read."""
    of_kind = _BLACKENINGS[target.kind]
    of_kind.lock(target.thing)
    held = _blackened_of(target.kind, target.id) | (_hidden_of(target.id) if target.kind == "post" else set())
    if "passages" not in detail:
        raise Conflict(
            _("Was hier geschwärzt wurde, ist nach der Frist für alte Fälle gelöscht und kommt nicht wieder.")
        )
    versions = detail.get("versions", [detail["version"]])
    is_current = of_kind.unredact(actor, target.thing, versions, detail["passages"].splitlines(), held=held)
    if of_kind.is_gone(target.thing):
        return {"left": GONE}
    return {} if is_current else {"left": NEWER_TEXT}


def with_hidden_before(viewer: Actor, target: Target) -> Target:
    """Return a thing with what its hidden versions say beside the bars and nothing newer says, for those who decide.

    They name words in them as in the others (M-21).
    """
    if target.thing.edited_at is None or not can(viewer, f"{target.kind}.hide", target.thing):
        return target
    versions = _BLACKENINGS[target.kind].versions(target.thing)
    known, told = {*target.text.splitlines()}, []
    for number, texts in reversed(said_beside_bars(versions).items()):
        lines = [line for text in texts for line in text.splitlines() if line and line not in known]
        known.update(lines)
        if lines:
            told.append("\n".join([german(_EARLIER) % {"number": number}, *lines]))
    return replace(target, hidden_before=joined(*told))


def hide_version(actor: Actor, revision: PostRevision, *, ground: str) -> None:
    """Hide an earlier version; one that is hidden because of blackened words is held by both from now on."""
    post = _locked(actor, revision)
    if revision.hidden_at is None or revision.version not in _blackened_of("post", post.id):
        discussions.hide_revision(actor, revision, ground=ground)


def show_version(actor: Actor, revision: PostRevision) -> dict[str, Any]:
    """Show an earlier version again, unless words in it are blackened; say so then."""
    post = _locked(actor, revision)
    if revision.version in _blackened_of("post", post.id):
        return {"left": STILL_HELD}
    discussions.restore_revision(actor, revision)
    return {}


def _locked(actor: Actor, revision: PostRevision) -> Post:
    """Let nobody blacken anything in the post until the end, and read the version anew."""
    post = db.session.get_one(Post, revision.post_id)
    require(actor, "post.hide", post)
    lock_thread_of(post)
    db.session.refresh(revision)
    return post


def _blackened_of(kind: str, number: int) -> set[int]:
    """Return the versions of a thing that hold words which are blackened by a measure that stands."""
    about = (Case.kind == kind, Case.target_id == number, Statement.measure == "redact")
    details = db.session.scalars(select(Statement.detail).join(Statement.case).where(*about, *_stands())).all()
    return {int(version) for one in details if one for version in one.get("versions", [one["version"]])}


def _hidden_of(post_id: int) -> set[int]:
    """Return the versions of a post that were hidden each by a measure of its own that stands."""
    held = select(PostRevision.version).join(Case, Case.target_id == PostRevision.id).join(Case.statements)
    about = (PostRevision.post_id == post_id, Case.kind == "revision", Statement.measure == "hide")
    return set(db.session.scalars(held.where(*about, *_stands())))


def _stands() -> tuple[Any, ...]:
    return Statement.ended_at.is_(None), Statement.reverted_at.is_(None)
