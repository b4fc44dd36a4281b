"""Official answers on the log of an idea. Drafts and second looks are the staff office's own (package ``office``)."""

from dataclasses import dataclass
from typing import Any

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.ideas.commands.log import Line, add_line, move, was_in_time
from forum.ideas.commands.reasons import LEAST_REASON
from forum.ideas.commands.snapshot import snapshot
from forum.ideas.commands.steps import check_needs, checked_reason, row_of
from forum.ideas.commands.support import reach_threshold
from forum.ideas.events import IdeaAnswered
from forum.ideas.lifecycle import IdeaState, StepKind, Way
from forum.ideas.models import Idea, IdeaStep


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the city says (N-23); with a ``target`` the answer is the step to that state, and its text the reason.

    ``block`` is the text block from which the answer was made, with its version (G-11).
    """

    text: str
    unit: str = ""
    target: IdeaState | None = None
    reason_key: str | None = None
    cost: str = ""
    period: str = ""
    conditions: str = ""
    block: tuple[int, int] | None = None


def note_answer(actor: Actor, idea: Idea, said: Answer) -> IdeaStep:
    """Put an answer that was released on the log, with version and supporters of this moment; called by the office (N-24).

    Raises Conflict, Forbidden, Invalid.
    """
    require(actor, "idea.answer", idea)
    text = clean_text(said.text)
    if len(text) < LEAST_REASON:
        raise Invalid(fields={"text": [_("Bitte schreiben Sie mindestens %(least)d Zeichen.", least=LEAST_REASON)]})
    if idea.state == IdeaState.ZURUECKGEZOGEN:
        raise Conflict(
            _("Wer die Idee schrieb, hat sie zurückgezogen. Eine Antwort der Stadt gibt es darauf nicht mehr.")
        )
    step = _staying(actor, idea, said, text) if said.target is None else _moving(actor, idea, said, text, said.target)
    record(actor, IdeaAnswered(idea_id=idea.id, step_id=step.id), audience=idea.audience)
    return step


def _staying(actor: Actor, idea: Idea, said: Answer, text: str) -> IdeaStep:
    """Answer without another step."""
    if idea.hidden_at is not None:
        raise Conflict(_("Die Moderation hat diese Idee verborgen."))
    line = Line(text=text, unit=said.unit, data=_snapshot(idea, said), in_time=_first_answer_in_time(idea))
    idea.answered_at = idea.answered_at or now()
    if line.in_time is not None:
        # The day of the expert examination is the one of the first answer; here it is.
        idea.due_on = idea.remind_on = idea.clock_paused_on = None
    db.session.flush()
    return add_line(actor, idea, StepKind.ANSWER, line)


def _first_answer_in_time(idea: Idea) -> bool | None:
    return was_in_time(idea) if idea.state == IdeaState.FACHPRUEFUNG else None


def _moving(actor: Actor, idea: Idea, said: Answer, text: str, target: IdeaState) -> IdeaStep:
    """Answer and take the step that the answer means, in one line."""
    row = row_of(actor, idea, target)
    if row.way != Way.HAND:
        raise Conflict(_("Dieser Schritt ergibt sich aus einem anderen Vorgang und geht nicht von Hand."))
    check_needs(idea, row)
    checked_reason(row, text, said.reason_key)
    data = _snapshot(idea, said)
    idea.answered_at = idea.answered_at or now()
    db.session.flush()
    line = Line(text=text, unit=said.unit, reason_key=said.reason_key or None, data=data)
    step = move(actor, idea, row, line, StepKind.ANSWER)
    reach_threshold(idea)
    return step


def _snapshot(idea: Idea, said: Answer) -> dict[str, Any]:
    """Return the figures of this moment, which later edits and supports leave as they are (N-24)."""
    return {
        **snapshot(idea, said.target or IdeaState(idea.state)),
        **{name: getattr(said, name) for name in ("cost", "period", "conditions") if getattr(said, name)},
        **({"block": list(said.block)} if said.block is not None else {}),
    }
