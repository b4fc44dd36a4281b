"""Signatures on paper: one person of the Stabsstelle enters them, a second one confirms, and then they count (N-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import select

from forum.core.clock import now, today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.files import commands as files_of
from forum.files.queries import Choice
from forum.ideas.commands.log import Line, add_line
from forum.ideas.commands.reasons import public_reason
from forum.ideas.commands.support import closed, reach_threshold, recount
from forum.ideas.events import PaperConfirmed, PaperEntered
from forum.ideas.lifecycle import StepKind
from forum.ideas.models import Idea, PaperBatch, PaperFigure

MOST_SIGNATURES = 100_000


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
    figure = PaperFigure(entered_by=actor.person_id, entered_at=now(), **values)
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
    if before is None and not chain[-1].takes_support:
        raise closed(chain[-1])
    figure.confirmed_by, figure.confirmed_at = actor.person_id, now()
    db.session.flush()
    for idea in chain:
        recount(idea)
    if before is None:
        line = Line(title=str(figure.valid), data={"note": "paper", "valid": figure.valid})
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
