"""Who moderates a space: Stabsstelle and administration appoint, with a first and a last day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts import appointing
from forum.accounts.models import Grant, Person
from forum.core.clock import shifted_by, today
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, NotFound
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.discussions.models import SpaceKind
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_queue import order, reported

SignIn = Callable[[Person], Visitor]
PAGE = "/moderation/besetzung"


@pytest.mark.parametrize("role", ["admin", "staff"])
def test_somebody_is_appointed_for_a_space_and_sees_its_cases(sign_in: SignIn, role: str) -> None:
    """M-25: from the page to the queue; the log knows it, and the end is one activation."""
    case = reported()
    case_id, space_id = case.id, case.space_id or 0
    reported()
    who = factories.person(handle="Raumwart").id
    client, word = sign_in(factories.person(role)), appointing.word_for(space_id)
    assert "Bisher moderiert alle Räume" in client.get(PAGE).text
    last = today() + timedelta(days=30)
    answer = client.submit(PAGE, handle="Raumwart", word=word, until=last.isoformat(), reason="Kennt den Stadtteil")
    assert answer.status_code == 303
    assert "Kennt den Stadtteil" in client.get(PAGE).text
    assert order(db.session.get_one(Person, who)) == [case_id]
    logged = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "RoleGranted")).all()
    assert (who, word) in [(row.data["person_id"], row.data["role"]) for row in logged]
    with shifted_by(timedelta(days=31)):
        assert not appointing.appointed(factories.person("admin"))
    assert client.submit(f"{PAGE}/ende", handle="Raumwart", word=word).status_code == 303
    assert "space_moderator" not in db.session.get_one(Person, who).words


def test_others_appoint_nobody(sign_in: SignIn) -> None:
    """M-25, I-16: neither moderators nor citizens, and the Stabsstelle names no trusted flaggers and no other role."""
    space, who = factories.space().id, factories.person(handle="Raumwart").id
    for role in ("moderator", "board"):
        client = sign_in(factories.person(role))
        assert client.get(PAGE).status_code == 403
        assert client.submit(f"{PAGE}/ende", handle="Raumwart", word=appointing.word_for(space)).status_code == 403
    staff = factories.person("staff")
    staff_id = staff.id
    assert sign_in(staff).submit(PAGE, handle="Raumwart", word="trusted_flagger").status_code == 422
    with pytest.raises(Forbidden), transaction():
        appointing.appoint(db.session.get_one(Person, staff_id), db.session.get_one(Person, who), "trusted_flagger")
    assert (
        "Diesen Namen gibt es im Forum nicht."
        in sign_in(db.session.get_one(Person, staff_id))
        .submit(PAGE, handle="Niemand", word=appointing.word_for(space))
        .text
    )


@pytest.mark.parametrize("role", ["admin", "staff"])
def test_nobody_appoints_themselves(sign_in: SignIn, role: str) -> None:
    """I-16: not even for the two tasks for which one person is enough."""
    person = factories.person(role, handle="Selbst")
    number, word = person.id, appointing.word_for(factories.space().id)
    answer = sign_in(person).submit(PAGE, handle="Selbst", word=word)
    assert (answer.status_code, "Sich selbst" in answer.text) == (422, True)
    assert "space_moderator" not in db.session.get_one(Person, number).words


@pytest.mark.parametrize("word", ["dpo", "admin", "moderator", "staff", "board", "committee:1:chair", "unit:1", ""])
@pytest.mark.parametrize("role", ["admin", "staff"])
def test_no_other_role_ends_here(sign_in: SignIn, role: str, word: str) -> None:
    """I-16, E-16: whatever is sent, every other role needs a second person; nobody is signed out or written to."""
    who = factories.person(*([word] if word.isalpha() else []), handle="Aufsicht")
    number, words, email = who.id, who.words, who.email
    actor_id = factories.person(role).id
    device, client = sign_in(who), sign_in(db.session.get_one(Person, actor_id))
    assert client.submit(f"{PAGE}/ende", handle="Aufsicht", word=word).status_code == 404
    assert db.session.get_one(Person, number).words == words
    assert device.get("/konto").status_code == 200
    assert db.session.scalars(select(Mail.id).where(Mail.to_address == email)).all() == []
    for act in (appointing.appoint, appointing.end_appointment):
        actor, of = (db.session.get_one(Person, one) for one in (actor_id, number))
        with pytest.raises(NotFound), transaction():
            act(actor, of, word)


def test_what_nobody_holds_does_not_end(sign_in: SignIn) -> None:
    """I-16: no letter, no line of the log and no new sign-in for a task that somebody never had."""
    who, word = factories.person(handle="Unbeteiligt"), appointing.word_for(factories.space().id)
    device, email = sign_in(who), who.email
    assert sign_in(factories.person("staff")).submit(f"{PAGE}/ende", handle="Unbeteiligt", word=word).status_code == 409
    assert device.get("/konto").status_code == 200
    assert db.session.scalars(select(Mail.id).where(Mail.to_address == email)).all() == []
    assert db.session.scalars(select(LoggedEvent.id).where(LoggedEvent.type == "RoleEnded")).all() == []


def test_nobody_ends_a_task_in_a_space_that_they_do_not_read(sign_in: SignIn) -> None:
    """M-25, E-16: the page shows the spaces that one reads, and ends nothing elsewhere."""
    admin, who = factories.person("admin").id, factories.person(handle="Innenwart")
    space = factories.space(SpaceKind.STAFF)
    word = appointing.word_for(space.id)
    with transaction():
        appointing.appoint(db.session.get_one(Person, admin), db.session.get_one(Person, who.id), word)
    reader = factories.person("admin")
    assert sign_in(reader).submit(f"{PAGE}/ende", handle="Innenwart", word=word).status_code == 404
    assert "space_moderator" in db.session.get_one(Person, who.id).words


def test_the_administration_names_trusted_flaggers(sign_in: SignIn) -> None:
    """S-15: granted once, seen on the page, ended on the page."""
    who = factories.person(handle="Meldestelle").id
    admin = factories.person("admin")
    client = sign_in(admin)
    assert client.submit(PAGE, handle="Meldestelle", word="trusted_flagger").status_code == 303
    assert "trusted_flagger" in db.session.get_one(Person, who).words
    assert client.submit(PAGE, handle="Meldestelle", word="trusted_flagger").status_code == 409
    assert client.submit(f"{PAGE}/ende", handle="Meldestelle", word="trusted_flagger").status_code == 303
    assert "trusted_flagger" not in db.session.get_one(Person, who).words
    assert len(db.session.scalars(select(Grant).where(Grant.person_id == who)).all()) == 1
