"""All ideas as a file for everybody (N-36)."""

from typing import Any

from flask import Blueprint, jsonify, request, url_for

from forum.ideas.exports import COLUMNS, exported
from forum.web import sheets
from forum.web.limits import LISTING
from forum.web.security import public, viewer
from forum.web.sheets import Format

blueprint = Blueprint("idea_exports", __name__)


@blueprint.get("/ideen/alle.<any(csv, xlsx, ods):kind>")
@public
@LISTING
def table(kind: str) -> Any:
    """Give all ideas that the viewer may see as a file; ``?excel=1`` for Excel (N-36, F-04)."""
    excel = request.args.get("excel") == "1"
    return sheets.response("ideen", COLUMNS, exported(viewer()), Format(kind), excel=excel)


@blueprint.get("/ideen/alle.csv-metadata.json")
@public
def description() -> Any:
    """Say what each column of the file means, by CSVW (F-04)."""
    return jsonify(sheets.description(url_for("idea_exports.table", kind="csv"), COLUMNS))
