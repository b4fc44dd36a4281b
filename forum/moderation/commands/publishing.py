"""Publishing the yearly report: computed once, kept as it was, and asked for in time (S-21, Art. 15 and 24 DSA)."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forum.core.clock import local, now, today
from forum.core.db import db
from forum.core.errors import Conflict, NotFound
from forum.core.events import LoggedEvent, record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.moderation.annex_figures import parts_of
from forum.moderation.events import YearlyReportDue, YearlyReportPublished
from forum.moderation.models import Case, PublishedReport, digest_of

REMIND_AGAIN = timedelta(days=7)


def first_year() -> int | None:
    """Return the year of the first case; there is nothing to report of those before."""
    first = db.session.scalar(select(func.min(Case.opened_at)))
    return local(first).year if first is not None else None


def due_on(year: int) -> date:
    """Return until when the report of a year has to be public: two months after it ended."""
    return date(year + 1, 3, 1) - timedelta(days=1)


def publish_report(actor: Actor, year: int) -> PublishedReport:
    """Compute the report of a year that is over, and keep it as it is now.

    Raises NotFound for a year without the forum, and Conflict when it is not over or was published before.
    """
    require(actor, "yearly_report.publish")
    first = first_year()
    if first is None or year < first:
        raise NotFound
    if year >= today().year:
        raise Conflict(_("Das Jahr ist noch nicht vorbei."))
    if db.session.get(PublishedReport, year) is not None:
        raise Conflict(_("Der Bericht dieses Jahres ist schon veröffentlicht."))
    made = PublishedReport(year=year, parts={}, digest="", published_at=now(), published_by=actor.person_id)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        raise Conflict(_("Der Bericht dieses Jahres ist schon veröffentlicht.")) from error
    # Computed with the row, because the report names the day on which it was published.
    made.parts = parts_of(year)
    made.digest = digest_of(made.parts)
    db.session.flush()
    record(actor, YearlyReportPublished(yearly_report_id=year), audience="public")
    return made


def remind_of_report() -> int:
    """Record once a week that the report of the year before is missing; return how many were asked for."""
    year, first = today().year - 1, first_year()
    if first is None or year < first or db.session.get(PublishedReport, year) is not None:
        return 0
    lately = select(LoggedEvent.id).where(
        LoggedEvent.type == YearlyReportDue.__name__, LoggedEvent.at > now() - REMIND_AGAIN
    )
    if db.session.scalar(lately.limit(1)) is not None:
        return 0
    record(SYSTEM, YearlyReportDue(yearly_report_id=year), audience="moderator")
    return 1


def changed_reports() -> list[str]:
    """Return the years whose published report does not fit its digest any more (E-38)."""
    rows = db.session.scalars(select(PublishedReport).order_by(PublishedReport.year))
    return [str(row.year) for row in rows if digest_of(row.parts) != row.digest]
