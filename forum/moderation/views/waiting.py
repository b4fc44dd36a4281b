"""Publishing a text that waits, with one press of a button."""

from typing import Any

from flask import Blueprint, flash, redirect, request

from forum.core.i18n import _
from forum.moderation import queries
from forum.moderation.commands.waiting import publish_waiting
from forum.moderation.forms import DecisionForm
from forum.moderation.target import TextChanged, mark_of
from forum.moderation.views.cases import case_page
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("waiting", __name__)


@blueprint.post("/moderation/<int:case_id>/veroeffentlichen")
@WRITING
def publish(case_id: int) -> Any:
    """Publish the text of a case in its author's name; where its author changed it since, show what changed."""
    found = queries.case(viewer(), case_id)
    version, read = number_in(request.form.get("version", "")) or 0, request.form.get("gesehen", "")
    seen = mark_of(read, request.form.get("dateien", "")) if read else ""
    try:
        publish_waiting(viewer(), found, version=version, seen=seen)
    except TextChanged as error:
        form = DecisionForm(formdata=None, version=found.version)
        form.show(error)
        return case_page(found, form, read=read), status_of(error)
    flash(_("Der Text ist erschienen. Wer ihn geschrieben hat, erfährt davon."), "success")
    return redirect(found.url, 303)
