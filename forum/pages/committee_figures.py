"""The pictures of a committee's work: speaking time by group, attendance, and what became of recommendations.

They are for the committee and the Stabsstelle: a group may be one person, so nobody else is told how long it spoke.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template

from forum.committees import queries
from forum.committees.models import GROUP_LABELS, Committee, Group, Role
from forum.committees.queries import Term
from forum.core.clock import now
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, require
from forum.meetings.queries import Session, Speech, sessions_held, speeches
from forum.recommendations.queries import answering
from forum.web import sheets
from forum.web.cache import tagged
from forum.web.charts import Bar, BarChart, bars
from forum.web.language import short_day
from forum.web.security import viewer

blueprint = Blueprint("committee_figures", __name__)

# The pictures show the last year.
SPAN = timedelta(days=365)
GUESTS = "guests"
ANSWERS = {
    "in_time": lazy("fristgerecht beantwortet"),
    "late": lazy("später beantwortet"),
    "open": lazy("noch offen"),
    "overdue": lazy("überfällig"),
}


@dataclass(frozen=True)
class Attendance:
    """How many members a session had, and how many of them were there."""

    session: Session
    members: int
    present: int


@dataclass(frozen=True)
class Pictures:
    """What the page draws. ``minutes`` is the speaking time by group, guests last."""

    minutes: dict[str, float]
    attendance: Sequence[Attendance]
    answers: dict[str, int]

    @property
    def speaking(self) -> BarChart:
        """Speaking time by group, in minutes."""
        said = {group.value: label for group, label in GROUP_LABELS.items()} | {GUESTS: _("Gäste")}
        return bars([Bar(str(said[key]), number) for key, number in self.minutes.items()])

    @property
    def presence(self) -> BarChart:
        """Who was there, session by session."""
        return bars(
            [
                Bar(f"{short_day(one.session.at)}: {one.session.title}", one.present, one.members)
                for one in self.attendance
            ]
        )

    @property
    def recommendations(self) -> BarChart:
        """What became of recommendations."""
        return bars([Bar(str(ANSWERS[key]), number) for key, number in self.answers.items()])


def pictures(who: Actor, committee: Committee) -> Pictures:
    """Gather what the page draws, in five statements however much was said."""
    since = now() - SPAN
    terms = queries.terms(committee.id)
    attendance = [_attendance(one, terms) for one in sessions_held(who, committee.id, since)]
    answers = {key: answering(who, committee.id).get(key, 0) for key in ANSWERS}
    return Pictures(_minutes(speeches(who, committee.id, since), terms), attendance, answers)


def _minutes(said: Sequence[Speech], terms: Sequence[Term]) -> dict[str, float]:
    seconds = dict.fromkeys([*(group.value for group in Group), GUESTS], 0.0)
    for one in said:
        seconds[_group_of(one.person_id, one.at.date(), terms)] += one.seconds
    return {key: round(number / 60, 1) for key, number in seconds.items()}


def _group_of(person_id: int, on: date, terms: Sequence[Term]) -> str:
    """Return the group for which somebody belonged to the committee on a day; who did not, was a guest."""
    return next((Group(one.group).value for one in terms if one.person_id == person_id and one.holds(on)), GUESTS)


def _attendance(session: Session, terms: Sequence[Term]) -> Attendance:
    """Count the members of that day; the clerk is none, and who deputises counts for the seat only when there."""
    members = {
        one.person_id for one in terms if one.holds(session.at.date()) and one.role != Role.CLERK and not one.deputises
    }
    return Attendance(session, len(members), len(members & session.present))


@blueprint.get("/gremien/<name>/zahlen")
def show(name: str) -> Any:
    """Show how a committee works."""
    found = _readable(name)
    return render_template("committees/figures.html", committee=found, found=pictures(viewer(), found))


@blueprint.get("/gremien/<name>/zahlen.csv")
@tagged
def figures_csv(name: str) -> Response:
    """Return the same figures as a table."""
    found = _readable(name)
    return sheets.response(f"zahlen-{found.slug}", sheets.FIGURES, _rows(pictures(viewer(), found)))


def _readable(name: str) -> Committee:
    found = queries.committee(viewer(), name)
    require(viewer(), "committee.figures", found)
    return found


def _rows(found: Pictures) -> Iterator[tuple[str, str, str, Any]]:
    """Yield every figure once; the words of the first and third column never change with the language."""
    yield from (("speaking", group, "minutes", number) for group, number in found.minutes.items())
    for one in found.attendance:
        when = one.session.at.date().isoformat()
        yield ("attendance", f"{when} {one.session.title}", "members", one.members)
        yield ("attendance", f"{when} {one.session.title}", "present", one.present)
    yield from (("recommendations", key, "number", number) for key, number in found.answers.items())
