"""People on the pages of the administration: found by handle, addresses on request, roles by two people."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import IntegrityError

from forum.accounts import appointing, units
from forum.accounts import commands as accounts
from forum.accounts.models import Grant, Person, Standing, Unit
from forum.administration import commands, queries
from forum.administration.models import AddressLook, RoleProposal, Step
from forum.administration.queries import Span
from forum.committees import commands as committees
from forum.committees.models import Committee
from forum.core import worker
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
WHY = "Rückfrage zu einer Beschwerde"
# The pages of the data protection officer stand apart.
APART = {"looks.index", "looks.files"}


def ours(app: Flask) -> list[tuple[str, str]]:
    """Return method and path of everything below /verwaltung, with the number of a row that is there."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/verwaltung") and rule.endpoint not in APART:
            values = dict.fromkeys(rule.arguments, 1)
            path = app.url_map.bind("localhost").build(rule.endpoint, values)
            found += [(method, path) for method in sorted(rule.methods or ()) if method in {"GET", "POST"}]
    return found


@pytest.mark.parametrize("role", ["", "moderator", "staff", "board", "legal", "dpo"])
def test_nobody_but_the_administration_has_its_pages(app: Flask, sign_in: SignIn, role: str) -> None:
    """E-16: every page and every act, from the application's own route table; visitors are asked to sign in."""
    first, admin = factories.person("staff"), factories.person("admin")
    proposed(admin.id, first.id, "moderator")
    client = sign_in(factories.person(*[role] if role else []))
    for method, path in ours(app):
        answer = client.get(path) if method == "GET" else client.submit(path, reason=WHY, role="admin", name="x")
        # The start of the administration is also the officer's.
        wanted = 200 if (role, path) == ("dpo", "/verwaltung") else 403
        assert answer.status_code == wanted, (method, path)
        assert factories.visitor(app).get(path).status_code in {303, 405}, path


def test_people_are_found_by_their_handle_and_never_by_their_address(sign_in: SignIn) -> None:
    """E-36, P-14: no list holds an address, and none can be searched."""
    factories.person(handle="Radfahrerin_Ost")
    other = factories.person(handle="Fußgänger")
    client = sign_in(factories.person("admin"))
    page = client.get("/verwaltung/leute?q=radfahrer").text
    assert "Radfahrerin_Ost" in page
    assert "Fußgänger" not in page
    assert "@example.org" not in page
    for words in (other.email, "example.org", "@", "%", ""):
        assert "Fußgänger" not in client.get("/verwaltung/leute", query_string={"q": words}).text, words


