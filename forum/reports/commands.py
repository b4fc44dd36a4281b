"""Publishing a report: a copy of the figures that never changes."""

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.numbers import next_number
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.reports.document import german_html
from forum.reports.events import ReportPublished
from forum.reports.models import Report, proof_of
from forum.reports.period import Period
from forum.reports.queries import gather

LONGEST_FOREWORD = 2000


def publish_report(actor: Actor, period: Period, *, foreword: str = "") -> Report:
    """Publish the report of a period that is over, with its figures as they are now. Raises Invalid (G-35, B-20)."""
    require(actor, "report.publish")
    foreword = clean_text(foreword)
    if not period.is_over:
        raise Invalid(fields={"bis": [_("Dieser Zeitraum ist noch nicht zu Ende.")]})
    if len(foreword) > LONGEST_FOREWORD:
        raise Invalid(
            fields={"foreword": [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=LONGEST_FOREWORD)]}
        )
    data = gather(period)
    html = german_html(data)
    series = f"B-{now().year}"
    report = Report(
        number=f"{series}-{next_number(series)}",
        first_on=period.first,
        last_on=period.last,
        foreword=foreword,
        data=data,
        html=html,
        digest=proof_of(data, foreword, html),
        published_at=now(),
        published_by=actor.person_id,
    )
    db.session.add(report)
    db.session.flush()
    record(actor, ReportPublished(report_id=report.id, digest=report.digest), audience="public")
    return report
