"""The search page and the page that explains its syntax."""

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from forum.core.i18n import language
from forum.core.permissions import can
from forum.search import counting, queries
from forum.search.forms import SearchForm, choices_of
from forum.search.fresh import TOLD_FROM
from forum.search.jumping import straight_to
from forum.search.models import Rhythm
from forum.search.offering import address, loosened, notes, offered
from forum.search.sources import SOURCES
from forum.search.suggesting import suggestions
from forum.web.cache import VARY, kept_for_anonymous
from forum.web.limits import COMPLETING, SEARCHING, unnamed_caller
from forum.web.security import public, viewer

blueprint = Blueprint("search", __name__)


@blueprint.get("/suche")
@public
@SEARCHING
def find() -> Any:
    """Show what was found, page by page; words that name one thing lead to it, unless somebody wants to search (Q-35)."""
    who, text = viewer(), request.args.get("q", "")
    choices = choices_of(request.args)
    if not any(choices.values()) and "suchen" not in request.args and (target := straight_to(who, text)):
        return redirect(_with_way_back(target, text))
    asked = request.args.get("seite", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    answer = queries.find(who, text, choices=choices, number=number, everything=True, loosely=True)
    beside = offered(answer, who)
    said = answer.asked

    def page_url(place: int) -> str:
        return address(said.text, said.choices, place, **({"suchen": "1"} if "suchen" in request.args else {}))

    page = render_template(
        "search/results.html",
        text=text,
        answer=answer,
        asks=not answer.query.is_empty or bool(answer.refused),
        form=SearchForm(who, said.choices, said.query),
        chips=beside.chips,
        groups=beside.groups,
        notes=notes(answer, beside.unknown),
        loosened=loosened(answer),
        sources=SOURCES,
        rhythms=list(Rhythm),
        near=[(words, address(words, said.choices)) for words in answer.near],
        reads_statistics=can(who, "search.statistics"),
        lag=answer.lag if answer.lag is not None and answer.lag >= TOLD_FROM else None,
        other_language="en" if language() == "de" else "de",
        previous_url=page_url(answer.number - 1) if answer.number > 1 else None,
        first_url=page_url(1) if answer.is_beyond else None,
        next_url=page_url(answer.number + 1) if answer.has_more and not answer.is_last_page else None,
    )
    counting.count(who, answer, unnamed_caller())
    return page


def _with_way_back(target: str, text: str) -> str:
    """Return an address of this site that tells the page which words led to it."""
    path, _sign, part = target.partition("#")
    join = "&" if "?" in path else "?"
    words = url_for("search.find", gesucht=text).partition("?")[2]
    return f"{path}{join}{words}" + (f"#{part}" if part else "")


@blueprint.get("/suche/vorschlaege")
@public
@COMPLETING
def suggest() -> Any:
    """Name titles that go on as somebody types, as JSON for the script of the search field (Q-36)."""
    found = suggestions(viewer(), request.args.get("q", ""))
    answer = jsonify([{"title": one.title, "kind": one.kind, "url": one.url} for one in found])
    # What is hidden a moment later, and what somebody types, is for nobody's store to keep.
    answer.headers["Cache-Control"], answer.headers["Vary"] = "private, no-store", VARY
    return answer


@blueprint.get("/suche/hilfe")
@public
@kept_for_anonymous
def syntax_help() -> Any:
    """Explain what can be typed into the search field."""
    return render_template("search/help.html")


@blueprint.get("/suche/statistik")
def statistics() -> Any:
    """Show the Stabsstelle what people look for, and what of it they do not find (Q-39)."""
    who = viewer()
    lost, found = counting.asked_words(who, found=False), counting.asked_words(who, found=True)
    return render_template(
        "search/statistics.html", lost=lost, found=found, fewest=counting.FEWEST, days=counting.SHOWN_DAYS
    )
