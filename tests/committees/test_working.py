"""How committees work and rest: acts, rules of procedure, terms, interests."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees import commands, queries
from forum.committees.commands import Procedure
from forum.committees.models import Committee, Interest, Membership, Quorum, Recusal, State
from forum.core import worker
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM, can
from forum.meetings.models import Meeting, MeetingState
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]

RULES: dict[str, Any] = {
    "notice_days": 7, "quorum": "half", "majority": "simple", "public": True, "balanced": False, "names_all": False,
}  # fmt: skip


def act(name: str, of: Committee, **values: Any) -> None:
    committee_id = of.id
    with transaction():
        getattr(commands, name)(SYSTEM, db.session.get_one(Committee, committee_id), **values)


def words(person: Person) -> frozenset[str]:
    db.session.info.clear()
    return person.words


def messages(person: Person) -> list[str]:
    worker.run_until_idle()
    return list(db.session.scalars(select(Message.kind).where(Message.person_id == person.id).order_by(Message.id)))


def test_a_proposal_says_term_and_places_and_the_page_shows_what_is_vacant(client: Visitor, sign_in: SignIn) -> None:
    """G-03: topic, mandate, founding date and contact are data; places by part of urban society."""
    until = today() + timedelta(days=700)
    sent = sign_in(factories.person()).submit(
        "/gremien/vorschlagen",
        title="Fachbeirat Stadtgrün",
        theme="Grünflächen",
        mandate="Berät die Stadt zu Bäumen, Parks und Dächern.",
        reason="Die Sommer werden heißer, und viele wissen etwas dazu.",
        term_until=str(until),
        research="2",
        business="1",
        contact="Büro Stadtgrün",
    )
    assert sent.status_code == 303
    founded = sign_in(factories.person("staff")).submit(f"{sent.location}/gruenden", reason="Das Thema ist dringend.")
    assert founded.status_code == 303
    committee = db.session.scalars(select(Committee)).one()
    assert committee.places == {"business": 1, "research": 2}
    factories.member(committee, group="research")
    page = client.get(committee.url).text
    for shown in ("1 von 2 Plätzen", "0 von 1 Plätzen", "Büro Stadtgrün", "Das Thema ist dringend.", "gegründet"):
        assert shown in page
    wrong = {"title": "Fachbeirat Zwei", "theme": "Wasser", "mandate": "Berät zu Wasser und Regen.", "reason": "x" * 20}
    answer = sign_in(factories.person()).submit(
        "/gremien/vorschlagen", **wrong, research="100", term_until="2001-01-01"
    )
    assert answer.status_code == 422


def test_a_committee_is_renamed_with_a_reason_and_keeps_its_address(client: Visitor, sign_in: SignIn) -> None:
    """G-03: the name before, the day and the reason stay to be read."""
    of = factories.committee(title="Fachbeirat Verkehr")
    member = factories.member(of)
    url = of.url
    fields = {"title": "Fachbeirat Mobilität", "reason": "Es geht nicht nur um Verkehr."}
    assert sign_in(member).submit(f"{url}/umbenennen", **fields).status_code == 403
    assert (
        sign_in(factories.person("staff")).submit(f"{url}/umbenennen", **{**fields, "reason": "so"}).status_code == 422
    )
    assert sign_in(factories.person("staff")).submit(f"{url}/umbenennen", **fields).status_code == 303
    page = client.get(url).text
    for shown in ("Fachbeirat Mobilität", "vorher: Fachbeirat Verkehr", "Es geht nicht nur um Verkehr."):
        assert shown in page
    assert messages(member) == ["member_appointed", "committee_changed"]
    with pytest.raises(Invalid):
        act(
            "rename",
            db.session.scalars(select(Committee)).one(),
            title="Fachbeirat Mobilität",
            reason="Noch einmal so.",
        )


def test_a_sleeping_committee_does_not_meet_and_can_be_read(client: Visitor, sign_in: SignIn) -> None:
    """G-03: planned meetings are cancelled, nobody leads, members read what they could; it can work again."""
    of = factories.committee()
    chair = factories.member(of, "chair")
    meeting_id = factories.meeting(of).id
    word, url = of.word, of.url
    staff = sign_in(factories.person("staff"))
    assert staff.submit(f"{url}/ruhen", reason="Zurzeit gibt es nichts zu beraten.").status_code == 303
    worker.run_until_idle()
    assert db.session.get_one(Meeting, meeting_id).state == MeetingState.CANCELLED
    assert {word, f"{word}:chair"} & words(chair) == {word}
    assert "Dieses Gremium ruht" in client.get(url).text
    assert "Zurzeit gibt es nichts zu beraten." in client.get(url).text
    assert "ruht" in client.get("/gremien").text
    for refused in ("berufen", "aufruf", "geschaeftsordnung/aendern"):
        assert staff.get(f"{url}/{refused}").status_code == 403
    with pytest.raises(Conflict):
        factories.meeting(db.session.scalars(select(Committee)).one())
    assert staff.submit(f"{url}/wiederaufnehmen", reason="Es gibt wieder viel zu beraten.").status_code == 303
    assert f"{word}:chair" in words(chair)
    assert [one.act for one in queries.acts(SYSTEM, db.session.scalars(select(Committee)).one())] == [
        "resumed", "suspended", "founded",
    ]  # fmt: skip


def test_a_committee_in_session_and_the_board_do_not_rest(app: Flask) -> None:
    """G-03: the same ties hold it as when it is dissolved; a sleeping one can be dissolved."""
    meeting, *_people = factories.running_meeting()
    with pytest.raises(Conflict):
        act("suspend", meeting.committee, reason="Wir machen eine Pause.")
    with pytest.raises(Conflict):
        act("suspend", factories.committee(kind="board"), reason="Wir machen eine Pause.")
    of = factories.committee()
    act("suspend", of, reason="Wir machen eine Pause.")
    act("dissolve", of, reason="Die Pause blieb für immer.")
    assert db.session.get_one(Committee, of.id).state == State.DISSOLVED
    with pytest.raises(Conflict):
        act("resume", of, reason="Wir fangen wieder an.")


@pytest.mark.parametrize("name", ["suspend", "resume"])
def test_only_the_staff_office_lets_a_committee_rest(app: Flask, name: str) -> None:
    """G-03, E-16: not its chair, not the Board, not an administrator."""
    of = factories.committee()
    for who in (factories.member(of, "chair"), factories.person("board"), factories.person("admin", "moderator")):
        with pytest.raises(Forbidden), transaction():
            getattr(commands, name)(who, db.session.get_one(Committee, of.id), reason="Weil ich es so will.")


def test_the_deputy_leads_like_the_chair(app: Flask) -> None:
    """G-04, B-05: the deputy may open a session when the chair cannot, and holds the word to the day."""
    of = factories.committee()
    deputy = factories.member(of, "deputy", until=today())
    assert f"{of.word}:chair" in words(deputy)
    assert f"{of.word}:deputy" not in words(deputy)
    meeting = factories.meeting(of)
    assert can(deputy, "meeting.lead", meeting)
    with frozen_at(now() + timedelta(days=1)):
        assert not can(
            db.session.get_one(Person, deputy.id), "meeting.lead", db.session.get_one(Meeting, meeting.id)
        ) or (f"{of.word}:chair" not in words(deputy))


def test_members_are_reminded_once_before_their_term_ends(client: Visitor, app: Flask) -> None:
    """G-04: thirty days before, the member and the staff office; another end is told of again."""
    of, staff = factories.committee(), factories.person("staff")
    ada = factories.member(of, until=today() + timedelta(days=30))
    ben = factories.member(of, until=today() + timedelta(days=31))
    for _twice in range(2):
        with transaction():
            commands.remind_of_terms()
    assert messages(ada) == ["member_appointed", "term_ending"]
    assert messages(ben) == ["member_appointed"]
    assert messages(staff) == ["term_ends"]
    with transaction():
        db.session.scalars(select(Membership).where(Membership.person_id == ada.id)).one().until = today()
    with transaction():
        assert commands.remind_of_terms() == 1
    assert client.get(of.url).text.count("bis ") >= 2


def test_rules_of_procedure_have_a_history(client: Visitor, sign_in: SignIn) -> None:
    """B-05: each change is an event and a version, with who, when and why; the newest holds."""
    of, staff = factories.committee(), factories.person("staff", handle="Büro-Zwei")
    url, committee_id = of.url, of.id
    assert "7 Tage" in client.get(f"{url}/geschaeftsordnung").text
    fields = {"notice_days": "14", "quorum": "two_thirds", "majority": "simple", "public": "y", "balanced": "y"}
    fields |= {"objection_days": "14", "publication_days": "7", "circulation_objections": "1"}
    changed = sign_in(staff).submit(
        f"{url}/geschaeftsordnung/aendern", **fields, reason="Wir brauchen mehr Zeit.", number="0"
    )
    assert changed.status_code == 303
    page = client.get(f"{url}/geschaeftsordnung").text
    for shown in (
        "14 Tage",
        "zwei Drittel",
        "ausgewogen",
        "spätestens nach 7 Tagen",
        "Büro-Zwei",
        "Wir brauchen mehr Zeit.",
        "Fassung 1",
    ):
        assert shown in page
    event = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "RulesChanged")).one()
    assert (event.actor_id, event.data["changed"]) == (
        staff.id,
        ["notice_days", "quorum", "balanced", "publication_days"],
    )
    late = sign_in(staff).submit(
        f"{url}/geschaeftsordnung/aendern", **{**fields, "notice_days": "3"}, reason="Doch lieber weniger.", number="0"
    )
    assert late.status_code == 409
    same = sign_in(staff).submit(f"{url}/geschaeftsordnung/aendern", **fields, reason="Alles wie es war.", number="1")
    assert same.status_code == 422
    assert queries.rules_of(committee_id).number == 1


def test_two_change_the_rules_in_the_same_moment(app: Flask) -> None:
    """B-05, E-19: one of them is told that somebody was faster."""
    committee_id = factories.committee().id

    def change(days: int) -> Callable[[], object]:
        wanted = Procedure(**{**RULES, "notice_days": days})
        return lambda: commands.set_rules(
            SYSTEM, db.session.get_one(Committee, committee_id), wanted, reason="Das passt besser.", number=0
        )

    assert at_once(app, [change(3), change(4)], refused=(Conflict,)) == 1
    assert queries.rules_of(committee_id).number == 1


def test_only_the_staff_office_keeps_the_rules(app: Flask) -> None:
    """B-05, E-16: everybody reads them."""
    of = factories.committee()
    wanted = Procedure(**{**RULES, "notice_days": 0})
    for who in (factories.member(of, "chair"), factories.person("board", "admin", "moderator")):
        with pytest.raises(Forbidden), transaction():
            commands.set_rules(
                who, db.session.get_one(Committee, of.id), wanted, reason="Schneller geht es so.", number=0
            )


@pytest.mark.parametrize(
    ("quorum", "needed"),
    [
        ("half", [1, 1, 2, 2, 3, 3]),
        ("third", [0, 1, 1, 1, 2, 2]),
        ("two_thirds", [0, 1, 2, 2, 3, 4]),
        ("none", [0] * 6),
    ],
)
def test_a_quorum_is_a_number_of_people(quorum: str, needed: list[int]) -> None:
    """B-05: more than half, at least a part."""
    assert [Quorum(quorum).needed(voters) for voters in range(6)] == needed


def test_interests_are_read_by_the_committee_and_the_staff_office(client: Visitor, sign_in: SignIn) -> None:
    """B-15, E-16: who declares, who reads, and that what ended stays on record."""
    of = factories.committee()
    ada, ben = factories.member(of), factories.member(of)
    url = f"{of.url}/interessen"
    declared = sign_in(ada).submit(url, text="Mein Betrieb baut Ladesäulen.")
    assert declared.status_code == 303
    for reader in (ben, factories.person("staff")):
        assert "Mein Betrieb baut Ladesäulen." in sign_in(reader).get(url).text
    assert client.get(url).status_code == 303
    for stranger in (factories.person("board", "moderator", "admin"), factories.member(factories.committee())):
        assert sign_in(stranger).get(url).status_code == 404
        assert queries.interests_of(stranger, of) == []
    assert sign_in(factories.person("staff")).submit(url, text="Ich bin neugierig.").status_code == 403
    row = db.session.scalars(select(Interest)).one()
    assert sign_in(ben).submit(f"{url}/{row.id}/beenden").status_code == 404
    assert sign_in(ada).submit(f"{url}/{row.id}/beenden").status_code == 303
    assert sign_in(ada).submit(f"{url}/{row.id}/beenden").status_code == 409
    assert "Mein Betrieb baut Ladesäulen." in sign_in(ben).get(url).text
    assert sign_in(ada).submit(url, text="nö").status_code == 422


def test_a_member_steps_back_from_an_item_or_an_idea_in_one_way(app: Flask) -> None:
    """B-15: whoever asks for an item about an idea hears of both; saying it twice is saying it once."""
    meeting, _chair, people = factories.running_meeting()
    idea = factories.idea(state="fachbeirat")
    ada, ben = people
    item_id = meeting.current_item_id
    assert item_id is not None
    for is_new in (True, False):
        with transaction():
            assert (commands.keep_recusal(ada.id, item_id, "Es geht um mein Haus.") is not None) is is_new
    with transaction():
        db.session.add(Recusal(idea_id=idea.id, person_id=ben.id, interest="", declared_at=now()))
    assert queries.recused(ada.id, item_id=item_id)
    assert not queries.recused(ada.id, idea_id=idea.id)
    assert queries.recused(ben.id, idea_id=idea.id, item_id=item_id)
    assert not queries.recused(None, item_id=item_id)
    assert [one.id for one in queries.people_recused(idea_id=idea.id, item_id=item_id)] == [ada.id, ben.id]
