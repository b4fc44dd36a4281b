"""Another mail address for the own account, and the two links that go with it: to prove the new one, and to object."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from forum.accounts import commands
from forum.accounts.forms import AddressForm
from forum.accounts.views.door import let_in
from forum.accounts.views.factors import own
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.web.limits import CONFIRMING, READDRESSING, WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("addresses", __name__)


@blueprint.route("/konto/adresse", methods=["GET", "POST"])
@CONFIRMING
@READDRESSING
def change() -> Any:
    """Ask for another mail address; the answer is the same whether or not it has an account (I-14)."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            commands.ask_for_address(viewer(), own(), email=form.email.data or "", password=form.password.data or "")
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            return redirect(url_for("addresses.change"), 303)
    page = render_template(
        "accounts/address.html",
        form=form,
        person=own(),
        waiting=commands.change_of(own()),
        days=current_app.config["ADDRESS_UNDO_DAYS"],
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/konto/adresse/behalten")
@WRITING
def drop() -> Any:
    """Keep the present address after all."""
    commands.drop_address(viewer(), own())
    flash(_("Ihre Adresse bleibt, wie sie ist."), "success")
    return redirect(url_for("addresses.change"), 303)


@blueprint.route("/adresse-bestaetigen/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> Any:
    """Let the new address count by a click, so that programs that only open links change nothing."""
    if request.method == "GET":
        person = commands.check_link(token, "new_address")
        return render_template("accounts/address_confirm.html", person=person)
    person = commands.confirm_address(token)
    db.session.flush()
    if viewer().person_id != person.id:
        return redirect(url_for("addresses.confirmed"), 303)
    let_in(own())
    flash(_("Ihre neue E-Mail-Adresse gilt. Alle anderen Anmeldungen wurden beendet."), "success")
    return redirect(url_for("addresses.change"), 303)


@blueprint.get("/adresse-bestaetigt")
@public
def confirmed() -> Any:
    """Say that the new address counts, in a browser in which its owner is not signed in."""
    return render_template("accounts/address_confirmed.html")


@blueprint.route("/adresse-nicht-gewollt/<token>", methods=["GET", "POST"])
@public
def undo(token: str) -> Any:
    """Bring the former address back by a click, and lead on to a new password."""
    if request.method == "GET":
        person = commands.check_link(token, "not_me")
        return render_template("accounts/address_undo.html", person=person)
    return redirect(url_for("accounts.reset", token=commands.undo_address(token)), 303)


@blueprint.route("/anmeldung-nicht-gewollt/<token>", methods=["GET", "POST"])
@public
def undo_factor(token: str) -> Any:
    """Take back by a click what somebody else added for signing in, and lead on to a new password."""
    if request.method == "GET":
        person = commands.check_link(token, "not_mine")
        return render_template("accounts/factor_undo.html", person=person)
    return redirect(url_for("accounts.reset", token=commands.undo_factor(token)), 303)
