"""Motions: their course by one table, amendments by paragraph, versions, supporters (L-15, L-16)."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.difference import Change, difference
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.permissions import Nobody
from forum.ideas.models import Idea
from forum.meetings import queries
from forum.meetings.commands import PlannedItem
from forum.meetings.course import COURSE_LABELS, STEPS, Course, after, amended, joined, paragraphs
from forum.meetings.minutes import draft
from forum.meetings.models import Meeting, Motion, MotionVersion, Poll, Resolution
from tests import factories
from tests.dossiers.test_papers import drafted, frozen
from tests.factories import act
from tests.meetings.talk import moves

TEXT = "Die Stadt stellt 300 Bügel auf.\n\nSie beginnt am Bahnhof.\n\nSie berichtet im Herbst."


def test_every_step_of_the_course_is_in_the_table_and_no_other() -> None:
    """L-15: entwurf, eingereicht, zugelassen, beraten, abgestimmt, and then its end."""
    assert {to for _allowed, to in STEPS.values()} | {Course.DRAFT} == set(Course) == set(COURSE_LABELS)
    usual = ["submit", "admit", "debate", "put", "accept"]
    state: Course | None = Course.DRAFT
    for step in usual:
        assert state is not None
        state = after(state, step)
    assert state == Course.ACCEPTED
    for end in (Course.ACCEPTED, Course.REJECTED, Course.REFERRED, Course.WITHDRAWN, Course.VOID):
        assert not any(after(end, step) for step in STEPS)


@given(some.lists(some.text("ab .", min_size=1), max_size=6), some.integers(1, 7), some.text("cd ."))
def test_an_amendment_changes_its_paragraph_and_no_other(parts: list[str], place: int, words: str) -> None:
    before = paragraphs(joined(parts))
    known = before[place - 1] if place <= len(before) else "x"
    result = amended(joined(parts), place, known, words)
    if place > len(before):
        assert result is None
        return
    assert result is not None
    new = [words.strip()] if words.strip() else []
    assert paragraphs(result) == [*before[: place - 1], *new, *before[place:]]
    assert amended(joined(parts), place, known + "!", words) is None


def test_a_member_moves_and_the_chair_admits(app: Flask) -> None:
    """L-15: no vote on what was not admitted, and each refusal says where the motion stands."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    motion = moves(ada, number, text=TEXT)
    with pytest.raises(Conflict, match="eingereicht"):
        act(chair, number, "poll.open", motion_id=motion)
    with pytest.raises(Forbidden):
        act(ada, number, "motion.admit", motion_id=motion)
    act(chair, number, "motion.admit", motion_id=motion)
    with pytest.raises(Conflict, match="zugelassen"):
        act(chair, number, "motion.admit", motion_id=motion)
    with pytest.raises(Forbidden):
        act(ben, number, "motion.withdraw", motion_id=motion)
    act(chair, number, "motion.debate", motion_id=motion)
    act(chair, number, "poll.open", motion_id=motion)
    with pytest.raises(Conflict, match="in Abstimmung"):
        act(ada, number, "motion.withdraw", motion_id=motion)
    assert db.session.get_one(Motion, motion).state == "voted"


def test_a_draft_is_for_the_committee_until_it_is_submitted(app: Flask) -> None:
    """L-15: supporters sign by name; nobody outside reads a draft, nor its number."""
    meeting, _chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    motion = moves(ada, number, text=TEXT, draft=True)
    assert queries.state(Nobody(), number)["motions"] == []
    assert "300 Bügel" not in str(queries.everything(Nobody(), db.session.get_one(Meeting, number)))
    act(ben, number, "motion.support", motion_id=motion)
    with pytest.raises(Conflict):
        act(ada, number, "motion.support", motion_id=motion)
    with pytest.raises(Forbidden):
        act(ben, number, "motion.submit", motion_id=motion)
    act(ada, number, "motion.submit", motion_id=motion)
    (told,) = queries.state(Nobody(), number)["motions"]
    assert (told["state"], told["supporters"]) == ("submitted", 1)
    act(ben, number, "motion.support", motion_id=motion, wanted=False)
    assert queries.state(Nobody(), number)["motions"][0]["supporters"] == 0


