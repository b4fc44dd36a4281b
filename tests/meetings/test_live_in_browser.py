"""The protocol in Chromium: order out of chaos, server time, the way without sockets (L-42, L-43, L-48, L-55)."""

import random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.chromium import NEEDS_CHROMIUM
from tests.meetings.rooms import Rooms
from tests.serving import Server

pytestmark = NEEDS_CHROMIUM

# Takes batches in the order given, with a clock that the test moves by hand; what is missing comes from the whole log.
PLAY = """async ({ whole, batches, after }) => {
  const { Log } = await import("/static/js/live.js");
  const applied = [], asked = [], steps = [];
  const log = new Log({
    after, epoch: 1,
    apply: (events) => applied.push(...events.map((event) => event.seq)),
    ask: async (from) => { asked.push(from); log.take(whole.filter((event) => event.seq > from)); },
    later: (step, delay) => steps.push({ step, delay }),
  });
  for (const batch of batches) log.take(batch);
  const early = [...applied];
  const delays = steps.map((one) => one.delay);
  while (steps.length) await steps.shift().step();
  return { early, applied, asked, delays, left: log.early.size, seq: log.seq };
}"""


@pytest.fixture
def page(rooms: Rooms) -> Page:
    """A page of the forum, in which modules can be tried."""
    return rooms("/sitzungen")


def chain(chance: random.Random, length: int) -> list[dict[str, Any]]:
    """Return a log as one audience gets it: numbers rise with gaps, ``prev`` has none."""
    events: list[dict[str, Any]] = []
    seq = 0
    for _ in range(length):
        prev, seq = seq, seq + chance.randint(1, 4)
        events.append({"prev": prev, "seq": seq, "type": "SessionStarted", "at": "", "data": {}})
    return events


