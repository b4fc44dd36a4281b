"""The room in Chromium: members and an observer in one session (L-33, L-48, L-85 to L-89)."""

from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum.core.db import db
from forum.meetings.models import Contribution, Motion, Poll, SpeakerEntry
from tests import factories
from tests.chromium import NEEDS_CHROMIUM, picture, violations
from tests.meetings.rooms import Rooms, connected
from tests.serving import Server

pytestmark = NEEDS_CHROMIUM


def test_a_session_on_three_screens(server: Server, rooms: Rooms) -> None:
    """Two members and an observer go through contribution, vote and adoption; nobody reloads a page."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number, path = meeting.id, meeting.url
        one, two, observer = (connected(rooms(path, who)) for who in (ada, ben, None))
        desk = connected(rooms(path, chair, viewport={"width": 1280, "height": 900}))
        assert rooms.browser.contexts[2].cookies() == []
        one.get_by_role("button", name="Zu Wort melden").click()
        desk.get_by_role("button", name=f"{ada.handle} das Wort geben").click()
        expect(observer.locator("#part-now")).to_contain_text(f"Es spricht: {ada.handle}")
        expect(one.locator("#live-now")).to_have_text("Sie haben das Wort.")
        two.get_by_label("Ihr Beitrag").fill("Wir haben 300 Räder gezählt.")
        two.get_by_role("button", name="Beitrag veröffentlichen").click()
        expect(observer.locator("#part-contributions")).to_contain_text("300 Räder")
        expect(two.get_by_label("Ihr Beitrag")).to_have_value("")
        desk.get_by_label("Text der Empfehlung").fill("Mehr überdachte Fahrradbügel an Haltestellen.")
        desk.get_by_role("button", name="Empfehlung einbringen").click()
        desk.get_by_role("button", name="Über Antrag 1 abstimmen").click()
        expect(one.locator("#live-now")).to_contain_text("Abstimmung geöffnet: Mehr überdachte")
        picture(one, "ballot-phone")
        picture(desk, "desk-wide")
        one.get_by_role("radio", name="Ja").check()
        one.get_by_role("button", name="Stimme abgeben").click()
        expect(one.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.")
        two.get_by_role("radio", name="Nein").check()
        # A foreign event and a lost connection leave the half-filled ballot alone (L-87).
        two.context.set_offline(offline=True)
        factories.act(ada, number, "contribution.add", text="Währenddessen geschieht etwas.")
        two.context.set_offline(offline=False)
        expect(two.locator("#part-contributions")).to_contain_text("Währenddessen")
        expect(two.get_by_role("radio", name="Nein")).to_be_checked()
        two.get_by_role("button", name="Stimme abgeben").click()
        expect(observer.locator("#part-tally")).to_contain_text("2 von 2 Stimmen abgegeben")
        desk.get_by_role("button", name="Abstimmung schließen").click()
        expect(observer.locator("#part-results")).to_contain_text("abgelehnt")
        picture(observer, "observer-phone")
        db.session.rollback()
        poll = db.session.scalars(select(Poll).where(Poll.meeting_id == number)).one()
        assert (poll.yes, poll.no, poll.verdict) == (1, 1, "rejected")


def test_the_room_has_no_holes_at_any_width(server: Server, rooms: Rooms) -> None:
    """L-33: a part with nothing in it takes no room, and the buttons of the big screen keep off its edge."""
    empty = """[...document.querySelectorAll("#room section, #room .panel")]
        .filter((one) => one.checkVisibility() && one.innerText.trim() === "" || (one.hidden && one.offsetParent))
        .map((one) => one.id || one.className)"""
    with server.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        factories.act(chair, meeting.id, "motion.add", text="Mehr Fahrradbügel an allen Haltestellen.")
        factories.act(chair, meeting.id, "poll.open", question="Sind Sie dafür?")
        for who in (None, ada, chair):
            page = connected(rooms(meeting.url, who))
            assert page.evaluate(empty) == []
            assert (
                page.locator("summary:not(.fold__summary)").count()
                == page.locator("details[data-menu] > summary").count()
            )
        screen = rooms(f"{meeting.url}/leinwand")
        button = screen.locator("#part-screen-nav > *").first.bounding_box()
        assert button is not None
        assert button["x"] >= 8


def test_typing_and_focus_survive_a_hundred_foreign_events(server: Server, rooms: Rooms) -> None:
    """L-86, L-87: text, choice and focus stay where they are while everything around them changes."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        page = connected(rooms(meeting.url, ada))
        factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
        page.get_by_role("radio", name="Enthaltung").check()
        field = page.get_by_label("Ihr Beitrag")
        field.click()
        field.press_sequentially("Ein halber Sa")
        for turn in range(100):
            factories.act(ben, number, "contribution.add", text=f"Fremder Beitrag {turn}")
        expect(page.locator("#part-contributions")).to_contain_text("Fremder Beitrag 99", timeout=15_000)
        expect(field).to_have_value("Ein halber Sa")
        expect(field).to_be_focused()
        expect(page.get_by_role("radio", name="Enthaltung")).to_be_checked()
        field.press_sequentially("tz")
        expect(field).to_have_value("Ein halber Satz")


