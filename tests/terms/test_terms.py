"""Rules and terms in versions: two people, a notice before, differences, and decisions that point to one of them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from config.check import problems
from forum.accounts.models import Person
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.mail import Mail
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.moderation.models import Statement
from forum.moderation.rules import RULES
from forum.notifications.models import Message
from forum.terms import commands, queries
from forum.terms.documents import documents
from forum.terms.models import TermsVersion
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]
NEW = "Wir streiten über Sachen. Beleidigungen, Drohungen und Spott gehören nicht hierher."


def person(number: int) -> Person:
    return db.session.get_one(Person, number)


def the(number: int) -> TermsVersion:
    return db.session.get_one(TermsVersion, number)


def changed(name: str = "regeln", key: str = "respekt", text: str = NEW) -> dict[str, tuple[str, str]]:
    clauses = {one.key: (str(one.title), str(one.text)) for one in queries.in_force(name).clauses}
    return {**clauses, key: (clauses[key][0], text)}


def propose(by: int, days: int = 20, text: str = NEW, **changes: object) -> int:
    with transaction():
        values: dict[str, object] = {
            "summary": "Seien Sie freundlich zueinander.",
            "note": "Auch Spott ist jetzt ausdrücklich genannt.",
            "valid_from": today() + timedelta(days=days),
            **changes,
        }
        return commands.propose_version(person(by), "regeln", changed(text=text), **values).id  # type: ignore[arg-type]


def confirm(by: int, number: int) -> None:
    with transaction():
        commands.confirm_version(person(by), the(number))


def let_it_begin(number: int, day: date) -> None:
    with transaction():
        the(number).valid_from = day


def test_a_new_version_needs_two_people_and_is_told_before_it_holds(app: Flask, client: Visitor, work: Work) -> None:
    """S-20, M-23, Art. 14: proposed, confirmed by another, told to everybody, and only then in force."""
    one, other = factories.person("staff").id, factories.person("staff").id
    citizen = factories.person()
    number = propose(one)
    with pytest.raises(Forbidden):
        confirm(one, number)
    assert NEW not in client.get("/regeln").get_data(as_text=True)
    assert client.get("/regeln/fassungen/2").status_code == 404
    confirm(other, number)
    work()
    message = db.session.scalars(select(Message).where(Message.person_id == citizen.id)).one()
    assert (message.kind, message.url) == ("terms_changed", "/regeln/fassungen/2")
    assert any(
        "ändert sich etwas" in mail.text
        for mail in db.session.scalars(select(Mail))
        if mail.to_address == citizen.email
    )
    page = client.get("/regeln").get_data(as_text=True)
    assert NEW not in page
    assert "gilt eine neue Fassung" in page
    let_it_begin(number, today())
    # At midnight a kept page is at most a minute old; here nobody waits for it.
    app.extensions["page_cache"].clear()
    page = client.get("/regeln").get_data(as_text=True)
    assert NEW in page
    assert "Fassung 2" in page


def test_one_reads_to_which_version_one_agreed_and_what_is_voluntary_is_off(app: Flask, sign_in: SignIn) -> None:
    """P-12: the version of the day and the time stay when another one begins; a consent goes as easily as it came."""
    one, other, citizen = factories.person("staff").id, factories.person("staff").id, factories.person()
    number = propose(one)
    confirm(other, number)
    with transaction():
        db.session.get_one(Person, citizen.id).rules_accepted_at = now() - timedelta(days=3)
    let_it_begin(number, today() - timedelta(days=1))
    later = factories.person()
    read = [sign_in(who).get("/konto/daten").text for who in (citizen, later)]
    assert ["/regeln/fassungen/2" in page for page in read] == [False, True]
    assert ["/regeln/fassungen/1" in page for page in read] == [True, False]
    assert all("/nutzungsbedingungen/fassungen/1" in page for page in read)
    client = sign_in(db.session.get_one(Person, citizen.id))
    said = []
    for wish in ({}, {"affiliations": "business", "shows_affiliation": "y"}, {"affiliations": "business"}):
        if wish:
            assert client.submit("/konto", language="de", theme="", **wish).status_code == 303
        page = client.get("/konto/daten").text
        said.append("neben Ihrem Namen: eingeschaltet" in page)
        assert ("neben Ihrem Namen: ausgeschaltet" in page) is not said[-1]
    assert said == [False, True, False]


def test_a_version_is_not_announced_too_late(app: Flask) -> None:
    """S-20: the notice before the change is a setting; it counts at the announcement, not at the proposal."""
    one, other = factories.person("staff").id, factories.person("staff").id
    with pytest.raises(Invalid):
        propose(one, days=13)
    number = propose(one, days=14)
    let_it_begin(number, today() + timedelta(days=13))
    with pytest.raises(Conflict):
        confirm(other, number)


def test_all_versions_stay_with_their_differences(client: Visitor) -> None:
    """S-08, S-20: each version has an address for good, and shows what was added and what was removed."""
    one, other = factories.person("staff").id, factories.person("staff").id
    number = propose(one)
    confirm(other, number)
    page = client.get("/regeln/fassungen").get_data(as_text=True)
    assert "<ins" in page
    assert "Spott" in page
    assert "Auch Spott ist jetzt ausdrücklich genannt." in page
    assert "noch nicht" in page
    assert NEW not in client.get("/regeln/fassungen/1").get_data(as_text=True)
    assert client.get("/regeln/fassungen/3").status_code == 404
    assert client.get("/nutzungsbedingungen/fassungen").status_code == 200
    with pytest.raises(NotFound):
        queries.in_force("hausordnung")


def test_a_decision_points_to_its_version_and_clause(sign_in: SignIn, client: Visitor) -> None:
    """S-20: what held on the day of the decision, also after the rules have changed."""
    one, other = factories.person("staff").id, factories.person("staff").id
    author = factories.person()
    posts = [factories.post(factories.thread(), author).id for _ in range(2)]
    moderator = factories.person("moderator").id

    def hide(post_id: int) -> Statement:
        with transaction():
            actor = person(moderator)
            case = moderation.open_case_for(actor, targets.load(actor, "post", post_id))
            puid = moderation.hide(
                actor, case, rule="respekt", facts="Das beleidigt jemanden.", version=case.version
            ).puid
        return db.session.scalars(select(Statement).where(Statement.puid == puid)).one()

    before = hide(posts[0])
    number = propose(one)
    confirm(other, number)
    let_it_begin(number, today())
    after = hide(posts[1])
    assert (before.rules_version, after.rules_version) == (1, 2)
    page = sign_in(author).get(after.url).get_data(as_text=True)
    assert "/regeln/fassungen/2#klausel-respekt" in page
    assert 'id="klausel-respekt"' in client.get("/regeln/fassungen/2").get_data(as_text=True)


def test_of_two_who_confirm_at_once_one_does(app: Flask) -> None:
    """M-23: one announcement, and the other hears that it is done."""
    one = factories.person("staff").id
    others = [factories.person("staff").id for _ in range(3)]
    number = propose(one)

    def act(by: int) -> Callable[[], object]:
        return lambda: commands.confirm_version(person(by), the(number))

    assert at_once(app, [act(by) for by in others], refused=(Conflict,)) == 2
    assert the(number).confirmed_by in others


def test_the_desk_is_for_the_staff_office(sign_in: SignIn) -> None:
    """S-20: propose, see the differences, confirm, and take a proposal back; a bad form keeps what was typed."""
    one, other = factories.person("staff"), factories.person("staff")
    assert sign_in(factories.person("moderator")).get("/stabsstelle/regeln").status_code == 403
    client = sign_in(one)
    fields = {f"{key}_{part}": words[part == "text"] for key, words in changed().items() for part in ("title", "text")}
    fields |= {"summary": "Seien Sie freundlich zueinander.", "note": "zu kurz", "valid_from": "2020-01-01"}
    fields |= {"version": "1"}
    answer = client.submit("/stabsstelle/regeln", **fields)
    assert answer.status_code == 422
    assert NEW in answer.get_data(as_text=True)
    fields |= {"note": "Auch Spott ist jetzt genannt.", "valid_from": (today() + timedelta(days=30)).isoformat()}
    assert client.submit("/stabsstelle/regeln", **fields).status_code == 303
    number = db.session.scalars(select(TermsVersion.id)).one()
    assert "Bestätigen kann jemand anderes" in client.get("/stabsstelle/regeln").get_data(as_text=True)
    assert client.submit(f"/stabsstelle/regelwerk/{number}/bestaetigen").status_code == 403
    second = sign_in(other)
    assert "<ins" in second.get("/stabsstelle/regeln").get_data(as_text=True)
    assert second.submit(f"/stabsstelle/regelwerk/{number}/bestaetigen").status_code == 303
    assert second.submit(f"/stabsstelle/regelwerk/{number}/verwerfen").status_code == 409
    spare = propose(one.id, days=40, text="Wir streiten über Sachen und nicht über Menschen.")
    assert client.submit(f"/stabsstelle/regelwerk/{spare}/verwerfen").status_code == 303
    assert db.session.get(TermsVersion, spare) is None


def test_nothing_changed_is_no_version(app: Flask) -> None:
    """S-20: a version without a difference would tell everybody of nothing."""
    one = factories.person("staff").id
    same = {clause.key: (str(clause.title), str(clause.text)) for clause in queries.in_force("regeln").clauses}
    day = today() + timedelta(days=30)
    with pytest.raises(Invalid), transaction():
        commands.propose_version(person(one), "regeln", same, summary=NEW, note=NEW, valid_from=day)
    with pytest.raises(Invalid), transaction():
        commands.propose_version(person(one), "regeln", {}, summary=NEW, note=NEW, valid_from=day)


def test_every_rule_of_the_moderation_is_a_clause(app: Flask) -> None:
    """S-20: no decision can rest on what no version holds."""
    assert {clause.key for clause in documents()["regeln"].clauses} == set(RULES)


def test_contact_points_are_on_every_page(app: Flask, client: Visitor) -> None:
    """S-08, S-19: for authorities and for people, with languages; one link from each footer."""
    app.config.update(
        CONTACT_USERS="forum@braunschweig.example",
        CONTACT_AUTHORITIES="recht@braunschweig.example",
        CONTACT_LANGUAGES="Deutsch",
    )
    page = client.get("/kontakt").get_data(as_text=True)
    for words in ("forum@braunschweig.example", "recht@braunschweig.example", "Deutsch"):
        assert words in page
    for path in ("/", "/ideen", "/regeln", "/anmelden", "/nutzungsbedingungen"):
        footer = client.get(path).get_data(as_text=True).partition("<footer")[2]
        for link in ("/kontakt", "/regeln", "/nutzungsbedingungen", "/impressum"):
            assert f'href="{link}' in footer, (path, link)
        assert "forum@braunschweig.example" in footer


@pytest.mark.parametrize("name", ["CONTACT_USERS", "CONTACT_AUTHORITIES", "CONTACT_LANGUAGES", "IMPRINT"])
@pytest.mark.parametrize("value", ["", "  \n "])
def test_production_does_not_start_without_contact_points(app: Flask, name: str, value: str) -> None:
    """S-19, E-32: empty means also nothing but blanks."""
    assert any(f"FORUM_{name} " in sentence for sentence in problems({**app.config, name: value}))


def test_a_proposal_takes_nothing_back_that_was_announced_after_it(sign_in: SignIn) -> None:
    """M-23, S-20: of two proposals from the same version one is announced; the other is made anew from there."""
    one, other = factories.person("staff"), factories.person("staff")
    first, second = propose(one.id), propose(one.id, days=30, text="Wir streiten über Sachen, nie über Menschen.")
    fields = {f"{key}_{part}": words[part == "text"] for key, words in changed().items() for part in ("title", "text")}
    fields |= {"summary": "Seien Sie freundlich.  Bitte.", "note": "Auch Spott ist jetzt genannt.", "version": "1"}
    fields |= {"valid_from": (today() + timedelta(days=50)).isoformat(), "respekt_text": f"{NEW} Das gilt für alle."}
    desk = sign_in(one)
    confirm(other.id, first)
    with pytest.raises(Conflict):
        confirm(other.id, second)
    late = desk.submit("/stabsstelle/regeln", **fields)
    assert late.status_code == 409
    assert "Das gilt für alle." in late.text
    assert 'name="version" type="hidden" value="2"' in late.text
    early = desk.submit(
        "/stabsstelle/regeln", **fields | {"version": "2", "valid_from": the(first).valid_from.isoformat()}
    )
    assert "An diesem Tag beginnt erst die Fassung davor." in early.text
    assert desk.submit("/stabsstelle/regeln", **fields | {"version": "2"}).status_code == 303
    shown = sign_in(other).get("/stabsstelle/regeln").text
    assert "Das gilt für alle." in shown
