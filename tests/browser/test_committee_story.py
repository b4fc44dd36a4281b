"""A whole meeting of a Fachbeirat in the browser, from its invitation to its minutes, and the Board's answer to it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.meetings.commands import PlannedItem
from forum.meetings.counting import problems
from forum.meetings.models import AgendaItem, Meeting, Minutes
from forum.meetings.queries import polls as poll_queries
from tests import factories
from tests.browser.conftest import Visits, until_shown
from tests.browser.test_whole_path_story import assess, step
from tests.chromium import NEEDS_CHROMIUM
from tests.meetings.polling import newest
from tests.meetings.rooms import connected
from tests.serving import Server

pytestmark = NEEDS_CHROMIUM

PHONE = {"viewport": {"width": 320, "height": 568}}
FIRST = "Zwölf überdachte Fahrradbügel kommen an den Bahnhof."
SECOND = "Sie werden im Sommer gebaut."
BETTER = "Sie werden bis Ostern gebaut."
REASONS = "Am Bahnhof wurden an einem Werktag 300 Räder gezählt."
OBJECTION = "Es waren 310 Räder, nicht 300."
DUTY = "Die Bügel sind auch für Lastenräder breit genug."
DECISION = "Die Stadt baut zwölf überdachte Fahrradbügel am Bahnhof bis Ostern."


@pytest.fixture(params=["socket", "long poll"])
def visits(browser: Browser, reviewed: Server, request: pytest.FixtureRequest) -> Iterator[Visits]:
    """Hand out pages of that forum, with or without WebSocket, and fail a test of which the browser complained."""
    opened = Visits(browser, reviewed, sockets=request.param == "socket")
    yield opened
    opened.close()
    assert opened.complaints == []


def press(page: Page, name: str) -> None:
    """Press a button of the room, and agree when it asks again."""
    page.get_by_role("button", name=name, exact=True).click()
    dialog = page.get_by_role("dialog")
    if dialog.count() and dialog.is_visible():
        dialog.get_by_role("button", name=name).click()


def part(page: Page, name: str) -> Locator:
    """Return a part of the room."""
    return page.locator(f"#part-{name}")


class Story:
    """The people of the story, each at a screen of their own."""

    def __init__(self, visits: Visits) -> None:
        self.visits = visits
        of = factories.committee()
        self.committee = of.url
        self.idea = factories.idea(state="fachbeirat")
        self.title = self.idea.title
        self.chair, self.clerk = factories.member(of, "chair"), factories.member(of, "clerk")
        self.people = [factories.member(of) for _ in range(5)]
        self.handles = [one.handle for one in self.people]
        items = (PlannedItem("Fahrradbügel am Bahnhof", idea_id=self.idea.id), PlannedItem("Verschiedenes"))
        meeting = factories.meeting(of, items, starts_at=now() + timedelta(days=9), quorum=3)
        self.number, self.path = meeting.id, meeting.url
        self.of_id = of.id

    def invite(self) -> None:
        """L-29, L-30: the chair invites, members answer, and the date goes into a calendar."""
        self.desk = self.visits(self.path, self.chair)
        self.desk.set_default_timeout(10_000)
        press(self.desk, "Mitglieder einladen")
        expect(part(self.desk, "invitation")).to_contain_text("Eingeladen am")
        phones = [self.visits(f"{self.path}/antwort", one, **PHONE) for one in self.people]
        for phone in phones[:4]:
            press(phone, "Ich nehme teil")
            expect(phone.get_by_role("main")).to_contain_text("nimmt teil")
        press(phones[4], "Ich nehme nicht teil")
        self.phones = phones
        with phones[0].expect_download() as saved:
            self.visits.go(phones[0], self.path).get_by_role("link", name="In den Kalender").click()
        calendar = saved.value.path().read_text("utf-8")
        assert "BEGIN:VEVENT" in calendar
        assert "LOCATION:Rathaus" in calendar
        self.visits.go(phones[0], self.path)

    def gather(self) -> None:
        """L-05, L-06, L-31: three are in the room, one joins online, the clerk notes the fifth; then the quorum stands."""
        # The nine days pass.
        db.session.rollback()
        with transaction():
            db.session.get_one(Meeting, self.number).starts_at = now()
        press(self.desk, "Sitzung eröffnen")
        self.visitor = self.visits(self.path)
        self.minute_taker = connected(self.visits(self.path, self.clerk))
        connected(self.desk)
        for phone in self.phones:
            connected(self.visits.go(phone, self.path))
        for phone in self.phones[:2]:
            press(phone, "Anwesend melden")
            expect(part(phone, "presence")).to_contain_text("Stimmberechtigte anwesend")
        expect(part(self.visitor, "presence")).to_contain_text("2 Stimmberechtigte anwesend · beschlussfähig ab 3")
        press(self.desk, "Beschlussfähigkeit feststellen")
        expect(self.desk.locator("#live-refusal")).to_contain_text("nicht beschlussfähig")
        press(self.phones[2], "Anwesend melden")
        press(self.phones[3], "Online dabei")
        press(self.minute_taker, f"{self.handles[4]} anwesend melden")
        here = part(self.visitor, "presence")
        expect(here).to_contain_text("5 Stimmberechtigte anwesend")
        expect(here.get_by_role("listitem").filter(has_text=self.handles[3])).to_contain_text("online")
        noted = here.get_by_role("listitem").filter(has_text=self.handles[4])
        expect(noted).to_contain_text(f"gemeldet von {self.clerk.handle}")
        press(self.desk, "Beschlussfähigkeit feststellen")
        expect(here).to_contain_text("Beschlussfähigkeit festgestellt")
        press(self.desk, "TOP 1 aufrufen")
        expect(part(self.visitor, "bar")).to_contain_text("TOP 1: Fahrradbügel am Bahnhof")

    def speak(self) -> None:
        """L-07, L-10, L-11: on a balanced list whoever has not spoken comes first, and reads why."""
        one, two = self.phones[:2]
        first, second = self.handles[:2]
        self.desk.get_by_text("Regeln der Redeliste").click()
        self.desk.get_by_label("Ausgewogen: Gruppen wechseln").check()
        press(self.desk, "Regeln setzen")
        expect(part(self.visitor, "speakers")).to_contain_text("wer weniger sprach, kommt zuerst")
        press(one, "Zu Wort melden")
        press(self.desk, f"{first} das Wort geben")
        expect(one.locator("#live-now")).to_have_text("Sie haben das Wort.")
        press(self.desk, f"Rede von {first} beenden")
        press(one, "Zu Wort melden")
        expect(part(one, "me")).to_contain_text("Sie stehen an Stelle 1 der Redeliste.")
        press(two, "Zu Wort melden")
        expect(part(two, "me")).to_contain_text("Sie stehen an Stelle 1 der Redeliste.")
        expect(part(one, "me")).to_contain_text("Sie stehen an Stelle 2 der Redeliste.")
        expect(part(self.visitor, "speakers").locator(".speakers").first.locator(".speakers__name")).to_have_text(
            [second, first]
        )
        expect(part(self.visitor, "speakers")).to_contain_text("ausgewogen: Gruppen im Wechsel")
        expect(part(self.desk, "speakers")).to_contain_text("erster Beitrag")
        for name in (second, first):
            press(self.desk, f"{name} das Wort geben")
            expect(part(self.visitor, "now")).to_contain_text(f"Es spricht: {name}")
            press(self.desk, f"Rede von {name} beenden")

    def amend(self) -> None:
        """L-06, L-15: a paragraph is changed before everybody's eyes; a vote waits until a doubted quorum stands again."""
        self.desk.locator("#motion-text").fill(f"{FIRST}\n\n{SECOND}")
        self.desk.locator("#motion-reasons").fill(REASONS)
        self.desk.locator("#b-motion").click()
        author = self.phones[2]
        author.get_by_text("Änderung zu Antrag 1 beantragen").click()
        author.get_by_label("Neuer Wortlaut von Absatz 2").fill(BETTER)
        press(author, "Änderung von Absatz 2 beantragen")
        seen = part(self.visitor, "motions").locator(".difference")
        expect(seen.locator("del").filter(has_text="Sommer")).to_be_visible()
        expect(seen.locator("ins").filter(has_text="Ostern")).to_be_visible()
        press(self.desk, "Änderung 1.1 zulassen")
        press(self.phones[1], "Beschlussfähigkeit anzweifeln")
        expect(part(self.visitor, "presence")).to_contain_text("Beschlussfähigkeit angezweifelt")
        press(self.desk, "Über Änderung 1.1 abstimmen")
        expect(self.desk.locator("#live-refusal")).to_contain_text("angezweifelt")
        press(self.desk, "Beschlussfähigkeit erneut feststellen")
        press(self.desk, "Über Änderung 1.1 abstimmen")
        for phone in self.phones:
            phone.get_by_role("radio", name="Ja").check()
            press(phone, "Stimme abgeben")
            expect(part(phone, "poll")).to_contain_text("Sie haben abgestimmt.")
        expect(part(self.visitor, "tally")).to_contain_text("5 von 5 Stimmen abgegeben")
        press(self.desk, "Abstimmung schließen")
        expect(part(self.visitor, "motions")).to_contain_text(BETTER)
        expect(part(self.visitor, "motions")).to_contain_text("Fassung 2")

    def ask_for_a_secret_vote(self) -> None:
        """Fill in the form of a secret vote about the motion, with the first two members as officers."""
        form = part(self.desk, "poll-new")
        if not form.get_by_label("Worüber").is_visible():
            self.desk.get_by_text("Andere Abstimmung").click()
        form.get_by_label("Worüber").select_option(index=1)
        form.get_by_label("Wer erfährt, wie jemand stimmt").select_option("secret")
        form.get_by_label("Erste beauftragte Person").select_option(self.handles[0])
        form.get_by_label("Zweite beauftragte Person").select_option(self.handles[1])
        press(self.desk, "Abstimmung öffnen")

    def vote(self) -> None:
        """L-75, L-78, L-83: refused while somebody is online; then encrypted on five phones and opened by two officers."""
        self.ask_for_a_secret_vote()
        expect(self.desk.locator("#live-refusal")).to_contain_text("nimmt per Video oder Telefon teil")
        # Without sockets the two refusals before this one came as answers of HTTP, too.
        refusals = 1 if self.visits.sockets else 3
        assert self.visits.complaints == [f"409 of {self.visits.site.url}{self.path}/befehl"] * refusals
        self.visits.complaints.clear()
        press(self.phones[3], "Sitzung verlassen")
        press(self.phones[3], "Anwesend melden")
        # The desk's forms say who is there, so they are drawn anew; whoever fills them in before that is disturbed.
        for page in (self.visitor, self.desk):
            expect(part(page, "presence").get_by_text("online", exact=True)).to_have_count(0)
        self.ask_for_a_secret_vote()
        connected(self.desk)
        for phone in self.phones[:2]:
            press(phone, "Meinen Schlüssel machen")
            expect(phone.get_by_role("button", name="Meinen Schlüssel machen")).to_have_count(0)
        press(self.desk, "Geheime Abstimmung öffnen")
        for phone, answer in zip(self.phones, ("Ja", "Nein", "Ja", "Enthaltung", "Ja"), strict=True):
            expect(phone.locator("[data-fingerprints]")).to_contain_text(" · ")
            phone.get_by_role("radio", name=answer).check()
            press(phone, "Stimme abgeben")
            expect(part(phone, "poll")).to_contain_text("Sie haben abgestimmt.")
            expect(phone.locator("#live-refusal")).to_contain_text("Ihr Beleg")
            assert phone.evaluate("document.documentElement.scrollWidth") <= 320
        expect(part(self.visitor, "tally")).not_to_contain_text("Ja")
        press(self.desk, "Abstimmung schließen")
        for phone, said in zip(self.phones, ("den eigenen Teil geöffnet", "ein Ergebnis gemeldet"), strict=False):
            press(phone, "Umschläge öffnen")
            expect(part(phone, "officers")).to_contain_text(said)
        press(self.phones[0], "Umschläge öffnen")
        expect(part(self.visitor, "resolutions")).to_contain_text(BETTER)
        expect(part(self.visitor, "results").get_by_text("angenommen").first).to_be_visible()
        db.session.rollback()
        assert problems(poll_queries.published(self.people[0], self.number, newest())) == []
        press(self.desk, "TOP 1 als beschlossen schließen")
        press(self.desk, "Sitzung schließen")
        # The agenda says so before the session is closed, and only then the minutes can be begun.
        expect(self.desk.get_by_role("button", name="Sitzung schließen")).to_have_count(0)
        expect(part(self.visitor, "agenda")).to_contain_text("beschlossen")

    def write_minutes(self) -> None:
        """L-24, L-25: drafted from the log, objected to, mended, approved by a later session, and published with a PDF."""
        page, address = self.minute_taker, f"{self.path}/niederschrift"
        self.visits.go(page, address)
        press(page, "Niederschrift beginnen")
        self.save_paragraph("Es wurden 300 Räder gezählt.")
        press(page, "Den Mitgliedern vorlegen")
        expect(page.get_by_role("main")).to_contain_text("Einwendungsfrist läuft")
        expect(self.visits.go(self.visitor, address).get_by_role("main")).to_contain_text("Noch nicht veröffentlicht")
        member = self.visits.go(self.phones[1], address)
        member.get_by_label("Was stimmt nicht?").fill(OBJECTION)
        press(member, "Einwendung erheben")
        expect(member.locator("#einwendungen")).to_contain_text("noch nicht beantwortet")
        self.visits.go(page, address)
        self.save_paragraph("Es wurden 310 Räder gezählt.")
        page.get_by_role("textbox", name="Antwort").fill("Das stimmt; die Zahl ist berichtigt.")
        page.get_by_label("Die Niederschrift ist entsprechend geändert").check()
        press(page, "Antwort speichern")
        expect(page.locator("#einwendungen")).to_contain_text("berücksichtigt")
        self.let_the_period_pass_and_approve()
        self.visits.go(page, address)
        press(page, "Genehmigung eintragen")
        press(page, "Veröffentlichen")
        expect(page.get_by_role("main")).to_contain_text("Veröffentlicht am")
        shown = self.visits.go(self.visitor, address).get_by_role("main")
        for words in (FIRST, BETTER, "310 Räder", "3 Ja, 1 Nein, 1 Enthaltung", "angezweifelt"):
            expect(shown).to_contain_text(words)
        answer = self.visitor.request.get(f"{self.visits.site.url}{address}.pdf")
        assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")

    def save_paragraph(self, text: str) -> None:
        """Write the clerk's words about the first item."""
        page = self.minute_taker
        page.get_by_role("link", name="Absatz bearbeiten 1 – TOP 1").click()
        page.get_by_label("Text des Absatzes").fill(text)
        press(page, "Absatz speichern")
        expect(page.locator("#top-1")).to_contain_text(text)

    def let_the_period_pass_and_approve(self) -> None:
        """Put the end of the period before now, and let a second session approve the minutes."""
        db.session.rollback()
        with transaction():
            db.session.get_one(Minutes, self.number).objections_until = now() - timedelta(seconds=1)
        following = factories.meeting(db.session.get_one(Meeting, self.number).committee).id
        factories.act(self.chair, following, "session.start")
        for one in self.people:
            factories.act(one, following, "presence.check_in")
        first = db.session.scalars(
            select(AgendaItem.id).where(AgendaItem.meeting_id == following).order_by(AgendaItem.id)
        ).first()
        factories.act(self.chair, following, "item.open", item_id=first)
        factories.act(self.chair, following, "poll.open", minutes_id=self.number)
        for one in self.people:
            factories.act(one, following, "poll.vote", poll_id=newest(), choice="yes")
        factories.act(self.chair, following, "poll.close", poll_id=newest())

    def decide(self) -> None:
        """B-07, B-17, L-16: the Board decides on the paper in its own session, and the committee reads the answer."""
        board = factories.committee(kind="board", title="Smart City-Board")
        head, others = factories.member(board, "chair"), [factories.member(board) for _ in range(3)]
        staff, assessor = factories.person("staff"), factories.person("board")
        idea, number = self.idea.url, self.idea.id
        office = self.visits(f"/ideen/{number}/bewertung", staff)
        assess(office)
        assess(self.visits(f"/ideen/{number}/bewertung", assessor))
        self.visits.go(office, f"/ideen/{number}/vorlage")
        office.get_by_label("Warum dient die Idee diesen Zielen?").fill("Mehr Menschen fahren mit dem Rad zum Bahnhof.")
        office.get_by_label("Öffentliche Begründung des Schritts").fill("Alle Unterlagen sind geprüft und liegen vor.")
        office.get_by_role("button", name="Vorlage einfrieren").click()
        expect(office.get_by_role("main")).to_contain_text(BETTER)
        step(self.visits(idea, self.chair), IdeaState.BOARD)
        session = factories.meeting(board, (PlannedItem("Fahrradbügel", idea_id=number),))
        path = session.url
        desk = connected(self.visits(path, head))
        press(desk, "Sitzung eröffnen")
        seats = [connected(self.visits(path, one, **PHONE)) for one in others]
        for seat in seats:
            press(seat, "Anwesend melden")
        press(desk, "TOP 1 aufrufen")
        desk.locator("#motion-text").fill(DECISION)
        desk.get_by_label("Was bei Annahme über die Idee beschlossen ist").select_option("geändert beschlossen")
        desk.get_by_text("Auflagen bei einem Ja").click()
        first = desk.get_by_role("group", name="Auflage 1")
        first.get_by_label("Was zu tun ist").fill(DUTY)
        first.get_by_label("Zuständige Stelle").fill("Tiefbau und Verkehr")
        first.get_by_label("Zu erfüllen bis").fill((today() + timedelta(days=90)).isoformat())
        desk.locator("#b-motion").click()
        press(desk, "Über Antrag 1 abstimmen")
        for seat in seats:
            seat.get_by_role("radio", name="Ja").check()
            press(seat, "Stimme abgeben")
            expect(part(seat, "poll")).to_contain_text("Sie haben abgestimmt.")
        press(desk, "Abstimmung schließen")
        expect(part(seats[0], "resolutions")).to_contain_text(DECISION)
        expect(part(seats[0], "results")).to_contain_text("geändert beschlossen")
        results = self.visits.go(self.visitor, self.committee).get_by_role("main")
        until_shown(self.visitor, "beantwortet")
        results.get_by_role("link", name="Beschluss SCB-").click()
        expect(self.visitor.get_by_role("main")).to_contain_text(DECISION)
        expect(self.visitor.get_by_role("main")).to_contain_text(DUTY)
        db.session.rollback()
        assert db.session.get_one(Idea, number).state == "beschlossen"


def test_a_fachbeirat_meets_and_the_board_answers(visits: Visits) -> None:
    """L-05 to L-11, L-15, L-16, L-24, L-29 to L-31, L-75, L-78, L-83, B-07, B-17: nobody reloads the room.

    L-48: with every WebSocket blocked the whole session goes the same way, the secret vote included.
    """
    with visits.site.forum():
        story = Story(visits)
        story.invite()
        story.gather()
        story.speak()
        story.amend()
        story.vote()
        if visits.sockets:
            # What follows the session are pages that no socket has to do with.
            story.write_minutes()
            story.decide()
