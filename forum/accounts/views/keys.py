"""Keys of programs: which there are, making one, and ending one (F-06, E-38)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.accounts import commands
from forum.accounts.forms import SCOPE_LABELS, TokenForm
from forum.accounts.queries import tokens_of
from forum.accounts.views.factors import own
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.web.errors import not_typed
from forum.web.limits import CONFIRMING, WRITING
from forum.web.security import viewer
from forum.web.transaction import handed_out, hands_out

blueprint = Blueprint("keys", __name__)


@blueprint.get("/konto/schluessel")
def index() -> Any:
    """List the keys with which programs act for the viewer, and what each may do."""
    return render_template("accounts/keys.html", keys=tokens_of(own()), labels=SCOPE_LABELS)


def _made(key: str, name: str) -> Any:
    return render_template("accounts/made_key.html", key=key, name=name)


@blueprint.route("/konto/schluessel/neu", methods=["GET", "POST"])
@CONFIRMING
@not_typed
@hands_out(_made)
def new() -> Any:
    """Make a key, by the password, and show it this one time."""
    form = TokenForm()
    if form.validate_on_submit():
        try:
            key = commands.make_own_token(
                viewer(),
                own(),
                password=form.password.data,
                name=form.name.data,
                scopes=form.scopes.data or [],
                days=form.days.data,
            )
        except Invalid as error:
            form.show(error)
        else:
            return handed_out(key=key, name=form.name.data)
    return render_template("accounts/new_key.html", form=form), 422 if form.is_submitted() else 200


@blueprint.post("/konto/schluessel/<int:token_id>/beenden")
@WRITING
def end(token_id: int) -> Any:
    """Let a key open nothing any more."""
    commands.end_token(viewer(), own(), token_id)
    flash(_("Der Schlüssel gilt nicht mehr."), "success")
    return redirect(url_for("keys.index"), 303)
