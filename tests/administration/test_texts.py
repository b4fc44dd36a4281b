"""The words of legal pages: by the administration, in versions that stay, looked at before, never overwritten unseen."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.events import LoggedEvent
from forum.terms import wording
from forum.terms.models import PageText
from forum.terms.pages import PAGES
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
NOTE = "Die Anschrift ist neu."
WORDS = {
    "impressum": "Stadt Braunschweig, Platz der Deutschen Einheit 1",
    "kontakt": "Montags sind wir **länger** da.",
    "datenschutz": "## Verantwortlich\n\nDie Stadt Braunschweig.",
    "barrierefreiheit": "Wir lesen Ihnen Texte am Telefon vor.",
    "leichte-sprache": "Hier reden Menschen über ihre Stadt.",
}
TESTED = {"tested_by": "Prüf-Gruppe der Lebenshilfe", "tested_on": "2026-11-02"}


def words(name: str, **changes: str) -> dict[str, str]:
    tested = TESTED if name == "leichte-sprache" else {}
    return {"text": WORDS[name], "english": "", "note": NOTE, "version": "0", **tested, **changes}


@pytest.mark.parametrize("name", PAGES)
def test_each_legal_page_is_worded_by_the_administration(name: str, sign_in: SignIn, client: Visitor) -> None:
    """S-08, S-19, P-15: from the next request on, also for visitors, whose pages are kept."""
    before = client.get(f"/{name}").text
    answer = sign_in(factories.person("admin")).submit(f"/verwaltung/texte/{name}", **words(name))
    assert answer.status_code == 303
    after = client.get(f"/{name}").text
    shown = db.session.scalars(select(PageText.text_html)).one()
    assert shown not in before
    assert shown in after
    assert "Stand: " in after


def test_the_first_words_are_those_of_the_settings(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """S-19: the form begins with them, and the log keeps who took over from there; saving the same is no version."""
    app.config["IMPRINT"] = "Stadt Muster, Rathaus 1"
    assert "Stadt Muster, Rathaus 1" in client.get("/impressum").text
    person = factories.person("admin", handle="Nina-Nord")
    number, admin = person.id, sign_in(person)
    assert "Stadt Muster, Rathaus 1" in admin.get("/verwaltung/texte/impressum").text
    assert (
        admin.submit("/verwaltung/texte/impressum", **words("impressum", text="Stadt Muster, Rathaus 1")).status_code
        == 422
    )
    admin.submit("/verwaltung/texte/impressum", **words("impressum", text="Stadt Muster, Rathaus 2"))
    page = admin.get("/verwaltung/texte/impressum").text
    assert "Nina-Nord" in page
    assert NOTE in page
    assert "</span>1<span" in page.split("<del>")[1]
    row = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "PageTextChanged")).one()
    assert (row.actor_id, row.data["page"], row.data["version"], row.audience) == (number, "impressum", 1, "admin")


def test_looking_before_publishing_keeps_nothing(sign_in: SignIn, client: Visitor) -> None:
    """E-22, X-01: the preview has passed the same walls as the page, and asks for no reason."""
    admin = sign_in(factories.person("admin"))
    sent = words("kontakt", note="", vorschau="1", text="**Neu** <script>alert(1)</script>", english="*New*")
    answer = admin.submit("/verwaltung/texte/kontakt", **sent)
    assert answer.status_code == 200
    assert "<strong>Neu</strong>" in answer.text
    assert "<em>New</em>" in answer.text
    assert "<script>alert" not in answer.text
    assert db.session.scalar(select(PageText.id)) is None


def test_nobody_overwrites_unseen_what_somebody_else_wrote(sign_in: SignIn) -> None:
    """E-39: the second reads what was stored, keeps the own words and may then publish them."""
    first, second = sign_in(factories.person("admin")), sign_in(factories.person("admin"))
    assert first.submit("/verwaltung/texte/kontakt", **words("kontakt")).status_code == 303
    late = second.submit("/verwaltung/texte/kontakt", **words("kontakt", text="Dienstags ist zu."))
    assert late.status_code == 409
    assert "Dienstags ist zu." in late.text
    assert "länger" in late.text
    assert 'name="version" type="hidden" value="1"' in late.text
    again = second.submit("/verwaltung/texte/kontakt", **words("kontakt", text="Dienstags ist zu.", version="1"))
    assert again.status_code == 303
    assert db.session.scalars(select(PageText.version).order_by(PageText.id)).all() == [1, 2]


def test_two_at_once_make_one_version(app: Flask) -> None:
    """E-19."""
    people = [factories.person("admin").id for _ in range(2)]

    def write(number: int) -> Callable[[], object]:
        def act() -> object:
            actor = db.session.get_one(Person, number)
            values = {"text": f"Wort von {number}", "english": "", "note": NOTE, "version": 0}
            return wording.write_page(actor, "kontakt", **values)  # type: ignore[arg-type]

        return act

    assert at_once(app, [write(number) for number in people], refused=(Conflict,)) == 1
    assert db.session.scalars(select(PageText.version)).all() == [1]


def test_english_is_shown_where_there_is_some(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """E-41, D-04: without it the German words stand on the English page, and say that they are German."""
    admin = sign_in(factories.person("admin"))
    admin.submit("/verwaltung/texte/impressum", **words("impressum"))
    german = client.get("/impressum?sprache=en").text
    assert f'<div lang="de"><div class="prose" dir="auto"><p>{WORDS["impressum"]}' in german
    admin.submit("/verwaltung/texte/impressum", **words("impressum", english="City of Braunschweig", version="1"))
    assert '<div><div class="prose" dir="auto"><p>City of Braunschweig' in client.get("/impressum?sprache=en").text


@pytest.mark.parametrize(
    ("changes", "field"), [({"text": "kurz"}, "text"), ({"note": "ab"}, "note"), ({"version": ""}, "version")]
)
def test_words_that_cannot_be_are_refused_and_kept_on_the_page(
    sign_in: SignIn, changes: dict[str, str], field: str
) -> None:
    answer = sign_in(factories.person("admin")).submit(
        "/verwaltung/texte/impressum", **words("impressum", english="Kept as typed.") | changes
    )
    assert answer.status_code == 422, field
    assert "Kept as typed." in answer.text
    assert db.session.scalar(select(PageText.id)) is None


def test_only_the_administration_words_legal_pages(sign_in: SignIn, client: Visitor) -> None:
    """E-16, E-17: nobody else, and there are no other pages; the list leads to rules and terms, which two people change."""
    for roles in ((), ("moderator",), ("staff",), ("board",), ("dpo",)):
        visitor = sign_in(factories.person(*roles))
        assert visitor.get("/verwaltung/texte").status_code == 403, roles
        assert visitor.submit("/verwaltung/texte/kontakt", **words("kontakt")).status_code == 403, roles
    admin = sign_in(factories.person("admin"))
    assert admin.get("/verwaltung/texte/regeln").status_code == 404
    assert admin.submit("/verwaltung/texte/regeln", **words("kontakt")).status_code == 404
    page = admin.get("/verwaltung/texte").text
    assert all(f"/verwaltung/texte/{name}" in page for name in PAGES)
    assert "/regeln/fassungen" in page
    assert "/nutzungsbedingungen/fassungen" in page


def test_an_erased_editor_leaves_the_words(app: Flask, sign_in: SignIn) -> None:
    """P-06: the version stays the city's; the name goes."""
    person = factories.person("admin", handle="Nina-Nord")
    admin = sign_in(person)
    admin.submit("/verwaltung/texte/kontakt", **words("kontakt"))
    with transaction():
        db.session.scalars(select(PageText)).one().editor_id = None
    page = admin.get("/verwaltung/texte/kontakt").text
    assert "Gelöschtes Konto" in page


