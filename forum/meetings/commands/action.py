"""A type of command: the permission it takes, the shape of its data, and what it does.

Data is checked strictly: nothing missing, nothing more, no wrong type.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.meetings.commands.step import Step

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


@dataclass(frozen=True)
class Action:
    """A type of command; each area of a session lists its own in ``ACTIONS``."""

    permission: str
    shape: type[Shape]
    handle: Callable[[Step, Any], None]


def checked(shape: type[Shape], data: Any, *, strict: bool) -> Shape:
    """Return the data in this shape; forms know only text, so for them ``strict`` is off. Raises Invalid."""
    try:
        return shape.model_validate(data, strict=strict)
    except ValidationError as error:
        names = {str(problem["loc"][0]) if problem["loc"] else "data" for problem in error.errors()}
        sentence = _("Diese Angabe fehlt oder passt nicht.")
        raise Invalid(fields={name: [sentence] for name in sorted(names)}) from error
