"""Pages of committees."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.accounts.queries import person_by_handle
from forum.committees import commands, queries
from forum.committees.forms import AppointmentForm, ProposalForm, ReasonForm, SeatForm
from forum.committees.models import Membership, State
from forum.core.db import get_or_404
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("committees", __name__)

DECISIONS = {"gruenden": commands.approve, "ablehnen": commands.decline, "aufloesen": commands.dissolve}


@blueprint.get("/gremien")
@public
@kept_for_anonymous
def index() -> Any:
    """List the board, the Fachbeiräte and the proposals."""
    return render_template(
        "committees/index.html",
        committees=queries.committees(viewer()),
        proposed=queries.committees(viewer(), State.PROPOSED),
        former=queries.committees(viewer(), State.DECLINED, State.DISSOLVED),
    )


@blueprint.get("/gremien/<name>")
@public
@kept_for_anonymous
def show(name: str) -> Any:
    """Show a committee with its mandate and members."""
    found = queries.committee(viewer(), name)
    return render_template(
        "committees/show.html",
        committee=found,
        groups=queries.members_by_group(viewer(), found),
        seats=queries.seats(viewer(), found),
        may_decide=can(viewer(), "committee.decide", found),
        may_appoint=can(viewer(), "committee.appoint", found),
    )


@blueprint.route("/gremien/vorschlagen", methods=["GET", "POST"])
@WRITING
def propose() -> Any:
    """Propose a Fachbeirat from the Forum."""
    require(viewer(), "committee.propose")
    form = ProposalForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            made = commands.propose(
                viewer(),
                title=form.title.data,
                theme=form.theme.data,
                mandate=form.mandate.data,
                reason=form.reason.data,
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(
                _("Danke! Die Stabsstelle prüft Ihren Vorschlag und begründet ihre Entscheidung hier."),
                "success",
            )
            return redirect(made.url, 303)
    return render_template("committees/propose.html", form=form), status


@blueprint.route("/gremien/<name>/<any(gruenden, ablehnen, aufloesen):decision>", methods=["GET", "POST"])
@WRITING
def decide(name: str, decision: str) -> Any:
    """Found, decline or dissolve, with a reason."""
    found = queries.committee(viewer(), name)
    require(viewer(), "committee.decide", found)
    form = ReasonForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            DECISIONS[decision](viewer(), found, reason=form.reason.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(found.url, 303)
    return render_template("committees/decide.html", committee=found, form=form, decision=decision), status


@blueprint.route("/gremien/<name>/berufen", methods=["GET", "POST"])
@WRITING
def appoint(name: str) -> Any:
    """Appoint a member."""
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
            flash(_("Die Person ist berufen."), "success")
            return redirect(url_for("committees.appoint", name=name), 303)
    members = queries.members(viewer(), found)
    return render_template("committees/appoint.html", committee=found, form=form, members=members, seats=seats), status


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
        return redirect(url_for("committees.seats", name=name), 303)
    rows = queries.seats(viewer(), found)
    return render_template("committees/seats.html", committee=found, form=form, seats=rows), status


@blueprint.post("/gremien/<name>/sitze/<int:seat_id>/entfernen")
def remove_seat(name: str, seat_id: int) -> Any:
    """Take an empty seat away."""
    found = queries.committee(viewer(), name)
    commands.remove_seat(viewer(), queries.seat(viewer(), found, seat_id))
    return redirect(url_for("committees.seats", name=name), 303)


def _appoint(found: Any, form: AppointmentForm) -> None:
    try:
        person = person_by_handle(viewer(), form.handle.data)
    except NotFound as error:
        raise NotFound(_("Im Forum gibt es niemanden mit diesem Namen.")) from error
    commands.appoint(
        viewer(),
        found,
        person,
        role=form.role.data,
        group=form.group.data,
        organisation=form.organisation.data or "",
        since=form.since.data,
        until=form.until.data,
        seat=queries.seat(viewer(), found, int(form.seat.data)) if form.seat.data else None,
        deputises=form.deputises.data,
    )


@blueprint.post("/gremien/<name>/mitglieder/<int:membership_id>/beenden")
def end_membership(name: str, membership_id: int) -> Any:
    """End a term."""
    found = queries.committee(viewer(), name)
    membership = get_or_404(Membership, membership_id)
    if membership.committee_id != found.id:
        raise NotFound
    commands.end_membership(viewer(), membership)
    flash(_("Die Amtszeit ist beendet."), "success")
    return redirect(url_for("committees.appoint", name=name), 303)
