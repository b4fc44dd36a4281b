"""Splitting an idea, pointing to another one, adding below the text, and showing that one supports it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import require
from forum.ideas import commands, queries
from forum.ideas.forms import AddendumForm, RetireForm, SplitForm
from forum.ideas.models import Idea
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("idea_lineage", __name__)


@blueprint.route("/ideen/<int:idea_id>/teilen", methods=["GET", "POST"])
@WRITING
def split(idea_id: int) -> Any:
    """Make a part of an idea an idea of its own, or give one that lives on here back its own page (N-19)."""
    found = queries.idea(viewer(), idea_id)
    require(viewer(), "idea.split", found)
    part_of = _living_here(found)
    words = part_of or found
    form = SplitForm(data={"title": words.title[:120], "text": words.source})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            child = commands.split_idea(viewer(), found, part_of=part_of, **form.values)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die neue Idee hat die Nummer %(number)s.", number=child.id), "success")
            return redirect(child.url, 303)
    return render_template("ideas/split.html", idea=found, part_of=part_of, form=form), status


def _living_here(found: Idea) -> Idea | None:
    """Return the merged idea whose words the new one takes, as the address names it."""
    number = number_in(request.args.get("aus"))
    if number is None:
        return None
    part_of = queries.idea(viewer(), number)
    if part_of.merged_into_id != found.id:
        raise NotFound
    return part_of


@blueprint.route("/ideen/<int:idea_id>/verweisen", methods=["GET", "POST"])
@WRITING
def retire(idea_id: int) -> Any:
    """Point from an own idea to another one (N-31)."""
    found = queries.idea(viewer(), idea_id)
    require(viewer(), "idea.retire", found)
    form = RetireForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            other = commands.retire_idea(viewer(), found, form.number, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Ihre Idee verweist jetzt auf „%(title)s“.", title=other.title), "success")
            return redirect(found.url, 303)
    return render_template("ideas/retire.html", idea=found, form=form), status


@blueprint.route("/ideen/<int:idea_id>/ergaenzen", methods=["GET", "POST"])
@WRITING
def add(idea_id: int) -> Any:
    """Add something below the text of an own idea (N-14)."""
    found = queries.idea(viewer(), idea_id)
    require(viewer(), "idea.add", found)
    form = AddendumForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.add_addendum(viewer(), found, text=form.text.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Ihre Ergänzung steht unter der Idee."), "success")
            return redirect(f"{found.url}#ergaenzungen", 303)
    return render_template("ideas/add.html", idea=found, form=form), status


@blueprint.post("/ideen/<int:idea_id>/zeigen")
@WRITING
def show_support(idea_id: int) -> Any:
    """Show the own pseudonym among the supporters, or take it away again (N-13)."""
    found = queries.idea(viewer(), idea_id)
    shown = request.form.get("zeigen") == "1"
    commands.show_support(viewer(), found, shown=shown)
    flash(_("Ihr Name steht jetzt bei der Idee.") if shown else _("Ihr Name steht nicht bei der Idee."), "success")
    return redirect(found.url, 303)
