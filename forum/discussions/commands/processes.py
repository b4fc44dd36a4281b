"""Making a space a process of participation, or a call of the research location, and telling when a phase begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line, clean_text
from forum.discussions.commands.locks import lock_spaces
from forum.discussions.commands.spaces import refuse_stale
from forum.discussions.events import SpaceChanged, SpacePhaseBegan
from forum.discussions.models import CallKind, Course, Influence, Phase, Space, SpaceKind
from forum.web.language import beginning

PARTNERS = (3, 500)
PROMISE = (20, 2000)
EXCLUDED = (10, 500)


@dataclass(frozen=True, kw_only=True)
class CallPlan:
    """A call of the research location: with whom, for how long, and what happens with its results."""

    kind: CallKind
    partners: str
    until: date | None
    promise: str
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class ProcessPlan:
    """How far words reach, what is excluded, when which phase begins, and the call that the process is, if it is one."""

    influence: Influence | None = None
    excluded: str = ""
    begins: Mapping[Phase, datetime] = field(default_factory=dict)
    call: CallPlan | None = None


def arrange_process(actor: Actor, space: Space, plan: ProcessPlan, *, version: int | None = None) -> None:
    """Give a space its phases and its call, or take them away. Raises Invalid, Conflict, with nothing published.

    ``version`` is the one that a person saw. A public process says how far words reach and what is excluded before
    anybody can take part in it (B-12, G-37).
    """
    require(actor, "space.manage", space)
    lock_spaces(space.id)
    refuse_stale(space, version)
    problems = _influence_problems(space, plan) | _phase_problems(plan) | _call_problems(plan.call)
    if problems:
        raise Invalid(fields=problems)
    space.level, space.excluded = plan.influence or "", clean_line(plan.excluded)
    space.phases = {phase.value: at.isoformat() for phase, at in plan.begins.items()} or None
    coming = space.course.next
    space.next_phase_at = coming.at if coming else None
    call = plan.call
    space.call, space.partners = (call.kind, clean_line(call.partners)) if call else ("", "")
    space.call_from, space.call_until = (call.since, call.until) if call else (None, None)
    space.promise = clean_text(call.promise) if call else ""
    space.version += 1
    db.session.flush()
    record(actor, SpaceChanged(space_id=space.id, parts=("process",)), audience=space.audience)


def announce_phases() -> int:
    """Record each phase that has begun, so that whoever follows hears of it and kept pages are made anew (B-21)."""
    done = 0
    for space in db.session.scalars(select(Space).where(Space.next_phase_at <= now()).limit(200)):
        coming, present = space.course.next, space.course.present
        space.next_phase_at = coming.at if coming else None
        if present is not None:
            record(SYSTEM, SpacePhaseBegan(space_id=space.id, phase=present.value), audience=space.audience)
        done += 1
    return done


def why_no_posts(space: Space) -> str:
    """Say why nobody can answer in a space at this moment, and when that changes."""
    return _told(space.course, _("Antworten können Sie zurzeit nicht."))


def why_no_threads(space: Space) -> str:
    """Say why nobody can begin a thread in a space at this moment."""
    return _told(space.course, _("Neue Themen gibt es zurzeit nicht."))


def _told(course: Course, refusal: str) -> str:
    """Return where a process stands, what that forbids, and the next change."""
    sentences = [_("Das Verfahren hat noch nicht begonnen."), refusal]
    if course.present is not None:
        sentences[0] = _("Das Verfahren ist in der Phase „%(phase)s“.", phase=course.present.label)
    if (coming := course.next) is not None:
        sentences.append(_("Am %(when)s beginnt „%(phase)s“.", when=beginning(coming.at), phase=coming.phase.label))
    return " ".join(sentences)


def _influence_problems(space: Space, plan: ProcessPlan) -> dict[str, list[str]]:
    is_public_process = space.kind == SpaceKind.PUBLIC and bool(plan.begins or plan.call)
    problems: dict[str, list[str]] = {}
    if plan.influence is None and (is_public_process or plan.excluded):
        problems["influence"] = [_("Bitte sagen Sie, wie weit die Beteiligung reicht.")]
    if (is_public_process or plan.influence is not None) and not _fits(clean_line(plan.excluded), EXCLUDED):
        problems["excluded"] = [_("Bitte sagen Sie in 10 bis 500 Zeichen, was nicht zur Debatte steht.")]
    return problems


def _phase_problems(plan: ProcessPlan) -> dict[str, list[str]]:
    moments = [(phase, plan.begins[phase]) for phase in Phase if phase in plan.begins]
    late = [later[0] for earlier, later in pairwise(moments) if later[1] <= earlier[1]]
    return {phase.value: [_("Diese Phase beginnt nicht nach der vorigen.")] for phase in late}


def _call_problems(call: CallPlan | None) -> dict[str, list[str]]:
    if call is None:
        return {}
    problems: dict[str, list[str]] = {}
    if not _fits(clean_line(call.partners), PARTNERS):
        problems["partners"] = [_("Bitte nennen Sie die beteiligten Einrichtungen.")]
    if call.until is None:
        problems["call_until"] = [_("Ein Aufruf braucht einen letzten Tag.")]
    elif call.since is not None and call.until < call.since:
        problems["call_until"] = [_("Das Ende liegt vor dem Anfang.")]
    if not _fits(clean_text(call.promise), PROMISE):
        problems["promise"] = [_("Bitte sagen Sie in 20 bis 2.000 Zeichen, was mit den Ergebnissen geschieht.")]
    return problems


def _fits(value: str, limits: tuple[int, int]) -> bool:
    return limits[0] <= len(value) <= limits[1]