def test_the_search_goes_on_page_by_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-35: each page begins behind the last handle of the one before."""
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    admin = factories.person("admin")
    for name in ("Ahorn-Eins", "Ahorn-Zwei", "Ahorn-Drei"):
        factories.person(handle=name)
    first = queries.find_people(admin, "ahorn")
    second = queries.find_people(admin, "ahorn", first.after)
    assert [len(first.items), len(second.items), second.after] == [2, 1, None]
    assert len({one.id for one in (*first.items, *second.items)}) == 3


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "WyJcdTAwMDAiXQ", "W251bGxd"])
def test_odd_cursors_are_refused_or_read(sign_in: SignIn, cursor: str) -> None:
    """E-21: what stands in an address is never an error of the forum."""
    client = sign_in(factories.person("admin"))
    assert client.get(f"/verwaltung/leute?q=a&after={cursor}").status_code in {200, 422}


def test_an_account_shows_its_state_and_roles_but_no_address(sign_in: SignIn) -> None:
    """P-14, I-16: state, grants with days, by whom and why, and what happened."""
    person = factories.person("staff", handle="Amtsperson")
    number, email = person.id, person.email
    client = sign_in(factories.person("admin"))
    page = client.get(f"/verwaltung/leute/{number}").text
    for words in ("Amtsperson", "nimmt teil", "Stabsstelle", "Test", "Konto angelegt", "Rolle vergeben"):
        assert words in page, words
    assert email not in page
    assert client.get("/verwaltung/leute/99999").status_code == 404


@pytest.mark.parametrize("standing", [Standing.UNCONFIRMED, Standing.SUSPENDED])
def test_accounts_in_every_state_have_their_page(sign_in: SignIn, standing: Standing) -> None:
    number = factories.person(handle="Irgendwer", standing=standing).id
    assert "Irgendwer" in sign_in(factories.person("admin")).get(f"/verwaltung/leute/{number}").text


def test_an_address_is_shown_with_a_reason_and_each_look_is_one_row(sign_in: SignIn) -> None:
    """P-14: who, whose, when and why; also in the log, without the reason."""
    person, admin = factories.person(), factories.person("admin")
    number, email, admin_id = person.id, person.email, admin.id
    client, path = sign_in(admin), f"/verwaltung/leute/{person.id}/adresse"
    assert email not in client.get(path).text
    refused = client.submit(path, reason="kurz")
    assert refused.status_code == 422
    assert email not in refused.text
    assert db.session.scalar(select(func.count()).select_from(AddressLook)) == 0
    for count in (1, 2):
        shown = client.submit(path, reason=WHY)
        assert (shown.status_code, email in shown.text) == (200, True)
        assert shown.headers["Cache-Control"] == "private, no-store"
        rows = db.session.scalars(select(AddressLook)).all()
        assert [(one.person_id, one.viewer_id, one.reason) for one in rows] == [(number, admin_id, WHY)] * count
    events = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "AddressSeen")).all()
    assert [(one.actor_id, one.subject_id, one.audience) for one in events] == [(admin_id, number, "dpo")] * 2
    assert all(WHY not in str(one.data) for one in events)


def test_the_same_form_sent_twice_shows_the_address_once(sign_in: SignIn) -> None:
    """E-02, P-14: a repeated send is no second look, and shows nothing."""
    person = factories.person()
    path, email = f"/verwaltung/leute/{person.id}/adresse", person.email
    client = sign_in(factories.person("admin"))
    key = "k" * 32
    assert email in client.submit(path, reason=WHY, once=key).text
    again = client.submit(path, reason=WHY, once=key)
    assert again.status_code == 303
    assert email not in client.get(again.location).text
    assert db.session.scalar(select(func.count()).select_from(AddressLook)) == 1


def test_an_erased_account_has_no_address_to_look_at(sign_in: SignIn) -> None:
    number = factories.person(standing=Standing.ERASED).id
    client = sign_in(factories.person("admin"))
    assert client.submit(f"/verwaltung/leute/{number}/adresse", reason=WHY).status_code == 409
    assert db.session.scalar(select(func.count()).select_from(AddressLook)) == 0


def test_the_officer_reads_all_looks_and_the_administration_does_not(sign_in: SignIn) -> None:
    """P-14: the log is for the data protection officer."""
    person, admin = factories.person(handle="Betroffene"), factories.person("admin", handle="Technikerin")
    sign_in(admin).submit(f"/verwaltung/leute/{person.id}/adresse", reason=WHY)
    officer = sign_in(factories.person("dpo"))
    page = officer.get("/verwaltung/zugriffe").text
    for words in ("Betroffene", "Technikerin", WHY):
        assert words in page, words
    assert "/verwaltung/zugriffe" in officer.get("/verwaltung").text
    for role in ("admin", "moderator", "staff"):
        assert sign_in(factories.person(role)).get("/verwaltung/zugriffe").status_code == 403


def test_everybody_learns_when_and_why_their_address_was_read(sign_in: SignIn) -> None:
    """P-14, DSGVO Art. 15: day and reason, without the name of who looked; others see nothing of it."""
    person, admin = factories.person(), factories.person("admin", handle="Technikerin")
    number = person.id
    sign_in(admin).submit(f"/verwaltung/leute/{number}/adresse", reason=WHY)
    own = sign_in(db.session.get_one(Person, number)).get("/konto/zugriffe").text
    assert WHY in own
    assert "Technikerin" not in own
    assert WHY not in sign_in(factories.person()).get("/konto/zugriffe").text


def test_looks_go_after_the_days_of_the_setting(app: Flask) -> None:
    """P-10 audit_access: two years unless the city says otherwise."""
    person, admin = factories.person(), factories.person("admin")
    ids = person.id, admin.id
    with transaction():
        look(*ids)
    with frozen_at(now() + timedelta(days=729)):
        commands.forget_old_looks()
        assert db.session.scalar(select(func.count()).select_from(AddressLook)) == 1
    with frozen_at(now() + timedelta(days=731)):
        commands.forget_old_looks()
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(AddressLook)) == 0


def look(person_id: int, admin_id: int) -> None:
    """Read an address."""
    actor = db.session.get_one(Person, admin_id)
    commands.look_at_address(actor, db.session.get_one(Person, person_id), reason=WHY)


def proposed(admin_id: int, person_id: int, role: str, kind: Step = Step.GIVE, **days: Any) -> int:
    """Let somebody of the administration propose a role."""
    with transaction():
        actor, of = db.session.get_one(Person, admin_id), db.session.get_one(Person, person_id)
        return commands.propose_role(actor, of, role, kind, reason=WHY, **days).id


def decide(number: int, admin_id: int, how: Callable[..., None] = commands.confirm_role) -> None:
    """Let somebody decide on a proposed role."""
    with transaction():
        how(db.session.get_one(Person, admin_id), db.session.get_one(RoleProposal, number))


def test_a_role_is_given_and_ended_by_two_people(sign_in: SignIn) -> None:
    """I-16: proposed by one, confirmed by another, logged with both, on the pages and in the grant."""
    first, second = factories.person("admin"), factories.person("admin")
    who = factories.person(handle="Neue_Kraft").id
    one, two = sign_in(first), sign_in(second)
    page = f"/verwaltung/leute/{who}"
    last = today() + timedelta(days=90)
    assert one.submit(f"{page}/rolle", role="moderator", until=last.isoformat(), reason=WHY).status_code == 303
    assert "moderator" not in db.session.get_one(Person, who).words
    number = db.session.scalars(select(RoleProposal.id)).one()
    assert "Bestätigen</span>" not in one.get("/verwaltung/rollen").text
    assert "Bestätigen</span>" in two.get("/verwaltung/rollen").text
    assert one.submit(f"/verwaltung/rollen/{number}/bestaetigen").status_code == 403
    assert two.submit(f"/verwaltung/rollen/{number}/bestaetigen", back=page).location == page
    assert "moderator" in db.session.get_one(Person, who).words
    grant = db.session.scalars(select(Grant).where(Grant.person_id == who)).one()
    assert (grant.until, grant.reason) == (last, WHY)
    assert two.submit(f"/verwaltung/rollen/{number}/bestaetigen").status_code == 409
    assert "vorbei" not in one.get(page).text
    assert two.submit(f"{page}/rolle/ende", role="moderator", reason=WHY).status_code == 303
    number = db.session.scalars(select(RoleProposal.id).order_by(RoleProposal.id.desc())).first() or 0
    assert one.submit(f"/verwaltung/rollen/{number}/bestaetigen").status_code == 303
    assert "moderator" not in db.session.get_one(Person, who).words
    types = db.session.scalars(select(LoggedEvent.type).where(LoggedEvent.subject_id == who).order_by(LoggedEvent.id))
    steps = ["RoleProposed", "RoleGranted", "RoleConfirmed", "RoleProposed", "RoleEnded", "RoleConfirmed"]
    assert [word for word in types if word.startswith("Role")] == steps


def test_another_role_is_a_new_sign_in(sign_in: SignIn) -> None:
    """E-26, I-12: with a role that begins or ends, also one of a unit or a space, the key of every device changes."""
    who, admin = factories.person(handle="Neue_Kraft"), factories.person("admin")
    number, other, staff = who.id, factories.person("admin").id, factories.person("staff").id
    second = factories.person("staff").id
    word = appointing.word_for(factories.space().id)
    with transaction():
        unit = units.found_unit(db.session.get_one(Person, staff), "Stadtgrün").id

    def of(person_id: int) -> Person:
        return db.session.get_one(Person, person_id)

    def enter() -> None:
        units.propose_for_unit(of(staff), db.session.get_one(Unit, unit), of(number))
        units.confirm_entry(of(second), units.waiting_for([unit])[0])

    steps: list[Callable[[], object]] = [
        lambda: accounts.grant_role(of(other), of(number), "moderator", reason=WHY),
        lambda: accounts.end_role(of(other), of(number), "moderator"),
        lambda: appointing.appoint(of(staff), of(number), word),
        lambda: appointing.end_appointment(of(staff), of(number), word),
        enter,
        lambda: units.remove_from_unit(of(staff), db.session.get_one(Unit, unit), of(number)),
    ]
    bystander = sign_in(admin)
    email = who.email
    for number_of_letters, step in enumerate(steps, 1):
        device = sign_in(of(number))
        assert device.get("/konto").status_code == 200
        with transaction():
            step()
        assert device.get("/konto").status_code == 303
        # I-16: the person reads what changed, and why there is another sign-in.
        letters = db.session.scalars(select(Mail.text).where(Mail.to_address == email).order_by(Mail.id)).all()
        assert len(letters) == number_of_letters
        assert "neu an" in letters[-1]
    assert "haben Sie diese Aufgabe: Moderation." in letters[0]
    assert "nicht mehr: Moderation." in letters[1]
    assert bystander.get("/konto").status_code == 200


def test_nobody_gives_themselves_a_role_or_confirms_their_own(app: Flask) -> None:
    """I-16: neither by proposing, nor by confirming what somebody else proposes for them."""
    first, second = factories.person("admin").id, factories.person("admin").id
    who = factories.person().id
    with pytest.raises(Forbidden):
        proposed(first, first, "staff")
    number = proposed(first, second, "staff")
    for nobody in (first, second, who):
        with pytest.raises(Forbidden):
            decide(number, nobody)
    with pytest.raises(Forbidden):
        proposed(who, second, "staff")


def test_whoever_is_to_lose_a_role_does_not_stop_it(app: Flask, sign_in: SignIn) -> None:
    """I-16: the proposal to end one's own role is dropped by its proposer or somebody else, and the page offers no more."""
    first, other = factories.person("admin").id, factories.person("admin").id
    number = proposed(first, other, "admin", kind=Step.END)
    with pytest.raises(Forbidden):
        decide(number, other, commands.drop_role)
    drop = f"/verwaltung/rollen/{number}/verwerfen"
    assert drop not in sign_in(db.session.get_one(Person, other)).get("/verwaltung/rollen").text
    client = sign_in(db.session.get_one(Person, first))
    assert drop in client.get("/verwaltung/rollen").text
    assert client.submit(drop).status_code == 303


