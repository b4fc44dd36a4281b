"""Adding papers to items and motions, and taking them away; files come by HTTP only (L-28, L-54)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.files.pages import Attachments, take_in
from forum.meetings import commands, queries
from forum.meetings.forms import SessionPaperForm
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer
from forum.web.transaction import receives

blueprint = Blueprint("session_papers", __name__)


@blueprint.route("/sitzungen/<int:meeting_id>/punkte/<int:item_id>/unterlagen", methods=["GET", "POST"])
@receives(take_in)
@WRITING
def add(meeting_id: int, item_id: int) -> Any:
    """Add a paper to an item, or to a motion under it."""
    meeting = queries.meeting(viewer(), meeting_id)
    require(viewer(), "agenda.arrange", meeting)
    item = queries.item(viewer(), meeting, item_id)
    state = queries.state(viewer(), meeting_id)
    motions = [one for one in state["motions"] if one["item_id"] == item.id]
    form = SessionPaperForm(data={"level": str(item.level)}).offer(
        [(one["id"], place) for place, one in enumerate(motions, start=1)]
    )
    attachments = Attachments(viewer(), form, "session_paper")
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate() and attachments.check():
            try:
                commands.add_paper(
                    viewer(),
                    meeting_id,
                    item_id,
                    title=form.title.data,
                    choices=attachments.choices,
                    circle=form.level.data,
                    motion_id=int(form.motion_id.data) if form.motion_id.data else None,
                )
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                flash(_("Die Unterlage ist da."), "success")
                return redirect(f"{meeting.url}#part-agenda", 303)
    papers = [one for one in state["papers"] if one["item_id"] == item.id]
    values = {"meeting": meeting, "item": item, "form": form, "attachments": attachments, "papers": papers}
    return render_template("meetings/papers.html", **values), status


@blueprint.post("/sitzungen/<int:meeting_id>/unterlagen/<int:paper_id>/entfernen")
@WRITING
def remove(meeting_id: int, paper_id: int) -> Any:
    """Take a paper away."""
    meeting = queries.meeting(viewer(), meeting_id)
    commands.remove_paper(viewer(), meeting_id, paper_id)
    flash(_("Die Unterlage ist entfernt."), "success")
    return redirect(f"{meeting.url}#part-agenda", 303)
