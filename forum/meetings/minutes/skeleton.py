"""What the log says about a session, as a pure function: the same log gives the same skeleton (L-24)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from forum.meetings.conditions import conditions_of
from forum.meetings.minutes.notes import (
    AttendanceNote,
    InvitationNote,
    ItemNote,
    PointNote,
    PollNote,
    PresenceNote,
    QuorumNote,
    RecusalNote,
    SaidNote,
    Skeleton,
    SubstituteNote,
    TextNote,
)


def draft(events: Iterable[dict[str, Any]]) -> Skeleton:
    """Return the skeleton from the delivered events of one audience."""
    skeleton = Skeleton()
    items: dict[int, ItemNote] = {}
    polls: dict[int, PollNote] = {}
    for event in events:
        _session(skeleton, event)
        _readiness(skeleton, event)
        _agenda(skeleton, items, event)
        _talk(skeleton, items, event)
        _votes(items, polls, event)
    return skeleton


def _session(skeleton: Skeleton, event: dict[str, Any]) -> None:
    at, seq, data = datetime.fromisoformat(event["at"]), event["seq"], event["data"]
    match event["type"]:
        case "SessionStarted":
            skeleton.opened_at, skeleton.opened_seq, skeleton.opened_by = at, seq, event["actor"]
            skeleton.planned_quorum = data.get("quorum", 0)
            skeleton.usual_quorum = data.get("usual_quorum", 0)
        case "SessionClosed":
            skeleton.closed_at, skeleton.closed_seq, skeleton.closed_by = at, seq, event["actor"]
        case "MemberCheckedIn":
            member = _attendance(skeleton, data)
            instead_of = skeleton.substitutes.get(member.person_id)
            member.intervals.append(PresenceNote(seq, at, kind=data.get("kind", ""), instead_of=instead_of))
        case "MemberCheckedOut":
            for note in _attendance(skeleton, data).intervals:
                note.until = note.until or at
        case "SubstituteNamed":
            named = skeleton.substitutes[data["substitute_id"]] = SubstituteNote(seq, data["person_id"], data["handle"])
            for member in skeleton.attendance:
                if member.person_id == data["substitute_id"] and member.intervals[-1].until is None:
                    member.intervals[-1].instead_of = named
        case "SubstituteEnded":
            skeleton.substitutes.pop(data["substitute_id"], None)


def _attendance(skeleton: Skeleton, data: dict[str, Any]) -> AttendanceNote:
    """Return the note of a member, begun when there is none."""
    for member in skeleton.attendance:
        if member.person_id == data["person_id"]:
            return member
    skeleton.attendance.append(AttendanceNote(data["person_id"], data["handle"]))
    return skeleton.attendance[-1]


def _talk(skeleton: Skeleton, items: dict[int, ItemNote], event: dict[str, Any]) -> None:
    at, data = datetime.fromisoformat(event["at"]), event["data"]
    item = items.get(data.get("item_id", 0))
    match event["type"]:
        case "ItemOpened" if item:
            item.opened_at = item.opened_at or at
        case "ItemClosed" if item:
            item.closed_at, item.outcome = at, data["outcome"]
        case "ContributionAdded" if item:
            item.contributions += 1
        case "SpeechRequested" if item and data.get("kind") == "point":
            words = data["point"], data["note"], data["person_id"], data["handle"]
            item.points.append(PointNote(event["seq"], at, data["speaker_id"], *words))
        case "SpeechRequested" if item:
            item.speeches += 1


def _agenda(skeleton: Skeleton, items: dict[int, ItemNote], event: dict[str, Any]) -> None:
    data = event["data"]
    match event["type"]:
        case "ItemAdded":
            # What was for more people once than it is now has no title there, and comes again for those who may read it.
            number, title = str(data["number"]), data.get("title", "")
            late = data.get("late", False)
            items[data["item_id"]] = ItemNote(event["seq"], data["item_id"], number, title, late=late)
            skeleton.items.append(items[data["item_id"]])
        case "ItemRemoved":
            skeleton.items.remove(items.pop(data["item_id"]))
        case "AgendaOrdered":
            for number, _parent_id, name in data["order"]:
                items[number].number = name
            skeleton.items = [items[number] for number, _parent_id, _name in data["order"]]
        case "MemberRecused":
            items[data["item_id"]].recused.append(RecusalNote(event["seq"], data["person_id"], data["handle"]))
        case "RecusalTakenBack":
            for note in items[data["item_id"]].recused:
                if note.person_id == data["person_id"] and note.ended_seq is None:
                    note.ended_seq, note.mistake = event["seq"], data["mistake"]


def _readiness(skeleton: Skeleton, event: dict[str, Any]) -> None:
    at, seq, data = datetime.fromisoformat(event["at"]), event["seq"], event["data"]
    match event["type"]:
        case "MeetingInvited":
            first = skeleton.invitation
            days = first.days if first and first.late == data["late"] else data["days"]
            skeleton.invitation = InvitationNote(seq, days, data["late"])
            if data.get("timely"):
                for item in skeleton.items:
                    item.late = False
        case "MeetingChanged" if data.get("invited_days") is not None and not skeleton.invitation:
            # Who could not see the session before hears of its invitation when they can.
            skeleton.invitation = InvitationNote(seq, data["invited_days"], data["invited_late"])
        case "MeetingChanged" if skeleton.invitation:
            skeleton.invitation.late = data["invited_late"]
        case "QuorumEstablished":
            note = QuorumNote(
                seq, at, doubted=False, present=data["present"], needed=data["needed"], again=data["again"]
            )
            skeleton.quorum.append(note)
        case "QuorumDoubted":
            skeleton.quorum.append(QuorumNote(seq, at, doubted=True))


def _votes(items: dict[int, ItemNote], polls: dict[int, PollNote], event: dict[str, Any]) -> None:
    seq, data = event["seq"], event["data"]
    item = items.get(data.get("item_id", 0))
    match event["type"]:
        case "MotionAdded" if item:
            item.motions.append(_brought_in(item, event))
        case "MotionMoved" | "MotionOpposed" | "MotionChanged":
            for note in _motions(items, data["motion_id"]):
                _motion(note, data)
            for note in _motions(items, data.get("amendment_id")):
                note.result_html = data.get("html", "")
        case "PollOpened" if item:
            poll = PollNote(seq, data["question"], data["rule"], data["present"], data.get("entitled"))
            poll.kind = data.get("kind", poll.kind)
            poll.level, poll.options = data.get("level", poll.level), data.get("options", [])
            poll.usual_rule = data.get("usual_rule")
            poll.straw, poll.without_quorum = data.get("straw", False), bool(data.get("without_quorum"))
            poll.ruling, poll.next_on, poll.ideas = data.get("ruling"), data.get("next_on"), data.get("ideas")
            polls[data["poll_id"]] = poll
            if data.get("minuted", True):
                item.polls.append(poll)
        case "ResolutionAdopted" if item:
            _adopted(item, polls, event)
        case "VoteCast" | "VoteNoted" | "PollClosed" | "PollVoided" if data["poll_id"] in polls:
            _figures(polls[data["poll_id"]], event)
            for note in _motions(items, data.get("motion_id")):
                note.state = data.get("motion_state") or data.get("verdict", note.state)


def _adopted(item: ItemNote, polls: dict[int, PollNote], event: dict[str, Any]) -> None:
    data = event["data"]
    note = TextNote(event["seq"], data["resolution_id"], data["html"], number=data["number"], kind=data["kind"])
    item.resolutions.append(note)
    if data["poll_id"] in polls:
        polls[data["poll_id"]].decision = data.get("decision_number")


def _brought_in(item: ItemNote, event: dict[str, Any]) -> TextNote:
    """Return the note of a motion, numbered in its item, or of an amendment, numbered in its motion."""
    data = event["data"]
    note = TextNote(event["seq"], data["motion_id"], data["html"], data["reasons_html"], by=event["actor"] or "")
    note.state, note.kind = data.get("state", ""), data.get("kind", "motion")
    note.parent_id, note.paragraph = data.get("parent_id"), data.get("paragraph")
    note.before, note.conditions = data.get("before", ""), conditions_of(data.get("duties", ""))
    beside = [one for one in item.motions if one.parent_id == note.parent_id]
    above = next((f"{one.number}." for one in item.motions if one.id == note.parent_id), "")
    note.number = f"{above}{len(beside) + 1}"
    return note


def _motions(items: dict[int, ItemNote], number: int | None) -> Iterable[TextNote]:
    return (one for each in items.values() for one in each.motions if one.id == number)


def _motion(note: TextNote, data: dict[str, Any]) -> None:
    """Note what became of a motion.

    Minutes hold the words that were voted on in the end, and those with which the motion came in, if they were others.
    """
    note.state = data.get("state", note.state)
    note.against_html = data.get("against_html", note.against_html)
    if data.get("html", note.text_html) != note.text_html:
        note.first_html, note.text_html = note.first_html or note.text_html, data["html"]
    if note.state == "referred":
        note.referred_to = data.get("referred_to", note.referred_to)


def _figures(poll: PollNote, event: dict[str, Any]) -> None:
    data = event["data"]
    match event["type"]:
        case "VoteCast" if poll.level == "roll_call":
            _named(poll, event)
        case "VoteNoted" if poll.level != "roll_call":
            _named(poll, event)
        case "PollClosed":
            poll.yes, poll.no, poll.abstain = data["yes"], data["no"], data["abstain"]
            poll.blank, poll.invalid = data.get("blank", 0), data.get("invalid", 0)
            poll.marks, poll.elected = data.get("marks", []), data.get("elected", [])
            poll.verdict = data["verdict"]
        case "PollVoided":
            poll.verdict, poll.void_seq, poll.void_reason = "void", event["seq"], data.get("void_reason") or ""
    if data.get("objections"):
        poll.objections = list(zip(data["objections"], data["reasons"], strict=True))


def _named(poll: PollNote, event: dict[str, Any]) -> None:
    """Note who voted how, in a roll call or at the member's own wish (L-84)."""
    data = event["data"]
    name = data.get("handle") or event["actor"] or "–"
    if poll.options:
        poll.said.append(SaidNote(name, data["choice"], data.get("marks", []), data.get("ranking", [])))
    elif data["choice"] in poll.votes:
        poll.votes[data["choice"]].append(name)
