"""Founding committees: proposals, what the Stabsstelle decides on them, and their end."""

from datetime import date

from flask import current_app
from sqlalchemy import select

from forum.committees.events import (
    CommitteeDeclined,
    CommitteeDissolved,
    CommitteeFounded,
    CommitteeProposed,
)
from forum.committees.models import Committee, Kind, State
from forum.core.clock import now, today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render, slug

TITLE = (5, 120)
TEXT = (20, 8000)
REASON = (10, 500)


def propose(actor: Actor, *, title: str, theme: str, mandate: str, reason: str) -> Committee:
    """Propose a Fachbeirat from the Forum. Raises Invalid."""
    require(actor, "committee.propose")
    committee = _new(actor, Kind.ADVISORY_COUNCIL, title=title, theme=theme, mandate=mandate, reason=reason)
    record(actor, CommitteeProposed(committee_id=committee.id), audience=committee.audience)
    return committee


def found(
    actor: Actor,
    *,
    kind: str,
    title: str,
    theme: str,
    mandate: str,
    reason: str = "",
    since: date | None = None,
) -> Committee:
    """Found a committee without a proposal, by an act of the city. Raises Invalid."""
    require(actor, "committee.decide")
    committee = _new(actor, Kind(kind), title=title, theme=theme, mandate=mandate, reason=reason)
    committee.proposer_id = None
    committee.state, committee.founded_at, committee.decided_at = State.ACTIVE, since or today(), now()
    db.session.flush()
    record(actor, CommitteeFounded(committee_id=committee.id), audience=committee.audience)
    return committee


def _new(actor: Actor, kind: Kind, *, title: str, theme: str, mandate: str, reason: str) -> Committee:
    title, theme, mandate, reason = (
        clean_line(title),
        clean_line(theme),
        clean_text(mandate),
        clean_text(reason),
    )
    problems: dict[str, list[str]] = {}
    if not TITLE[0] <= len(title) <= TITLE[1]:
        problems["title"] = [_("Bitte schreiben Sie zwischen 5 und 120 Zeichen.")]
    if not 3 <= len(theme) <= TITLE[1]:
        problems["theme"] = [_("Bitte schreiben Sie zwischen 3 und 120 Zeichen.")]
    if not TEXT[0] <= len(mandate) <= TEXT[1]:
        problems["mandate"] = [_("Bitte schreiben Sie zwischen 20 und 8.000 Zeichen.")]
    if len(reason) > TEXT[1]:
        problems["reason"] = [_("Bitte schreiben Sie höchstens 8.000 Zeichen.")]
    if problems:
        raise Invalid(fields=problems)
    committee = Committee(
        kind=kind,
        slug=_free_slug(title),
        title=title,
        theme=theme,
        mandate=mandate,
        mandate_html=render(mandate),
        reason=reason,
        state=State.PROPOSED,
        audience="public",
        proposer_id=actor.person_id,
        created_at=now(),
    )
    db.session.add(committee)
    db.session.flush()
    return committee


def approve(actor: Actor, committee: Committee, *, reason: str) -> None:
    """Found the proposed Fachbeirat, with a reason. Raises Conflict, Invalid."""
    require(actor, "committee.decide", committee)
    _decide(committee, State.PROPOSED, State.ACTIVE, reason)
    committee.founded_at = today()
    record(actor, CommitteeFounded(committee_id=committee.id), audience=committee.audience)


def decline(actor: Actor, committee: Committee, *, reason: str) -> None:
    """Do not follow a proposal, with a reason that everybody reads. Raises Conflict, Invalid."""
    require(actor, "committee.decide", committee)
    _decide(committee, State.PROPOSED, State.DECLINED, reason)
    record(actor, CommitteeDeclined(committee_id=committee.id), audience=committee.audience)


def dissolve(actor: Actor, committee: Committee, *, reason: str) -> None:
    """End a committee with a reason; its members lose their words at once.

    Packages above may hold it for now, such as a session that runs. Raises Conflict, Invalid.
    """
    require(actor, "committee.decide", committee)
    if committee.kind == Kind.BOARD:
        raise Conflict(_("Das Smart City-Board ist dauerhaft eingerichtet und kann hier nicht aufgelöst werden."))
    # A session is opened under the same lock, so that of both at the same moment only one happens.
    committee = get_or_404(Committee, committee.id, lock=True)
    for tie in current_app.extensions["ties_of_committees"]:
        if sentence := tie(committee.id):
            raise Conflict(sentence)
    _decide(committee, State.ACTIVE, State.DISSOLVED, reason)
    db.session.flush()
    db.session.info.clear()
    record(actor, CommitteeDissolved(committee_id=committee.id), audience=committee.audience)


def _decide(committee: Committee, expected: State, new: State, reason: str) -> None:
    if committee.state != expected:
        raise Conflict(_("Darüber ist inzwischen schon entschieden: %(state)s.", state=committee.state_label))
    reason = clean_line(reason)
    if not REASON[0] <= len(reason) <= REASON[1]:
        raise Invalid(fields={"reason": [_("Bitte nennen Sie einen Grund mit 10 bis 500 Zeichen.")]})
    committee.state, committee.decided_at, committee.decision_reason = new, now(), reason


def _free_slug(title: str) -> str:
    wanted = slug(title, longest=50)
    taken = set(db.session.scalars(select(Committee.slug).where(Committee.slug.startswith(wanted)))) | {"vorschlagen"}
    return next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if name not in taken)
