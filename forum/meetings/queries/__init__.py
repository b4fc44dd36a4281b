"""Reading meetings: lists, the state of a room, the log. The first argument is always the viewer."""

from forum.meetings.queries.lists import (
    items,
    meeting,
    meetings,
    newest_resolutions,
    resolutions_of_idea,
    running_session,
    upcoming,
)
from forum.meetings.queries.log import BATCH, audience_of, events_after, everything
from forum.meetings.queries.state import as_json, own, state

__all__ = [
    "BATCH",
    "as_json",
    "audience_of",
    "events_after",
    "everything",
    "items",
    "meeting",
    "meetings",
    "newest_resolutions",
    "own",
    "resolutions_of_idea",
    "running_session",
    "state",
    "upcoming",
]
