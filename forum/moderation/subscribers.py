"""What follows from a decision: the author of the content is told in the inbox and by mail (S-02)."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import or_, select

from forum.accounts.events import PersonErased
from forum.accounts.models import Person, Standing
from forum.accounts.queries import holders, holding_word
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.i18n import german
from forum.discussions.events import MoveUndone, PostDeleted, PostHidden, PostsMoved, ThreadMoved
from forum.discussions.models import Move
from forum.files.events import FileRemoved
from forum.moderation.commands.duty import waiting_for
from forum.moderation.commands.following import close_gone, close_revisions_of, follow_thread, is_gone, open_back
from forum.moderation.commands.publishing import due_on
from forum.moderation.commands.sweeping import decide_swept, fall_with_account
from forum.moderation.commands.waiting import close_taken_back, open_case_by_rule
from forum.moderation.events import (
    ComplaintAnswered,
    MeasureEnded,
    MisuseLifted,
    MisuseWarned,
    QueueSummed,
    StatementIssued,
    StatementReverted,
    YearlyReportDue,
)
from forum.moderation.measures_misuse import MISUSE
from forum.moderation.models import Complaint, Statement
from forum.moderation.queries import authors_of
from forum.moderation.rules import RULES
from forum.notifications.commands import tell
from forum.notifications.handling import each
from forum.screening.commands import RETURNED
from forum.screening.events import HeldTextPublished, HeldTextWithdrawn, TextHeld, TextLabelled
from forum.screening.models import HeldText, Label


def _statement_issued(event: LoggedEvent) -> None:
    """Tell the author why something of theirs was hidden."""
    statement = db.session.get_one(Statement, event.data["statement_id"])
    if statement.untold:
        return
    rule = german(RULES[statement.rule].label)
    people = authors_of(statement)
    kind = "held_refused" if statement.is_refusal else "statement"
    # The statement itself goes out as a letter of its own.
    tell(event, people, kind, statement.url, may_know=lambda one: one.id in people, by_mail=False, rule=rule)


def _statement_reverted(event: LoggedEvent) -> None:
    """Tell the author that a decision was taken back."""
    statement = db.session.get_one(Statement, event.data["statement_id"])
    if statement.measure == MISUSE:
        return  # That the pause is taken back says a message of its own.
    people = authors_of(statement)
    kind = "held_returned" if (statement.detail or {}).get("left") == RETURNED else "statement_reverted"
    tell(event, people, kind, statement.url, may_know=lambda one: one.id in people)


def _measure_ended(event: LoggedEvent) -> None:
    """Tell the author that what was decided for a time is over (M-17)."""
    statement = db.session.get_one(Statement, event.data["statement_id"])
    people = authors_of(statement)
    tell(event, people, "measure_ended", statement.url, may_know=lambda one: one.id in people)


def _complaint_answered(event: LoggedEvent) -> None:
    """Tell the author who complained what another person found, and those who wrote it too; notifiers were written to."""
    complaint = db.session.get_one(Complaint, event.data["complaint_id"])
    if complaint.statement is not None and complaint.person_id is not None:
        who, url = complaint.person_id, complaint.statement.url
        tell(event, {who}, "complaint_answered", url, may_know=lambda one: one.id == who)
        others = authors_of(complaint.statement) - {who}
        tell(event, others, "co_complaint_answered", url, may_know=lambda one: one.id in others)


def _text_held(event: LoggedEvent) -> None:
    """Put a text that waits into the queue (M-01)."""
    open_case_by_rule("held", event.data["held_id"])


def _text_labelled(event: LoggedEvent) -> None:
    """Put something that a rule found into the queue."""
    label = db.session.get_one(Label, event.data["label_id"])
    open_case_by_rule(label.kind, label.target_id)


def _held_withdrawn(event: LoggedEvent) -> None:
    """Close the case of a text that nobody needs to read any more."""
    close_taken_back("held", event.data["held_id"])


def _posts_hidden(events: Sequence[LoggedEvent]) -> None:
    """Decide what was reported about posts that are hidden with their account (T-33)."""
    decide_swept({event.data["post_id"] for event in events})


def _reversal_of_sweep(event: LoggedEvent) -> None:
    """Take back with a decision about an account what it decided about single posts."""
    at_once = event.data.get("at_once", False)
    fall_with_account(db.session.get_one(Statement, event.data["statement_id"]), at_once=at_once)


def _post_taken_back(event: LoggedEvent) -> None:
    """Close the case of a post that its author took back, and tell those who reported it."""
    close_taken_back("post", event.data["post_id"])
    close_revisions_of(event.data["post_id"])


def _file_gone(event: LoggedEvent) -> None:
    """Close the case of a file that is no longer there; what was taken off its thing and is kept can be decided about."""
    if is_gone("file", event.data["file_id"]):
        close_gone("file", event.data["file_id"])


def _account_gone(event: LoggedEvent) -> None:
    """Close the cases about an account that is erased: nothing of it is left that names anybody."""
    for kind in ("account", "profile"):
        close_gone(kind, event.data["person_id"])


def _thread_went(event: LoggedEvent) -> None:
    """Let cases go along with what was moved; a thread that leads to another has no title of its own any more (M-02).

    What counts is where it is now: what was put back before anybody heard of it was never gone.
    """
    move = db.session.get_one(Move, event.data["move_id"])
    for thread_id in sorted({move.from_thread_id, move.to_thread_id}):
        if is_gone("thread", thread_id):
            close_gone("thread", thread_id)
        elif move.undone_at is not None:
            open_back("thread", thread_id, move.at)
        follow_thread(thread_id)


def _held_published(event: LoggedEvent) -> None:
    """Tell whoever had to wait that the text can be read (M-12)."""
    held = db.session.get_one(HeldText, event.data["held_id"])
    who = held.person_id
    tell(event, {who}, "held_published", held.published_url or held.url, may_know=lambda one: one.id == who)


def _queue_summed(event: LoggedEvent) -> None:
    """Tell everybody on duty what waits in their reach (M-28)."""
    people = db.session.scalars(
        select(Person).where(
            Person.standing == Standing.ACTIVE,
            or_(holding_word("moderator"), holding_word("space_moderator")),
        )
    ).all()
    for person in people:
        cases, complaints = waiting_for(person)
        if cases or complaints:
            url = url_for("moderation.queue", _external=False)
            tell(event, {person.id}, "queue_waits", url, may_know=_moderates, cases=cases, complaints=complaints)


def _misuse_decided(event: LoggedEvent) -> None:
    """Tell somebody that they were warned, or that a warning or a pause was taken back."""
    who, kind = event.data["person_id"], _MISUSES[event.type]
    url = url_for("moderation.own_statements", _external=False)
    tell(event, {who}, kind, url, may_know=lambda one: one.id == who, by_mail=event.type == "MisuseLifted")


def _report_due(event: LoggedEvent) -> None:
    """Remind those who answer for it that the yearly report has to be published in time (S-21)."""
    year = event.data["yearly_report_id"]
    people = {*holders("moderator"), *holders("staff")}
    url = url_for("transparency.team", _external=False)
    day = due_on(year).isoformat()
    tell(event, people, "report_due", url, may_know=_answers_for_report, year=year, day=day)


def _answers_for_report(person: Person) -> bool:
    return bool({"moderator", "staff"} & person.words)


_MISUSES = {
    MisuseWarned.__name__: "misuse_warned",
    MisuseLifted.__name__: "misuse_lifted",
}


def _moderates(person: Person) -> bool:
    return bool({"moderator", "space_moderator"} & person.words)


SUBSCRIBERS = [
    # A pause is told by its statement of reasons.
    Subscriber("moderation.misuse", (MisuseWarned, MisuseLifted), each(_misuse_decided)),
    Subscriber("moderation.reports", (YearlyReportDue,), each(_report_due)),
    Subscriber("moderation.summary", (QueueSummed,), each(_queue_summed)),
    Subscriber("moderation.held", (TextHeld,), each(_text_held)),
    Subscriber("moderation.labels", (TextLabelled,), each(_text_labelled)),
    Subscriber("moderation.withdrawn", (HeldTextWithdrawn,), each(_held_withdrawn)),
    Subscriber("moderation.taken_back", (PostDeleted,), each(_post_taken_back)),
    Subscriber("moderation.swept", (PostHidden,), _posts_hidden, batch=50, in_any_order=True),
    Subscriber("moderation.swept_back", (StatementReverted,), each(_reversal_of_sweep)),
    Subscriber("moderation.files_gone", (FileRemoved,), each(_file_gone)),
    Subscriber("moderation.accounts_gone", (PersonErased,), each(_account_gone)),
    Subscriber("moderation.moved", (ThreadMoved, PostsMoved, MoveUndone), each(_thread_went)),
    Subscriber("moderation.published", (HeldTextPublished,), each(_held_published)),
    Subscriber("moderation.statements", (StatementIssued,), each(_statement_issued)),
    Subscriber("moderation.reversals", (StatementReverted,), each(_statement_reverted)),
    Subscriber("moderation.ends", (MeasureEnded,), each(_measure_ended)),
    Subscriber("moderation.complaints", (ComplaintAnswered,), each(_complaint_answered)),
]
