"""The yearly report as one short table: eight sections of figures and one of words, for everybody who counts (S-05).

The templates of the implementing regulation are in ``annex_figures``. Each section is a table of indicator, scope and
value, computed from the rows of cases, notices, statements and complaints, so that anybody can recount it. What the forum
does not measure has no value, rather than a zero.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from forum.accounts import visits
from forum.accounts.models import Limit, Person, Restriction, Standing
from forum.core.clock import of_city
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.i18n import german, lazy
from forum.discussions.events import SpaceBraked, ThreadBraked
from forum.moderation.events import CaseDismissed, StatementIssued
from forum.moderation.measures import MEASURES
from forum.moderation.models import Case, Complaint, Dispute, Notice, Outcome, Statement
from forum.moderation.rules import RULES

_HOUR = timedelta(hours=1)
# The events of talk that was stopped.
BRAKED = LoggedEvent.type.in_([ThreadBraked.__name__, SpaceBraked.__name__])
TOTAL = "TOTAL"


@dataclass(frozen=True)
class Line:
    """One line of a section: what is counted, within what, and how many."""

    section: str
    indicator: str
    scope: str
    value: float | str | None


@dataclass(frozen=True)
class Year:
    """The rows of one year, read once for all sections."""

    year: int
    since: datetime
    until: datetime
    notices: Sequence[Notice]
    statements: Sequence[Statement]
    complaints: Sequence[Complaint]


def read(year: int) -> Year:
    """Read the rows of a year; days are those of Braunschweig."""
    since, until = of_city(datetime(year, 1, 1)), of_city(datetime(year + 1, 1, 1))  # noqa: DTZ001

    def within(model: Any) -> Any:
        return select(model).where(model.created_at >= since, model.created_at < until).order_by(model.id)

    with_case = selectinload(Notice.case).selectinload(Case.statements)
    with_decision = (
        selectinload(Complaint.statement),
        selectinload(Complaint.notice),
        selectinload(Complaint.case).selectinload(Case.statements),
    )
    return Year(
        year,
        since,
        until,
        db.session.scalars(within(Notice).options(with_case)).all(),
        db.session.scalars(within(Statement)).all(),
        db.session.scalars(within(Complaint).options(*with_decision)).all(),
    )


def _by(values: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the number of each value, and of all."""
    yield TOTAL, len(values)
    yield from sorted(Counter(values).items())


def _category(rule: str) -> str:
    return f"STATEMENT_CATEGORY_{RULES[rule].category}"


def _middle(spans: Sequence[timedelta]) -> float | None:
    return round(median(span / _HOUR for span in spans), 1) if spans else None


def _orders(rows: Year) -> Iterator[tuple[str, str, Any]]:
    """Yield what authorities ordered, from the register that the package above keeps (S-18)."""
    yield from current_app.extensions["orders_in_figures"](rows.since, rows.until)


def _notices(rows: Year) -> Iterator[tuple[str, str, Any]]:
    for scope, number in _by([_category(notice.rule) for notice in rows.notices]):
        yield "notices_received", scope, number
    acted = [(notice, first) for notice in rows.notices if (first := first_measure(notice)) is not None]
    for illegal, word in ((True, "on_basis_of_law"), (False, "on_basis_of_terms")):
        found = [_category(notice.rule) for notice, first in acted if RULES[first.rule].illegal is illegal]
        for scope, number in _by(found):
            yield f"notices_actioned_{word}", scope, number
    yield "median_hours_to_action", TOTAL, _middle([first.created_at - notice.created_at for notice, first in acted])
    yield "notices_of_trusted_flaggers", TOTAL, sum(notice.trusted for notice in rows.notices)
    yield "notices_processed_by_automated_means", TOTAL, 0


def first_measure(notice: Notice) -> Statement | None:
    """Return what was done first about the thing because of a notice: in the opening of the case to which it belongs."""
    if notice.withdrawn_at is not None:
        return None
    after = [
        row for row in notice.case.statements if row.opening == notice.opening and row.created_at >= notice.created_at
    ]
    return min(after, key=lambda row: row.id) if after else None


def _own(rows: Year, *, illegal: bool) -> Iterator[tuple[str, str, Any]]:
    found = [row for row in rows.statements if row.source == "SOURCE_VOLUNTARY" and RULES[row.rule].illegal is illegal]
    for scope, number in _by([_category(row.rule) for row in found]):
        yield "measures_by_category", scope, number
    for scope, number in _by([MEASURES[row.measure].word or "WARNING" for row in found]):
        yield "measures_by_restriction", scope, number
    yield "measures_detected_by_automated_means", TOTAL, sum(row.automated_detection for row in found)
    if not illegal:
        yield "brakes_of_threads_and_spaces", TOTAL, brakes_between(rows.since, rows.until)


def brakes_between(since: datetime, until: datetime) -> int:
    """Return how often the talk in a thread or space was stopped for some hours (M-31)."""
    return (
        db.session.scalar(
            select(func.count(LoggedEvent.id)).where(BRAKED, since <= LoggedEvent.at, LoggedEvent.at < until)
        )
        or 0
    )


