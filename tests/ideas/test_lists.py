"""Lists of ideas: filters, order, similar ones, import, export, and what they ask of the database."""

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.ideas import commands
from forum.ideas.models import Idea
from forum.web.csv import safe_cell, table
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def test_filters_and_sorting(client: Visitor) -> None:
    """N-33."""
    one = factories.idea(title="Mehr Bänke im Östlichen Ringgebiet", districts=(120,), goals=("mitnehmen",))
    two = factories.idea(title="Offene Daten für die Weststadt", districts=(221,), goals=("daten",), category="daten")
    factories.idea(title="Etwas in der Prüfung für alle", state="fachpruefung")
    with transaction():
        commands.support(factories._inside(), db.session.get_one(Idea, one.id))

    def shown(query: str) -> list[bool]:
        page = client.get(f"/ideen?{query}").get_data(as_text=True)
        return [title in page for title in ("Mehr Bänke", "Offene Daten", "Etwas in der")]

    assert shown("bezirk=120") == [True, False, False]
    assert shown("ziel=daten") == [False, True, False]
    assert shown("thema=daten") == [False, True, False]
    assert shown("stand=fachpruefung") == [False, False, True]
    assert shown("q=baenke") == [True, False, False]
    assert shown("stand=erfunden&ziel=x&bezirk=abc&sortierung=drop") == [True, True, True]
    page = client.get("/ideen?sortierung=unterstuetzung").get_data(as_text=True)
    assert page.index("Mehr Bänke") < page.index("Offene Daten")
    assert two.url in page
    for sort in ("neu", "aktivitaet", "frist", "wartet"):
        assert client.get(f"/ideen?sortierung={sort}").status_code == 200
    assert client.get("/ideen?after=Unsinn").status_code == 422


def test_pages_of_the_list_join_without_gap(client: Visitor) -> None:
    """T-35: every idea stands on exactly one page, in every order."""
    import_ideas(41)
    for sort in ("neu", "unterstuetzung", "aktivitaet", "frist", "wartet"):
        seen: list[str] = []
        path: str | None = f"/ideen?sortierung={sort}"
        while path:
            page = client.get(path).get_data(as_text=True)
            seen += [part.split('"')[0] for part in page.split('class="card__link" href="')[1:]]
            following = page.split('pager__link--next" href="')
            path = following[1].split('"')[0].replace("&amp;", "&") if len(following) > 1 else None
        assert len(seen) == len(set(seen)) == 41, sort


def import_ideas(number: int) -> None:
    with transaction():
        staff = factories._inside("staff")
        for place in range(number):
            content = commands.Content(
                title=f"Fehlender Radweg {place}", text="Text", goals=("daten",), districts=(130,)
            )
            commands.import_idea(staff, content, foreign_key=f"k{place}")


def test_lists_ask_the_same_number_of_questions_for_few_and_many(app: Flask, sign_in: SignIn) -> None:
    """E-11."""
    staff = factories.person("staff")
    counted: dict[str, list[int]] = {}
    for rows in (10, 300):
        import_ideas(rows)
        for path in (
            "/ideen",
            "/ideen?ziel=daten",
            "/stabsstelle",
            "/stabsstelle/ideen.csv",
            "/ideen/aehnlich?titel=Radweg+fehlt",
        ):
            client = sign_in(staff)
            client.get(path)
            counted.setdefault(path, []).append(queries_of(lambda path=path, client=client: client.get(path)))
    assert all(few == many for few, many in counted.values()), counted
    assert all(few <= 14 for few, _many in counted.values()), counted


def test_the_page_of_an_idea_asks_the_same_number_of_questions_for_a_long_story(app: Flask, client: Visitor) -> None:
    """E-11."""
    short, long = factories.idea(), factories.idea(goals=("daten", "mitnehmen"), districts=(120, 130))
    assert long.thread is not None
    staff = factories.person("staff")
    with transaction():
        found = db.session.get_one(Idea, long.id)
        for number in range(12):
            commands.answer(staff, found, f"Die Antwort Nummer {number} der Stadt.")
            commands.support(factories._inside(), found)
    assert short.thread is not None
    factories.post(short.thread)  # Without any post there are no own reactions to ask for.
    for _number in range(12):
        factories.post(long.thread)
    signed_in = factories.signed_in(app, staff)
    asked = []
    for idea in (short, long):
        signed_in.get(idea.url)
        asked.append(queries_of(lambda path=idea.url: signed_in.get(path)))
    assert asked[0] == asked[1]
    assert asked[0] <= 21


