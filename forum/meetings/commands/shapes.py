"""The shape of the data of every command, checked strictly: nothing missing, nothing more, no wrong type."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from forum.core.errors import Invalid
from forum.core.i18n import _

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
LongText = Annotated[str, Field(min_length=1, max_length=20_000)]


class Shape(BaseModel):
    """The parent of all shapes; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Empty(Shape):
    """A command that says everything by its name."""


class ItemRef(Shape):
    """An agenda item."""

    item_id: Number


class ItemEnd(ItemRef):
    """An agenda item and what came of it."""

    outcome: Literal["resolved", "postponed", "closed"] = "closed"


class PresenceRef(Shape):
    """A member for whom the desk acts; without it the actor."""

    person_id: Number | None = None


class NewContribution(Shape):
    """A written contribution to the current item."""

    text: Annotated[str, Field(min_length=1, max_length=5000)]


class ContributionRef(Shape):
    """A contribution."""

    contribution_id: Number


class NewSpeech(Shape):
    """A wish to speak."""

    stance: Literal["", "pro", "contra"] = ""


class SpeakerRef(Shape):
    """An entry of the speakers' list."""

    speaker_id: Number


class NewMotion(Shape):
    """A text to vote on, with its reasons."""

    text: LongText
    reasons: Annotated[str, Field(max_length=20_000)] = ""


class NewPoll(Shape):
    """A question to vote on, or a motion."""

    question: Annotated[str, Field(max_length=250)] = ""
    motion_id: Number | None = None


class PollRef(Shape):
    """A poll."""

    poll_id: Number


class Vote(PollRef):
    """A vote."""

    choice: Literal["yes", "no", "abstain"]


def checked(shape: type[Shape], data: Any, *, strict: bool) -> Shape:
    """Return the data in this shape; forms know only text, so for them ``strict`` is off. Raises Invalid."""
    try:
        return shape.model_validate(data, strict=strict)
    except ValidationError as error:
        names = {str(problem["loc"][0]) if problem["loc"] else "data" for problem in error.errors()}
        sentence = _("Diese Angabe fehlt oder passt nicht.")
        raise Invalid(fields={name: [sentence] for name in sorted(names)}) from error
