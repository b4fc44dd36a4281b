"""Sending files in while one writes, and downloading them with the rights of what they belong to."""

from typing import Any

import structlog
from flask import Blueprint, current_app, g, jsonify, redirect, render_template, request, send_file, url_for

from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.core.permissions import require
from forum.files import commands, queries, storage
from forum.files.models import File
from forum.files.pages import Item, asking, parsed, refusals, take_in
from forum.web.addresses import number_in
from forum.web.errors import problem, status_of
from forum.web.limits import WRITING
from forum.web.security import by_token, public, viewer
from forum.web.transaction import only_reads, receives

blueprint = Blueprint("files", __name__)
log = structlog.get_logger()

# A file is no page: whatever it holds, nothing in it runs or loads.
POLICY = "default-src 'none'; sandbox"


@blueprint.post("/dateien")
@receives(take_in)
@WRITING
def upload() -> Any:
    """Hold files for their owner and return their rows in the form; 422 when none was taken."""
    require(viewer(), "file.upload")
    if not g.received:
        sentences = refusals() or [_("Es kam keine Datei an.")]
        status = max((status_of(error) for _name, error in g.refused), default=422)
        return jsonify(problem(status, " ".join(sentences))), status
    rows = queries.own(viewer(), g.received, "")
    items = [asking(Item(row)) for row in rows]
    return jsonify({"rows": render_template("files/rows.html", items=items), "refused": refusals()})


@blueprint.post("/dateien/liste")
@only_reads
def rows() -> Any:
    """Return the rows of a form for the files that a draft names."""
    choices = {choice.key: choice for choice in parsed(request.form.get("held", ""))}
    purpose, _colon, number = request.form.get("thing", "").partition(":")
    found = queries.own(viewer(), list(choices), purpose, number_in(number))
    items = [Item(row, choices[row.key].alt, choices[row.key].decorative) for row in found]
    return jsonify({"rows": render_template("files/rows.html", items=items), "missing": len(choices) - len(items)})


@blueprint.post("/dateien/<key>/verwerfen")
@WRITING
def discard(key: str) -> Any:
    """Throw an own file away that is not attached yet."""
    commands.discard_file(viewer(), queries.file(viewer(), key))
    return jsonify({})


@blueprint.get("/dateien/<key>")
@public
@by_token("read")
def download(key: str) -> Any:
    """Send a file to those who may read what it belongs to, asked anew each time (T-30, X-24)."""
    return _given(key, small=False)


@blueprint.get("/dateien/<key>/klein")
@public
@by_token("read")
def small(key: str) -> Any:
    """Send the small version of a picture."""
    return _given(key, small=True)


@blueprint.get("/dateien/<key>/oeffnen")
def ask(key: str) -> Any:
    """Say that a look at a proof is noted, before there is one (P-14)."""
    found, is_proof = queries.file_and_whether_proof(viewer(), key)
    if not is_proof:
        return redirect(found.url, 303)
    return render_template("files/proof.html", file=found, days=current_app.config["ACCESS_KEEP_DAYS"])


@blueprint.post("/dateien/<key>/oeffnen")
@WRITING
def open_proof(key: str) -> Any:
    """Note who opens a proof, and send it; a GET would leave no line (P-14, E-24)."""
    return _sent(commands.look_at_proof(viewer(), key), small=False)


def _given(key: str, *, small: bool) -> Any:
    """Send a file; who gets it as a proof is asked first, and a small picture of it there is none."""
    found, is_proof = queries.file_and_whether_proof(viewer(), key)
    if small and not found.is_picture:
        raise NotFound
    if is_proof:
        return redirect(url_for("files.ask", key=key), 303)
    return _sent(found, small=small)


def _sent(found: File, *, small: bool) -> Any:
    path = storage.path_of(found.key, small=small)
    if not path.exists():
        log.error("file.lost", file=found.id)
        raise NotFound
    if request.range is None or request.range.units != "bytes" or len(request.range.ranges) != 1:
        # Werkzeug would refuse it; a unit that nobody knows is ignored, and several ranges may be (RFC 9110, 14.2).
        request.environ.pop("HTTP_RANGE", None)
    response = send_file(
        path,
        mimetype=found.type.media_type,
        as_attachment=not found.is_picture,
        download_name=found.name,
        etag=f"{found.sha256}{storage.SMALL if small else ''}",
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = POLICY
    # A browser may keep it, but asks each time: a hidden post hides its files at once.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