def test_a_text_in_easy_german_needs_people_who_read_it(sign_in: SignIn, client: Visitor) -> None:
    """A-25: the page says that nobody has tested it, until somebody has; the editor reads what is hard, nothing is lost."""
    admin, place = sign_in(factories.person("admin")), "/verwaltung/texte/leichte-sprache"
    first = client.get("/leichte-sprache").text
    assert "Diesen Text hat noch keine Prüfgruppe gelesen." in first
    assert '<div class="easy" lang="de">' in client.get("/leichte-sprache?sprache=en").text
    assert 'href="/leichte-sprache' in client.get("/?sprache=en").text
    hard = "Die Bürgerbeteiligungssatzung gilt z. B. hier."
    for changes in ({"tested_by": ""}, {"tested_on": ""}, {"tested_on": "2999-01-01"}):
        answer = admin.submit(place, **words("leichte-sprache", text=hard, **changes))
        assert answer.status_code == 422
        assert (
            "Prüfgruppe den Text gelesen" in answer.text
            or "Prüfgruppe, die den Text" in answer.text
            or "Jahr" in answer.text
        )
        assert hard in answer.text
    assert "<q>Bürgerbeteiligungssatzung</q>" in answer.text
    assert "Schreiben Sie die Abkürzung aus." in answer.text
    assert admin.submit(place, **words("leichte-sprache", text=hard)).status_code == 303
    after = client.get("/leichte-sprache").text
    assert "Geprüft von Prüf-Gruppe der Lebenshilfe am 2.\u00a0November 2026" in after
    assert "Bürgerbeteiligungssatzung" in after
