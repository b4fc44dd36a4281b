"""How held texts become public: the packages above say it for theirs, ``forum.app`` lists them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from forum.screening.models import HeldText


@dataclass(frozen=True)
class Back:
    """Where an author goes on writing what was taken back: the form, and the draft that fills it (M-12)."""

    url: str
    # The draft that the form opens with; without an action the text lies there already.
    action: str = ""
    target: str = ""
    with_title: bool = False


@dataclass(frozen=True)
class HeldPlace:
    """A kind of text that can wait. ``publish`` makes it public in its author's name and returns its address.

    It raises Conflict when that is not possible at present, and the text goes on waiting. ``lock`` locks where it would
    stand, as whoever moves that place does before the text.
    """

    name: str
    label: Any
    publish: Callable[[HeldText], str]
    back: Callable[[HeldText], Back]
    lock: Callable[[HeldText], None] = lambda _held: None


def places() -> Mapping[str, HeldPlace]:
    """Return the places of the running application by their name."""
    known: Mapping[str, HeldPlace] = current_app.extensions["held_places"]
    return known
