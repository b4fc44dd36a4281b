"""Planning a meeting: its plan, its agenda, the invitation, and calling it off."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.committees.models import Committee
from forum.committees.queries import committee as find_committee
from forum.core.clock import local
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import require
from forum.core.tokens import random_key
from forum.meetings import commands, labels, queries
from forum.meetings.forms import CancelForm, ItemEditForm, MeetingForm, PlanForm
from forum.meetings.models import AgendaItem, Meeting
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("meeting_plans", __name__)


@blueprint.route("/gremien/<name>/sitzung-planen", methods=["GET", "POST"])
@WRITING
def plan(name: str) -> Any:
    """Plan a meeting with its agenda; with ``nach`` as the second one after a session that had no quorum (B-06)."""
    committee = find_committee(viewer(), name)
    require(viewer(), "meeting.plan", committee)
    form = MeetingForm(data=_again(committee) or {"level": str(queries.usual_level(committee.id))})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            meeting = _planned(committee, form)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Sitzung ist geplant und angekündigt."), "success")
            return redirect(_page_of(meeting), 303)
    unseen = queries.planned_unseen(viewer(), committee)
    return render_template("meetings/plan.html", committee=committee, form=form, unseen=unseen), status


def _page_of(meeting: Meeting) -> str:
    """Return where whoever plans a session goes on: in its room, or with the plan, where the room is not for them."""
    return meeting.url if meeting.audience in viewer().words else url_for(".change", meeting_id=meeting.id)


def _again(committee: Committee) -> dict[str, Any] | None:
    """Return the plan of a second session with the items of the first one that the planner may see, if one is named."""
    number = number_in(request.args.get("nach"))
    if number is None:
        return None
    first = queries.meeting(viewer(), number)
    if first.committee_id != committee.id or not first.lacked_quorum:
        raise NotFound
    items = queries.items(viewer(), first)
    names = ("title", "text", "minutes", "idea_id")
    rows = [
        {name: getattr(item, name) for name in names}
        | {"level": str(item.level) if item.level != first.level else "", "below": item.parent_id is not None}
        | {"again_of": item.id}
        for item in items
        if queries.can_be_taken_up(item, committee.id)
    ]
    plan = {name: getattr(first, name) for name in ("title", "place", "link", "numbering")}
    return {**plan, "level": str(first.level), "second": True, "items": rows}


def _planned(committee: Committee, form: MeetingForm) -> Meeting:
    return commands.plan_meeting(viewer(), committee, form.plan(), form.agenda())


def _sent(form: Any, act: Callable[[], object]) -> int:
    """Carry out what a filled-in form asks for; return 303 when that worked, else the status of the page."""
    if not form.validate_on_submit():
        return 422 if form.is_submitted() else 200
    try:
        act()
    except ForumError as error:
        form.show(error)
        return status_of(error)
    return 303


@blueprint.route("/sitzungen/<int:meeting_id>/planung", methods=["GET", "POST"])
@WRITING
def change(meeting_id: int) -> Any:
    """Change what is planned of a meeting."""
    meeting = queries.meeting_to_plan(viewer(), meeting_id)
    form = PlanForm(data=_shown(meeting))

    def act() -> None:
        commands.change_meeting(viewer(), meeting_id, form.plan(), version=int(form.version.data or 0))

    status = _sent(form, act)
    if status == 303:
        flash(_("Die Planung ist geändert."), "success")
        return redirect(_page_of(meeting), 303)
    return render_template("meetings/change.html", meeting=meeting, form=form, page_of=_page_of(meeting)), status


def _shown(meeting: Meeting) -> dict[str, Any]:
    """Return a meeting as its form shows it, with the times of Braunschweig."""
    names = ("title", "place", "link", "second", "numbering", "version")
    return {
        **{name: getattr(meeting, name) for name in names},
        "starts_at": local(meeting.starts_at).replace(tzinfo=None),
        "ends_at": local(meeting.ends_at).replace(tzinfo=None) if meeting.ends_at else None,
        "level": str(meeting.level),
        "quorum": None if meeting.quorum_by_rules else meeting.quorum,
    }


@blueprint.route("/sitzungen/<int:meeting_id>/punkte/<int:item_id>", methods=["GET", "POST"])
@WRITING
def item(meeting_id: int, item_id: int) -> Any:
    """Change a planned item of the agenda."""
    meeting = queries.meeting(viewer(), meeting_id)
    require(viewer(), "agenda.arrange", meeting)
    found = queries.item(viewer(), meeting, item_id)
    form = ItemEditForm(data=_shown_item(found)).offer(queries.dossiers_to_choose(viewer(), found.dossier_id))

    def act() -> None:
        data = form.command(item_id)
        commands.perform(viewer(), meeting_id, "item.change", data, random_key(), strict=False)

    status = _sent(form, act)
    if status == 303:
        flash(_("Der Tagesordnungspunkt ist geändert."), "success")
        return redirect(f"{meeting.url}#part-agenda", 303)
    return render_template("meetings/item.html", meeting=meeting, item=found, form=form), status


def _shown_item(item: AgendaItem) -> dict[str, Any]:
    """Return an item as its form shows it."""
    names = ("title", "text", "minutes", "idea_id", "version")
    values = {name: getattr(item, name) for name in names}
    return {**values, "dossier_id": str(item.dossier_id or ""), "level": str(item.level)}


@blueprint.post("/sitzungen/<int:meeting_id>/einladen")
@WRITING
def invite(meeting_id: int) -> Any:
    """Invite the members, or send the newer agenda to those who were invited."""
    meeting = queries.meeting_to_plan(viewer(), meeting_id)
    commands.invite(viewer(), meeting_id)
    flash(_("Die Einladungen gehen jetzt hinaus."), "success")
    return redirect(_page_of(meeting), 303)


@blueprint.route("/sitzungen/<int:meeting_id>/absagen", methods=["GET", "POST"])
@WRITING
def cancel(meeting_id: int) -> Any:
    """Call a meeting off, and say why."""
    meeting = queries.meeting_to_plan(viewer(), meeting_id)
    form = CancelForm()
    status = _sent(form, lambda: commands.cancel_meeting(viewer(), meeting_id, reason=form.reason.data))
    if status == 303:
        flash(_("Die Sitzung ist abgesagt. Alle Eingeladenen hören davon."), "success")
        seen = meeting.audience in viewer().words
        return redirect(meeting.url if seen else meeting.committee.url, 303)
    return render_template("meetings/cancel.html", meeting=meeting, form=form, page_of=_page_of(meeting)), status


@blueprint.get("/sitzungen/<int:meeting_id>/antwort")
def answer(meeting_id: int) -> Any:
    """Ask whoever was invited whether they come."""
    meeting = queries.meeting(viewer(), meeting_id)
    invitation = queries.own_invitation(viewer(), meeting)
    if invitation is None:
        raise NotFound
    return render_template(
        "meetings/answer.html",
        meeting=meeting,
        state={"id": meeting.id},
        labels=labels,
        own_invitation=invitation,
        deputies=queries.deputies(meeting),
    )
