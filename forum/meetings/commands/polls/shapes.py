"""What several commands of votes share: their shapes, finding a poll under its lock, and what a wrong ballot is told."""

from typing import Annotated, Any, Literal

from pydantic import Field

from forum.core.db import locked
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.meetings.commands.action import Number, Shape
from forum.meetings.commands.step import Step
from forum.meetings.counting import checked
from forum.meetings.counting.ballots import MOST_OPTIONS
from forum.meetings.models import Poll

WITH_OPTIONS = ("choice", "rating", "irv", "stv")


class PollRef(Shape):
    """A poll."""

    poll_id: Number


class NewPoll(Shape):
    """A question to vote on, or a motion; options stand one in a line."""

    question: Annotated[str, Field(max_length=250)] = ""
    motion_id: Number | None = None
    # The session whose minutes are to be approved, as they stand now.
    minutes_id: Number | None = None
    kind: Literal["yes_no", "choice", "rating", "irv", "stv", "consent"] = "yes_no"
    level: Literal["open", "roll_call", "unnamed", "secret", "paper"] = "open"
    rule: Annotated[str, Field(max_length=20)] = ""
    options: Annotated[str, Field(max_length=4000)] = ""
    least: Annotated[int, Field(ge=0, le=MOST_OPTIONS)] = 1
    most: Annotated[int, Field(ge=1, le=MOST_OPTIONS)] = 1
    scale: Annotated[int, Field(ge=1, le=10)] = 5
    seats: Annotated[int, Field(ge=1, le=MOST_OPTIONS)] = 1
    straw: bool = False
    minuted: bool = False
    confirmed: bool = False
    officer_one_id: Number | None = None
    officer_two_id: Number | None = None


class Void(PollRef):
    """A poll that shall not count, and why."""

    reason: Annotated[str, Field(max_length=500)] = ""


def poll_of(step: Step, poll_id: int) -> Poll:
    """Return a poll of this meeting that the actor may see, locked to the end of the transaction. Raises NotFound."""
    found = locked(Poll, poll_id)
    if found is None or found.meeting_id != step.meeting.id or found.audience not in step.actor.words:
        raise NotFound(_("Diese Abstimmung gibt es hier nicht."))
    return found


def led(step: Step, poll_id: int) -> Poll:
    """Return a poll for whoever leads it, and takes part in its item like those who vote (B-15).

    Raises NotFound, Conflict.
    """
    found = poll_of(step, poll_id)
    step.require_taking_part(step.item(found.item_id))
    return found


def require_state(poll: Poll, *states: str) -> None:
    """Refuse a step that does not fit where the poll stands. Raises Conflict."""
    if poll.state in states:
        return
    sentences = {
        "prepared": _("Die Abstimmung ist noch nicht geöffnet."),
        "open": _("Die Abstimmung läuft noch."),
        "counting": _("Die Abstimmung ist schon geschlossen, die Stimmen werden gezählt."),
        "closed": _("Die Abstimmung ist schon geschlossen."),
    }
    raise Conflict(sentences[poll.state])


def allowed_ballot(poll: Poll, ballot: Any) -> dict[str, Any]:
    """Return the ballot as it is kept. Raises Invalid with a sentence that never repeats what was voted."""
    try:
        return checked(poll.configuration, ballot)
    except ValueError as error:
        configuration = poll.configuration
        sentences = {
            "choice": _("Bitte wählen Sie eine der Antworten."),
            "reason": _("Ein Einwand braucht eine Begründung mit 5 bis 500 Zeichen."),
            "number": _(
                "Bitte wählen Sie mindestens %(least)s und höchstens %(most)s.",
                least=configuration["least"] or 1,
                most=configuration["most"],
            ),
            "twice": _("Bitte vergeben Sie jeden Platz nur einmal."),
            "rating": _("Bitte bewerten Sie mit 0 bis %(most)s.", most=configuration["scale"]),
        }
        raise Invalid(
            fields={"ballot": [sentences.get(str(error), _("Diese Angabe fehlt oder passt nicht."))]}
        ) from None
