"""Reading what people typed before others do; who wrote it nobody knows, so nobody is told of it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from forum.core.errors import NotFound
from forum.core.permissions import require
from forum.surveys import commands, queries
from forum.web.paging import next_page
from forum.web.security import own_path, viewer

blueprint = Blueprint("survey_texts", __name__)


@blueprint.get("/umfragen/<int:survey_id>/texte")
def texts(survey_id: int) -> Any:
    """List what people typed in a closed survey."""
    found = queries.survey(viewer(), survey_id)
    require(viewer(), "survey.check", found)
    if not found.is_told:
        raise NotFound
    unread_only = request.args.get("alle") != "1"
    page = queries.typed(found, request.args.get("after"), unread_only=unread_only)
    return render_template(
        "surveys/texts.html",
        survey=found,
        texts=page.items,
        unread_only=unread_only,
        next_url=next_page(page.after),
    )


@blueprint.post("/umfragen/<int:survey_id>/texte/<int:text_id>")
def check(survey_id: int, text_id: int) -> Any:
    """Let a text stand in the result, or keep it back."""
    found = queries.survey(viewer(), survey_id)
    require(viewer(), "survey.check", found)
    commands.check_text(viewer(), queries.words(found, text_id), shown=request.form.get("zeigen") == "1")
    back = own_path(request.form.get("back"))
    return redirect(back or url_for("survey_texts.texts", survey_id=found.id), 303)