def test_the_database_knows_no_role_that_one_person_alone_confirmed(app: Flask) -> None:
    """I-16: the rule holds even where a command forgot to ask."""
    first, who = factories.person("admin").id, factories.person().id
    number = proposed(first, who, "staff")
    alone = update(RoleProposal).where(RoleProposal.id == number)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(alone.values(outcome="confirmed", decided_by=first, decided_at=now()))


def test_what_cannot_be_proposed_is_said(app: Flask) -> None:
    first, who = factories.person("admin").id, factories.person("staff").id
    gone = factories.person(standing=Standing.SUSPENDED).id
    with pytest.raises(Invalid):
        proposed(first, who, "koenig")
    with pytest.raises(Conflict):
        proposed(first, who, "board", Step.END)
    with pytest.raises(Conflict):
        proposed(first, gone, "staff")
    proposed(first, who, "board")
    with pytest.raises(Conflict):
        proposed(first, who, "board")
    for days in ({"since": today() - timedelta(days=1)}, {"until": today() - timedelta(days=1)}):
        with pytest.raises(Invalid):
            proposed(first, who, "legal", **days)


def test_a_dropped_proposal_gives_nothing_and_stays_in_the_record(sign_in: SignIn) -> None:
    """I-16: who proposed takes it back, or another refuses it."""
    first, who = factories.person("admin").id, factories.person().id
    number = proposed(first, who, "staff")
    client = sign_in(db.session.get_one(Person, first))
    assert client.submit(f"/verwaltung/rollen/{number}/verwerfen").status_code == 303
    assert "verworfen" in client.get(f"/verwaltung/leute/{who}").text
    with pytest.raises(Conflict):
        decide(number, factories.person("admin").id)
    assert "staff" not in db.session.get_one(Person, who).words


