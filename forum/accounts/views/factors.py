"""Setting up a second factor: what there is, the app, and the codes on paper (I-09)."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from forum.accounts import app_codes, commands
from forum.accounts.factors import factors_of, waiting_secret
from forum.accounts.forms import CodeForm, PasswordAgainForm
from forum.accounts.models import Person
from forum.accounts.providers import LEVEL_LABELS, providers
from forum.accounts.queries import names_of_words
from forum.accounts.views.door import carried
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.core.qr import drawing
from forum.web.limits import CONFIRMING
from forum.web.security import sign_in_key, viewer
from forum.web.transaction import handed_out, hands_out

blueprint = Blueprint("factors", __name__)


def own() -> Person:
    """Return the person whose account it is."""
    person: Person = current_user._get_current_object()  # noqa: SLF001  The proxy would not survive the request.
    return person


def show_codes(codes: list[str]) -> Any:
    """Show new codes, or lead back when the earlier ones still hold."""
    return render_template("accounts/codes.html", codes=codes) if codes else _back(_("Das ist eingerichtet."))


@blueprint.get("/konto/zweiter-faktor")
def index() -> Any:
    """Show what somebody has besides the password, and what rests until there is something."""
    return render_template(
        "accounts/factors.html",
        factors=factors_of(own()),
        resting=names_of_words(own().resting),
        identities=commands.identities_of(own()),
        providers=providers(),
        levels=LEVEL_LABELS,
        target=carried(),
    )


@blueprint.route("/konto/zweiter-faktor/app", methods=["GET", "POST"])
@CONFIRMING
def begin_app() -> Any:
    """Begin to set up an app, by the password."""
    return with_password(
        lambda password: commands.begin_authenticator(viewer(), own(), password=password),
        lambda _nothing: redirect(url_for("factors.confirm_app"), 303),
        title=_("App einrichten"),
        lead=_("Mit einer App auf Ihrem Telefon melden Sie sich künftig mit Passwort und Code an."),
        button=_("App einrichten"),
    )


@blueprint.route("/konto/zweiter-faktor/app/code", methods=["GET", "POST"])
@CONFIRMING
@hands_out(show_codes)
def confirm_app() -> Any:
    """Show what the app must know, and take its first code."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            codes = commands.confirm_authenticator(viewer(), own(), code=form.code.data, sign_in=sign_in_key())
        except Invalid as error:
            form.show(error)
        else:
            return handed_out(codes=codes)
    secret = waiting_secret(own())
    if secret is None:
        return redirect(url_for("factors.index"), 303)
    address = app_codes.address(secret, name=own().handle, issuer=_("Smart City-Forum Braunschweig"))
    page = render_template(
        "accounts/confirm_app.html",
        form=form,
        picture=drawing(address, _("Bild für die App")),
        address=address,
        secret=app_codes.spelled(secret),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/konto/zweiter-faktor/app/entfernen", methods=["GET", "POST"])
@CONFIRMING
def remove_app() -> Any:
    """Take the app away, by the password."""
    return with_password(
        lambda password: commands.remove_authenticator(viewer(), own(), password=password),
        lambda _nothing: _back(_("Die App ist entfernt.")),
        title=_("App entfernen"),
        lead=_("Codes dieser App gelten danach nicht mehr."),
        button=_("App entfernen"),
        kind="danger",
    )


@blueprint.route("/konto/zweiter-faktor/ersatzcodes", methods=["GET", "POST"])
@CONFIRMING
@hands_out(show_codes)
def renew_codes() -> Any:
    """Show new codes for paper, by the password."""
    return with_password(
        lambda password: commands.renew_codes(viewer(), own(), password=password),
        lambda codes: handed_out(codes=codes),
        title=_("Neue Ersatzcodes"),
        lead=_("Die bisherigen Ersatzcodes gelten danach nicht mehr."),
        button=_("Neue Ersatzcodes anzeigen"),
    )


def _back(message: str) -> Any:
    flash(message, "success")
    return redirect(url_for("factors.index"), 303)


def with_password(
    step: Callable[[str], Any],
    after: Callable[[Any], Any],
    *,
    title: str,
    lead: str,
    button: str,
    kind: str = "primary",
) -> Any:
    """Ask for the password once more and then take a step, on a page that says what it is."""
    form = PasswordAgainForm()
    if form.validate_on_submit():
        try:
            return after(step(form.password.data))
        except (Invalid, Conflict) as error:
            form.show(error)
    page = render_template("accounts/password_again.html", form=form, title=title, lead=lead, button=button, kind=kind)
    return page, 422 if form.is_submitted() else 200