def _complaints(rows: Year) -> Iterator[tuple[str, str, Any]]:
    yield "complaints_received", TOTAL, len(rows.complaints)
    yield "complaints_received", "AUTHORS", sum(row.statement_id is not None for row in rows.complaints)
    yield "complaints_received", "NOTIFIERS", sum(row.notice_id is not None for row in rows.complaints)
    answered = [row for row in rows.complaints if row.answered_at is not None]
    counts = Counter(str(row.outcome) for row in answered)
    for outcome in Outcome:
        yield "complaints_decided", outcome.value.upper(), counts.get(outcome.value, 0)
    spans = [row.answered_at - row.created_at for row in answered if row.answered_at is not None]
    yield "median_hours_to_decision", TOTAL, _middle(spans)
    days = (date(rows.year, 1, 1), date(rows.year + 1, 1, 1))
    disputes = select(func.count(Dispute.id)).where(Dispute.opened_on >= days[0], Dispute.opened_on < days[1])
    yield "disputes_before_out_of_court_bodies", TOTAL, db.session.scalar(disputes)
    suspended = select(func.count()).where(
        Restriction.kind == Limit.SUSPENDED, Restriction.since >= rows.since, Restriction.since < rows.until
    )
    yield "suspensions_imposed", TOTAL, db.session.scalar(suspended)


def _automated(rows: Year) -> Iterator[tuple[str, str, Any]]:
    decided = [row for row in rows.statements if row.automated_decision]
    yield "measures_decided_by_automated_means", TOTAL, len(decided)
    right = judged(decided)
    yield "error_rate_of_automated_means", TOTAL, round(right.count(False) / len(right), 3) if right else None


def judged(by_program: Sequence[Statement]) -> list[bool]:
    """Return for each measure of a program that a person judged since whether it was right (M-07, S-05).

    Who dismissed the case next, or took the measure back, found it wrong; who decided on a measure of their own found it
    right. What ended by itself before anybody looked tells nothing.
    """
    steps: dict[int | None, list[LoggedEvent]] = {row.case_id: [] for row in by_program}
    decisions = select(LoggedEvent).where(
        LoggedEvent.type.in_([CaseDismissed.__name__, StatementIssued.__name__]),
        LoggedEvent.subject_kind == CaseDismissed.about,
        LoggedEvent.subject_id.in_(steps),
        LoggedEvent.actor_id.is_not(None),
    )
    for event in db.session.scalars(decisions.order_by(LoggedEvent.id)):
        steps[event.subject_id].append(event)
    found = []
    for row in by_program:
        later = next((event for event in steps[row.case_id] if event.at >= row.created_at), None)
        if row.reverted_at is not None or later is not None:
            found.append(row.reverted_at is None and later is not None and later.type == StatementIssued.__name__)
    return found


def _people(rows: Year) -> Iterator[tuple[str, str, Any]]:
    deciding = {row.moderator_id for row in rows.statements} | {row.answered_by for row in rows.complaints}
    yield "people_who_decided", TOTAL, len(deciding - {None})
    yield "languages_of_moderation", "DE", None


def _recipients(rows: Year) -> Iterator[tuple[str, str, Any]]:
    """Yield the accounts, and how many were here in a month in the mean; nobody is followed for it (S-22)."""
    there = select(func.count(Person.id)).where(Person.created_at < rows.until, Person.standing == Standing.ACTIVE)
    yield "accounts", TOTAL, db.session.scalar(there)
    mean = visits.average(date(rows.year, 1, 1), date(rows.year + 1, 1, 1))
    yield "average_monthly_active_recipients", TOTAL, mean[0] if mean is not None else None
    yield "average_monthly_pages_without_account", TOTAL, mean[1] if mean is not None else None


SECTIONS: dict[str, Callable[[Year], Iterator[tuple[str, str, Any]]]] = {
    "1_orders": _orders,
    "2_notices": _notices,
    "3_own_initiative_law": lambda rows: _own(rows, illegal=True),
    "4_own_initiative_terms": lambda rows: _own(rows, illegal=False),
    "5_complaints_and_misuse": _complaints,
    "6_automated_means": _automated,
    "7_human_resources": _people,
    "8_recipients": _recipients,
}
QUALITATIVE = "9_qualitative"
# The sections as people call them; the keys stand in the files.
TITLES = {
    "1_orders": lazy("Anordnungen von Behörden"),
    "2_notices": lazy("Meldungen"),
    "3_own_initiative_law": lazy("Aus eigenem Antrieb: rechtswidrige Inhalte"),
    "4_own_initiative_terms": lazy("Aus eigenem Antrieb: Regeln des Forums"),
    "5_complaints_and_misuse": lazy("Beschwerden und Missbrauch"),
    "6_automated_means": lazy("Programme, die mitwirken"),
    "7_human_resources": lazy("Menschen in der Moderation"),
    "8_recipients": lazy("Konten"),
    QUALITATIVE: lazy("Erläuterungen"),
}
_WORDS = {
    "own_initiative": lazy(
        "Die Moderation handelt auf Meldungen und aus eigenem Antrieb. Jede Maßnahme wird begründet."
    ),
    "automated_means": lazy("Über Inhalte entscheidet auf Dauer nie ein Programm allein."),
    "complaint_handling": lazy(
        "Über Beschwerden entscheidet jemand anderes als über die Maßnahme, kostenlos und mit Gründen."
    ),
    "misuse": lazy("Vor jeder Sperre steht eine Verwarnung. Sperren enden von selbst."),
}


def lines(year: int, section: str = "") -> list[Line]:
    """Return the lines of one section, or of all of them."""
    rows = read(year)
    found: list[Line] = []
    for name, count in SECTIONS.items():
        if section in {"", name}:
            found += [Line(name, indicator, scope, value) for indicator, scope, value in count(rows)]
    if section in {"", QUALITATIVE}:
        found += [Line(QUALITATIVE, word, TOTAL, german(sentence)) for word, sentence in _WORDS.items()]
    return found