def test_the_review_shows_all_grants_and_those_that_end_soon(app: Flask, sign_in: SignIn) -> None:
    """I-16: who holds what, from when to when, by whom and why; which end soon, begin later, are over."""
    app.config["TERM_REMIND_DAYS"] = 30
    who = factories.person(handle="Wechselhaft").id
    day = timedelta(days=1)
    spans = {
        "legal": (today(), None),
        "board": (today(), today() + 10 * day),
        "staff": (today() + 5 * day, None),
    }
    with transaction():
        of = db.session.get_one(Person, who)
        for role, (since, until) in spans.items():
            accounts.grant_role(SYSTEM, of, role, reason=f"Grund {role}", since=since, until=until)
    admin = factories.person("admin")
    found = {span: {one.role for one in queries.grants(admin, span).items if one.person_id == who} for span in Span}
    assert found[Span.NOW] == {"legal", "board"}
    assert found[Span.SOON] == {"board"}
    assert found[Span.LATER] == {"staff"}
    assert found[Span.OVER] == set()
    client = sign_in(admin)
    page = client.get("/verwaltung/rollen?stand=bald").text
    assert "Grund board" in page
    assert "Grund legal" not in page
    assert "Grund board" not in client.get("/verwaltung/rollen?rolle=legal").text
    for odd in ("?stand=quatsch", "?rolle=quatsch", "?after=x"):
        assert client.get(f"/verwaltung/rollen{odd}").status_code in {200, 422}


