"""The versions of the goals: everybody reads them, the staff office makes the next one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.errors import Conflict, ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.strategy import commands, queries
from forum.strategy.forms import GoalForm, PublishForm, seen_in
from forum.strategy.models import StoredGoal, strategy
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("goals", __name__)


@blueprint.get("/strategie/ziele")
@public
@kept_for_anonymous
def versions() -> Any:
    """List the versions of the goals, the newest first."""
    may_edit = can(viewer(), "strategy.edit")
    return render_template("strategy/versions.html", versions=strategy().goal_sets[::-1], may_edit=may_edit)


@blueprint.get("/strategie/ziele/<int:number>")
@public
@kept_for_anonymous
def version(number: int) -> Any:
    """Show a version in full, and what it changed."""
    found = queries.goal_version(viewer(), number)
    before = queries.goal_before(found)
    return render_template(
        "strategy/version.html",
        goals=found,
        strategy=strategy(),
        changes=queries.changes(before, found) if before else [],
        reordered=before is not None and queries.is_reordered(before, found),
        may_edit=can(viewer(), "strategy.edit"),
    )


@blueprint.route("/strategie/ziele/entwurf", methods=["GET", "POST"])
@WRITING
def draft() -> Any:
    """Show the version in the making with what it changes; publish it with a note."""
    making = queries.goals_in_the_making(viewer())
    form = PublishForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            published = commands.publish_goals(viewer(), note=form.note.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die neue Fassung gilt ab jetzt. Ältere Verknüpfungen können Sie nun zuordnen."), "success")
            return redirect(url_for("idea_goals.remap", number=published.number - 1), 303)
    present = strategy().goal_set
    return render_template(
        "strategy/draft.html",
        form=form,
        making=making,
        changes=queries.changes(present, making.goals),
        reordered=queries.is_reordered(present, making.goals),
    ), status


@blueprint.route("/strategie/ziele/entwurf/neu", methods=["GET", "POST"], defaults={"key": ""})
@blueprint.route("/strategie/ziele/entwurf/<key>", methods=["GET", "POST"])
@WRITING
def edit(key: str) -> Any:
    """Write a goal of the next version."""
    making = queries.goals_in_the_making(viewer())
    goal = making.goals.goals.get(key)
    if goal is None and key:
        raise NotFound
    stored = making.rows.get(key)
    is_sent = request.method == "POST"
    form = GoalForm() if is_sent or goal is None else GoalForm.of(goal, stored.changes if stored else None)
    status, current = 422 if is_sent else 200, None
    if form.validate_on_submit():
        try:
            commands.write_goal(viewer(), form.wording(), key=key, seen=seen_in(form.seen))
        except ForumError as error:
            form.show(error)
            status, current = status_of(error), error.current if isinstance(error, Conflict) else None
            if isinstance(current, StoredGoal):
                # Whoever saves again has seen what is stored.
                form.seen.data, form.seen.raw_data = current.changes, None
        else:
            flash(_("Das Ziel steht so in der neuen Fassung. Sie gilt erst, wenn Sie sie in Kraft setzen."), "success")
            return redirect(url_for("goals.draft"), 303)
    return render_template("strategy/goal_form.html", form=form, goal=goal, current=current), status


@blueprint.post("/strategie/ziele/entwurf/<key>/streichen")
def drop(key: str) -> Any:
    """Leave a goal out of the next version."""
    commands.drop_goal(viewer(), key)
    flash(_("Das Ziel fehlt in der neuen Fassung. Was damit verknüpft ist, bleibt bei der bisherigen."), "success")
    return redirect(url_for("goals.draft"), 303)


@blueprint.post("/strategie/ziele/entwurf/<key>/verschieben")
def move(key: str) -> Any:
    """Move a goal of the next version up or down."""
    commands.move_goal(viewer(), key, up=request.form.get("richtung") == "hoch")
    return redirect(url_for("goals.draft"), 303)


@blueprint.post("/strategie/ziele/entwurf/verwerfen")
def discard() -> Any:
    """Give the version in the making up."""
    require(viewer(), "strategy.edit")
    commands.discard_goals(viewer())
    flash(_("Der Entwurf ist verworfen. Es bleibt bei der jetzigen Fassung."), "success")
    return redirect(url_for("goals.draft"), 303)
