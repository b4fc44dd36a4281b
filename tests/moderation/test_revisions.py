"""A moderator hides one earlier version of a post: its words are gone everywhere, the author is told why."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostQuote, PostRevision
from forum.moderation.models import Case, CaseState, Statement
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
CANARY = "Kanarienvogel"
BAD = f"Die {CANARY} Nachbarin ist schuld."


def edited(*texts: str) -> tuple[Post, Person]:
    """Return a post that said these things one after the other, and its author."""
    author = factories.person()
    post_id, author_id = factories.post(factories.thread(), author, text=texts[0]).id, author.id
    for text in texts[1:]:
        with transaction():
            post = db.session.get_one(Post, post_id)
            reason = f"{CANARY} im Grund" if text == BAD else "klarer"
            writer = db.session.get_one(Person, author_id)
            discussions.edit_post(writer, post, text=text, version=post.version, reason=reason)
    return db.session.get_one(Post, post_id), db.session.get_one(Person, author_id)


def quoted(post: Post, words: str) -> None:
    """Let somebody quote these words of the version that is there at this moment."""
    reader, number, thread_id = factories.person().id, post.id, post.thread_id
    with transaction():
        who, thread = db.session.get_one(Person, reader), db.session.get_one(type(post.thread), thread_id)
        discussions.publish_post(
            who, thread, text="Das sehe ich anders.", quoted=discussions.Quoted(post_id=number, text=words)
        )


def bad_revision(post_id: int) -> PostRevision:
    return db.session.scalars(
        select(PostRevision).where(PostRevision.post_id == post_id, PostRevision.source == BAD)
    ).one()


def decide(client: Visitor, revision: PostRevision, step: str) -> int:
    opened = client.submit(f"/moderation/oeffnen/revision/{revision.id}")
    case = db.session.scalars(select(Case).where(Case.kind == "revision")).one()
    assert opened.location == case.url
    fields = {"rule": "respekt", "facts": "Diese Fassung beleidigt eine Person.", "version": str(case.version)}
    return client.submit(case.url, schritt=step, **fields).status_code


def test_a_hidden_version_vanishes_from_every_surface(
    client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """T-12, S-02, E-18, M-36: history, differences beside it, quotes, search, API, inbox and mails of others."""
    post, author = edited("Der erste Gedanke dazu.", BAD, "Der dritte Gedanke dazu.")
    moderator, reader = factories.person("moderator"), factories.person()
    # The quote comes from the time at which the version was the newest.
    revision = bad_revision(post.id)
    quoted(post, "dritte Gedanke")
    with transaction():
        quote = db.session.scalars(select(PostQuote)).one()
        quote.version, quote.text = revision.version, f"Die {CANARY} Nachbarin"
    work()
    thread_id, post_id, revision_id, url = post.thread_id, post.id, revision.id, post.thread.url
    author_id, author_mail = author.id, author.email
    surfaces = [
        *(url, f"{url}?ansicht=flach", f"/beitraege/{post_id}", f"/beitraege/{post_id}/verlauf", "/"),
        *(f"/beitraege/{post_id}/antworten?zitat=1", f"/suche?q={CANARY}", f"/suche?q={CANARY}&art=post", "/raeume"),
        *(f"/api/v1/threads/{thread_id}", f"/api/v1/threads/{thread_id}/posts", f"/api/v1/search?q={CANARY}"),
        *("/mitteilungen", f"/melden/revision/{revision_id}", post.thread.space.url),
    ]
    assert CANARY in client.get(f"/beitraege/{post_id}/verlauf").get_data(as_text=True)
    assert CANARY in client.get(url).get_data(as_text=True)
    assert decide(sign_in(moderator), revision, "verbergen") == 303
    work()
    for who in (client, sign_in(reader), sign_in(db.session.get_one(Person, author_id))):
        for path in surfaces:
            page = who.get(path, follow_redirects=True).get_data(as_text=True)
            page = page.replace(f">{CANARY} <span", "")  # What was asked stands there as a chip.
            assert CANARY not in page.replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "").replace(
                f"„{CANARY}“", ""
            ), path
    history = client.get(f"/beitraege/{post_id}/verlauf").get_data(as_text=True)
    assert "Die Moderation hat diese Fassung verborgen." in history
    assert client.get(f"/melden/revision/{revision_id}").status_code == 404
    statement = db.session.scalars(select(Statement)).one()
    assert (statement.author_id, statement.evidence, statement.rule) == (
        author_id,
        f"{BAD}\n\n{CANARY} im Grund",
        "respekt",
    )
    told = sign_in(db.session.get_one(Person, author_id)).get(statement.url).get_data(as_text=True)
    assert "Diese Fassung beleidigt eine Person." in told
    assert db.session.scalars(select(Message.kind).where(Message.person_id == author_id)).all() == ["statement"]
    assert author_mail in db.session.scalars(select(Mail.to_address)).all()
    assert not any(CANARY in text for text in db.session.scalars(select(Mail.text)))
    events = db.session.scalars(select(LoggedEvent.type).where(LoggedEvent.type == "RevisionHidden")).all()
    assert events == ["RevisionHidden"]
    assert sign_in(reader).get(statement.url).status_code == 404


def test_differences_skip_a_hidden_version(client: Visitor, sign_in: SignIn) -> None:
    """T-12: what stood only there is neither struck out nor put in by its neighbours."""
    post, _author = edited("Eins und zwei.", BAD, "Eins und drei.")
    post_id = post.id
    assert decide(sign_in(factories.person("moderator")), bad_revision(post_id), "verbergen") == 303
    page = client.get(f"/beitraege/{post_id}/verlauf").get_data(as_text=True)
    assert "zwei" in page
    assert "drei" in page
    assert "Nachbarin" not in page
    assert page.count("<del>") == page.count("<ins>") == 1


def test_hiding_a_version_can_be_undone(client: Visitor, sign_in: SignIn, work: Callable[[], int]) -> None:
    """T-12, M-15: everything is back, and the author is told."""
    post, author = edited("Eins und zwei.", BAD, "Eins und drei.")
    post_id, author_id = post.id, author.id
    moderator = sign_in(factories.person("moderator"))
    assert decide(moderator, bad_revision(post_id), "verbergen") == 303
    assert decide(moderator, bad_revision(post_id), "wiederherstellen") == 303
    work()
    assert CANARY in client.get(f"/beitraege/{post_id}/verlauf").get_data(as_text=True)
    kinds = db.session.scalars(select(Message.kind).where(Message.person_id == author_id).order_by(Message.id))
    assert list(kinds) == ["statement", "statement_reverted"]
    assert db.session.scalars(select(Case)).one().state == CaseState.DISMISSED


def test_other_quotes_stay(client: Visitor, sign_in: SignIn) -> None:
    """T-12: only words of the hidden version go; a version goes on through steps that changed no text."""
    post, _author = edited("Der erste Gedanke dazu.", BAD)
    post_id, thread_url = post.id, post.thread.url
    moderator_id = factories.person("moderator").id
    quoted(post, f"Die {CANARY} Nachbarin")
    # Hidden and shown again, the post has another number, but says the same.
    for act in (lambda who, it: discussions.hide_post(who, it, ground="Probe"), discussions.restore_post):
        with transaction():
            act(db.session.get_one(Person, moderator_id), db.session.get_one(Post, post_id))
    with transaction():
        post = db.session.get_one(Post, post_id)
        discussions.edit_post(post.author, post, text="Der dritte Gedanke dazu.", version=post.version)
    quoted(db.session.get_one(Post, post_id), "dritte Gedanke")
    assert decide(sign_in(db.session.get_one(Person, moderator_id)), bad_revision(post_id), "verbergen") == 303
    page = client.get(thread_url).get_data(as_text=True)
    assert CANARY not in page
    assert page.count("dritte Gedanke") == 2


def test_only_moderators_hide_versions_and_never_their_own(client: Visitor, sign_in: SignIn) -> None:
    """M-24, E-16."""
    post, author = edited("Der erste Gedanke dazu.", BAD, "Der dritte Gedanke dazu.")
    revision_id, author_id = bad_revision(post.id).id, author.id
    for who in (sign_in(factories.person()), sign_in(factories.person("staff")), sign_in(author)):
        assert who.submit(f"/moderation/oeffnen/revision/{revision_id}").status_code == 403
    assert client.get(f"/melden/revision/{revision_id}").status_code == 200
    with transaction():
        accounts.grant_role(SYSTEM, db.session.get_one(Person, author_id), "moderator", reason="Probe")
    assert decide(sign_in(db.session.get_one(Person, author_id)), bad_revision(post.id), "verbergen") == 403


def test_two_moderators_hide_a_version_once(app: Flask) -> None:
    """M-03: real threads; one statement of reasons."""
    post, _author = edited("Der erste Gedanke dazu.", BAD, "Der dritte Gedanke dazu.")
    revision_id = bad_revision(post.id).id
    people = [factories.person("moderator").id for _ in range(2)]

    def hide(person_id: int) -> Callable[[], object]:
        return lambda: discussions.hide_revision(
            db.session.get_one(Person, person_id), db.session.get_one(PostRevision, revision_id), ground="x"
        )

    assert at_once(app, [hide(number) for number in people], refused=(Conflict,)) == 1
    hidden = select(func.count()).where(LoggedEvent.type == "RevisionHidden")
    assert db.session.scalar(hidden) == 1
