"""Orders of authorities, suspicions of crimes, frozen evidence and legal holds."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from forum.accounts import commands as accounts
from forum.accounts.models import Person, Standing
from forum.authorities import commands, queries
from forum.authorities.commands import Order
from forum.authorities.models import AuthorityRecord, Evidence, RecordKind
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.discussions import commands as discussions
from forum.discussions.models import Post, SpaceKind
from forum.drafts import commands as drafts
from forum.drafts.models import Draft
from forum.files import commands as files
from forum.files import storage
from forum.files.intake import Received
from forum.files.models import File
from forum.files.queries import Choice
from forum.files.queries import file as file_for
from forum.holds import commands as holds
from forum.holds.models import LegalHold
from forum.holds.queries import is_held, is_person_held
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.moderation.models import Statement
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.meetings.talk import asked, written
from tests.moderation.test_measures import take
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
FACTS = "Der Beitrag droht einer Familie mit einem Brandanschlag."
EFFECT = "Der Beitrag wurde von der Moderation verborgen."


def person(number: int) -> Person:
    return db.session.get_one(Person, number)


def legal() -> int:
    return factories.person("legal").id


def an_order(**changes: object) -> Order:
    values: dict[str, object] = {
        "kind": RecordKind.REMOVAL,
        "authority": "Amtsgericht Braunschweig",
        "legal_basis": "§ 241 StGB, Art. 9 DSA",
        "reference": "12 Gs 345/26",
        "facts": FACTS,
        "received_on": today(),
        **changes,
    }
    return Order(**values)  # type: ignore[arg-type]


def register(by: int, post: Post, **changes: object) -> int:
    with transaction():
        order = an_order(addresses=[f"https://forum.example{post.url}"], **changes)
        return commands.register_order(person(by), order).id


def the(number: int) -> AuthorityRecord:
    return db.session.get_one(AuthorityRecord, number)


def post_with_file(author: Person) -> tuple[Post, str]:
    """Return a post with a file, and the file's key."""
    key = storage.new_key()
    path = storage.path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7 a threat")
    with transaction():
        choice = Choice(files.add_file(person(author.id), Received(key, "pdf", "Plan.pdf", 17, "0" * 64)).key)
    thread = factories.thread()
    return factories.post(thread, author, text="Wartet nur, bis es brennt.", files=[choice]), key


def test_an_order_is_told_at_once_without_its_words(app: Flask) -> None:
    """M-28: by mail to all who moderate today or keep the register, whatever mails they wish; not to whoever entered it."""
    keeper, other, moderator = (factories.person(role) for role in ("legal", "legal", "moderator"))
    keeper_id, wanted = keeper.id, {other.email, moderator.email}
    factories.person("staff")
    number = register(keeper_id, factories.post(factories.thread()))
    letters = db.session.execute(select(Mail.to_address, Mail.subject, Mail.text)).all()
    urgent = {row.to_address: row.text for row in letters if "Anordnung einer Behörde" in row.subject}
    assert set(urgent) == wanted
    for words in urgent.values():
        assert f"/behoerden/{number}" in words
        assert FACTS not in words
        assert "Amtsgericht" not in words


def test_addresses_of_threads_and_sessions_are_understood(app: Flask) -> None:
    """S-18, M-27: the title of a thread, and what was written in a session, by the address that the browser shows."""
    by = legal()
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    here, written_id, asked_id = meeting.url, written(ada, meeting.id, "Beitrag eins"), asked(ada, meeting.id, "Frage?")
    thread = factories.thread()
    addresses = [
        f"https://forum.example{thread.url}",
        f"https://forum.example{here}#beitrag-{written_id}",
        f"https://forum.example{here}#frage-{asked_id}",
    ]
    thread_id = thread.id
    with transaction():
        commands.register_order(person(by), an_order(addresses=addresses))
    found = db.session.execute(select(Evidence.kind, Evidence.target_id).order_by(Evidence.id)).all()
    assert [tuple(row) for row in found] == [
        ("thread", thread_id),
        ("contribution", written_id),
        ("question", asked_id),
    ]
    with pytest.raises(Invalid), transaction():
        commands.register_order(person(by), an_order(addresses=[f"https://forum.example{here}#beitrag-999"]))


