"""What follows from a decision: the author of the content is told in the inbox and by mail (S-02)."""

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.i18n import german
from forum.moderation.events import StatementIssued, StatementReverted
from forum.moderation.models import Statement
from forum.moderation.rules import RULES
from forum.notifications.commands import tell
from forum.notifications.handling import each


def _statement_issued(event: LoggedEvent) -> None:
    """Tell the author why something of theirs was hidden."""
    statement = db.session.get_one(Statement, event.data["statement_id"])
    if statement.author_id is not None:
        tell(event, [statement.author_id], "statement", statement.url, rule=german(RULES[statement.rule].label))


def _statement_reverted(event: LoggedEvent) -> None:
    """Tell the author that a decision was taken back."""
    statement = db.session.get_one(Statement, event.data["statement_id"])
    if statement.author_id is not None:
        tell(event, [statement.author_id], "statement_reverted", statement.url)


SUBSCRIBERS = [
    Subscriber("moderation.statements", (StatementIssued,), each(_statement_issued)),
    Subscriber("moderation.reversals", (StatementReverted,), each(_statement_reverted)),
]
