"""Offices and their holders are data with days; text and picture of the governance follow them."""

import re
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees import commands as committees
from forum.committees.models import Committee
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.dossiers.commands import Subjects
from forum.dossiers.models import Decision
from forum.strategy import commands
from forum.strategy.commands import OfficePlan
from forum.strategy.models import OfficeTerm, strategy
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
ROOT = Path(__file__).parents[2]


def plan(key: str, **changes: object) -> OfficePlan:
    office = strategy().offices[key]
    names = ("title", "title_en", "text", "text_en", "place", "rights", "rights_en", "reports_to", "exchanges_with")
    return OfficePlan(**{name: getattr(office, name) for name in names} | changes)  # type: ignore[arg-type]


def appoint(staff: Person, key: str, name: str, since: date) -> None:
    staff_id = staff.id
    with transaction():
        commands.appoint_holder(db.session.get_one(Person, staff_id), key, name=name, since=since)


def test_past_records_keep_the_holder_of_their_day(client: Visitor) -> None:
    """G-14: an office changes hands between two decisions, and each names who held it then."""
    staff = factories.person("staff")
    appoint(staff, "cdo", "Ada Erste", today() - timedelta(days=30))
    appoint(staff, "cdo", "Bela Zweite", today() - timedelta(days=3))
    pages = []
    for days in (10, 1):
        idea = factories.paper_of_long_ago(factories.idea(state="board"))
        with transaction():
            ruling = factories.ruling(decided_on=today() - timedelta(days=days))
            subjects = Subjects(ideas=[db.session.merge(idea)])
            factories.dossiers.record_decision(factories._inside("board"), subjects, ruling)
        decision = db.session.scalars(select(Decision).where(Decision.idea_id == idea.id)).one()
        pages.append(client.get(decision.url).text)
    for page, there, absent in ((pages[0], "Ada Erste", "Bela Zweite"), (pages[1], "Bela Zweite", "Ada Erste")):
        assert there in page
        assert absent not in page