def test_a_double_click_acts_once(server: Server, rooms: Rooms) -> None:
    """L-39: one contribution, one wish to speak that nothing takes back, and one command while its answer is awaited."""
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        number, page = meeting.id, connected(rooms(meeting.url, ada))
        page.get_by_label("Ihr Beitrag").fill("Zweimal geklickt")
        page.locator("#b-contribution").dblclick()
        expect(page.locator("#part-contributions")).to_contain_text("Zweimal geklickt")
        page.get_by_role("button", name="Zu Wort melden").dblclick()
        expect(page.get_by_role("button", name="Wortmeldung zurückziehen", exact=True)).to_be_visible()
        page.get_by_label("Ihr Beitrag").fill("Zweimal abgeschickt")
        page.evaluate(
            "const form = document.querySelector('#part-write form'); form.requestSubmit(); form.requestSubmit();"
        )
        expect(page.locator("#part-contributions")).to_contain_text("Zweimal abgeschickt")
        page.wait_for_timeout(500)
        expect(page.locator("#live-refusal")).to_be_empty()
        expect(page.get_by_role("button", name="Wortmeldung zurückziehen", exact=True)).to_be_visible()
        db.session.rollback()
        here = select(Contribution.source).where(Contribution.meeting_id == number).order_by(Contribution.id)
        assert db.session.scalars(here).all() == ["Zweimal geklickt", "Zweimal abgeschickt"]
        assert db.session.scalars(select(SpeakerEntry.state).where(SpeakerEntry.meeting_id == number)).all() == [
            "waiting"
        ]


