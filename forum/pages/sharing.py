"""A page to hand an idea or a session on: its address, a QR code for the telephone, and a sheet to hang up.

Nothing of it asks another host, and nobody is told who handed what on.
"""

from typing import Any

from flask import Blueprint, current_app, render_template

from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.core.qr import drawing
from forum.ideas.queries import idea
from forum.meetings.queries import meeting
from forum.web.cache import kept_for_anonymous
from forum.web.security import public, viewer

blueprint = Blueprint("sharing", __name__)


@blueprint.get("/ideen/<int:idea_id>/weitersagen")
@public
@kept_for_anonymous
def of_idea(idea_id: int) -> Any:
    """Show how to hand an idea on."""
    found = idea(viewer(), idea_id)
    if found.is_draft:
        raise NotFound
    return _page(found, _("Idee"), found.audience)


@blueprint.get("/sitzungen/<int:meeting_id>/weitersagen")
@public
@kept_for_anonymous
def of_meeting(meeting_id: int) -> Any:
    """Show how to hand a session on."""
    found = meeting(viewer(), meeting_id)
    return _page(found, _("Sitzung"), found.audience)


def _page(found: Any, kind: str, audience: str) -> str:
    """Return the page of a thing that everybody may read; others would meet a closed door at its address."""
    if audience != "public":
        raise NotFound
    # The code and the words hold the plain address: whoever reads it chooses their own language.
    path = found.url.partition("?")[0]
    address = current_app.config["BASE_URL"].rstrip("/") + path
    return render_template(
        "pages/sharing.html",
        thing=found,
        kind=kind,
        address=address,
        picture=drawing(address, _("QR-Code: %(address)s", address=address)),
    )
