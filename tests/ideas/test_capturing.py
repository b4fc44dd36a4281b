"""Ideas told at a desk: put down without an account, claimed later with a code that opens once."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum.accounts.models import Person
from forum.core import clock
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.ideas import commands
from forum.ideas.models import Idea, IdeaClaim
from forum.notifications.models import Follow
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
TITLE, TEXT = "Sitzbänke am Hagenmarkt", "Beim Warten auf die Bahn wird man müde. Es fehlen Bänke mit Lehne."


def the(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def captured(staff_id: int, **changes: object) -> int:
    values = {"origin": "phone", "told_on": today(), **changes}
    with transaction():
        content = commands.Content(title=TITLE, text=TEXT)
        return commands.capture_idea(person(staff_id), content, **values).id  # type: ignore[arg-type]


def issued(staff_id: int, idea_id: int) -> str:
    with transaction():
        return commands.issue_code(person(staff_id), the(idea_id))


def claim(person_id: int, code: str) -> None:
    with transaction():
        commands.claim_idea(person(person_id), code)


def refusal(person_id: int, code: str) -> str:
    with pytest.raises(Invalid) as refused:
        claim(person_id, code)
    return refused.value.fields["code"][0]


@pytest.fixture
def staff(app: Flask) -> int:
    return factories.person("staff").id


def test_a_told_idea_has_no_account_and_says_how_it_came(staff: int, client: Visitor) -> None:
    """N-16, B-11."""
    people = db.session.scalar(select(func.count()).select_from(Person))
    idea_id = captured(staff, origin="event", told_at="Stadtteilfest Nordstadt")
    assert db.session.scalar(select(func.count()).select_from(Person)) == people
    idea = the(idea_id)
    assert (idea.author_id, idea.state, idea.audience) == (None, "eingereicht", "public")
    page = client.get(idea.url).text
    assert "bei einer Veranstaltung genannt am" in page
    assert "Stadtteilfest Nordstadt" in page
    assert "aufgenommen von der Stabsstelle" in page
    assert "Von der Stabsstelle aufgenommen" in page


def test_only_staff_puts_ideas_down_and_only_such_ideas_have_codes(staff: int) -> None:
    """N-16, I-18: an idea that has an author is nobody else's to claim."""
    with pytest.raises(Forbidden):
        captured(factories.person("moderator", "board").id)
    own = factories.idea().id
    with pytest.raises(Forbidden):
        issued(staff, own)
    for values in ({"origin": "web"}, {"told_on": today() + timedelta(days=1)}):
        with pytest.raises(Invalid):
            captured(staff, **values)


def test_a_code_makes_its_person_the_author_once(staff: int, work: Callable[[], int]) -> None:
    """N-16, E-27: it may be typed as one likes; whoever comes second is refused."""
    idea_id = captured(staff)
    code = issued(staff, idea_id)
    ada, bob = factories.person().id, factories.person().id
    claim(ada, f" {code.lower().replace('-', ' ')}")
    idea = the(idea_id)
    assert idea.author_id == ada
    assert idea.thread is not None
    assert idea.thread.author_id == ada
    assert "schon eingelöst" in refusal(bob, code)
    work()
    follow = db.session.scalars(select(Follow).where(Follow.person_id == ada, Follow.kind == "idea")).one()
    assert follow.thing_id == idea_id
    with transaction():
        values = commands.Content(title=TITLE, text=f"{TEXT} Auch für ältere Menschen.")
        commands.edit(person(ada), the(idea_id), values, version=the(idea_id).version)


def test_used_expired_replaced_and_invented_codes_open_nothing(staff: int) -> None:
    """N-16, E-27, P-10, I-18: nothing but the code itself opens it."""
    idea_id, ada = captured(staff), factories.person().id
    former = issued(staff, idea_id)
    code = issued(staff, idea_id)
    assert "gibt es nicht" in refusal(ada, former)
    assert "gibt es nicht" in refusal(ada, "ABCD-EFGH-JKLM")
    assert "gibt es nicht" in refusal(ada, "")
    with clock.frozen_at(now() + timedelta(days=31)):
        assert "abgelaufen" in refusal(ada, code)
    claim(ada, code)
    with pytest.raises(Forbidden):
        issued(staff, idea_id)


def test_the_code_itself_is_stored_nowhere(staff: int) -> None:
    """E-27: neither in its table nor in the log."""
    idea_id = captured(staff)
    code = issued(staff, idea_id)
    row = db.session.scalars(select(IdeaClaim)).one()
    plain = code.replace("-", "")
    assert re.fullmatch(r"[0-9a-f]{64}", row.digest)
    logged = " ".join(str(event.data) for event in db.session.scalars(select(LoggedEvent)))
    assert plain not in logged
    assert code not in logged


def test_of_two_people_with_one_code_one_becomes_the_author(app: Flask, staff: int) -> None:
    """E-19."""
    idea_id = captured(staff)
    code = issued(staff, idea_id)
    people = [factories.person().id for _number in range(2)]
    acts = [lambda who=who: commands.claim_idea(person(who), code) for who in people]
    assert at_once(app, acts, refused=(Invalid,)) == 1
    assert the(idea_id).author_id in people


def test_from_the_telephone_to_an_own_idea(staff: int, sign_in: SignIn, client: Visitor) -> None:
    """N-16: by the pages; the code is shown once, on a page to print."""
    office = sign_in(person(staff))
    path = "/stabsstelle/idee-aufnehmen"
    assert path in office.get("/stabsstelle").text
    bad = office.submit(path, title="Kurz", text=TEXT, origin="letter", told_on=today().isoformat())
    assert bad.status_code == 422
    answer = office.submit(path, title=TITLE, text=TEXT, origin="letter", told_on=today().isoformat())
    assert answer.status_code == 303
    idea_id = int(re.findall(r"/ideen/(\d+)-", answer.location)[0])
    assert f"/ideen/{idea_id}/code" in office.get(answer.location).text
    sheet = office.submit(f"/ideen/{idea_id}/code")
    assert "no-store" in sheet.headers["Cache-Control"]
    code = re.findall(r'claim-code">([A-Z0-9-]{14})<', sheet.text)[0]
    assert office.get(f"/ideen/{idea_id}/code").status_code == 405
    assert "/ideen/einloesen" in client.get(answer.location).text
    ada = factories.person()
    visitor = sign_in(ada)
    wrong = visitor.submit("/ideen/einloesen", code="ABCD-EFGH-JKLM")
    assert (wrong.status_code, "ABCD-EFGH-JKLM" in wrong.text) == (422, True)
    assert visitor.submit("/ideen/einloesen", code=code).status_code == 303
    assert the(idea_id).author_id == ada.id
    assert sign_in(factories.person()).submit("/ideen/einloesen", code=code).status_code == 422
    assert f"/ideen/{idea_id}/bearbeiten" in visitor.get(answer.location).text


def test_trying_codes_out_ends_soon(limited: Flask) -> None:
    """N-16, E-28: ten tries in an hour, from one account."""
    visitor = factories.signed_in(limited, factories.person())
    answers = [visitor.submit("/ideen/einloesen", code=f"ABCD-EFGH-{number:04d}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]


def test_an_idea_that_was_hidden_meanwhile_is_claimed_but_not_shown(staff: int, sign_in: SignIn) -> None:
    """N-16: its author learns why it is hidden."""
    idea_id = captured(staff)
    code, ada = issued(staff, idea_id), factories.person()
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(hidden_at=now(), audience="moderator"))
    answer = sign_in(ada).submit("/ideen/einloesen", code=code)
    assert answer.status_code == 303
    assert sign_in(ada).get(answer.location).status_code == 410
