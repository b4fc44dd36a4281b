"""Joining ideas that say the same, and taking them apart again, for the Stabsstelle."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request
from markupsafe import Markup

from forum.core.db import get_or_404
from forum.core.errors import ForumError
from forum.core.i18n import _, ngettext
from forum.core.permissions import require
from forum.ideas import commands, queries
from forum.ideas.forms import MergeForm, UndoMergeForm
from forum.ideas.models import IdeaMerge
from forum.ideas.similar import similar_ideas
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.forms import choices
from forum.web.language import written
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("idea_merging", __name__)


@blueprint.route("/ideen/<int:idea_id>/zusammenfuehren", methods=["GET", "POST"])
@WRITING
def merge(idea_id: int) -> Any:
    """Choose ideas that live on in this one."""
    target = queries.idea(viewer(), idea_id)
    require(viewer(), "idea.merge", target)
    proposed = [number for word in request.args.get("mit", "").split(",") if (number := number_in(word))]
    form = MergeForm(data={"others": proposed})
    alike = [idea.id for idea in similar_ideas(viewer(), target.title, target.source, target.id)]
    offered = queries.joinable(viewer(), target, list(dict.fromkeys([*proposed, *alike, *form.chosen])))
    form.others.choices = choices((str(one.idea.id), _described(one)) for one in offered)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            act = commands.merge_ideas(viewer(), target.id, form.chosen, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            number = len(queries.merged_by(act))
            text = ngettext("Eine Idee lebt jetzt hier weiter.", "%(num)s Ideen leben jetzt hier weiter.", number)
            flash(text, "success")
            return redirect(target.url, 303)
    return render_template("ideas/merge.html", idea=target, form=form), status


def _described(one: queries.Joinable) -> Markup:
    supports = ngettext(
        "%(num)s Unterstützung, davon %(both)s auch hier",
        "%(num)s Unterstützungen, davon %(both)s auch hier",
        one.idea.support_count,
        both=one.both,
    )
    title = written(one.idea.title, one.idea.language)
    return Markup("{} ({}, {}; {})").format(title, one.idea.id, one.idea.stage.label, supports)


@blueprint.post("/zusammenfuehrungen/<int:merge_id>/ablehnen")
@WRITING
def decline(merge_id: int) -> Any:
    """Let the own support not count where a merge brought it."""
    target = commands.decline_merge(viewer(), merge_id)
    flash(_("Ihre Unterstützung zählt hier nicht mehr mit."), "success")
    return redirect(target.url, 303)


@blueprint.route("/zusammenfuehrungen/<int:merge_id>/zuruecknehmen", methods=["GET", "POST"])
@WRITING
def undo(merge_id: int) -> Any:
    """Let merged ideas stand for themselves again."""
    act = get_or_404(IdeaMerge, merge_id)
    target = queries.idea(viewer(), act.target_id)
    require(viewer(), "idea.merge", target)
    form = UndoMergeForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.undo_merge(viewer(), act.id, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Ideen stehen wieder für sich."), "success")
            return redirect(target.url, 303)
    page = render_template(
        "ideas/unmerge.html",
        idea=target,
        act=act,
        form=form,
        merged=queries.merged_by(act),
        undo_days=current_app.config["MERGE_UNDO_DAYS"],
    )
    return page, status
