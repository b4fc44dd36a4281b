"""What a form of discussions asks for while somebody writes: the preview, and threads that say the same."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from forum.core.text import render
from forum.discussions.forms import HeldFiles
from forum.discussions.similar import similar_threads
from forum.files.pages import Attachments
from forum.web.addresses import number_in
from forum.web.limits import PREVIEWING, SEARCHING
from forum.web.security import viewer
from forum.web.transaction import only_reads

blueprint = Blueprint("writing", __name__)


@blueprint.post("/vorschau")
@only_reads
@PREVIEWING
def preview() -> Any:
    """Return the text as it will look: the same function, so the same bytes as will be stored (X-01)."""
    purpose, _colon, number = request.form.get("thing", "").partition(":")
    attachments = Attachments(viewer(), HeldFiles(formdata=None), purpose or "post", number_in(number))
    return Response(render(request.form.get("text", ""), attachments.pictures), mimetype="text/html")


@blueprint.get("/themen/aehnlich")
@SEARCHING
def similar() -> Any:
    """Show threads that say the same as a title, as a piece of a page for the form's script."""
    title = request.args.get("titel", "")[:250]
    return render_template("discussions/_similar.html", similar=similar_threads(viewer(), title))
