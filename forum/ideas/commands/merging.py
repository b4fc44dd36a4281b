"""Joining ideas that say the same into one of them, and taking that back (N-17 to N-19).

The originals stay as they are, with a notice that leads on; whoever supported several of them counts once.
"""

from collections.abc import Collection, Sequence
from itertools import groupby

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.orm import aliased

from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.permissions import Actor, require
from forum.ideas.commands.authors import invite_authors_of, withdraw_invitations_of
from forum.ideas.commands.bearing import retitle_other_logs
from forum.ideas.commands.log import Line, add_line, move
from forum.ideas.commands.reasons import public_reason
from forum.ideas.commands.support import reach_threshold, recount
from forum.ideas.events import IdeaMergeUndone, IdeasMerged
from forum.ideas.lifecycle import MERGEABLE, IdeaState, StepKind, transition
from forum.ideas.models import Idea, IdeaMerge, MergedIdea, Support
from forum.ideas.titles import titles_of

MOST_AT_ONCE = 50
_THEIRS = aliased(Support)
_CLOSED = marked("Die Idee lebt in einer anderen weiter; dort geht die Diskussion weiter.")


def merge_ideas(actor: Actor, target_id: int, others: Sequence[int], *, reason: str) -> IdeaMerge:
    """Let other ideas live on in this one; their supporters count here, each person once (N-17, N-18).

    Raises Conflict when an idea is in a state, hidden or for other readers, so that it cannot be joined; Invalid.
    """
    target, *originals = _locked(target_id, others)
    reason = public_reason(reason)
    for idea in (target, *originals):
        require(actor, "idea.merge", idea)
        if idea.state not in MERGEABLE:
            raise Conflict(
                _("Die Idee %(number)s kann im Stand „%(state)s“ nicht zusammengeführt werden.",
                  number=idea.id, state=idea.stage.label)
            )  # fmt: skip
        if idea.retired_for_id is not None:
            raise Conflict(_("Die Idee %(number)s verweist schon auf eine andere.", number=idea.id))
        if idea.audience != target.audience:
            raise Conflict(_("Die Idee %(number)s ist für andere Menschen lesbar als diese.", number=idea.id))
    act = IdeaMerge(target_id=target.id, actor_id=actor.person_id, at=now())
    db.session.add(act)
    db.session.flush()
    _bring_supports(act, originals)
    for original in originals:
        _lead_on(actor, act, original, target, reason)
        line = Line(title=original.title, text=reason, url=original.url, data={"note": "merged", "idea": original.id})
        add_line(actor, target, StepKind.NOTE, line)
    recount(target)
    invite_authors_of(actor, target, originals, merge_id=act.id)
    record(
        actor,
        IdeasMerged(idea_id=target.id, merge_id=act.id, merged=tuple(idea.id for idea in originals)),
        audience=target.audience,
    )
    reach_threshold(target)
    return act


def _locked(target_id: int, others: Sequence[int]) -> list[Idea]:
    """Return target and originals, locked in the order of their numbers, so that two merges never wait in a circle."""
    wanted = sorted({*others} - {target_id})
    if not wanted:
        raise Invalid(fields={"others": [_("Bitte wählen Sie mindestens eine andere Idee.")]})
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid(
            fields={"others": [_("Bitte wählen Sie höchstens %(most)d Ideen auf einmal.", most=MOST_AT_ONCE)]}
        )
    rows = _lock({target_id, *wanted})
    return [rows[target_id], *(rows[number] for number in wanted)]


def _lock(numbers: Collection[int]) -> dict[int, Idea]:
    return {number: get_or_404(Idea, number, lock=True) for number in sorted(numbers)}


def _bring_supports(act: IdeaMerge, originals: Sequence[Idea]) -> None:
    """Count who supported an original here too, unless they did already; the originals keep their rows."""
    here = select(Support.person_id).where(Support.idea_id == act.target_id)
    theirs = (
        select(literal(act.target_id), Support.person_id, func.min(Support.at), literal(act.id))
        .where(Support.idea_id.in_([idea.id for idea in originals]), Support.person_id.not_in(here))
        .group_by(Support.person_id)
    )
    db.session.execute(insert(Support).from_select(["idea_id", "person_id", "at", "merge_id"], theirs))


def _lead_on(actor: Actor, act: IdeaMerge, original: Idea, target: Idea, reason: str) -> None:
    """Send an original to its last state; its discussion stays readable and goes on at the target."""
    row = transition(original.state, IdeaState.ZUSAMMENGEFUEHRT)
    assert row is not None  # noqa: S101  The states were asked for before.
    thread = original.thread
    was_open = thread is not None and thread.closed_at is None
    db.session.add(
        MergedIdea(
            merge_id=act.id,
            idea_id=original.id,
            state=original.state,
            state_since=original.state_since,
            due_on=original.due_on,
            clock_paused_on=original.clock_paused_on,
            was_open=was_open,
        )
    )
    original.merged_into_id = target.id
    move(actor, original, row, Line(title=target.title, text=reason, url=target.url, data={"idea": target.id}))
    if thread is not None and was_open:
        thread.closed_at, thread.closed_reason = now(), _CLOSED
    db.session.flush()


