"""Calls for members: opening one, answering it, deciding on the answers (G-05)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template

from forum.accounts.queries import person_by_handle
from forum.committees import commands, queries
from forum.committees.forms import AcceptanceForm, ApplicationForm, CallForm, NamingForm, ReasonForm
from forum.committees.models import Application, ApplicationState, Call, Committee
from forum.committees.views.members import say_appointed
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("calls", __name__)


@blueprint.route("/gremien/<name>/aufruf", methods=["GET", "POST"])
@WRITING
def open_call(name: str) -> Any:
    """Call for members of a committee."""
    found = queries.committee(viewer(), name)
    require(viewer(), "committee.appoint", found)
    form = CallForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.open_call(viewer(), found, text=form.text.data, closes_on=form.closes_on.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Der Aufruf ist veröffentlicht."), "success")
            return redirect(found.url, 303)
    call = queries.open_call_of(viewer(), found)
    return render_template("committees/open_call.html", committee=found, form=form, call=call), status


@blueprint.post("/gremien/<name>/aufruf/beenden")
def end_call(name: str) -> Any:
    """End a call before its day."""
    found = queries.committee(viewer(), name)
    commands.end_call(viewer(), _call(found))
    flash(_("Der Aufruf ist beendet."), "success")
    return redirect(found.url, 303)


@blueprint.route("/gremien/<name>/bewerben", methods=["GET", "POST"])
@WRITING
def apply(name: str) -> Any:
    """Apply to belong to a committee."""
    found, call = _called(name)
    known = queries.own_application(viewer(), call)
    if known is not None and known.state not in {ApplicationState.NAMED, ApplicationState.WITHDRAWN}:
        return redirect(known.url, 303)
    form = ApplicationForm(obj=known)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            sent = commands.apply(
                viewer(),
                call,
                group=form.group.data,
                organisation=form.organisation.data,
                text=form.text.data,
                interests=form.interests.data,
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Danke! Die Stabsstelle entscheidet und sagt Ihnen, warum."), "success")
            return redirect(sent.url, 303)
    values = {"committee": found, "call": call, "form": form, "known": known}
    return render_template("committees/apply.html", **values), status


@blueprint.route("/gremien/<name>/vorschlagen", methods=["GET", "POST"])
@WRITING
def name_somebody(name: str) -> Any:
    """Propose another person for a committee."""
    found, call = _called(name)
    form = NamingForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.name_somebody(viewer(), call, _person(form.handle.data), group=form.group.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Danke! Wir fragen die Person, ob sie möchte."), "success")
            return redirect(found.url, 303)
    return render_template("committees/name_somebody.html", committee=found, form=form), status


@blueprint.get("/gremien/<name>/bewerbungen")
def applications(name: str) -> Any:
    """List who would like to belong to a committee."""
    found = queries.committee(viewer(), name)
    require(viewer(), "committee.appoint", found)
    rows = queries.applications(viewer(), found)
    return render_template("committees/applications.html", committee=found, applications=rows)


@blueprint.get("/gremien/<name>/bewerbungen/<int:application_id>")
def application(name: str, application_id: int) -> Any:
    """Show an application to who sent it and to the Stabsstelle."""
    return _page(*_found(name, application_id))


@blueprint.post("/gremien/<name>/bewerbungen/<int:application_id>/zurueckziehen")
def withdraw(name: str, application_id: int) -> Any:
    """Take one's application back, or say no to a proposal."""
    _committee, row = _found(name, application_id)
    commands.withdraw(viewer(), row)
    flash(_("Gut, Sie werden nicht berufen."), "success")
    return redirect(row.url, 303)


@blueprint.post("/gremien/<name>/bewerbungen/<int:application_id>/berufen")
@WRITING
def accept(name: str, application_id: int) -> Any:
    """Appoint who applied, or propose them for the Board."""
    found, row = _found(name, application_id)
    require(viewer(), "application.decide", row)
    form = AcceptanceForm(prefix="berufen")
    status = 422
    if form.validate_on_submit():
        try:
            is_proposal = can(viewer(), "member.propose", found)
            accept_it = commands.propose_applicant if is_proposal else commands.accept
            accept_it(viewer(), row, reason=form.reason.data, since=form.since.data, until=form.until.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            say_appointed(found)
            return redirect(row.url, 303)
    return _page(found, row, accepting=form), status


@blueprint.post("/gremien/<name>/bewerbungen/<int:application_id>/ablehnen")
@WRITING
def turn_down(name: str, application_id: int) -> Any:
    """Do not appoint who applied."""
    found, row = _found(name, application_id)
    require(viewer(), "application.decide", row)
    form = ReasonForm(prefix="ablehnen")
    status = 422
    if form.validate_on_submit():
        try:
            commands.turn_down(viewer(), row, reason=form.reason.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Person erfährt Ihre Gründe."), "success")
            return redirect(row.url, 303)
    return _page(found, row, declining=form), status


def _page(
    found: Committee, row: Application, accepting: AcceptanceForm | None = None, declining: ReasonForm | None = None
) -> str:
    waits = row.state == ApplicationState.WAITING
    appoints = waits and can(viewer(), "committee.appoint", found)
    may_decide = can(viewer(), "application.decide", row)
    return render_template(
        "committees/application.html",
        committee=found,
        application=row,
        may_decide=appoints and may_decide,
        is_proposal=can(viewer(), "member.propose", found),
        is_proposed=appoints and may_decide and queries.is_proposed(viewer(), row),
        is_own=appoints and not may_decide,
        may_withdraw=row.state in {ApplicationState.NAMED, ApplicationState.WAITING}
        and can(viewer(), "application.withdraw", row),
        may_apply=row.state in {ApplicationState.NAMED, ApplicationState.WITHDRAWN}
        and can(viewer(), "application.withdraw", row)
        and can(viewer(), "call.apply", row.call),
        accepting=accepting or AcceptanceForm(formdata=None, prefix="berufen"),
        declining=declining or ReasonForm(formdata=None, prefix="ablehnen"),
    )


def _found(name: str, application_id: int) -> tuple[Committee, Application]:
    found = queries.committee(viewer(), name)
    return found, queries.application(viewer(), found, application_id)


def _called(name: str) -> tuple[Committee, Call]:
    found = queries.committee(viewer(), name)
    call = _call(found)
    require(viewer(), "call.apply", call)
    return found, call


def _call(found: Committee) -> Call:
    call = queries.open_call_of(viewer(), found)
    if call is None:
        raise NotFound(_("Zurzeit sucht dieses Gremium keine Mitglieder."))
    return call


def _person(handle: str) -> Any:
    try:
        return person_by_handle(viewer(), handle)
    except NotFound as error:
        raise NotFound(_("Im Forum gibt es niemanden mit diesem Namen.")) from error
