"""Saying how mature the solution of an idea is, and which cities have done the like (G-23)."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.core.checking import Complaints, counted, places
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.ideas.commands.log import Line, add_line
from forum.ideas.commands.versions import refuse_redacted
from forum.ideas.events import SolutionDescribed
from forum.ideas.lifecycle import StepKind
from forum.ideas.models import Idea, Reference, Solution, maturities


@dataclass(frozen=True, kw_only=True)
class ReferenceLine:
    """Another city; an empty line does not count."""

    city: str
    url: str = ""
    lesson: str = ""


def describe_solution(
    actor: Actor, idea: Idea, references: Sequence[ReferenceLine], *, maturity: str, version: int, reason: str
) -> Solution:
    """Keep how mature the solution is, and from which cities there is something to learn; the log says why it changed.

    ``version`` is the one that was seen, 0 where nobody had said anything yet. Raises Conflict, Invalid.
    """
    require(actor, "idea.describe", idea)
    # The row may not be there yet, so who writes first is decided by the row of the idea.
    idea = get_or_404(Idea, idea.id, lock=True)
    stored = db.session.get(Solution, idea.id, populate_existing=True)
    if version != (stored.version if stored is not None else 0):
        raise Conflict(_("Reife und Referenzen wurden inzwischen an anderer Stelle geändert."), current=stored)
    wrong = Complaints()
    reason = wrong.size("reason", clean_line(reason), 5, 500)
    if maturity and maturity not in maturities():
        wrong.add("maturity", _("Diese Auswahl gibt es nicht."))
    lines = _checked(references, wrong)
    wrong.tell()
    refuse_redacted(idea, {"reason": reason, **_said(references)})
    solution = _written(idea, stored, lines, maturity)
    db.session.flush()
    step = add_line(actor, idea, StepKind.NOTE, Line(text=reason, data={"note": "solution"}))
    record(actor, SolutionDescribed(idea_id=idea.id, step_id=step.id), audience=idea.audience)
    return solution


def _checked(references: Sequence[ReferenceLine], wrong: Complaints) -> list[ReferenceLine]:
    return [
        ReferenceLine(
            city=wrong.size(f"references-{row}-city", clean_line(line.city), 1, 120),
            url=wrong.web_address(f"references-{row}-url", clean_line(line.url)),
            lesson=wrong.size(f"references-{row}-lesson", clean_line(line.lesson), 10, 1000),
        )
        for row, line in counted(references, wrong, "references")
    ]


def _said(lines: Sequence[ReferenceLine]) -> dict[str, str]:
    return {
        f"references-{row}-{name}": getattr(line, name)
        for row, line in enumerate(lines)
        for name in ("city", "url", "lesson")
    }


def _written(idea: Idea, stored: Solution | None, lines: Sequence[ReferenceLine], maturity: str) -> Solution:
    solution = stored or Solution(idea_id=idea.id)
    # The moment makes the version rise also where only a reference changes.
    solution.maturity, solution.changed_at = maturity, now()
    solution.references = places(Reference, solution.references, len(lines))
    for reference, line in zip(solution.references, lines, strict=True):
        reference.city, reference.url, reference.lesson = line.city, line.url, line.lesson
    idea.described = solution
    return solution
