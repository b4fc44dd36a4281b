"""The state of a meeting arranged for the page, and what an event of its log is about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from forum.core.difference import difference
from forum.core.i18n import _, lazy
from forum.meetings.arrangement import tree
from forum.meetings.course import OPEN, VOTABLE, Course, paragraphs
from forum.meetings.labels.words import COURSE, ITEM_STATES, MOST_PAST, REFERABLE
from forum.meetings.models import (
    ON_THE_FLOOR,
    STILL_THERE,
)
from forum.meetings.queries.procedure import DECIDED
from forum.meetings.texts import TEXTS, numbers_in
from forum.meetings.written import question_counts


def arranged(state: dict[str, Any]) -> dict[str, Any]:
    """Return the state as the page needs it: the current item with all that belongs to it."""
    current = _one(state["items"], state["current_item_id"])
    number = current["id"] if current else None
    registered = {one["poll_id"]: one["decision_number"] for one in state["resolutions"]}
    polls = [one | {"decision": registered.get(one["id"]), "stands": _stands(one)} for one in state["polls"]]
    return {
        "current": current,
        "poll": next((poll for poll in polls if poll["state"] == "open"), None),
        "unfinished": [poll for poll in polls if poll["state"] in ("prepared", "counting")],
        "closed_polls": [poll for poll in reversed(polls) if poll["state"] == "closed"],
        **speaking(state),
        "contributions": [one for one in state["contributions"] if one["item_id"] == number],
        "removed": {f"{one['kind']}:{one['text_id']}": one["reason"] for one in state["redacted"]},
        **asked(state["questions"]),
        **moved(state["motions"], number),
        "present_ids": {one["person_id"] for one in state["present"]},
        "resolutions": list(reversed(state["resolutions"])),
        # What was said of this very item, which is what one can take back.
        "recusals": [one for one in state["recusals"] if one["item_id"] == number],
        "fresh_recusals": {
            one["person_id"] for one in state["recusals"] if one["item_id"] == number and one["is_fresh"]
        },
        "represented_ids": {one["member_id"] for one in state["substitutes"]},
        "substitute_ids": {one["substitute_id"] for one in state["substitutes"]},
        **tree(state["items"]),
    }


def _stands(poll: dict[str, Any]) -> bool:
    """Tell of a vote that it decided a motion, so that nobody declares it void."""
    return poll["motion_id"] is not None and poll["verdict"] in DECIDED


def speaking(state: dict[str, Any]) -> dict[str, Any]:
    """Return who has the floor, who comes next and who spoke, under the current item."""
    number = state["current_item_id"]
    here = [one for one in state["speakers"] if one["item_id"] == number]
    floor = sorted((one for one in here if one["state"] in ON_THE_FLOOR), key=lambda one: one["state"] == "halted")
    done = [one for one in here if one["state"] == "done"]
    return {
        # Who speaks; whoever is halted for a question has the floor only when nobody asks.
        "speaking": floor[0] if floor else None,
        "halted": next((one for one in floor[1:]), None),
        "asking_ids": {one["person_id"] for one in here if one["kind"] == "speech" and one["state"] in STILL_THERE},
        "waiting": sorted((one for one in here if one["state"] == "waiting"), key=lambda one: one["place"]),
        "spoke": sorted(done, key=lambda one: one["ended_at"] or one["id"], reverse=True)[:MOST_PAST],
        "list": next((one for one in state["speaker_lists"] if one["item_id"] == number), None),
        "spoken": {one["person_id"]: one for one in state.get("spoken", [])},
    }


def asked(questions: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the questions as the page lists them: pinned ones first, then those that most want answered."""
    there = [one for one in questions if one["state"] != "archived"]
    return {
        "questions": sorted(there, key=lambda one: (not one["pinned"], one["answered"], -one["votes"], one["id"])),
        "archived": [one for one in questions if one["state"] == "archived"],
        "counts": question_counts(questions),
    }


