"""Minutes: reading, writing and printing them, objecting to them, and the list of a committee's minutes."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import force_locale

from forum.committees.queries import committee as find_committee
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, ForumError, Invalid, NotFound
from forum.core.i18n import _
from forum.core.pdf import make_pdf
from forum.core.permissions import can, require
from forum.meetings import archive, commands, queries
from forum.meetings.forms import ParagraphForm
from forum.meetings.models import Paragraph
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import IN_SESSION, PRINTING, WRITING, caller, check_command
from forum.web.security import public, viewer

blueprint = Blueprint("minutes", __name__)

# What the forms of the minutes send; everything else belongs to the room.
STEPS = ("minutes.", "text.redact")


@blueprint.get("/gremien/<name>/niederschriften")
@public
@kept_for_anonymous
def of_committee(name: str) -> Any:
    """List the minutes of a committee."""
    committee = find_committee(viewer(), name)
    found = queries.minutes_of_committee(viewer(), committee)
    return render_template("meetings/minutes/index.html", committee=committee, minutes=found)


@blueprint.get("/sitzungen/<int:meeting_id>/niederschrift")
@public
@kept_for_anonymous
def show(meeting_id: int) -> Any:
    """Show the minutes: what the log says, and what the clerk wrote."""
    return _page(meeting_id)


@blueprint.get("/sitzungen/<int:meeting_id>/niederschrift.pdf")
@public
@kept_for_anonymous
@PRINTING
def show_pdf(meeting_id: int) -> Response:
    """Return the minutes as a PDF with the same text (A-22)."""
    meeting = queries.meeting(viewer(), meeting_id)
    if queries.minutes_of(viewer(), meeting) is None:
        raise NotFound
    with force_locale("de"):
        html = render_template("meetings/minutes/paper.html", **archive.minutes_of(viewer(), meeting))
    answer = Response(make_pdf(html), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="niederschrift-{meeting.id}.pdf"'
    return answer


@blueprint.post("/sitzungen/<int:meeting_id>/niederschrift")
@IN_SESSION
def step(meeting_id: int) -> Any:
    """Carry out a step of the minutes that was sent by a form of their page."""
    fields = request.form.to_dict()
    kind, once = fields.pop("type", ""), fields.pop("once", "")
    fields.pop("csrf_token", None)
    if not kind.startswith(STEPS):
        raise NotFound
    check_command(caller(), kind)
    data = {name: value for name, value in fields.items() if value != ""}
    try:
        commands.perform(viewer(), meeting_id, kind, data, once, strict=False)
    except (Conflict, Invalid) as error:
        db.session.rollback()  # The page shows what is stored.
        sentences = [sentence for several in getattr(error, "fields", {}).values() for sentence in several]
        return _page(meeting_id, refused=sentences or [error.message], typed=fields), status_of(error)
    return redirect(url_for("minutes.show", meeting_id=meeting_id), 303)


@blueprint.route("/sitzungen/<int:meeting_id>/niederschrift/<int:paragraph_id>", methods=["GET", "POST"])
@WRITING
def edit(meeting_id: int, paragraph_id: int) -> Any:
    """Write a paragraph; who saves an older version sees what is stored now beside the own text (L-25)."""
    meeting = queries.meeting(viewer(), meeting_id)
    require(viewer(), "minutes.write", meeting)
    paragraph = queries.paragraph(viewer(), meeting, paragraph_id)
    form = ParagraphForm(data={"text": paragraph.source, "version": paragraph.version})
    status, stored = 422 if form.is_submitted() else 200, None
    if form.validate_on_submit():
        data = {"paragraph_id": paragraph_id, "version": form.version.data, "text": form.text.data or ""}
        try:
            commands.perform(viewer(), meeting_id, "minutes.save", data, request.form.get("once"))
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            stored = error.current if isinstance(error, Conflict) else None
            if isinstance(stored, Paragraph):
                # Whoever saves again has seen what is stored.
                form.version.data, form.version.raw_data = stored.version, None
        else:
            flash(_("Der Absatz ist gespeichert."), "success")
            return redirect(url_for("minutes.show", meeting_id=meeting_id, _anchor=f"absatz-{paragraph_id}"), 303)
    return render_template(
        "meetings/minutes/edit.html", meeting=meeting, paragraph=paragraph, form=form, stored=stored
    ), status


def _page(meeting_id: int, refused: list[str] | None = None, typed: dict[str, str] | None = None) -> str:
    meeting = queries.meeting(viewer(), meeting_id)
    content = archive.minutes_of(viewer(), meeting)
    found, writes = content["minutes"], can(viewer(), "minutes.write", meeting)
    is_open = found is not None and found.state in {"draft", "objection"}
    in_writing = queries.circulation_about(viewer(), found) if found is not None else None
    asked = in_writing is not None and in_writing.state == "open"
    lasts = found is not None and found.objections_until is not None and now() <= found.objections_until
    return render_template(
        "meetings/minutes/show.html",
        **content,
        is_readable=found is not None or queries.reads_drafts(viewer(), meeting),
        writes=writes,
        edits=writes and is_open and not asked,
        in_writing=in_writing,
        circulates=writes and not asked and can(viewer(), "circulation.start", meeting.committee),
        lasts=lasts,
        objects=lasts and can(viewer(), "minutes.object", meeting),
        polls=queries.approving_polls(viewer(), found) if writes and is_open and found.submitted_at else [],
        may_redact=can(viewer(), "text.redact", meeting),
        refused=refused or [],
        typed=typed or {},
    )
