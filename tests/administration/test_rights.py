"""The permission table and its explanations, on the page and on the command line."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.accounts.models import ROLES, Person
from forum.administration import table
from forum.administration.explaining import explained, is_allowed
from forum.administration.table import Answer
from forum.core.db import db
from forum.core.errors import Forbidden, Invalid
from forum.core.permissions import can, rules
from tests import factories
from tests.factories import Visitor
from tools import permissions

SignIn = Callable[[Person], Visitor]
EXPLAIN = "/verwaltung/rechte/erklaeren"


def test_the_table_has_every_permission_and_every_role(app: Flask, sign_in: SignIn) -> None:
    """E-39: from the running application; a new permission or role appears by itself."""
    admin = factories.person("admin")
    lines = table.table(admin)
    assert [line.name for line in lines] == sorted(rules())
    assert {role for holder in table.holders() for role in ROLES if role in holder.words} == set(ROLES)
    page = sign_in(admin).get("/verwaltung/rechte").text
    assert [name for name in rules() if f">{name}</a>" not in page] == []


def test_the_table_says_what_the_rules_decide(app: Flask) -> None:
    """E-39: yes and no are what the same rule says of a real person with that role."""
    columns = table.holders()
    admin = factories.person("admin")
    places = {next(iter(holder.words & set(ROLES)), ""): place for place, holder in enumerate(columns)}
    people = {role: factories.person(role).id for role in ROLES}
    lines = table.table(db.session.get_one(Person, admin.id))
    compared = 0
    for role, number in people.items():
        person = db.session.get_one(Person, number)
        for line in lines:
            if line.kinds or line.answers[places[role]] == Answer.DEPENDS:
                continue
            assert can(person, line.name) is (line.answers[places[role]] == Answer.YES), (role, line.name)
            compared += 1
    assert compared > 100


def test_the_document_is_what_holds(app: Flask) -> None:
    """E-39: docs/permissions.md is written by `make permissions`; a changed rule needs a new one."""
    assert permissions.FILE.read_text("utf-8") == permissions.written()


def test_well_known_rights_stand_in_their_columns(app: Flask) -> None:
    """I-16, P-14: the table shows at a glance who may give roles, and who reads the access log."""
    names = [str(holder.label) for holder in table.holders()]
    lines = {line.name: dict(zip(names, line.answers, strict=True)) for line in table.table(factories.person("admin"))}
    admin, dpo = str(ROLES["admin"]), str(ROLES["dpo"])
    assert [name for name, one in lines["access_log.read"].items() if one != Answer.NO] == [dpo]
    assert [name for name, one in lines["role.propose"].items() if one != Answer.NO] == [admin]
    assert lines["idea.edit"]["mit Konto"] == Answer.DEPENDS
    assert lines["idea.edit"]["ohne Konto"] == Answer.NO


def test_a_permission_is_explained_for_a_person(app: Flask, sign_in: SignIn) -> None:
    """E-39: each condition with its answer, in sum what the rule decides."""
    author = factories.person(handle="Urheberin")
    idea = factories.idea(author)
    number = idea.id
    factories.person(handle="Fremder")
    client = sign_in(factories.person("admin"))
    for name, said in (("Urheberin", "Urheberin darf das</p>"), ("Fremder", "Fremder darf das nicht</p>")):
        page = client.get(f"{EXPLAIN}?person={name}&recht=idea.edit&sache=idea:{number}").text
        assert said in page
        assert "is_author" in page
    assert "trifft nicht zu" in page
    assert "is_author" in client.get(f"{EXPLAIN}?recht=idea.edit").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("person=Urheberin&recht=idea.edit", "Nennen Sie sie als idea:ID"),
        ("person=Urheberin&recht=idea.edit&sache=post:1", "passt nicht"),
        ("person=Urheberin&recht=idea.edit&sache=idea:999", "passt nicht"),
        ("person=Niemand&recht=space.manage", "Diesen Namen gibt es im Forum nicht."),
        ("person=Urheberin&recht=space.manage&sache=idea:999", "Diese Sache gibt es nicht."),
    ],
)
def test_what_cannot_be_explained_is_said_in_plain_words(app: Flask, sign_in: SignIn, query: str, said: str) -> None:
    factories.person(handle="Urheberin")
    answer = sign_in(factories.person("admin")).get(f"{EXPLAIN}?{query}")
    assert answer.status_code == 422
    assert said in answer.text


def test_an_unknown_permission_is_no_fault(app: Flask, sign_in: SignIn) -> None:
    """E-21: what stands in the address is a word of the list or nothing."""
    client = sign_in(factories.person("admin"))
    assert client.get(f"{EXPLAIN}?person=x&recht=gibt.es.nicht").status_code == 200
    with pytest.raises(Invalid):
        explained(factories.person(), "gibt.es.nicht")


def test_findings_come_to_what_the_rule_decides(app: Flask) -> None:
    """E-39: page and command line use one function, and its sum is the decision."""
    for role in ("", "staff", "admin"):
        person = factories.person(*[role] if role else [])
        for name in ("space.manage", "role.grant", "barrier.report"):
            assert is_allowed(explained(person, name)) is can(person, name), (role, name)


def test_others_read_neither_table_nor_conditions(app: Flask) -> None:
    """E-16: the query asks itself."""
    person = factories.person("staff")
    with pytest.raises(Forbidden):
        table.table(person)
    with pytest.raises(Forbidden):
        table.conditions(person, "idea.edit")
