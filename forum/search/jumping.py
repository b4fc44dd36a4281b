"""Words that name one thing lead straight to its page: numbers of ideas and papers, addresses of this site (Q-35)."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.dossiers.models import Decision
from forum.dossiers.queries import dossier
from forum.ideas.lifecycle import UNLISTED
from forum.ideas.models import CouncilPaper, Idea
from forum.meetings.models import Resolution

_IDEA = re.compile(r"(?:#|idee\s*(?:nr\.?\s*)?|idea\s*(?:no\.?\s*)?)?(\d{1,9})", re.IGNORECASE)
_YEAR = re.compile(r"(19|20)\d\d")
_NUMBER = re.compile(r"(?=\S*\d)[\w./ -]{3,80}")
_COUNCIL = re.compile(r"(?:ds\.?|drucksache|drs\.?)?\s*(\d{2}-\d{3,6}(?:-\d{1,2})?)", re.IGNORECASE)


def may_jump(text: str) -> bool:
    """Tell whether a text looks like the name of one thing, whether or not there is such a thing."""
    text = text.strip()
    starts, forms = ("http://", "https://", "/"), (_IDEA, _COUNCIL, _NUMBER)
    return text.startswith(starts) or any(form.fullmatch(text) for form in forms)


def straight_to(viewer: Actor, text: str) -> str | None:
    """Return the address that the whole text names, if the viewer may see what is there."""
    text = text.strip()
    if not text or len(text) > 300:
        return None
    if text.startswith(("http://", "https://", "/")):
        return _own_page(text)
    idea = _IDEA.fullmatch(text)
    if idea and not _YEAR.fullmatch(text):
        return _idea(viewer, int(idea[1]))
    council = _COUNCIL.fullmatch(text)
    if council and (found := _station(viewer, council[1])):
        return found
    return _numbered(viewer, text) if _NUMBER.fullmatch(text) else None


def _own_page(text: str) -> str | None:
    """Return path and query of an address that is a page of this site; no other host is ever led to."""
    try:
        parts, own = urlsplit(text), urlsplit(str(current_app.config["BASE_URL"]))
    except ValueError:
        return None
    if (parts.netloc and parts.netloc != own.netloc) or parts.path.startswith("//") or "\\" in parts.path:
        return None
    try:
        endpoint, _values = current_app.url_map.bind(own.netloc or "localhost").match(parts.path, method="GET")
    except RequestRedirect:
        return None
    except HTTPException:
        return None
    if endpoint.startswith(("api_", "static", "search.")):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _idea(viewer: Actor, number: int) -> str | None:
    if number > 2**31 - 1:
        return None
    found = db.session.scalar(
        select(Idea).where(
            Idea.id == number, Idea.audience.in_(viewer.words), Idea.hidden_at.is_(None), Idea.state.not_in(UNLISTED)
        )
    )
    return found.url if found else None


def _station(viewer: Actor, number: str) -> str | None:
    """Return the idea that the council deals with under the number of this Drucksache."""
    found = db.session.scalar(
        select(CouncilPaper.idea_id)
        .join(Idea, Idea.id == CouncilPaper.idea_id)
        .where(CouncilPaper.number == number, Idea.audience.in_(viewer.words))
        .order_by(CouncilPaper.id.desc())
        .limit(1)
    )
    return _idea(viewer, found) if found else None


def _numbered(viewer: Actor, number: str) -> str | None:
    models: Sequence[Any] = (Decision, Resolution)
    for model in models:
        statement = select(model).where(model.number == number, model.audience.in_(viewer.words))
        found = db.session.scalars(statement.order_by(model.id.desc()).limit(1)).first()
        if found is not None:
            return str(found.url)
    try:
        return dossier(viewer, number).url
    except NotFound:
        return None
