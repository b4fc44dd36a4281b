"""All posts of an account are hidden by one decision, in many short steps between which everybody goes on writing."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from threading import Thread as Runner

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core import counts
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM
from forum.discussions import commands as discussions
from forum.discussions.commands import sweeps
from forum.discussions.models import Post, PostState, PostSweep, SpaceKind, Thread
from forum.moderation import commands, targets, transparency
from forum.moderation.models import Case, Statement, SweptEvidence
from forum.notifications.models import Message
from forum.privacy import retention
from forum.privacy.erasing import erase
from tests import factories
from tests.discussions.growing import grown
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
FACTS = "Das Konto schreibt nur Werbung."


def decide(client: Visitor, person_id: int, step: str) -> int:
    client.submit(f"/moderation/oeffnen/account/{person_id}")
    case = db.session.scalars(select(Case).where(Case.kind == "account", Case.target_id == person_id)).one()
    fields = {"rule": "werbung", "facts": FACTS, "version": str(case.version)}
    return client.submit(case.url, schritt=step, **fields).status_code


def of_state(person_id: int, state: PostState) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Post.author_id == person_id, Post.state == state)) or 0


def spammer_of(thread: Thread) -> int:
    assert thread.author_id is not None
    return thread.author_id


def test_one_decision_hides_all_posts_with_one_statement(
    client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """T-33, S-02, S-06: tombstones with the ground, one statement and one message, a line of the log for each post."""
    thread = factories.thread(text="Kauft Kanarienvögel!")
    spammer, other = spammer_of(thread), factories.person()
    for _ in range(3):
        factories.post(db.session.merge(thread), db.session.get_one(Person, spammer), text="Kauft Kanarienvögel!")
    factories.post(db.session.merge(thread), other, text="Bitte aufhören.")
    thread_url, handle = thread.url, db.session.get_one(Person, spammer).handle
    moderator = sign_in(factories.person("moderator"))
    assert "Alle Beiträge moderieren" in moderator.get(f"/leute/{handle}").get_data(as_text=True)
    assert "Alle Beiträge moderieren" not in client.get(f"/leute/{handle}").get_data(as_text=True)
    assert decide(moderator, spammer, "verbergen") == 303
    work()
    sweeps.go_on_sweeping()
    work()
    assert of_state(spammer, PostState.VISIBLE) == 0
    page = client.get(thread_url).get_data(as_text=True)
    assert "Kanarienvögel" not in page
    assert page.count("Regel 4: Keine Werbung") == 4
    assert "Bitte aufhören." in page
    assert db.session.scalars(select(Statement)).one().author_id == spammer
    assert db.session.scalars(select(Message.kind).where(Message.person_id == spammer)).all().count("statement") == 1
    types = db.session.scalars(select(LoggedEvent.type)).all()
    assert (types.count("PostsOfAccountHidden"), types.count("PostHidden")) == (1, 4)


def test_all_that_it_hides_is_kept_as_evidence(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """M-20, M-22: more than the paper shows, in full and as it was then; from closed rooms only for those who read there."""
    monkeypatch.setattr(targets, "MOST_SHOWN", 2)
    long, closed = f"{'Kauft Kanarienvögel! ' * 20}Ende der Werbung.", factories.space(SpaceKind.STAFF)
    thread = factories.thread(text=long)
    spammer = spammer_of(thread)
    ids = [
        factories.post(db.session.merge(thread), db.session.get_one(Person, spammer), text=long).id for _ in range(4)
    ]
    with transaction():
        accounts.grant_role(SYSTEM, db.session.get_one(Person, spammer), "staff", reason="Test")
    factories.thread(db.session.get_one(Person, spammer), closed, text="Aus dem Amtszimmer.")
    both = sign_in(factories.person("moderator", "staff"))
    assert decide(both, spammer, "verbergen") == 303
    statement = db.session.scalars(select(Statement)).one()
    rows = db.session.scalars(select(SweptEvidence).order_by(SweptEvidence.post_id)).all()
    assert len(rows) == 6
    assert {row.source for row in rows if row.post_id in ids} == {long}
    sweeps.go_on_sweeping()
    with transaction():
        db.session.get_one(Post, ids[0]).source = ""
    page = f"{statement.url}/beitraege"
    assert page in both.get(statement.url).text
    for client, reads in (
        (both, True),
        (sign_in(db.session.get_one(Person, spammer)), True),
        (sign_in(factories.person("moderator")), False),
    ):
        text = client.get(page).text
        assert text.count("Ende der Werbung.") == 5
        assert ("Aus dem Amtszimmer." in text) == reads
    assert sign_in(factories.person()).get(page).status_code == 404
    with frozen_at(now() + timedelta(days=20 * 365)):
        retention.forget_closed_cases()
    assert not db.session.scalars(select(SweptEvidence)).all()


def test_the_public_log_says_how_many_posts_it_was(client: Visitor, sign_in: SignIn) -> None:
    """M-18: the number at the decision, also where several accounts are hidden in one act; a single post counts one."""
    moderator = factories.person("moderator").id
    thread = factories.thread()
    first, second = spammer_of(thread), factories.person().id
    for who in (first, first, second):
        factories.post(db.session.merge(thread), db.session.get_one(Person, who))
    # One is gone already, so it is none of those.
    gone = factories.post(db.session.merge(thread), db.session.get_one(Person, second)).id
    with transaction():
        who = db.session.get_one(Person, moderator)
        case = commands.open_case_for(who, targets.load(who, "post", gone))
        commands.hide(who, case, rule="werbung", facts=FACTS, version=case.version)
    with transaction():
        who = db.session.get_one(Person, moderator)
        found = [commands.open_case_for(who, targets.load(who, "account", one)) for one in (first, second)]
        commands.hide(who, found[0], rule="werbung", facts=FACTS, version=found[0].version)
        versions = {found[1].id: found[1].version}
        commands.decide_many(who, versions, step="verbergen", facts=FACTS, rule="werbung")
    log = csv.DictReader(io.StringIO(client.get("/transparenz.csv").text))
    assert [(row["content"], row["bulk_items"]) for row in log] == [("post", "1"), ("account", "3"), ("account", "1")]
    # The number outlasts the words of the case (P-10).
    with frozen_at(now() + timedelta(days=20 * 365)):
        retention.forget_closed_cases()
    db.session.expire_all()
    assert {row.facts for row in db.session.scalars(select(Statement))} == {""}
    assert [row.items for row in transparency.log().items] == [1, 3, 1]


def test_it_is_undone_but_for_what_was_hidden_otherwise(sign_in: SignIn) -> None:
    """T-33, M-15: exactly the posts of this decision come back."""
    thread = grown((4,))
    spammer, moderator = spammer_of(thread), factories.person("moderator")
    ids = db.session.scalars(select(Post.id).where(Post.author_id == spammer).order_by(Post.id)).all()
    moderator_id, client = moderator.id, sign_in(moderator)
    with transaction():
        who = db.session.get_one(Person, moderator_id)
        discussions.hide_post(who, db.session.get_one(Post, ids[0]), ground="Für sich")
    assert decide(client, spammer, "verbergen") == 303
    sweeps.go_on_sweeping()
    with transaction():
        who = db.session.get_one(Person, moderator_id)
        discussions.restore_post(who, db.session.get_one(Post, ids[1]))
        discussions.hide_post(who, db.session.get_one(Post, ids[1]), ground="Noch einmal")
    assert decide(client, spammer, "wiederherstellen") == 303
    sweeps.go_on_sweeping()
    hidden = select(Post.id).where(Post.author_id == spammer, Post.state == PostState.HIDDEN).order_by(Post.id)
    assert db.session.scalars(hidden).all() == list(ids[:2])
    assert decide(client, spammer, "wiederherstellen") == 409


def test_it_goes_in_chunks_and_others_write_between(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-33: no transaction holds more than a chunk; a stop in the middle loses nothing."""
    monkeypatch.setattr(sweeps, "CHUNK", 10)
    thread = grown((44,))
    spammer, thread_id = spammer_of(thread), thread.id
    moderator_id, writer_id = factories.person("moderator").id, factories.person().id
    with transaction():
        who, person = db.session.get_one(Person, moderator_id), db.session.get_one(Person, spammer)
        discussions.hide_posts_of(who, person, ground="Werbung")
    commits: list[object] = []
    listen = (db.engine, "commit", commits.append)
    event.listen(*listen)
    try:
        left = []
        for _round in range(3):
            assert sweeps.go_on_sweeping(most=1) == 1
            left.append(of_state(spammer, PostState.VISIBLE))
        with transaction():
            writer, found = db.session.get_one(Person, writer_id), db.session.get_one(Thread, thread_id)
            discussions.publish_post(writer, found, text="Ich schreibe dazwischen.")
        assert sweeps.go_on_sweeping(most=9) == 2
    finally:
        event.remove(*listen)
    assert left == [36, 26, 16]
    assert len(commits) >= 6
    assert of_state(spammer, PostState.VISIBLE) == 0
    assert of_state(writer_id, PostState.VISIBLE) == 1
    assert counts.differences() == []


