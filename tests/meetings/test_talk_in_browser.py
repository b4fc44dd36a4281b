"""The room for ears, keys, thumbs and other clocks (L-13, L-33, L-85 to L-89)."""

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from forum.core.db import db, transaction
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem, Question
from tests import factories
from tests.chromium import NEEDS_CHROMIUM, picture, violations
from tests.meetings.rooms import Rooms, connected
from tests.meetings.talk import asks, moves, written
from tests.serving import Server

pytestmark = NEEDS_CHROMIUM

# Counts what each live region says, and when.
LISTEN = """() => {
  window.said = { "live-now": [], "live-later": [] };
  for (const id of Object.keys(window.said)) {
    new MutationObserver(() => window.said[id].push([performance.now(), document.getElementById(id).textContent]))
      .observe(document.getElementById(id), { childList: true, characterData: true, subtree: true });
  }
}"""
HOUR_LATE = "const now = Date.now; Date.now = () => now() - 3_600_000;"
SECONDS = """(place) => {
  const [minutes, seconds] = place.textContent.match(/(\\d+):(\\d+)/).slice(1).map(Number);
  return minutes * 60 + seconds;
}"""


def test_a_lively_session_does_not_talk_without_end(server: Server, rooms: Rooms) -> None:
    """L-85: polite news are bundled to one in ten seconds, can be switched off, and interrupt nobody."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        page, quiet = connected(rooms(meeting.url, ada)), connected(rooms(meeting.url, None))
        quiet.get_by_label("nicht vorlesen").check()
        for one in (page, quiet):
            one.evaluate(LISTEN)
        for turn in range(50):
            factories.act(ben, number, "contribution.add", text=f"Fremder Beitrag {turn}")
            factories.act(ben, number, "speech.withdraw", speaker_id=asks(ben, number))
        expect(page.locator("#part-contributions")).to_contain_text("Fremder Beitrag 49", timeout=15_000)
        expect(page.locator("#live-later")).to_contain_text("Es gibt neue Beiträge.", timeout=15_000)
        said = page.evaluate("window.said")
        assert said["live-now"] == []
        moments = [at for at, _text in said["live-later"]]
        assert all(following - before >= 9_900 for before, following in pairwise(moments))
        factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
        expect(page.locator("#live-now")).to_contain_text("Abstimmung geöffnet: Sind Sie dafür?")
        expect(quiet.locator("#live-now")).to_contain_text("Abstimmung geöffnet: Sind Sie dafür?")
        assert quiet.evaluate("window.said['live-later']") == []
        assert violations(quiet) == []


def test_a_poll_is_reached_by_one_key_and_takes_no_focus(server: Server, rooms: Rooms) -> None:
    """L-86."""
    with server.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        number = meeting.id
        page = connected(rooms(meeting.url, ada))
        field = page.get_by_label("Ihr Beitrag")
        field.press_sequentially("Mitten im Satz")
        factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
        way = page.get_by_role("link", name="Zur Abstimmung")
        expect(way).to_be_visible()
        expect(field).to_be_focused()
        field.press("F8")
        expect(page.get_by_role("radio", name="Ja")).to_be_focused()
        expect(field).to_have_value("Mitten im Satz")
        field.focus()
        way.click()
        expect(page.get_by_role("radio", name="Ja")).to_be_focused()


# Where a field stands on the screen once ten frames in a row show it in the same place: between two frames the browser has
# not yet made good what a change above pushed away, and nobody sees that.
SETTLED = """async (place) => {
  await document.fonts.ready;
  let top = NaN;
  for (let same = 0; same < 10; ) {
    await new Promise(requestAnimationFrame);
    const now = place.getBoundingClientRect().top;
    same = now === top ? same + 1 : 0;
    top = now;
  }
  return top;
}"""


def test_what_is_begun_survives_a_hundred_events_and_a_lost_connection(server: Server, rooms: Rooms) -> None:
    """L-87: ballot, texts, focus and the place on the screen."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        page = connected(rooms(meeting.url, ada))
        factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
        page.get_by_role("radio", name="Enthaltung").check()
        field = page.get_by_label("Ihre Frage")
        field.press_sequentially("Wer hat das")
        expect(page.locator("#part-bar")).to_contain_text("Zur Abstimmung")
        field.evaluate("(place) => place.scrollIntoView({ block: 'center', behavior: 'instant' })")
        before = field.evaluate(SETTLED)
        for turn in range(50):
            factories.act(ben, number, "contribution.add", text=f"Fremder Beitrag {turn}")
        page.context.set_offline(offline=True)
        for turn in range(50, 100):
            factories.act(ben, number, "contribution.add", text=f"Fremder Beitrag {turn}")
        page.context.set_offline(offline=False)
        expect(page.locator("#part-contributions")).to_contain_text("Fremder Beitrag 99", timeout=20_000)
        expect(field).to_be_focused()
        expect(field).to_have_value("Wer hat das")
        expect(page.get_by_role("radio", name="Enthaltung")).to_be_checked()
        assert abs(field.evaluate(SETTLED) - before) <= 2


