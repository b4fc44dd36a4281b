"""What the page of an idea shows: the idea, what hangs on it, its log, and what the viewer may do with it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from forum.accounts.units import units
from forum.core.i18n import _
from forum.core.permissions import Actor, can
from forum.discussions.pages import thread_values
from forum.files.queries import attached
from forum.ideas import lifecycle, queries
from forum.ideas.chain import chain
from forum.ideas.forms import PauseForm, StepForm
from forum.ideas.lifecycle import IdeaState, StepKind
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.results import Result
from forum.ideas.rules import paper_deadline, rules_of
from forum.strategy.models import outline
from forum.web.language import day, written
from forum.web.security import viewer

# What a committee says and what its minority says stand at the same level (B-16).
ADVICE = (StepKind.RECOMMENDATION, StepKind.MINORITY)
ANCHORS = {StepKind.ANSWER: "antwort", **dict.fromkeys(ADVICE, "empfehlung")}


def page_values(found: Idea, **forms: Any) -> dict[str, Any]:
    """Return what the page of an idea shows; ``forms`` are the ones a person has just filled in."""
    who = viewer()
    return {
        **(thread_values(found.thread) if found.thread is not None else {}),
        "idea": found,
        "lives_on": queries.living_on(who, found),
        "path": lifecycle.path_of(found.stage),
        "is_withdrawn": found.state == IdeaState.ZURUECKGEZOGEN,
        "has_revisions": found.edited_at is not None and queries.has_revisions(found),
        "rules": rules_of(found),
        "lists_until": paper_deadline(found),
        "outline": outline(),
        **_around(who, found),
        **_log(found, queries.timeline(who, found)),
        **_own(who, found),
        **_may(who, found),
        **_steps(who, found),
        **forms,
    }


def _around(who: Actor, found: Idea) -> dict[str, Any]:
    """Return what hangs on the idea; one query says what there is, and only that is asked for."""
    there = queries.around(found)
    has_lineage = there.parts or found.split_from_id or found.retired_for_id
    return {
        "idea_files": attached("idea", [found.id]).get(found.id, ()) if there.files else (),
        "stations": queries.stations(who, [found]) if there.stations else (),
        "addenda": queries.addenda(who, found) if there.addenda else (),
        "lineage": queries.lineage(who, found) if has_lineage else queries.NO_LINEAGE,
        "merged_here": queries.merged_here(who, found) if there.merged else (),
        "shown_supporters": queries.shown_supporters(who, found) if there.named else (),
        "solution": found.solution if there.solution else None,
        "parts": queries.support_parts(found, there),
    }


def _log(found: Idea, steps: Sequence[IdeaStep]) -> dict[str, Any]:
    """Return the log, and what of it stands in places of its own."""
    council = next((step for step in reversed(steps) if step.to_state == IdeaState.FACHBEIRAT), None)
    return {
        "entries": [_entry(step) for step in reversed(steps)],
        "council": council if found.state == IdeaState.FACHBEIRAT else None,
        "answers": [step for step in steps if step.kind == StepKind.ANSWER],
        "recommendations": [step for step in steps if step.kind in ADVICE],
        "removed": sum(step.data["number"] for step in steps if step.data.get("note") == "removed"),
        "sorted_last": next((step for step in reversed(steps) if step.data.get("note") == "sorted"), None),
        "chain": chain(found, steps),
    }


def _own(who: Actor, found: Idea) -> dict[str, Any]:
    """Return the viewer's own support, if there is any."""
    own = queries.support_of(who, found)
    return {
        "supported": own is not None,
        "own_support": own,
        "brought": queries.brought_support(own),
        "is_author": lifecycle.is_author(who, found),
    }


def _may(who: Actor, found: Idea) -> dict[str, bool]:
    """Return which buttons there are."""
    may_merge, is_mergeable = can(who, "idea.merge", found), found.state in lifecycle.MERGEABLE
    can_go = lifecycle.transition(found.state, IdeaState.ZURUECKGEZOGEN) is not None
    return {
        "may_enter_station": can(who, "idea.enter_station", found),
        "is_inside": found.audience == lifecycle.INSIDE,
        "may_release": can(who, "idea.release", found),
        "may_add": can(who, "idea.add", found),
        "may_retire": can(who, "idea.retire", found),
        "may_split": can(who, "idea.split", found) and is_mergeable,
        "may_support": can(who, "idea.support", found) and found.takes_support,
        "may_take_back": can(who, "idea.support", found) and found.gives_support_back,
        "may_edit": can(who, "idea.edit", found),
        "may_withdraw": can_go and lifecycle.is_author(who, found),
        "may_sort": can(who, "idea.sort", found),
        "may_describe": can(who, "idea.describe", found),
        "may_merge": may_merge and is_mergeable,
        "may_undo_merges": may_merge,
        "may_issue_code": can(who, "idea.issue_code", found),
        "may_enter_paper": can(who, "paper.enter", found),
        "may_read_file": can(who, "idea.read_file", found),
        "may_answer": can(who, "idea.answer", found),
        "may_pause": can(who, "idea.pause_clock", found) and found.has_clock,
    }


def _steps(who: Actor, found: Idea) -> dict[str, Any]:
    """Return the steps that the viewer may take, with their forms."""
    possible = lifecycle.steps_for(who, found)
    return {
        "possible": possible,
        "step_form": StepForm(possible, units(), formdata=None, seen=found.state) if possible else None,
        "pause_form": PauseForm(formdata=None),
    }


def _marked(step: IdeaStep) -> Any:
    """Return what happened, with the title of another idea or a committee in it as the German that it is (A-04)."""
    said, title = str(step.headline), step.title or ""
    if step.kind == StepKind.DECISION or not title or not said.endswith(title):
        return said
    return Markup("{}{}").format(said.removesuffix(title), written(title))


def _entry(step: IdeaStep) -> dict[str, Any]:
    """Return a line of the log as the timeline shows it; answers and recommendations stand in full beside it."""
    long = step.kind in ANCHORS
    facts = [str(step.ground)] if step.ground else []
    if result := step.data.get("result"):
        facts.append(str(Result(result).label))
    if paper := step.data.get("paper"):
        facts.append(
            _("Drucksache %(number)s vom %(when)s", number=paper, when=day(date.fromisoformat(step.data["paper_date"])))
        )
    return {
        "at": step.at,
        "title": Markup(" · ").join([_marked(step), *facts]),
        "text_html": "" if long else step.html,
        "text": "" if long or step.html else step.meaning,
        "unit": step.unit,
        "url": f"#{ANCHORS[StepKind(step.kind)]}-{step.seq}" if long else step.url,
        "kind": step.state.kind if step.state else "info",
    }
