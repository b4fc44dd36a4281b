"""What changes on a page without a new one is said to those who do not see it (A-05, WCAG 4.1.3)."""

import re

from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

# A browser that lets no script copy.
REFUSING = "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"


def test_copying_is_said_and_a_refusal_has_another_way(visits: Visits) -> None:
    """A-30: what is copied is announced; where the browser lets no script copy, the text is marked and keys are named."""
    with visits.site.forum():
        path = f"/ideen/{factories.idea(title='Bänke zum Weitersagen').id}/weitersagen"
    page = visits(path)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Adresse kopieren").click()
    expect(page.get_by_role("status").filter(has_text="Kopiert")).to_have_count(1)
    english = visits(None, locale="en-GB")
    english.add_init_script(REFUSING)
    visits.go(english, f"{path}?sprache=en")
    english.get_by_role("button", name="Copy the address").click()
    expect(english.get_by_role("status").filter(has_text="Ctrl+C")).to_have_count(1)
    expect(english.get_by_role("main")).to_contain_text("copy it with Ctrl+C")
    assert english.evaluate("getSelection().toString()") == english.locator("main code").inner_text()


def test_how_much_is_alike_is_said_once_typing_rests(visits: Visits) -> None:
    """A-05: one sentence with the number, not the whole list; it is said again only when there are more or fewer."""
    with visits.site.forum():
        factories.idea(title="Quietschentenrennen auf der Oker im Mai")
        factories.idea(title="Quietschentenrennen auf der Oker im Juni")
        page = visits("/ideen/neu", factories.person())
    assert page.locator("#aehnlich[role], #aehnlich [role]").count() == 0
    page.get_by_label("Titel").press_sequentially("Quietschentenrennen auf der Oker")
    page.locator("#aehnlich li").nth(1).wait_for()
    number = page.locator("#aehnlich li").count()
    sentence = f"Unter dem Titel stehen {number} ähnliche Ideen."
    expect(page.get_by_role("status").filter(has_text=sentence)).to_have_count(1)
    page.get_by_label("Titel").fill("Kurz")
    expect(page.get_by_role("status").filter(has_text="keine ähnliche Idee mehr")).to_have_count(1)


def test_the_slider_of_a_replay_says_where_it_stands(visits: Visits) -> None:
    """A-31: in words, with kind and time of the event, not as a number without a meaning."""
    with visits.site.forum():
        meeting, _chair, _members = factories.running_meeting()
        path = meeting.url
    page = visits(f"{path}/verlauf?stand=1")
    slider = page.get_by_role("slider", name="Ereignis wählen")
    told = re.compile(r"^Ereignis \d+: .+, \d+:\d+")
    expect(slider).to_have_attribute("aria-valuetext", told)
    before = slider.get_attribute("aria-valuetext") or ""
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("stand=2$"))
    expect(slider).to_have_attribute("aria-valuetext", told)
    assert slider.get_attribute("aria-valuetext") != before