def test_item_speaking_button_and_ballot_fit_on_one_small_phone(server: Server, rooms: Rooms) -> None:
    """L-33: at 320 by 568, with targets of 44 pixels."""
    with server.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        number = meeting.id
        page = connected(rooms(meeting.url, ada))
        factories.act(chair, number, "poll.open", question="Sollen es mehr Fahrradbügel werden?")
        expect(page.get_by_role("radio", name="Ja")).to_be_visible()
        picture(page, "small-phone")
        page.get_by_role("link", name="Zur Abstimmung").click()
        parts = [
            page.locator(".room-bar__item"),
            page.get_by_role("button", name="Zu Wort melden"),
            *(page.get_by_role("radio", name=name) for name in ("Ja", "Nein", "Enthaltung")),
            page.get_by_role("button", name="Stimme abgeben"),
        ]
        boxes = [part.bounding_box() for part in parts]
        assert [box for box in boxes if box is None or box["y"] < 0 or box["y"] + box["height"] > 568] == []
        bar = page.locator("#part-bar").bounding_box()
        assert bar is not None
        assert all(box is not None and box["y"] >= bar["height"] for box in boxes[2:])
        small = page.evaluate(
            """() => ["#part-bar", "#part-me", "#part-poll"]
              .flatMap((part) => [...document.querySelectorAll(`${part} button, ${part} a, ${part} label`)])
              .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.textContent.trim())"""
        )
        assert small == []


def test_two_clocks_show_the_same_time(server: Server, rooms: Rooms) -> None:
    """L-13, L-55: one client's clock is an hour late; both count by the server's."""
    with server.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        number = meeting.id
        factories.act(chair, number, "speakers.rules", present_only=True, limit_seconds=300)
        right, late = rooms(meeting.url, None), rooms("/sitzungen", None)
        late.add_init_script(HOUR_LATE)
        late.goto(server.url + meeting.url)
        connected(right), connected(late)
        factories.act(chair, number, "speech.start", speaker_id=asks(ada, number))
        shown = [page.locator("#part-now [data-speech-clock]") for page in (right, late)]
        for place in shown:
            expect(place).to_contain_text("noch 4:")
        assert abs(shown[0].evaluate(SECONDS) - shown[1].evaluate(SECONDS)) <= 1


