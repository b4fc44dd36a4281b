"""A name that the moderation hides still belongs to its person: nobody else takes it, and it comes back (M-27, S-04)."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.core.permissions import SYSTEM
from forum.moderation import commands, export, targets
from forum.moderation.commands import Decision
from forum.moderation.models import Statement
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import the_case
from tests.moderation.test_complaints import REASONS, TEXT

SignIn = Callable[[Person], Visitor]


def hide_name(person_id: int, moderator_id: int, facts: str = "Der Name beleidigt eine Person.") -> Statement:
    """Hide the name and the organisation of a person."""
    with transaction():
        actor = db.session.get_one(Person, moderator_id)
        case = commands.open_case_for(actor, targets.load(actor, "profile", person_id))
        decision = Decision(rule="respekt", facts=facts, version=case.version)
        number = commands.take_measure(actor, case, decision).id
    return db.session.get_one(Statement, number)


def register(handle: str) -> None:
    """Open an account with this name."""
    with transaction():
        accounts.create_confirmed(SYSTEM, email="neu@example.org", handle=handle, password="Genug Worte fuer heute")


def test_a_hidden_name_stays_taken_and_comes_back(app: Flask, sign_in: SignIn) -> None:
    """M-27, S-04, I-15: neither it nor what looks like it is free meanwhile; a complaint that is right gives it back."""
    person_id, moderator_id = factories.person(handle="Habicht.7").id, factories.person("moderator").id
    statement = hide_name(person_id, moderator_id)
    assert db.session.get_one(Person, person_id).handle.startswith("Konto-")
    for name in ("Habicht.7", "HABICHT7", "Hab1cht_7"):
        assert accounts.is_taken(name)
        with pytest.raises(Invalid) as caught:
            register(name)
        assert "vergeben" in str(caught.value.fields["handle"])
    author = sign_in(db.session.get_one(Person, person_id))
    assert author.submit(f"{statement.url}/beschwerde", text=TEXT).status_code == 303
    complaint = the_case().complaints[0]
    second = sign_in(factories.person("moderator"))
    answer = second.submit(complaint.url, outcome="reversed", reasons=REASONS, version=str(complaint.version))
    assert answer.status_code == 303
    assert db.session.get_one(Person, person_id).handle == "Habicht.7"
    assert accounts.is_taken("Habicht.7")
    register("Habicht.8")


def test_a_hidden_name_leaves_the_house_as_little_as_any_other(app: Flask) -> None:
    """S-03, P-02: the export of statements leaves it out where the reasons name it."""
    person_id, moderator_id = factories.person(handle="Habicht-7").id, factories.person("moderator").id
    hide_name(person_id, moderator_id, facts="Der Name Habicht-7 beleidigt eine Person.")
    moderator = db.session.get_one(Person, moderator_id)
    (one,) = export.statements_of(moderator, now() - timedelta(days=1), now())
    assert "abicht" not in json.dumps(one)


def test_a_hidden_profile_is_no_place_to_write(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """M-27, M-36: nobody could report what stood there; everything else of the account can be set as before."""
    person_id, moderator_id = factories.person(handle="Habicht-7").id, factories.person("moderator").id
    hide_name(person_id, moderator_id)
    own, page = sign_in(db.session.get_one(Person, person_id)), db.session.get_one(Person, person_id).url
    fields = {"affiliations": "research", "shows_affiliation": "y", "language": "en", "theme": "dark"}
    refused = own.submit("/konto", organisation="Kanarienvogel GmbH", **fields)
    assert refused.status_code == 422
    assert "Die Moderation hat Ihren Namen und Ihre Organisation verborgen." in refused.text
    assert "Kanarienvogel" not in client.get(page).text
    assert own.submit("/konto", organisation=" ", **fields).status_code == 303
    db.session.expire_all()
    person = db.session.get_one(Person, person_id)
    assert (person.organisation, person.language) == (None, "en")
    with transaction():
        case = the_case()
        moderator = db.session.get_one(Person, moderator_id)
        commands.restore(moderator, case, reason=REASONS, version=case.version)
    assert own.submit("/konto", organisation="Zaunkönig GmbH", **fields).status_code == 303
    assert "Zaunkönig" in client.get(db.session.get_one(Person, person_id).url).text
