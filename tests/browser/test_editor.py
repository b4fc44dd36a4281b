"""The toolbar and the live preview: by mouse, by keyboard, with undo."""

from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

CHOOSE = "(area, [from, to]) => { area.focus(); area.setSelectionRange(from, to); }"


def opened(visits: Visits) -> Page:
    """Open a thread as somebody who may write."""
    with visits.site.forum():
        return visits(factories.thread().url, factories.person())


def test_each_tool_writes_what_its_name_says(visits: Visits) -> None:
    """T-09, A-14: around the chosen words, at the beginning of lines, and back again."""
    page = opened(visits)
    area, toolbar = page.get_by_label("Ihr Beitrag"), page.get_by_role("toolbar", name="Text gestalten")
    cases = {
        "Fett": "Alte **Brücke** hier",
        "Kursiv": "Alte *Brücke* hier",
        "Überschrift": "## Alte Brücke hier",
        "Liste": "- Alte Brücke hier",
        "Nummern": "1. Alte Brücke hier",
        "Zitat": "> Alte Brücke hier",
        "Link": "Alte [Brücke](https://) hier",
        "Code": "Alte `Brücke` hier",
    }
    for name, result in cases.items():
        area.fill("Alte Brücke hier")
        area.evaluate(CHOOSE, [5, 11])
        toolbar.get_by_role("button", name=name, exact=False).click()
        expect(area).to_have_value(result)
        if name != "Link":
            toolbar.get_by_role("button", name=name, exact=False).click()
            expect(area).to_have_value("Alte Brücke hier")
    area.fill("eins\nzwei")
    area.evaluate(CHOOSE, [0, 9])
    toolbar.get_by_role("button", name="Nummern").click()
    expect(area).to_have_value("1. eins\n2. zwei")
    area.fill("")
    toolbar.get_by_role("button", name="Fett").click()
    expect(area).to_have_value("**Text**")
    page.keyboard.type("wichtig")
    expect(area).to_have_value("**wichtig**")


def test_the_keyboard_reaches_everything_and_undo_takes_it_back(visits: Visits) -> None:
    """A-10, A-36: the toolbar is one stop, arrows move inside; shortcuts work in the text."""
    page = opened(visits)
    area = page.get_by_label("Ihr Beitrag")
    area.focus()
    page.keyboard.type("Baum")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    expect(area).to_have_value("**Baum**")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("Baum")
    page.keyboard.press("Shift+Tab")
    focused = "() => document.activeElement.textContent.trim()"
    assert page.evaluate(focused) == "Fett"
    for key, name in (("ArrowRight", "Kursiv"), ("End", "Code"), ("ArrowRight", "Fett"), ("ArrowLeft", "Code")):
        page.keyboard.press(key)
        assert page.evaluate(focused) == name
    page.keyboard.press("Tab")
    expect(area).to_be_focused()


def test_the_preview_follows_and_leaves_the_focus_alone(visits: Visits) -> None:
    """X-01: what one sees is what is published; no picture is loaded from elsewhere (X-11)."""
    page = opened(visits)
    area, preview = page.get_by_label("Ihr Beitrag"), page.locator("[data-preview-text]")
    area.focus()
    page.keyboard.type("Ein **Baum** und ![Foto](https://example.org/foto.png)")
    expect(preview.locator("strong")).to_have_text("Baum")
    expect(area).to_be_focused()
    shown = preview.inner_html()
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(page.locator(".post__text", has_text="Baum")).to_be_visible()
    assert page.locator(".post__text", has_text="Baum").inner_html() == shown
    assert page.locator(".post__text img").count() == 0


def test_without_scripts_buttons_do_it(visits: Visits) -> None:
    """X-01: the toolbar is not there, the preview and the draft have their buttons."""
    with visits.site.forum():
        page = visits(factories.thread().url, factories.person(), java_script_enabled=False)
    expect(page.get_by_role("toolbar")).to_have_count(0)
    page.get_by_label("Ihr Beitrag").fill("Ein **Baum** ohne Skript")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("[data-preview-text] strong")).to_have_text("Baum")
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.get_by_text("Ihr Entwurf ist gespeichert.")).to_be_visible()
    expect(page.get_by_label("Ihr Beitrag")).to_have_value("Ein **Baum** ohne Skript")
