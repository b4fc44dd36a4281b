"""Signatures on paper: one person of the Stabsstelle enters them, a second one confirms, and then they count (N-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from forum.core.clock import local, now, today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line
from forum.files import commands as files_of
from forum.files.queries import Choice
from forum.ideas.commands.log import Line, add_line
from forum.ideas.commands.reasons import public_reason
from forum.ideas.commands.support import closed, reach_threshold, recount
from forum.ideas.events import PaperConfirmed, PaperEntered, PaperWaits
from forum.ideas.lifecycle import StepKind
from forum.ideas.models import Idea, PaperBatch, PaperFigure
from forum.ideas.rules import takes_lists_in_hand
from forum.ideas.workdays import after_working_days

MOST_SIGNATURES = 100_000
# After how many working days, and then again, somebody is reminded of a list that waits for a second person.
PAPER_REMINDER = 3
MOST_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Sheets:
    """What the desk says about a batch of sheets."""

    source: str
    since: date
    until: date
    desk: str
    on_paper: int
    valid: int
    scan: Sequence[Choice]


def enter_paper(actor: Actor, idea: Idea, sheets: Sheets) -> PaperBatch:
    """Enter a batch of signatures; it does not count before a second person confirms it. Raises Conflict, Invalid."""
    require(actor, "paper.enter", idea)
    if not idea.takes_support:
        raise closed(idea)
    source, desk = clean_line(sheets.source)[:200], clean_line(sheets.desk)[:120]
    wrong = _wrong_figures(sheets.on_paper, sheets.valid)
    if not sheets.since <= sheets.until <= today():
        wrong["until"] = [_("Das Ende darf nicht vor dem Anfang und nicht in der Zukunft liegen.")]
    if not sheets.scan:
        wrong["files"] = [_("Bitte fügen Sie den Scan der Bögen an.")]
    if wrong:
        raise Invalid(fields=wrong)
    batch = PaperBatch(
        idea_id=idea.id, source=source, since=sheets.since, until=sheets.until, desk=desk, entered_at=now()
    )
    db.session.add(batch)
    db.session.flush()
    files_of.arrange(actor, "paper", batch.id, sheets.scan, audience="staff", complete=False)
    _add_figure(actor, batch, seq=1, on_paper=sheets.on_paper, valid=sheets.valid)
    return batch


def correct_paper(actor: Actor, batch_id: int, *, on_paper: int, valid: int, reason: str) -> PaperFigure:
    """Enter another figure for a batch, with a public reason; the former one stays, and counts until this is confirmed."""
    batch = get_or_404(PaperBatch, batch_id, lock=True)
    require(actor, "paper.enter", batch.idea)
    reason = public_reason(reason)
    if wrong := _wrong_figures(on_paper, valid):
        raise Invalid(fields=wrong)
    return _add_figure(actor, batch, seq=batch.newest.seq + 1, on_paper=on_paper, valid=valid, reason=reason[:500])


def _wrong_figures(on_paper: int, valid: int) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if not 1 <= on_paper <= MOST_SIGNATURES:
        wrong["on_paper"] = [_("Bitte prüfen Sie die Zahl.")]
    if not 0 <= valid <= on_paper:
        wrong["valid"] = [_("Gültig können höchstens so viele sein, wie auf dem Papier stehen.")]
    return wrong


def _add_figure(actor: Actor, batch: PaperBatch, **values: int | str) -> PaperFigure:
    for older in batch.figures:
        older.remind_on = None
    first = after_working_days(today(), PAPER_REMINDER)
    figure = PaperFigure(entered_by=actor.person_id, entered_at=now(), remind_on=first, **values)
    batch.figures.append(figure)
    db.session.flush()
    record(actor, PaperEntered(idea_id=batch.idea_id, batch_id=batch.id, figure_id=figure.id), audience="staff")
    return figure


def confirm_paper(actor: Actor, figure_id: int) -> PaperFigure:
    """Confirm a figure that somebody else entered; from now on its valid signatures count, and may reach the threshold.

    The idea's row is locked as for a support, and so are those of the ideas in which it lives on. Raises Conflict.
    """
    idea_id = get_or_404(PaperBatch, get_or_404(PaperFigure, figure_id).batch_id).idea_id
    chain = _locked_chain(idea_id)
    batch = get_or_404(PaperBatch, get_or_404(PaperFigure, figure_id).batch_id, lock=True)
    figure = get_or_404(PaperFigure, figure_id, lock=True)
    require(actor, "paper.confirm", figure)
    if figure.confirmed_at is not None or figure is not batch.newest:
        raise Conflict(_("Diese Zahl ist schon bestätigt, oder es gibt eine neuere."))
    before = batch.counted
    if before is None and not takes_lists_in_hand(chain[-1]):
        raise closed(chain[-1])
    figure.confirmed_by, figure.confirmed_at, figure.remind_on = actor.person_id, now(), None
    db.session.flush()
    for idea in chain:
        recount(idea)
    if before is None:
        line = Line(title=str(figure.valid), data={"note": "paper", "valid": figure.valid, **_provenance(batch)})
    else:
        data = {"note": "paper_corrected", "valid": figure.valid, "before": before.valid}
        line = Line(title=f"{before.valid} → {figure.valid}", text=figure.reason, data=data)
    step = add_line(actor, chain[0], StepKind.NOTE, line)
    event = PaperConfirmed(
        idea_id=idea_id, step_id=step.id, figure_id=figure.id, valid=figure.valid, count=chain[-1].support_count
    )
    record(actor, event, audience=chain[0].audience)
    reach_threshold(chain[-1])
    return figure


def remind_of_lists() -> int:
    """Remind the Stabsstelle of figures that wait for a second person, every few working days; return how many (N-15).

    What could count no more, because the days of signing are long over, is not asked for again.
    """
    waiting = db.session.scalars(
        select(PaperFigure)
        .where(PaperFigure.remind_on <= today(), PaperFigure.confirmed_at.is_(None))
        .order_by(PaperFigure.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for figure in waiting:
        batch = figure.batch
        if batch.counted is None and not takes_lists_in_hand(_last_of_chain(batch.idea)):
            figure.remind_on = None
            continue
        figure.remind_on = after_working_days(today(), PAPER_REMINDER)
        record(SYSTEM, PaperWaits(idea_id=batch.idea_id, batch_id=batch.id, figure_id=figure.id), audience="staff")
    db.session.flush()
    return len(waiting)


def _last_of_chain(idea: Idea) -> Idea:
    while idea.merged_into_id is not None:
        idea = db.session.get_one(Idea, idea.merged_into_id)
    return idea


def ideas_with_lists_in_hand() -> Select[tuple[int]]:
    """Return the numbers of ideas with a list that nobody confirmed yet, and of those in which such ideas live on."""
    counts = select(PaperFigure.id).where(PaperFigure.batch_id == PaperBatch.id, PaperFigure.confirmed_at.is_not(None))
    way = (
        select(Idea.id, Idea.merged_into_id)
        .join(PaperBatch, PaperBatch.idea_id == Idea.id)
        .where(~counts.exists())
        .cte("way", recursive=True)
    )
    onward = aliased(Idea)
    way = way.union(select(onward.id, onward.merged_into_id).join(way, onward.id == way.c.merged_into_id))
    return select(way.c.id)


def _provenance(batch: PaperBatch) -> dict[str, str]:
    """Return the days on which a list was signed and entered, which may lie before the day on which it counts."""
    days = {"since": batch.since, "until": batch.until, "entered_on": local(batch.entered_at).date()}
    return {key: day.isoformat() for key, day in days.items()}


def _locked_chain(idea_id: int) -> list[Idea]:
    """Return an idea and those in which it lives on, the last one at the end, locked in the order of their numbers."""
    numbers = [idea_id]
    while (target := db.session.scalar(select(Idea.merged_into_id).where(Idea.id == numbers[-1]))) is not None:
        numbers.append(target)
    rows = {number: get_or_404(Idea, number, lock=True) for number in sorted(numbers)}
    chain = [rows[number] for number in numbers]
    if chain[-1].merged_into_id is not None or any(one.merged_into_id != next_.id for one, next_ in pairwise(chain)):
        raise Conflict(_("Die Idee wurde gerade zusammengeführt. Bitte laden Sie die Seite neu."))
    return chain
