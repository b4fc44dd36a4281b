"""Board and Fachbeiräte of the demo, one finished meeting with its recommendation, and one that runs now."""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from forum.committees import commands
from forum.committees.models import Call, Committee, Kind
from forum.core.clock import CITY_ZONE, local, now, today
from forum.core.db import db
from forum.core.permissions import SYSTEM
from forum.demo import papers
from forum.demo.moments import on, person
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.meetings.commands import Plan, PlannedItem, perform, plan_meeting
from forum.meetings.models import AgendaItem, Motion, Paragraph, Poll, Resolution, SpeakerEntry
from forum.recommendations import commands as recommendations

STAFF = "Buero-Smart-City"


def found(data: dict[str, Any]) -> None:
    """Found the Board by an act of the city, and the Fachbeiräte from the Forum."""
    board = data["board"]
    with on(days=410):
        committee = commands.found(
            SYSTEM,
            kind=Kind.BOARD,
            title=board["title"],
            theme="Smart City",
            mandate=board["mandate"],
            reason="Eingesetzt mit der Smart City-Strategie.",
        )
        _appoint(committee, board["members"])
    for row in data["councils"]:
        with on(days=190):
            proposer = person(row["proposer"])
            committee_id = commands.propose(
                proposer,
                title=row["title"],
                theme=row["theme"],
                mandate=row["mandate"],
                reason=row["why"],
                frame=commands.Frame(
                    term_until=today() + timedelta(days=365 * row["years"]),
                    places=row["places"],
                    contact=row["contact"],
                ),
            ).id
        with on(days=180):
            committee = db.session.get_one(Committee, committee_id)
            reason = "Das Thema ist für die Strategie wichtig, und genug Fachleute machen mit."
            commands.approve(person(STAFF), committee, reason=reason)
            _appoint(committee, row["members"])


def _appoint(committee: Committee, members: list[list[str]]) -> None:
    for handle, role, organisation, group in members:
        plan = commands.Appointment(role=role, group=group, organisation=organisation, until=committee.term_until)
        commands.appoint(SYSTEM, committee, person(handle), plan)


def _dissent(text: str) -> None:
    """Let the one who was outvoted say what they see differently."""
    with on(days=18):
        resolution = db.session.scalars(select(Resolution).order_by(Resolution.id).limit(1)).one()
        recommendations.owe_answer(resolution)
        vote = recommendations.dissent(person("Netzplaner"), resolution, text=text)
        recommendations.publish_minority_vote(person("Netzplaner"), vote)


def look_for_members(data: dict[str, Any]) -> None:
    """Let a Fachbeirat have rules of its own and a tie on record, look for members, and somebody apply."""
    row = data["call"]
    wanted = commands.Procedure(
        notice_days=10, quorum="half", majority="simple", public=True, balanced=True, names_all=False
    )
    with on(days=30):
        committee = db.session.scalars(select(Committee).where(Committee.title == row["council"])).one()
        reason = "Alle sollen zu Wort kommen, auch wer zum ersten Mal dabei ist."
        commands.set_rules(person(STAFF), committee, wanted, reason=reason, number=0)
        commands.declare_tie(person("Fahrplanerin"), committee, text=row["tie"])
    with on(days=6):
        committee = db.session.scalars(select(Committee).where(Committee.title == row["council"])).one()
        last = today() + timedelta(days=27)
        call_id = commands.open_call(person(STAFF), committee, text=row["text"], closes_on=last).id
    with on(days=2):
        commands.apply(
            person(row["applicant"]),
            db.session.get_one(Call, call_id),
            group=row["group"],
            organisation=row["organisation"],
            text=row["application"],
            interests=row["interests"],
        )


