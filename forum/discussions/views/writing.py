"""What a form of discussions asks for while somebody writes: the preview, people to name, threads that say the same."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.core.text import clean_line
from forum.discussions import queries
from forum.discussions.forms import HeldFiles
from forum.discussions.pages import previewed, where
from forum.discussions.similar import similar_threads
from forum.files.pages import Attachments
from forum.web.addresses import number_in
from forum.web.limits import COMPLETING, LISTING, PREVIEWING
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
    place = where(request.form.get("ort", ""), mark=request.form.get("mark", ""))
    html = previewed(request.form.get("text", ""), attachments, place)
    return Response(html, mimetype="text/html")


@blueprint.get("/erwaehnen")
@COMPLETING
def people() -> Any:
    """Name people for the place where somebody writes, as JSON for the editor's script (T-15)."""
    place = where(request.args.get("ort", ""), mark=request.args.get("mark", ""))
    if place is None:
        raise NotFound
    found = queries.suggestions(viewer(), place, clean_line(request.args.get("anfang", "")[:30]))
    return jsonify([{"handle": one.handle, "note": _("schreibt hier mit") if one.takes_part else ""} for one in found])


@blueprint.get("/themen/aehnlich")
@LISTING
def similar() -> Any:
    """Show threads that say the same as a title, as a piece of a page for the form's script."""
    title = request.args.get("titel", "")[:250]
    return render_template("discussions/_similar.html", similar=similar_threads(viewer(), title))
