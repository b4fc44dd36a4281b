"""What proposers, applicants and members of committees are told (G-03, G-04, G-05)."""

from typing import Any

from flask import url_for

from forum.accounts.queries import holders
from forum.committees.events import (
    ApplicationDecided,
    ApplicationSent,
    CommitteeDeclined,
    CommitteeDissolved,
    CommitteeFounded,
    CommitteeRenamed,
    CommitteeResumed,
    CommitteeSuspended,
    MemberAppointed,
    MemberNamed,
    RulesChanged,
    TermEnding,
)
from forum.committees.models import Application, Committee, Membership
from forum.committees.queries import is_from_application, members
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.permissions import SYSTEM
from forum.notifications.commands import tell
from forum.notifications.handling import each


def _member_appointed(event: LoggedEvent) -> None:
    """Tell a person that they belong to a committee now; whoever applied hears it with the reason instead."""
    if is_from_application(event.data["membership_id"]):
        return
    committee = _committee(event)
    tell(event, [event.data["person_id"]], "member_appointed", committee.url, title=committee.title)


def _proposal_decided(event: LoggedEvent) -> None:
    """Tell who proposed a Fachbeirat what became of it."""
    committee = _committee(event)
    if committee.proposer_id is not None:
        kind = "committee_founded" if event.type == CommitteeFounded.__name__ else "committee_declined"
        tell(event, [committee.proposer_id], kind, committee.url, title=committee.title)


def _application_sent(event: LoggedEvent) -> None:
    """Tell the Stabsstelle that somebody would like to belong to a committee."""
    row = db.session.get_one(Application, event.data["application_id"])
    tell(event, holders("staff"), "application_sent", row.url, title=row.committee.title)


def _member_named(event: LoggedEvent) -> None:
    """Ask a person who was proposed whether they would like to."""
    row = db.session.get_one(Application, event.data["application_id"])
    title = row.committee.title
    tell(event, [row.person_id], "member_named", row.url, may_know=lambda one: one.id == row.person_id, title=title)


def _application_decided(event: LoggedEvent) -> None:
    """Tell who applied what was decided, and why."""
    row = db.session.get_one(Application, event.data["application_id"])
    told: dict[str, Any] = {
        "title": row.committee.title,
        "accepted": event.data["accepted"],
        "reason_given": row.reason,
    }
    tell(event, [row.person_id], "application_decided", row.url, may_know=lambda one: one.id == row.person_id, **told)


def _term_ending(event: LoggedEvent) -> None:
    """Tell a member and the Stabsstelle that a term ends soon (G-04)."""
    row = db.session.get_one(Membership, event.data["membership_id"])
    if row.until is None:
        return
    told: dict[str, Any] = {"title": row.committee.title, "until": row.until.isoformat()}
    url, person_id = row.committee.url, row.person_id
    tell(event, [person_id], "term_ending", url, may_know=lambda one: one.id == person_id, **told)
    staff = {*holders("staff")} - {person_id}
    page = url_for("members.appoint", name=row.committee.slug, _external=False)
    tell(event, staff, "term_ends", page, handle=row.person.handle, **told)


_CHANGES = {
    CommitteeRenamed.__name__: "renamed",
    CommitteeSuspended.__name__: "suspended",
    CommitteeResumed.__name__: "resumed",
    CommitteeDissolved.__name__: "dissolved",
    RulesChanged.__name__: "rules",
}


def _committee_changed(event: LoggedEvent) -> None:
    """Tell the members what was done with their committee as a whole (G-03)."""
    committee = _committee(event)
    people = [one.person_id for one in members(SYSTEM, committee)]
    told: dict[str, Any] = {"title": committee.title, "change": _CHANGES[event.type]}
    tell(event, people, "committee_changed", committee.url, **told)


def _committee(event: LoggedEvent) -> Committee:
    return db.session.get_one(Committee, event.data["committee_id"])


_CHANGED = (CommitteeRenamed, CommitteeSuspended, CommitteeResumed, CommitteeDissolved, RulesChanged)

SUBSCRIBERS = [
    Subscriber("notifications.member_appointed", (MemberAppointed,), each(_member_appointed)),
    Subscriber("notifications.proposal", (CommitteeFounded, CommitteeDeclined), each(_proposal_decided)),
    Subscriber("notifications.application_sent", (ApplicationSent,), each(_application_sent)),
    Subscriber("notifications.member_named", (MemberNamed,), each(_member_named)),
    Subscriber("notifications.application_decided", (ApplicationDecided,), each(_application_decided)),
    Subscriber("notifications.term_ending", (TermEnding,), each(_term_ending)),
    Subscriber("notifications.committee_changed", _CHANGED, each(_committee_changed)),
]
