"""Meetings for calendars: one, all that are public, and those of a person under a secret address (L-29, F-03, F-09)."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from forum.committees.queries import committee as find_committee
from forum.core.calendar import calendar
from forum.core.i18n import _
from forum.core.mail import absolute
from forum.core.permissions import require
from forum.core.text import clean_line
from forum.meetings import commands, queries
from forum.meetings.appointments import appointment, appointments
from forum.web.cache import kept_for_anonymous
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("calendars", __name__)


def _answer(text: str) -> Response:
    return Response(text, content_type="text/calendar; charset=utf-8")


@blueprint.get("/sitzungen/<int:meeting_id>.ics")
@public
@kept_for_anonymous
def single_ics(meeting_id: int) -> Any:
    """Give one meeting."""
    meeting = queries.meeting(viewer(), meeting_id)
    is_member = meeting.committee.word in viewer().words
    one = appointment(meeting, queries.agendas([meeting]).get(meeting.id, ()), for_members=is_member)
    return _answer(calendar([one]))


@blueprint.get("/sitzungen.ics")
@public
@kept_for_anonymous
def everything_ics() -> Any:
    """Give the meetings of all committees or of one, as far as the viewer may see them."""
    slug = clean_line(request.args.get("gremium", "")) or None
    title = find_committee(viewer(), slug).title if slug else _("Sitzungen der Gremien")
    found = queries.calendar(viewer(), slug)
    return _answer(calendar(appointments(found, queries.agendas(found), viewer().words), name=title))


@blueprint.get("/kalender/<secret>.ics")
@public
def own_ics(secret: str) -> Any:
    """Give a person's own meetings to whatever program knows the secret address."""
    owner = queries.calendar_owner(secret)
    found = queries.own_calendar(owner)
    answer = _answer(calendar(appointments(found, queries.agendas(found), owner.words), name=_("Meine Sitzungen")))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.route("/sitzungen/kalender", methods=["GET", "POST"])
@WRITING
def subscribe() -> Any:
    """Explain the own calendar, and give it a new secret address, which is shown this once."""
    require(viewer(), "calendar.keep")
    address = ""
    if request.method == "POST":
        address = absolute(url_for("calendars.own_ics", secret=commands.renew_calendar(viewer()), _external=False))
    return render_template("meetings/calendar.html", address=address, holds=queries.has_calendar(viewer()))
