"""The inbox and the buttons to follow."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from forum.ideas.lifecycle import IdeaState
from forum.notifications import commands, queries
from forum.web.security import own_path, viewer

blueprint = Blueprint("notifications", __name__)

KINDS = frozenset({"thread", "idea", "space", "committee", "meeting"})


@blueprint.app_template_filter("idea_state")
def idea_state(word: str) -> str:
    """Return the name of an idea's state in the reader's language; messages keep the word alone."""
    return str(IdeaState(word).label)


@blueprint.get("/mitteilungen")
def inbox() -> Any:
    """Show the viewer's messages."""
    page = queries.inbox(viewer(), request.args.get("after"))
    next_url = url_for("notifications.inbox", after=page.after) if page.after else None
    return render_template("notifications/inbox.html", messages=page.items, next_url=next_url)


@blueprint.post("/mitteilungen/gelesen")
def mark_read() -> Any:
    """Mark all messages as read."""
    commands.mark_all_read(viewer())
    return redirect(url_for("notifications.inbox"), 303)


@blueprint.post("/folgen/<kind>/<int:thing_id>")
def follow(kind: str, thing_id: int) -> Any:
    """Follow a thing or stop following it."""
    if kind not in KINDS:
        abort(404)
    level = "muted" if request.form.get("level") == "muted" else "all"
    commands.follow(viewer(), kind, thing_id, level=level)
    return redirect(own_path(request.form.get("back")) or url_for("notifications.inbox"), 303)
