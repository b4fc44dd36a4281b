"""The door: registering, confirming, signing in and out, new passwords, and keys of programs."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user

from forum.accounts import commands, leaving
from forum.accounts.factors import has_second_factor
from forum.accounts.forms import ForgottenForm, NewPasswordForm, RegisterForm, SignInForm
from forum.accounts.models import Person
from forum.accounts.providers import providers
from forum.accounts.queries import api_token, person_of_cookie
from forum.core.db import after_commit, db
from forum.core.errors import Invalid
from forum.core.i18n import _, language
from forum.core.tokens import digest
from forum.web import devices, errors, realtime
from forum.web.limits import REGISTERING, SIGNING_IN, SIGNING_UP, may_write_of_sign_up
from forum.web.security import own_path, parts_of, public, sign_in_key, token_scopes, viewer

blueprint = Blueprint("accounts", __name__)


# A target of this length travels through a mail; longer ones are none of ours, and a mail is no place for others' words.
LONGEST_TARGET = 200

# Under this name the cookie of a sign-in remembers by which service somebody came in, so that it can end there, too.
PROVIDER = "provider"
# And under this one which account it opened last.
OPENED = "opened"

login_manager = LoginManager()
login_manager.user_loader(person_of_cookie)


@login_manager.unauthorized_handler
def _ask_to_sign_in() -> Any:
    if errors.wants_json():
        # The cookie of a sign-in that ended still stands in the browser: whoever sent it has an account.
        ended = _("Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich neu an.") if "_user_id" in session else ""
        return errors.error_response(401, ended)
    if errors.typed_texts():
        # Whoever wrote for long must not lose the text because the sign-in ended meanwhile.
        message = _("Ihre Anmeldung ist abgelaufen, und Ihr Text wurde nicht gesendet.")
        back = own_path(parts_of(request.referrer or "").path) or "/"
        link = {"label": _("Anmelden"), "url": url_for("accounts.sign_in", weiter=back)}
        return errors.error_response(401, message, links=[link])
    here = request.full_path.rstrip("?") if request.method == "GET" else (own_path(request.form.get("back")) or "/")
    return redirect(url_for("accounts.sign_in", weiter=here), 303)


def identify_by_token() -> None:
    """Let the owner of a bearer token act, on routes that are marked for it. Raises Forbidden for a bad token."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not (scopes := token_scopes()):
        return
    row = api_token(token.strip())
    if row is None:
        abort(errors.error_response(401))
    row.require(scopes)
    g.actor = row.person


def carried() -> str | None:
    """Return where the person wants to go, a path of this site, as forms and mails carry it along (N-02)."""
    target = own_path(request.values.get("weiter"))
    return target if target and len(target) <= LONGEST_TARGET else None


def let_in(person: Person) -> None:
    """Sign a person in on this device; a sign-in that was there before ends with it."""
    if earlier := sign_in_key():
        commands.sign_out(earlier)
    if leaving.waiting(person.id):
        flash(_("Schön, dass Sie bleiben: Ihr Konto wird nicht gelöscht."), "success")
    person.sign_in_key = commands.sign_in(person, device=devices.device())
    login_user(person)


def proceed(person: Person, target: str, welcome: str = "") -> Any:
    """Let somebody in whose first step was right, or ask for the second one (I-09).

    Whoever has a role and only a password is let in, too, and told how to use the role again.
    """
    if has_second_factor(person):
        token = commands.begin_second_step(person)
        return redirect(url_for("second_step.show", token=token, weiter=target), 303)
    return arrive(person, target, welcome)


def arrive(person: Person, target: str, welcome: str = "") -> Any:
    """Let somebody in whose sign-in is complete, and lead on."""
    let_in(person)
    db.session.flush()
    if welcome:
        flash(welcome, "success")
    if person.resting:
        return redirect(url_for("factors.index", weiter=target), 303)
    return redirect(target, 303)


def note_opened(person: Person) -> None:
    """Remember in this browser which account it opened: only here the password of the sign-up is the owner's for sure."""
    session[OPENED] = person.id


@blueprint.route("/registrieren", methods=["GET", "POST"])
@public
@REGISTERING
@SIGNING_UP
def register() -> Any:
    """Open an account."""
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            person = commands.register(
                viewer(),
                email=form.email.data,
                handle=form.handle.data,
                password=form.password.data,
                language=language(),
                target=carried(),
                may_write=may_write_of_sign_up,
            )
        except Invalid as error:
            form.show(error)
        else:
            note_opened(person)
            return redirect(url_for("accounts.mail_sent"), 303)
    return render_template("accounts/register.html", form=form, target=carried()), 422 if form.is_submitted() else 200