def cut(chance: random.Random, events: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the log in batches of different sizes."""
    batches, place = [], 0
    while place < len(events):
        size = chance.randint(1, 5)
        batches.append(events[place : place + size])
        place += size
    return batches


def test_shuffled_doubled_and_missing_batches_end_in_the_same_log(page: Page) -> None:
    """L-42: whatever comes in whatever order, each event is applied once, in order, and none is missing."""
    chance = random.Random(42)  # noqa: S311  A repeatable test, no secret.
    for _ in range(60):
        whole = chain(chance, chance.randint(1, 60))
        batches = cut(chance, whole)
        broken = [batch for batch in batches for _ in range(chance.choice((0, 1, 1, 1, 2)))]
        chance.shuffle(broken)
        if batches[-1] not in broken:
            broken.append(batches[-1])
        played = page.evaluate(PLAY, {"whole": whole, "batches": broken, "after": 0})
        assert played["applied"] == [event["seq"] for event in whole]
        assert played["left"] == 0
        assert played["seq"] == whole[-1]["seq"]
        assert set(played["delays"]) <= {500}


def test_what_is_known_is_dropped_and_a_gap_between_audiences_is_none(page: Page) -> None:
    """L-41, L-42: nothing is asked for where ``prev`` is known; who begins in the middle takes only what is new."""
    whole = chain(random.Random(7), 20)  # noqa: S311
    known = whole[9]["seq"] + 1
    played = page.evaluate(PLAY, {"whole": whole, "batches": [whole], "after": known})
    assert played["applied"] == [event["seq"] for event in whole if event["seq"] > known]
    assert played["asked"] == []


def test_a_network_that_is_away_is_asked_again(page: Page) -> None:
    """L-42: a failed question is not the last one."""
    asked = page.evaluate(
        """async () => {
          const { Log } = await import("/static/js/live.js");
          const steps = []; let turns = 0;
          const log = new Log({ after: 0, epoch: 1, apply: () => {}, later: (step) => steps.push(step),
            ask: async () => { turns += 1; if (turns < 4) throw new Error("away"); log.take([{ prev: 0, seq: 1 }]); } });
          log.take([{ prev: 1, seq: 2 }]);
          while (steps.length) await steps.shift()();
          return [turns, log.seq];
        }"""
    )
    assert asked == [4, 2]


def test_a_state_stands_for_everything_before_it_and_for_another_epoch(page: Page) -> None:
    """L-44: what came early and lies before the state goes, what lies after it is applied."""
    told = page.evaluate(
        """async () => {
          const { Log } = await import("/static/js/live.js");
          const applied = [];
          const log = new Log({ after: 50, epoch: 1, ask: async () => {}, later: () => {},
            apply: (events) => applied.push(...events.map((event) => event.seq)) });
          log.take([{ prev: 55, seq: 56 }, { prev: 60, seq: 61 }]);
          log.begin({ at_seq: 60, epoch: 1 });
          const first = [log.seq, log.early.size];
          log.begin({ at_seq: 3, epoch: 2 });
          log.take([{ prev: 3, seq: 4 }]);
          return { first, last: log.seq, epoch: log.epoch, applied };
        }"""
    )
    assert told == {"first": [61, 0], "last": 4, "epoch": 2, "applied": [61, 4]}


def test_commands_go_in_the_order_of_the_clicks_without_a_socket_too(page: Page) -> None:
    """L-39, L-48, L-59: the second waits for the answer to the first, also when that one has to be repeated."""
    told = page.evaluate(
        """async () => {
          const { Line } = await import("/static/js/live.js");
          const line = new Line({ meeting: 1, after: 0, epoch: 1, io: () => ({ on() {}, connect() {}, connected: false }) });
          const said = [], keys = [];
          let turn = 0;
          const first = async (key) => {
            said.push("first begins"); keys.push(key);
            await new Promise((go) => setTimeout(go, 50));
            turn += 1;
            if (turn === 1) throw new Error("away");
            said.push("first answered");
            return { ok: true };
          };
          const second = async (key) => { said.push("second"); keys.push(key); return { ok: true }; };
          await Promise.all([line.send("quorum.establish", {}, first), line.send("poll.open", {}, second)]);
          return { said, keys: new Set(keys).size, same: keys[0] === keys[1] };
        }"""
    )
    assert told == {"said": ["first begins", "first begins", "first answered", "second"], "keys": 2, "same": True}


def test_the_wait_before_coming_back_has_jitter(page: Page) -> None:
    """L-43: up to 3 seconds, up to 8 after an announced restart."""
    told = page.evaluate(
        """async () => {
          const { jitter } = await import("/static/js/live.js");
          return [jitter(0, false), jitter(1, false), jitter(0, true), jitter(1, true)];
        }"""
    )
    assert told == [0, 3000, 0, 8000]


def test_the_clock_shows_the_servers_time_whatever_the_own_one_says(page: Page) -> None:
    """L-55: an hour wrong, delays of seconds, and a clock that is set in between."""
    told = page.evaluate(
        """async () => {
          const { Clock } = await import("/static/js/live.js");
          let local = 1_000_000_000;
          const clock = new Clock(() => local);
          const server = (shift) => new Date(local + 3_600_000 - shift).toISOString();
          const off = () => clock.now() - local - 3_600_000;
          const found = [];
          for (const delay of [900, 2500, 40, 700]) { local += 10_000; clock.hear(server(delay)); }
          found.push(off());
          clock.hear(undefined); clock.hear("nonsense");
          found.push(off());
          local += 7_200_000;  // Somebody sets the own clock two hours on.
          const again = new Date(local - 3_600_000 - 30).toISOString();
          clock.hear(again);
          found.push(clock.now() - Date.parse(again));
          return found;
        }"""
    )
    assert told == [-40, -40, 0]


def test_the_page_knows_the_servers_time_with_a_clock_an_hour_wrong(server: Server, rooms: Rooms) -> None:
    """L-55: by socket and by long poll."""
    with server.forum():
        meeting, _chair, _people = factories.running_meeting()
        number, seq = meeting.id, meeting.last_seq
    for blocked in (False, True):
        page = rooms("/sitzungen")
        if blocked:
            page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
        off = page.evaluate(
            """async ({ number, seq }) => {
              const { Line } = await import("/static/js/live.js");
              const { io } = await import("/static/vendor/socket.io/socket.io.esm.min.js");
              const real = Date.now;
              Date.now = () => real.call(Date) - 3_600_000;
              const line = new Line({ meeting: number, after: seq, epoch: 1, io });
              while (line.state === "off" || !line.clock.heard.length) await new Promise((go) => setTimeout(go, 50));
              const found = line.clock.now() - real.call(Date);
              return [line.state, Math.abs(found) < 60_000];
            }""",
            {"number": number, "seq": seq},
        )
        assert off == ["poll" if blocked else "socket", True]


def test_a_session_goes_on_where_sockets_are_blocked(server: Server, rooms: Rooms) -> None:
    """L-48: member, chair and observer, all by long poll and HTTP, to the end; one key is one effect."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        path, number = meeting.url, meeting.id
        pages = []
        for who in (ada, ben, None, chair):
            page = rooms("/sitzungen", who, viewport={"width": 1280, "height": 900})
            page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
            page.goto(server.url + path)
            pages.append(page)
        one, two, observer, desk = pages
        for page in pages:
            expect(page.locator("#live-connection")).to_have_text("Verbunden", timeout=20_000)
        one.get_by_role("button", name="Zu Wort melden").click()
        desk.get_by_role("button", name=f"{ada.handle} das Wort geben").click()
        expect(observer.locator("#part-now")).to_contain_text(f"Es spricht: {ada.handle}")
        two.get_by_label("Ihr Beitrag").fill("Wir haben 300 Räder gezählt.")
        two.get_by_role("button", name="Beitrag veröffentlichen").click()
        expect(observer.locator("#part-contributions")).to_contain_text("300 Räder")
        desk.get_by_label("Text der Empfehlung").fill("Mehr überdachte Fahrradbügel an Haltestellen.")
        desk.get_by_role("button", name="Empfehlung einbringen").click()
        desk.get_by_role("button", name="Über Antrag 1 abstimmen").click()
        for page, choice in ((one, "Ja"), (two, "Nein")):
            page.get_by_role("radio", name=choice).check()
            page.get_by_role("button", name="Stimme abgeben").click()
        expect(observer.locator("#part-tally")).to_contain_text("2 von 2 Stimmen abgegeben")
        desk.get_by_role("button", name="Abstimmung schließen").click()
        expect(observer.locator("#part-results")).to_contain_text("abgelehnt")
        factories.act(chair, number, "session.close")
        expect(observer.locator("#part-contributions")).to_contain_text("300 Räder")
