"""One real idea from its submission to the impact report, every hand through which it goes in a browser of its own.

The idea is one of those that citizens of Bonn handed in for the Raddialog 2017 (CIMT data, CC BY-SA 4.0).
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from forum.cli import reading
from forum.committees.models import Committee
from forum.core.clock import today
from forum.core.db import db
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.meetings.commands import PlannedItem
from forum.meetings.models import Motion, Poll
from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

CIMT = Path(os.environ.get("FORUM_CIMT", Path(__file__).parents[2].parent / "shared" / "data" / "cimt"))
REASON = "Die Idee ist sorgfältig geprüft; hier stehen die Gründe für den nächsten Schritt auf ihrem Weg."
RECOMMENDATION = "Der Fachbeirat empfiehlt, die Idee im kommenden Jahr umzusetzen."
DECISION = "Die Stadt setzt die Idee um und berichtet darüber."
DUTY = "Über die Wirkung ist dem Board zu berichten."
MILESTONE = "Strecke ist vermessen"


def one_of_bonn() -> tuple[str, str]:
    """Return title and text of the first idea that fits into the form as it is; without the data the test is skipped."""
    if not CIMT.exists():
        pytest.skip("the CIMT data is not here; FORUM_CIMT names its folder")
    for idea in reading.read(CIMT / "bonn-raddialog-2017.tsv", "cimt"):
        if 20 <= len(idea.title) <= 80 and 200 <= len(idea.text) <= 900:
            return idea.title, idea.text
    pytest.fail("no idea of the data fits into the form")


def step(page: Page, target: IdeaState, committee: str = "") -> None:
    """Take the next step of an idea on its page; one that leads to a Fachbeirat names it."""
    page.get_by_text("Nächsten Schritt gehen").click()
    page.get_by_label("Nächster Schritt").select_option(target.value)
    if committee:
        page.get_by_label(re.compile("^Fachbeirat")).select_option(label=committee)
    page.get_by_label("Öffentliche Begründung").fill(REASON)
    with page.expect_navigation():
        page.get_by_role("button", name="Schritt veröffentlichen").click()
    expect(page.get_by_role("region", name="Verlauf")).to_contain_text(str(target.label))


def assess(page: Page) -> None:
    """Answer every criterion with its last choice but one, and save."""
    for choices in page.locator("fieldset").all():
        radios = choices.get_by_role("radio")
        (radios.first if radios.count() == 2 else radios.nth(4)).check()
    page.get_by_role("button", name="Bewertung speichern").click()


def submit(page: Page, title: str, text: str) -> int:
    """Hand the idea in and return its number."""
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Beschreibung").fill(text)
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    page.get_by_role("button", name="Idee einreichen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    found = re.search(r"/ideen/(\d+)", page.url)
    assert found is not None
    return int(found[1])


def recommend(visits: Visits, idea_id: int) -> Page:
    """Let a Fachbeirat adopt a recommendation in a live session, and return the idea's page as its chair sees it."""
    with visits.site.forum():
        meeting, chair, (ada, ben) = factories.running_meeting(
            of=db.session.get_one(Committee, db.session.get_one(Idea, idea_id).committee_id),
            items=(PlannedItem("Die Idee", idea_id=idea_id),),
        )
        number = meeting.id
        factories.act(
            chair,
            number,
            "motion.add",
            kind="recommendation",
            text=RECOMMENDATION,
            reasons="Sie hilft vielen Menschen.",
        )
        motion = db.session.scalars(select(Motion.id).where(Motion.meeting_id == number)).one()
        factories.act(chair, number, "poll.open", motion_id=motion)
        poll = db.session.scalars(select(Poll.id).where(Poll.meeting_id == number)).one()
        for member in (ada, ben):
            factories.act(member, number, "poll.vote", poll_id=poll, choice="yes")
        factories.act(chair, number, "poll.close", poll_id=poll)
        factories.act(chair, number, "session.close")
        return visits(f"/ideen/{idea_id}", chair)


def decide(visits: Visits, board: Page, title: str) -> None:
    """Let the Board accept with a condition."""
    visits.go(board, "/board")
    board.get_by_role("article").filter(has_text=title).get_by_role("link", name="Beschluss fassen").click()
    board.get_by_role("radio", name="geändert beschlossen", exact=True).check()
    board.get_by_role("radio", name="einstimmig").check()
    counted = {"Ja-Stimmen": 3, "Nein-Stimmen": 0, "Enthaltungen": 1, "Anwesende Mitglieder": 4}
    for label, votes in (counted | {"Stimmberechtigte Mitglieder": 5}).items():
        board.get_by_label(label).fill(str(votes))
    board.get_by_label("Wortlaut des Beschlusses").fill(DECISION)
    first = board.get_by_role("group", name="Auflage 1")
    first.get_by_label("Auflage").fill(DUTY)
    first.get_by_label("Zuständige Stelle").fill("Tiefbau und Verkehr")
    first.get_by_label("Zu erfüllen bis").fill((today() + timedelta(days=90)).isoformat())
    board.get_by_role("button", name="Beschluss veröffentlichen").click()
    board.get_by_role("dialog").get_by_role("button", name="Beschluss veröffentlichen").click()
    expect(board.get_by_role("main")).to_contain_text(DUTY)