def test_a_change_of_holder_is_seen_at_once_and_forgets_nobody(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """G-14: it needs no deployment, only a form."""
    staff = sign_in(factories.person("staff"))
    answer = staff.submit("/strategie/aemter/cdo/besetzung", name="Bela Zweite", since=today().isoformat(), note="")
    assert answer.status_code == 303
    page = client.get("/strategie").text
    former = strategy().offices["cdo"].holders[1]
    assert page.index("Bela Zweite") < page.index(former.name)
    assert former.until == today() - timedelta(days=1)
    assert staff.submit("/strategie/aemter/cdo/ende", until=today().isoformat()).status_code == 303
    assert strategy().offices["cdo"].holder_on(today() + timedelta(days=1)) is None
    with transaction(), pytest.raises(Conflict):
        commands.vacate_office(factories._inside("staff"), "cdo", until=today())


def test_terms_of_an_office_never_overlap(app: Flask) -> None:
    """G-14: nobody else held it on a day on which somebody did."""
    staff = factories.person("staff")
    appoint(staff, "cdo", "Ada Erste", today())
    who = db.session.get_one(Person, staff.id)
    with pytest.raises(Invalid), transaction():
        commands.appoint_holder(who, "cdo", name="Bela Zweite", since=today())
    with pytest.raises(Invalid), transaction():
        commands.vacate_office(who, "cdo", until=today() - timedelta(days=1))


def test_two_first_changes_at_once_store_each_office_once(app: Flask) -> None:
    """E-19: the offices of the file are copied once, and both changes count."""
    ids = [factories.person("staff").id for _number in range(2)]

    def act(person_id: int, key: str) -> Callable[[], object]:
        return lambda: commands.appoint_holder(
            db.session.get_one(Person, person_id), key, name="Ada Erste", since=today()
        )

    assert at_once(app, [act(ids[0], "cdo"), act(ids[1], "stabsstelle")]) == 0
    names = db.session.scalars(select(OfficeTerm.name).where(OfficeTerm.until.is_(None))).all()
    assert names == ["Ada Erste", "Ada Erste"]
    assert len(db.session.scalars(select(OfficeTerm)).all()) == 4


def test_text_and_picture_show_every_active_body_and_office(app: Flask, client: Visitor) -> None:
    """G-15: from the database: offices, Board and Fachbeiräte; what is renamed or ended changes the page at once."""
    council = factories.committee(title="Fachbeirat Kluge Wege")
    board = factories.committee(kind="board", title="Board der klugen Stadt")
    page = client.get("/strategie").text
    picture = re.sub(r"\s+", " ", " ".join(re.findall(r"<tspan[^>]*>([^<]*)</tspan>", page)))
    text = page[page.index("</figure>") :]
    labels = {one.label for key, one in strategy().governance.items() if key != "board"}
    for label in labels | {council.title, board.title}:
        assert label in picture
        assert label in text.replace("&#34;", '"')
    staff_id, council_id = factories.person("staff").id, council.id
    with transaction():
        who = db.session.get_one(Person, staff_id)
        commands.write_office(who, plan("forum", title="Das offene Forum"), key="forum")
        committees.dissolve(who, db.session.get_one(Committee, council_id), reason="Die Aufgabe ist erfüllt.")
    page = client.get("/strategie").text
    assert "Das offene Forum" in page
    assert "Smart City-Forum</dt>" not in page
    assert "Kluge Wege" not in page
    with transaction():
        commands.end_office(db.session.get_one(Person, staff_id), "forum")
    assert "Das offene Forum" not in client.get("/strategie").text


def test_what_a_body_may_decide_stands_on_the_page(client: Visitor, sign_in: SignIn) -> None:
    """G-15: rights are data like names, in both languages."""
    assert "Beschließt verbindlich über Vorhaben" in client.get("/strategie").text
    staff = sign_in(factories.person("staff"))
    known = strategy().offices["board"]
    sent = {
        "title": known.title, "title_en": known.title_en, "text": known.text, "text_en": known.text_en,
        "rights": "Wählt das Logo", "rights_en": "Chooses the logo", "column": "3", "row": "2", "seen": "",
    }  # fmt: skip
    assert staff.get("/strategie/aemter/board").status_code == 200
    assert staff.submit("/strategie/aemter/board", **sent).status_code == 303
    assert "Wählt das Logo" in client.get("/strategie").text
    assert "Chooses the logo" in client.get("/strategie?sprache=en").text
    refused = staff.submit("/strategie/aemter/board", **sent | {"column": "1", "seen": "9"})
    assert refused.status_code == 422


def test_who_saves_an_office_again_after_a_conflict_has_seen_it(sign_in: SignIn) -> None:
    """G-14: the form says what is stored and keeps its count, so the second time it is saved; unseen it never is."""
    known = strategy().offices["board"]
    sent = {
        "title": known.title, "title_en": known.title_en, "text": known.text, "text_en": known.text_en,
        "rights": "Wählt das Logo", "rights_en": "Chooses the logo", "column": "3", "row": "2",
    }  # fmt: skip
    first, second = sign_in(factories.person("staff")), sign_in(factories.person("staff"))
    path = "/strategie/aemter/board"
    assert first.submit(path, **sent, seen="").status_code == 303
    assert second.submit(path, **sent | {"title": "Das Board"}).status_code == 409
    refused = second.submit(path, **sent | {"title": "Das Board"}, seen="1")
    assert (refused.status_code, "So steht es jetzt gespeichert" in refused.text) == (409, True)
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', refused.text)
    assert seen is not None
    assert second.submit(path, **sent | {"title": "Das Board"}, seen=seen[1]).status_code == 303


def test_offices_do_not_stand_upon_each_other(app: Flask) -> None:
    """G-15: two boxes at one place would hide each other."""
    staff_id = factories.person("staff").id
    place = strategy().offices["board"].place
    with pytest.raises(Invalid) as refused, transaction():
        commands.write_office(db.session.get_one(Person, staff_id), plan("forum", place=place), key="forum")
    assert "row" in refused.value.fields


def test_only_the_staff_office_keeps_offices(app: Flask) -> None:
    """G-14: neither holders nor offices are anybody else's to change."""
    citizen_id = factories.person().id
    acts: list[Callable[[Person], object]] = [
        lambda who: commands.appoint_holder(who, "cdo", name="Ada Erste", since=today()),
        lambda who: commands.vacate_office(who, "cdo", until=today()),
        lambda who: commands.end_office(who, "cdo"),
        lambda who: commands.write_office(who, plan("cdo"), key="cdo"),
    ]
    for act in acts:
        with transaction(), pytest.raises(Forbidden):
            act(db.session.get_one(Person, citizen_id))


def test_no_name_of_an_office_holder_stands_in_code_or_templates() -> None:
    """G-14: the file of the strategy is the only place for the names it began with."""
    data = tomllib.loads((ROOT / "config" / "strategy.toml").read_text("utf-8"))
    holders = [row["holder"] for row in data["governance"] if row.get("holder")]
    names = {word for holder in holders for word in re.findall(r"\w{4,}", re.sub(r"\(.*\)", "", holder))}
    assert names
    sources = [
        path for folder in ("forum", "templates", "static/js", "migrations") for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".js", ".po", ".toml", ".txt"}
    ]  # fmt: skip
    assert len(sources) > 300
    found = [(path.name, name) for path in sources for name in names if name in path.read_text("utf-8")]
    assert found == []
