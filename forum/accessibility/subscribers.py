"""What follows from a report: the office hears of it, and again before the answer is due."""

from forum.accessibility.events import BarrierDue, BarrierReported
from forum.accessibility.models import BarrierReport
from forum.accounts.queries import holders
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.notifications.commands import tell
from forum.notifications.handling import each

_KINDS = {"BarrierReported": "barrier_reported", "BarrierDue": "barrier_due"}


def _tell_office(event: LoggedEvent) -> None:
    report = db.session.get_one(BarrierReport, event.data["barrier_report_id"])
    if report.is_open:
        due_on = report.due_on.isoformat()
        tell(event, holders("staff"), _KINDS[event.type], report.url, number=report.number, due_on=due_on)


SUBSCRIBERS = [Subscriber("accessibility.office", (BarrierReported, BarrierDue), each(_tell_office))]