@blueprint.route("/registrieren/mail")
@public
def mail_sent() -> Any:
    """Say that a mail is on its way, whether or not the address was known."""
    return render_template("accounts/mail_sent.html")


@blueprint.route("/bestaetigen/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> Any:
    """Confirm the address by a click, so that programs that only open links confirm nothing.

    In another browser than the one of the sign-up the click says which password the account has from then on.
    """
    owner = commands.link_owner if request.method == "POST" else commands.check_link
    person = owner(token, "confirm")
    form = None if session.get(OPENED) == person.id else NewPasswordForm()
    if request.method == "POST" and (form is None or form.validate()):
        try:
            commands.confirm(token, password=form.password.data if form else None)
        except Invalid as error:
            if form is None or not error.fields:
                raise
            form.show(error)
        else:
            db.session.flush()
            welcome = _("Willkommen! Ihre Adresse ist bestätigt, und Sie sind angemeldet.")
            return proceed(person, carried() or url_for("pages.start"), welcome)
    opens = {one.provider for one in commands.identities_of(person)}
    services = [one.title for one in providers() if one.name in opens]
    page = render_template("accounts/confirm.html", person=person, services=services, form=form)
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/anmelden", methods=["GET", "POST"])
@public
@SIGNING_IN
def sign_in() -> Any:
    """Sign in with address and password."""
    form = SignInForm()
    wanted = own_path(request.values.get("weiter"))
    target = wanted or url_for("pages.start")
    if current_user.is_authenticated and request.method == "GET":
        return redirect(target)
    if form.validate_on_submit():
        try:
            person = commands.authenticate(email=form.email.data, password=form.password.data)
        except Invalid as error:
            form.show(error)
        else:
            return proceed(person, target)
    page = render_template("accounts/sign_in.html", form=form, target=wanted, carried=carried())
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/anmelden/link", methods=["GET", "POST"])
@public
@REGISTERING
def ask_for_link() -> Any:
    """Ask for a link that signs in without the password (I-08)."""
    form = ForgottenForm()
    if form.validate_on_submit():
        commands.request_sign_in(email=form.email.data, target=carried())
        return redirect(url_for("accounts.mail_sent"), 303)
    return render_template(
        "accounts/ask_for_link.html", form=form, target=carried()
    ), 422 if form.is_submitted() else 200


@blueprint.route("/anmelden/link/<token>", methods=["GET", "POST"])
@public
def sign_in_by_link(token: str) -> Any:
    """Sign in by the link from the mail, by a click, so that programs that only open links do not."""
    if request.method == "POST":
        return proceed(commands.sign_in_by_link(token), carried() or url_for("pages.start"))
    commands.check_link(token, "sign_in")
    return render_template("accounts/sign_in_by_link.html")


@blueprint.post("/abmelden")
@public
def sign_out() -> Any:
    """Sign out on this device."""
    key = sign_in_key()
    provider = session.pop(PROVIDER, None)
    logout_user()
    if key:
        commands.sign_out(key)
        after_commit(lambda: realtime.door().end(digest(key)))
    if provider is not None and any(one.name == provider for one in providers()):
        return redirect(url_for("providers.left", name=provider), 303)
    return redirect(url_for("pages.start"), 303)


@blueprint.route("/passwort-vergessen", methods=["GET", "POST"])
@public
@REGISTERING
def forgotten() -> Any:
    """Ask for a link to set a new password."""
    form = ForgottenForm()
    if form.validate_on_submit():
        commands.request_reset(email=form.email.data, target=carried())
        return redirect(url_for("accounts.mail_sent"), 303)
    return render_template("accounts/forgotten.html", form=form, target=carried()), 422 if form.is_submitted() else 200


@blueprint.route("/passwort-neu/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> Any:
    """Set a new password by the link from the mail."""
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            person = commands.reset_password(token, password=form.password.data)
        except Invalid as error:
            form.show(error)
        else:
            db.session.flush()
            welcome = _("Ihr neues Passwort gilt. Alle anderen Anmeldungen wurden beendet.")
            return proceed(person, carried() or url_for("accounts.account"), welcome)
    elif request.method == "GET":
        commands.check_link(token, "reset")
    return render_template("accounts/reset.html", form=form), 422 if form.is_submitted() else 200
