"""Where somebody is signed in, and signing out there (E-26)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts import commands
from forum.accounts.queries import sign_ins_of
from forum.accounts.views.factors import own
from forum.core.db import after_commit
from forum.core.i18n import _
from forum.core.tokens import digest
from forum.web import realtime
from forum.web.limits import WRITING
from forum.web.security import sign_in_key

blueprint = Blueprint("devices", __name__)


@blueprint.get("/konto/anmeldungen")
def index() -> Any:
    """List the devices on which the viewer is signed in."""
    return render_template("accounts/devices.html", sign_ins=sign_ins_of(own()), present=digest(sign_in_key()))


@blueprint.post("/konto/anmeldungen/beenden")
@WRITING
def end() -> Any:
    """Sign out on one other device, or on all others; open sockets there end with it."""
    one = request.form.get("anmeldung", "")
    if one:
        commands.end_sign_in(own(), one)
        ended = [one]
    else:
        ended = commands.end_other_sign_ins(own(), sign_in_key())
    for each in ended:
        after_commit(lambda started=each: realtime.door().end(started))  # type: ignore[misc]
    flash(_("Dort sind Sie nun abgemeldet."), "success")
    return redirect(url_for("devices.index"), 303)