def undo_merge(actor: Actor, merge_id: int, *, reason: str) -> IdeaMerge:
    """Let merged ideas stand for themselves again: state, clock, supports and discussion as before (N-19).

    What was supported or written at the target meanwhile stays there, and so does a threshold that was reached (N-10).
    Raises Conflict when the days are over, the target was itself merged, or somebody else was faster; Invalid.
    """
    act = get_or_404(IdeaMerge, merge_id, lock=True)
    merged = list(db.session.scalars(select(MergedIdea.idea_id).where(MergedIdea.merge_id == act.id)))
    target, *originals = _locked(act.target_id, merged)
    require(actor, "idea.merge", target)
    reason = public_reason(reason)
    if act.undone_at is not None:
        raise Conflict(_("Diese Zusammenführung wurde schon zurückgenommen."))
    if not act.can_be_undone:
        raise Conflict(
            _(
                "Die Zusammenführung liegt zu lange zurück, um sie zurückzunehmen. "
                "Sie können die Idee noch teilen: So entsteht eine neue mit eigener Unterstützung."
            )
        )
    if target.state == IdeaState.ZUSAMMENGEFUEHRT:
        raise Conflict(_("Die Idee ist selbst in einer anderen aufgegangen. Bitte nehmen Sie zuerst das zurück."))
    _take_apart(actor, act, target, originals, reason)
    return act


def give_merged_ideas_back(actor: Actor, target_id: int, *, reason: str) -> Idea:
    """Let all ideas that live on in this one stand for themselves again, since it goes; return it, locked.

    No limit of days holds here: otherwise they would have nowhere to be. Raises Conflict when one came or went meanwhile.
    """
    seen = _living_on(target_id)
    rows = _lock({target_id, *(number for _act, numbers in seen for number in numbers)})
    acts = _living_on(target_id)
    if acts != seen:
        raise Conflict(
            _("Gerade hat jemand Ideen mit dieser zusammengeführt oder getrennt. Bitte laden Sie die Seite neu.")
        )
    for merge_id, numbers in acts:
        act = get_or_404(IdeaMerge, merge_id, lock=True)
        _take_apart(actor, act, rows[target_id], [rows[number] for number in numbers], reason)
    return rows[target_id]


def _living_on(target_id: int) -> list[tuple[int, list[int]]]:
    """Return the merges into an idea that hold, the newest first, with the ideas they brought."""
    lines = (
        select(MergedIdea.merge_id, MergedIdea.idea_id)
        .join(IdeaMerge)
        .where(IdeaMerge.target_id == target_id, IdeaMerge.undone_at.is_(None))
        .order_by(MergedIdea.merge_id.desc(), MergedIdea.idea_id)
    )
    rows = db.session.execute(lines).all()
    return [(merge_id, [row.idea_id for row in group]) for merge_id, group in groupby(rows, lambda row: row.merge_id)]


def _take_apart(actor: Actor, act: IdeaMerge, target: Idea, originals: Sequence[Idea], reason: str) -> None:
    parts = db.session.scalars(select(MergedIdea).where(MergedIdea.merge_id == act.id))
    former = {part.idea_id: part for part in parts}
    act.undone_at = now()
    db.session.flush()
    _take_supports_back(act)
    withdraw_invitations_of(act.id)
    for original in originals:
        _give_back(actor, former[original.id], original, reason)
        line = Line(title=original.title, text=reason, url=original.url, data={"note": "unmerged", "idea": original.id})
        add_line(actor, target, StepKind.NOTE, line)
        if original.hidden_at is not None:
            retitle_other_logs(titles_of(original))
    recount(target)
    event = IdeaMergeUndone(idea_id=target.id, merge_id=act.id, merged=tuple(sorted(former)))
    record(actor, event, audience=target.audience)


def _take_supports_back(act: IdeaMerge) -> None:
    """Let the supports go that a merge brought, but for those that another one brings as well."""
    brought = (
        select(func.min(IdeaMerge.id))
        .join(MergedIdea, MergedIdea.merge_id == IdeaMerge.id)
        .join(_THEIRS, _THEIRS.idea_id == MergedIdea.idea_id)
        .where(
            IdeaMerge.target_id == act.target_id,
            IdeaMerge.undone_at.is_(None),
            _THEIRS.person_id == Support.person_id,
        )
        .correlate(Support)
        .scalar_subquery()
    )
    own = (Support.idea_id == act.target_id, Support.merge_id == act.id)
    handed = update(Support).where(*own, brought.is_not(None)).values(merge_id=brought)
    db.session.execute(handed, execution_options={"synchronize_session": False})
    db.session.execute(delete(Support).where(*own), execution_options={"synchronize_session": False})
    db.session.expire_all()


def _give_back(actor: Actor, part: MergedIdea, original: Idea, reason: str) -> None:
    row = transition(IdeaState.ZUSAMMENGEFUEHRT, part.state)
    assert row is not None  # noqa: S101  The table holds a way back for each state.
    original.merged_into_id = None
    move(actor, original, row, Line(text=reason, due_on=part.due_on))
    # The day from which the deadline of its support is counted is the former one, too.
    original.state_since = part.state_since or original.state_since
    if part.clock_paused_on is not None:
        original.clock_paused_on, original.remind_on = part.clock_paused_on, None
    if part.was_open and original.thread is not None and original.thread.closed_reason == _CLOSED:
        original.thread.closed_at = original.thread.closed_reason = None
    db.session.flush()
