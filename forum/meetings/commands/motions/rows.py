"""Finding motions, and moving one along the table of its course."""

from forum.core.db import db
from forum.core.errors import Conflict, NotFound
from forum.core.i18n import _
from forum.meetings.commands.action import Number, Shape
from forum.meetings.commands.step import Step
from forum.meetings.course import COURSE_LABELS, Course, after
from forum.meetings.models import AgendaItem, Motion
from forum.meetings.models.agenda import Circle
from forum.meetings.queries.entitled import ideas_of
from forum.meetings.ruling import Matter


class MotionRef(Shape):
    """A motion."""

    motion_id: Number


def motion(step: Step, motion_id: int) -> Motion:
    """Return a motion of this meeting that the actor may see, and do something with.

    Whoever takes no part in the item does nothing with its motions, also not as chair or clerk (B-15). Raises NotFound,
    Conflict.
    """
    found = db.session.get(Motion, motion_id)
    if found is None or found.meeting_id != step.meeting.id or found.audience not in step.actor.words:
        raise NotFound(_("Diesen Antrag gibt es hier nicht."))
    step.require_taking_part(step.item(found.item_id))
    return found


def matter_of(step: Step, item: AgendaItem) -> Matter:
    """Return what is voted on under an item: who votes, about which ideas, and whether everybody may read it."""
    public = item.level == Circle.PUBLIC
    return Matter(committee_kind=step.meeting.committee.kind, ideas=ideas_of(item), public=public)


def go(found: Motion, kind: str) -> None:
    """Move a motion along its course. Raises Conflict, which says where it stands."""
    to = after(found.state, kind)
    if to is None:
        state = COURSE_LABELS[Course(found.state)]
        raise Conflict(_("Das geht mit diesem Antrag nicht mehr: Er ist %(state)s.", state=state))
    found.state = to
