"""The fold law: the state of a meeting follows from its events alone (L-45). All functions here are pure.

Each area of a session says how it begins (``START``), what each of its events does (``CASES``), and how the same
core is read from a snapshot (``core``).
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from forum.meetings.fold import (
    agenda,
    contributions,
    invitations,
    meeting,
    minutes,
    motions,
    papers,
    polls,
    presence,
    questions,
    resolutions,
    speakers,
)

AREAS = (
    meeting, invitations, agenda, presence, contributions, questions, speakers, motions, papers, polls, resolutions,
    minutes,
)  # fmt: skip
CASES = {kind: case for area in AREAS for kind, case in area.CASES.items()}


def fold(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the core of a meeting's state from the delivered events of one audience. Raises ValueError."""
    core: dict[str, Any] = {}
    for area in AREAS:
        core |= deepcopy(area.START)
    return onto(core, events)


def onto(core: dict[str, Any], events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the core after these events, which follow it; the one given stays as it is. Raises ValueError."""
    core = deepcopy(core)
    for event in events:
        case = CASES.get(event["type"])
        if case is None:
            raise ValueError(f"no fold for {event['type']}")
        case(core, event["data"])
    return core


def core_of(state: dict[str, Any]) -> dict[str, Any]:
    """Return the same core from a snapshot."""
    core: dict[str, Any] = {}
    for area in AREAS:
        core |= area.core(state)
    return core
