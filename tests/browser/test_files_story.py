"""Pictures and documents in a post: chosen, described, shown in the text, found again in the draft, published."""

from typing import Any

from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from forum.core.db import db
from forum.files.models import File
from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM, looked_at, picture, violations
from tests.files import samples

pytestmark = NEEDS_CHROMIUM

PICTURE: Any = {"name": "platz.jpg", "mimeType": "image/jpeg", "buffer": samples.photo()}
PLAN: Any = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}


def test_a_post_with_picture_and_document(visits: Visits) -> None:
    """X-18, X-19, X-22, T-09: the place is dropped with a question, words are asked for, the draft remembers the files."""
    with visits.site.forum():
        page = visits(factories.thread().url, factories.person())
    page.get_by_label("Ihr Beitrag").fill("Seht euch das an:")
    page.get_by_label("Dateien auswählen").set_input_files([PICTURE, PLAN])
    expect(page.locator("[data-held]")).to_have_count(2)
    expect(page.get_by_role("group", name="Das Foto enthält einen Ort.")).to_be_visible()
    page.get_by_role("button", name="Nein, Ort weglassen").click()
    expect(page.get_by_role("group", name="Das Foto enthält einen Ort.")).to_have_count(0)
    page.get_by_label("Was ist auf dem Bild zu sehen?").fill("Ein roter Platz")
    page.get_by_role("button", name="Im Text zeigen").click()
    expect(page.locator("[data-preview-text] img")).to_have_attribute("alt", "Ein roter Platz")
    expect(page.locator("[data-draft-state]")).to_contain_text("Entwurf gespeichert")
    page.reload()
    expect(page.locator("[data-held]")).to_have_count(2)
    expect(page.get_by_label("Was ist auf dem Bild zu sehen?")).to_have_value("Ein roter Platz")
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    shown = page.locator(".post__text img")
    expect(shown).to_have_attribute("alt", "Ein roter Platz")
    assert shown.evaluate("one => one.decode().then(() => one.naturalWidth < one.naturalHeight)")
    with page.expect_download() as download:
        page.get_by_role("link", name="plan.pdf", exact=True).click()
    assert download.value.suggested_filename == "plan.pdf"
    expect(page.get_by_text("52.265")).to_have_count(0)


