"""The page on which an idea is assessed."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from forum.assessments import commands, queries
from forum.assessments.forms import assessment_form, assessment_values
from forum.assessments.scoring import spread
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.ideas import queries as ideas
from forum.strategy.models import strategy
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("assessments", __name__)


@blueprint.route("/ideen/<int:idea_id>/bewertung", methods=["GET", "POST"])
@WRITING
def assess(idea_id: int) -> Any:
    """Assess an idea by the criteria; what others said appears once the own assessment is given (B-14)."""
    idea = ideas.idea(viewer(), idea_id)
    require(viewer(), "assessment.read", idea)
    own = queries.own_assessment(viewer(), idea)
    form = assessment_form(own.given if own else None, own.comment if own else "")
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.assess(viewer(), idea, given=assessment_values(form), comment=form["comment"].data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Ihre Bewertung ist gespeichert."), "success")
            return redirect(request.path, 303)
    rows = queries.assessments(viewer(), idea)
    return render_template(
        "assessments/assess.html",
        idea=idea,
        form=form,
        criteria=strategy().criteria,
        rows=rows,
        own=own,
        spread=spread([row.points for row in rows]),
        may_assess=can(viewer(), "assessment.give", idea),
    ), status
