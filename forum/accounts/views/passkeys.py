"""Passkeys: adding one, taking one away, and signing in with one (I-07). Devices are asked by ``static/js/passkeys.js``."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from forum.accounts import commands
from forum.accounts.forms import PasskeyForm, SignInForm
from forum.accounts.models import Passkey
from forum.accounts.passkey_protocol import Site
from forum.accounts.views.door import arrive, carried
from forum.accounts.views.factors import own, show_codes, with_password
from forum.core.db import get_or_404
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.web.errors import not_typed
from forum.web.limits import ASKING_DEVICES, CONFIRMING
from forum.web.security import own_origin, public, viewer
from forum.web.security import sign_in_key as present_key
from forum.web.transaction import handed_out, hands_out

blueprint = Blueprint("passkeys", __name__)


def site() -> Site:
    """Return how devices know this site; browsers let a page name its own host only."""
    origin = own_origin()
    return Site(urlsplit(origin).hostname or "", origin)


@blueprint.post("/anmelden/passkey/frage")
@public
@ASKING_DEVICES
def question() -> Any:
    """Answer a script with what it asks the device; it is the same whoever asks (I-14)."""
    return jsonify(commands.ask_for_passkey(site()))


@blueprint.post("/anmelden/passkey")
@public
@ASKING_DEVICES
@not_typed
def sign_in() -> Any:
    """Sign in by what a device has answered; there is no second step, because its owner has unlocked it."""
    try:
        person = commands.person_of_passkey(site(), answer=request.form.get("answer", ""))
    except Invalid as error:
        form = SignInForm(formdata=None)
        form.show(error)
        return render_template("accounts/sign_in.html", form=form, target=carried(), carried=carried()), 422
    return arrive(person, carried() or url_for("pages.start"))


@blueprint.post("/konto/passkeys/frage")
@CONFIRMING
def new_question() -> Any:
    """Answer a script with what it asks the device that shall make a key; the password comes first."""
    password = request.form.get("password", "")[:200]
    return jsonify(commands.ask_for_new_passkey(viewer(), own(), site(), password=password))


@blueprint.route("/konto/passkeys/neu", methods=["GET", "POST"])
@CONFIRMING
@not_typed
@hands_out(show_codes)
def new() -> Any:
    """Add a passkey, by the password and the answer of a device."""
    form = PasskeyForm()
    if form.validate_on_submit():
        try:
            codes = commands.add_passkey(
                viewer(),
                own(),
                site(),
                password=form.password.data,
                name=form.name.data,
                answer=form.answer.data or "",
                sign_in=present_key(),
            )
        except Invalid as error:
            form.show(error)
        else:
            return handed_out(codes=codes)
    return render_template("accounts/new_passkey.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/konto/passkeys/<int:passkey_id>/entfernen", methods=["GET", "POST"])
@CONFIRMING
def remove(passkey_id: int) -> Any:
    """Take a passkey away, by the password."""
    row = get_or_404(Passkey, passkey_id)
    if row.person_id != own().id:
        raise NotFound
    return with_password(
        lambda password: commands.remove_passkey(viewer(), own(), passkey_id, password=password),
        lambda _nothing: _removed(),
        title=_("Passkey entfernen"),
        lead=_("Mit dem Passkey „%(name)s“ können Sie sich danach nicht mehr anmelden.", name=row.name),
        button=_("Passkey entfernen"),
        kind="danger",
    )


def _removed() -> Any:
    flash(_("Der Passkey ist entfernt."), "success")
    return redirect(url_for("factors.index"), 303)
