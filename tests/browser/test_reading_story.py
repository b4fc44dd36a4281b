"""Reading on: what is new, what comes meanwhile, and keys for those who want them (T-27, T-36, T-40, A-05)."""

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db
from forum.discussions import queries
from forum.discussions.models import Post, Thread
from tests import factories
from tests.browser.conftest import Visits
from tests.browser.places import OVERFLOW
from tests.chromium import NEEDS_CHROMIUM, violations
from tests.discussions.growing import grown

pytestmark = NEEDS_CHROMIUM

LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
# What somebody would notice if it moved: the focus, the text, where it stands, and where the page is scrolled to.
PLACE = """() => {
  const field = document.querySelector('main form[data-draft] textarea');
  const box = field.getBoundingClientRect();
  return [document.activeElement === field, field.value, field.selectionStart, scrollX, scrollY, box.top, box.left];
}"""


def tree(page: Page) -> str:
    """Return what a screen reader finds on the page, without the place for news and without what drafts say."""
    whole = page.locator("body").aria_snapshot()
    return "\n".join(
        line
        for line in whole.splitlines()
        if "neuen Beitrag anzeigen" not in line
        and "/neues" not in line
        and "status" not in line
        and "Entwurf" not in line
    )


def test_posts_come_without_moving_anything(visits: Visits) -> None:
    """T-40, A-05: a second person writes while the first one types; then the first one asks to see it."""
    with visits.site.forum():
        reader = factories.person()
        thread = factories.thread()
        for _ in range(6):
            factories.post(thread)
        number = thread.id
        page = visits(thread.url, reader)
    place = page.locator("[data-arrivals]")
    field = page.get_by_label("Ihr Beitrag")
    field.fill("Ein angefangener Satz")
    expect(page.locator("[data-draft-state]")).to_contain_text("Entwurf gespeichert um")
    assert violations(page) == []
    before, tree_before = page.evaluate(PLACE), tree(page)
    with visits.site.forum():
        late = factories.post(db.session.get_one(Thread, number), text="Das kam gerade erst herein.").id
    with page.expect_response("**/neues/zahl*"):
        page.evaluate(LOOK_AGAIN)
    link = page.get_by_role("link", name="1 neuen Beitrag anzeigen")
    expect(link).to_be_visible()
    assert page.evaluate(PLACE) == before
    assert tree(page) == tree_before
    assert place.get_attribute("role") == "status"
    assert page.title().startswith("(1) ")
    assert violations(page) == []
    link.click()
    heading = page.locator(f"#beitrag-{late} .post__heading")
    expect(heading).to_be_focused()
    expect(page.get_by_text("Das kam gerade erst herein.")).to_be_visible()
    expect(field).to_have_value("Ein angefangener Satz")
    expect(link).to_have_count(0)
    assert not page.title().startswith("(")
    assert violations(page) == []
    # What came is counted once: the next number begins behind it.
    with page.expect_response("**/neues/zahl*") as asked:
        page.evaluate(LOOK_AGAIN)
    assert asked.value.text().strip() == ""


def test_the_number_is_said_at_most_once_a_minute(visits: Visits) -> None:
    """T-40, A-05: the place is a polite live region, so its words rest for a minute."""
    with visits.site.forum():
        thread = factories.thread()
        number = thread.id
        page = visits(None)
        page.clock.install()
        visits.go(page, thread.url)
    place = page.locator("[data-arrivals]")

    def one_more() -> None:
        with visits.site.forum():
            factories.post(db.session.get_one(Thread, number))
        with page.expect_response("**/neues/zahl*"):
            page.evaluate(LOOK_AGAIN)

    one_more()
    expect(place).to_contain_text("1 neuen Beitrag anzeigen")
    place.get_by_role("link").focus()
    one_more()
    expect(place).to_contain_text("1 neuen Beitrag anzeigen")
    page.clock.run_for(61_000)
    expect(place).to_contain_text("2 neue Beiträge anzeigen")
    expect(place.get_by_role("link")).to_be_focused()


def test_without_scripts_the_link_leads_to_the_posts(visits: Visits) -> None:
    """T-40: what the place offers is a page like any other, and its room is not kept where nothing can fill it."""
    with visits.site.forum():
        thread = factories.thread()
        moment = thread.last_post_at.isoformat().replace("+", "%2B")
        late, number = factories.post(thread).id, thread.id
        page = visits(thread.url, java_script_enabled=False)
    expect(page.locator("[data-arrivals]")).to_be_hidden()
    visits.go(page, f"/themen/{number}/neues?nach={moment}")
    expect(page.locator(f"#beitrag-{late}")).to_be_visible()