def voted(chair: Person, number: int, motion: int, *voters: Person) -> None:
    act(chair, number, "poll.open", motion_id=motion)
    poll = db.session.scalars(select(Poll.id).order_by(Poll.id.desc()).limit(1)).one()
    for one in voters:
        act(one, number, "poll.vote", poll_id=poll, choice="yes")
    act(chair, number, "poll.close", poll_id=poll)


def test_an_adopted_amendment_changes_the_text_as_a_new_version(app: Flask) -> None:
    """L-15: by paragraph, with a difference readable as text; what is adopted in the end is the new text."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    motion = moves(chair, number, text=TEXT)
    first = moves(ada, number, "motion.amend", motion_id=motion, paragraph=2, text="Sie beginnt am Hagenring.")
    second = moves(ben, number, "motion.amend", motion_id=motion, paragraph=2, text="")
    pieces = difference("Sie beginnt am Bahnhof.", "Sie beginnt am Hagenring.")
    assert [piece.text for piece in pieces if piece.change == Change.ADDED] == ["Hagenring"]
    page = factories.visitor(app).get(f"/sitzungen/{number}").get_data(as_text=True)
    assert "[eingefügt: </span>Hagenring" in page
    for one in (first, second):
        act(chair, number, "motion.admit", motion_id=one)
    voted(chair, number, first, ada, ben)
    found = db.session.get_one(Motion, motion)
    assert (found.version, paragraphs(found.source)[1]) == (2, "Sie beginnt am Hagenring.")
    assert "Hagenring" in found.html
    old = db.session.scalars(select(MotionVersion)).one()
    assert (old.version, old.source, old.amendment_id) == (1, TEXT, first)
    # An amendment adopts nothing by itself, and one about words that are gone is not voted on.
    assert not db.session.scalars(select(Resolution)).all()
    with pytest.raises(Conflict, match="inzwischen geändert"):
        act(chair, number, "poll.open", motion_id=second)
    voted(chair, number, motion, ada, ben)
    assert "Hagenring" in db.session.scalars(select(Resolution)).one().text


def test_nobody_changes_a_motion_whose_amendment_is_voted_on(app: Flask) -> None:
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    motion = moves(chair, number, text=TEXT)
    amendment = moves(chair, number, "motion.amend", motion_id=motion, paragraph=1, text="Die Stadt stellt Bügel auf.")
    act(chair, number, "poll.open", motion_id=amendment)
    with pytest.raises(Conflict, match="gerade abgestimmt"):
        act(chair, number, "motion.change", motion_id=motion, version=1, text="Etwas ganz anderes.")
    with pytest.raises(Forbidden):
        act(ada, number, "motion.change", motion_id=motion, version=1, text="Etwas ganz anderes.")


def test_a_stale_text_is_a_conflict(app: Flask) -> None:
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    motion = moves(ada, number, text=TEXT)
    act(ada, number, "motion.change", motion_id=motion, version=1, text="Ein neuer Wortlaut.")
    with pytest.raises(Conflict, match="an anderer Stelle"):
        act(ada, number, "motion.change", motion_id=motion, version=1, text="Noch ein Wortlaut.")


def test_amendments_need_a_paragraph_that_is_there_and_a_change(app: Flask) -> None:
    meeting, chair, (ada, _ben) = factories.running_meeting()
    number = meeting.id
    motion = moves(chair, number, text=TEXT)
    with pytest.raises(Invalid):
        act(ada, number, "motion.amend", motion_id=motion, paragraph=4, text="Mehr.")
    with pytest.raises(Invalid):
        act(ada, number, "motion.amend", motion_id=motion, paragraph=2, text="Sie beginnt am Bahnhof.")
    amendment = moves(ada, number, "motion.amend", motion_id=motion, paragraph=2, text="Sie beginnt.")
    with pytest.raises(Conflict):
        act(ada, number, "motion.amend", motion_id=amendment, paragraph=1, text="Nichts.")
    with pytest.raises(NotFound):
        act(ada, number, "motion.amend", motion_id=999, paragraph=1, text="Nichts.")


def test_a_recommendation_to_the_board_has_all_its_fields(app: Flask) -> None:
    """L-16: text, reasons, dissenting opinions, addressee and the day by which an answer is asked for."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    motion = moves(chair, number, text=TEXT, reasons="Es fehlen 300.", kind="recommendation", due_on="2027-03-31")
    voted(chair, number, motion, ada, ben)
    act(chair, number, "motion.oppose", motion_id=motion, text="Ein Mitglied hält 300 für zu viele.")
    found = db.session.get_one(Motion, motion)
    assert (found.kind, found.addressee, found.due_on) == ("recommendation", "Smart City-Board", date(2027, 3, 31))
    assert "zu viele" in found.against_html
    with pytest.raises(Invalid):
        act(chair, number, "motion.add", text=TEXT, kind="recommendation", due_on="übermorgen")


