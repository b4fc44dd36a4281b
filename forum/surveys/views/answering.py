"""Taking part in a survey: nothing of the request is kept but the answers and that somebody took part (B-23)."""

from typing import Any

from flask import Blueprint, flash, redirect, request

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.surveys import commands, queries
from forum.surveys.forms import answer_form, answers_in, typed_in
from forum.surveys.views.reading import page_of
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer
from forum.web.transaction import leaves_no_time

blueprint = Blueprint("survey_answers", __name__)


@blueprint.post("/umfragen/<int:survey_id>/antworten")
@WRITING
@leaves_no_time
def answer(survey_id: int) -> Any:
    """Take part; whatever is wrong comes back with everything chosen and typed."""
    found = queries.survey(viewer(), survey_id)
    require(viewer(), "survey.answer", found)
    asked = queries.questions(found)
    form = answer_form(found, asked)
    status = 422
    if form.validate():
        try:
            given, version = answers_in(form, asked), form["version"].data or 0
            commands.answer_survey(viewer(), found, given, version=version)
        except ForumError as error:
            status = status_of(error)
            # The next click answers the questions that are asked now, with everything that was chosen before.
            asked = queries.questions(found)
            form = answer_form(found, asked)
            form["version"].process_data(found.version)
            form["version"].raw_data = None
            form.show(error)
        else:
            flash(_("Danke! Ihre Antworten zählen."), "success")
            return redirect(found.url, 303)
    shown = found.takes_answers and not queries.has_answered(viewer(), found)
    if not shown:
        for sentence in form.form_errors:
            flash(sentence, "warning")
    return page_of(found, form, typed=[] if shown else typed_in(request.form, asked)), status
