"""What moderators decide about the author of a text that waits: the text waits on, and its case with it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.mail import Mail
from forum.discussions.models import Space
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.moderation import commands, targets
from forum.moderation.commands import Decision
from forum.moderation.export import shaped
from forum.moderation.measures import MEASURES
from forum.moderation.models import Case, CaseState, Statement
from forum.notifications.models import Message
from forum.screening import watching
from forum.screening.models import HeldState, HeldText
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of
from tests.moderation.test_queue import reported
from tests.screening.test_held import CANARY, case_of, decide, person, release, send, the

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]
FACTS = "So schreiben wir hier nicht miteinander."


@pytest.fixture(autouse=True)
def _watched(app: Flask) -> None:
    keeper = factories.person("moderator", handle="Wortwart")
    with transaction():
        watching.add_watched_word(person(keeper), pattern=CANARY, action="hold")


@pytest.fixture
def waiting(app: Flask, work: Work) -> int:
    """The number of a text that waits, with its case."""
    number = send(factories.person(), factories.thread())
    work()
    return number


def take(number: int, moderator: Person, measure: str, **changes: object) -> Statement:
    """Take a measure in the case of a text that waits."""
    with transaction():
        case = case_of(number)
        values = {"rule": "respekt", "facts": FACTS, "version": case.version, "measure": measure, **changes}
        return commands.take_measure(person(moderator), case, Decision(**values))  # type: ignore[arg-type]


def state(number: int) -> tuple[CaseState, HeldState]:
    db.session.expire_all()
    return CaseState(case_of(number).state), HeldState(the(number).state)


WAITS = (CaseState.OPEN, HeldState.WAITING)


@pytest.mark.parametrize("measure", ["hint", "warn", "slow", "limit"])
def test_a_measure_about_its_author_leaves_a_text_waiting_in_an_open_case(waiting: int, measure: str) -> None:
    """M-01, M-03, M-04, M-17: nobody works on it any more, and who looked at the case before sees another one."""
    moderator = factories.person("moderator")
    with transaction():
        commands.claim(person(moderator), case_of(waiting))
    seen = case_of(waiting).version
    take(waiting, moderator, measure, days=3 if measure in {"slow", "limit"} else None, minutes=5)
    case = case_of(waiting)
    assert (state(waiting), case.is_claimed, case.decided_at) == (WAITS, False, None)
    with pytest.raises(Conflict):
        take(waiting, factories.person("moderator"), "hint", version=seen)


@pytest.mark.parametrize("step", ["publish", "refuse"])
def test_such_a_text_is_published_or_refused_afterwards(waiting: int, sign_in: SignIn, step: str) -> None:
    """M-01, M-12, M-14: by the buttons of its case."""
    moderator = factories.person("moderator")
    take(waiting, moderator, "warn")
    client = sign_in(moderator)
    assert "Veröffentlichen" in client.get(f"/moderation/{case_of(waiting).id}").text
    assert (release if step == "publish" else decide)(client, case_of(waiting)) == 303
    assert state(waiting) == (CaseState.ACTED, HeldState.PUBLISHED if step == "publish" else HeldState.REFUSED)
    # What appeared is no button's to undo; a refusal is, and the warning stands.
    page = client.get(f"/moderation/{case_of(waiting).id}").text
    assert ("Rückgängig machen" in page) == (step == "refuse")
    if step == "refuse":
        with transaction():
            commands.undo(person(moderator), case_of(waiting))
        assert state(waiting) == WAITS
        assert [row.stands for row in case_of(waiting).statements] == [True, False]


@pytest.mark.parametrize("way", ["undo", "undo by another", "restore", "complaint"])
def test_taken_back_it_leaves_the_text_waiting_too(waiting: int, sign_in: SignIn, way: str) -> None:
    """M-15, S-04: at once, with a reason, or by a complaint that is right; the case stays open."""
    moderator, other = factories.person("moderator"), factories.person("moderator")
    take(waiting, moderator, "warn")
    case, client = case_of(waiting), sign_in(moderator if way == "undo" else other)
    page = client.get(f"/moderation/{case.id}").text
    assert "Rückgängig machen" in page
    assert "Maßnahme zurücknehmen" in page
    if way == "complaint":
        with transaction():
            row = case_of(waiting).statements[0]
            commands.complain(the(waiting).person, row, text="Das war ganz anders gemeint.")
        fields = {"outcome": "reversed", "reasons": FACTS, "version": "1"}
        answer = client.submit(case_of(waiting).complaints[0].url, **fields)
    elif way == "restore":
        fields = {"facts": FACTS, "version": str(case.version), "puid": case.statements[0].puid}
        answer = client.submit(f"/moderation/{case.id}", **fields, schritt="wiederherstellen")
    else:
        text = FACTS if way == "undo by another" else ""
        answer = client.submit(f"/moderation/{case.id}/rueckgaengig", version=str(case.version), text=text)
    assert answer.status_code == 303
    assert state(waiting) == WAITS
    assert case_of(waiting).statements[0].reverted_at is not None
    assert release(sign_in(factories.person("moderator")), case_of(waiting)) == 303
    assert state(waiting) == (CaseState.DISMISSED, HeldState.PUBLISHED)


@pytest.mark.parametrize("measure", ["hide", "limit"])
def test_a_statement_says_what_was_decided_and_not_that_the_text_does_not_appear(
    waiting: int, sign_in: SignIn, work: Work, measure: str
) -> None:
    """S-02, S-25, S-03: on its page, in the letter, in Leichte Sprache, in the inbox and in the export."""
    author = the(waiting).person
    author_id, email = author.id, author.email
    puid = take(waiting, factories.person("moderator"), measure, days=3 if measure == "limit" else None).puid
    letter = (
        db.session.scalars(select(Mail.text).where(Mail.to_address == email).order_by(Mail.id.desc())).first() or ""
    )
    work()
    statement = case_of(waiting).statements[0]
    page = sign_in(person(author)).get(statement.url).text
    refused = ("Der Text wartete auf Prüfung und erscheint nicht.", "Deshalb erscheint der Text nicht.")
    own = (str(MEASURES["limit"].said), "Deshalb dürfen Sie eine Zeit lang nichts schreiben.")
    for said in (letter, page):
        found = [sentence in " ".join(said.split()) for sentence in (*refused, *own)]
        assert found == [measure == "hide"] * 2 + [measure == "limit"] * 2
    assert ("Warum Ihr Text nicht erscheint" in page) == (measure == "hide")
    kinds = db.session.scalars(select(Message.kind).where(Message.person_id == author_id)).all()
    assert ("held_refused" in kinds, "statement" in kinds) == (measure == "hide", measure == "limit")
    part = "PARTIALLY" if measure == "hide" else "NOT_AUTOMATED"
    assert shaped(statement)["automated_decision"] == f"AUTOMATED_DECISION_{part}"
    assert statement.puid == puid


@pytest.mark.parametrize("kind", ["post", "idea"])
def test_a_waiting_text_in_another_language_is_decided_in_that(
    app: Flask, work: Work, sign_in: SignIn, kind: str
) -> None:
    """S-25, S-02: the statement says in which it is, and reasons are offered in it; also where many are decided."""
    author = factories.person()
    if kind == "post":
        number = send(author, factories.thread(), text=f"A {CANARY} sings in the park.", language="en")
    else:
        draft = factories.idea(author, "entwurf", text=f"A {CANARY} shall sing in each park.")
        with transaction():
            db.session.get_one(Idea, draft.id).language = "en"
        with transaction():
            held = ideas.send_idea(person(author), db.session.get_one(Idea, draft.id))
            assert isinstance(held, HeldText)
            number = held.id
    work()
    moderator = factories.person("moderator")
    with transaction():
        words = {"text": "Das ist Werbung für ein Geschäft.", "text_en": "This advertises a shop in the city."}
        canned = commands.save_reason(person(moderator), name="Werbung", rule="werbung", **words).id
    client, case = sign_in(moderator), case_of(number)
    many = f"/moderation/sammeln?fall={case.id}&vorlage={canned}"
    for address in (f"{case.url}?vorlage={canned}", many):
        page = client.get(address).text
        assert [one in page for one in words.values()] == [False, True]
    other = send(factories.person(), factories.thread())
    work()
    assert words["text"] in client.get(f"{many}&fall={case_of(other).id}").text
    assert take(number, moderator, "hide").content_language == "en"


def test_a_title_is_in_the_language_of_its_thread(app: Flask) -> None:
    """S-25: as far as its posts tell."""
    thread, moderator = factories.thread(title="Benches at the river", language="en"), factories.person("moderator")
    assert targets.load(person(moderator), "thread", thread.id).language == "en"


def test_the_queue_finds_and_shows_what_waits(app: Flask, sign_in: SignIn, work: Work) -> None:
    """M-01, M-25, M-36: by title and text, for whoever reads the room; what waits no more is not found by it."""
    space = factories.space()
    thread = factories.thread(within=space, title="Bänke am Ufer")
    number = send(factories.person(), thread, text=f"Ein {CANARY} singt auf der Lehne.")
    work()
    moderator = factories.person("moderator")
    client, elsewhere = sign_in(moderator), sign_in(factories.person(f"space:{factories.space().id}:moderator"))
    row = f"/moderation/{case_of(number).id}"
    for words in ("lehne", "ufer", ""):
        page = client.get(f"/moderation?q={words}").text
        assert [one in page for one in (row, "Bänke am Ufer", f"Ein {CANARY} singt auf der Lehne.")] == [True] * 3
        page = elsewhere.get(f"/moderation?q={words}").text
        assert [one in page for one in (row, CANARY)] == [False] * 2
    assert row not in client.get("/moderation?q=100%25_").text
    with transaction():
        db.session.get_one(Space, space.id).audience = "committee:1"
    assert row in client.get("/moderation").text
    assert CANARY not in client.get("/moderation").text
    assert row not in client.get("/moderation?q=lehne").text
    with transaction():
        db.session.get_one(Space, space.id).audience = "public"
    assert decide(client, case_of(number), facts="Das gehört nicht in dieses Forum.") == 303
    assert CANARY not in client.get("/moderation?stand=acted").text


def test_rows_of_what_waits_ask_no_query_each(sign_in: SignIn, work: Work) -> None:
    """M-01, E-11: one text or several."""
    thread, client = factories.thread(), sign_in(factories.person("moderator"))
    send(factories.person(), thread)
    work()
    few = queries_of(lambda: client.get("/moderation?q=park"))
    for _one in range(3):
        send(factories.person(), thread)
    work()
    assert client.get("/moderation?q=park").text.count("singt im Park") == 4
    assert queries_of(lambda: client.get("/moderation?q=park")) == few


def test_deciding_many_says_before_and_after_what_appears(sign_in: SignIn, work: Work) -> None:
    """M-22, M-12: what waits is published by leaving it as it is, and no button takes that back; refusing publishes none."""
    thread = factories.thread()
    numbers = [send(factories.person(), thread, text=f"Ein {CANARY} singt, {count}.") for count in range(3)]
    work()
    client = sign_in(factories.person("moderator"))
    first, second, refused = [case_of(number) for number in numbers]
    page = client.get(f"/moderation/sammeln?fall={first.id}&fall={second.id}").text
    assert "Lassen Sie alle stehen, erscheinen damit 2 Texte." in page
    assert "nehmen Sie hier nicht zurück" in page

    def decided(*cases: Case, step: str) -> str:
        fields = {f"version-{one.id}": str(one.version) for one in cases} | {"rule": "respekt", "facts": FACTS}
        return client.submit("/moderation/sammeln", fall=[one.id for one in cases], **fields, schritt=step).text

    assert "erschienen" not in decided(refused, step="verbergen")
    said = decided(case_of(numbers[0]), case_of(numbers[1]), step="abweisen")
    assert "2 Texte sind erschienen" in said
    assert "wieder zeigen" not in said
    assert all(the(number).published_url in said for number in numbers[:2])


def test_deciding_many_that_publish_nothing_speaks_of_nothing_that_appears(sign_in: SignIn) -> None:
    """M-22: leaving posts as they are publishes none."""
    case = reported()
    client = sign_in(factories.person("moderator"))
    fields = {f"version-{case.id}": str(case.version), "facts": FACTS, "schritt": "abweisen"}
    said = client.get(f"/moderation/sammeln?fall={case.id}").text
    said += client.submit("/moderation/sammeln", fall=[case.id], **fields).text
    assert "1 Fall ist entschieden" in said
    assert "erschein" not in said
    assert "erschienen" not in said