def test_idea_and_paper_quote_the_whole_recommendation(app: Flask) -> None:
    """L-16: text, reasons, dissenting opinions and votes; an opinion that is written down after the vote comes to them."""
    idea = factories.idea(state="fachpruefung")
    item = PlannedItem("Bügel", idea_id=idea.id)
    meeting, chair, (ada, ben) = factories.running_meeting(items=(item,))
    number, url = meeting.id, f"/ideen/{idea.id}"
    motion = moves(chair, number, text=TEXT, reasons="Es fehlen 300.", kind="recommendation", against="Zu teuer.")
    voted(chair, number, motion, ada, ben)
    resolution = db.session.scalars(select(Resolution.id)).one()
    visitor = factories.visitor(app)

    def said(path: str) -> list[str]:
        page = visitor.get(path, follow_redirects=True).get_data(as_text=True)
        words = ("Begründung", "Es fehlen 300.", "Abweichende Meinungen", "Zu teuer.", "zu viele", "2 Ja, 0 Nein")
        return [word for word in words if word in page]

    first = ["Begründung", "Es fehlen 300.", "Abweichende Meinungen", "Zu teuer.", "2 Ja, 0 Nein"]
    assert said(url) == said(f"/empfehlungen/{resolution}") == first
    act(chair, number, "motion.oppose", motion_id=motion, text="Zu teuer.\n\n300 sind zu viele.")
    whole = [*first[:4], "zu viele", first[4]]
    assert said(url) == said(f"/empfehlungen/{resolution}") == whole
    paper = frozen(drafted(db.session.get_one(Idea, idea.id)))
    assert said(f"/vorlagen/{paper.number}") == whole
    act(chair, number, "text.redact", kind="motion", text_id=motion, reason="mistake")
    act(chair, number, "motion.oppose", motion_id=motion, text="Es sind immer noch zu viele.")
    for path in (url, f"/empfehlungen/{resolution}", f"/vorlagen/{paper.number}"):
        assert not {"Es fehlen 300.", "Zu teuer.", "zu viele"} & set(said(path))


