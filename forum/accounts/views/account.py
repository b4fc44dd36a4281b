"""The own account: what others see of it, the password, and keys that do something on every page."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_login import current_user

from forum.accounts import commands, naming, speaking
from forum.accounts.forms import ChangePasswordForm, HandleForm, ProfileForm, ShortcutsForm
from forum.accounts.models import Person
from forum.accounts.queries import roles_of
from forum.accounts.shortcuts import Shortcut, chosen
from forum.accounts.views.door import blueprint, let_in
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.web.limits import CONFIRMING, WRITING
from forum.web.security import viewer


@blueprint.app_template_global("shortcut_labels")
def shortcut_labels() -> dict[str, Any]:
    """Return what the keys do, by their words, for the list of them."""
    return {shortcut.value: shortcut.label for shortcut in Shortcut}


@blueprint.route("/konto", methods=["GET", "POST"])
def account() -> Any:
    """Show and change the own account."""
    person: Person = current_user
    form = ProfileForm(
        affiliations=(person.affiliations or "").split(),
        organisation=person.organisation,
        shows_affiliation=person.shows_affiliation,
        speaking_group=speaking.own_group(person),
        language=person.language,
        theme=person.theme or "",
    )
    if form.validate_on_submit():
        try:
            commands.edit_profile(
                viewer(),
                person,
                affiliations=form.affiliations.data or (),
                organisation=form.organisation.data or "",
                shows_affiliation=form.shows_affiliation.data,
                language=form.language.data,
                theme=form.theme.data,
            )
            speaking.choose_group(viewer(), person, form.speaking_group.data or "")
        except Invalid as error:
            form.show(error)
        else:
            flash(_("Ihre Angaben sind gespeichert."), "success")
            return redirect(url_for("accounts.account"), 303)
    page = render_template("accounts/account.html", form=form, person=person, roles=roles_of(person))
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/konto/name", methods=["GET", "POST"])
@WRITING
def change_handle() -> Any:
    """Go by another name (I-15)."""
    # The proxy must not be renamed: the row is locked and read anew.
    person: Person = current_user._get_current_object()  # noqa: SLF001
    form = HandleForm()
    if form.validate_on_submit():
        try:
            commands.change_handle(viewer(), person, handle=form.handle.data or "")
        except Invalid as error:
            form.show(error)
        else:
            flash(_("Sie heißen jetzt „%(name)s“.", name=person.handle), "success")
            return redirect(url_for("accounts.change_handle"), 303)
    page = render_template(
        "accounts/handle.html",
        form=form,
        person=person,
        former=naming.former_handles(viewer(), person),
        next_change=naming.next_change(person),
        days=current_app.config["HANDLE_KEEP_DAYS"],
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/konto/passwort", methods=["GET", "POST"])
@CONFIRMING
def change_password() -> Any:
    """Change the own password."""
    form = ChangePasswordForm()
    # The proxy must not be signed in: it would look for itself.
    person: Person = current_user._get_current_object()  # noqa: SLF001
    if form.validate_on_submit():
        try:
            commands.change_password(viewer(), person, old=form.old.data, new=form.new.data)
        except Invalid as error:
            form.show(error)
        else:
            db.session.flush()
            let_in(person)
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
