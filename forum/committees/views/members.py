"""Pages on which the Stabsstelle keeps seats and appoints members."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.accounts.queries import person_by_handle
from forum.committees import commands, queries
from forum.committees.forms import AppointmentForm, SeatForm
from forum.committees.models import BoardEntry, Committee, Membership
from forum.core.db import get_or_404
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("members", __name__)


@blueprint.route("/gremien/<name>/berufen", methods=["GET", "POST"])
@WRITING
def appoint(name: str) -> Any:
    """Appoint a member, or propose one for the Board."""
    found = queries.committee(viewer(), name)
    require(viewer(), "committee.appoint", found)
    seats = queries.seats(viewer(), found)
    form = AppointmentForm().offer((str(row.seat.id), row.seat.sender) for row in seats)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            _appoint(found, form)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            say_appointed(found)
            return redirect(url_for("members.appoint", name=name), 303)
    waiting = queries.waiting_for_board(viewer(), found)
    return render_template(
        "committees/appoint.html",
        committee=found,
        form=form,
        members=queries.members(viewer(), found),
        to_come=queries.members_to_come(viewer(), found),
        seats=seats,
        is_proposal=can(viewer(), "member.propose", found),
        waiting=waiting,
        may={(name, one.id) for one in waiting for name in ("confirm", "drop") if can(viewer(), f"member.{name}", one)},
    ), status


def say_appointed(found: Committee) -> None:
    """Say what became of an appointment: it holds, or, for the Board, it waits for a second person (I-16)."""
    if can(viewer(), "member.propose", found):
        flash(_("Der Vorschlag wartet, bis ihn eine zweite Person der Stabsstelle bestätigt."), "success")
        return
    flash(_("Die Person ist berufen."), "success")
    tell_of_places(found)


@blueprint.post("/gremien/<name>/berufen/<int:entry_id>/bestaetigen")
@WRITING
def confirm(name: str, entry_id: int) -> Any:
    """Agree as the second person that somebody belongs to the Board."""
    found = queries.committee(viewer(), name)
    commands.confirm_entry(viewer(), _entry(found, entry_id))
    flash(_("Die Person ist berufen."), "success")
    tell_of_places(found)
    return redirect(url_for("members.appoint", name=name), 303)


@blueprint.post("/gremien/<name>/berufen/<int:entry_id>/verwerfen")
@WRITING
def drop(name: str, entry_id: int) -> Any:
    """Take a proposal for the Board back, or refuse it."""
    found = queries.committee(viewer(), name)
    commands.drop_entry(viewer(), _entry(found, entry_id))
    flash(_("Der Vorschlag ist verworfen."), "success")
    return redirect(url_for("members.appoint", name=name), 303)


def _entry(found: Committee, entry_id: int) -> BoardEntry:
    entry = get_or_404(BoardEntry, entry_id)
    if entry.committee_id != found.id:
        raise NotFound
    return entry


def tell_of_places(of: Committee) -> None:
    """Say to whoever appointed of which parts of urban society there are more members now than places were named."""
    for group in queries.members_by_group(viewer(), of):
        if group.surplus:
            number, there = group.wanted, group.wanted + group.surplus
            said = _(
                "%(group)s: %(there)d Mitglieder auf %(wanted)d Plätzen.", group=group.label, there=there, wanted=number
            )
            flash(said, "warning")


@blueprint.route("/gremien/<name>/sitze", methods=["GET", "POST"])
@WRITING
def seats(name: str) -> Any:
    """List the seats of a committee and add one."""
    found = queries.committee(viewer(), name)
    require(viewer(), "committee.appoint", found)
    form = SeatForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        commands.add_seat(viewer(), found, sender=form.sender.data)
        return redirect(url_for("members.seats", name=name), 303)
    rows = queries.seats(viewer(), found)
    return render_template("committees/seats.html", committee=found, form=form, seats=rows), status


@blueprint.post("/gremien/<name>/sitze/<int:seat_id>/entfernen")
def remove_seat(name: str, seat_id: int) -> Any:
    """Take an empty seat away."""
    found = queries.committee(viewer(), name)
    commands.remove_seat(viewer(), queries.seat(viewer(), found, seat_id))
    return redirect(url_for("members.seats", name=name), 303)


def _appoint(found: Committee, form: AppointmentForm) -> None:
    try:
        person = person_by_handle(viewer(), form.handle.data)
    except NotFound as error:
        raise NotFound(_("Im Forum gibt es niemanden mit diesem Namen.")) from error
    plan = commands.Appointment(
        role=form.role.data,
        group=form.group.data,
        organisation=form.organisation.data or "",
        since=form.since.data,
        until=form.until.data,
        seat=queries.seat(viewer(), found, int(form.seat.data)) if form.seat.data else None,
        deputises=form.deputises.data,
    )
    if can(viewer(), "member.propose", found):
        commands.propose_for_board(viewer(), found, person, plan)
    else:
        commands.appoint(viewer(), found, person, plan)


@blueprint.post("/gremien/<name>/mitglieder/<int:membership_id>/beenden")
def end_membership(name: str, membership_id: int) -> Any:
    """End a term."""
    found = queries.committee(viewer(), name)
    membership = get_or_404(Membership, membership_id)
    if membership.committee_id != found.id:
        raise NotFound
    commands.end_membership(viewer(), membership)
    flash(_("Die Amtszeit ist beendet."), "success")
    return redirect(url_for("members.appoint", name=name), 303)
