"""Who may do what in the moderation."""

from typing import Any

from sqlalchemy import select

from forum.accounts.policies import is_another
from forum.core.db import db
from forum.core.permissions import Actor, allow, anyone, is_admin, is_moderator, is_staff
from forum.moderation.authorship import authors_of, written_together
from forum.moderation.models import CaseNote, NoteKind


def spaces_of(actor: Actor) -> frozenset[int]:
    """Return the spaces whose moderation somebody holds, as they stand in the words (M-25)."""
    parts = (word.split(":") for word in actor.words)
    return frozenset(int(part[1]) for part in parts if len(part) == 3 and part[0] == "space" and part[2] == "moderator")


def moderates_some_space(actor: Actor, _thing: Any) -> bool:
    """May, if the person moderates at least one space."""
    return bool(spaces_of(actor))


def moderates_its_space(actor: Actor, case: Any) -> bool:
    """May, if the person moderates the space in which the thing stands (M-25)."""
    return case.space_id is not None and case.space_id in spaces_of(actor)


def moderates_space_of_target(actor: Actor, target: Any) -> bool:
    """May, if the person moderates the space in which the thing stands (M-25)."""
    return target.space_id is not None and target.space_id in spaces_of(actor)


def moderates_space_of_complaint(actor: Actor, complaint: Any) -> bool:
    """May, if the person moderates the space that the complaint is about (M-25)."""
    return moderates_its_space(actor, complaint.case)


def moderates_space_of_statement(actor: Actor, statement: Any) -> bool:
    """May, if the person moderates the space that the statement is about (M-25)."""
    return moderates_its_space(actor, statement.case)


def is_about_no_account(_actor: Actor, complaint: Any) -> bool:
    """May, if the complaint is not about a measure against a whole account (M-17)."""
    return complaint.statement is None or not complaint.statement.is_on_person


def is_own_view(actor: Actor, queue_view: Any) -> bool:
    """May, if the person saved it."""
    return actor.person_id is not None and actor.person_id == queue_view.person_id


def filed_it(actor: Actor, notice: Any) -> bool:
    """May, if the person sent the notice."""
    return actor.person_id is not None and actor.person_id == notice.person_id


def is_about_own_content(actor: Actor, statement: Any) -> bool:
    """May, if the statement is about what the person wrote."""
    if actor.person_id is not None and actor.person_id == statement.author_id:
        return True
    # What holds for an account is between that account and the moderation, also where more people wrote the thing.
    if statement.is_on_person:
        return False
    return actor.person_id is not None and actor.person_id in written_together(statement.case)


def is_not_involved(actor: Actor, target: Any) -> bool:
    """May, if the person neither wrote the thing nor reported it (M-24)."""
    return actor.person_id is not None and actor.person_id not in target.involved


def _consented(actor: Actor, statement: Any) -> bool:
    """Tell whether somebody's consent was needed for the decision (M-23)."""
    consent = select(CaseNote.id).where(
        CaseNote.case_id == statement.case_id,
        CaseNote.kind == NoteKind.CONSENT,
        CaseNote.measure == statement.measure,
        CaseNote.author_id == actor.person_id,
        CaseNote.at <= statement.created_at,
    )
    return db.session.scalar(consent.limit(1)) is not None


def did_not_take_part(actor: Actor, complaint: Any) -> bool:
    """May, if the person neither decided nor complains, and has nothing to do with the content (S-04, M-24)."""
    statement = complaint.statement
    if actor.person_id is None or actor.person_id in {complaint.against_id, complaint.person_id}:
        return False
    if statement is not None and (is_about_own_content(actor, statement) or _consented(actor, statement)):
        return False
    # No statement says whose content it is that a notifier complains about.
    if actor.person_id in authors_of(complaint.case.kind, complaint.case.target_id):
        return False
    # Whoever took a measure about the same thing before, took one back or let one hold again has made up their mind.
    if any(actor.person_id in row.decided_by for row in complaint.case.statements):
        return False
    return actor.person_id not in {notice.person_id for notice in complaint.case.notices}


RULES = [
    # Anybody may report what they can read, also without an account (S-01).
    allow("notice.file", [anyone]),
    # They take it back themselves, with their account or by its secret link (M-34).
    allow("notice.withdraw", [filed_it]),
    allow("notice.withdraw_by_link", [anyone]),
    # The queue is for moderators.
    allow("case.read", [is_moderator], [moderates_some_space]),
    # Whoever moderates one space sees its cases only, with notes, claims and all (M-25).
    allow("case.work_on", [is_moderator], [moderates_its_space]),
    # They act where the content stands, without waiting for a notice (M-08).
    allow("case.open_for", [is_moderator], [moderates_space_of_target]),
    # Nobody decides about own content or own notices.
    allow("case.decide", [is_moderator, is_not_involved], [moderates_space_of_target, is_not_involved]),
    # What concerns a whole account is for those who moderate everywhere (M-17).
    allow("person.sanction", [is_moderator, is_not_involved]),
    # The statements for the transparency database are taken out by those who answer for it (S-03).
    allow("statement.export", [is_moderator], [is_admin], [is_staff]),
    # How long cases wait is for all who moderate everywhere; it ranks nobody (M-30).
    allow("moderation.figures", [is_moderator], [is_staff]),
    # Canned reasons are shared by all who moderate (M-19).
    allow("reason.keep", [is_moderator]),
    # Ways to look at the queue belong to whoever saved them.
    allow("queue_view.remove", [is_own_view]),
    # Authors read why something of theirs was hidden, and moderators do.
    allow("statement.read", [is_about_own_content], [is_moderator], [moderates_space_of_statement]),
    # They open it for the first time where nobody was written to; from then on their time to object runs (S-24).
    allow("statement.open", [is_about_own_content]),
    # Authors object to what was done to their content; notifiers to doing nothing, by their secret link (S-04, S-12).
    allow("complaint.file", [is_about_own_content]),
    allow("complaint.file_as_notifier", [anyone]),
    # Disputes before bodies outside are kept by those who moderate everywhere (S-14).
    allow("dispute.keep", [is_moderator]),
    # They also decide about those who often report or complain without ground, never about themselves (S-17, M-24).
    allow("misuse.decide", [is_moderator, is_another]),
    # Whoever names a notifier to the author has nothing to do with the case (S-11).
    allow("notice.name", [is_moderator, is_not_involved]),
    # The yearly report is published by those who answer for it (S-21).
    allow("yearly_report.publish", [is_moderator], [is_staff]),
    # Another person answers; about a warning or a suspension of an account only who could have decided it.
    allow(
        "complaint.answer",
        [is_moderator, did_not_take_part],
        [moderates_space_of_complaint, is_about_no_account, did_not_take_part],
    ),
]