def test_open_folds_and_chosen_options_survive_foreign_events(server: Server, rooms: Rooms) -> None:
    """L-86, L-87: a fold stays open when its part is drawn anew, and a choice in a list is a beginning like a word."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        desk = connected(rooms(meeting.url, chair, viewport={"width": 1280, "height": 900}))
        form = desk.locator("#part-poll-new")
        desk.get_by_text("Andere Abstimmung").click()
        without = form.get_by_label("Wer erfährt, wie jemand stimmt").inner_text()
        factories.act(ada, meeting.id, "presence.check_out")
        factories.act(ada, meeting.id, "presence.check_in", how="online")
        expect(form.get_by_label("Wer erfährt, wie jemand stimmt")).not_to_have_text(without)
        expect(form.get_by_label("Art der Antwort")).to_be_visible()
        form.get_by_label("Art der Antwort").select_option(index=2)
        chosen = form.get_by_label("Art der Antwort").input_value()
        desk.locator("#part-presence h2").first.click()
        factories.act(ada, meeting.id, "presence.check_out")
        factories.act(ben, meeting.id, "contribution.add", text="Ein Beitrag danach")
        expect(desk.locator("#part-contributions")).to_contain_text("Ein Beitrag danach")
        expect(form.get_by_label("Art der Antwort")).to_have_value(chosen)
        expect(form.get_by_label("Art der Antwort")).to_be_visible()


def test_the_page_goes_on_after_the_server_was_killed(server: Server, rooms: Rooms) -> None:
    """L-56: nobody has to do anything."""
    with server.forum():
        meeting, _chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        page = connected(rooms(meeting.url, ada))
        server.kill()
        expect(page.locator("#live-connection")).to_contain_text("unterbrochen")
        factories.act(ben, number, "contribution.add", text="In der Zwischenzeit geschrieben.")
        server.start()
        connected(page)
        expect(page.locator("#part-contributions")).to_contain_text("In der Zwischenzeit", timeout=15_000)
        page.get_by_role("button", name="Zu Wort melden").click()
        expect(page.locator("#part-speakers")).to_contain_text(ada.handle)


def test_signing_out_in_one_tab_ends_the_socket_of_the_other(server: Server, rooms: Rooms) -> None:
    """L-63: the other tab becomes an observer by itself."""
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        page = connected(rooms(meeting.url, ada))
        expect(page.get_by_role("button", name="Zu Wort melden")).to_be_visible()
        other = page.context.new_page()
        other.set_viewport_size({"width": 1280, "height": 800})
        other.goto(f"{server.url}/sitzungen")
        other.get_by_role("button", name="Abmelden").click()
        expect(other.get_by_role("link", name="Anmelden")).to_be_visible()
        expect(page.locator("#part-me")).to_be_hidden(timeout=10_000)
        connected(page)


def test_everything_works_without_a_socket_and_without_scripts(server: Server, rooms: Rooms) -> None:
    """L-48, L-89: by polling where sockets are blocked, by plain forms where scripts are."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number, path = meeting.id, meeting.url
        plain = rooms(path, ada, java_script_enabled=False)
        plain.get_by_role("button", name="Zu Wort melden").click()
        expect(plain.locator("#part-speakers")).to_contain_text(ada.handle)
        watching = rooms(path, java_script_enabled=False)
        for page in (watching, rooms(f"{path}/leinwand", java_script_enabled=False)):
            # Nothing loads by itself and takes away what somebody reads (WCAG 2.2.1).
            assert "http-equiv" not in page.content()
            expect(page.get_by_role("link", name="Stand neu laden")).to_be_visible()
        blocked = rooms("/sitzungen", ben)
        blocked.route_web_socket("**/socket.io/**", lambda socket: socket.close())
        blocked.goto(server.url + path)
        factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
        blocked.get_by_role("radio", name="Ja").check(timeout=15_000)
        blocked.get_by_role("button", name="Stimme abgeben").click()
        expect(blocked.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.", timeout=15_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_barrier_in_the_room(server: Server, rooms: Rooms, theme: Any) -> None:
    """L-32, A-01: with an open ballot, for member, desk, observer, on the screen, in lists and forms."""
    with server.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        number, path, of = meeting.id, meeting.url, meeting.committee
        factories.act(ada, number, "speech.request")
        factories.act(ada, number, "contribution.add", text="Wir haben **gezählt**.")
        factories.act(chair, number, "motion.add", text="Mehr Bügel an Haltestellen.", reasons="Es fehlen 300.")
        motion_id = db.session.scalars(select(Motion.id).where(Motion.meeting_id == number)).one()
        factories.act(chair, number, "poll.open", motion_id=motion_id)
        slug, staff = of.slug, factories.person("staff")
        visits = [
            (path, ada),
            (path, chair),
            (path, None),
            (f"{path}/leinwand", None),
            (f"{path}/niederschrift", None),
        ]
        visits += [
            (f"{path}/verlauf", None),
            ("/sitzungen", None),
            ("/gremien", None),
            (f"/gremien/{slug}", staff),
        ]
        visits += [(f"/gremien/{slug}/sitzung-planen", chair), (f"/gremien/{slug}/berufen", staff)]
        visits += [("/gremien/vorschlagen", ada)]
        found = {}
        for address, who in visits:
            page = rooms(address, who, color_scheme=theme)
            picture(page, f"{address.strip('/').replace('/', '-')}-{who.handle if who else 'visitor'}-{theme}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
            found[address, who.handle if who else None] = violations(page)
        assert {key: value for key, value in found.items() if value} == {}
