"""How the forum is set up: its settings, and the mails it sends."""

from typing import Any

from flask import Blueprint, current_app, render_template, request

from forum.administration import letters, settings
from forum.core.i18n import language
from forum.web.security import viewer

blueprint = Blueprint("setup", __name__)


@blueprint.get("/verwaltung/einstellungen")
def index() -> Any:
    """Show every setting with its source, and what is wrong with them."""
    return render_template(
        "administration/settings.html",
        settings=settings.settings(viewer()),
        complaints=settings.complaints(viewer()),
        mode=current_app.config["MODE"],
    )


@blueprint.get("/verwaltung/mails")
def mails() -> Any:
    """List every mail that the forum sends."""
    return render_template("administration/mails.html", subjects=letters.subjects(viewer(), language()))


@blueprint.get("/verwaltung/mails/<name>")
def mail(name: str) -> Any:
    """Show a mail in both languages, with made-up data."""
    kind = request.args.get("art", "") if name == "message" else ""
    shown = letters.letters(viewer(), name, kind)
    kinds = letters.kinds() if name == "message" else ()
    chosen = kind or letters.USUAL_KIND
    return render_template("administration/mail.html", name=name, letters=shown, kinds=kinds, chosen=chosen)
