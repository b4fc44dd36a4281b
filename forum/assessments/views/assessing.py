"""The page on which an idea is assessed, and the list of what one assesses."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.assessments import commands, queries
from forum.assessments.drafts import ACTION, target_of
from forum.assessments.forms.assessing import (
    AssessorForm,
    InterestForm,
    ReasonForm,
    assessment_form,
    assessment_values,
    lost_texts,
)
from forum.assessments.policies import ASSESSABLE
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.drafts.pages import Desk
from forum.ideas import queries as ideas
from forum.ideas.models import Idea
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.forms import Form
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("assessments", __name__)


@blueprint.get("/bewertungen")
def tasks() -> Any:
    """List what the viewer assesses, all or only what is not done, and what they could take (B-14)."""
    own = queries.tasks(viewer())
    left = [task for task in own if not task.is_done]
    only_left = request.args.get("stand") != "alle"
    return render_template(
        "assessments/tasks.html",
        shown=left if only_left else own,
        own=own,
        left=left,
        only_left=only_left,
        free=queries.free_ideas(viewer()),
    )


@blueprint.route("/ideen/<int:idea_id>/bewertung", methods=["GET", "POST"])
@WRITING
def assess(idea_id: int) -> Any:
    """Assess an idea by the criteria; what others said appears once all of the round have finished (B-14)."""
    idea = ideas.idea(viewer(), idea_id)
    require(viewer(), "assessment.read", idea)
    present = queries.rounds(idea)[0]
    known = present.criteria_set
    form = assessment_form(known, idea, present.of(viewer().person_id))
    status = 422 if form.is_submitted() else 200
    desk = Desk(viewer(), ACTION, target_of(idea), form)
    seen = number_in(request.form.get("fassung"))
    if desk.is_wanted:
        status = desk.keep()
        if not status:
            flash(_("Ihr Entwurf ist gespeichert."), "success")
            return redirect(request.path, 303)
        return _page(idea, form, desk), status
    # Other criteria than those that were shown are told before any answer is missed.
    if form.is_submitted() and (seen != known.number or form.validate()):
        values = assessment_values(known, idea, form) if seen == known.number else {"given": {}}
        try:
            commands.assess(viewer(), idea, **values, seen=seen or 0)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            desk.clear()
            flash(_("Ihre Bewertung ist gespeichert."), "success")
            return redirect(request.path, 303)
    return _page(idea, form, desk), status


def _page(
    idea: Idea,
    form: Form | None = None,
    desk: Desk | None = None,
    *,
    reason: ReasonForm | None = None,
    interest: InterestForm | None = None,
) -> str:
    who, rounds = viewer(), queries.rounds(idea)
    present = rounds[0]
    own = present.of(who.person_id)
    form = form or assessment_form(present.criteria_set, idea, own, fresh=True)
    is_settled = present.is_complete or (present.was_shown and own is not None)
    may_assess = can(who, "assessment.give", idea) and not is_settled
    return render_template(
        "assessments/assess.html",
        idea=idea,
        form=form,
        desk=desk or Desk(who, ACTION, target_of(idea), form),
        lost=lost_texts(form, request.form, shown=may_assess),
        present=present,
        own=own,
        results=[queries.results(one, idea.goals) for one in rounds if one.is_complete],
        way=queries.way_through(queries.tasks(who), idea),
        may_examine=idea.state in ASSESSABLE,
        may_assess=may_assess,
        may_describe=can(who, "idea.describe", idea),
        may_arrange=can(who, "assessment.arrange", idea),
        may_recuse=can(who, "assessment.recuse", idea) and not queries.is_recused(who, idea),
        recused=queries.recused(idea),
        assessors=queries.assessors(who),
        reason=reason or ReasonForm(formdata=None),
        interest=interest or InterestForm(formdata=None),
    )


@blueprint.post("/ideen/<int:idea_id>/bewertung/personen")
@WRITING
def assign(idea_id: int) -> Any:
    """Name somebody who is to assess the idea."""
    idea = ideas.idea(viewer(), idea_id)
    require(viewer(), "assessment.arrange", idea)
    form = AssessorForm()
    if form.validate():
        commands.assign(viewer(), idea, form.person.data)
        flash(_("Die Person ist eingetragen."), "success")
    return _back(idea)


@blueprint.post("/ideen/<int:idea_id>/bewertung/uebernehmen")
@WRITING
def take(idea_id: int) -> Any:
    """Take the assessment of an idea upon oneself."""
    idea = ideas.idea(viewer(), idea_id)
    commands.take(viewer(), idea)
    return _back(idea)


@blueprint.post("/ideen/<int:idea_id>/bewertung/personen/<int:person_id>/austragen")
@WRITING
def release(idea_id: int, person_id: int) -> Any:
    """Let somebody off who has not finished."""
    idea = ideas.idea(viewer(), idea_id)
    commands.release(viewer(), idea, person_id)
    flash(_("Die Person ist ausgetragen."), "success")
    return _back(idea)


@blueprint.post("/ideen/<int:idea_id>/bewertung/runde")
@WRITING
def open_round(idea_id: int) -> Any:
    """Open another round."""
    idea = ideas.idea(viewer(), idea_id)
    require(viewer(), "assessment.arrange", idea)
    form = ReasonForm()
    status = 422
    if form.validate():
        try:
            commands.open_round(viewer(), idea, reason=form.reason.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die nächste Runde ist offen."), "success")
            return _back(idea)
    return _page(idea, reason=form), status


@blueprint.post("/ideen/<int:idea_id>/bewertung/befangen")
@WRITING
def recuse(idea_id: int) -> Any:
    """Declare an interest in the idea (B-15)."""
    idea = ideas.idea(viewer(), idea_id)
    require(viewer(), "assessment.recuse", idea)
    form = InterestForm()
    if form.validate():
        commands.declare_interest(viewer(), idea, interest=form.interest.data)
        flash(_("Sie wirken an dieser Idee nicht mehr mit. Das steht auch im Beschluss."), "success")
        return _back(idea)
    return _page(idea, interest=form), 422


def _back(idea: Idea) -> Any:
    return redirect(url_for("assessments.assess", idea_id=idea.id), 303)
