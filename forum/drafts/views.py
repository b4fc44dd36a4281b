"""The list of all drafts, and the door through which pages save while somebody types."""

from typing import Any

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for

from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.drafts import commands, queries
from forum.drafts.models import Draft
from forum.web.addresses import LARGEST
from forum.web.errors import problem
from forum.web.language import clock_time
from forum.web.limits import DRAFTING, WRITING
from forum.web.security import own_path, viewer

blueprint = Blueprint("drafts", __name__)


@blueprint.get("/entwuerfe")
def index() -> Any:
    """List the own drafts, also those whose target is gone."""
    keep_days = current_app.config["DRAFT_KEEP_DAYS"]
    return render_template("drafts/index.html", drafts=queries.drafts(viewer()), keep_days=keep_days)


@blueprint.post("/entwuerfe/speichern")
@DRAFTING
def save() -> Any:
    """Keep what is being typed; the body is JSON, because browsers send it even while they close the page."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("fields"), dict):
        raise Invalid(_("Dieser Entwurf kam nicht vollständig an."))
    try:
        kept = commands.save_draft(
            viewer(),
            str(body.get("action", "")),
            str(body.get("target", "")),
            fields=body["fields"],
            form=str(body.get("form", "")),
            seen=_number(body, "seen", most=LARGEST) or 0,
            step=_number(body, "step") or 0,
            base_version=_number(body, "base_version", most=LARGEST),
        )
    except Conflict as error:
        draft = _shown(error.current) if isinstance(error.current, Draft) else None
        return jsonify(problem(409, error.message, draft=draft)), 409
    return jsonify(_shown(kept) if kept else {"version": 0, "time": "", "fields": {}})


def _number(body: dict[str, Any], name: str, most: int = 2**53) -> int | None:
    value = body.get(name)
    return value if type(value) is int and 0 <= value <= most else None


def _shown(draft: Draft) -> dict[str, Any]:
    return {"version": draft.version, "time": clock_time(draft.changed_at), "fields": draft.fields}


@blueprint.post("/entwuerfe/<int:draft_id>/verwerfen")
@WRITING
def discard(draft_id: int) -> Any:
    """Throw an own draft away and lead back to where the person was."""
    commands.discard_draft(viewer(), queries.own(viewer(), draft_id))
    flash(_("Der Entwurf ist verworfen."), "success")
    return redirect(own_path(request.form.get("zurueck")) or url_for("drafts.index"), 303)
