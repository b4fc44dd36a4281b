"""What drafts can be for: the packages above describe their forms here, ``forum.app`` lists them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import current_app

from forum.core.errors import NotFound
from forum.core.permissions import Actor

MOST_OF_FAMILIES = 60


@dataclass(frozen=True)
class Spot:
    """Where a draft belongs: the title of its target and, while one can write there, the address of the form."""

    title: str
    url: str = ""
    # Why the draft cannot be published at present.
    note: str = ""


@dataclass(frozen=True)
class Place:
    """A kind of form that keeps drafts. ``find`` gets targets of this action and returns those the viewer may know.

    ``families`` are beginnings of names, for forms whose fields are data, such as a remark on each criterion.
    """

    action: str
    label: Any
    fields: tuple[str, ...]
    find: Callable[[Actor, Sequence[str]], Mapping[str, Spot]]
    # Fields that are kept with the text but are none to be read.
    hidden: tuple[str, ...] = ("held",)
    families: tuple[str, ...] = ()

    def names(self, among: Iterable[str]) -> tuple[str, ...]:
        """Return which fields are kept, of a form with these fields."""
        more = (name for name in among if self.families and name.startswith(self.families))
        return (*self.fields, *islice(more, MOST_OF_FAMILIES))


def places() -> Mapping[str, Place]:
    """Return the places of the running application by their action."""
    known: Mapping[str, Place] = current_app.extensions["draft_places"]
    return known


def place(action: str) -> Place:
    """Return the place of an action. Raises NotFound."""
    found = places().get(action)
    if found is None:
        raise NotFound
    return found
