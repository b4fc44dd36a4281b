"""The pages of meetings: their lists, planning, the room and its big screen."""

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from forum.committees.models import Kind, State
from forum.committees.queries import committee as find_committee
from forum.committees.queries import committees, members, own_committees
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, ForumError, Invalid
from forum.core.permissions import can
from forum.core.text import clean_line
from forum.meetings import commands, labels, queries
from forum.meetings.arrangement import timing
from forum.meetings.commands.polls.officers import some_outside
from forum.meetings.models import MEETING_LABELS, Meeting, MeetingState
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of, wants_json
from forum.web.forms import check_trap
from forum.web.limits import ASKING, IN_SESSION, caller, check_command
from forum.web.realtime import GONE, connected, observers
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
    current = state["current_item_id"]
    stepping_back = queries.people_stepping_back(current) if current is not None else []
    return {
        "state": state,
        "state_label": MEETING_LABELS[meeting.state],
        "own": queries.own(viewer(), state),
        "room": labels.arranged(state),
        "labels": labels,
        # Also whoever stepped back from the item above, or from an idea that either is about.
        "stepping_back": stepping_back,
        "recused_ids": {person.id for person in stepping_back},
        "leads": leads,
        # What the Board adopts under an item about ideas decides about them.
        "in_board": meeting.committee.kind == Kind.BOARD,
        "is_public": meeting.audience == "public",
        "may_end": leads or can(viewer(), "meeting.end", meeting),
        "has_vote": can(viewer(), "meeting.vote", meeting),
        "insider": meeting.committee.word in viewer().words,
        "contributes": can(viewer(), "meeting.contribute", meeting),
        "may_redact": can(viewer(), "text.redact", meeting),
        "announces": can(viewer(), "resolution.announce", meeting),
        "voids": can(viewer(), "poll.void", meeting),
        "may_hide": can(viewer(), "contribution.hide", meeting),
        "may_moderate": can(viewer(), "contribution.moderate", meeting),
        "arranges": can(viewer(), "agenda.arrange", meeting) and (leads or meeting.state == MeetingState.PLANNED),
        "timing": timing(state, now()),
        "may_ask": can(viewer(), "question.ask", meeting),
        # Neither stands in the log: connections come and go, and visitors are a rounded number only (L-35, L-50).
        "observers": observers(meeting.stream) if meeting.state == MeetingState.RUNNING else 0,
        "connected": connected(meeting.stream, GONE) if leads else frozenset(),
        "members": members(viewer(), meeting.committee) if leads else [],
        "approvable": queries.minutes_to_approve(viewer(), meeting) if leads and state["current_item_id"] else [],
        **_invitation(meeting),
        "secret_refused": some_outside(one["kind"] for one in state["present"]),
        "referral_targets": _referral_targets(meeting) if leads else [],
        "typed": {},
        "refused": [],
    }


def _referral_targets(meeting: Meeting) -> list[tuple[int, str]]:
    """Return the committees to which a motion can be referred."""
    found = committees(viewer(), State.ACTIVE)
    return [(one.id, one.title) for one in found if one.id != meeting.committee_id]


def _invitation(meeting: Meeting) -> dict[str, Any]:
    """Return what belongs to the invitation, as long as it is one."""
    if meeting.state != MeetingState.PLANNED:
        again = meeting.lacked_quorum and can(viewer(), "meeting.plan", meeting)
        second = url_for("meeting_plans.plan", name=meeting.committee.slug, nach=meeting.id) if again else ""
        return {"plans": False, "own_invitation": None, "deputies": [], "plan_second": second}
    own = queries.own_invitation(viewer(), meeting)
    return {
        "plans": can(viewer(), "meeting.plan", meeting),
        "own_invitation": own,
        "deputies": queries.deputies(meeting) if own is not None else [],
        "late": queries.is_late(meeting),
        "notice_days": queries.notice_days(meeting),
    }


def _screen(meeting_id: int) -> dict[str, Any]:
    state = queries.state(labels.AUDIENCE, meeting_id)
    # Whoever browses freely stays at an item; without one the screen follows the chair.
    top = number_in(request.args.get("top"))
    browsed = next((item for item in state["items"] if item["id"] == top), None)
    return {"state": state, "room": labels.arranged(state), "labels": labels, "browsed": browsed}


@blueprint.post("/sitzungen/<int:meeting_id>/befehl")
@IN_SESSION
def command(meeting_id: int) -> Any:
    """Carry out a command that was sent by a form of the room."""
    fields = request.form.to_dict()
    kind, once = fields.pop("type", ""), fields.pop("once", "")
    key = fields.pop("key", "") or once
    fields.pop("csrf_token", None)
    check_command(caller(), kind)
    data = {name: value for name, value in fields.items() if value != ""}
    try:
        answer = commands.perform(viewer(), meeting_id, kind, data, key, strict=False)
    except (Conflict, Invalid) as error:
        if wants_json():
            raise
        return refused(meeting_id, error), status_of(error)
    if wants_json():
        return jsonify(ok=True, seq=answer.seq, duplicate=answer.duplicate)
    return redirect(url_for("meetings.room", meeting_id=meeting_id), 303)


@blueprint.post("/sitzungen/<int:meeting_id>/fragen")
@public
@ASKING
def ask(meeting_id: int) -> Any:
    """Take an anonymous question; nothing of who asked reaches the command."""
    try:
        check_trap(request.form)
        commands.ask_anonymously(meeting_id, request.form.get("text", ""))
    except (Conflict, Invalid) as error:
        if wants_json():
            raise
        return refused(meeting_id, error), status_of(error)
    if wants_json():
        return jsonify(ok=True)
    return redirect(url_for("meetings.room", meeting_id=meeting_id, _anchor="part-questions"), 303)


def refused(meeting_id: int, error: ForumError) -> str:
    """Show the room with the reason and everything that was typed still in it."""
    db.session.rollback()  # The room shows what is stored, not what the refused command had begun.
    sentences = [sentence for several in getattr(error, "fields", {}).values() for sentence in several]
    values = {**_room(meeting_id), "typed": request.form, "refused": sentences or [error.message]}
    return render_template("meetings/room.html", **values)
