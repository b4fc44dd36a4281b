"""Lists of ideas and the page of one."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from forum.core.clock import today
from forum.core.permissions import can
from forum.core.text import slug as slug_of
from forum.ideas import queries
from forum.ideas.forms import FilterForm, PeriodForm
from forum.ideas.lifecycle import INSIDE, IdeaState, is_author
from forum.ideas.similar import similar_ideas
from forum.ideas.views.page import page_values
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.limits import LISTING
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
@LISTING
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


# No figure is older than the computers' count of time.
FOUNDED = date(1970, 1, 2)


@blueprint.get("/ideen/<int:idea_id>/verlauf")
@public
def history(idea_id: int) -> Any:
    """Show what an idea said before."""
    found = queries.idea(viewer(), idea_id)
    earlier = [] if found.state == IdeaState.ZURUECKGEZOGEN else queries.revisions(viewer(), found)
    may_report = found.hidden_at is None and found.audience != INSIDE and not is_author(viewer(), found)
    return render_template(
        "ideas/history.html",
        idea=found,
        revisions=earlier,
        may_report=may_report,
        may_moderate=can(viewer(), "idea.hide", found),
    )