def test_the_review_shows_who_holds_a_word_by_a_seat(app: Flask, sign_in: SignIn) -> None:
    """I-16: the Board, and who leads a committee; for reading, since seats are kept on the committee's pages."""
    app.config["TERM_REMIND_DAYS"] = 30
    board, council = factories.committee(kind="board", title="Smart City-Board"), factories.committee()
    names = {"board": board.id, "council": council.id, "asleep": factories.committee().id}
    day = timedelta(days=1)
    terms: dict[str, tuple[str, str, dict[str, Any]]] = {
        "Im-Board": ("board", "member", {}),
        "Bald-Ende": ("board", "clerk", {"until": today() + 9 * day}),
        "Kommt-noch": ("board", "deputy", {"since": today() + 9 * day}),
        "War-da": ("board", "chair", {"since": today() - 9 * day, "until": today() - day}),
        "Leitet": ("council", "chair", {}),
        "Nur-Mitglied": ("council", "member", {}),
        "Leitet-Ruhe": ("asleep", "chair", {}),
    }
    people = {}
    for handle, (of, role, term) in terms.items():
        people[handle] = factories.member(
            db.session.get_one(Committee, names[of]), role, factories.person(handle=handle), **term
        ).id
    with transaction():
        reason = "Wir machen eine Pause."
        committees.suspend(SYSTEM, db.session.get_one(Committee, names["asleep"]), reason=reason)
    client = sign_in(factories.person("admin"))
    wanted = {
        "": {"Im-Board", "Bald-Ende", "Leitet"},
        "?rolle=board": {"Im-Board", "Bald-Ende"},
        "?rolle=legal": set(),
        "?stand=bald": {"Bald-Ende"},
        "?stand=kommt": {"Kommt-noch"},
        "?stand=vorbei": {"War-da"},
    }
    for question, found in wanted.items():
        page = client.get(f"/verwaltung/rollen{question}").text
        assert {handle for handle in terms if handle in page} == found, question
    page = client.get("/verwaltung/rollen?rolle=board").text
    assert db.session.get_one(Committee, names["board"]).url in page
    assert "Keine Rolle" not in page
    assert "Keine Rolle" in client.get("/verwaltung/rollen?rolle=legal").text
    for handle, words in (("Bald-Ende", "Smart City-Board: Schriftführung"), ("Leitet", ": Vorsitz")):
        page = client.get(f"/verwaltung/leute/{people[handle]}").text
        assert words in page
        assert "Keine Rolle, heute nicht" not in page
    assert "Keine Rolle, heute nicht" in client.get(f"/verwaltung/leute/{people['Nur-Mitglied']}").text


