"""A notice of somebody without an account, and all that follows from it."""

from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import Visits, until_shown
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

BAD = "Kaufen Sie meine Lampen, nur heute zum halben Preis!"
FACTS = "Der Beitrag wirbt für den Verkauf von Lampen und gehört nicht zum Thema."


def test_a_notice_is_decided_told_and_taken_back(visits: Visits) -> None:
    """M: notice, hiding with reason, tombstone, statement to the author, restoring."""
    with visits.site.forum():
        author = factories.person(handle="Lampenladen")
        thread = factories.thread()
        path, post_id = thread.url, factories.post(thread, author, text=BAD).id
        writer = visits(path, author)
    visitor = visits(path)
    visitor.locator(f"#beitrag-{post_id}").get_by_role("link", name="Melden").click()
    visitor.get_by_role("radio", name="Regel 4: Keine Werbung").check()
    visitor.get_by_label("Bitte erklären Sie es kurz").fill(
        "Hier wird etwas verkauft, das mit dem Thema nichts zu tun hat."
    )
    visitor.get_by_label("Meine Angaben stimmen nach bestem Wissen.").check()
    visitor.get_by_role("button", name="Meldung absenden").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Ihre Meldung")
    expect(visitor.get_by_role("main")).to_contain_text("wird geprüft")

    moderator = visits(path, "moderator")
    moderator.locator(f"#beitrag-{post_id}").get_by_role("button", name="Moderieren").click()
    expect(moderator.get_by_role("region", name="Der Inhalt")).to_contain_text(BAD)
    moderator.get_by_role("textbox", name="Begründung").fill(FACTS)
    moderator.get_by_role("button", name="Verbergen").click()
    expect(moderator.get_by_role("status").first).to_contain_text("Ihre Entscheidung gilt")

    visits.go(visitor, path)
    stone = visitor.locator(f"#beitrag-{post_id}")
    expect(stone).to_contain_text("Von der Moderation verborgen")
    expect(visitor.get_by_text(BAD)).to_have_count(0)

    visits.go(writer, "/mitteilungen")
    until_shown(writer, "verborgen")
    writer.get_by_role("main").get_by_role("button").filter(has_text="verborgen").click()
    expect(writer.get_by_role("heading", level=1)).to_have_text("Warum Ihr Inhalt verborgen wurde")
    expect(writer.get_by_role("main")).to_contain_text(FACTS)
    expect(writer.get_by_role("main")).to_contain_text(BAD)

    moderator.get_by_role("textbox", name="Begründung").fill("Beim zweiten Lesen ist es ein Beispiel, keine Werbung.")
    moderator.get_by_role("button", name="Wiederherstellen").click()
    expect(moderator.get_by_role("status").first).to_contain_text("Ihre Entscheidung gilt")
    visits.go(visitor, path)
    expect(visitor.locator(f"#beitrag-{post_id}")).to_contain_text(BAD)
    writer.reload()
    expect(writer.get_by_role("main")).to_contain_text("Diese Entscheidung wurde zurückgenommen")
