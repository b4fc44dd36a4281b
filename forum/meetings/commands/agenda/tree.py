"""The tree of an agenda, and telling each audience how it looks now.

An item that is not for everybody moves among those that are, and the numbers of these change with it. So the order is told
to each audience by itself, the wide ones first: whoever hears the narrow one hears it last (L-40, L-45).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import select

from forum.core.db import db
from forum.meetings.appointments import agenda_lines
from forum.meetings.commands.step import Step
from forum.meetings.events import AgendaOrdered
from forum.meetings.models import AgendaItem
from forum.meetings.models.agenda import Circle
from forum.meetings.numbering import Node, in_order, numbers

Line = tuple[int, int | None, str]
Views = Mapping[Circle, tuple[Line, ...]]


def rows_of(step: Step) -> Sequence[AgendaItem]:
    """Return all items of the meeting in order, whoever may see them."""
    return db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == step.meeting.id).order_by(AgendaItem.place, AgendaItem.id)
    ).all()


def nodes_of(rows: Iterable[AgendaItem]) -> list[Node]:
    """Return the tree."""
    return [Node(row.id, row.parent_id) for row in rows]


def levels_of(step: Step) -> list[Circle]:
    """Return the audiences of the meeting, the widest first."""
    widest = Circle.of(step.meeting.audience)
    return [level for level in Circle if level.breadth >= widest.breadth]


def views_of(step: Step, rows: Sequence[AgendaItem]) -> dict[Circle, tuple[Line, ...]]:
    """Return what each audience sees of the agenda."""
    return {
        level: tuple((row.id, row.parent_id, row.number) for row in rows if row.level.breadth <= level.breadth)
        for level in levels_of(step)
    }


def renumber(step: Step, rows: Iterable[AgendaItem], nodes: Sequence[Node]) -> Sequence[AgendaItem]:
    """Give each item its place, parent and number in the new tree; return the items in order."""
    tree = in_order(nodes)
    called = numbers(tree, step.meeting.numbering)
    by_id = {row.id: row for row in rows}
    # No two items ever stand at one place; so all of them step aside first.
    for place, node in enumerate(tree, start=1):
        by_id[node.id].place = -place
    db.session.flush()
    for place, node in enumerate(tree, start=1):
        row = by_id[node.id]
        row.place, row.parent_id, row.number = place, node.parent_id, called[node.id]
    db.session.flush()
    return [by_id[node.id] for node in tree]


def tell_order(step: Step, rows: Sequence[AgendaItem], known: Views) -> None:
    """Tell the order to every audience that does not know it already; ``known`` is what its events say so far."""
    said, wider = False, None
    for level, view in views_of(step, rows).items():
        if view == wider:
            continue  # Whoever hears this level hears the wider one, and there is no more to say.
        if said or view != known.get(level, ()):
            event = AgendaOrdered(meeting_id=step.meeting.id, order=view)
            step.record(event, level.word(step.meeting.committee_id))
            said = True
        wider = view


@contextmanager
def noted_in_calendars(step: Step) -> Iterator[None]:
    """Let calendars know of a newer agenda, if what stands in them became another one (L-29)."""
    before = agenda_lines(step.meeting, rows_of(step))
    yield
    if agenda_lines(step.meeting, rows_of(step)) != before:
        step.meeting.agenda_version += 1


def number_anew(step: Step, rows: Sequence[AgendaItem]) -> None:
    """Give the items other numbers in the same order, when the meeting counts in another way."""
    known = views_of(step, rows)
    tell_order(step, renumber(step, rows, nodes_of(rows)), known)
