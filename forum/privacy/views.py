"""What is kept about people, as a page for everybody; one's own data, as a package."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, send_file, url_for
from flask_login import current_user, logout_user

from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.privacy import commands, erasing, queries
from forum.privacy.forms import ErasureForm, ExportForm
from forum.privacy.inventory import PURPOSES
from forum.privacy.inventory.kinds import GROUNDS
from forum.privacy.recipients import recipients
from forum.privacy.ties import ties
from forum.terms.queries import agreed
from forum.terms.wording import wording
from forum.web.cache import kept_for_anonymous
from forum.web.limits import CONFIRMING
from forum.web.security import public, viewer

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/datenschutz")
@public
@kept_for_anonymous
def statement() -> Any:
    """Say which personal data are kept, what for and how long, as the inventory has it (P-15)."""
    config = current_app.config
    return render_template(
        "privacy/statement.html",
        purposes=[(purpose, purpose.period(config), GROUNDS[purpose.ground]) for purpose in PURPOSES],
        cookie=config["SESSION_COOKIE_NAME"],
        controller=config["DATA_CONTROLLER"].strip(),
        officer=config["DATA_PROTECTION_OFFICER"].strip(),
        authority=config["DATA_PROTECTION_AUTHORITY"],
        recipients=recipients(),
        wording=wording("datenschutz"),
    )


@blueprint.route("/konto/daten", methods=["GET", "POST"])
@CONFIRMING
def own_data() -> Any:
    """Show which packages of the own data there are, and ask for another one."""
    person = current_user._get_current_object()  # noqa: SLF001
    form = ExportForm()
    if form.validate_on_submit():
        try:
            commands.ask_for_export(viewer(), person, password=form.password.data)
        except Invalid as error:
            form.show(error)
        else:
            flash(_("Wir stellen Ihre Daten zusammen und schreiben Ihnen eine E-Mail, sobald sie da sind."), "success")
            return redirect(url_for("privacy.own_data"), 303)
    page = render_template(
        "privacy/own_data.html", form=form, exports=queries.exports(viewer()), person=person, agreed=agreed(person)
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/konto/daten/<int:export_id>.zip")
def package_zip(export_id: int) -> Any:
    """Send the package to the one whose data it holds, and to nobody else (P-05)."""
    export = queries.export(viewer(), export_id)
    path = commands.path_of(export)
    if not path.exists():
        raise NotFound
    name = f"smart-city-forum-{export.asked_at:%Y-%m-%d}.zip"
    response = send_file(path, mimetype="application/zip", as_attachment=True, download_name=name, max_age=0)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/konto/loeschen", methods=["GET", "POST"])
@CONFIRMING
def erase() -> Any:
    """Say what becomes of everything when the account goes, and take the wish (P-06)."""
    person = current_user._get_current_object()  # noqa: SLF001
    form = ErasureForm()
    if form.validate_on_submit():
        try:
            erasing.ask(viewer(), person, password=form.password.data, with_texts=form.texts.data == "go")
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            logout_user()
            return redirect(url_for("privacy.erasure_noted"), 303)
    page = render_template(
        "privacy/erase.html", form=form, ties=ties(person), days=current_app.config["ERASURE_UNDO_DAYS"]
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/konto-geloescht")
@public
def erasure_noted() -> Any:
    """Say that the wish was noted, to whoever comes from there; it tells nothing of anybody."""
    return render_template("privacy/erasure_noted.html", days=current_app.config["ERASURE_UNDO_DAYS"])
