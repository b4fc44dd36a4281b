"""The desk in Chromium: what it judges by keyboard, and what it sees of who is connected (L-26, L-32, L-35, L-50)."""

from playwright.sync_api import Page, expect

from forum.core.clock import now
from forum.core.db import db, transaction
from forum.meetings.models import Contribution, Question
from forum.web.realtime.leases import Lease
from tests import factories
from tests.chromium import NEEDS_CHROMIUM, violations
from tests.meetings.rooms import Rooms, connected
from tests.meetings.talk import asked, moves, written
from tests.meetings.test_board_rulings import WHY, Board
from tests.serving import Server

pytestmark = NEEDS_CHROMIUM


def tab_to(page: Page, place: str, key: str = "Tab") -> None:
    """Go to a control by the tabulator alone."""
    target = page.locator(f"#{place}")
    for _ in range(160):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way to #{place} by keyboard")


def test_focus_stays_when_reasons_open_and_close(server: Server, rooms: Rooms) -> None:
    """L-26, L-32, A-12: opening, closing, foreign events and judging never lose the focus, nor the reason one has begun."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        things = {
            "contribution": written(ada, number, "Das ist Werbung."),
            "question": asked(ada, number, "Kaufen Sie?"),
        }
        desk = connected(rooms(meeting.url, chair, viewport={"width": 1280, "height": 900}))
        for turn, (thing, row) in enumerate(things.items()):
            fold, title = desk.locator(f"#fold-{thing}-{row}"), desk.locator(f"#{thing}s-title")
            summary, reason = desk.locator(f"#sum-{thing}-{row}"), desk.locator(f"#{thing}-reason-{row}")
            tab_to(desk, f"sum-{thing}-{row}")
            desk.keyboard.press("Enter")
            expect(fold).to_have_attribute("open", "")
            expect(summary).to_be_focused()
            asked(ben, number, f"Fremde Frage Nummer {turn}?")
            written(ben, number, f"Fremder Beitrag {turn}")
            expect(desk.locator("#part-contributions")).to_contain_text(f"Fremder Beitrag {turn}")
            expect(desk.locator("#part-questions")).to_contain_text(f"Fremde Frage Nummer {turn}?")
            expect(fold).to_have_attribute("open", "")
            expect(summary).to_be_focused()
            desk.keyboard.press("Enter")
            expect(fold).not_to_have_attribute("open", "")
            expect(summary).to_be_focused()
            desk.keyboard.press("Enter")
            desk.keyboard.press("Tab")
            expect(reason).to_be_focused()
            desk.keyboard.press("ArrowDown")
            expect(reason).to_have_value("tone")
            # What was chosen waits until it is sent; then the part follows the session again.
            tab_to(desk, f"b-hold-{thing}-{row}")
            desk.keyboard.press("Enter")
            expect(desk.locator(f"#part-{thing}s")).to_contain_text("verletzt den Umgangston")
            expect(title).to_be_focused()
            tab_to(desk, f"sum-{thing}-{row}")
            if not fold.evaluate("(one) => one.open"):
                desk.keyboard.press("Enter")
            tab_to(desk, f"b-remove-{thing}-{row}")
            desk.keyboard.press("Enter")
            expect(desk.locator(f"#part-{thing}s")).to_contain_text("gehört nicht zum Thema")
            expect(title).to_be_focused()
        db.session.rollback()
        states = [str(db.session.get_one(model, things[kind]).state) for kind, model in KINDS]
        assert states == ["removed", "removed"]


KINDS = (("contribution", Contribution), ("question", Question))


def test_a_form_that_was_sent_follows_the_session_again(server: Server, rooms: Rooms) -> None:
    """L-25, L-87: after a new version the form begins with it, so the next one is no conflict with the own text."""
    with server.forum():
        meeting, chair, _people = factories.running_meeting()
        motion = moves(chair, meeting.id, text="Mehr Bügel an Haltestellen.")
        desk = connected(rooms(meeting.url, chair, viewport={"width": 1280, "height": 900}))
        for turn in ("zweite", "dritte"):
            desk.locator("summary", has_text="Antrag 1 neu fassen").click()
            field = desk.get_by_label("Neuer Wortlaut von Antrag 1")
            field.fill(f"Mehr Bügel, {turn} Fassung.")
            desk.get_by_role("button", name="Neue Fassung speichern").click()
            expect(desk.locator("#part-motions")).to_contain_text(f"{turn} Fassung")
            expect(desk.locator("#live-refusal")).to_be_empty()
            expect(
                desk.locator(f"#part-amend input[name=motion_id][value='{motion}'] + input[name=version]").first
            ).to_have_value({"zweite": "2", "dritte": "3"}[turn])
            desk.locator("summary", has_text="Antrag 1 neu fassen").click()


def test_connections_and_visitors_come_and_go_without_an_event(server: Server, rooms: Rooms) -> None:
    """L-35, L-50: the badge at the desk and the number of observers renew by themselves; the log says nothing of it."""
    with server.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        number = meeting.id
        factories.act(ada, number, "presence.check_out")
        factories.act(ada, number, "presence.check_in", how="online")
        desk = connected(rooms(meeting.url, chair))
        expect(desk.locator("#part-presence")).to_contain_text("nicht verbunden")
        assert int(desk.locator("#live").get_attribute("data-again") or 0) <= 30
        # Whoever has no session reads a page that is kept for a minute.
        visitor = connected(rooms(meeting.url, factories.person()))
        for page in (desk, visitor):
            page.evaluate("document.getElementById('live').dataset.again = '1'")
        connected(rooms(meeting.url, ada))
        with transaction():
            crowd = Lease(
                connection="all", stream=f"meeting:{number}", process="p", sockets=12, cursor=0, seen_at=now()
            )  # fmt: skip
            db.session.add(crowd)
        expect(desk.locator("#part-presence")).not_to_contain_text("nicht verbunden", timeout=20_000)
        for page in (desk, visitor):
            expect(page.locator("#part-now")).to_contain_text("etwa 10 sehen zu", timeout=20_000)
        with transaction():
            db.session.delete(db.session.get_one(Lease, "all"))
        for page in (desk, visitor):
            expect(page.locator("#part-now")).not_to_contain_text("sehen zu", timeout=20_000)


def test_the_chair_gives_takes_and_takes_back_the_floor(server: Server, rooms: Rooms) -> None:
    """L-14: current, next and past speakers; the last one is put back at the head, and a step is taken back."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number, one, two = meeting.id, ada.handle, ben.handle
        for who in (ada, ben):
            factories.act(who, number, "speech.request")
        desk = connected(rooms(meeting.url, chair, viewport={"width": 1280, "height": 900}))
        visitor = connected(rooms(meeting.url))
        speakers = visitor.locator("#part-speakers")
        waiting = speakers.locator(".speakers:not(.speakers--past) .speakers__name")
        expect(waiting).to_have_text([one, two])
        desk.get_by_role("button", name=f"{one} das Wort geben").click()
        expect(visitor.locator("#part-now")).to_contain_text(f"Es spricht: {one}")
        desk.get_by_role("button", name="Letzten Schritt zurücknehmen").click()
        expect(visitor.locator("#part-now")).not_to_contain_text("Es spricht")
        expect(waiting).to_have_text([one, two])
        desk.get_by_role("button", name=f"{one} das Wort geben").click()
        desk.get_by_role("button", name=f"Rede von {one} beenden").click()
        expect(speakers).to_contain_text("Es sprachen zuletzt")
        expect(waiting).to_have_text([two])
        desk.get_by_role("button", name=f"{one} noch einmal das Wort vormerken").click()
        expect(waiting).to_have_text([one, two])


def test_a_refused_motion_says_so_beside_its_form(server: Server, rooms: Rooms) -> None:
    """A-11: also where the place at the top of the room, which screen readers hear, is out of sight."""
    with server.forum():
        board = Board(idea_id=factories.idea(state="board").id)
        page = connected(rooms(board.url, board.chair))
        form = page.locator("#part-motion-form form")
        form.get_by_label("Wortlaut des Beschlusses").fill("Die Idee wird nicht umgesetzt.")
        form.get_by_label("Was bei Annahme über die Idee beschlossen ist").select_option("abgelehnt")
        form.get_by_role("button", name="Antrag einbringen").click()
        expect(form.locator("[data-refusal]")).to_have_text("Was nicht beschlossen wird, braucht eine Begründung.")
        expect(form.locator("[data-refusal]")).to_be_in_viewport()
        expect(form.get_by_label("Wortlaut des Beschlusses")).to_have_value("Die Idee wird nicht umgesetzt.")
        assert violations(page) == []
        form.get_by_label("Begründung").fill(WHY)
        form.get_by_role("button", name="Antrag einbringen").click()
        expect(page.locator("#part-motions")).to_contain_text("abgelehnt")
        expect(form.locator("[data-refusal]")).to_have_count(0)
