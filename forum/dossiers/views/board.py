"""The workbench of the Board's members."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.dossiers import commands, queries
from forum.dossiers.commands import Subjects
from forum.dossiers.forms import DecisionForm
from forum.ideas import queries as ideas
from forum.web.errors import status_of
from forum.web.language import written
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("board", __name__)


@blueprint.get("/board")
def index() -> Any:
    """List the ideas before the Board with their dossiers and what is still missing."""
    items = queries.board_items(viewer())
    recent = queries.decisions(viewer(), queries.RegisterFilter(), limit=5).items
    duties = queries.open_duties(viewer())
    return render_template("dossiers/board.html", items=items, recent=recent, duties=duties)


@blueprint.route("/board/ideen/<int:idea_id>/beschluss", methods=["GET", "POST"])
@WRITING
def decide(idea_id: int) -> Any:
    """Record the Board's decision on an idea, perhaps together with others that lie before it."""
    idea = ideas.idea(viewer(), idea_id)
    require(viewer(), "decision.record", Subjects(ideas=[idea]))
    others = [item.idea for item in queries.board_items(viewer()) if item.idea.id != idea.id]
    form = DecisionForm.begun(others)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            together = [idea, *(ideas.idea(viewer(), number) for number in form.others.data or ())]
            decision = commands.record_decision(viewer(), Subjects(ideas=together), form.ruling)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Der Beschluss %(number)s steht im Register.", number=decision.number), "success")
            return redirect(decision.url, 303)
    crumbs = [
        (_("Board"), url_for("board.index")),
        (written(idea.title, idea.language), idea.url),
        (_("Beschluss"), None),
    ]
    return render_template("dossiers/decide.html", title=idea.title, idea=idea, crumbs=crumbs, form=form), status
