"""A notice of somebody without an account, and all that follows from it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions.models import Post, PostState
from forum.moderation import commands as moderation
from forum.moderation.models import Case
from tests import factories
from tests.browser.conftest import Visits, until_shown
from tests.chromium import NEEDS_CHROMIUM
from tests.moderation.test_queue import canned, reported

pytestmark = NEEDS_CHROMIUM

BAD = "Kaufen Sie meine Lampen, nur heute zum halben Preis!"
FACTS = "Der Beitrag wirbt für den Verkauf von Lampen und gehört nicht zum Thema."


def test_a_long_address_breaks_on_a_phone(visits: Visits) -> None:
    """S-01, A-20: the state of a notice names the exact address, and nothing of it lies outside at 320 px."""
    with visits.site.forum():
        handle = factories.person(handle="Donaudampfschifffahrtskapitaen").handle
    page = visits(f"/leute/{handle}/melden", viewport={"width": 320, "height": 640})
    page.get_by_role("radio", name="Regel 1: Respekt").check()
    page.get_by_label("Bitte erklären Sie es kurz").fill("Der Name macht sich über unsere Schiffer lustig.")
    page.get_by_label("Meine Angaben stimmen nach bestem Wissen.").check()
    page.get_by_role("button", name="Meldung absenden").click()
    expect(page.get_by_role("main")).to_contain_text("/leute/Donaudampfschifffahrtskapitaen")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_open_case_is_kept_and_lost_in_sight(visits: Visits) -> None:
    """M-04, A-05: the page renews the claim without a word and without moving the focus; a taken case is said aloud."""
    with visits.site.forum():
        case_id = reported().id
        me, other = factories.person("moderator"), factories.person("moderator", handle="Zweithabicht")
        other_id = other.id
        page = visits(f"/moderation/{case_id}", me)
    page.clock.install()
    visits.go(page, f"/moderation/{case_id}")
    page.get_by_role("button", name="Ich bearbeite das").click()
    until = page.locator("[data-claim-until]")
    expect(until).to_contain_text("Sie bearbeiten diesen Fall bis")
    button = page.get_by_role("button", name="Freigeben")
    button.focus()
    page.wait_for_load_state()  # Before, nothing looks at the clock.
    with page.expect_response("**/verlaengern") as answered:
        page.clock.fast_forward("05:01")
    assert answered.value.status == 200
    expect(until).to_be_visible()
    expect(button).to_be_focused()
    with visits.site.forum(), transaction():
        case = db.session.get_one(Case, case_id)
        moderation.claim(db.session.get_one(Person, other_id), case, take_over=True)
    with page.expect_response("**/verlaengern"):
        page.clock.fast_forward("05:01")
    place = page.locator("[data-claim]")
    expect(place).to_contain_text("Zweithabicht bearbeitet diesen Fall")
    expect(place).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_notice_is_decided_told_and_taken_back(visits: Visits, scripts: bool) -> None:
    """M-01, S-01, S-02, S-04, S-06, E-42: notice without account, case, statement, complaint, second moderator, restored."""
    with visits.site.forum():
        author = factories.person(handle="Lampenladen" if scripts else "Laternenladen")
        thread = factories.thread()
        path, post_id = thread.url, factories.post(thread, author, text=BAD).id
        writer = visits(path, author, java_script_enabled=scripts)
    visitor = visits(path, java_script_enabled=scripts)
    visitor.locator(f"#beitrag-{post_id}").get_by_role("link", name="Melden").click()
    visitor.get_by_role("radio", name="Regel 4: Keine Werbung").check()
    visitor.get_by_label("Bitte erklären Sie es kurz").fill(
        "Hier wird etwas verkauft, das mit dem Thema nichts zu tun hat."
    )
    visitor.get_by_label("Meine Angaben stimmen nach bestem Wissen.").check()
    visitor.get_by_role("button", name="Meldung absenden").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Ihre Meldung")
    expect(visitor.get_by_role("main")).to_contain_text("wird geprüft")

    moderator = visits(path, "moderator", java_script_enabled=scripts)
    moderator.locator(f"#beitrag-{post_id}").get_by_role("button", name="Moderieren").click()
    expect(moderator.get_by_role("region", name="Der Inhalt")).to_contain_text(BAD)
    moderator.get_by_role("textbox", name="Begründung").fill(FACTS)
    moderator.get_by_role("button", name="Verbergen").click()
    expect(moderator.locator(".messages")).to_contain_text("Ihre Entscheidung gilt")

    visits.go(visitor, path)
    stone = visitor.locator(f"#beitrag-{post_id}")
    expect(stone).to_contain_text("Von der Moderation verborgen")
    expect(visitor.get_by_text(BAD)).to_have_count(0)

    visits.go(writer, "/mitteilungen")
    until_shown(writer, "Die Moderation hat etwas entschieden")
    writer.get_by_role("main").get_by_role("button").filter(has_text="hat etwas entschieden").click()
    expect(writer.get_by_role("heading", level=1)).to_have_text("Was die Moderation entschieden hat, und warum")
    expect(writer.get_by_role("main")).to_contain_text(FACTS)
    expect(writer.get_by_role("main")).to_contain_text(BAD)

    writer.get_by_role("link", name="Beschwerde einlegen").click()
    writer.get_by_label("Warum ist die Entscheidung falsch?").fill(
        "Das ist ein Beispiel aus der Zeitung, keine Werbung."
    )
    writer.get_by_role("button", name="Beschwerde absenden").click()
    expect(writer.get_by_role("main")).to_contain_text("Eine andere Person prüft die Entscheidung.")

    visits.go(moderator, "/moderation/beschwerden")
    moderator.get_by_role("link", name="Beschwerde zu Fall").last.click()
    expect(moderator.get_by_role("main")).to_contain_text("Darauf antwortet jemand anderes")
    with visits.site.forum():
        reader = factories.person("moderator")
        second = visits("/moderation/beschwerden", reader, java_script_enabled=scripts)
    second.get_by_role("link", name="Beschwerde zu Fall").last.click()
    second.get_by_role("radio", name="Die Beschwerde hat Recht.").check()
    second.get_by_role("textbox", name="Begründung").fill("Beim zweiten Lesen ist es ein Beispiel, keine Werbung.")
    second.get_by_role("button", name="Antworten").click()
    expect(second.locator(".messages")).to_contain_text("Ihre Antwort gilt")
    visits.go(visitor, path)
    expect(visitor.locator(f"#beitrag-{post_id}")).to_contain_text(BAD)
    writer.reload()
    expect(writer.get_by_role("main")).to_contain_text("Diese Entscheidung wurde zurückgenommen")


def tab_to(page: Page, target: Locator) -> None:
    """Go on with the tabulator until something has the focus."""
    for _step in range(80):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the tabulator does not come there")


def pressed(page: Page, key: str) -> None:
    """Press a key on a page that is wholly there: before its scripts have run, a key is lost to a fast reader as well."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def test_a_queue_is_worked_through_without_a_mouse(visits: Visits) -> None:
    """M-01, M-08, M-19, M-22, A-14: three keys decide a clear case, one leads to the next; many are marked and decided."""
    with visits.site.forum():
        keeper = factories.person("moderator", handle="Tastenwart", shortcuts={"on": True})
        thread = factories.thread()
        space_id, keeper_id = thread.space_id, keeper.id
        posts = [factories.post(thread, text=f"Lampen im Angebot, Folge {number}!").id for number in range(5)]
        # What is urgent stands before everything that the demo has.
        for post_id in posts:
            reported(rule="gefahr", post=db.session.get_one(Post, post_id))
        canned(db.session.get_one(Person, keeper_id), clear=True)
        page = visits(f"/moderation?raum={space_id}", db.session.get_one(Person, keeper_id))
    rows = page.locator("tr[data-row]")
    expect(rows).to_have_count(5)
    page.keyboard.press("j")
    expect(rows.first.locator("a[data-open]")).to_be_focused()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fall")
    digit = page.get_by_role("link", name="Werbung", exact=True).last.get_attribute("data-digit") or ""
    for number in range(3):
        pressed(page, digit)
        expect(page.get_by_role("button", name="Verbergen")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".messages")).to_contain_text("Ihre Entscheidung gilt")
        if number < 2:
            pressed(page, "0")
            expect(page.get_by_role("button", name="Verbergen")).to_be_visible()
    visits.go(page, f"/moderation?raum={space_id}")
    expect(rows).to_have_count(2)
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Markierte entscheiden")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/moderation/sammeln?**")
    tab_to(page, page.get_by_role("combobox", name="Regel"))
    page.keyboard.type("Regel 4")
    tab_to(page, page.get_by_role("textbox", name="Begründung"))
    page.keyboard.type(FACTS)
    tab_to(page, page.get_by_role("button", name="Alle verbergen"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("2 Fälle sind entschieden")
    visits.go(page, f"/moderation?raum={space_id}")
    expect(rows).to_have_count(0)
    with visits.site.forum():
        states = [db.session.get_one(Post, number).state for number in posts]
    assert states == [PostState.HIDDEN] * 5
