"""Writing without losing anything: no connection, an ended sign-in, two windows, two devices."""

import re

from playwright.sync_api import Page, expect

from forum.accounts.models import Person
from forum.core.db import db, transaction
from tests import factories
from tests.browser.conftest import Visits, until_shown
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

SAVED = re.compile("Entwurf gespeichert um")


def write(page: Page, text: str) -> None:
    """Type as a person does, and wait until the page says that it is saved."""
    page.get_by_label("Ihr Beitrag").fill(text)
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED)


def test_the_connection_is_lost_while_somebody_writes(visits: Visits) -> None:
    """T-09: write, lose the connection, reload, come back, publish; nothing is left behind in the browser (P-04)."""
    with visits.site.forum():
        page = visits(factories.thread().url, factories.person())
    write(page, "Der Anfang meines Beitrags.")
    page.context.set_offline(True)
    page.get_by_label("Ihr Beitrag").fill("Der Anfang meines Beitrags. Und sein Ende.")
    expect(page.locator("[data-draft-state]")).to_contain_text("Keine Verbindung", timeout=10_000)
    page.context.set_offline(False)
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED)
    # The server is away and the tab crashes: the copy in the window knows more than the server.
    page.route("**/entwuerfe/speichern", lambda route: route.abort())
    page.get_by_label("Ihr Beitrag").fill("Der Anfang meines Beitrags. Und sein gutes Ende.")
    expect(page.locator("[data-draft-state]")).to_contain_text("Keine Verbindung", timeout=10_000)
    page.reload()
    expect(page.get_by_label("Ihr Beitrag")).to_have_value("Der Anfang meines Beitrags. Und sein gutes Ende.")
    page.unroute("**/entwuerfe/speichern")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(page.locator(".post__text", has_text="Und sein gutes Ende.")).to_be_visible()
    expect(page.get_by_label("Ihr Beitrag")).to_have_value("")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    visits.complaints[:] = [line for line in visits.complaints if "net::ERR_" not in line]


def test_what_is_too_long_for_a_draft_is_not_sent_again_and_again(visits: Visits) -> None:
    """T-09: the page says that it is not saved; the next try comes with the next change."""
    with visits.site.forum():
        page = visits(factories.thread().url, factories.person())
    page.clock.install()
    sent: list[int] = []
    page.on("response", lambda one: sent.append(one.status) if one.url.endswith("/entwuerfe/speichern") else None)
    field = page.locator("textarea[name=text]")
    write = "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }"
    field.evaluate(write, "Viel zu lang. " * 8_000)
    page.clock.fast_forward(10_000)
    expect(page.locator("[data-draft-state]")).to_contain_text("lässt sich gerade nicht speichern")
    for _minute in range(5):
        page.clock.fast_forward(60_000)
    assert sent == [422]
    field.evaluate(write, "Nun kurz genug.")
    page.clock.fast_forward(10_000)
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED)
    assert sent == [422, 200]
    # What was refused on purpose here is no complaint.
    assert {one.split(" ")[0] for one in visits.complaints} <= {"422", "413"}
    visits.complaints.clear()


def test_two_devices_choose_between_their_texts(visits: Visits) -> None:
    """T-10: both texts are shown, the person chooses, nothing is overwritten silently."""
    with visits.site.forum():
        author, path = factories.person(), factories.thread().url
        phone, computer = visits(path, author), visits(path, author)
    write(phone, "Auf dem Telefon begonnen.")
    computer.get_by_label("Ihr Beitrag").fill("Am Rechner etwas anderes.")
    choice = computer.get_by_role("region", name="Zwei Fassungen Ihres Textes")
    expect(choice.get_by_role("textbox")).to_have_value("Auf dem Telefon begonnen.", timeout=10_000)
    expect(computer.get_by_label("Ihr Beitrag")).to_have_value("Am Rechner etwas anderes.")
    choice.get_by_role("button", name="Die andere Fassung übernehmen").click()
    expect(choice).to_be_hidden()
    expect(computer.get_by_label("Ihr Beitrag")).to_have_value("Auf dem Telefon begonnen.")
    expect(computer.get_by_label("Ihr Beitrag")).to_be_focused()
    expect(computer.locator("[data-draft-state]")).to_have_text(SAVED)
    visits.complaints[:] = [line for line in visits.complaints if not line.startswith("409 of")]


def test_closing_a_page_saves_and_asks_nothing(visits: Visits) -> None:
    """T-09: the last words are saved while the page goes, and the forms of one thread stay apart."""
    with visits.site.forum():
        author = factories.person()
        post = factories.post(factories.thread(), author)
        post_id = post.id
        page, again = visits(post.thread.url, author), visits(None, author)
    page.get_by_label("Ihr Beitrag").fill("Im Gehen geschrieben.")
    page.goto(f"{visits.site.url}/beitraege/{post_id}/bearbeiten")
    page.get_by_label("Ihr Beitrag").fill("Im Gehen geändert.")
    page.close()
    visits.go(again, "/entwuerfe")
    for text in ("Im Gehen geschrieben.", "Im Gehen geändert."):
        until_shown(again, text)


def test_the_sign_in_ends_and_the_text_waits(visits: Visits) -> None:
    """T-09: said at once, kept in the window, restored after signing in again; thrown away on request."""
    with visits.site.forum():
        author, path = factories.person(), factories.thread().url
        author_id = author.id
        page = visits(path, author)
        with transaction():
            db.session.get_one(Person, author_id).epoch += 1
    page.get_by_label("Ihr Beitrag").fill("Nach dem Ende der Anmeldung.")
    expect(page.locator("[data-draft-state]")).to_contain_text("Anmeldung ist abgelaufen")
    with visits.site.forum():
        visits.sign_in(page.context, db.session.get_one(Person, author_id))
    visits.go(page, path)
    expect(page.get_by_label("Ihr Beitrag")).to_have_value("Nach dem Ende der Anmeldung.")
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED)
    page.reload()
    page.get_by_role("button", name="Entwurf verwerfen").click()
    page.get_by_role("dialog").get_by_role("button", name="Entwurf verwerfen").click()
    expect(page.get_by_text("Der Entwurf ist verworfen.")).to_be_visible()
    expect(page.get_by_label("Ihr Beitrag")).to_have_value("")
    visits.complaints[:] = [line for line in visits.complaints if not line.startswith("401 of")]


def test_saving_goes_on_after_signing_in_elsewhere_and_after_a_form_that_was_held_back(visits: Visits) -> None:
    """T-09: the page takes the token of the new sign-in over, and ends saving only when the form has really left."""
    with visits.site.forum():
        author, path = factories.person(), factories.thread().url
        author_id = author.id
        page = visits(path, author)
    write(page, "Vor dem Ende der Anmeldung.")
    with visits.site.forum(), transaction():
        db.session.get_one(Person, author_id).epoch += 1
    page.get_by_label("Ihr Beitrag").fill("Nach dem Ende der Anmeldung.")
    expect(page.locator("[data-draft-state]")).to_contain_text("Anmeldung ist abgelaufen")
    with visits.site.forum():
        visits.sign_in(page.context, db.session.get_one(Person, author_id))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED)
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault(), { once: true })")
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    with page.expect_response("**/entwuerfe/speichern") as answer:
        page.get_by_label("Ihr Beitrag").fill("Nach dem Ende der Anmeldung, und noch ein Satz.")
    assert answer.value.ok
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(page.locator(".post__text", has_text="und noch ein Satz.")).to_be_visible()
    visits.complaints[:] = [line for line in visits.complaints if not line.startswith(("401 of", "400 of"))]
