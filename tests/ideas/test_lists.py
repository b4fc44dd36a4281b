"""Lists of ideas: filters, order, similar ones, import, export, and what they ask of the database."""

import csv
import io
from collections.abc import Callable

from flask import Flask
from sqlalchemy import event, func, select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.ideas import commands
from forum.ideas.models import Idea
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
            "/ideen/alle.csv",
            "/ideen/aehnlich?titel=Radweg+fehlt",
        ):
            client = sign_in(staff)
            client.get(path)
            counted.setdefault(path, []).append(queries_of(lambda path=path, client=client: client.get(path)))
    assert all(few == many for few, many in counted.values()), counted
    assert all(few <= 14 for few, _many in counted.values()), counted


def test_the_page_of_an_idea_asks_the_same_number_of_questions_for_a_long_story(app: Flask, client: Visitor) -> None:
    """E-11: the districts cost one question, and nothing else does, however much is written."""
    short, long = factories.idea(), factories.idea(goals=("daten", "mitnehmen"), districts=(120, 130))
    assert long.thread is not None
    staff = factories.person("staff")
    with transaction():
        found = db.session.get_one(Idea, long.id)
        for number in range(12):
            commands.note_answer(staff, found, commands.Answer(text=f"Die Antwort Nummer {number} der Stadt."))
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
    assert asked[1] == asked[0] + 1, asked
    assert (
        asked[0] <= 20
    )  # One for the units that a step can name, one for what one keeps; visitors are asked for neither.


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


def test_everybody_gets_all_public_ideas_as_a_file(client: Visitor, sign_in: SignIn) -> None:
    """N-36, F-04, P-02: states, dates, answers and figures; no person, no draft, nothing hidden; every column explained."""
    fan = factories.person(handle="HeimlicherFan")
    idea = factories.idea(factories.person(handle="Verfasserin"), "fachpruefung", title="=HYPERLINK(1) ist kein Titel")
    factories.idea(title="Kanarienvogel im Entwurf", state="entwurf")
    hidden = factories.idea(title="Verborgener Kanarienvogel")
    staff = factories.person("staff")
    with transaction():
        found = db.session.get_one(Idea, idea.id)
        commands.support(db.session.get_one(Person, fan.id), found)
        commands.note_answer(
            db.session.get_one(Person, staff.id), found, commands.Answer(text="Die Stadt prüft die Idee weiter.")
        )
        commands.hide_idea(SYSTEM, db.session.get_one(Idea, hidden.id), ground="Beleidigung")
    answer = client.get("/ideen/alle.csv")
    assert answer.mimetype == "text/csv"
    (row,) = csv.DictReader(io.StringIO(answer.text, newline=""), strict=True)
    assert row["title"] == "'=HYPERLINK(1) ist kein Titel"
    assert (row["state"], row["support_online"], row["goals"]) == ("fachpruefung", "1", "mitnehmen")
    assert row["answer"] == "Die Stadt prüft die Idee weiter."
    assert row["answered_at"].endswith("+00:00")
    for canary in ("HeimlicherFan", "Verfasserin", fan.email, "Kanarienvogel", staff.handle):
        assert canary not in answer.text
    described = client.get("/ideen/alle.csv-metadata.json").get_json()
    assert [column["name"] for column in described["tableSchema"]["columns"]] == list(row)
    assert all(column["titles"] and column["datatype"] for column in described["tableSchema"]["columns"])
    for kind in ("xlsx", "ods"):
        assert client.get(f"/ideen/alle.{kind}").status_code == 200


def test_similar_ideas_find_the_same_title_first(client: Visitor, sign_in: SignIn, work: Callable[[], int]) -> None:
    """N-04: never one's own, never hidden ones, at most five."""
    ada = factories.person()
    for place in range(7):
        factories.idea(title=f"Radweg an der Straße Nummer {place}")
    factories.idea(ada, title="Fehlender Radweg am Bültenweg")
    work()
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


def test_somebody_finds_the_own_ideas_again(client: Visitor, sign_in: Callable[[Person], Visitor]) -> None:
    """The account leads to them, with their state."""
    ada = factories.person()
    factories.idea(ada, title="Bänke am Bültenweg")
    factories.idea(title="Laternen am Bültenweg")
    own = sign_in(ada)
    assert 'href="/ideen?meine=1"' in own.get("/konto").text
    page = own.get("/ideen?meine=1").text
    assert ("Bänke am Bültenweg" in page, "Laternen am Bültenweg" in page) == (True, False)
