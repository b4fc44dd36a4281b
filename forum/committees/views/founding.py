"""Pages of what committees there are, and of the acts by which they begin, change and end."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template

from forum.committees import commands, queries
from forum.committees.forms import ProposalForm, ReasonForm, RenamingForm
from forum.committees.models import State
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("committees", __name__)

DECISIONS = {
    "gruenden": commands.approve,
    "ablehnen": commands.decline,
    "ruhen": commands.suspend,
    "wiederaufnehmen": commands.resume,
    "aufloesen": commands.dissolve,
}


@blueprint.get("/gremien")
@public
@kept_for_anonymous
def index() -> Any:
    """List the board, the Fachbeiräte and the proposals."""
    return render_template(
        "committees/index.html",
        committees=queries.committees(viewer()),
        calls=queries.open_calls(viewer()),
        sleeping=queries.committees(viewer(), State.SUSPENDED),
        proposed=queries.committees(viewer(), State.PROPOSED),
        former=queries.committees(viewer(), State.DECLINED, State.DISSOLVED),
    )


@blueprint.route("/gremien/vorschlagen", methods=["GET", "POST"])
@WRITING
def propose() -> Any:
    """Propose a Fachbeirat from the Forum."""
    require(viewer(), "committee.propose")
    form = ProposalForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            made = commands.propose(
                viewer(),
                title=form.title.data,
                theme=form.theme.data,
                mandate=form.mandate.data,
                reason=form.reason.data,
                frame=form.frame(),
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(
                _("Danke! Die Stabsstelle prüft Ihren Vorschlag und begründet ihre Entscheidung hier."),
                "success",
            )
            return redirect(made.url, 303)
    return render_template("committees/propose.html", form=form), status


@blueprint.route(
    "/gremien/<name>/<any(gruenden, ablehnen, ruhen, wiederaufnehmen, aufloesen):decision>", methods=["GET", "POST"]
)
@WRITING
def decide(name: str, decision: str) -> Any:
    """Found, decline, suspend, resume or dissolve, with a reason."""
    found = queries.committee(viewer(), name)
    require(viewer(), "committee.decide", found)
    form = ReasonForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            DECISIONS[decision](viewer(), found, reason=form.reason.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(found.url, 303)
    return render_template("committees/decide.html", committee=found, form=form, decision=decision), status


@blueprint.route("/gremien/<name>/umbenennen", methods=["GET", "POST"])
@WRITING
def rename(name: str) -> Any:
    """Give a committee another name, with a reason."""
    found = queries.committee(viewer(), name)
    require(viewer(), "committee.rename", found)
    form = RenamingForm(title=found.title)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.rename(viewer(), found, title=form.title.data, reason=form.reason.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Das Gremium heißt jetzt anders; seine Adresse bleibt."), "success")
            return redirect(found.url, 303)
    return render_template("committees/rename.html", committee=found, form=form), status