def test_what_was_on_the_screen_is_read(visits: Visits) -> None:
    """T-27: a post that nobody scrolled to stays new; the next visit goes on there, with the focus on it."""
    with visits.site.forum():
        reader = factories.person(created_at=now())
        thread = factories.thread()
        posts = [factories.post(thread, text="Ein Beitrag.\n\n" * 60).id for _ in range(3)]
        reader_id, number, url = reader.id, thread.id, thread.url
        page = visits(None, reader)
    with page.expect_response(lambda response: response.url.endswith("/gelesen")) as told:
        visits.go(page, url)
    assert told.value.status == 204
    with visits.site.forum():
        actor, within = db.session.get_one(Person, reader_id), db.session.get_one(Thread, number)
        first = queries.first_unread(actor, within)
        assert first is not None
        assert first.id == posts[0]
        first_id = first.id
    visits.go(page, url)
    expect(page.locator(f"#beitrag-{first_id}")).to_have_class("post post--new")
    expect(page.locator(f"#beitrag-{first_id}").get_by_text("neu", exact=True)).to_be_visible()
    page.get_by_role("link", name="Weiter, wo Sie aufgehört haben").click()
    expect(page.locator(f"#beitrag-{first_id} .post__heading")).to_be_focused()
    expect(page.locator(f"#beitrag-{first_id}")).to_be_in_viewport()
    assert violations(page) == []


def test_keys_lead_through_a_thread_and_never_act_while_typing(visits: Visits) -> None:
    """T-36, WCAG 2.1.4: switched on and mapped anew in the account, listed in a dialog, silent in every field."""
    with visits.site.forum():
        reader = factories.person()
        thread = factories.thread()
        posts = [factories.post(thread).id for _ in range(3)]
        url = thread.url
        page = visits(url, reader)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    visits.go(page, "/konto/tastenkuerzel")
    page.get_by_label("Tastenkürzel einschalten").check()
    page.get_by_label("Zum vorigen Beitrag").fill("v")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Ihre Wahl ist gespeichert.")).to_be_visible()
    visits.go(page, url)

    def heading(number: int) -> Locator:
        return page.locator(f"#beitrag-{number} .post__heading")

    for _ in range(2):
        page.keyboard.press("j")
    expect(heading(posts[0])).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("v")
    page.keyboard.press("k")
    expect(heading(posts[0])).to_be_focused()
    page.keyboard.press("Control+j")
    expect(heading(posts[0])).to_be_focused()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Tastenkürzel")
    expect(dialog).to_contain_text("Zum nächsten Beitrag")
    assert violations(page) == []
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(heading(posts[0])).to_be_focused()
    field = page.get_by_label("Ihr Beitrag")
    field.focus()
    page.keyboard.type("j v a n s ?")
    expect(field).to_have_value("j v a n s ?")
    expect(field).to_be_focused()
    expect(dialog).to_be_hidden()
    field.fill("")
    page.locator(f"#beitrag-{posts[1]} .post__heading").focus()
    page.keyboard.press("s")
    expect(page.get_by_role("combobox", name="Forum durchsuchen")).to_be_focused()
    page.locator(f"#beitrag-{posts[1]} .post__heading").focus()
    page.keyboard.press("a")
    page.wait_for_url(f"**/beitraege/{posts[1]}/antworten")


def test_a_chain_of_sixty_answers_is_read_to_its_end_on_a_small_phone(visits: Visits) -> None:
    """T-02, A-19: at 320 px no page scrolls sideways, and links lead from the first answer to the last."""
    with visits.site.forum():
        thread = grown([1] * 60)
        chain = set(db.session.scalars(select(Post.id).where(Post.thread_id == thread.id)))
        path = thread.url
    page = visits(path, viewport={"width": 320, "height": 568}, java_script_enabled=False)
    seen: set[int] = set()
    while True:
        assert page.evaluate(OVERFLOW) == [], page.url
        # Every post has room for its words, however deep it stands.
        for post in page.locator("article[id^=beitrag-]").all():
            box = post.bounding_box()
            assert box is not None
            assert box["width"] > 150
            seen.add(int((post.get_attribute("id") or "").removeprefix("beitrag-")))
        on = page.locator(".more-posts a")
        if not on.count():
            break
        page.goto(visits.site.url + str(on.first.get_attribute("href")))
    assert seen == chain
    # The deepest posts say what they answer, and their own page shows all that stands above.
    expect(page.get_by_text("Antwort auf").last).to_be_visible()
    visits.go(page, f"/beitraege/{max(chain)}/zweig")
    assert page.locator("[id^=beitrag-]").count() >= 61
    assert page.evaluate(OVERFLOW) == []
