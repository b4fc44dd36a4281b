"""Assessing an idea, freezing its dossier, and reading one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.dossiers import commands, queries
from forum.dossiers.forms import FreezeForm, assessment_form, assessment_values
from forum.dossiers.policies import ASSESSABLE
from forum.dossiers.scoring import spread
from forum.ideas import queries as ideas
from forum.ideas.models import Idea
from forum.strategy.models import strategy
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("dossiers", __name__)


@blueprint.get("/vorlagen/<number>")
@public
@kept_for_anonymous
def show(number: str) -> Any:
    """Show a dossier as it was frozen; made to be printed."""
    found = queries.dossier(viewer(), number, number_in(request.args.get("fassung")))
    versions = queries.dossier_versions(viewer(), found)
    return render_template("dossiers/dossier.html", dossier=found, versions=versions)


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
    return _assessment_page(idea, form, own, FreezeForm(formdata=None)), status


def _assessment_page(idea: Idea, form: Any, own: Any, freeze_form: FreezeForm) -> str:
    rows = queries.assessments(viewer(), idea)
    return render_template(
        "dossiers/assess.html",
        idea=idea,
        form=form,
        criteria=strategy().criteria,
        rows=rows,
        own=own,
        spread=spread([row.points for row in rows]),
        may_assess=can(viewer(), "assessment.give", idea),
        may_freeze=can(viewer(), "dossier.freeze", idea) and idea.state in ASSESSABLE,
        may_manage=can(viewer(), "project.manage", idea),
        freeze_form=freeze_form,
    )


@blueprint.post("/ideen/<int:idea_id>/vorlage")
@WRITING
def freeze(idea_id: int) -> Any:
    """Freeze the dossier of an idea."""
    idea = ideas.idea(viewer(), idea_id)
    require(viewer(), "dossier.freeze", idea)
    form = FreezeForm()
    status = 422
    if form.validate():
        try:
            dossier = commands.freeze_dossier(
                viewer(), idea, goals_reason=form.goals_reason.data, reason=form.reason.data
            )
        except ForumError as error:
            # A sentence about the goals may come back under the name that the package of ideas uses.
            form.show(error)
            form.form_errors += getattr(error, "fields", {}).get("sentence", [])
            status = status_of(error)
        else:
            flash(_("Die Vorlage %(number)s ist eingefroren.", number=dossier.number), "success")
            return redirect(dossier.url, 303)
    own = queries.own_assessment(viewer(), idea)
    kept = assessment_form(own.given if own else None, own.comment if own else "")
    kept.process(None, data={})
    return _assessment_page(idea, kept, own, form), status
