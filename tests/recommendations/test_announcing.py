"""What a committee adopts behind closed doors reaches the Board when it is announced, and not a word before (L-03, L-16)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees.models import Recusal
from forum.core import worker
from forum.core.clock import frozen_at, local, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM, Nobody
from forum.ideas.lifecycle import StepKind
from forum.ideas.models import Idea, IdeaStep
from forum.meetings import commands, fold, queries, replay, sealing
from forum.meetings.commands import PlannedItem
from forum.meetings.models import Circle, Circulation, Meeting, Motion, Poll, Resolution
from forum.recommendations import commands as recommendations
from forum.recommendations.models import FollowUp, MinorityVote
from forum.search import queries as search
from tests import factories
from tests.factories import Visitor
from tests.meetings.test_circulation import answer, committee_of, started
from tests.meetings.test_ending import end_terms
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
TEXT = "Wir empfehlen zwölf Zaunkönigbügel am Markt."
REASONS = "Kanariengrund: Das Angebot der Firma liegt uns vor."
AGAINST = "Kanarienstimme: Zwölf sind zu viele."
CLOSED = "Kanarienpunkt über ein Angebot"


class Closed:
    """A recommendation that was adopted in a closed item, or in a session that is closed as a whole."""

    def __init__(self, idea: Idea | None = None, *, whole: bool = False, **asked: Any) -> None:
        first = PlannedItem("Offenes", level=None if whole else Circle.PUBLIC)
        item = PlannedItem(CLOSED, level=Circle.COMMITTEE, idea_id=idea.id if idea else None)
        meeting, self.chair, (self.ada, self.ben) = factories.running_meeting(
            items=(first, item), level=Circle.COMMITTEE if whole else None
        )
        self.number, self.committee_id = meeting.id, meeting.committee_id
        self.act("item.open", item_id=queries.items(self.chair, meeting)[1].id)
        self.act("presence.check_in")
        self.act("motion.add", text=TEXT, reasons=REASONS, **{"kind": "recommendation", **asked})
        motion_id = db.session.scalars(select(Motion.id)).one()
        self.act("motion.oppose", motion_id=motion_id, text=AGAINST)
        self.act("poll.open", motion_id=motion_id)
        poll_id = db.session.scalars(select(Poll.id)).one()
        for who, choice in ((self.chair, "yes"), (self.ada, "yes"), (self.ben, "no")):
            factories.act(who, self.number, "poll.vote", poll_id=poll_id, choice=choice)
        self.act("poll.close", poll_id=poll_id)
        worker.run_until_idle()
        self.id = db.session.scalars(select(Resolution.id)).one()
        self.url = f"/empfehlungen/{self.id}"

    def act(self, kind: str, /, **data: Any) -> None:
        factories.act(self.chair, self.number, kind, **data)

    def announce(self, who: Person | None = None, *, reasons: bool = True) -> None:
        person_id = (who or self.chair).id
        with transaction():
            commands.announce(db.session.get_one(Person, person_id), self.id, reasons=reasons)
        worker.run_until_idle()

    @property
    def row(self) -> Resolution:
        return db.session.get_one(Resolution, self.id)

    def delivered(self, viewer: Any) -> list[dict[str, Any]]:
        db.session.info.clear()
        return queries.everything(viewer, db.session.get_one(Meeting, self.number))


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_announced_reaches_board_idea_and_search(
    app: Flask, client: Visitor, sign_in: SignIn, *, whole: bool
) -> None:
    """L-16, B-17: nobody outside knows of it before; then the Board owes an answer, counted from that day."""
    idea = factories.idea(state="fachpruefung")
    idea_id, idea_url = idea.id, idea.url
    closed = Closed(idea, whole=whole)
    board = sign_in(factories.person("board", "staff"))
    for who in (client, board):
        assert who.get(closed.url).status_code == 404
        assert "Zaunkönig" not in who.get(idea_url).text
    assert db.session.get(FollowUp, closed.id) is None
    chair = sign_in(closed.chair)
    assert "Diese Empfehlung liest bisher nur das Gremium." in chair.get(closed.url).text
    assert f'href="{closed.url}"' in chair.get(f"/sitzungen/{closed.number}").text
    sent = sign_in(closed.chair).submit(f"{closed.url}/bekanntgabe", **{"bekannt-reasons": "y"})
    assert (sent.status_code, sent.headers["Location"]) == (303, closed.url)
    worker.run_until_idle()
    page = client.get(closed.url).text
    for words in ("Zaunkönigbügel", REASONS, AGAINST, "2 Ja", "In nichtöffentlicher Beratung beschlossen"):
        assert words in page
    assert CLOSED not in page
    assert ("Zur Sitzung" in page) is not whole
    about = client.get(idea_url).text
    assert "Zaunkönigbügel" in about
    assert f'href="{closed.url}"' in about
    owed = db.session.get_one(FollowUp, closed.id)
    assert owed.due_on == today() + timedelta(days=app.config["RECOMMENDATION_DAYS"])
    assert closed.url in [hit.shown.url for hit in search.find(Nobody(), "Zaunkönigbügel").found]
    assert "Empfehlung bekannt geben" not in sign_in(closed.chair).get(closed.url).text
    sent = board.submit(f"{closed.url}/antwort", **{"antwort-text": REASONS * 2})
    assert sent.status_code == 303
    assert client.get(f"/sitzungen/{closed.number}").status_code == (404 if whole else 200)
    assert db.session.get_one(Idea, idea_id).audience == "public"


def test_what_a_fachbeirat_resolved_for_itself_is_announced_too(client: Visitor, sign_in: SignIn) -> None:
    """L-16: everybody reads it then; it goes to no idea, nobody owes an answer, and no minority votes are written."""
    idea = factories.idea(state="fachpruefung")
    idea_url = idea.url
    closed = Closed(idea, kind="motion")
    assert client.get(closed.url).status_code == 404
    chair, room = sign_in(closed.chair), f"/sitzungen/{closed.number}"
    assert f'href="{closed.url}"' in chair.get(room).text
    assert "Minderheitsvotum" not in sign_in(closed.ben).get(closed.url).text
    assert sign_in(closed.ben).submit(f"{closed.url}/minderheitsvotum", **{"votum-text": TEXT * 2}).status_code == 403
    assert chair.submit(f"{closed.url}/bekanntgabe").status_code == 303
    worker.run_until_idle()
    page = client.get(closed.url).text
    assert "Zaunkönigbügel" in page
    assert "Beschluss des Gremiums" in page
    assert "Empfehlung an" not in page
    assert "Zaunkönigbügel" not in client.get(idea_url).text
    assert db.session.get(FollowUp, closed.id) is None
    assert closed.url in [hit.shown.url for hit in search.find(Nobody(), "Zaunkönigbügel").found]
    assert CLOSED not in client.get(room).text


def test_nobody_is_led_to_an_idea_that_is_not_theirs(client: Visitor, sign_in: SignIn) -> None:
    """L-03, E-18: neither page, room nor log name it to those who may not read it."""
    idea = factories.idea(state="fachpruefung")
    idea_id = idea.id
    closed = Closed(idea)
    with transaction():
        db.session.get_one(Idea, idea_id).audience = closed.row.committee.word
    closed.announce()
    link = f'href="/ideen/{idea_id}"'
    for path in (closed.url, f"/sitzungen/{closed.number}"):
        assert link not in client.get(path).text
        assert link in sign_in(closed.ada).get(path).text
    [told] = [one for one in closed.delivered(Nobody()) if one["type"] == "ResolutionAnnounced"]
    assert told["data"]["idea_id"] is None
    [shown] = queries.state(Nobody(), closed.number)["resolutions"]
    assert shown["idea_ids"] == []


def test_the_time_for_an_answer_begins_with_the_announcement(app: Flask) -> None:
    """B-17: the Board cannot be late with what it could not read."""
    closed = Closed()
    with frozen_at(now() + timedelta(days=20)):
        closed.announce()
        due_on = db.session.get_one(FollowUp, closed.id).due_on
    adopted = local(closed.row.adopted_at).date()
    assert due_on == adopted + timedelta(days=20 + app.config["RECOMMENDATION_DAYS"])


def test_reasons_that_are_not_announced_stay_in_the_committee(client: Visitor, sign_in: SignIn) -> None:
    """L-03: text, number and figures are told; reasons, dissent, item and vote are not, on no surface."""
    idea = factories.idea(state="fachpruefung")
    idea_url = idea.url
    closed = Closed(idea)
    closed.announce(reasons=False)
    room = f"/sitzungen/{closed.number}"
    paths = [closed.url, idea_url, room, f"{room}/stand", f"{room}/leinwand", f"{room}/verlauf", f"{room}/verlauf.json"]
    paths += [f"/api/v1/meetings/{closed.number}/state", f"/api/v1/meetings/{closed.number}/events"]
    paths += [closed.row.committee.url, "/suche?q=Kanariengrund", "/suche?q=Zaunkönigbügel", "/sitzungen.ics"]
    staff = sign_in(factories.person("staff", "board"))
    for who in (client, staff):
        for path in paths:
            text = who.get(path).text.replace("Kanariengrund&#34;", "").replace('q=Kanariengrund"', "")
            assert "Kanarienstimme" not in text, path
            assert "das Angebot der Firma" not in text.lower(), path
            assert CLOSED not in text, path
    assert "Begründung und abweichende Meinungen sind nicht öffentlich." in client.get(closed.url).text
    assert "Zaunkönigbügel" in client.get(room).text
    inside = sign_in(closed.ada)
    assert REASONS in inside.get(closed.url).text
    assert AGAINST in inside.get(closed.url).text
    [told] = queries.state(Nobody(), closed.number)["resolutions"]
    assert (told["item_id"], told["poll_id"], told["reasons_html"]) == (None, None, "")


def test_the_log_tells_those_who_may_know(app: Flask) -> None:
    """L-45, L-03: the fold of each audience equals its snapshot; the replay shows what was announced."""
    closed = Closed()
    before = closed.delivered(Nobody())
    closed.announce()
    for viewer in (Nobody(), closed.ada, closed.chair):
        log = closed.delivered(viewer)
        db.session.info.clear()
        assert fold.fold(log) == fold.core_of(queries.state(viewer, closed.number))
    [told] = closed.delivered(Nobody())[len(before) :]
    assert told["type"] == "ResolutionAnnounced"
    assert not {"item_id", "poll_id"} & set(told["data"])
    scene = replay.scene(closed.delivered(Nobody()), told["seq"])
    assert scene is not None
    assert "Zaunkönigbügel" in scene.about("resolution", closed.id)["html"]
    inside = replay.scene(closed.delivered(closed.ada), told["seq"])
    assert inside is not None
    assert inside.about("resolution", closed.id)["poll_id"]
    assert (
        "Zaunkönigbügel" in factories.visitor(app).get(f"/sitzungen/{closed.number}/verlauf?stand={told['seq']}").text
    )


def test_only_who_leads_the_committee_announces(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """E-16: members and the office read the button nowhere; the office steps in where nobody leads."""
    closed = Closed()
    committee = closed.row.committee
    clerk, staff = factories.member(committee, "clerk"), factories.person("staff")
    path = f"{closed.url}/bekanntgabe"
    assert client.submit(path).headers["Location"].startswith("/anmelden")
    for who, status in ((closed.ada, 403), (staff, 404), (factories.person("admin"), 404)):
        assert sign_in(who).submit(path).status_code == status
    assert "Empfehlung bekannt geben" not in sign_in(closed.ada).get(closed.url).text
    assert closed.row.announced_at is None
    closed.announce(clerk)
    with pytest.raises(Conflict, match="schon öffentlich"):
        closed.announce()
    assert sign_in(closed.chair).submit(path).status_code == 409
    with pytest.raises(NotFound):
        commands.announce(SYSTEM, 9999, reasons=True)


def test_whoever_stepped_back_does_not_announce(app: Flask, sign_in: SignIn) -> None:
    """B-15."""
    closed = Closed()
    item_id = closed.row.item_id
    closed.act("recusal.declare", item_id=item_id, interest="Ich wohne nebenan.")
    with pytest.raises(Conflict, match="befangen"):
        closed.announce()
    assert "Empfehlung bekannt geben" not in sign_in(closed.chair).get(closed.url).text
    closed.announce(factories.member(closed.row.committee, "clerk"))
    assert closed.row.announced_at is not None


def test_two_who_announce_at_once_announce_once(app: Flask) -> None:
    """E-19: one number in the log, one line on the idea."""
    idea = factories.idea(state="fachpruefung")
    idea_id = idea.id
    closed = Closed(idea)
    clerk_id, chair_id = factories.member(closed.row.committee, "clerk").id, closed.chair.id

    def one(person_id: int) -> object:
        return commands.announce(db.session.get_one(Person, person_id), closed.id, reasons=True)

    acts = [partial(one, person_id) for person_id in (clerk_id, chair_id) * 2]
    assert at_once(app, acts, refused=(Conflict,)) == len(acts) - 1
    said = select(IdeaStep.id).where(IdeaStep.idea_id == idea_id, IdeaStep.kind == StepKind.RECOMMENDATION)
    assert len(db.session.scalars(said).all()) == 1
    events = select(LoggedEvent.id).where(LoggedEvent.type == "ResolutionAnnounced")
    assert len(db.session.scalars(events).all()) == 1


def test_minority_votes_come_along(client: Visitor, sign_in: SignIn) -> None:
    """B-16: what stood beside it for the committee stands beside it for everybody; a draft stays a draft."""
    idea = factories.idea(state="fachpruefung")
    idea_url = idea.url
    closed = Closed(idea)
    text = "Wir halten zwölf Bügel für zu viele und schlagen sechs vor."
    person_id = closed.ben.id
    with transaction():
        vote = recommendations.dissent(db.session.get_one(Person, person_id), closed.row, text=text)
        recommendations.publish_minority_vote(db.session.get_one(Person, person_id), vote)
    worker.run_until_idle()
    assert text in sign_in(closed.ada).get(closed.url).text
    assert text not in client.get(idea_url).text
    closed.announce(reasons=False)
    for page in (closed.url, idea_url):
        assert text in client.get(page).text
    assert db.session.scalars(select(MinorityVote)).one().audience == "public"


def test_a_draft_of_a_minority_is_published_by_nobody_else(client: Visitor, sign_in: SignIn) -> None:
    """B-16."""
    closed = Closed()
    person_id = closed.ben.id
    with transaction():
        recommendations.dissent(db.session.get_one(Person, person_id), closed.row, text=TEXT * 2)
    closed.announce()
    assert TEXT * 2 not in client.get(closed.url).text
    vote = db.session.scalars(select(MinorityVote)).one()
    assert sign_in(closed.ben).submit(f"{closed.url}/minderheitsvotum/{vote.id}/veroeffentlichen").status_code == 303
    assert TEXT * 2 in client.get(closed.url).text


def test_what_was_announced_can_still_be_removed(client: Visitor) -> None:
    """L-51: by chair and clerk, from the page and from the idea; the seal of the minutes holds."""
    idea = factories.idea(state="fachpruefung")
    idea_url = idea.url
    closed = Closed(idea)
    closed.act("session.close")
    closed.act("minutes.draft")
    closed.announce()
    assert "Zaunkönigbügel" in client.get(idea_url).text
    closed.act("text.redact", kind="resolution", text_id=closed.id, reason="mistake")
    worker.run_until_idle()
    for page in (closed.url, idea_url, f"/sitzungen/{closed.number}"):
        assert "Zaunkönigbügel" not in client.get(page).text
    assert not sealing.changed_sessions()


def test_a_removed_text_is_not_announced(app: Flask) -> None:
    """L-51."""
    closed = Closed()
    closed.act("text.redact", kind="resolution", text_id=closed.id, reason="mistake")
    with pytest.raises(Conflict, match="entfernt"):
        closed.announce()


def test_what_was_decided_in_writing_is_announced_too(client: Visitor, sign_in: SignIn) -> None:
    """B-06, L-16: the circulation stays with its members."""
    idea = factories.idea(state="fachpruefung")
    idea_id, idea_url = idea.id, idea.url
    of, clerk, people = committee_of()
    number = started(of, clerk, text=TEXT, reasons=REASONS, idea_id=idea_id, public=False)
    for who in people:
        answer(who, number, "yes")
    worker.run_until_idle()
    found = db.session.scalars(select(Resolution)).one()
    url, person_id = f"/empfehlungen/{found.id}", people[1].id
    assert client.get(url).status_code == 404
    with pytest.raises(Forbidden), transaction():
        commands.announce(db.session.get_one(Person, person_id), found.id, reasons=False)
    assert sign_in(clerk).submit(f"{url}/bekanntgabe").status_code == 303
    worker.run_until_idle()
    for page in (url, idea_url):
        text = client.get(page).text
        assert "Zaunkönigbügel" in text
        assert "Kanariengrund" not in text
    assert "Zum Umlauf" not in client.get(url).text
    assert db.session.get(FollowUp, found.id) is not None
    assert client.get(f"/umlauf/{number}").status_code == 404
    assert not db.session.get_one(Circulation, number).is_read_by(Nobody())


def test_the_office_announces_where_nobody_leads(sign_in: SignIn) -> None:
    """B-17: what was adopted is not lost because chair and clerk left; before that the office reads nothing of it."""
    closed = Closed()
    staff = factories.person("staff")
    assert sign_in(staff).get(closed.url).status_code == 404
    assert sign_in(staff).submit(f"{closed.url}/bekanntgabe").status_code == 404
    end_terms(closed.committee_id)
    assert "Empfehlung bekannt geben" in sign_in(staff).get(closed.url).text
    assert sign_in(staff).submit(f"{closed.url}/bekanntgabe").status_code == 303


def test_a_biased_leader_announces_nothing_of_a_circulation(app: Flask) -> None:
    """B-15, B-06."""
    idea_id = factories.idea(state="fachbeirat").id
    of, clerk, people = committee_of()
    number = started(of, clerk, text=TEXT, idea_id=idea_id, public=False)
    for who in people:
        answer(who, number, "yes")
    found, person_id = db.session.scalars(select(Resolution.id)).one(), clerk.id
    with transaction():
        db.session.add(Recusal(idea_id=idea_id, person_id=person_id, interest="", declared_at=now()))
    with pytest.raises(Conflict, match="befangen"), transaction():
        commands.announce(db.session.get_one(Person, person_id), found, reasons=True)


def test_opinions_beside_an_adopted_text_stay(app: Flask, client: Visitor) -> None:
    """L-16, L-51: nobody who won the vote replaces what was said against it."""
    closed = Closed()
    closed.announce()
    motion_id = db.session.scalars(select(Motion.id)).one()
    with pytest.raises(Conflict, match="steht fest"):
        closed.act("motion.oppose", motion_id=motion_id, text="Alle waren ganz begeistert.")
    assert AGAINST in client.get(closed.url).text


def test_a_day_that_is_past_when_it_is_announced_is_no_deadline(app: Flask) -> None:
    """B-17: then the usual time holds."""
    closed = Closed(due_on=(today() + timedelta(days=3)).isoformat())
    with frozen_at(now() + timedelta(days=20)):
        closed.announce()
        due_on = db.session.get_one(FollowUp, closed.id).due_on
    assert due_on == today() + timedelta(days=20 + app.config["RECOMMENDATION_DAYS"])