# Pastes a file as the clipboard does.
PASTE = """(area, bytes) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([new Uint8Array(bytes)], "plan.pdf", { type: "application/pdf" }));
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_a_form_waits_for_the_file_that_is_still_on_its_way(visits: Visits) -> None:
    """T-09: a pasted file is in no field of the form, and would be lost."""
    with visits.site.forum():
        page = visits(factories.thread().url, factories.person())
    under_way: list[Route] = []

    def keep(route: Route) -> None:
        under_way.append(route)

    page.route(f"**{page.locator('[data-files]').get_attribute('data-files')}", keep)
    area = page.get_by_label("Ihr Beitrag")
    area.fill("Der Plan liegt bei.")
    area.evaluate(PASTE, list(samples.pdf()))
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(area).to_have_value("Der Plan liegt bei.")
    assert len(under_way) == 1
    under_way[0].continue_()
    expect(page.get_by_role("link", name="plan.pdf", exact=True)).to_be_visible()
    expect(page.locator(".post__text", has_text="Der Plan liegt bei.")).to_be_visible()


def test_the_place_of_a_photo_goes_into_the_text_when_its_author_says_so(visits: Visits) -> None:
    """X-19: one click writes it where it can be read, changed and taken back; without scripts a box does."""
    with visits.site.forum():
        path, author = factories.thread().url, factories.person()
        page, plain = visits(path, author), visits(path, factories.person(), java_script_enabled=False)
    page.get_by_label("Ihr Beitrag").fill("Hier ist es schön.")
    page.get_by_label("Dateien auswählen").set_input_files([PICTURE])
    asked_about_the_place(page)
    page.get_by_role("button", name="Ja, Ort übernehmen").click()
    expect(page.get_by_label("Ihr Beitrag")).to_have_value("Hier ist es schön.\n\nOrt der Aufnahme: 52.265, 10.522\n")
    expect(page.locator("[data-files-state]")).to_have_text("Der Ort steht jetzt im Text.")
    page.get_by_label("Was ist auf dem Bild zu sehen?").fill("Ein roter Platz")
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(page.locator(".post__text").last).to_contain_text("Ort der Aufnahme: 52.265, 10.522")

    plain.get_by_label("Ihr Beitrag").fill("Und hier auch, ohne Skript.")
    plain.get_by_label("Dateien auswählen").set_input_files([PICTURE])
    plain.get_by_role("button", name="Beitrag veröffentlichen").click()
    plain.get_by_label("Ja, den Ort in den Text schreiben").check()
    plain.get_by_label("Was ist auf dem Bild zu sehen?").fill("Ein roter Platz")
    plain.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(plain.locator(".post__text").last).to_contain_text("Ort der Aufnahme: 52.265, 10.522")


def test_an_idea_with_a_picture_in_its_text(visits: Visits) -> None:
    """T-30, X-22, N-07: toolbar and live preview, the draft keeps the file, the idea shows it to everybody."""
    with visits.site.forum():
        page = visits("/ideen/neu", factories.person())
    page.get_by_label("Titel").fill("Mehr Schatten auf dem Platz vor dem Schloss")
    page.get_by_label("Beschreibung").fill("Im Sommer ist es dort zu heiß. Zwölf Bäume würden allen helfen.\n\n")
    expect(page.get_by_role("toolbar")).to_be_visible()
    page.get_by_label("Dateien auswählen").set_input_files([PICTURE])
    page.get_by_role("button", name="Nein, Ort weglassen").click()
    page.get_by_label("Was ist auf dem Bild zu sehen?").fill("Ein roter Platz")
    page.get_by_role("button", name="Im Text zeigen").click()
    expect(page.locator("[data-preview-text] img")).to_have_attribute("alt", "Ein roter Platz")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"idea-{width}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Entwurf speichern").click()
    page.get_by_role("link", name="Mehr Schatten auf dem Platz").click()
    expect(page.locator("[data-held]")).to_have_count(1)
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    expect(page.get_by_role("article").locator("img")).to_have_attribute("alt", "Ein roter Platz")
    page.get_by_role("button", name="Idee einreichen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mehr Schatten auf dem Platz vor dem Schloss")
    visitor = visits(page.url.removeprefix(visits.site.url))
    assert visitor.locator(".prose img").evaluate("one => one.decode().then(() => one.naturalWidth > 0)")


def asked_about_the_place(page: Page) -> None:
    """See that the question has no barrier, also on a phone."""
    expect(page.get_by_role("group", name="Das Foto enthält einen Ort.")).to_be_visible()
    looked_at(page, "place")


def test_without_scripts_files_travel_with_the_form(visits: Visits) -> None:
    """X-22, A-14: chosen, refused without words, described, published."""
    with visits.site.forum():
        page = visits(factories.thread().url, factories.person(), java_script_enabled=False)
    page.get_by_label("Ihr Beitrag").fill("Ein Beitrag ohne Skript.")
    page.get_by_label("Dateien auswählen").set_input_files([PICTURE, PLAN])
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(page.locator(".held")).to_have_count(2)
    page.get_by_label("Was ist auf dem Bild zu sehen?").fill("Ein roter Platz")
    page.get_by_label("Nicht anhängen").last.check()
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(page.locator(".pictures img")).to_have_attribute("alt", "Ein roter Platz")
    expect(page.get_by_role("link", name="plan.pdf", exact=True)).to_have_count(0)


def test_a_file_that_is_taken_off_is_thrown_away(visits: Visits) -> None:
    """X-23: at once, so that it takes no room; the draft forgets it too."""
    with visits.site.forum():
        author = factories.person()
        author_id = author.id
        page = visits(factories.thread().url, author)
    page.get_by_label("Dateien auswählen").set_input_files([PLAN])
    expect(page.locator("[data-held]")).to_have_count(1)
    with page.expect_response("**/verwerfen") as answer:
        page.get_by_role("button", name="Entfernen").click()
    assert answer.value.ok
    expect(page.get_by_label("Dateien auswählen")).to_be_focused()
    with visits.site.forum():
        assert db.session.scalars(select(File).where(File.owner_id == author_id)).all() == []
