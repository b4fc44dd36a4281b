"""Bringing ideas from an older version of the goals to the one that applies, in one act of the staff office (G-17)."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.db import db, dialect, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import in_bulk, record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.ideas.commands.log import Line, add_line
from forum.ideas.events import IdeaEdited
from forum.ideas.lifecycle import StepKind
from forum.ideas.models import Idea, IdeaGoal
from forum.strategy.events import GoalsRemapped
from forum.strategy.models import strategy


def remap_goals(actor: Actor, *, version: int, into: Mapping[str, str]) -> int:
    """Link all ideas of an older version to the goals that apply now, and return how many ideas these were.

    ``into`` names for each goal of the version its successor, or nothing where there is none. Raises Conflict for a
    version that applies, Invalid for a goal without a word or with an unknown one.
    """
    require(actor, "strategy.edit")
    present = strategy().goal_set
    if version >= present.number:
        raise Conflict(_("Diese Fassung gilt noch; zuzuordnen ist nur, was an einer älteren hängt."))
    of_version = delete(IdeaGoal).where(IdeaGoal.version == version).returning(IdeaGoal.idea_id, IdeaGoal.goal)
    before = [(idea_id, goal) for idea_id, goal in db.session.execute(of_version)]
    _check({goal for _idea, goal in before}, into)
    after = {(idea_id, into[goal]) for idea_id, goal in before if into[goal]}
    _link(after, present.number)
    record(actor, GoalsRemapped(version=version), audience="public")
    # What was read before says nothing about the links any more.
    db.session.expire_all()
    with in_bulk():
        for idea_id in sorted({idea_id for idea_id, goal in before if into[goal] != goal}):
            _tell(actor, get_or_404(Idea, idea_id))
    return len({idea_id for idea_id, _goal in before})


def _check(linked: Iterable[str], into: Mapping[str, str]) -> None:
    known = strategy().goals
    problems = {goal: [_("Bitte wählen Sie.")] for goal in linked if goal not in into}
    problems |= {goal: [_("Diese Auswahl gibt es nicht.")] for goal, new in into.items() if new and new not in known}
    if problems:
        raise Invalid(fields=problems)


def _link(pairs: Iterable[tuple[int, str]], version: int) -> None:
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    rows = [{"idea_id": idea_id, "goal": goal, "version": version} for idea_id, goal in sorted(pairs)]
    if rows:
        db.session.execute(insert(IdeaGoal).on_conflict_do_nothing(), rows)


def _tell(actor: Actor, idea: Idea) -> None:
    """Say on the log of an idea that it has other goals; a confirmation of the former ones does not hold for these."""
    idea.goals_confirmed_at = idea.goals_reason = None
    db.session.flush()
    if not idea.is_draft:
        add_line(actor, idea, StepKind.NOTE, Line(data={"note": "remapped"}))
    record(actor, IdeaEdited(idea_id=idea.id, version=idea.version, text_changed=False), audience=idea.audience)
