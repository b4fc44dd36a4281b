"""Pages of people: register, confirm, sign in and out, reset, account, profile."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import select

from forum.accounts import commands, ignoring
from forum.accounts.forms import (
    ChangePasswordForm,
    ForgottenForm,
    NewPasswordForm,
    ProfileForm,
    RegisterForm,
    ShortcutsForm,
    SignInForm,
)
from forum.accounts.models import ROLES, Person, Standing
from forum.accounts.queries import api_token, person_by_handle, person_of_cookie
from forum.accounts.shortcuts import Shortcut, chosen
from forum.core.db import after_commit, db
from forum.core.errors import Invalid
from forum.core.i18n import _, language
from forum.core.mail import Mail
from forum.core.permissions import can
from forum.core.tokens import digest
from forum.web import errors, realtime
from forum.web.limits import REGISTERING, SIGNING_IN, WRITING
from forum.web.security import own_path, parts_of, public, sign_in_key, token_scopes, viewer

blueprint = Blueprint("accounts", __name__)

login_manager = LoginManager()
login_manager.user_loader(person_of_cookie)


@blueprint.app_template_global("shortcut_labels")
def shortcut_labels() -> dict[str, Any]:
    """Return what the keys do, by their words, for the list of them."""
    return {shortcut.value: shortcut.label for shortcut in Shortcut}


@login_manager.unauthorized_handler
def _ask_to_sign_in() -> Any:
    if errors.wants_json():
        return errors.error_response(401)
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


def _let_in(person: Person) -> None:
    """Sign a person in on this device; a sign-in that was there before ends with it."""
    if earlier := sign_in_key():
        commands.sign_out(earlier)
    person.sign_in_key = commands.sign_in(person)
    login_user(person)


@blueprint.route("/registrieren", methods=["GET", "POST"])
@public
@REGISTERING
def register() -> Any:
    """Open an account."""
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            commands.register(
                viewer(),
                email=form.email.data,
                handle=form.handle.data,
                password=form.password.data,
                language=language(),
            )
        except Invalid as error:
            form.show(error)
        else:
            return redirect(url_for("accounts.mail_sent"), 303)
    return render_template("accounts/register.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/registrieren/mail")
@public
def mail_sent() -> Any:
    """Say that a mail is on its way, whether or not the address was known."""
    return render_template("accounts/mail_sent.html")


@blueprint.route("/bestaetigen/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> Any:
    """Confirm the address by a click, so that programs that only open links confirm nothing."""
    if request.method == "POST":
        person = commands.confirm(token)
        db.session.flush()
        _let_in(person)
        flash(_("Willkommen! Ihre Adresse ist bestätigt, und Sie sind angemeldet."), "success")
        return redirect(url_for("pages.start"), 303)
    commands.check_link(token, "confirm")
    return render_template("accounts/confirm.html")


@blueprint.route("/anmelden", methods=["GET", "POST"])
@public
@SIGNING_IN
def sign_in() -> Any:
    """Sign in with address and password."""
    form = SignInForm()
    target = own_path(request.values.get("weiter")) or url_for("pages.start")
    if current_user.is_authenticated and request.method == "GET":
        return redirect(target)
    if form.validate_on_submit():
        try:
            person = commands.authenticate(email=form.email.data, password=form.password.data)
        except Invalid as error:
            form.show(error)
        else:
            if person.standing == Standing.UNCONFIRMED:
                return redirect(url_for("accounts.mail_sent"), 303)
            _let_in(person)
            return redirect(target, 303)
    return render_template("accounts/sign_in.html", form=form, target=target), 422 if form.is_submitted() else 200


@blueprint.post("/abmelden")
@public
def sign_out() -> Any:
    """Sign out on this device."""
    key = sign_in_key()
    logout_user()
    if key:
        commands.sign_out(key)
        after_commit(lambda: realtime.door().end(digest(key)))
    return redirect(url_for("pages.start"), 303)


@blueprint.route("/passwort-vergessen", methods=["GET", "POST"])
@public
@REGISTERING
def forgotten() -> Any:
    """Ask for a link to set a new password."""
    form = ForgottenForm()
    if form.validate_on_submit():
        commands.request_reset(email=form.email.data)
        return redirect(url_for("accounts.mail_sent"), 303)
    return render_template("accounts/forgotten.html", form=form), 422 if form.is_submitted() else 200


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
            _let_in(person)
            flash(_("Ihr neues Passwort gilt. Alle anderen Anmeldungen wurden beendet."), "success")
            return redirect(url_for("accounts.account"), 303)
    elif request.method == "GET":
        commands.check_link(token, "reset")
    return render_template("accounts/reset.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/konto", methods=["GET", "POST"])
def account() -> Any:
    """Show and change the own account."""
    person: Person = current_user
    form = ProfileForm(
        affiliation=person.affiliation or "",
        organisation=person.organisation,
        shows_affiliation=person.shows_affiliation,
        language=person.language,
        theme=person.theme or "",
    )
    if form.validate_on_submit():
        try:
            commands.edit_profile(
                viewer(),
                person,
                affiliation=form.affiliation.data,
                organisation=form.organisation.data or "",
                shows_affiliation=form.shows_affiliation.data,
                language=form.language.data,
                theme=form.theme.data,
            )
        except Invalid as error:
            form.show(error)
        else:
            flash(_("Ihre Angaben sind gespeichert."), "success")
            return redirect(url_for("accounts.account"), 303)
    page = render_template("accounts/account.html", form=form, person=person, roles=_roles(person))
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/konto/passwort", methods=["GET", "POST"])
def change_password() -> Any:
    """Change the own password."""
    form = ChangePasswordForm()
    person: Person = current_user
    if form.validate_on_submit():
        try:
            commands.change_password(viewer(), person, old=form.old.data, new=form.new.data)
        except Invalid as error:
            form.show(error)
        else:
            db.session.flush()
            _let_in(person)
            flash(_("Ihr neues Passwort gilt. Alle anderen Anmeldungen wurden beendet."), "success")
            return redirect(url_for("accounts.account"), 303)
    return render_template("accounts/password.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/konto/tastenkuerzel", methods=["GET", "POST"])
def choose_shortcuts() -> Any:
    """Switch single keys on or off, and say which does what (T-36)."""
    person: Person = current_user
    keys = {shortcut.value: key for shortcut, key in chosen(person.shortcuts).items()}
    form = ShortcutsForm(on=bool((person.shortcuts or {}).get("on")), **keys)
    if form.validate_on_submit():
        try:
            commands.choose_shortcuts(viewer(), person, on=form.on.data, keys=form.keys)
        except Invalid as error:
            form.show(error)
        else:
            flash(_("Ihre Wahl ist gespeichert."), "success")
            return redirect(url_for("accounts.choose_shortcuts"), 303)
    return render_template("accounts/shortcuts.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/leute/<handle>")
@public
def profile(handle: str) -> Any:
    """Show what a person chose to show."""
    person = person_by_handle(viewer(), handle)
    return render_template(
        "accounts/profile.html",
        person=person,
        roles=_roles(person),
        may_ignore=can(viewer(), "person.ignore", person),
        is_ignored=person.id in ignoring.ignored_among(viewer(), [person.id]),
    )


@blueprint.post("/leute/<handle>/ausblenden")
@WRITING
def ignore(handle: str) -> Any:
    """Put somebody's posts out of the viewer's sight, or show them again (T-37)."""
    person = person_by_handle(viewer(), handle)
    if request.form.get("an") == "1":
        ignoring.ignore(viewer(), person)
        flash(_("Beiträge von %(name)s sind für Sie nun zugeklappt.", name=person.handle), "success")
    else:
        ignoring.stop_ignoring(viewer(), person)
        flash(_("Beiträge von %(name)s sehen Sie nun wieder.", name=person.handle), "success")
    return redirect(own_path(request.form.get("back")) or person.url, 303)


@blueprint.get("/konto/ausgeblendet")
def ignored() -> Any:
    """List whose posts the viewer does not wish to see."""
    return render_template("accounts/ignored.html", people=ignoring.ignored_people(viewer()))


@blueprint.get("/postausgang")
@public
def outbox() -> Any:
    """Show the mails of the demo, which has no mail server; the page does not exist anywhere else."""
    if current_app.config["MODE"] != "demo" or current_app.config["MAIL_SERVER"]:
        abort(404)
    mails = db.session.scalars(select(Mail).order_by(Mail.id.desc()).limit(50)).all()
    return render_template("accounts/outbox.html", mails=mails)


def _roles(person: Person) -> list[Any]:
    words = person.words
    return [label for role, label in ROLES.items() if role in words]