def test_the_big_screen_counts_down_what_is_called_and_what_is_voted_on(server: Server, rooms: Rooms) -> None:
    """L-02, L-13, L-23, L-55: the time box of the item and the end of the vote, by the server's clock."""
    with server.forum():
        meeting, chair, _people = factories.running_meeting(items=(PlannedItem("Mit Zeit", minutes=10),))
        number, path = meeting.id, f"{meeting.url}/leinwand"
        # Four minutes of the box are over; the sub-items of an item count in its box.
        with transaction():
            item = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == number)).one()
            item.spent = 240
        right, late = rooms(path, None), rooms("/sitzungen", None)
        late.add_init_script(HOUR_LATE)
        late.goto(server.url + path)
        connected(right), connected(late)
        for page in (right, late):
            expect(page.locator("#part-screen [data-speech-clock]")).to_contain_text("noch 5:")
        factories.act(chair, number, "poll.open", question="Machen wir eine Pause?", straw=True)
        for page in (right, late):
            expect(page.locator("#part-screen [data-countdown]")).to_have_text(re.compile(r"noch 0:\d\d"))


def reach(page: Page, role: Any, name: str) -> None:
    """Go to a control by the tabulator alone."""
    target = page.get_by_role(role, name=name).first
    expect(target).to_be_visible()
    for _ in range(120):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} by keyboard")


def press(page: Page, name: str) -> None:
    """Press a button by the keyboard alone."""
    reach(page, "button", name)
    page.keyboard.press("Enter")