def test_posts_people_and_files_are_understood_by_the_address_that_the_browser_shows(app: Flask) -> None:
    """S-18, P-09: the post and not its page, what a person says of themselves, and a file, which outlives its post."""
    by, ada = legal(), factories.person()
    ada_id, handle = ada.id, ada.handle
    post, key = post_with_file(ada)
    post_id, thread_url = post.id, post.thread.url
    said = factories.post(factories.idea().thread, text="Wartet nur, bis es brennt.")  # type: ignore[arg-type]
    said_id, idea_url = said.id, said.thread.url
    file_id = db.session.scalars(select(File.id).where(File.key == key)).one()
    with transaction():
        person(ada_id).standing = Standing.SUSPENDED
    parts = (f"{thread_url}#beitrag-{post_id}", f"{idea_url}?seite=2#beitrag-{said_id}", f"/leute/{handle}")
    with transaction():
        addresses = [f"https://forum.example{one}" for one in (*parts, f"/dateien/{key}")]
        commands.register_order(person(by), an_order(addresses=addresses))
    rows = db.session.scalars(select(Evidence).order_by(Evidence.id)).all()
    named = [("post", post_id), ("post", said_id), ("profile", ada_id), ("file", file_id)]
    assert [(row.kind, row.target_id) for row in rows] == named
    assert rows[2].text.startswith(handle)
    assert rows[3].files
    with transaction():
        person(ada_id).standing = Standing.ACTIVE
    with transaction():
        for hold in db.session.scalars(select(LegalHold).where(LegalHold.kind != "file")):
            holds.lift_hold(person(ada_id), hold, reason="Nur die Datei ist noch gefragt.")
        found = db.session.get_one(Post, post_id)
        discussions.edit_post(person(ada_id), found, text="Das war ein Scherz.", version=found.version, files=[])
    files.forget_unused_files()
    assert storage.path_of(key).exists()
    for address in (f"/dateien/{'0' * 32}", "/leute/niemand-hier", "/themen/1#beitrag-999"):
        with pytest.raises(Invalid), transaction():
            commands.register_order(person(by), an_order(addresses=[f"https://forum.example{address}"]))


