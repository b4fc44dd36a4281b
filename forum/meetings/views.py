"""The pages of meetings, and their JSON for programs."""

from time import monotonic
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for

from forum.committees.models import Committee
from forum.committees.queries import committee as find_committee
from forum.committees.queries import members, own_committees
from forum.core import events as log
from forum.core.db import db
from forum.core.errors import ForumError, Invalid
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.meetings import commands, labels, minutes, queries
from forum.meetings.forms import MeetingForm
from forum.meetings.models import MEETING_LABELS, Meeting
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of, wants_json
from forum.web.limits import IN_SESSION, WRITING
from forum.web.security import by_token, public, viewer

blueprint = Blueprint("meetings", __name__)
api = Blueprint("meetings_api", __name__, url_prefix="/api/v1")

LONGEST_WAIT = 25.0


@blueprint.get("/sitzungen")
@public
@kept_for_anonymous
def index() -> Any:
    """List what runs now, what comes, and what was."""
    slug = request.args.get("gremium")
    committee = find_committee(viewer(), slug) if slug else None
    coming = queries.upcoming(viewer(), slug)
    past = queries.meetings(viewer(), request.args.get("after"), committee_slug=slug, state="closed")
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
        "has_vote": can(viewer(), "meeting.vote", meeting),
        "contributes": can(viewer(), "meeting.contribute", meeting),
        "may_hide": can(viewer(), "contribution.hide", meeting),
        "members": members(viewer(), meeting.committee) if leads else [],
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
    answer = commands.perform(viewer(), meeting_id, kind, data, key, strict=False)
    if wants_json():
        return jsonify(ok=True, seq=answer.seq, duplicate=answer.duplicate)
    return redirect(url_for("meetings.room", meeting_id=meeting_id), 303)


@api.get("/meetings")
@public
@by_token
@kept_for_anonymous
def api_meetings() -> Any:
    """List meetings, the latest first."""
    page = queries.meetings(viewer(), request.args.get("after"), committee_slug=request.args.get("committee"))
    next_url = url_for("meetings_api.api_meetings", after=page.after, _external=True) if page.after else None
    return jsonify(items=[_item(meeting) for meeting in page.items], next=next_url)


def _item(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "url": meeting.url,
        "title": meeting.title,
        "committee": {"title": meeting.committee.title, "url": meeting.committee.url},
        "starts_at": meeting.starts_at.isoformat(),
        "place": meeting.place,
        "state": str(meeting.state),
    }


@api.get("/meetings/<int:meeting_id>/state")
@public
@by_token
@kept_for_anonymous
def api_state(meeting_id: int) -> Any:
    """Give the state of a meeting and the number of the event it stands at."""
    return jsonify(queries.as_json(queries.state(viewer(), meeting_id)))


@api.get("/meetings/<int:meeting_id>/events")
@public
@by_token
def api_events(meeting_id: int) -> Any:
    """Give the events after a number; with ``wait`` the answer comes as soon as there is one, at most 25 s later."""
    after, wait = _number("after"), min(_number("wait"), LONGEST_WAIT)
    batch = _events(meeting_id, after)
    until, seen = monotonic() + wait, log.wakes()
    while not batch and (left := until - monotonic()) > 0:
        # Nobody waits with a connection of the database in hand, nor with words that may have ended.
        db.session.rollback()
        db.session.info.clear()
        seen = log.wait_for_news(seen, min(left, 0.25))
        batch = _events(meeting_id, after)
    full = len(batch) >= queries.BATCH
    next_url = url_for("meetings_api.api_events", meeting_id=meeting_id, after=batch[-1]["seq"]) if full else None
    response: Response = jsonify(items=batch, next=next_url)
    if viewer().person_id is None:
        response.headers["Cache-Control"] = "public, max-age=1"
    return response


def _events(meeting_id: int, after: int) -> list[dict[str, Any]]:
    meeting = queries.meeting(viewer(), meeting_id)
    return queries.events_after(meeting.stream, queries.audience_of(viewer(), meeting), after)


def _number(name: str) -> int:
    given = request.args.get(name, "0")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise Invalid(fields={name: [_("Diese Angabe fehlt oder passt nicht.")]})
    return int(given)


@api.post("/meetings/<int:meeting_id>/commands")
@by_token
@IN_SESSION
def api_command(meeting_id: int) -> Any:
    """Carry out a command: ``{type, data, idempotency_key}``."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or set(body) - {"type", "data", "idempotency_key"}:
        raise Invalid(_("Ein Befehl besteht aus type, data und idempotency_key."))
    key = body.get("idempotency_key")
    answer = commands.perform(viewer(), meeting_id, body.get("type"), body.get("data"), key)
    return jsonify(ok=True, seq=answer.seq, duplicate=answer.duplicate)