class Room:
    """A meeting in which people act one after another, minute by minute."""

    def __init__(self, meeting_id: int, days: int, hour: int) -> None:
        self.meeting_id = meeting_id
        self._days, self._hour = days, hour
        self._minutes = count(1)

    def act(self, handle: str, kind: str, /, **data: Any) -> None:
        """Let somebody carry out a command."""
        minute = next(self._minutes)
        with on(self._days, hour=self._hour + minute // 60, minute=minute % 60):
            key = f"vorfuehrung-{self.meeting_id}-{minute}"
            perform(person(handle), self.meeting_id, kind, data, key)

    def item(self, number: int) -> int:
        """Return the id of an agenda item."""
        statement = select(AgendaItem.id).where(AgendaItem.meeting_id == self.meeting_id, AgendaItem.place == number)
        return db.session.scalars(statement).one()

    def newest(self, model: Any) -> int:
        """Return the id of the newest row of the meeting."""
        statement = select(model.id).where(model.meeting_id == self.meeting_id).order_by(model.id.desc()).limit(1)
        return db.session.scalars(statement).one()

    def speak(self, handle: str, chair: str) -> None:
        """Let somebody ask for the floor, get it and give it back."""
        self.act(handle, "speech.request", stance="")
        entry = self.newest(SpeakerEntry)
        self.act(chair, "speech.start", speaker_id=entry)
        self.act(chair, "speech.end", speaker_id=entry)


def _plan(slug_title: str, chair: str, title: str, items: list[PlannedItem], *, days: int, hour: int) -> int:
    with on(days + 10):
        committee = db.session.scalars(select(Committee).where(Committee.title == slug_title)).one()
        starts = datetime.combine(today() + timedelta(days=10), time(hour), CITY_ZONE)
        plan = Plan(title=title, starts_at=starts, place="Rathaus, Raum A 1.63")
        meeting = plan_meeting(person(chair), committee, plan, items)
        return meeting.id


def _idea(title: str) -> int:
    return db.session.scalars(select(Idea.id).where(Idea.title == title)).one()


def meet(data: dict[str, Any]) -> None:
    """Hold one meeting to its end, and leave another one running."""
    _finished_meeting(data["minority"])
    _running_meeting(data)
    with on(days=5):
        committee = db.session.scalars(select(Committee).where(Committee.kind == Kind.BOARD)).one()
        starts = datetime.combine(today() + timedelta(days=12), time(14), CITY_ZONE)
        items = [
            PlannedItem(
                "Feuchtefühler für Straßenbäume", idea_id=_idea("Feuchtefühler für Straßenbäume und eine Gießkarte")
            ),
            PlannedItem("Bericht der Stabsstelle"),
        ]
        plan = Plan(title="Sitzung des Smart City-Boards", starts_at=starts, place="Rathaus, Großer Sitzungssaal")
        plan_meeting(person("Dezernat-Bauen"), committee, plan, items)


def _finished_meeting(minority: str) -> None:
    idea_id = _idea("Feuchtefühler für Straßenbäume und eine Gießkarte")
    items = [
        PlannedItem("Begrüßung und Tagesordnung"),
        PlannedItem("Feuchtefühler für Straßenbäume", idea_id=idea_id),
        PlannedItem("Verschiedenes"),
    ]
    days, chair = 20, "Funkloch"
    meeting_id = _plan("Fachbeirat Klima und Daten", chair, "Zweite Sitzung", items, days=days, hour=17)
    room = Room(meeting_id, days, 17)
    room.act(chair, "session.start")
    for handle in (chair, "Datenmuse", "Stadtgärtner", "Netzplaner"):
        room.act(handle, "presence.check_in")
    room.act(chair, "quorum.establish")
    room.act(chair, "item.open", item_id=room.item(1))
    room.act(chair, "item.close", item_id=room.item(1), outcome="closed")
    room.act(chair, "item.open", item_id=room.item(2))
    room.act("Stadtgärtner", "contribution.add", text="Im letzten Sommer sind bei uns acht junge Bäume vertrocknet.")
    room.speak("Datenmuse", chair)
    room.speak("Netzplaner", chair)
    room.act(
        chair,
        "motion.add",
        kind="recommendation",
        text="Der Fachbeirat empfiehlt, hundert junge Straßenbäume mit Feuchtefühlern auszustatten und die Werte als offene "
        "Daten bereitzustellen.",
        reasons="Das Funknetz ist da, die Technik ist erprobt, und viele Menschen wollen helfen.",
    )
    room.act(chair, "poll.open", question="", motion_id=room.newest(Motion))
    poll_id = room.newest(Poll)
    for handle, choice in ((chair, "yes"), ("Datenmuse", "yes"), ("Stadtgärtner", "yes"), ("Netzplaner", "no")):
        room.act(handle, "poll.vote", poll_id=poll_id, choice=choice)
    room.act(chair, "poll.close", poll_id=poll_id)
    room.act(chair, "item.close", item_id=room.item(2), outcome="resolved")
    room.act(chair, "item.open", item_id=room.item(3))
    room.act(chair, "item.close", item_id=room.item(3), outcome="closed")
    room.act(chair, "session.close")
    _write_minutes(meeting_id)
    _dissent(minority)
    papers.assess(idea_id, days=15)
    papers.freeze(idea_id, days=14)
    with on(days=13):
        idea = db.session.get_one(Idea, idea_id)
        ideas.advance(person(chair), idea, IdeaState.BOARD, reason="Der Fachbeirat hat die Idee empfohlen.")


def _write_minutes(meeting_id: int) -> None:
    """Lay minutes before the members, one of whom objects."""
    desk, clerk = Room(meeting_id, 12, 10), "Buero-Smart-City"
    desk.act(clerk, "minutes.draft")
    paragraphs = select(Paragraph.id).where(Paragraph.meeting_id == meeting_id).order_by(Paragraph.place)
    texts = (
        "Der Vorsitz begrüßt die Mitglieder und stellt fest, dass ordnungsgemäß geladen wurde.",
        "Die Tagesordnung wird ohne Änderung angenommen.",
        "Datenmuse berichtet von offenen Daten anderer Städte, Netzplaner von der Reichweite des Funknetzes.",
    )
    for paragraph, text in zip(db.session.scalars(paragraphs).all(), texts, strict=False):
        desk.act(clerk, "minutes.save", paragraph_id=paragraph, version=1, text=text)
    desk.act(clerk, "minutes.submit")
    desk.act(
        "Datenmuse", "minutes.object", text="Ich habe auch von den Kosten der Fühler gesprochen; das fehlt bei TOP 2."
    )


def _running_meeting(_data: dict[str, Any]) -> None:
    idea_id = _idea("Grüne-Welle-Anzeigen für den Radverkehr am Ring")
    items = [
        PlannedItem("Begrüßung und Tagesordnung"),
        PlannedItem("Grüne-Welle-Anzeigen am Ring", idea_id=idea_id),
        PlannedItem("Ladezonen: erste Erfahrungen"),
    ]
    chair = "Taktgeber"
    hour = max(0, local(now()).hour - 1)
    meeting_id = _plan("Fachbeirat Mobilität", chair, "Laufende Sitzung", items, days=0, hour=hour)
    room = Room(meeting_id, 0, hour)
    room.act(chair, "session.start")
    for handle in (chair, "Fahrplanerin", "Rollstuhlfahrerin"):
        room.act(handle, "presence.check_in")
    room.act(chair, "quorum.establish")
    room.act(chair, "item.open", item_id=room.item(1))
    room.act(chair, "item.close", item_id=room.item(1), outcome="closed")
    room.act(chair, "item.open", item_id=room.item(2))
    room.act(
        "Fahrplanerin",
        "contribution.add",
        text="Zwischen Rebenring und Hagenring fährt keine Bahn; dort wäre ein Versuch leicht.",
    )
    room.act("Rollstuhlfahrerin", "speech.request", stance="")
    room.act("Fahrplanerin", "speech.request", stance="pro")
    room.act(
        chair,
        "motion.add",
        kind="recommendation",
        text="Der Fachbeirat empfiehlt einen Versuch mit vier Anzeigen zwischen Rebenring und Hagenring.",
        reasons="Dort gibt es keinen Vorrang der Straßenbahn, und die Grünzeiten für Menschen zu Fuß bleiben gleich.",
    )
