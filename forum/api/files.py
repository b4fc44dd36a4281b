"""The route that takes files in, and files as posts and ideas show them."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, g, request

from forum.api import shapes
from forum.api.document import WRITING, answers, document
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.permissions import require
from forum.files import queries
from forum.files.models import File
from forum.files.pages import take_in
from forum.files.queries import Choice
from forum.web.limits import WRITING as OFTEN
from forum.web.security import by_token, viewer
from forum.web.transaction import receives

blueprint = Blueprint("api_files", __name__, url_prefix="/api/v1")


def shown(row: File, *, place: str | None = None) -> shapes.File:
    """Return a file as the API gives it."""
    return shapes.File(
        key=row.key,
        url=row.url,
        name=row.name,
        media_type=row.type.media_type,
        size=row.size,
        width=row.width,
        height=row.height,
        alt=row.alt,
        decorative=row.decorative,
        place=place,
    )


def chosen(files: Sequence[shapes.ChosenFile]) -> list[Choice]:
    """Return what a program wants attached, as commands take it."""
    return [Choice(one.key, one.alt, one.decorative) for one in files]


@blueprint.post("/files")
@by_token("write")
@receives(take_in)
@OFTEN
@document.validate(
    form=shapes.Upload,
    resp=answers(shapes.File, status=201, refusals=(401, 403, 413, 415, 422, 429)),
    tags=["files"],
    security=WRITING,
)
def upload() -> Any:
    """Hold one file for its owner until a post or an idea names its key, at most a day."""
    require(viewer(), "file.upload")
    if request.mimetype != "multipart/form-data":
        abort(415)
    if g.refused:
        raise g.refused[0][1]
    if len(g.received) != 1:
        raise Invalid(_("Es kam keine Datei an."))
    (row,) = queries.own(viewer(), g.received, "")
    return shapes.plain(shown(row, place=g.places.get(row.key) or None)), 201
