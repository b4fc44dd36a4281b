"""The routes of votes: casting one, reading what was published, and what the two officers of a secret vote need."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for

from forum.core.errors import Conflict, ForumError, Invalid
from forum.core.i18n import _
from forum.core.permissions import can
from forum.meetings import commands, labels, queries
from forum.meetings.commands.polls import Receipt
from forum.meetings.counting.script import script as counting_script
from forum.meetings.models import NAMED, Level, Poll
from forum.meetings.queries import polls as poll_queries
from forum.meetings.views.room import refused
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of, wants_json
from forum.web.limits import IN_SESSION, caller, check_command
from forum.web.security import public, viewer
from forum.web.transaction import leaves_no_time

blueprint = Blueprint("polls", __name__)


@blueprint.post("/sitzungen/<int:meeting_id>/abstimmungen/<int:poll_id>/stimme")
@IN_SESSION
@leaves_no_time
def cast(meeting_id: int, poll_id: int) -> Any:
    """Cast a vote, with or without a name, as the poll wants it. Nothing of the body is logged (L-74)."""
    check_command(caller(), "poll.vote")
    found = poll_queries.poll(viewer(), meeting_id, poll_id)
    try:
        receipt = _cast(found, request.form)
    except (Conflict, Invalid) as error:
        if wants_json():
            raise
        return refused(meeting_id, error), status_of(error)
    if wants_json():
        return jsonify(ok=True, receipt=receipt.receipt, duplicate=receipt.duplicate)
    flash(thanks(receipt.receipt), "success")
    return redirect(url_for("meetings.room", meeting_id=meeting_id), 303)


def thanks(receipt: str) -> str:
    """Return what somebody is told whose vote is in."""
    if not receipt:
        return _("Ihre Stimme ist abgegeben.")
    return _("Ihre Stimme ist abgegeben. Ihr Beleg: %(receipt)s", receipt=receipt)


def _cast(found: Poll, fields: Mapping[str, str]) -> Receipt:
    key = fields.get("key") or fields.get("once", "")
    if found.level == Level.SECRET:
        return commands.cast(viewer(), found.meeting_id, found.id, fields.get("envelope"), key)
    ballot = _ballot(found, fields)
    if found.level in NAMED:
        data = {"poll_id": found.id, **ballot}
        answer = commands.perform(viewer(), found.meeting_id, "poll.vote", data, key, strict=False)
        return Receipt("", answer.duplicate)
    return commands.cast(viewer(), found.meeting_id, found.id, ballot, key)


def _ballot(found: Poll, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the ballot that a form's fields mean. Raises Invalid."""
    for word in ("blank", "invalid"):
        if word in fields:
            return {word: True}
    places = range(len(found.options))
    if found.kind == "choice":
        one = _number(fields.get("option", ""))
        return {"options": [one] if one is not None else [place for place in places if f"option-{place}" in fields]}
    if found.kind == "rating":
        return {"ratings": [_number(fields.get(f"rating-{place}", "")) for place in places]}
    if found.kind in ("irv", "stv"):
        ranks = [(rank, place) for place in places if (rank := _number(fields.get(f"rank-{place}", ""))) is not None]
        if len({rank for rank, _place in ranks}) < len(ranks):
            raise Invalid(fields={"ballot": [_("Bitte vergeben Sie jeden Platz nur einmal.")]})
        return {"ranking": [place for _rank, place in sorted(ranks)]}
    ballot = {"choice": fields.get("choice", "")}
    if ballot["choice"] not in ("yes", "no", "abstain"):
        raise Invalid(fields={"ballot": [_("Bitte wählen Sie eine der Antworten.")]})
    return ballot | (
        {"reason": fields.get("reason", "")} if found.kind == "consent" and ballot["choice"] == "no" else {}
    )


def _number(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 3:
        raise Invalid(fields={"ballot": [_("Bitte geben Sie ganze Zahlen ein.")]})
    return int(text)


@blueprint.post("/sitzungen/<int:meeting_id>/abstimmungen/<int:poll_id>/bericht")
@IN_SESSION
def report(meeting_id: int, poll_id: int) -> Any:
    """Take what one of the two officers read on paper."""
    fields = request.form
    data: dict[str, Any] = {"poll_id": poll_id}
    data |= {name: fields[name] for name in ("yes", "no", "abstain", "blank", "invalid") if fields.get(name)}
    found = poll_queries.poll(viewer(), meeting_id, poll_id)
    data["marks"] = [fields.get(f"mark-{place}") or "0" for place in range(len(found.options))]
    try:
        commands.perform(viewer(), meeting_id, "poll.report", data, fields.get("once", ""), strict=False)
    except ForumError as error:
        if wants_json() or not isinstance(error, Conflict | Invalid):
            raise
        return refused(meeting_id, error), status_of(error)
    return redirect(url_for("meetings.room", meeting_id=meeting_id), 303)


@blueprint.get("/sitzungen/<int:meeting_id>/abstimmungen/<int:poll_id>")
@public
@kept_for_anonymous
def show(meeting_id: int, poll_id: int) -> Any:
    """Show a vote with everything that it can be counted anew by."""
    state = queries.state(viewer(), meeting_id)
    record = poll_queries.published(viewer(), meeting_id, poll_id)
    poll = next(one for one in state["polls"] if one["id"] == poll_id)
    meeting = queries.meeting(viewer(), meeting_id)
    adopted = (one["decision_number"] for one in state["resolutions"] if one["poll_id"] == poll_id)
    return render_template(
        "meetings/poll.html",
        decision=next(adopted, None),
        state=state,
        poll=poll,
        record=record,
        labels=labels,
        may_redact=can(viewer(), "text.redact", meeting),
        removed=queries.removed(viewer(), meeting),
    )


@blueprint.get("/sitzungen/<int:meeting_id>/abstimmungen/<int:poll_id>.json")
@public
@kept_for_anonymous
def record_json(meeting_id: int, poll_id: int) -> Any:
    """Give what is published of a vote, for the script that counts it anew (L-78)."""
    return jsonify(poll_queries.published(viewer(), meeting_id, poll_id))


@blueprint.get("/sitzungen/<int:meeting_id>/abstimmungen/<int:poll_id>/umschlaege")
def envelopes(meeting_id: int, poll_id: int) -> Any:
    """Give an officer the envelopes, and what the other one has sent, for the own browser."""
    return jsonify(poll_queries.for_officer(viewer(), meeting_id, poll_id))


@blueprint.get("/sitzungen/nachzaehlen.py")
@public
@kept_for_anonymous
def script() -> Any:
    """Give the script with which everybody can count published votes anew."""
    return Response(counting_script(), mimetype="text/x-python")