def test_others_write_while_it_runs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-33: real threads; nobody is refused but who answers a post that is just gone, and every post is reached."""
    monkeypatch.setattr(sweeps, "CHUNK", 5)
    thread = grown((30,))
    spammer, thread_id = spammer_of(thread), thread.id
    moderator_id = factories.person("moderator").id
    writers = [factories.person().id for _ in range(6)]
    parents = db.session.scalars(select(Post.id).where(Post.author_id == spammer).order_by(Post.id.desc())).all()
    with transaction():
        who, person = db.session.get_one(Person, moderator_id), db.session.get_one(Person, spammer)
        discussions.hide_posts_of(who, person, ground="Werbung")

    def sweep() -> None:
        with app.app_context():
            for _round in range(200):
                if not sweeps.go_on_sweeping(most=1):
                    break
            db.session.remove()

    def answer(person_id: int, parent_id: int) -> Callable[[], object]:
        return lambda: discussions.publish_post(
            db.session.get_one(Person, person_id),
            db.session.get_one(Thread, thread_id),
            text="Darauf antworte ich gern.",
            parent_id=parent_id,
        )

    runner = Runner(target=sweep)
    runner.start()
    refused = at_once(app, [answer(*pair) for pair in zip(writers, parents, strict=False)], refused=(Conflict,))
    runner.join()
    assert of_state(spammer, PostState.VISIBLE) == 0
    written = sum(of_state(number, PostState.VISIBLE) for number in writers)
    assert written + refused == len(writers)
    assert counts.differences() == []


def test_two_moderators_begin_once(app: Flask) -> None:
    """T-33, M-03: real threads."""
    spammer = spammer_of(factories.thread())
    people = [factories.person("moderator").id for _ in range(3)]

    def hide(person_id: int) -> Callable[[], object]:
        return lambda: discussions.hide_posts_of(
            db.session.get_one(Person, person_id), db.session.get_one(Person, spammer), ground="Werbung"
        )

    assert at_once(app, [hide(number) for number in people], refused=(Conflict,)) == 2
    assert db.session.scalar(select(func.count()).select_from(PostSweep)) == 1


def test_an_account_as_a_whole_is_known_to_moderators_only(client: Visitor, sign_in: SignIn) -> None:
    """E-16: nobody else reports or opens it, and nobody decides about their own."""
    person = factories.person("moderator")
    person_id = person.id
    for who in (client, sign_in(factories.person("staff"))):
        assert who.get(f"/melden/account/{person_id}").status_code == 404
    assert decide(sign_in(person), person_id, "verbergen") == 403


def closed_words(author_id: int, kind: SpaceKind, text: str) -> Post:
    """Return a post that a person wrote in a room for the administration, before the office was lost, or for members."""
    found = factories.thread(factories.person("staff"), factories.space(kind))
    with transaction():
        post = db.session.scalars(select(Post).where(Post.thread_id == found.id)).one()
        post.author_id, post.source, post.html = author_id, text, f"<p>{text}</p>"
    return post


def test_a_moderator_sees_and_hides_only_what_that_moderator_reads(sign_in: SignIn) -> None:
    """T-33, E-17: the words of a closed room stand neither in the case nor in the statement, and are not swept."""
    spammer = spammer_of(factories.thread(text="Kauft Kanarienvögel!"))
    closed = closed_words(spammer, SpaceKind.STAFF, "Nur für das Amt bestimmt.").id
    client = sign_in(factories.person("moderator"))
    address = client.submit(f"/moderation/oeffnen/account/{spammer}").location
    page = client.get(address).get_data(as_text=True)
    assert "Kanarienvögel" in page
    assert "Nur für das Amt" not in page
    assert decide(client, spammer, "verbergen") == 303
    sweeps.go_on_sweeping()
    assert "Amt" not in db.session.scalars(select(Statement)).one().evidence
    assert db.session.get_one(Post, closed).state == PostState.VISIBLE
    assert of_state(spammer, PostState.HIDDEN) == 1

    # Whoever reads that room too goes on with a further decision; its statement is read by all and names no such word.
    both = sign_in(factories.person("moderator", "staff"))
    assert "Nur für das Amt" in both.get(address).get_data(as_text=True)
    assert decide(both, spammer, "verbergen") == 303
    sweeps.go_on_sweeping()
    assert db.session.get_one(Post, closed).state == PostState.HIDDEN
    newest = db.session.scalars(select(Statement).order_by(Statement.id.desc())).first()
    assert newest is not None
    assert "Nur für das Amt" not in newest.evidence
    assert "Räumen, die nicht alle lesen" in newest.evidence


def test_a_lost_office_and_a_move_do_not_widen_a_sweep(app: Flask) -> None:
    """T-33: the rooms are those that the moderator could read when deciding."""
    public = factories.thread()
    spammer, public_id = spammer_of(public), public.id
    moderator = factories.person("moderator").id
    with transaction():
        who, person = db.session.get_one(Person, moderator), db.session.get_one(Person, spammer)
        discussions.hide_posts_of(who, person, ground="Werbung")
        db.session.get_one(Thread, public_id).audience = "staff"
    sweeps.go_on_sweeping()
    assert of_state(spammer, PostState.VISIBLE) == 1


def test_an_account_that_goes_on_is_hidden_again(sign_in: SignIn) -> None:
    """T-33, M-15: while one sweep runs there is no second; afterwards there is, and each is taken back by itself."""
    thread = grown((2,))
    thread_id, spammer = thread.id, spammer_of(thread)
    client = sign_in(factories.person("moderator"))
    assert decide(client, spammer, "verbergen") == 303
    assert decide(client, spammer, "verbergen") == 409
    sweeps.go_on_sweeping()
    assert decide(client, spammer, "verbergen") == 409
    factories.post(db.session.get_one(Thread, thread_id), db.session.get_one(Person, spammer))
    assert decide(client, spammer, "verbergen") == 303
    sweeps.go_on_sweeping()
    assert (of_state(spammer, PostState.HIDDEN), of_state(spammer, PostState.VISIBLE)) == (5, 0)
    assert decide(client, spammer, "wiederherstellen") == 303
    sweeps.go_on_sweeping()
    assert (of_state(spammer, PostState.HIDDEN), of_state(spammer, PostState.VISIBLE)) == (4, 1)
    assert decide(client, spammer, "wiederherstellen") == 303
    sweeps.go_on_sweeping()
    assert of_state(spammer, PostState.HIDDEN) == 0
    assert db.session.scalars(select(Statement.reverted_at)).all().count(None) == 0


@pytest.mark.parametrize("with_texts", [False, True])
def test_posts_of_an_erased_account_come_back_too(
    sign_in: SignIn, work: Callable[[], int], *, with_texts: bool
) -> None:
    """S-04, M-15, P-06: what was hidden wrongly is shown again, without a name; what went with the account stays away."""
    thread = factories.thread(text="Ein Anfang.")
    writer = factories.person().id
    for _ in range(2):
        factories.post(db.session.merge(thread), db.session.get_one(Person, writer), text="Das stimmt doch alles.")
    moderator = sign_in(factories.person("moderator"))
    assert decide(moderator, writer, "verbergen") == 303
    sweeps.go_on_sweeping()
    work()
    assert of_state(writer, PostState.HIDDEN) == 2
    with transaction():
        erase(SYSTEM, db.session.get_one(Person, writer), with_texts=with_texts)
    work()
    case = db.session.scalars(select(Case)).one()
    page = moderator.get(case.url)
    assert page.status_code == 200
    fields = {"facts": FACTS, "version": str(case.version), "puid": case.statements[0].puid}
    assert moderator.submit(case.url, schritt="wiederherstellen", **fields).status_code == 303
    sweeps.go_on_sweeping()
    work()
    assert of_state(writer, PostState.HIDDEN) == 0
    assert of_state(writer, PostState.DELETED if with_texts else PostState.VISIBLE) == 2
    detail = db.session.scalars(select(Statement)).one().detail or {}
    assert "left" not in detail
