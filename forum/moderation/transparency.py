"""What everybody may know of the moderation: a log without names, and figures that anybody can recount (M-18, S-05).

The log says nothing of accounts, and shows no words that a person wrote: kind, day, rule, automation, reversal.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from flask import current_app
from sqlalchemy import Row, case, func, join, select
from sqlalchemy.orm import aliased

from forum.core.clock import local, now, of_city
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.permissions import Actor, require
from forum.discussions.models import Space
from forum.moderation.commands.publishing import due_on
from forum.moderation.events import StatementReverted
from forum.moderation.measures import MEASURES
from forum.moderation.models import Case, CaseState, Complaint, Notice, Outcome, PublishedReport, Statement
from forum.moderation.rules import RULES
from forum.moderation.yearly import BRAKED, brakes_between
from forum.web.paging import Order, Page, number

PER_PAGE = 50
NEWEST_FIRST = Order(((Statement.id, True),), (number,))
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Figures:
    """What happened in one year."""

    year: int
    notices: int
    # Of them, those of trusted flaggers (S-15), and those that were taken back (M-34).
    trusted: int
    withdrawn: int
    # How many measures rested on each rule, in the order of the rules, and how many were of each kind.
    measures: dict[str, int]
    kinds: dict[str, int]
    reverted: int
    automated: int
    # The hours from a notice to the first measure after it; None when no measure followed a notice.
    hours: float | None
    # How often the talk in a thread or space was stopped for some hours (M-31).
    brakes: int
    complaints: int
    outcomes: dict[str, int]

    @property
    def is_empty(self) -> bool:
        """Whether the year has nothing that a chart could show."""
        return not (self.notices or self.all_measures or self.complaints)

    @property
    def all_measures(self) -> int:
        """Return the sum over all rules."""
        return sum(self.measures.values())


def years() -> Sequence[int]:
    """Return the years of which there is something to tell, the newest first; old ones go with their report (P-10)."""
    this = local(now()).year
    opened = db.session.scalar(select(func.min(Case.opened_at)))
    published = db.session.scalar(select(func.min(PublishedReport.year)))
    oldest = min(published or this, this - current_app.config["REPORT_KEEP_YEARS"])
    return range(this, max(local(opened).year if opened else this, oldest) - 1, -1)


def published_on(year: int) -> datetime | None:
    """Return when the report of a year was published; None as long as it was not."""
    found = db.session.get(PublishedReport, year)
    return found.published_at if found is not None else None


def reports() -> list[tuple[int, date, datetime | None]]:
    """Return the years that are over, until when their reports are due, and when they were published."""
    done = dict(db.session.execute(select(PublishedReport.year, PublishedReport.published_at)).all())
    return [(year, due_on(year), done.get(year)) for year in years() if year < local(now()).year]


def figures(year: int) -> Figures:
    """Count a year of the moderation from its rows; days are those of Braunschweig."""
    since, until = of_city(datetime(year, 1, 1)), of_city(datetime(year + 1, 1, 1))  # noqa: DTZ001

    def within(column: Any) -> Any:
        return (column >= since) & (column < until)

    rules = dict(
        db.session.execute(
            select(Statement.rule, func.count()).where(within(Statement.created_at)).group_by(Statement.rule)
        ).all()
    )
    kinds = dict(
        db.session.execute(
            select(Statement.measure, func.count()).where(within(Statement.created_at)).group_by(Statement.measure)
        ).all()
    )
    outcomes = dict(
        db.session.execute(
            select(Complaint.outcome, func.count())
            .where(within(Complaint.created_at), Complaint.outcome.is_not(None))
            .group_by(Complaint.outcome)
        ).all()
    )
    reverted, automated = db.session.execute(
        select(func.count(Statement.reverted_at), func.count().filter(Statement.automated_decision)).where(
            within(Statement.created_at)
        )
    ).one()
    notices, trusted, withdrawn, complaints = db.session.execute(
        select(
            func.count(Notice.id),
            func.count().filter(Notice.trusted),
            func.count(Notice.withdrawn_at),
            select(func.count(Complaint.id)).where(within(Complaint.created_at)).scalar_subquery(),
        ).where(within(Notice.created_at))
    ).one()
    first_measure = (
        select(func.min(Statement.created_at))
        .where(
            Statement.case_id == Notice.case_id,
            Statement.opening == Notice.opening,
            Statement.created_at >= Notice.created_at,
        )
        .correlate(Notice)
        .scalar_subquery()
    )
    spans = db.session.execute(
        select(Notice.created_at, first_measure).where(
            within(Notice.created_at), Notice.withdrawn_at.is_(None), first_measure.is_not(None)
        )
    ).all()
    return Figures(
        year=year,
        notices=notices,
        trusted=trusted,
        withdrawn=withdrawn,
        measures={key: rules.get(key, 0) for key in RULES},
        kinds={key: kinds.get(key, 0) for key in MEASURES},
        reverted=reverted,
        automated=automated,
        hours=round(median((done - told) / _HOUR for told, done in spans), 1) if spans else None,
        brakes=brakes_between(since, until),
        complaints=complaints,
        outcomes={outcome: outcomes.get(outcome, 0) for outcome in Outcome},
    )


def _log() -> Any:
    # Of a space stands only what everybody may know: its title, when it is for all; no account is touched, so that the
    # log outlives every erasure.
    together = aliased(Statement)
    # Of an account, one decision hides many posts; it says how many there were.
    own, each = (func.coalesce(one.detail["items"].as_integer(), 1) for one in (Statement, together))
    of_bulk = select(func.sum(each)).where(together.bulk == Statement.bulk).correlate(Statement).scalar_subquery()
    # A measure that was taken back and holds again says so still: each reversal is a line of the event log (M-15).
    reversals = (
        select(func.count(LoggedEvent.id))
        .where(
            LoggedEvent.type == StatementReverted.__name__,
            LoggedEvent.subject_kind == StatementReverted.about,
            LoggedEvent.subject_id == Case.id,
            LoggedEvent.data["statement_id"].as_integer() == Statement.id,
        )
        .correlate(Case, Statement)
        .scalar_subquery()
    )
    items = case((Statement.bulk.is_(None), own), else_=of_bulk)
    return select(
        Statement.id,
        Statement.created_at,
        Case.kind,
        Statement.measure,
        Statement.rule,
        Statement.automated_decision,
        Statement.reverted_at,
        Statement.ended_at,
        Space.title.label("space"),
        items.label("items"),
        reversals.label("reversals"),
    ).select_from(
        join(Statement, Case, Statement.case_id == Case.id).outerjoin(
            Space, (Space.id == Case.space_id) & (Space.audience == "public")
        )
    )


def log(after: str | None = None) -> Page[Row[Any]]:
    """Return a page of the public log, the newest measure first."""
    rows = db.session.execute(NEWEST_FIRST.apply(_log(), after, PER_PAGE)).all()
    return NEWEST_FIRST.page(rows, PER_PAGE)


def whole_log() -> Sequence[Row[Any]]:
    """Return the whole public log for the file, the oldest measure first."""
    return db.session.execute(_log().order_by(Statement.id)).all()


def brakes(most: int = 20) -> Sequence[Row[Any]]:
    """Return when talk was stopped last, where (a thread or a space) and for how many hours; it names nobody (M-31)."""
    rows = select(LoggedEvent.at, LoggedEvent.subject_kind, LoggedEvent.data).where(BRAKED)
    return db.session.execute(rows.order_by(LoggedEvent.id.desc()).limit(most)).all()


@dataclass(frozen=True)
class Backlog:
    """How the moderation keeps up: what waits and for how long, how soon it decides, how often it was wrong (M-30)."""

    # How many open cases wait for less than a day, less than three, less than a week, and longer.
    waiting: dict[str, int]
    # The hours from opening to deciding, and from opening to the first look; the middle of the last ninety days.
    hours_to_decide: float | None
    hours_to_look: float | None
    # By rule and by space: decided measures, and those of them that were taken back.
    rules: dict[str, tuple[int, int]]
    spaces: dict[str, tuple[int, int]]


def backlog(viewer: Actor) -> Backlog:
    """Return how the moderation keeps up. Nothing in it says who did what."""
    require(viewer, "moderation.figures")
    moment = now()
    opened = db.session.scalars(select(Case.opened_at).where(Case.state == CaseState.OPEN)).all()
    waiting = dict.fromkeys(("1", "3", "7", "more"), 0)
    for at in opened:
        days = (moment - at).days
        waiting["1" if days < 1 else "3" if days < 3 else "7" if days < 7 else "more"] += 1
    lately = select(Case.opened_at, Case.decided_at, Case.first_viewed_at).where(
        Case.decided_at > moment - timedelta(days=90)
    )
    rows = db.session.execute(lately).all()
    return Backlog(
        waiting,
        _middle([done - opened for opened, done, _looked in rows if done is not None]),
        _middle([looked - opened for opened, _done, looked in rows if looked is not None and looked >= opened]),
        _reversed(select(Statement.rule, *_COUNTED).join(Statement.case).group_by(Statement.rule)),
        _reversed(
            select(Space.title, *_COUNTED)
            .join(Statement.case)
            .join(Space, Space.id == Case.space_id)
            .where(Space.audience.in_(viewer.words))
            .group_by(Space.title)
        ),
    )


def _middle(spans: Sequence[timedelta]) -> float | None:
    return round(median(span / _HOUR for span in spans), 1) if spans else None


_COUNTED = (func.count(Statement.id), func.count(Statement.reverted_at))


def _reversed(counted: Any) -> dict[str, tuple[int, int]]:
    """Return the most frequent rows of measures and of those taken back."""
    rows = db.session.execute(counted.order_by(_COUNTED[0].desc()).limit(30)).all()
    return {name: (made, taken) for name, made, taken in rows}


def by_month(year: int) -> list[tuple[int, int, int]]:
    """Return for each month of a year the notices and the measures, in the zone of Braunschweig."""
    since, until = of_city(datetime(year, 1, 1)), of_city(datetime(year + 1, 1, 1))  # noqa: DTZ001
    told, done = (
        Counter(
            local(at).month
            for at in db.session.scalars(
                select(model.created_at).where(model.created_at >= since, model.created_at < until)
            )
        )
        for model in (Notice, Statement)
    )
    return [(month, told[month], done[month]) for month in range(1, 13)]
