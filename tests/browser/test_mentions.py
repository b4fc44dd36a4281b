"""Naming people while one writes: by keyboard, by mouse, and with nothing in the way."""

from playwright.sync_api import Locator, Page, expect

from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM, violations

pytestmark = NEEDS_CHROMIUM


def opened(visits: Visits, start: str) -> tuple[Page, Locator, Locator]:
    """Open a thread in which two people write whose names begin alike; return page, field and list."""
    with visits.site.forum():
        thread = factories.thread(factories.person(handle=f"{start}-Anna"))
        factories.post(thread, factories.person(handle=f"{start}-Berta"))
        page = visits(thread.url, factories.person())
    return page, page.get_by_label("Ihr Beitrag"), page.get_by_role("listbox", name="Wen meinen Sie?")


def test_the_keyboard_finds_chooses_and_leaves(visits: Visits) -> None:
    """T-15, A-10: arrows, Enter and Escape as in a combobox; nothing is chosen that nobody chose."""
    page, area, people = opened(visits, "Kombi")
    area.focus()
    page.keyboard.type("Was meint @kombi")
    expect(people.get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="2 Vorschläge")).to_have_count(1)
    expect(area).to_be_focused()
    assert violations(page) == []
    below, box = area.bounding_box(), people.bounding_box()
    assert below
    assert box
    assert box["width"] > 200
    assert abs(below["y"] + below["height"] - box["y"]) < 60
    # Before an arrow key, Enter is a new line.
    assert area.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = people.locator("[aria-selected=true]")
    expect(chosen).to_contain_text("@Kombi-Berta")
    assert area.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(people.locator("[aria-selected=true]")).to_contain_text("@Kombi-Anna")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(area).to_have_value("Was meint @Kombi-Berta ")
    expect(people).to_be_hidden()
    expect(area).to_be_focused()
    page.keyboard.type("dazu?")
    expect(area).to_have_value("Was meint @Kombi-Berta dazu?")
    expect(page.locator("[data-preview-text] a")).to_have_text("@Kombi-Berta")


def test_escape_closes_and_the_tab_key_goes_on(visits: Visits) -> None:
    """A-10: no trap, and a list that was closed stays away from this name."""
    page, area, people = opened(visits, "Flucht")
    area.focus()
    page.keyboard.type("@flucht")
    expect(people).to_be_visible()
    page.keyboard.press("Escape")
    expect(people).to_be_hidden()
    expect(area).to_be_focused()
    page.keyboard.type("-")
    page.wait_for_timeout(400)
    expect(people).to_be_hidden()
    page.keyboard.press("Enter")
    expect(area).to_have_value("@flucht-\n")
    page.keyboard.type("Und @flucht")
    expect(people).to_be_visible()
    page.keyboard.press("Tab")
    expect(people).to_be_hidden()
    expect(area).not_to_be_focused()
    expect(area).to_have_value("@flucht-\nUnd @flucht")


def test_a_click_or_a_finger_chooses(visits: Visits) -> None:
    """T-15, A-19: also on a small phone, without scrolling sideways, and undo takes it back."""
    page, area, people = opened(visits, "Finger")
    page.set_viewport_size({"width": 320, "height": 568})
    area.focus()
    page.keyboard.type("Hallo @finger-a")
    people.get_by_role("option").click()
    expect(area).to_have_value("Hallo @Finger-Anna ")
    expect(area).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("Hallo @finger-a")


def test_nobody_is_suggested_inside_words_and_addresses(visits: Visits) -> None:
    """X-10: a mail address asks nobody, so the server is not asked either."""
    page, area, people = opened(visits, "Ohne")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/erwaehnen" in request.url else None)
    area.focus()
    page.keyboard.type("mail@ohne und https://example.org/@ohne und @@ohne ")
    page.wait_for_timeout(400)
    expect(people).to_be_hidden()
    assert asked == []


def test_without_scripts_the_typed_name_counts(visits: Visits) -> None:
    """T-15: the list is a comfort; the language, the folded posts and the related threads are there too."""
    with visits.site.forum():
        known = factories.person(handle="Ohne-Skript")
        thread = factories.thread(known, title="Trinkbrunnen in der Weststadt")
        page = visits(thread.url, factories.person(), java_script_enabled=False)
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.get_by_label("Ihr Beitrag").fill("Hello @ohne-skript!")
    page.get_by_label("Sprache des Beitrags").select_option("en")
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(page.locator(".post__text[lang=en] a")).to_have_text("@Ohne-Skript")
    page.get_by_text("Verwandte Themen").click()
    page.get_by_role("link", name="Themen, in denen es um Ähnliches geht").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Verwandte Themen")


def test_a_folded_post_opens_and_related_threads_come_when_asked(visits: Visits) -> None:
    """T-37: one line, one click; related threads cost nothing until somebody wishes to see them."""
    with visits.site.forum():
        author, reader = factories.person(handle="Falt-Bert"), factories.person()
        thread = factories.thread(author, title="Trinkbrunnen in der Nordstadt", text="Ein Text zum Aufklappen.")
        path = thread.url
        factories.thread(title="Trinkbrunnen für die Nordstadt")
        page = visits(f"/leute/{author.handle}", reader)
    page.get_by_text("Nichts mehr von Falt-Bert lesen").click()
    page.get_by_role("button", name="Beiträge von Falt-Bert ausblenden").click()
    expect(page.get_by_role("button", name="Wieder anzeigen")).to_be_visible()
    visits.go(page, path)
    text = page.get_by_text("Ein Text zum Aufklappen.")
    expect(text).to_be_hidden()
    assert violations(page) == []
    page.get_by_text("Beitrag von Falt-Bert – anzeigen").click()
    expect(text).to_be_visible()
    page.get_by_text("Verwandte Themen").click()
    expect(page.get_by_role("link", name="Trinkbrunnen für die Nordstadt")).to_be_visible()
    assert violations(page) == []
