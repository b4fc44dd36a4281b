"""Help, house rules, and the pages the law asks for; what differs from city to city comes from the settings."""

from typing import Any

from flask import Blueprint, current_app, render_template

from forum.ideas.models import ATTRIBUTIONS
from forum.moderation.rules import RULES
from forum.office.queries import house_rules
from forum.web.cache import kept_for_anonymous
from forum.web.security import public, viewer

blueprint = Blueprint("legal", __name__)


@blueprint.get("/hilfe")
@public
@kept_for_anonymous
def help_page() -> Any:
    """Explain how the forum works."""
    return render_template("legal/help.html", threshold=current_app.config["SUPPORT_THRESHOLD"])


@blueprint.get("/regeln")
@public
@kept_for_anonymous
def rules() -> Any:
    """Show the rules of the house, with those that the Stabsstelle keeps, and what the moderation does (G-11)."""
    return render_template("legal/rules.html", rules=RULES.values(), house_rules=house_rules(viewer()))


@blueprint.get("/impressum")
@public
@kept_for_anonymous
def imprint() -> Any:
    """Say who is responsible and how to reach them (S-08, S-19)."""
    config = current_app.config
    return render_template(
        "legal/imprint.html",
        imprint=config["IMPRINT"],
        authorities=config["CONTACT_AUTHORITIES"],
        users=config["CONTACT_USERS"],
    )


@blueprint.get("/datenschutz")
@public
@kept_for_anonymous
def privacy() -> Any:
    """Say which personal data are kept, what for and how long."""
    return render_template("legal/privacy.html", mail_days=current_app.config["MAIL_KEEP_DAYS"])


@blueprint.get("/barrierefreiheit")
@public
@kept_for_anonymous
def accessibility() -> Any:
    """Show the accessibility statement and how to report a barrier."""
    return render_template("legal/accessibility.html", users=current_app.config["CONTACT_USERS"])


@blueprint.get("/lizenzen")
@public
@kept_for_anonymous
def licences() -> Any:
    """Name the licences of the forum and of what it is made with."""
    return render_template("legal/licences.html", attribution=ATTRIBUTIONS["cimt"])
