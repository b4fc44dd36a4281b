"""Voting in Chromium: every kind by keyboard, and a secret vote from the officers' keys to the count (L-75, L-88, A-11)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from forum.accounts.models import Person
from forum.core.db import db
from forum.meetings.counting import problems
from forum.meetings.models import Ballot, NamedVote
from forum.meetings.queries import polls as poll_queries
from tests import factories
from tests.chromium import NEEDS_CHROMIUM, picture, violations
from tests.meetings.polling import newest, opened, poll
from tests.meetings.rooms import Rooms, connected
from tests.serving import Server

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def rooms(browser: Browser, reviewed: Server) -> Iterator[Rooms]:
    """Hand out rooms, and fail a test whose pages threw an error."""
    made = Rooms(browser, reviewed)
    yield made
    made.close()
    assert made.complaints == []


# What is wider than a small phone.
WIDE = """() => document.documentElement.scrollWidth <= 320 ? [] : [...document.querySelectorAll("main *")]
  .filter((one) => one.getBoundingClientRect().right > 320).map((one) => one.outerHTML.slice(0, 90))"""


def small_targets(page: Page) -> list[str]:
    """Return what on the ballot is smaller than 44 px in either direction (A-11)."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("#part-poll .ballot :is(label.ballot__choice, label.ballot__points, button,"
          + " input[type=number], summary)")].filter((one) => one.checkVisibility())
          .filter((one) => { const box = one.getBoundingClientRect(); return box.width < 44 || box.height < 44; })
          .map((one) => one.outerHTML.slice(0, 120))"""
    )
    return found


def test_every_kind_is_filled_in_by_keyboard_at_320_px(reviewed: Server, rooms: Rooms) -> None:
    """L-88: radio groups, checkboxes, number fields and buttons whose names say what they move."""
    with reviewed.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        number, path = meeting.id, meeting.url
        page = connected(rooms(path, ada))
        ways: list[tuple[dict[str, Any], dict[str, Any]]] = [
            ({"kind": "yes_no", "level": "roll_call"}, {"choice": "no"}),
            ({"kind": "consent"}, {"choice": "no", "reason": "Das kostet zu viel."}),
            ({"kind": "choice", "most": 2}, {"options": [0, 2]}),
            ({"kind": "rating", "scale": 3}, {"ratings": [2, None, None]}),
            ({"kind": "irv"}, {"ranking": [1, 0, 2]}),
        ]
        for data, ballot in ways:
            poll_id = opened(chair, number, **data)
            expect(page.locator("#live-now")).to_contain_text("Abstimmung geöffnet")
            expect(page.locator("#part-poll .ballot")).to_be_visible()
            # The focus stays where it was; one key leads to the ballot (L-86).
            page.keyboard.press("F8")
            names = page.locator("#part-poll button:visible").all_inner_texts()
            assert len(set(names)) == len(names)
            assert small_targets(page) == [], data
            assert page.evaluate(WIDE) == [], data
            assert violations(page) == [], data
            picture(page, f"ballot-{data['kind']}")
            by_keyboard(page, ballot)
            expect(page.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.")
            db.session.rollback()
            assert db.session.get_one(NamedVote, (poll_id, ada.id)).payload == ballot
            factories.act(chair, number, "poll.close", poll_id=poll_id)
            expect(page.locator("#part-poll")).to_be_hidden()
        picture(page, "results")
        assert violations(page) == []


def by_keyboard(page: Page, ballot: dict[str, Any]) -> None:
    press = page.keyboard.press
    if "choice" in ballot:
        page.locator("#part-poll input[value=yes]").focus()
        press("ArrowDown")
        if "reason" in ballot:
            page.get_by_label("Begründung Ihres Einwands").focus()
            page.keyboard.type(ballot["reason"])
    for place in ballot.get("options", ()):
        page.locator(f"#part-poll input[name=option-{place}]").focus()
        press("Space")
    for place, points in enumerate(ballot.get("ratings", ())):
        if points is not None:
            page.locator(f"#part-poll input[name=rating-{place}][value='0']").focus()
            press("Space")
            for _step in range(points):
                press("ArrowRight")
    if "ranking" in ballot:
        page.get_by_role("button", name="Am Markt höher").focus()
        press("Enter")
        expect(page.get_by_role("button", name="Am Markt höher")).to_be_focused()
        expect(page.get_by_label("Platz für Am Markt")).to_have_value("1")
    page.get_by_role("button", name="Stimme abgeben", exact=True).focus()
    press("Enter")


def test_a_vote_without_a_name_is_cast_without_scripts_and_gives_a_receipt(reviewed: Server, rooms: Rooms) -> None:
    """L-88, L-74, E-42: the same form with scripts off; the receipt stands in the published list."""
    with reviewed.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number, path = meeting.id, meeting.url
        poll_id = opened(chair, number, kind="stv", level="unnamed")
        plain = rooms(path, ada, java_script_enabled=False)
        assert plain.get_by_role("button", name="höher").count() == 0
        plain.get_by_label("Platz für Am Fluss").fill("2")
        plain.get_by_label("Platz für Am Markt").fill("1")
        plain.get_by_role("button", name="Stimme abgeben", exact=True).click()
        expect(plain.locator("body")).to_contain_text("Ihre Stimme ist abgegeben. Ihr Beleg:")
        scripted = connected(rooms(path, ben))
        scripted.get_by_text("Leer oder ungültig abgeben").click()
        scripted.get_by_role("button", name="Leeren Stimmzettel abgeben").click()
        expect(scripted.locator("#live-refusal")).to_contain_text("Ihr Beleg:")
        receipt = scripted.locator("#live-refusal").inner_text().split(":")[1].strip()
        factories.act(chair, number, "poll.close", poll_id=poll_id)
        page = rooms(f"{path}/abstimmungen/{poll_id}")
        expect(page.locator("main")).to_contain_text(receipt)
        assert violations(page) == []
        picture(page, "count-anew")
        db.session.rollback()
        ballots = db.session.query(Ballot.payload).filter_by(poll_id=poll_id).all()
        assert sorted(str(row.payload) for row in ballots) == ["{'blank': True}", "{'ranking': [1, 0]}"]


CRYPTO = """async () => {
  const secret = await import("/static/js/secret.js");
  const keys = [await secret.makeKey(901), await secret.makeKey(902)];
  const own = [await secret.ownKey(901), await secret.ownKey(902)];
  const ballots = [{ choice: "yes" }, { options: [0, 1, 2, 3, 4, 5] }, { blank: true }];
  const envelopes = [];
  for (const ballot of ballots) envelopes.push(await secret.seal(keys, ballot));
  const halves = [[], []];
  for (const place of [0, 1]) for (const one of envelopes) halves[place].push(await secret.openHalf(own[place], place, one));
  const parcel = await secret.pack(keys[1], halves[0]);
  const unpacked = await secret.unpack(own[1], parcel);
  const opened = [];
  for (const at of envelopes.keys()) opened.push(await secret.openBallot(envelopes[at], unpacked[at], halves[1][at]));
  const alone = await secret.openBallot(envelopes[0], halves[0][0], halves[0][0]);
  const crossed = await secret.openBallot(envelopes[0], halves[0][1], halves[1][0]);
  const foreign = await secret.openHalf(own[0], 1, envelopes[0]);
  let taken = "";
  try { await crypto.subtle.exportKey("pkcs8", own[0]); taken = "exported"; } catch { taken = "refused"; }
  let peeked = "";
  try { await secret.unpack(own[0], parcel); peeked = "open"; } catch { peeked = "locked"; }
  const twice = await secret.seal(keys, ballots[0]);
  await secret.forgetKey(901);
  return {
    lengths: [...new Set(envelopes.map((one) => secret.toBytes(one).length))],
    keyLength: secret.toBytes(keys[0]).length, opened, alone, crossed, foreign, taken, peeked,
    same: twice === envelopes[0], forgotten: (await secret.ownKey(901)) === undefined,
    print: await secret.fingerprint(keys[0]),
  };
}"""


def test_only_both_halves_open_an_envelope(reviewed: Server, rooms: Rooms) -> None:
    """L-75: one length for all, never the same envelope twice, private keys that no script can take out."""
    with reviewed.forum():
        page = rooms("/sitzungen")
        found = page.evaluate(CRYPTO)
    assert found["opened"] == [{"choice": "yes"}, {"options": [0, 1, 2, 3, 4, 5]}, {"blank": True}]
    assert (found["lengths"], found["keyLength"]) == ([2 * 384 + 12 + 2048 + 16], 422)
    assert (found["alone"], found["crossed"], found["foreign"]) == ({"invalid": True}, {"invalid": True}, None)
    assert (found["taken"], found["peeked"]) == ("refused", "locked")
    assert (found["same"], found["forgotten"]) == (False, True)
    assert len(found["print"]) == 19


def test_five_members_vote_secretly_on_five_phones(reviewed: Server, rooms: Rooms) -> None:
    """L-75, L-78: keys, envelopes, opening by both officers, result, receipts, and the recount."""
    with reviewed.forum():
        meeting, chair, people = factories.running_meeting(members=5)
        number, path = meeting.id, meeting.url
        desk = connected(rooms(path, chair, viewport={"width": 1280, "height": 900}))
        desk.get_by_text("Andere Abstimmung").click()
        desk.locator("#poll-question").fill("Wer leitet den Ausschuss?")
        desk.get_by_label("Wer erfährt, wie jemand stimmt").select_option("secret")
        desk.get_by_label("Erste beauftragte Person").select_option(people[0].handle)
        desk.get_by_label("Zweite beauftragte Person").select_option(people[1].handle)
        picture(desk, "desk-new-vote")
        desk.get_by_role("button", name="Abstimmung öffnen").click()
        phones = [connected(rooms(path, one)) for one in people]
        for phone in phones[:2]:
            phone.get_by_role("button", name="Meinen Schlüssel machen").click()
            expect(phone.get_by_role("button", name="Meinen Schlüssel machen")).to_have_count(0)
        desk.get_by_role("button", name="Geheime Abstimmung öffnen").click()
        expect(desk.locator("#live-refusal")).to_be_empty()
        expect(desk.locator("#part-poll")).to_be_visible()
        receipts = []
        for phone, answer in zip(phones, ("Ja", "Nein", "Ja", "Enthaltung", "Ja"), strict=True):
            expect(phone.locator("[data-fingerprints]")).to_contain_text(" · ")
            phone.get_by_role("radio", name=answer).check()
            phone.get_by_role("button", name="Stimme abgeben", exact=True).click()
            expect(phone.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.")
            receipts.append(phone.locator("#live-refusal").inner_text().split(":")[1].strip())
        picture(phones[4], "secret-voted")
        db.session.rollback()
        poll_id = newest()
        assert all(
            "choice" not in str(row.payload) for row in db.session.query(Ballot.payload).filter_by(poll_id=poll_id)
        )
        desk.get_by_role("button", name="Abstimmung schließen").click()
        openers = phones[:2]
        for phone, said in zip(openers, ("hat den eigenen Teil geöffnet", "hat ein Ergebnis gemeldet"), strict=True):
            phone.get_by_role("button", name="Umschläge öffnen").click()
            expect(phone.locator("#part-officers")).to_contain_text(said)
        openers[0].get_by_role("button", name="Umschläge öffnen").click()
        expect(desk.locator("#part-results")).to_contain_text("angenommen")
        picture(desk, "secret-result")
        assert violations(desk) == []
        assert poll(poll_id).result == {
            "yes": 3, "no": 1, "abstain": 1, "blank": 0, "invalid": 0, "options": [], "ballots": 5,
        }  # fmt: skip
        record = poll_queries.published(people[0], number, poll_id)
        assert problems(record) == []
        assert record["receipts"] == sorted(receipts)


def test_a_secret_ballot_says_that_it_needs_a_script(reviewed: Server, rooms: Rooms) -> None:
    """L-88: it is the only one, and it is not shown, for a plain form would send the vote in the clear."""
    with reviewed.forum():
        meeting, chair, people = factories.running_meeting(members=5)
        number, path = meeting.id, meeting.url
        poll_id = opened(chair, number, level="secret", officer_one_id=people[0].id, officer_two_id=people[1].id)
        for one in people[:2]:
            page = connected(rooms(path, one))
            page.get_by_role("button", name="Meinen Schlüssel machen").click()
            expect(page.get_by_role("button", name="Meinen Schlüssel machen")).to_have_count(0)
        factories.act(chair, number, "poll.start", poll_id=poll_id)
        plain = rooms(path, people[2], java_script_enabled=False)
        expect(plain.get_by_text("Dieser Stimmzettel braucht JavaScript")).to_be_visible()
        expect(plain.locator("#part-poll form")).to_be_hidden()


def test_a_secret_ballot_is_checked_before_it_is_locked(reviewed: Server, rooms: Rooms) -> None:
    """L-75: nobody else can read it until it is counted; the wrong one stays as it is, and nothing is sent."""
    with reviewed.forum():
        number, _poll_id, voter = secret_vote(rooms, kind="stv", options="Ada\nBen\nCem", seats=2)
        page = connected(rooms(f"/sitzungen/{number}", voter))
        sent: list[str] = []
        page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/stimme") else None)
        cast = page.get_by_role("button", name="Stimme abgeben", exact=True)
        cast.click()
        expect(page.locator("#live-refusal")).to_contain_text("Bitte wählen Sie mindestens 1")
        for name in ("Ada", "Ben"):
            page.get_by_label(f"Platz für {name}").fill("1")
        cast.click()
        expect(page.locator("#live-refusal")).to_contain_text("Bitte vergeben Sie jeden Platz nur einmal.")
        expect(page.get_by_label("Platz für Ben")).to_have_value("1")
        assert sent == []
        assert violations(page) == []
        page.get_by_label("Platz für Ben").fill("2")
        cast.click()
        expect(page.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.")
        assert len(sent) == 1


def test_a_double_click_sends_one_secret_vote_and_never_in_the_clear(reviewed: Server, rooms: Rooms) -> None:
    """L-75, L-71, L-74: a second click while the answer is under way does nothing, nor does the browser by itself."""
    with reviewed.forum():
        number, poll_id, voter = secret_vote(rooms)
        page = connected(rooms(f"/sitzungen/{number}", voter))
        sent: list[str] = []
        page.on("request", lambda one: sent.append(one.post_data or "") if one.url.endswith("/stimme") else None)
        page.get_by_role("radio", name="Nein").check()
        # Twice before any answer, and once past the script: what a browser sends by itself would be in the clear.
        page.get_by_role("button", name="Stimme abgeben", exact=True).evaluate(
            "button => { button.click(); button.click(); button.form.submit(); }"
        )
        expect(page.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.")
        assert len(sent) == 1
        assert "envelope=" in sent[0]
        assert "choice" not in sent[0]
        db.session.rollback()
        assert db.session.query(Ballot).filter_by(poll_id=poll_id).count() == 1


def test_a_vote_without_an_answer_stays_the_vote_that_it_was(reviewed: Server, rooms: Rooms) -> None:
    """L-74, L-87: while nobody knows whether it arrived, nothing else can be chosen; the same envelope goes out again."""
    with reviewed.forum():
        number, _poll_id, voter = secret_vote(rooms)
        page = connected(rooms(f"/sitzungen/{number}", voter))
        sent: list[str] = []

        def aborted(route: Route) -> None:
            sent.append(route.request.post_data or "")
            route.abort()

        page.route("**/stimme", aborted)
        page.get_by_role("radio", name="Nein").check()
        page.get_by_role("button", name="Stimme abgeben", exact=True).click()
        expect(page.get_by_text("nur unverändert noch einmal senden")).to_be_visible()
        expect(page.get_by_role("radio", name="Ja")).to_be_disabled()
        expect(page.get_by_role("radio", name="Nein")).to_be_checked()
        expect(page.get_by_text("Leer oder ungültig abgeben")).to_be_hidden()
        picture(page, "ballot-unanswered")
        assert violations(page) == []
        page.unroute("**/stimme")
        page.on("request", lambda one: sent.append(one.post_data or "") if one.url.endswith("/stimme") else None)
        page.get_by_role("button", name="Stimme abgeben", exact=True).click()
        expect(page.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.")
        assert sent[0] == sent[1]


def secret_vote(rooms: Rooms, **data: Any) -> tuple[int, int, Person]:
    """Open a secret vote among five, and return its session, its number and somebody who has yet to vote."""
    meeting, chair, people = factories.running_meeting(members=5)
    number, path, chair_id, voter_id = meeting.id, meeting.url, chair.id, people[2].id
    poll_id = opened(chair, number, level="secret", **data, officer_one_id=people[0].id, officer_two_id=people[1].id)
    for one in people[:2]:
        page = connected(rooms(path, one))
        page.get_by_role("button", name="Meinen Schlüssel machen").click()
        expect(page.get_by_role("button", name="Meinen Schlüssel machen")).to_have_count(0)
    factories.act(db.session.get_one(Person, chair_id), number, "poll.start", poll_id=poll_id)
    return number, poll_id, db.session.get_one(Person, voter_id)


def test_moving_an_option_says_its_new_place(reviewed: Server, rooms: Rooms) -> None:
    """A-12, L-85: whoever does not see the list move hears where the option stands now."""
    with reviewed.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        opened(chair, meeting.id, kind="irv", options="Ada\nBen\nCem")
        page = connected(rooms(meeting.url, ada))
        page.get_by_role("button", name="Cem höher").click()
        expect(page.get_by_role("status").filter(has_text="Cem: Platz 2 von 3")).to_have_count(1)
        expect(page.get_by_role("button", name="Cem höher")).to_be_focused()
        page.get_by_role("button", name="Cem höher").press("Enter")
        expect(page.get_by_role("status").filter(has_text="Cem: Platz 1 von 3")).to_have_count(1)