def build(visits: Visits, staff: Page, idea_id: int) -> str:
    """Let the Stabsstelle begin the project with a milestone that is late, and return the project's address."""
    visits.go(staff, f"/ideen/{idea_id}/vorhaben")
    staff.get_by_label("Was geschieht?").fill("Das Tiefbauamt vermisst die Strecke und baut sie dann aus.")
    first = staff.get_by_role("group", name="Ziel 1")
    first.get_by_label("Ziel der Stadt").select_option(index=1)
    first.get_by_role("textbox").nth(0).fill("Mit den Zielen der Stadt ist das Vorhaben vereinbar.")
    first.get_by_role("textbox").nth(1).fill("Mehr Menschen fahren sicher mit dem Rad zur Arbeit.")
    staff.get_by_role("button", name="Auf die Liste setzen").click()
    expect(staff.get_by_role("main")).to_contain_text("geplant")
    found = re.search(r"/vorhaben/(\d+)", staff.url)
    assert found is not None
    number = found[1]
    visits.go(staff, f"/vorhaben/{number}/bearbeiten/meilensteine")
    row = staff.get_by_role("group", name="Meilenstein 1")
    row.get_by_label("Meilenstein").fill(MILESTONE)
    row.get_by_label("Geplant für").fill((today() - timedelta(days=2)).isoformat())
    staff.get_by_label("Was ändert sich und warum?").fill("Der erste Meilenstein steht fest.")
    staff.get_by_role("main").get_by_role("button", name="Speichern").click()
    return f"/vorhaben/{number}"


def test_an_idea_goes_all_the_way_to_the_impact_report(visits: Visits) -> None:
    """N-17, N-22, B-01, B-07, B-10, B-13, B-20, G-07, G-09, N-28: each step stands on the idea's public page."""
    with visits.site.forum():
        title, text = one_of_bonn()
        author = visits("/ideen/neu", factories.person())
        twin = factories.idea(title="Dasselbe noch einmal, von jemand anderem gewünscht")
        twin_id, twin_title = twin.id, twin.title
        council = factories.committee().title
    idea_id = submit(author, title, text)
    staff = visits(f"/ideen/{idea_id}", "staff")
    step(staff, IdeaState.IN_DISKUSSION)
    visits.go(staff, f"/ideen/{idea_id}/zusammenfuehren")
    staff.get_by_label("Weitere Ideen").fill(str(twin_id))
    staff.get_by_label("Öffentliche Begründung").fill(REASON)
    staff.get_by_role("button", name="Zusammenführen").click()
    expect(staff.get_by_role("region", name="Verlauf")).to_contain_text(twin_title)
    visits.go(staff, f"/ideen/{idea_id}/bearbeiten")
    staff.get_by_text("Ziele der Stadt – freiwillig").click()
    staff.get_by_role("checkbox", name=re.compile("Lebensqualität")).check()
    staff.get_by_role("button", name="Einordnung speichern").click()
    visits.go(staff, f"/ideen/{idea_id}")
    step(staff, IdeaState.FACHPRUEFUNG)
    step(staff, IdeaState.FACHBEIRAT, council)
    chair = recommend(visits, idea_id)

    visits.go(staff, f"/ideen/{idea_id}/bewertung")
    assess(staff)
    board = visits(f"/ideen/{idea_id}/bewertung", "board")
    assess(board)
    visits.go(staff, f"/ideen/{idea_id}/vorlage")
    staff.get_by_label("Warum dient die Idee diesen Zielen?").fill("Die Stadt wird für alle lebenswerter und sicherer.")
    staff.get_by_label("Öffentliche Begründung des Schritts").fill(REASON)
    staff.get_by_role("button", name="Vorlage einfrieren").click()
    expect(staff.get_by_role("main")).to_contain_text(RECOMMENDATION)
    step(visits.go(chair, f"/ideen/{idea_id}"), IdeaState.BOARD)

    decide(visits, board, title)
    project = build(visits, staff, idea_id)

    visitor = visits(project)
    expect(visitor.get_by_role("main")).to_contain_text("überfällig")
    expect(visitor.get_by_role("region", name="Was wurde daraus?")).to_contain_text("SCB-")
    visits.go(visitor, f"/ideen/{idea_id}")
    log = visitor.get_by_role("region", name="Verlauf")
    expect(visitor.get_by_role("main")).to_contain_text(RECOMMENDATION)
    for line in (twin_title, "Empfehlung:", "Vorlage für das Board", "SCB-", "Steht auf der Liste der Vorhaben"):
        expect(log).to_contain_text(line)
    expect(visitor.get_by_role("region", name="Was wurde daraus?").get_by_role("link", name=title)).to_be_visible()
    visits.go(visitor, f"/berichte/{today().year}")
    report = visitor.get_by_role("main")
    expect(report).to_contain_text(title)
    expect(report).to_contain_text(MILESTONE)
    with visits.site.forum():
        assert db.session.get_one(Idea, idea_id).state == "beschlossen"