def queries_of(act: Callable[[], object]) -> int:
    count = 0

    def counting(*_args: object) -> None:
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", counting)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", counting)
    return count


def test_an_import_takes_what_forms_refuse_and_changes_nothing_twice(app: Flask) -> None:
    """N-35."""
    staff, ada = factories.person("staff"), factories.person()
    content = commands.Content(title="Kurz", text="")
    for new in (True, False):
        with transaction():
            idea, is_new = commands.import_idea(
                db.session.get_one(Person, staff.id),
                content,
                foreign_key="https://example.org/1",
                source_url="https://example.org/1",
                author=db.session.get_one(Person, ada.id),
            )
            assert is_new == new
            assert idea.author_id == ada.id
    assert db.session.scalar(select(func.count()).select_from(Idea)) == 1
    assert factories.visitor(app).get(db.session.scalars(select(Idea)).one().url).status_code == 200


CANARIES = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1", "  =1", "-> weiter"]


@pytest.mark.parametrize("cell", CANARIES)
def test_no_text_becomes_a_formula(cell: str) -> None:
    """X-25, E-20."""
    assert safe_cell(cell).startswith("'")
    assert next(csv.reader(io.StringIO(table([cell], [])))) is not None


def test_numbers_stay_numbers_and_tables_come_back_whole() -> None:
    assert [safe_cell(value) for value in (-5, 3.5, None, True, "a-b")] == [-5, 3.5, "", "true", "a-b"]
    rows = [["Zeile\nzwei", 'ein "Wort"', "a,b;c", "äöüß"]]
    assert list(csv.reader(io.StringIO(table(["a", "b", "c", "d"], rows), newline=""))) == [["a", "b", "c", "d"], *rows]


def test_the_export_is_for_staff_and_safe_to_open(sign_in: SignIn) -> None:
    """N-36, E-20."""
    factories.idea(title="=HYPERLINK(1) ist kein Titel", place="@Kohlmarkt")
    answer = sign_in(factories.person("staff")).get("/stabsstelle/ideen.csv")
    assert answer.mimetype == "text/csv"
    row = next(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert (row["title"], row["place"], row["goals"]) == ("'=HYPERLINK(1) ist kein Titel", "'@Kohlmarkt", "mitnehmen")
    assert row["supports"] == "0"
    for roles in ((), ("board",), ("moderator",)):
        for path in ("/stabsstelle", "/stabsstelle/ideen.csv"):
            assert sign_in(factories.person(*roles)).get(path).status_code == 403


def test_similar_ideas_find_the_same_title_first(client: Visitor, sign_in: SignIn) -> None:
    """N-04: never one's own, never hidden ones, at most five."""
    ada = factories.person()
    for place in range(7):
        factories.idea(title=f"Radweg an der Straße Nummer {place}")
    factories.idea(ada, title="Fehlender Radweg am Bültenweg")
    page = client.get("/ideen/aehnlich?titel=Fehlender Radweg am Bueltenweg").get_data(as_text=True)
    assert page.count("<li>") <= 5
    assert page.index("Fehlender Radweg am Bültenweg") < page.index("</li>")
    own = sign_in(ada).get("/ideen/aehnlich?titel=Fehlender Radweg am Bültenweg").get_data(as_text=True)
    assert "Fehlender Radweg am Bültenweg" not in own
    assert client.get("/ideen/aehnlich?titel=und+der").get_data(as_text=True).strip() == ""


def test_a_post_makes_its_idea_active(app: Flask, work: Callable[[], int]) -> None:
    idea = factories.idea()
    before = idea.active_at
    assert idea.thread is not None
    factories.post(idea.thread)
    work()
    db.session.expire_all()
    assert db.session.get_one(Idea, idea.id).active_at > before
