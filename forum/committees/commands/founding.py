"""Founding committees: proposals, and what the Stabsstelle decides on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from forum.committees.commands.acts import decide, record_act
from forum.committees.events import CommitteeDeclined, CommitteeFounded, CommitteeProposed
from forum.committees.models import Act, Committee, Group, Kind, State
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render, slug

TITLE = (5, 120)
TEXT = (20, 8000)
MOST_PLACES = 99


@dataclass(frozen=True)
class Frame:
    """What a committee is founded with beside its mandate: until when, how many from where, whom one asks."""

    term_until: date | None = None
    places: Mapping[str, int] = field(default_factory=dict)
    contact: str = ""
    founded_by: str = ""


def propose(
    actor: Actor,
    *,
    title: str,
    theme: str,
    mandate: str,
    reason: str,
    frame: Frame = Frame(),
) -> Committee:
    """Propose a Fachbeirat from the Forum. Raises Invalid."""
    require(actor, "committee.propose")
    committee = _new(actor, Kind.ADVISORY_COUNCIL, frame, title=title, theme=theme, mandate=mandate, reason=reason)
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
    frame: Frame = Frame(),
) -> Committee:
    """Found a committee without a proposal, by an act of the city. Raises Invalid."""
    require(actor, "committee.decide")
    committee = _new(actor, Kind(kind), frame, title=title, theme=theme, mandate=mandate, reason=reason)
    committee.proposer_id = None
    committee.state, committee.founded_at, committee.decided_at = State.ACTIVE, since or today(), now()
    record_act(actor, committee, Act.FOUNDED, reason="")
    record(actor, CommitteeFounded(committee_id=committee.id), audience=committee.audience)
    return committee


def _new(actor: Actor, kind: Kind, frame: Frame, *, title: str, theme: str, mandate: str, reason: str) -> Committee:
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
    problems |= _problems_of(frame)
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
        term_until=frame.term_until,
        places={Group(group).value: number for group, number in frame.places.items() if number},
        contact=clean_line(frame.contact),
        founded_by=clean_line(frame.founded_by),
        state=State.PROPOSED,
        audience="public",
        proposer_id=actor.person_id,
        created_at=now(),
    )
    db.session.add(committee)
    db.session.flush()
    return committee


def _problems_of(frame: Frame) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if frame.term_until is not None and frame.term_until <= today():
        problems["term_until"] = [_("Bitte nennen Sie einen Tag, der noch kommt.")]
    for group, number in frame.places.items():
        if not 0 <= number <= MOST_PLACES:
            problems[group] = [_("Bitte nennen Sie eine Zahl von 0 bis %(most)d.", most=MOST_PLACES)]
    for name, most in (("contact", 200), ("founded_by", TITLE[1])):
        if len(clean_line(getattr(frame, name))) > most:
            problems[name] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=most)]
    return problems


def approve(actor: Actor, committee: Committee, *, reason: str) -> None:
    """Found the proposed Fachbeirat, with a reason. Raises Conflict, Invalid."""
    require(actor, "committee.decide", committee)
    decide(actor, committee, Act.FOUNDED, State.PROPOSED, State.ACTIVE, reason)
    committee.founded_at = today()
    record(actor, CommitteeFounded(committee_id=committee.id), audience=committee.audience)


def decline(actor: Actor, committee: Committee, *, reason: str) -> None:
    """Do not follow a proposal, with a reason that everybody reads. Raises Conflict, Invalid."""
    require(actor, "committee.decide", committee)
    decide(actor, committee, Act.DECLINED, State.PROPOSED, State.DECLINED, reason)
    record(actor, CommitteeDeclined(committee_id=committee.id), audience=committee.audience)


def _free_slug(title: str) -> str:
    wanted = slug(title, longest=50)
    taken = set(db.session.scalars(select(Committee.slug).where(Committee.slug.startswith(wanted)))) | {"vorschlagen"}
    return next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if name not in taken)