def test_an_order_has_all_its_fields_and_every_step_is_logged(sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-18: authority, state, basis, kind, addresses, scope, received, acknowledged, effect, date, people informed."""
    keeper = factories.person("legal")
    other = legal()
    post = factories.post(factories.thread(), text="Wartet nur, bis es brennt.")
    client = sign_in(keeper)
    fields = {
        "kind": "removal",
        "authority": "Amtsgericht Braunschweig",
        "state": "DE",
        "legal_basis": "§ 241 StGB, Art. 9 DSA",
        "reference": "12 Gs 345/26",
        "received_on": today().isoformat(),
        "territory": "DE AT",
        "facts": FACTS,
        "addresses": f"http://localhost{post.url}\n",
    }
    answer = client.submit("/behoerden/neu", **fields)
    assert answer.status_code == 303
    number = int(answer.location.rpartition("/")[2])
    page = client.get(answer.location).get_data(as_text=True)
    for words in ("Amtsgericht Braunschweig", "12 Gs 345/26", "DE AT", FACTS, "Wartet nur, bis es brennt."):
        assert words in page
    assert client.submit(f"/behoerden/{number}/eingang").status_code == 303
    assert client.submit(f"/behoerden/{number}/eingang").status_code == 409
    stale = str(the(number).version - 1)
    assert client.submit(f"/behoerden/{number}/wirkung", effect=EFFECT, version=stale).status_code == 409
    assert (
        client.submit(f"/behoerden/{number}/wirkung", effect="kurz", version=str(the(number).version)).status_code
        == 422
    )
    assert (
        client.submit(f"/behoerden/{number}/wirkung", effect=EFFECT, version=str(the(number).version)).status_code
        == 303
    )
    why = "Das Gericht hat es für vier Wochen untersagt."
    version = str(the(number).version)
    assert client.submit(f"/behoerden/{number}/beteiligte", why_not=why, version=version).status_code == 303
    assert the(number).informed_at is None
    version = str(the(number).version)
    assert client.submit(f"/behoerden/{number}/beteiligte", why_not="", version=version).status_code == 303
    row = the(number)
    assert (row.effect, row.not_informed_because) == (EFFECT, "")
    assert row.acknowledged_at is not None
    assert row.effect_at is not None
    assert row.informed_at is not None
    logged = [event.type for event in db.session.scalars(select(LoggedEvent).where(LoggedEvent.audience == "legal"))]
    expected = ["AuthorityRecordAdded", "EvidenceFrozen", "OrderAcknowledged", "EffectNoted", "PeopleInformed"]
    assert [name for name in expected if not any(name.lower() in one.replace("_", "").lower() for one in logged)] == []
    work()
    assert db.session.scalars(select(Message.kind).where(Message.person_id == other)).all() == ["authority_record"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"authority": ""}, "authority"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"state": "Deutschland"}, "state"),
        ({"territory": "überall"}, "territory"),
        ({"facts": "kurz"}, "facts"),
        ({"received_on": today() + timedelta(days=2)}, "received_on"),
        ({"addresses": []}, "addresses"),
        ({"addresses": ["https://example.org/"]}, "addresses"),
        ({"addresses": ["/beitraege/999999"]}, "addresses"),
    ],
)
def test_what_is_missing_in_an_order_is_said_at_its_field(app: Flask, changes: dict[str, object], field: str) -> None:
    """S-18: nothing is registered by half."""
    who = legal()
    with pytest.raises(Invalid) as refused, transaction():
        commands.register_order(person(who), an_order(**changes))
    assert field in refused.value.fields
    assert db.session.scalars(select(AuthorityRecord)).all() == []


def test_the_register_is_for_few(sign_in: SignIn, client: Visitor) -> None:
    """S-18, E-16: neither moderation nor staff office nor administration read it; others do not learn that it is there."""
    number = register(legal(), factories.post(factories.thread()))
    for role in ("moderator", "staff", "board", "admin"):
        visitor = sign_in(factories.person(role))
        assert visitor.get("/behoerden").status_code == 404
        assert visitor.get(f"/behoerden/{number}").status_code == 404
        assert visitor.get("/behoerden/neu").status_code == 403
    assert client.get("/behoerden").status_code == 303
    with pytest.raises(Forbidden), transaction():
        commands.register_order(factories._inside("staff"), an_order())


def test_a_moderator_reports_a_suspicion_from_the_content(sign_in: SignIn) -> None:
    """S-16: authority, time, person, hash; the evidence is frozen and the content is held."""
    moderator = factories.person("moderator")
    post = factories.post(factories.thread(), text="Wartet nur, bis es brennt.")
    client = sign_in(moderator)
    where = f"/behoerden/verdacht/post/{post.id}"
    assert "Wartet nur, bis es brennt." in client.get(where).get_data(as_text=True)
    fields = {"authority": "Polizeiinspektion Braunschweig", "crime": "Bedrohung, § 241 StGB", "facts": FACTS}
    assert client.submit(where, **{**fields, "facts": "kurz"}).status_code == 422
    assert client.submit(where, **fields).location == post.url
    row = db.session.scalars(select(AuthorityRecord)).one()
    evidence = db.session.scalars(select(Evidence)).one()
    assert (row.kind, row.authority, row.registered_by) == ("suspicion", fields["authority"], moderator.id)
    assert (evidence.text, evidence.digest) == ("Wartet nur, bis es brennt.", evidence.fingerprint())
    assert is_held("post", post.id)
    assert is_person_held(post.author_id)
    assert sign_in(factories.person()).get(where).status_code == 403


@pytest.mark.parametrize("how", ["deleted", "hidden"])
def test_what_is_out_of_sight_can_be_ordered_and_reported_still(sign_in: SignIn, how: str) -> None:
    """S-16, S-18: whoever threatens and takes it back, or is hidden first, leaves evidence all the same."""
    author, moderator, keeper = factories.person().id, factories.person("moderator").id, legal()
    post = factories.post(factories.thread(), person(author), text="Wartet nur, bis es brennt.")
    post_id, idea_id = post.id, factories.idea(person(author), title="Wartet nur, bis es brennt").id
    with transaction():
        if how == "deleted":
            discussions.delete_post(person(author), db.session.get_one(Post, post_id))
        else:
            discussions.hide_post(person(moderator), db.session.get_one(Post, post_id), ground="Regel")
            ideas.hide_idea(person(moderator), db.session.get_one(Idea, idea_id), ground="Regel")
    addresses = [f"https://forum.example/beitraege/{post_id}", f"https://forum.example/ideen/{idea_id}"]
    with transaction():
        commands.register_order(person(keeper), an_order(addresses=addresses))
    texts = db.session.scalars(select(Evidence.text).order_by(Evidence.id)).all()
    assert all("Wartet nur, bis es brennt" in text for text in texts)
    assert len(texts) == 2
    client = sign_in(person(moderator))
    fields = {"authority": "Polizeiinspektion Braunschweig", "crime": "Bedrohung, § 241 StGB", "facts": FACTS}
    assert client.submit(f"/behoerden/verdacht/post/{post_id}", **fields).status_code == 303
    assert db.session.query(Evidence).count() == 3
    # In a room where the keeper of the register does not read, it is secured unread, and nothing is given away.
    with transaction():
        db.session.get_one(Post, post_id).thread.audience = "committee:99"
    with transaction():
        sealed = commands.register_order(person(keeper), an_order(addresses=addresses[:1])).id
    page = sign_in(person(keeper)).get(the(sealed).url).text
    assert "Wartet nur, bis es brennt" not in page
    assert person(author).handle not in page


def test_a_measure_after_an_order_is_no_own_idea_of_the_moderation(sign_in: SignIn) -> None:
    """S-02, S-18, Art. 17 (3) b: the statement and its export say that somebody else brought it up; a suspicion is own."""
    author = factories.person().id
    ordered, suspected = (factories.post(factories.thread(), person(author)).id for _one in range(2))
    register(legal(), db.session.get_one(Post, ordered))
    moderator = factories.person("moderator").id
    with transaction():
        words = {"authority": "Polizei Braunschweig", "facts": FACTS, "crime": "§ 241 StGB"}
        commands.report_suspicion(person(moderator), "post", suspected, **words)
    for post_id in (ordered, suspected):
        take(post_id, moderator, "hide")
    made = db.session.scalars(select(Statement).order_by(Statement.id)).all()
    assert [row.source for row in made] == ["SOURCE_TYPE_OTHER_NOTIFICATION", "SOURCE_VOLUNTARY"]
    pages = [sign_in(person(author)).get(row.url).text for row in made]
    assert "durch einen Hinweis von außen" in pages[0]
    assert "durch die Moderation selbst" in pages[1]


def test_frozen_evidence_outlives_what_its_author_does(app: Flask) -> None:
    """S-16, M-20, P-09: an edit, a removal and a file that is taken off leave text and bytes as they were."""
    author, keeper = factories.person(), legal()
    post, key = post_with_file(author)
    register(keeper, post)
    with transaction():
        one = db.session.get_one(Post, post.id)
        discussions.edit_post(person(author.id), one, text="Ich meine es nicht so.", version=one.version, files=[])
    with transaction():
        discussions.delete_post(person(author.id), db.session.get_one(Post, post.id))
    files.forget_unused_files()
    evidence = db.session.scalars(select(Evidence)).one()
    assert evidence.text == "Wartet nur, bis es brennt."
    assert evidence.files[0][0] == "Plan.pdf"
    copy = db.session.scalars(select(File).where(File.purpose == "evidence")).one()
    assert storage.path_of(copy.key).read_bytes() == b"%PDF-1.7 a threat"
    assert file_for(person(keeper), copy.key).id == copy.id
    for who in (author, factories.person("moderator")):
        with pytest.raises(NotFound):
            file_for(person(who.id), copy.key)
    # The original bytes stay too, and nobody reaches them by their old address.
    assert storage.path_of(key).exists()
    with pytest.raises((NotFound, Gone)):
        file_for(person(author.id), key)
    assert queries.changed_evidence() == []


def test_evidence_that_somebody_changes_in_the_database_shows(app: Flask) -> None:
    """S-16, E-38: the proof names the copy."""
    register(legal(), factories.post(factories.thread()))
    number = db.session.scalars(select(Evidence.id)).one()
    with transaction():
        db.session.execute(text("UPDATE evidence SET text = 'harmlos'"))
    assert queries.changed_evidence() == [str(number)]
    assert app.extensions["proofs"]["evidence"]() == [str(number)]


def test_jobs_wait_for_the_end_of_a_hold(app: Flask, tmp_path: Path) -> None:
    """P-09: drafts and files of the person stay while the hold stands, and then go without further act."""
    author, setter, lifter = factories.person(), legal(), legal()
    post = factories.post(factories.thread(), author)
    register(setter, post)
    old = now() - timedelta(days=400)
    with transaction():
        drafts.save_draft(person(author.id), "post.publish", "thread:1", fields={"text": "Ein Entwurf"}, form="x")
        files.add_file(person(author.id), Received(storage.new_key(), "pdf", "Plan.pdf", 17, "0" * 64))
    with transaction():
        db.session.execute(
            text("UPDATE draft SET changed_at = :old, told_at = :old"), {"old": old.replace(tzinfo=None)}
        )
        db.session.execute(text("UPDATE file SET created_at = :old"), {"old": old.replace(tzinfo=None)})

    def left() -> tuple[int, int]:
        drafts.forget_old_drafts()
        files.forget_unused_files()
        return (
            len(db.session.scalars(select(Draft.id)).all()),
            len(db.session.scalars(select(File.id).where(File.purpose.is_(None))).all()),
        )

    assert left() == (1, 1)
    with transaction():
        hold = db.session.scalars(select(LegalHold)).one()
        commands.lift_hold(person(lifter), hold, reason="Das Verfahren ist eingestellt.")
    assert left() == (0, 0)


def test_a_hold_is_lifted_by_a_second_person_with_a_reason(sign_in: SignIn) -> None:
    """M-23, P-09: never by whoever set it; the evidence stays in the register."""
    setter, lifter = factories.person("legal"), factories.person("legal")
    post = factories.post(factories.thread())
    register(setter.id, post)
    hold = db.session.scalars(select(LegalHold)).one().id
    where = f"/behoerden/sperren/{hold}/aufheben"
    assert sign_in(setter).submit(where, reason="Das Verfahren ist eingestellt.").status_code == 403
    client = sign_in(lifter)
    assert "Aufheben" in client.get("/behoerden").get_data(as_text=True)
    assert client.submit(where, reason="kurz").status_code == 422
    assert is_held("post", post.id)
    assert client.submit(where, reason="Das Verfahren ist eingestellt.").status_code == 303
    assert client.submit(where, reason="Das Verfahren ist eingestellt.").status_code == 409
    assert not is_held("post", post.id)
    assert db.session.scalars(select(Evidence)).one().text == post.source


def test_of_two_who_lift_at_once_one_does(app: Flask) -> None:
    """M-23: one line in the log, and the other hears that it is done."""
    register(legal(), factories.post(factories.thread()))
    hold = db.session.scalars(select(LegalHold.id)).one()
    others = [legal() for _ in range(3)]

    def act(by: int) -> Callable[[], object]:
        return lambda: commands.lift_hold(
            person(by), db.session.get_one(LegalHold, hold), reason="Das Verfahren ist eingestellt."
        )

    assert at_once(app, [act(by) for by in others], refused=(Conflict,)) == 2


def test_a_thing_is_free_when_its_last_hold_is_lifted(app: Flask) -> None:
    """P-09: two orders about one post are two reasons."""
    setter, lifter = legal(), legal()
    post = factories.post(factories.thread())
    register(setter, post)
    register(setter, post, reference="Noch eine")
    for number, remains in zip(db.session.scalars(select(LegalHold.id)).all(), (True, False), strict=True):
        with transaction():
            hold = db.session.get_one(LegalHold, number)
            commands.lift_hold(person(lifter), hold, reason="Das Verfahren ist eingestellt.")
        assert is_held("post", post.id) is remains


def test_roles_come_from_the_administration(app: Flask) -> None:
    """I-16: the right to keep the register is a role like any other, with reason and days."""
    who = factories.person().id
    with transaction():
        accounts.grant_role(SYSTEM, person(who), "legal", reason="Rechtsreferat")
    assert "legal" in person(who).words


def test_earlier_versions_are_frozen_too(app: Flask) -> None:
    """S-16, S-09, M-13: what the author changed and what the moderation blackened is evidence, each with a digest."""
    by, judge = legal(), factories.person("moderator").id
    post = factories.post(factories.thread(), text="Wartet nur im Nussberg 7.")
    number = post.id
    with transaction():
        found = db.session.get_one(Post, number)
        changed = {"text": "Wartet nur hier im Nussberg 7.", "reason": "Damit sie zittern."}
        discussions.edit_post(found.author, found, **changed, version=found.version)
    with transaction():
        discussions.redact_post(person(judge), db.session.get_one(Post, number), ["Nussberg 7"])
    register(by, db.session.get_one(Post, number))
    rows = db.session.scalars(select(Evidence).order_by(Evidence.id)).all()
    assert [(row.text, row.is_present) for row in rows] == [
        ("Wartet nur im Nussberg 7.", False),
        ("Wartet nur hier im Nussberg 7.\n\nDamit sie zittern.", False),
        ("Wartet nur hier im █████.", True),
    ]
    assert len({row.hold_id for row in rows}) == 1
    assert queries.changed_evidence() == []
    idea = factories.idea(text="Hier sollte eine Bank stehen, sagt man.")
    with transaction():
        ideas.add_note(factories._inside("staff"), idea, text="Wartet nur auf das Fest.")
        commands.register_order(person(by), an_order(addresses=[idea.url]))
    kept = db.session.scalars(select(Evidence.text).where(Evidence.kind == "idea")).one()
    assert "Wartet nur auf das Fest." in kept


def test_an_order_reaches_a_room_that_the_register_does_not_read(sign_in: SignIn) -> None:
    """S-18, E-18: it is secured and held all the same, and its words are for those who read there; a suspicion is not so."""
    by, judge = legal(), factories.person("moderator").id
    staff = factories.person("staff")
    closed = factories.thread(staff, factories.space(SpaceKind.STAFF), text="Der Kanarienvogel steht im Keller.")
    post_id = db.session.scalars(select(Post.id).where(Post.thread_id == closed.id)).one()
    number = register(by, db.session.get_one(Post, post_id))
    evidence = db.session.scalars(select(Evidence)).one()
    assert "Kanarienvogel" in evidence.text
    assert is_held("post", post_id)
    page = sign_in(person(by)).get(the(number).url).text
    assert "Kanarienvogel" not in page
    assert "Das steht in einem Raum, in dem Sie nicht lesen." in page
    with transaction():
        accounts.grant_role(SYSTEM, person(by), "staff", reason="Test")
    assert "Kanarienvogel" in sign_in(person(by)).get(the(number).url).text
    with pytest.raises(Invalid), transaction():
        commands.report_suspicion(person(judge), "post", post_id, authority="Polizei", facts=FACTS, crime="§ 241 StGB")