def test_an_old_event_tells_the_words_of_its_time(app: Flask) -> None:
    """L-15, L-34: replay and log show each version where it came up; the minutes hold the words that were voted on."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number = meeting.id
    motion = moves(ada, number, text="Der erste Wortlaut.")
    act(ada, number, "motion.change", motion_id=motion, version=1, text="Der zweite Wortlaut.")
    act(chair, number, "motion.admit", motion_id=motion)
    act(chair, number, "motion.change", motion_id=motion, version=2, text="Der dritte Wortlaut.")
    log = queries.everything(Nobody(), db.session.get_one(Meeting, number))
    words = [one["data"]["html"] for one in log if one["type"] in ("MotionAdded", "MotionChanged")]
    assert [next(w for w in ("erste", "zweite", "dritte") if w in html) for html in words] == [
        "erste",
        "zweite",
        "dritte",
    ]
    [item] = draft(log).items
    assert "dritte" in item.motions[0].text_html
    voted(chair, number, motion, ada, ben)
    act(chair, number, "text.redact", kind="motion", text_id=motion, reason="mistake")
    again = queries.everything(Nobody(), db.session.get_one(Meeting, number))
    assert not any(one["data"]["html"] for one in again if one["type"] in ("MotionAdded", "MotionChanged"))


def test_the_room_writes_anew_opposes_and_shows_earlier_versions(app: Flask) -> None:
    """L-15, L-16: without a script; a stale text comes back as it was typed."""
    meeting, chair, (ada, ben) = factories.running_meeting()
    number, path = meeting.id, meeting.url
    motion = moves(ada, number, text="Der erste Wortlaut.")
    author, desk = factories.signed_in(app, ada), factories.signed_in(app, chair)
    assert "Antrag 1 neu fassen" in author.get(path).get_data(as_text=True)
    assert "neu fassen" not in factories.signed_in(app, ben).get(path).get_data(as_text=True)
    sent = {"type": "motion.change", "motion_id": str(motion), "version": "1"}
    assert author.submit(f"{path}/befehl", text="Der zweite Wortlaut.", **sent).status_code == 303
    stale = author.submit(f"{path}/befehl", text="Ein veralteter Wortlaut.", **sent)
    assert stale.status_code == 409
    assert "Ein veralteter Wortlaut." in stale.get_data(as_text=True)
    page = factories.visitor(app).get(path).get_data(as_text=True)
    assert "1 frühere Fassung von Antrag 1" in page
    assert "Der erste Wortlaut." in page
    act(chair, number, "motion.admit", motion_id=motion)
    assert "neu fassen" not in author.get(path).get_data(as_text=True)
    assert "Antrag 1 neu fassen" in desk.get(path).get_data(as_text=True)
    sent = {"type": "motion.oppose", "motion_id": str(motion), "text": "Zwei Mitglieder sehen es anders."}
    assert desk.submit(f"{path}/befehl", **sent).status_code == 303
    assert "Zwei Mitglieder sehen es anders." in factories.visitor(app).get(path).get_data(as_text=True)
    voted(chair, number, motion, ada, ben)
    assert "Abweichende Meinungen zu Antrag 1" in desk.get(path).get_data(as_text=True)


def test_a_referral_names_where_the_motion_goes(app: Flask) -> None:
    """L-15: to another committee or to the administration; log, minutes and room say so."""
    meeting, chair, _people = factories.running_meeting()
    number, path, own = meeting.id, meeting.url, meeting.committee_id
    other = factories.committee()
    first, second = (moves(chair, number, text=f"Antrag {place}, lang genug.") for place in "AB")
    with pytest.raises(Conflict, match="anderes Gremium"):
        act(chair, number, "motion.refer", motion_id=first, committee_id=own)
    with pytest.raises(NotFound):
        act(chair, number, "motion.refer", motion_id=first, committee_id=999)
    assert other.title in factories.signed_in(app, chair).get(path).get_data(as_text=True)
    act(chair, number, "motion.refer", motion_id=first, committee_id=other.id)
    act(chair, number, "motion.refer", motion_id=second)
    log = queries.everything(Nobody(), db.session.get_one(Meeting, number))
    told = [one["data"] for one in log if one["type"] == "MotionMoved"]
    assert [(one["committee_id"], one["referred_to"]) for one in told] == [
        (other.id, other.title),
        (None, "Verwaltung"),
    ]
    assert [one.referred_to for one in draft(log).items[0].motions] == [other.title, "Verwaltung"]
