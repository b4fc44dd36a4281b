"""What a form of discussions asks for while somebody writes: the preview."""

from typing import Any

from flask import Blueprint, Response, request

from forum.core.text import render
from forum.web.limits import PREVIEWING
from forum.web.transaction import only_reads

blueprint = Blueprint("writing", __name__)


@blueprint.post("/vorschau")
@only_reads
@PREVIEWING
def preview() -> Any:
    """Return the text as it will look: the same function, so the same bytes as will be stored (X-01)."""
    return Response(render(request.form.get("text", "")), mimetype="text/html")
