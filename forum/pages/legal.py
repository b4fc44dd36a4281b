"""Help, house rules, and the pages the law asks for; what differs from city to city comes from the settings."""

from typing import Any

from flask import Blueprint, current_app, render_template

from forum.core.text import render
from forum.ideas.models import ATTRIBUTIONS
from forum.moderation.house_rules import HOUSE_RULES
from forum.moderation.rules import RULES
from forum.office.queries import house_rules
from forum.terms.queries import coming, in_force
from forum.terms.videos import videos
from forum.terms.wording import wording
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
    name = HOUSE_RULES.name
    return render_template(
        "legal/rules.html",
        version=in_force(name),
        coming=coming(name),
        plain_rules=RULES,
        house_rules=house_rules(viewer()),
    )


@blueprint.get("/impressum")
@public
@kept_for_anonymous
def imprint() -> Any:
    """Say who is responsible and how to reach them (S-08, S-19)."""
    config = current_app.config
    return render_template(
        "legal/imprint.html",
        wording=wording("impressum"),
        authorities=config["CONTACT_AUTHORITIES"],
        users=config["CONTACT_USERS"],
    )


@blueprint.get("/kontakt")
@public
@kept_for_anonymous
def contact() -> Any:
    """Say where people and authorities find somebody who answers, and in which languages (S-19)."""
    config = current_app.config
    return render_template(
        "legal/contact.html",
        authorities=config["CONTACT_AUTHORITIES"],
        users=config["CONTACT_USERS"],
        languages=config["CONTACT_LANGUAGES"],
        offline=config["CONTACT_OFFLINE"],
        wording=wording("kontakt"),
    )


@blueprint.get("/leichte-sprache")
@public
@kept_for_anonymous
def easy() -> Any:
    """Say in Leichte Sprache what the forum is, how one finds one's way, and who helps (A-25)."""
    said = wording("leichte-sprache")
    return render_template("legal/easy.html", html=said.html or render(said.plain), said=said)


@blueprint.get("/gebaerdensprache")
@public
@kept_for_anonymous
def signs() -> Any:
    """Show the videos in Deutscher Gebärdensprache, each with words that say the same (A-25)."""
    return render_template("legal/signs.html", videos=videos())


@blueprint.get("/lizenzen")
@public
@kept_for_anonymous
def licences() -> Any:
    """Name the licences of the forum and of what it is made with."""
    return render_template("legal/licences.html", attribution=ATTRIBUTIONS["cimt"])
