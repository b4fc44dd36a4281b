"""By what authors and Stabsstelle sort an idea: goals, category, districts, a place, a point (N-07, N-40)."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from forum.core.clock import local
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.ideas.commands.log import Line, add_line
from forum.ideas.commands.support import reach_threshold
from forum.ideas.commands.versions import refuse_redacted
from forum.ideas.events import IdeaEdited, IdeaNoted
from forum.ideas.lifecycle import IdeaState, StepKind
from forum.ideas.models import Idea, IdeaDistrict, IdeaGoal
from forum.ideas.rules import rules_for
from forum.strategy.models import Point, outline, strategy


def sort_idea(
    actor: Actor,
    idea: Idea,
    *,
    goals: tuple[str, ...],
    category: str,
    districts: tuple[int, ...],
    place: str,
    point: Point | None = None,
    seen: str | None = None,
) -> None:
    """Sort an idea by goal, category, district and place; the author's words stay untouched, the log says so (N-40).

    ``seen`` is the mark of what the actor saw there. Raises Conflict when it is something else by now, Invalid.
    """
    require(actor, "idea.sort", idea)
    if seen is not None and seen != mark_of_facts(idea):
        raise Conflict(_("Jemand anderes hat die Idee inzwischen eingeordnet."), current=idea)
    place = clean_line(place)[:200]
    refuse_redacted(idea, {"place": place})
    chosen = _with_kept(idea, goals)
    if (chosen, category, sorted(districts), place, point) == _facts(idea):
        return
    if chosen != sorted(idea.goal_keys):
        idea.goals_confirmed_at = idea.goals_reason = None
    former = idea.point
    set_facts(idea, goals, category, districts, place, point)
    apply_rules(idea)
    db.session.flush()
    step = add_line(actor, idea, StepKind.NOTE, Line(data={"note": "sorted"}))
    note_point(actor, idea, former)
    record(actor, IdeaNoted(idea_id=idea.id, step_id=step.id), audience=idea.audience)
    record(actor, IdeaEdited(idea_id=idea.id, version=idea.version, text_changed=False), audience=idea.audience)
    reach_with_new_rules(idea)


def mark_of_facts(idea: Idea, *, point: bool = True) -> str:
    """Return a short mark that changes with what an idea is sorted by, and with nothing else (N-40).

    Without ``point`` the mark leaves the point on the map aside, which has lines of its own in the log.
    """
    facts = _facts(idea)
    return hashlib.sha256(repr(facts if point else facts[:-1]).encode()).hexdigest()[:16]


def _facts(idea: Idea) -> tuple[object, ...]:
    return (sorted(idea.goal_keys), idea.category, sorted(idea.district_numbers), idea.place_text, idea.point)


def reach_with_new_rules(idea: Idea) -> None:
    """Let an idea take its step when the threshold came down to its supporters; the change holds the lock of its row."""
    db.session.refresh(idea)
    reach_threshold(idea)


def note_point(actor: Actor, idea: Idea, former: Point | None) -> None:
    """Say in the log where the point of an idea is from now on, if it moved (N-07)."""
    if idea.point == former:
        return
    now_there = idea.point
    data = {"note": "point" if now_there else "no_point", "from": former, "to": now_there}
    add_line(actor, idea, StepKind.NOTE, Line(title=now_there.words if now_there else "", data=data))


def set_facts(
    idea: Idea,
    goals: tuple[str, ...],
    category: str,
    districts: tuple[int, ...],
    place: str,
    point: Point | None = None,
) -> None:
    """Set goals, category, districts and place; raises Invalid for what the strategy does not know.

    A point says the district too: where none is named, it is the one in which the point lies (N-07).
    """
    if wrong := fact_problems(goals, category, districts, point):
        raise Invalid(fields=wrong)
    idea.category, idea.place_text, idea.point = category, place, point
    if point is not None and not districts:
        found = outline().district_at(point)
        districts = (found,) if found is not None else ()
    chosen = _with_kept(idea, goals)
    if chosen != sorted(idea.goal_keys):
        kept = {link.goal: link for link in idea.goal_links}
        version = strategy().goal_set.number
        idea.goal_links = [kept.get(goal) or IdeaGoal(goal=goal, version=version) for goal in chosen]
    if set(districts) != set(idea.district_numbers):
        there = {link.district: link for link in idea.district_links}
        idea.district_links = [there.get(number) or IdeaDistrict(district=number) for number in sorted(set(districts))]


def _with_kept(idea: Idea, goals: Sequence[str]) -> list[str]:
    """Return the keys of chosen goals with those that nobody can choose any more: only remapping ends these (G-17)."""
    known = strategy().goals
    return sorted({*goals, *(key for key in idea.goal_keys if key not in known)})


def fact_problems(
    goals: tuple[str, ...], category: str, districts: tuple[int, ...], point: Point | None = None
) -> dict[str, list[str]]:
    """Return what the strategy does not know, by field."""
    known = strategy()
    unknown = {
        "goals": not set(goals) <= set(known.goals),
        "category": bool(category) and category not in known.categories,
        "districts": not set(districts) <= set(known.districts),
    }
    wrong = {name: [_("Diese Auswahl gibt es nicht.")] for name, is_unknown in unknown.items() if is_unknown}
    if point is not None and not outline().covers(point):
        wrong["point"] = [_("Dieser Punkt liegt nicht in Braunschweig.")]
    return wrong


def apply_rules(idea: Idea) -> None:
    """Let the rules of the idea's present category and districts hold, until it reached its threshold (N-09).

    A last day of support that was promised may move back, never forward.
    """
    if idea.threshold_reached_at is not None:
        return
    rules = rules_for(idea.category, idea.district_numbers)
    idea.threshold = rules.threshold
    if idea.state == IdeaState.IN_DISKUSSION and idea.support_deadline is not None:
        opened = local(idea.state_since).date()
        last = opened + timedelta(days=rules.days) if rules.days else None
        idea.support_deadline = max(idea.support_deadline, last) if last is not None else None
        idea.due_on = idea.support_deadline
