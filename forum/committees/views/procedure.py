"""How a committee works: its rules of procedure, and the interests of its members."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.committees import commands, queries
from forum.committees.commands import Procedure
from forum.committees.forms import InterestForm, RulesForm
from forum.committees.models import SETTINGS
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("procedure", __name__)


@blueprint.get("/gremien/<name>/geschaeftsordnung")
@public
def rules(name: str) -> Any:
    """Show the rules of procedure and how they came about."""
    found = queries.committee(viewer(), name)
    return render_template(
        "committees/rules.html",
        committee=found,
        rules=queries.rules_of(found.id),
        versions=queries.versions_of_rules(viewer(), found),
        may_edit=can(viewer(), "committee.rules", found),
    )


@blueprint.route("/gremien/<name>/geschaeftsordnung/aendern", methods=["GET", "POST"])
@WRITING
def edit_rules(name: str) -> Any:
    """Change the rules of procedure, with a reason."""
    found = queries.committee(viewer(), name)
    require(viewer(), "committee.rules", found)
    present = queries.rules_of(found.id)
    form = RulesForm(data={name: getattr(present, name) for name in ("number", *SETTINGS)})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        wanted = Procedure(
            notice_days=form.notice_days.data,
            quorum=form.quorum.data,
            majority=form.majority.data,
            public=form.public.data,
            balanced=form.balanced.data,
            names_all=form.names_all.data,
            objection_days=form.objection_days.data,
            publication_days=form.publication_days.data,
            circulation_objections=form.circulation_objections.data,
        )
        try:
            commands.set_rules(viewer(), found, wanted, reason=form.reason.data, number=form.number.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die neue Fassung gilt ab jetzt."), "success")
            return redirect(url_for("procedure.rules", name=name), 303)
    return render_template("committees/edit_rules.html", committee=found, form=form), status


@blueprint.route("/gremien/<name>/interessen", methods=["GET", "POST"])
@WRITING
def interests(name: str) -> Any:
    """Show what members declared to the committee and the Stabsstelle, and let a member declare more."""
    found = queries.committee(viewer(), name)
    if not can(viewer(), "interest.read", found):
        raise NotFound
    form = InterestForm()
    status = 422 if form.is_submitted() else 200
    if form.is_submitted():
        require(viewer(), "interest.declare", found)
    if form.validate_on_submit():
        commands.declare_tie(viewer(), found, text=form.text.data)
        flash(_("Ihre Angabe ist gespeichert."), "success")
        return redirect(url_for("procedure.interests", name=name), 303)
    rows = queries.interests_of(viewer(), found)
    values = {
        "committee": found,
        "form": form,
        "interests": rows,
        "may_declare": can(viewer(), "interest.declare", found),
        "own": viewer().person_id,
    }
    return render_template("committees/interests.html", **values), status


@blueprint.post("/gremien/<name>/interessen/<int:interest_id>/beenden")
def end_interest(name: str, interest_id: int) -> Any:
    """Say that a tie of one's own is no more."""
    found = queries.committee(viewer(), name)
    commands.end_tie(viewer(), found, queries.own_interest(viewer(), found, interest_id))
    return redirect(url_for("procedure.interests", name=name), 303)
