"""Lists of ideas and the page of one."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from forum.core.clock import today
from forum.core.i18n import _
from forum.core.permissions import can
from forum.core.text import slug as slug_of
from forum.discussions.pages import thread_values
from forum.files.queries import attached
from forum.ideas import lifecycle, queries
from forum.ideas.chain import chain
from forum.ideas.forms import FilterForm, PauseForm, PeriodForm, StepForm
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.results import Result
from forum.ideas.rules import rules_of
from forum.ideas.similar import similar_ideas
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.language import day
from forum.web.limits import SEARCHING
from forum.web.paging import next_page
from forum.web.security import public, viewer

blueprint = Blueprint("ideas", __name__)


@blueprint.get("/ideen")
@public
@kept_for_anonymous
def index() -> Any:
    """List the ideas."""
    who = viewer()
    wanted = queries.filter_from(request.args)
    page = queries.ideas(who, wanted, request.args.get("after"))
    return render_template(
        "ideas/index.html",
        ideas=page.items,
        wanted=wanted,
        form=FilterForm(wanted, queries.counts(who)),
        next_url=next_page(page.after),
        first_page="after" not in request.args,
    )


@blueprint.get("/ideen/aehnlich")
@public
@SEARCHING
def similar() -> Any:
    """Show ideas that say the same as a title, as a piece of a page for the form's script (N-04)."""
    title = request.args.get("titel", "")[:250]
    exclude = number_in(request.args.get("ausser"))
    return render_template("ideas/_similar.html", similar=similar_ideas(viewer(), title, exclude_id=exclude))


@blueprint.get("/ideen/zahlen")
@public
@kept_for_anonymous
def figures() -> Any:
    """Show how many ideas there are, how long answers take and which days were kept (N-38, B-02)."""
    wanted = PeriodForm(request.args)
    year = today().replace(month=1, day=1)
    first, last = wanted.von.data or year, wanted.bis.data or today()
    if not FOUNDED <= first <= last < date.max:
        first, last = year, today()
    found = queries.statistics(viewer(), first, last)
    rows = [(state.label, found.states[state]) for state in IdeaState if state in found.states]
    return render_template(
        "ideas/figures.html", found=found, rows=rows, form=PeriodForm(formdata=None, von=first, bis=last)
    )


@blueprint.get("/ideen/<int:idea_id>")
@blueprint.get("/ideen/<int:idea_id>-<slug>")
@public
@kept_for_anonymous
def show(idea_id: int, slug: str = "") -> Any:
    """Show an idea; an old or wrong slug leads to the right address (N-32)."""
    found = queries.idea(viewer(), idea_id)
    if found.is_draft:
        return redirect(url_for("idea_writing.preview", idea_id=found.id), 302)
    if slug != slug_of(found.title):
        page = number_in(request.args.get("seite"))
        return redirect(found.url + (f"?seite={page}" if page else ""), 301)
    return render_template("ideas/show.html", **page_values(found))


def page_values(found: Idea, **forms: Any) -> dict[str, Any]:
    """Return what the page of an idea shows; ``forms`` are the ones a person has just filled in."""
    who = viewer()
    steps = queries.timeline(who, found)
    own = queries.support_of(who, found)
    possible = lifecycle.steps_for(who, found)
    answered = [step for step in steps if step.kind == lifecycle.StepKind.ANSWER]
    return {
        **(thread_values(found.thread) if found.thread is not None else {}),
        "idea": found,
        "idea_files": attached("idea", [found.id]).get(found.id, ()),
        "entries": [_entry(step) for step in reversed(steps)],
        "answers": answered,
        "stations": queries.stations(who, [found]),
        "may_enter_station": can(who, "idea.enter_station", found),
        "recommendations": [step for step in steps if step.kind == lifecycle.StepKind.RECOMMENDATION],
        "removed": sum(step.data["number"] for step in steps if step.data.get("note") == "removed"),
        "sorted_last": next((step for step in reversed(steps) if step.data.get("note") == "sorted"), None),
        "path": lifecycle.path_of(found.stage),
        "chain": chain(found, steps),
        "supported": own is not None,
        "brought": queries.brought_support(own),
        "parts": queries.support_parts(who, found),
        "own_support": own,
        "shown_supporters": queries.shown_supporters(who, found),
        "lineage": queries.lineage(who, found),
        "addenda": queries.addenda(who, found),
        "may_add": can(who, "idea.add", found),
        "may_retire": can(who, "idea.retire", found),
        "may_split": can(who, "idea.split", found) and found.state in lifecycle.MERGEABLE,
        "is_author": lifecycle.is_author(who, found),
        "may_support": can(who, "idea.support", found) and found.takes_support,
        "may_edit": can(who, "idea.edit", found),
        "may_withdraw": lifecycle.transition(found.state, IdeaState.ZURUECKGEZOGEN) is not None
        and lifecycle.is_author(who, found),
        "may_sort": can(who, "idea.sort", found),
        "may_merge": can(who, "idea.merge", found) and found.state in lifecycle.MERGEABLE,
        "may_undo_merges": can(who, "idea.merge", found),
        "merged_here": queries.merged_here(who, found),
        "lives_on": queries.living_on(who, found),
        "may_issue_code": can(who, "idea.issue_code", found),
        "may_enter_paper": can(who, "paper.enter", found),
        "may_read_file": can(who, "idea.read_file", found),
        "may_answer": can(who, "idea.answer", found),
        "is_withdrawn": found.state == IdeaState.ZURUECKGEZOGEN,
        "has_revisions": found.edited_at is not None and queries.has_revisions(found),
        "possible": possible,
        "step_form": StepForm(list(possible), formdata=None) if possible else None,
        "may_pause": can(who, "idea.pause_clock", found) and found.has_clock,
        "pause_form": PauseForm(formdata=None),
        "rules": rules_of(found),
        **forms,
    }


def _entry(step: IdeaStep) -> dict[str, Any]:
    """Return a line of the log as the timeline shows it; answers and recommendations stand in full beside it."""
    long = step.kind in {lifecycle.StepKind.ANSWER, lifecycle.StepKind.RECOMMENDATION}
    facts = [str(step.refusal.label)] if step.refusal else []
    if result := step.data.get("result"):
        facts.append(str(Result(result).label))
    if paper := step.data.get("paper"):
        facts.append(
            _("Drucksache %(number)s vom %(when)s", number=paper, when=day(date.fromisoformat(step.data["paper_date"])))
        )
    return {
        "at": step.at,
        "title": " · ".join([str(step.headline), *facts]),
        "text_html": "" if long else step.html,
        "text": "" if long or step.html else step.meaning,
        "unit": step.unit,
        "url": f"#{ANCHORS[lifecycle.StepKind(step.kind)]}-{step.seq}" if long else step.url,
        "kind": step.state.kind if step.state else "info",
    }


# No figure is older than the computers' count of time.
FOUNDED = date(1970, 1, 2)
ANCHORS = {lifecycle.StepKind.ANSWER: "antwort", lifecycle.StepKind.RECOMMENDATION: "empfehlung"}


@blueprint.get("/ideen/<int:idea_id>/verlauf")
@public
def history(idea_id: int) -> Any:
    """Show what an idea said before."""
    found = queries.idea(viewer(), idea_id)
    earlier = [] if found.state == IdeaState.ZURUECKGEZOGEN else queries.revisions(viewer(), found)
    return render_template("ideas/history.html", idea=found, revisions=earlier)
