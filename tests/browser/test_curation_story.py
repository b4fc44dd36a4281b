"""A moderator keeps order with real clicks: splits a discussion, merges it back, treats many threads at once."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from forum.core.db import db
from forum.discussions.models import Thread
from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM, PHONE, WIDE, looked_at, violations

pytestmark = NEEDS_CHROMIUM

WHY = "Das ist ein eigenes Thema."
BENCHES, LIGHT = "Bänke am Ringgleis", "Licht am Ringgleis"


def lands_on(visits: Visits, reader: Page, post_id: int, path: str) -> None:
    """Follow the permanent address of a post and see it in its thread, with the focus on its heading (T-08)."""
    for size in (WIDE, PHONE):
        reader.set_viewport_size(size)
        visits.go(reader, f"/beitraege/{post_id}")
        assert reader.url.startswith(visits.site.url + path)
        expect(reader.locator(f"#beitrag-{post_id} .post__heading")).to_be_focused()
        expect(reader.locator(f"#beitrag-{post_id}")).to_be_in_viewport()
        assert violations(reader) == []


def split(page: Page) -> None:
    """Take the question about the light to a thread of its own."""
    page.get_by_role("link", name="Beiträge ordnen").click()
    page.get_by_role("checkbox", name="Und die Beleuchtung?").check()
    page.get_by_label("Überschrift des neuen Themas").fill(LIGHT)
    page.get_by_label("Grund, den alle lesen").fill(WHY)
    looked_at(page, "split")
    page.get_by_role("button", name="Verschieben").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LIGHT)
    expect(page.locator(".moved")).to_contain_text("2 Beiträge kamen hierher aus")
    expect(page.locator(".moved")).to_contain_text(WHY)
    looked_at(page, "new-thread")


def merge(page: Page, number: int) -> None:
    """Bring everything back to the thread with this number."""
    page.get_by_role("link", name="Mit anderem Thema zusammenführen").click()
    page.get_by_label("Nummer oder Adresse des anderen Themas").fill(f"#{number}")
    page.get_by_label("Grund, den alle lesen").fill("Es gehört doch zusammen.")
    looked_at(page, "merge")
    page.get_by_role("button", name="Zusammenführen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(BENCHES)
    expect(page.get_by_text("stockdunkel")).to_have_count(1)
    looked_at(page, "merged")


def test_a_discussion_is_split_and_merged_back(visits: Visits) -> None:
    """T-08, T-20, T-21, T-23: the notice leads on, an old address lands on the post, everything can be undone."""
    with visits.site.forum():
        thread = factories.thread(title=BENCHES)
        path, number = thread.url, thread.id
        aside = factories.post(thread, text="Und die Beleuchtung? Abends ist es dort stockdunkel.").id
        below = factories.post(thread, parent_id=aside, text="Stimmt, im Winter schon ab vier Uhr.").id
        factories.post(thread, text="Die Bänke brauchen Lehnen, sonst nutzt sie niemand.")
        reader = visits(None, factories.person())
    page = visits(path, "moderator")
    title = page.get_by_role("heading", level=1)
    split(page)
    new_path = page.url.removeprefix(visits.site.url)
    page.locator(".moved a").click()
    expect(title).to_have_text(BENCHES)
    expect(page.locator(".moved")).to_contain_text("2 Beiträge wurden verschoben nach")
    expect(page.get_by_text("stockdunkel")).to_have_count(0)
    page.locator(".moved a").click()
    expect(title).to_have_text(LIGHT)
    lands_on(visits, reader, below, new_path)

    merge(page, number)
    visits.go(reader, new_path)
    expect(reader.get_by_role("heading", level=1)).to_have_text(BENCHES)
    lands_on(visits, reader, below, path)

    for heading in (LIGHT, BENCHES):
        page.locator(".moved").first.get_by_role("button", name="Rückgängig machen").click()
        expect(title).to_have_text(heading)
        expect(page.get_by_text("stockdunkel")).to_have_count(1)
    expect(page.locator(".moved")).to_have_count(0)
    lands_on(visits, reader, below, path)


def test_a_branch_is_closed_and_the_rest_goes_on(visits: Visits) -> None:
    """T-25: the reason stands at the post; whoever was writing there keeps the text."""
    with visits.site.forum():
        thread = factories.thread(title="Parkplätze am Markt")
        root = factories.post(thread, text="Das hat doch alles keinen Sinn.").id
        below = factories.post(thread, parent_id=root, text="Doch, finde ich schon.").id
        path = thread.url
        writer = visits(f"/beitraege/{below}/antworten", factories.person())
    writer.get_by_label("Ihr Beitrag").fill("Und ich finde, das stimmt so nicht.")
    moderator = visits(path, "moderator")
    moderator.locator(f"#beitrag-{root}").get_by_role("link", name="Zweig schließen").click()
    moderator.get_by_label("Grund").fill("Hier dreht es sich im Kreis.")
    moderator.get_by_role("button", name="Zweig schließen").click()
    expect(moderator.locator(f"#beitrag-{root}")).to_contain_text("Hier dreht es sich im Kreis.")
    looked_at(moderator, "closed-branch")
    writer.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(writer.locator(".error-summary")).to_contain_text("Hier dreht es sich im Kreis.")
    expect(writer.get_by_label("Ihr Beitrag")).to_have_value("Und ich finde, das stimmt so nicht.")
    looked_at(writer, "refused")
    visits.go(writer, path)
    expect(writer.locator(f"#beitrag-{below}").get_by_role("link", name="Antworten")).to_have_count(0)
    expect(writer.get_by_role("heading", name="Mitreden")).to_be_visible()
    moderator.locator(f"#beitrag-{root}").get_by_role("link", name="Zweig wieder öffnen").click()
    moderator.get_by_label("Grund").fill("Nun ist es ruhiger.")
    moderator.get_by_role("button", name="Zweig wieder öffnen").click()
    expect(moderator.locator(f"#beitrag-{root}")).to_be_visible()
    writer.reload()
    expect(writer.locator(f"#beitrag-{below}").get_by_role("link", name="Antworten").first).to_be_visible()


def ticked(visits: Visits, **options: object) -> tuple[Page, Callable[[], list[Thread]]]:
    """Open a space with three threads as a moderator, and say how to read them again."""
    with visits.site.forum():
        room = factories.space()
        ids = [factories.thread(within=room, title=f"Wünsche für {word}").id for word in ("Bus", "Rad", "Fuß")]
        page = visits(room.url, "moderator", **options)
    return page, lambda: [db.session.get_one(Thread, number) for number in ids]


def test_many_threads_are_closed_at_once(visits: Visits) -> None:
    """T-25: ticked, counted, asked for a reason, listed; the bar hides nothing on a phone."""
    page, read = ticked(visits)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_role("checkbox", name="Alle auf dieser Seite").check()
    expect(page.locator("[data-pick-count]")).to_have_text("3 markiert")
    page.get_by_role("checkbox", name="Thema wählen: Wünsche für Rad").uncheck()
    expect(page.locator("[data-pick-count]")).to_have_text("2 markiert")
    for link in page.locator(".row__title a").all():
        link.focus()
        box, bar = link.bounding_box(), page.locator(".pick__bar").bounding_box()
        assert box is not None
        assert bar is not None
        assert box["y"] + box["height"] <= bar["y"] or box["y"] >= bar["y"] + bar["height"]
    looked_at(page, "ticks")
    page.get_by_label("Was soll geschehen?").select_option("Schließen")
    page.get_by_role("button", name="Gewählte ordnen").click()
    page.get_by_label("Grund, den alle lesen").fill("Die Wünsche sind gesammelt.")
    looked_at(page, "bulk")
    page.get_by_role("button", name="Schließen").click()
    expect(page.get_by_role("region", name="Erledigt: 2 Themen")).to_contain_text("Wünsche für Bus")
    looked_at(page, "bulk-done")
    with visits.site.forum():
        assert [thread.closed_at is None for thread in read()] == [False, True, False]


def test_many_threads_are_merged_without_scripts(visits: Visits) -> None:
    """T-21: boxes, one form, and the same list at the end."""
    page, read = ticked(visits, java_script_enabled=False)
    for word in ("Bus", "Rad"):
        page.get_by_role("checkbox", name=f"Thema wählen: Wünsche für {word}").check()
    page.get_by_label("Was soll geschehen?").select_option("Zu einem Thema zusammenführen")
    page.get_by_role("button", name="Gewählte ordnen").click()
    page.get_by_label("Welches Thema bleibt?").select_option("Wünsche für Rad")
    page.get_by_label("Grund, den alle lesen").fill("Das sind dieselben Wünsche.")
    page.get_by_role("button", name="Zu einem Thema zusammenführen").click()
    expect(page.get_by_role("main")).to_contain_text("Alle Beiträge stehen jetzt in: Wünsche für Rad")
    with visits.site.forum():
        bus, rad, foot = read()
        assert (bus.merged_into_id, rad.post_count, foot.post_count) == (rad.id, 2, 1)
