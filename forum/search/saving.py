"""The pages of saved searches, and the signed link in each mail that ends it without a sign-in (Q-37, P-16)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core import mail
from forum.core.db import db
from forum.core.errors import Conflict, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.core.signing import sign, signed
from forum.search import commands
from forum.search.forms import choices_of
from forum.search.models import Rhythm, SavedSearch
from forum.search.offering import address, names
from forum.web.limits import WRITING
from forum.web.security import by_link, public, viewer

blueprint = Blueprint("saved_searches", __name__)

PURPOSE = "search.saved"
# Mails are read late; this long after a mail its link still works.
LIFE_SECONDS = 400 * 24 * 3600


def own(who: Actor, search_id: int) -> SavedSearch:
    """Return a search of the person. Raises NotFound."""
    found = db.session.get(SavedSearch, search_id)
    if found is None or who.person_id is None or found.person_id != who.person_id:
        raise NotFound
    return found


def ending(search: SavedSearch, person: Person) -> str:
    """Return the full address that ends the mails of a search."""
    token = sign(PURPOSE, [search.id, search.person_id])
    spoken = {} if person.language == "de" else {"sprache": person.language}
    return mail.absolute(url_for("saved_searches.end", token=token, _external=False, **spoken))


def _rhythm() -> Rhythm:
    asked_for = request.form.get("rhythmus", "")
    return Rhythm(asked_for) if asked_for in set(Rhythm) else Rhythm.NEVER


@blueprint.get("/suche/gespeichert")
def index() -> Any:
    """List the searches that the person keeps."""
    who = viewer()
    mine = select(SavedSearch).where(SavedSearch.person_id == who.person_id).order_by(SavedSearch.id.desc())
    own_ones = db.session.scalars(mine).all()
    titles = names([(row.words, row.choices) for row in own_ones], who)
    rows = [(row, name, address(row.words, row.choices)) for row, name in zip(own_ones, titles, strict=True)]
    return render_template("search/saved.html", rows=rows, rhythms=list(Rhythm), most=commands.MOST_SEARCHES)


@blueprint.post("/suche/gespeichert")
@WRITING
def save() -> Any:
    """Keep the search of the page."""
    choices = choices_of(request.form)
    try:
        commands.save_search(viewer(), request.form.get("q", ""), choices, _rhythm())
    except Conflict as error:
        # The list is where one makes room for another.
        flash(error.message, "danger")
    else:
        flash(_("Die Suche ist gespeichert."), "success")
    return redirect(url_for("saved_searches.index"), 303)


@blueprint.post("/suche/gespeichert/<int:search_id>")
@WRITING
def change(search_id: int) -> Any:
    """Change how often a search tells of news, or forget it."""
    who = viewer()
    search = own(who, search_id)
    if "loeschen" in request.form:
        commands.remove_search(who, search)
        flash(_("Die Suche ist gelöscht."), "success")
    else:
        commands.change_rhythm(who, search, _rhythm())
        flash(_("Die Änderung ist gespeichert."), "success")
    return redirect(url_for("saved_searches.index"), 303)


@blueprint.route("/suche/abbestellen/<token>", methods=["GET", "POST"])
@public
@by_link
def end(token: str) -> Any:
    """End the messages of a search by the link in its mail; mail programs send the form themselves (RFC 8058)."""
    try:
        number, person_id = signed(PURPOSE, token, max_age=LIFE_SECONDS)
    except (ValueError, TypeError) as error:
        raise NotFound from error
    search = db.session.get(SavedSearch, number)
    if search is not None and search.person_id != person_id:
        raise NotFound
    if request.method == "POST" and search is not None:
        commands.change_rhythm(db.session.get_one(Person, person_id), search, Rhythm.NEVER)
    ended = search is None or request.method == "POST"
    return render_template("search/ended.html", ended=ended, token=token)