def moved(motions: list[dict[str, Any]], item_id: int | None) -> dict[str, Any]:
    """Return the motions of an item that are not decided yet, numbered, each amendment with its difference."""
    here = [one for one in motions if one["item_id"] == item_id]
    undecided = {Course.VOTED, *OPEN}
    found = []
    for number, one in enumerate((one for one in here if one["kind"] != "amendment"), start=1):
        amendments = [_amendment(two) for two in here if two["parent_id"] == one["id"]]
        numbered = enumerate(amendments, start=1)
        found.append(
            {**one, "number": number, "paragraphs": paragraphs(one["source"])}
            | {"amendments": [{**two, "number": f"{number}.{place}"} for place, two in numbered]}
        )
    shown = [one for one in found if one["state"] in undecided]
    everyone = [part for one in shown for part in (*one["amendments"], one)]
    return {
        "motions": shown,
        "votable": [one for one in everyone if one["state"] in VOTABLE],
        "rewritable": [one for one in shown if one["state"] in OPEN],
        # Opinions that differ are written down before the vote or after it.
        "opposable": [one for one in found if one["state"] != Course.DRAFT],
        "referable": [one for one in everyone if one["state"] in REFERABLE],
    }


def _amendment(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "pieces": difference(one["before"], one["source"])}


def minutes(seconds: int) -> str:
    """Return a length of time as minutes and seconds, such as 4:05."""
    return f"{seconds // 60}:{seconds % 60:02}"


def _one(rows: Iterable[dict[str, Any]], number: int | None) -> dict[str, Any] | None:
    return next((row for row in rows if row["id"] == number), None)


def numbered(motions: Iterable[dict[str, Any]]) -> list[tuple[int, str]]:
    """Return motions and amendments for a list to choose from."""
    sentences = {"amendment": lazy("Über Änderung %(number)s")}
    usual = lazy("Über Antrag %(number)s")
    return [(one["id"], sentences.get(one["kind"], usual) % {"number": one["number"]}) for one in motions]


def people(members: Iterable[Any]) -> list[tuple[int, str]]:
    """Return members for a list to choose from."""
    return [(one.person_id, one.person.handle) for one in members]


def named(people: Iterable[Any]) -> dict[int, str]:
    """Return people of the state, or members, by their numbers, for a list to choose from."""
    rows = (
        (one["person_id"], one["handle"]) if isinstance(one, dict) else (one.person_id, one.person.handle)
        for one in people
    )
    return dict(rows)


def still_to_vote(poll: dict[str, Any], present: Iterable[dict[str, Any]]) -> list[tuple[int, str]]:
    """Return who is present and has not been heard in a roll call."""
    heard = {vote["handle"] for vote in poll["votes"]}
    return [(one["person_id"], one["handle"]) for one in present if one["handle"] not in heard]


def text_of(event: dict[str, Any], meeting_id: int) -> str:
    """Return kind and number of the text that an event brought, as removed texts are named; nothing for others."""
    data = {"meeting_id": meeting_id, **event["data"]}
    for kind, text in TEXTS.items():
        if event["type"] in text.events and len(numbers := numbers_in(text, data)) == 1:
            return f"{kind}:{numbers[0]}"
    return ""


def called(event: dict[str, Any], numbers: Mapping[tuple[str, int], str]) -> str:
    """Return which motion or item an event is about and what became of it, such as ``TOP 2, vertagt``, or nothing."""
    data = event["data"]
    if name := numbers.get(("motion", data.get("motion_id") or 0)):
        what = _("Änderungsantrag %(number)s", number=name) if "." in name else _("Antrag %(number)s", number=name)
        became = COURSE.get(data.get("state", "")) if event["type"] == "MotionMoved" else None
    elif name := numbers.get(("item", data.get("item_id") or 0)):
        what, became = _("TOP %(number)s", number=name), ITEM_STATES.get(data.get("outcome", ""))
    else:
        return ""
    return f"{what}, {became}" if became else what


def moment(text: str) -> datetime:
    """Return the moment of a delivered event."""
    return datetime.fromisoformat(text)
