"""The seventh part of the templates: complaints, disputes before other bodies, and suspensions for misuse (S-14, S-17)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from forum.core.db import db
from forum.moderation.annex import ALL, PLATFORMS
from forum.moderation.annex_rows import Row, middle, said, share
from forum.moderation.measures import MEASURES
from forum.moderation.models import Complaint, Dispute, DisputeOutcome, MisuseCase, MisuseKind, Outcome, Statement
from forum.moderation.rules import RULES
from forum.moderation.yearly import Year

_INTERNAL, _OUTSIDE = "Internal complaints mechanism", "Out-of-court dispute settlement bodies"
_SUSPENDED = "Suspensions imposed on repeated offenders"
_ABOUT = "Complaint regarding a decision "
_FIELDS = {
    f"{_ABOUT}to remove or disable access to or restrict visibility of information": "decision_visibility",
    f"{_ABOUT}to suspend or terminate the provision of the service": "decision_provision",
    f"{_ABOUT}to suspend or terminate an account": "decision_account",
    f"{_ABOUT}to restrict the ability to monetise information": "decision_monetary",
}
_OUTCOMES = {
    Outcome.UPHELD: "Decisions upheld",
    Outcome.PARTLY: "Decisions partially reversed",
    Outcome.REVERSED: "Decisions reversed",
}


def appeals(rows: Year) -> Iterator[Row]:
    """Yield all lines of the part, in the order of the template."""
    everybody = "Number of complaints submitted to the internal-complaints mechanism"
    yield from _complaints(rows, everybody, rows.complaints, first=ALL)
    yield said(rows, PLATFORMS, _INTERNAL, everybody, "Decision omitted", 0)
    new = "Number of restrictions newly imposed as a result of an internal complaint"
    yield said(rows, PLATFORMS, _INTERNAL, new, "Total number", _newly_imposed(rows.complaints))
    by_author = [one for one in rows.complaints if one.statement is not None]
    for indicator, kind in _FIELDS.items():
        some = [one for one in by_author if one.statement and MEASURES[one.statement.measure].field == kind]
        yield from _complaints(rows, indicator, some)
    inaction = f"{_ABOUT}not to take action on a notice submitted in accordance with Article 16"
    yield from _complaints(rows, inaction, [one for one in rows.complaints if one.notice is not None])
    flagged = f"{_ABOUT}not to take action on a notice submitted by a Trusted Flagger in accordance with Article 16"
    yield from _complaints(rows, flagged, [one for one in rows.complaints if one.notice and one.notice.trusted])
    yield from _disputes(rows)
    yield from _misuse(rows)


def _complaints(rows: Year, indicator: str, some: Sequence[Complaint], first: str = PLATFORMS) -> Iterator[Row]:
    yield said(rows, first, _INTERNAL, indicator, "Total number", len(some))
    for outcome, scope in _OUTCOMES.items():
        number = sum(_came_to(one) == outcome for one in some)
        yield said(rows, PLATFORMS, _INTERNAL, indicator, scope, number)
    spans = [one.answered_at - one.created_at for one in some if one.answered_at is not None]
    yield said(rows, PLATFORMS, _INTERNAL, indicator, "Median time", middle(spans))


def _came_to(complaint: Complaint) -> Outcome | None:
    """Return what became of the decision: where only its reasons were put right, it stands as a whole."""
    return Outcome.UPHELD if complaint.outcome == Outcome.PARTLY else complaint.outcome


def _newly_imposed(complaints: Sequence[Complaint]) -> int:
    """Return after how many complaints of notifiers that were right something was done."""
    right = [one for one in complaints if one.notice is not None and one.outcome == Outcome.REVERSED]
    return sum(_led_to_something(one) for one in right)


def _led_to_something(complaint: Complaint) -> bool:
    """Tell whether the decision that followed a complaint made a measure; one of a later opening has other causes."""
    opening = complaint.notice.opening if complaint.notice is not None else None
    return any(row.created_at > complaint.created_at and row.opening == opening for row in complaint.case.statements)


def _disputes(rows: Year) -> Iterator[Row]:
    since, until = date(rows.year, 1, 1), date(rows.year + 1, 1, 1)
    found = db.session.scalars(select(Dispute).where(Dispute.opened_on >= since, Dispute.opened_on < until)).all()
    over = [one for one in found if one.outcome is not None]
    scopes = {
        "Total number": len(found),
        **{
            scope: sum(one.outcome == DisputeOutcome(outcome.value) for one in over)
            for outcome, scope in _OUTCOMES.items()
        },
        "Median time": middle([timedelta(days=one.days or 0) for one in over]),
        "Decision omitted": sum(one.outcome == DisputeOutcome.OMITTED for one in over),
        "Percentage of outcomes implemented": share([bool(one.carried_out) for one in over]),
    }
    for scope, value in scopes.items():
        indicator = "Number of disputes submitted to out-of-court dispute settlement bodies"
        yield said(rows, PLATFORMS, _OUTSIDE, indicator, scope, value)


def _misuse(rows: Year) -> Iterator[Row]:
    def within(column: Any) -> Any:
        return (column >= rows.since) & (column < rows.until)

    # For what a law forbids, not for what only the house rules do; and not what was taken back since.
    illegal = [rule.key for rule in RULES.values() if rule.illegal]
    accounts = select(func.count(Statement.id)).where(
        Statement.measure == "suspend",
        Statement.rule.in_(illegal),
        Statement.reverted_at.is_(None),
        within(Statement.created_at),
    )
    numbers = {"provision of manifestly illegal content": db.session.scalar(accounts) or 0}
    for kind, what in (
        (MisuseKind.NOTICES, "provision of manifestly unfounded notices"),
        (MisuseKind.COMPLAINTS, "provision of manifestly unfounded complaints"),
    ):
        shut_out = select(func.count(MisuseCase.id)).where(MisuseCase.kind == kind, within(MisuseCase.suspended_from))
        numbers[what] = db.session.scalar(shut_out) or 0
    for what, number in numbers.items():
        indicator = f"Number of suspensions enacted for the {what}"
        yield said(rows, PLATFORMS, _SUSPENDED, indicator, "Total number", number)