def test_the_list_of_seats_goes_on_page_by_page(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-35, I-16: apart from the list of grants, so that nobody is missing in either."""
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    board = factories.committee(kind="board")
    ids = [factories.member(db.session.get_one(Committee, board.id)).id for _number in range(3)]
    admin = factories.person("admin")
    first = queries.seats(admin, Span.NOW)
    second = queries.seats(admin, Span.NOW, after=first.after)
    assert [one.person_id for one in (*first.items, *second.items)] == ids[::-1]
    assert "sitze=" in sign_in(admin).get("/verwaltung/rollen").text
    assert sign_in(admin).get("/verwaltung/rollen?sitze=x").status_code in {200, 422}
    with pytest.raises(Forbidden):
        queries.seats(factories.person("staff"), Span.NOW)


def test_roles_of_units_spaces_and_districts_are_called_by_their_names(sign_in: SignIn) -> None:
    """The review tells what a word such as space:7:moderator stands for."""
    space, who = factories.space(title="Am Fluss").id, factories.person().id
    with transaction():
        of = db.session.get_one(Person, who)
        for word in (f"space:{space}:moderator", "district:130", "space:999:moderator"):
            accounts.grant_role(SYSTEM, of, word, reason="Test")
    page = sign_in(factories.person("admin")).get(f"/verwaltung/leute/{who}").text
    assert "Moderation des Raums: Am Fluss" in page
    assert "Stadtbezirk:" in page
    assert "space:999:moderator" in page


def test_the_pages_ask_the_same_number_of_questions_for_few_and_for_many(app: Flask, sign_in: SignIn) -> None:
    """E-11: a person with many roles and a long review cost no more queries."""
    who, admin = factories.person().id, factories.person("admin")
    client = sign_in(admin)
    paths = (f"/verwaltung/leute/{who}", "/verwaltung/rollen", "/verwaltung/leute?q=person")
    admin_id = admin.id
    proposed(admin_id, who, "legal")
    with transaction():
        accounts.grant_role(SYSTEM, db.session.get_one(Person, who), "space:99:moderator", reason="Test")
    board = factories.committee(kind="board").id
    factories.member(db.session.get_one(Committee, board), who=db.session.get_one(Person, who))
    few = [counted(client, path) for path in paths]
    for _number in range(3):
        of = factories.committee()
        factories.member(of, "chair", db.session.get_one(Person, who))
        factories.member(db.session.get_one(Committee, board))
    with transaction():
        for number in range(12):
            of = db.session.get_one(Person, who)
            accounts.grant_role(SYSTEM, of, f"space:{number + 1}:moderator", reason="Test")
    for _number in range(4):
        proposed(admin_id, factories.person().id, "legal")
    assert [counted(client, path) for path in paths] == few


def counted(client: Visitor, path: str) -> int:
    """Return how many statements a page takes."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_administration_signs_somebody_out_everywhere(app: Flask, sign_in: Callable[[Person], Visitor]) -> None:
    """E-26, I-12: every device and every link in a mail; it stands in the log, and nobody else may do it."""
    victim, person = factories.person(), factories.person("admin")
    number, email = victim.id, victim.email
    devices, admin = [sign_in(victim), sign_in(victim)], sign_in(person)
    assert factories.visitor(app).submit("/anmelden/link", email=email).status_code == 303
    worker.run_until_idle()
    letter = db.session.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or ""
    link = "/anmelden/link/" + letter.partition("/anmelden/link/")[2].split()[0]
    path = f"/verwaltung/leute/{number}/abmelden"
    for roles in ((), ("moderator",), ("staff",), ("dpo",)):
        assert sign_in(factories.person(*roles)).submit(path).status_code in {403, 404}, roles
    assert all(device.get("/konto").status_code == 200 for device in devices)
    assert admin.submit(path).status_code == 303
    assert all(device.get("/konto").status_code == 303 for device in devices)
    assert factories.visitor(app).submit(link).status_code in {404, 410, 422}
    assert admin.get("/verwaltung").status_code == 200
    assert "Überall abgemeldet" in admin.get(f"/verwaltung/leute/{number}").text
    assert factories.visitor(app).submit("/anmelden", email=email, password=factories.PASSWORD).status_code == 303
