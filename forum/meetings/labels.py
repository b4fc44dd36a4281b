"""The words of the room and of the log in the reader's language, and the state arranged for the page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from forum.core.i18n import lazy
from forum.core.permissions import Nobody
from forum.meetings.models import CHOICE_LABELS, ITEM_LABELS

# The big screen shows what everybody may see, even when the clerk has opened it.
AUDIENCE = Nobody()

CHOICES = list(CHOICE_LABELS.items())
ITEM_STATES = {str(key): label for key, label in ITEM_LABELS.items()}
STANCES = {"": "", "pro": lazy("dafür"), "contra": lazy("dagegen")}
VERDICTS = {"accepted": lazy("angenommen"), "rejected": lazy("abgelehnt"), "void": lazy("ohne Ergebnis abgebrochen")}
RESOLUTIONS = {"recommendation": lazy("Empfehlung"), "decision": lazy("Beschluss")}
EVENTS = {
    "MeetingPlanned": lazy("Sitzung geplant"),
    "MeetingCancelled": lazy("Sitzung abgesagt"),
    "SessionStarted": lazy("Sitzung eröffnet"),
    "SessionClosed": lazy("Sitzung geschlossen"),
    "ItemAdded": lazy("Punkt in die Tagesordnung aufgenommen"),
    "ItemOpened": lazy("Punkt aufgerufen"),
    "ItemClosed": lazy("Punkt beendet"),
    "MemberCheckedIn": lazy("Mitglied anwesend"),
    "MemberCheckedOut": lazy("Mitglied gegangen"),
    "ContributionAdded": lazy("Beitrag geschrieben"),
    "ContributionHidden": lazy("Beitrag verborgen"),
    "SpeechRequested": lazy("Wortmeldung"),
    "SpeechWithdrawn": lazy("Wortmeldung zurückgezogen"),
    "SpeechLapsed": lazy("Wortmeldung mit dem Punkt beendet"),
    "SpeechStarted": lazy("Wort erteilt"),
    "SpeechEnded": lazy("Rede beendet"),
    "MotionAdded": lazy("Antrag gestellt"),
    "PollOpened": lazy("Abstimmung geöffnet"),
    "VoteCast": lazy("Stimme abgegeben"),
    "PollClosed": lazy("Abstimmung geschlossen"),
    "ResolutionAdopted": lazy("Angenommen"),
}


def arranged(state: dict[str, Any]) -> dict[str, Any]:
    """Return the state as the page needs it: the current item with all that belongs to it."""
    current = _one(state["items"], state["current_item_id"])
    number = current["id"] if current else None
    polls = state["polls"]
    return {
        "current": current,
        "poll": next((poll for poll in polls if poll["state"] == "open"), None),
        "closed_polls": [poll for poll in reversed(polls) if poll["state"] == "closed"],
        "speaking": next((one for one in state["speakers"] if one["state"] == "speaking"), None),
        "waiting": [one for one in state["speakers"] if one["state"] == "waiting" and one["item_id"] == number],
        "contributions": [one for one in state["contributions"] if one["item_id"] == number],
        "motions": [one for one in state["motions"] if one["item_id"] == number and one["state"] == "submitted"],
        "present_ids": {one["person_id"] for one in state["present"]},
        "resolutions": list(reversed(state["resolutions"])),
    }


def _one(rows: Iterable[dict[str, Any]], number: int | None) -> dict[str, Any] | None:
    return next((row for row in rows if row["id"] == number), None)


def moment(text: str) -> datetime:
    """Return the moment of a delivered event."""
    return datetime.fromisoformat(text)
