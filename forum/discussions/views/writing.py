"""What a form of discussions asks for while somebody writes: the preview."""

from typing import Any

from flask import Blueprint, Response, request

from forum.core.text import render
from forum.discussions.forms import HeldFiles
from forum.files.pages import Attachments
from forum.web.addresses import number_in
from forum.web.limits import PREVIEWING
from forum.web.security import viewer
from forum.web.transaction import only_reads

blueprint = Blueprint("writing", __name__)


@blueprint.post("/vorschau")
@only_reads
@PREVIEWING
def preview() -> Any:
    """Return the text as it will look: the same function, so the same bytes as will be stored (X-01)."""
    post_id = number_in(request.form.get("thing", "").removeprefix("post:"))
    attachments = Attachments(viewer(), HeldFiles(formdata=None), "post", post_id)
    return Response(render(request.form.get("text", ""), attachments.pictures), mimetype="text/html")