def test_a_whole_session_by_keyboard(server: Server, rooms: Rooms) -> None:
    """L-32, L-88: open, check in, call, ask for the floor, give it, vote, close; no pointer."""
    with server.forum():
        of = factories.committee()
        chair, ada = factories.member(of, "chair"), factories.member(of)
        meeting = factories.meeting(of)
        number, path, name = meeting.id, meeting.url, ada.handle
        desk, member = connected(rooms(path, chair)), connected(rooms(path, ada))
        press(desk, "Sitzung eröffnen")
        press(member, "Anwesend melden")
        press(desk, "TOP 1 aufrufen")
        press(member, "Zu Wort melden")
        press(desk, f"{name} das Wort geben")
        press(desk, f"Rede von {name} beenden")
        reach(desk, "textbox", "Text der Empfehlung")
        desk.keyboard.type("Mehr Bügel an Haltestellen.")
        press(desk, "Empfehlung einbringen")
        press(desk, "Über Antrag 1 abstimmen")
        expect(member.get_by_role("radio", name="Ja")).to_be_visible()
        member.keyboard.press("F8")
        member.keyboard.press("Space")
        press(member, "Stimme abgeben")
        # Two people at two devices: the chair looks up once the vote is in.
        expect(member.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.")
        press(desk, "Abstimmung schließen")
        expect(member.locator("#part-resolutions")).to_contain_text("Mehr Bügel")
        db.session.rollback()
        assert db.session.scalars(select(AgendaItem.state).where(AgendaItem.meeting_id == number)).one() == "open"


@pytest.mark.parametrize("account", [True, False], ids=["with account", "without account"])
def test_a_question_without_a_name_has_none_in_either_language(server: Server, rooms: Rooms, account: bool) -> None:
    """L-27, A-04: the address may carry a language, and whoever asks stays unnamed, also with scripts."""
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        number, path = meeting.id, meeting.url
        page = rooms(f"{path}?sprache=en", ada if account else None)
        expect(page.locator("#live-connection")).to_have_text("Connected")
        page.get_by_label("Your question").fill("Gibt es Lastenräder?")
        page.get_by_role("button", name="Ask without a name").click()
        expect(page.locator("#part-questions")).to_contain_text("Gibt es Lastenräder?")
        db.session.rollback()
        asked = db.session.scalars(select(Question).where(Question.meeting_id == number)).one()
        assert (asked.person_id, asked.anonymous) == (None, True)


def test_without_scripts_one_asks_amends_and_raises_points_of_order(server: Server, rooms: Rooms) -> None:
    """L-89: every form of the room is a plain form; a visitor asks without account and cookie."""
    with server.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        number, path = meeting.id, meeting.url
        factories.act(chair, number, "motion.add", text="Mehr Bügel.\n\nAm Bahnhof zuerst.")
        visitor = rooms(path, None, java_script_enabled=False)
        visitor.get_by_label("Ihre Frage").fill("Gibt es Lastenräder?")
        visitor.get_by_role("button", name="Ohne Namen fragen").click()
        expect(visitor.locator("#part-questions")).to_contain_text("Gibt es Lastenräder?")
        assert visitor.context.cookies() == []
        member = rooms(path, ada, java_script_enabled=False)
        member.get_by_text("Zur Geschäftsordnung melden").first.click()
        member.get_by_label("Was Sie beantragen").select_option("end_list")
        member.get_by_role("button", name="Zur Geschäftsordnung melden").click()
        expect(member.locator("#part-speakers")).to_contain_text("Schluss der Redeliste")
        member.get_by_text("Änderung zu Antrag 1 beantragen").click()
        member.get_by_label("Neuer Wortlaut von Absatz 2").fill("Am Hagenring zuerst.")
        member.get_by_role("button", name="Änderung von Absatz 2 beantragen").click()
        expect(member.locator("#part-motions ins")).to_contain_text("Hagenring")
        db.session.rollback()
        assert db.session.scalars(select(Question.person_id).where(Question.meeting_id == number)).one() is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_barrier_in_a_busy_room(server: Server, rooms: Rooms, theme: Any) -> None:
    """L-32: with clock, points of order, held texts, questions and an amendment, for desk, member and visitor."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number, path, item = meeting.id, meeting.url, "Mehr Bügel.\n\nAm Bahnhof zuerst."
        factories.act(chair, number, "speakers.rules", balanced=True, alternate=True, limit_seconds=300)
        factories.act(chair, number, "speech.start", speaker_id=asks(ada, number))
        factories.act(ben, number, "speech.question")
        factories.act(ben, number, "speech.point", point="end_debate", note="Es ist alles gesagt.")
        held = written(ben, number, "Das ist Werbung.")
        factories.act(chair, number, "contribution.hold", contribution_id=held, reason="advertising")
        factories.act(ben, number, "question.ask", text="Wann geht es los?")
        motion = moves(chair, number, text=item, kind="recommendation", due_on="2027-03-31")
        factories.act(ada, number, "motion.amend", motion_id=motion, paragraph=2, text="Am Hagenring zuerst.")
        found = {}
        for who in (chair, ben, None):
            page = connected(rooms(path, who, color_scheme=theme))
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            picture(page, f"busy-{who.handle if who else 'visitor'}-{theme}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            found[who.handle if who else None] = violations(page)
        assert {key: value for key, value in found.items() if value} == {}


def test_a_refusal_leads_to_the_field_that_it_names(server: Server, rooms: Rooms) -> None:
    """A-14, L-32: the field is marked, says why and has the focus, until it is sent again; other refusals move nothing."""
    with server.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        page = connected(rooms(meeting.url, ada))
        field = page.get_by_label("Ihr Beitrag")
        field.fill("   ")
        page.locator("#b-contribution").click()
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile("Bitte füllen Sie dieses Feld aus."))
        expect(page.locator("#live-refusal")).to_have_text("Bitte füllen Sie dieses Feld aus.")
        # What happens elsewhere takes nothing of it away.
        factories.act(chair, meeting.id, "contribution.add", text="Währenddessen geschieht etwas.")
        expect(page.locator("#part-contributions")).to_contain_text("Währenddessen")
        expect(field).to_have_attribute("aria-invalid", "true")
        field.fill("Nun steht etwas da.")
        page.locator("#b-contribution").click()
        expect(page.locator("#part-contributions")).to_contain_text("Nun steht etwas da.")
        expect(page.locator("[aria-invalid], [data-refusal]")).to_have_count(0)
        # An emptied field has all of its room again.
        expect(page.locator("#part-write .field__left")).to_have_text("noch 5000 Zeichen")
