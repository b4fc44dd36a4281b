"""Arranging the agenda: adding, changing, removing and moving items, each an event (L-01)."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import delete

from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.i18n import _
from forum.core.permissions import can
from forum.meetings.commands import papers
from forum.meetings.commands.action import Action, ItemRef, Number, Shape
from forum.meetings.commands.agenda.content import MOST_MINUTES, PlannedItem, check, check_box, write
from forum.meetings.commands.agenda.tree import (
    Line,
    nodes_of,
    noted_in_calendars,
    renumber,
    rows_of,
    tell_order,
    views_of,
)
from forum.meetings.commands.step import Step
from forum.meetings.events import ItemAdded, ItemChanged, ItemRemoved
from forum.meetings.models import AgendaItem, ItemState, Meeting, MeetingState
from forum.meetings.models.agenda import Circle
from forum.meetings.numbering import Node, moved, put
from forum.meetings.queries.procedure import is_late

MOST_ITEMS = 60


class ItemContent(Shape):
    """What an item says."""

    title: Annotated[str, Field(min_length=3, max_length=160)]
    text: Annotated[str, Field(max_length=8000)] = ""
    idea_id: Number | None = None
    dossier_id: Number | None = None
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)] | None = None
    level: Literal["public", "committee", "chair"] | None = None

    def content(self) -> PlannedItem:
        """Return it as planning knows it."""
        return PlannedItem(
            title=self.title,
            text=self.text,
            idea_id=self.idea_id,
            dossier_id=self.dossier_id,
            minutes=self.minutes,
            level=Circle(self.level) if self.level else None,
        )


class NewItem(ItemContent):
    """A new item, at the end of the agenda or below another one."""

    parent_id: Number | None = None


class ItemChange(ItemContent):
    """All that an item says from now on; ``version`` is the one that was seen."""

    item_id: Number
    version: Number


class ItemMove(ItemRef):
    """An item goes one place further up or down among its neighbours."""

    direction: Literal["up", "down"]


class ItemPlace(ItemRef):
    """An item goes to a place: in front of another one, or last below a parent or on the first level."""

    before_id: Number | None = None
    parent_id: Number | None = None


def _require_arranging(step: Step) -> None:
    """Refuse changes of what is over; during the session only its leaders arrange. Raises Conflict, Forbidden."""
    if step.meeting.state not in (MeetingState.PLANNED, MeetingState.RUNNING):
        raise Conflict(_("Die Tagesordnung dieser Sitzung steht fest."))
    if step.meeting.state == MeetingState.RUNNING and not can(step.actor, "meeting.lead", step.meeting):
        raise Forbidden(_("Während der Sitzung ordnen Vorsitz und Schriftführung die Tagesordnung."))


def _require_planned(step: Step) -> None:
    if step.meeting.state != MeetingState.PLANNED:
        raise Conflict(_("Während der Sitzung kommen Punkte hinzu oder werden vertagt, aber keiner verschwindet."))


def add(step: Step, data: NewItem) -> None:
    """Add an item, also during the session; a second one only decides what it was called for, with any number (B-06)."""
    _require_arranging(step)
    meeting = step.meeting
    if meeting.state == MeetingState.RUNNING and meeting.second and meeting.second_announced:
        raise Conflict(
            _("Die zweite Sitzung behandelt nur, wozu eingeladen wurde. Neues gehört in eine weitere Sitzung.")
        )
    # What was not in the invitation needs another one, or the usual number of members.
    meeting.second_announced = False
    content = data.content()
    check(step.actor, content)
    parent = step.item(data.parent_id) if data.parent_id is not None else None
    add_item(step, content, parent)


def add_item(step: Step, content: PlannedItem, parent: AgendaItem | None = None) -> AgendaItem:
    """Add a checked item; one that comes during the session, too, stands last."""
    rows = rows_of(step)
    if len(rows) >= MOST_ITEMS:
        raise Conflict(_("Die Tagesordnung braucht zwischen 1 und 60 Punkte."))
    if parent is not None and parent.parent_id is not None:
        raise Invalid(fields={"parent_id": [_("Unterpunkte haben keine Unterpunkte.")]})
    check_box(parent, content.minutes)
    level = _level(step, content.level, parent)
    item = AgendaItem(
        meeting_id=step.meeting.id,
        parent_id=parent.id if parent else None,
        place=len(rows) + 1,
        number="",
        again_of=content.again_of,
        added_late=_comes_late(step.meeting),
        audience=level.word(step.meeting.committee_id),
    )
    write(item, content)
    first = db.session.get(AgendaItem, content.again_of) if content.again_of is not None else None
    if first is not None and first.title == item.title:
        item.withheld_title = first.withheld_title
    db.session.add(item)
    db.session.flush()
    before = views_of(step, rows)
    ordered = renumber(step, [*rows, item], [*nodes_of(rows), Node(item.id, item.parent_id)])
    _record_added(step, item)
    tell_order(step, ordered, _with(before, item))
    return item


def _level(step: Step, wanted: Circle | None, parent: AgendaItem | None) -> Circle:
    """Return for whom an item is: as its parent or its meeting, or narrower (L-03). Raises Invalid."""
    around = parent.level if parent is not None else Circle.of(step.meeting.audience)
    level = wanted or around
    if level.breadth < around.breadth:
        sentence = (
            _("Ein Unterpunkt kann nicht für mehr Menschen sein als der Punkt darüber.")
            if parent is not None
            else _("Ein Punkt kann nicht für mehr Menschen sein als die Sitzung.")
        )
        raise Invalid(fields={"level": [sentence]})
    return level


def _record_added(step: Step, item: AgendaItem) -> None:
    event = ItemAdded(
        meeting_id=step.meeting.id,
        item_id=item.id,
        number=item.number,
        parent_id=item.parent_id,
        idea_id=item.idea_id,
        dossier_id=item.dossier_id,
        minutes=item.minutes,
        late=item.added_late,
    )
    step.record(event, item.audience)


def _comes_late(meeting: Meeting) -> bool:
    """Tell whether what comes to the agenda now leaves those who were invited fewer days than the rules ask for (L-30)."""
    return meeting.invited_at is not None and (meeting.state == MeetingState.RUNNING or is_late(meeting))


def _with(views: dict[Circle, tuple[Line, ...]], item: AgendaItem) -> dict[Circle, tuple[Line, ...]]:
    """Return the views once everybody who may has heard of an item, which then stands last."""
    line = (item.id, item.parent_id, item.number)
    return {
        level: (*_gone(view, item.id), line) if item.level.breadth <= level.breadth else _gone(view, item.id)
        for level, view in views.items()
    }


def _without(views: dict[Circle, tuple[Line, ...]], item_id: int) -> dict[Circle, tuple[Line, ...]]:
    return {level: _gone(view, item_id) for level, view in views.items()}


def _gone(view: Sequence[Line], item_id: int) -> tuple[Line, ...]:
    return tuple(line for line in view if line[0] != item_id)


def change(step: Step, data: ItemChange) -> None:
    """Change a planned item. Raises Conflict when somebody else changed it meanwhile."""
    _require_arranging(step)
    _require_planned(step)
    item = step.item(data.item_id)
    if item.version != data.version:
        raise Conflict(_("Jemand anderes hat das inzwischen geändert. Bitte laden Sie die Seite neu."))
    content = data.content()
    check(step.actor, content, item)
    parent = db.session.get(AgendaItem, item.parent_id) if item.parent_id is not None else None
    check_box(parent, content.minutes, without=item.id)
    before = (item.title, item.idea_id, item.dossier_id)
    write(item, content)
    if (item.title, item.idea_id, item.dossier_id) != before:
        # It is another matter now, and takes the usual number of members (B-06).
        item.again_of = None
    check_box(item, 0)
    item.version += 1
    level = _level(step, content.level or item.level, parent)
    if level != item.level:
        _let_see(step, item, level)
        return
    event = ItemChanged(
        meeting_id=step.meeting.id,
        item_id=item.id,
        idea_id=item.idea_id,
        dossier_id=item.dossier_id,
        minutes=item.minutes,
    )
    step.record(event, item.audience)


def _let_see(step: Step, item: AgendaItem, level: Circle) -> None:
    """Let an item be for others: it goes from the old audience and comes to the new one; its children never exceed it."""
    rows = rows_of(step)
    family = [item, *(row for row in rows if row.parent_id == item.id and row.level.breadth < level.breadth)]
    known = views_of(step, rows)
    too_wide = [one for one in papers.of(row.id for row in family) if one.circle.breadth < level.breadth]
    for paper in too_wide:
        papers.tell_removed(step, paper)
    for row in reversed(family):
        step.record(ItemRemoved(meeting_id=step.meeting.id, item_id=row.id), row.audience)
        known = _without(known, row.id)
    for row in family:
        row.audience = level.word(step.meeting.committee_id)
        _record_added(step, row)
        known = _with(known, row)
    for paper in too_wide:
        paper.audience = level.word(step.meeting.committee_id)
        papers.tell_added(step, paper)
    db.session.flush()
    tell_order(step, rows, known)


def narrow(step: Step) -> None:
    """Let no item be for more people than its meeting is now."""
    level = Circle.of(step.meeting.audience)
    for row in rows_of(step):
        if row.parent_id is None and row.level.breadth < level.breadth:
            _let_see(step, row, level)


def remove(step: Step, data: ItemRef) -> None:
    """Remove a planned item with its children."""
    _require_arranging(step)
    _require_planned(step)
    item = step.item(data.item_id)
    rows = rows_of(step)
    family = [row for row in rows if item.id in (row.id, row.parent_id)]
    if len(family) == len(rows):
        raise Conflict(_("Die Tagesordnung braucht zwischen 1 und 60 Punkte."))
    known = views_of(step, rows)
    for paper in papers.of(row.id for row in family):
        papers.drop(step, paper)
    for row in reversed(family):
        step.record(ItemRemoved(meeting_id=step.meeting.id, item_id=row.id), row.audience)
        known = _without(known, row.id)
    gone = {row.id for row in family}
    for row in reversed(family):
        db.session.execute(delete(AgendaItem).where(AgendaItem.id == row.id))
    rest = [row for row in rows if row.id not in gone]
    tell_order(step, renumber(step, rest, nodes_of(rest)), known)


def move(step: Step, data: ItemMove) -> None:
    """Move an item one place further up or down; also while one is called."""
    _require_arranging(step)
    item, rows = step.item(data.item_id), rows_of(step)
    _arrange(step, rows, moved(nodes_of(rows), item.id, up=data.direction == "up"))


def place(step: Step, data: ItemPlace) -> None:
    """Move an item to a place; also while one is called."""
    _require_arranging(step)
    item, rows = step.item(data.item_id), rows_of(step)
    parent = step.item(data.parent_id) if data.parent_id is not None else None
    before = step.item(data.before_id) if data.before_id is not None else None
    if before is not None and before.parent_id != data.parent_id:
        raise Invalid(fields={"before_id": [_("Diese beiden Punkte stehen nicht auf derselben Ebene.")]})
    if parent is not None and parent.id != item.parent_id:
        _check_new_parent(rows, item, parent)
    _arrange(step, rows, put(nodes_of(rows), item.id, before=data.before_id, parent_id=data.parent_id))


def _check_new_parent(rows: Sequence[AgendaItem], item: AgendaItem, parent: AgendaItem) -> None:
    has_children = any(row.parent_id == item.id for row in rows)
    if has_children or parent.parent_id is not None or parent.id == item.id:
        raise Invalid(fields={"parent_id": [_("Unterpunkte haben keine Unterpunkte.")]})
    if item.level.breadth < parent.level.breadth:
        raise Invalid(
            fields={"parent_id": [_("Ein Unterpunkt kann nicht für mehr Menschen sein als der Punkt darüber.")]}
        )
    if item.state != ItemState.PLANNED:
        raise Conflict(_("Ein Punkt, der schon aufgerufen war, bleibt auf seiner Ebene."))
    check_box(parent, item.minutes)


def _arrange(step: Step, rows: Sequence[AgendaItem], nodes: Sequence[Node]) -> None:
    known = views_of(step, rows)
    ordered = renumber(step, rows, nodes)
    if views_of(step, ordered) == known:
        raise Conflict(_("Der Punkt steht schon dort."))
    tell_order(step, ordered, known)


def _arranging(shape: type[Shape], handle: Callable[[Step, Any], None]) -> Action:
    def arrange(step: Step, data: Any) -> None:
        with noted_in_calendars(step):
            handle(step, data)

    return Action("agenda.arrange", shape, arrange)


ACTIONS = {
    "item.add": _arranging(NewItem, add),
    "item.change": _arranging(ItemChange, change),
    "item.remove": _arranging(ItemRef, remove),
    "item.move": _arranging(ItemMove, move),
    "item.put": _arranging(ItemPlace, place),
}
