"""The second step of signing in: a code of the app, one from paper, or a passkey."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from forum.accounts import commands
from forum.accounts.factors import factors_of
from forum.accounts.forms import CodeForm
from forum.accounts.views.door import arrive, carried
from forum.core.errors import Invalid
from forum.web.limits import check_second_step
from forum.web.security import public

blueprint = Blueprint("second_step", __name__)


@blueprint.route("/anmelden/zweiter-schritt/<token>", methods=["GET", "POST"])
@public
def show(token: str) -> Any:
    """Ask whoever knows the password for something that only its owner has."""
    try:
        person = commands.person_at_second_step(token)
    except Invalid:
        # It took too long, or was done already.
        return redirect(url_for("accounts.sign_in", weiter=carried()), 303)
    form = CodeForm()
    if form.validate_on_submit():
        check_second_step(person.id)
        try:
            person = commands.second_step(token, code=form.code.data)
        except Invalid as error:
            form.show(error)
        else:
            return arrive(person, carried() or url_for("pages.start"))
    page = render_template("accounts/second_step.html", form=form, factors=factors_of(person), target=carried())
    return page, 422 if form.is_submitted() else 200
