"""The start of the administration, the search for people, an account, and its address on request."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts import commands as accounts
from forum.accounts.models import Person, Standing
from forum.accounts.naming import former_handles
from forum.administration import commands, queries
from forum.administration.forms import AddressForm, EndRoleForm, GiveRoleForm
from forum.administration.models import Step
from forum.administration.naming import EVENTS, LIMITS, STANDINGS
from forum.administration.roles import grantable, names_of
from forum.core.clock import today
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.core.text import clean_line
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.paging import next_page
from forum.web.security import viewer

blueprint = Blueprint("administration", __name__)


@blueprint.get("/verwaltung")
def index() -> Any:
    """Show what there is to administer, as far as the viewer may."""
    require(viewer(), "administration.enter")
    return render_template("administration/index.html", may=lambda name: can(viewer(), name))


@blueprint.get("/verwaltung/leute")
def people() -> Any:
    """Find people by their handle."""
    words = clean_line(request.args.get("q", ""))[:60]
    found = queries.find_people(viewer(), words, request.args.get("after"))
    return render_template(
        "administration/people.html",
        words=words,
        found=found.items,
        next_url=next_page(found.after),
        standings=STANDINGS,
    )


@blueprint.get("/verwaltung/leute/<int:person_id>")
def person(person_id: int) -> Any:
    """Show the state of an account, its roles, and what happened to it."""
    of = queries.person(viewer(), person_id)
    grants, course = queries.grants_of(viewer(), of), queries.course(viewer(), of)
    seats = queries.seats_of(viewer(), of)
    waiting, decided = queries.proposals(viewer(), of=of), queries.decided_proposals(viewer(), of)
    words = {one.role for one in grants} | {one.role for one in (*waiting, *decided)}
    words |= {str(event.data["role"]) for event in course if "role" in event.data}
    return render_template(
        "administration/person.html",
        person=of,
        standing=STANDINGS[Standing(of.standing)],
        former=former_handles(viewer(), of),
        restrictions=queries.restrictions_of(viewer(), of),
        limits=LIMITS,
        grants=grants,
        seats=seats,
        waiting=waiting,
        decided=decided,
        course=course,
        events=EVENTS,
        names=names_of(words),
        handles=queries.handles(
            {one.granted_by for one in grants}
            | {one.appointed_by for one in seats}
            | {event.actor_id for event in course}
        ),
        today=today(),
        may_propose=can(viewer(), "role.propose", of),
        may_sign_out=can(viewer(), "person.sign_out", of),
        may_confirm={one.id for one in waiting if can(viewer(), "role.confirm", one)},
    )


@blueprint.post("/verwaltung/leute/<int:person_id>/abmelden")
@WRITING
def sign_out(person_id: int) -> Any:
    """End all sign-ins of an account, such as one that somebody else has come into (E-26)."""
    accounts.end_all_sign_ins(viewer(), queries.person(viewer(), person_id))
    flash(_("Dieses Konto ist jetzt überall abgemeldet."), "success")
    return redirect(url_for("administration.person", person_id=person_id), 303)


@blueprint.route("/verwaltung/leute/<int:person_id>/adresse", methods=["GET", "POST"])
@WRITING
def address(person_id: int) -> Any:
    """Show a person's address once, after a reason was given; asking again needs another reason (P-14)."""
    of = queries.person(viewer(), person_id)
    require(viewer(), "address.see", of)
    form, email = AddressForm(), ""
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            email, status = commands.look_at_address(viewer(), of, reason=form.reason.data or ""), 200
        except ForumError as error:
            form.show(error)
            status = status_of(error)
    return render_template("administration/address.html", person=of, form=form, email=email), status


@blueprint.route("/verwaltung/leute/<int:person_id>/rolle", methods=["GET", "POST"])
@WRITING
def give_role(person_id: int) -> Any:
    """Ask a second person to give somebody a role (I-16)."""
    return _propose(queries.person(viewer(), person_id), Step.GIVE, grantable())


@blueprint.route("/verwaltung/leute/<int:person_id>/rolle/ende", methods=["GET", "POST"])
@WRITING
def end_role(person_id: int) -> Any:
    """Ask a second person to end somebody's role (I-16)."""
    of = queries.person(viewer(), person_id)
    held = {one.role for one in queries.grants_of(viewer(), of) if one.until is None or one.until >= today()}
    return _propose(of, Step.END, names_of(held))


def _propose(of: Person, kind: Step, names: Mapping[str, Any]) -> Any:
    require(viewer(), "role.propose", of)
    form = GiveRoleForm(names) if kind == Step.GIVE else EndRoleForm(names, role=request.args.get("rolle", ""))
    days = {"since": form.since.data, "until": form.until.data} if isinstance(form, GiveRoleForm) else {}
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.propose_role(viewer(), of, form.role.data, kind, reason=form.reason.data or "", **days)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Der Vorschlag wartet, bis ihn eine zweite Person der Verwaltung bestätigt."), "success")
            return redirect(url_for("administration.person", person_id=of.id), 303)
    return render_template("administration/role.html", person=of, form=form, is_end=kind == Step.END), status
