"""The pages of meetings."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from forum.committees.models import Committee
from forum.committees.queries import committee as find_committee
from forum.committees.queries import members, own_committees
from forum.core.db import db
from forum.core.errors import Conflict, ForumError, Invalid
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.core.text import clean_line
from forum.meetings import commands, labels, minutes, queries
from forum.meetings.forms import MeetingForm
from forum.meetings.models import MEETING_LABELS, Meeting
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of, wants_json
from forum.web.limits import IN_SESSION, WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("meetings", __name__)


@blueprint.get("/sitzungen")
@public
@kept_for_anonymous
def index() -> Any:
    """List what runs now, what comes, and what was."""
    slug = clean_line(request.args.get("gremium", "")) or None
    committee = find_committee(viewer(), slug) if slug else None
    coming = queries.upcoming(viewer(), slug)
    past = queries.meetings(viewer(), request.args.get("after"), committee_slug=slug, over=True)
    next_url = url_for("meetings.index", gremium=slug, after=past.after) if past.after else None
    return render_template(
        "meetings/index.html",
        committee=committee,
        running=[meeting for meeting in coming if meeting.state == "running"],
        planned=[meeting for meeting in coming if meeting.state == "planned"],
        past=past.items,
        next_url=next_url,
        may_plan=committee is not None and can(viewer(), "meeting.plan", committee),
        own=own_committees(viewer()),
    )


@blueprint.route("/gremien/<name>/sitzung-planen", methods=["GET", "POST"])
@WRITING
def plan(name: str) -> Any:
    """Plan a meeting with its agenda."""
    committee = find_committee(viewer(), name)
    require(viewer(), "meeting.plan", committee)
    form = MeetingForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            meeting = _planned(committee, form)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Sitzung ist geplant und angekündigt."), "success")
            return redirect(meeting.url, 303)
    return render_template("meetings/plan.html", committee=committee, form=form), status


def _planned(committee: Committee, form: MeetingForm) -> Meeting:
    return commands.plan_meeting(
        viewer(),
        committee,
        title=form.title.data,
        starts_at=form.moment(),
        place=form.place.data or "",
        quorum=form.quorum.data or 0,
        items=form.agenda(),
    )


@blueprint.get("/sitzungen/<int:meeting_id>")
@public
@kept_for_anonymous
def room(meeting_id: int) -> Any:
    """Show the room with the whole present state."""
    return render_template("meetings/room.html", **_room(meeting_id))


@blueprint.get("/sitzungen/<int:meeting_id>/stand")
@public
@kept_for_anonymous
def fragment(meeting_id: int) -> Any:
    """Give the parts of the room as they are now, for the script that puts them into the page."""
    return render_template("meetings/_parts.html", **_room(meeting_id))


@blueprint.get("/sitzungen/<int:meeting_id>/leinwand")
@public
@kept_for_anonymous
def screen(meeting_id: int) -> Any:
    """Show the big screen of the room: the public part, whoever looks (L-23)."""
    return render_template("meetings/screen.html", **_screen(meeting_id))


@blueprint.get("/sitzungen/<int:meeting_id>/leinwand/stand")
@public
@kept_for_anonymous
def screen_fragment(meeting_id: int) -> Any:
    """Give the parts of the big screen as they are now."""
    return render_template("meetings/_screen.html", **_screen(meeting_id))


def _room(meeting_id: int) -> dict[str, Any]:
    state = queries.state(viewer(), meeting_id)
    meeting = queries.meeting(viewer(), meeting_id)
    leads = can(viewer(), "meeting.lead", meeting)
    return {
        "state": state,
        "state_label": MEETING_LABELS[meeting.state],
        "own": queries.own(viewer(), state),
        "room": labels.arranged(state),
        "labels": labels,
        "leads": leads,
        "may_end": leads or can(viewer(), "meeting.end", meeting),
        "has_vote": can(viewer(), "meeting.vote", meeting),
        "contributes": can(viewer(), "meeting.contribute", meeting),
        "may_hide": can(viewer(), "contribution.hide", meeting),
        "members": members(viewer(), meeting.committee) if leads else [],
        "typed": {},
        "refused": [],
    }


def _screen(meeting_id: int) -> dict[str, Any]:
    state = queries.state(labels.AUDIENCE, meeting_id)
    return {"state": state, "room": labels.arranged(state), "labels": labels}


@blueprint.get("/sitzungen/<int:meeting_id>/niederschrift")
@public
@kept_for_anonymous
def protocol(meeting_id: int) -> Any:
    """Show the draft of the minutes, made from the log."""
    meeting = queries.meeting(viewer(), meeting_id)
    draft = minutes.draft(queries.everything(viewer(), meeting))
    return render_template("meetings/minutes.html", meeting=meeting, minutes=draft, labels=labels)


@blueprint.get("/sitzungen/<int:meeting_id>/verlauf")
@public
@kept_for_anonymous
def course(meeting_id: int) -> Any:
    """Show the log of the meeting, one line per event."""
    meeting = queries.meeting(viewer(), meeting_id)
    lines = queries.everything(viewer(), meeting)
    return render_template("meetings/course.html", meeting=meeting, lines=lines, labels=labels)


@blueprint.post("/sitzungen/<int:meeting_id>/befehl")
@IN_SESSION
def command(meeting_id: int) -> Any:
    """Carry out a command that was sent by a form of the room."""
    fields = request.form.to_dict()
    kind, once = fields.pop("type", ""), fields.pop("once", "")
    key = fields.pop("key", "") or once
    fields.pop("csrf_token", None)
    data = {name: value for name, value in fields.items() if value != ""}
    try:
        answer = commands.perform(viewer(), meeting_id, kind, data, key, strict=False)
    except (Conflict, Invalid) as error:
        if wants_json():
            raise
        return _refused(meeting_id, error), status_of(error)
    if wants_json():
        return jsonify(ok=True, seq=answer.seq, duplicate=answer.duplicate)
    return redirect(url_for("meetings.room", meeting_id=meeting_id), 303)


def _refused(meeting_id: int, error: ForumError) -> str:
    """Show the room with the reason and everything that was typed still in it."""
    db.session.rollback()  # The room shows what is stored, not what the refused command had begun.
    sentences = [sentence for several in getattr(error, "fields", {}).values() for sentence in several]
    values = {**_room(meeting_id), "typed": request.form, "refused": sentences or [error.message]}
    return render_template("meetings/room.html", **values)
