"""Whole pages for anonymous readers, kept in memory until anything changes (T-34).

A kept page is true as long as the event log has not grown, so a hidden post is gone with the next request. Pages hold
no token and set no cookie, which is why one copy can serve everybody who has no session.
"""

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from threading import Event, Lock
from time import monotonic
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy import text

from forum.core.db import db
from forum.core.i18n import language

MOST_PAGES = 2000
# Seconds that others wait for whoever renders a page; after them the next one tries.
LONGEST_TURN = 5.0
# Seconds that one request waits in all; after them it renders the page for itself.
LONGEST_WAIT = 10.0
# What makes two answers to one address differ: who asks, by cookie or token, and in which language.
VARY = "Cookie, Authorization, Accept-Language"


@dataclass(frozen=True)
class _Kept:
    position: int
    made: float
    body: bytes
    etag: str
    headers: tuple[tuple[str, str], ...]


class Turn:
    """The right to render one page while others wait for it."""

    def __init__(self) -> None:
        self.ended = Event()
        self.began = monotonic()
        # The answer is none that is kept, so whoever waited need not wait for another one in vain.
        self.in_vain = False


Key = tuple[str, str]


class PageCache:
    """The kept pages of one process; the least recently read go first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, _Kept] = OrderedDict()
        self._turns: dict[Key, Turn] = {}
        self._lock = Lock()

    def get(self, key: Key, position: int, longest: float) -> _Kept | None:
        """Return a page that is not too old and shows the forum at this position of the log, or later."""
        with self._lock:
            kept = self._pages.get(key)
            if kept is None or kept.position < position or monotonic() - kept.made > longest:
                return None
            self._pages.move_to_end(key)
            return kept

    def take_turn(self, key: Key) -> tuple[Turn, bool]:
        """Return the turn in which a page is rendered, and whether it is the caller's own.

        A turn that lasts too long is lost to the next who asks, so that nobody waits for a renderer that hangs.
        """
        with self._lock:
            turn = self._turns.get(key)
            if turn is not None and monotonic() - turn.began < LONGEST_TURN:
                return turn, False
            self._turns[key] = own = Turn()
            return own, True

    def end_turn(self, key: Key, turn: Turn) -> None:
        """Let those go on who wait for this turn."""
        with self._lock:
            if self._turns.get(key) is turn:
                del self._turns[key]
        turn.ended.set()

    def put(self, key: Key, kept: _Kept) -> None:
        """Keep a page."""
        with self._lock:
            self._pages[key] = kept
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._pages.clear()


def _applies() -> bool:
    return (
        request.method == "GET"
        and request.endpoint != "static"
        and not request.cookies
        and "Authorization" not in request.headers
        and len(request.query_string) < 200
        and getattr(current_app.view_functions.get(request.endpoint or ""), "keeps_page", False)
    )


def kept_for_anonymous(view: Any) -> Any:
    """Mark a view whose page is the same for all anonymous readers until the event log grows."""
    view.keeps_page = True
    return view


def tagged(view: Any) -> Any:
    """Mark a view whose answer is asked for again and again: who has it already hears 304 and nothing more."""
    view.is_tagged = True
    return view


def _position() -> int:
    # The same figure as core.events.position, without the cost of building a statement on every request.
    return db.session.execute(text("SELECT coalesce(max(id), 0) FROM event")).scalar_one()


def _lookup() -> Response | None:
    longest = current_app.config["PAGE_CACHE_SECONDS"]
    if not longest or not _applies():
        return None
    key = (language(), request.full_path)
    kept = _found_or_own_turn(key, longest)
    if kept is None:
        return None
    if request.if_none_match.contains_weak(kept.etag):
        response = Response(status=304)
    else:
        response = Response(kept.body, headers=list(kept.headers))
    response.set_etag(kept.etag)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = VARY
    return response


def _found_or_own_turn(key: Key, longest: float) -> _Kept | None:
    """Return a kept page, if need be when another request has rendered it; None when this request is to render it."""
    pages: PageCache = current_app.extensions["page_cache"]
    position = asked_at = _position()
    until = monotonic() + LONGEST_WAIT
    while (kept := pages.get(key, asked_at, longest)) is None:
        turn, own = pages.take_turn(key)
        if own:
            g.page_turn = (key, turn)
            # Between the look and the turn, another one's turn may have ended with the page.
            if (kept := pages.get(key, asked_at, longest)) is None:
                g.keep_page_as = (key, position)
            return kept
        # Whoever waits keeps no connection from those who work, and no older view of the database.
        db.session.rollback()
        db.session.info.clear()
        turn.ended.wait(min(turn.began + LONGEST_TURN, until) - monotonic())
        position = _position()
        if turn.in_vain or monotonic() >= until:
            g.keep_page_as = (key, position)
            return None
    return kept


def _end_turn(_error: BaseException | None = None) -> None:
    """End the turn of this request, however it went; when it failed, the next one tries."""
    if (held := g.pop("page_turn", None)) is not None:
        current_app.extensions["page_cache"].end_turn(*held)


def _etag(body: bytes) -> str:
    return sha256(body).hexdigest()[:32]


def _keep(response: Response) -> Response:
    if (
        "keep_page_as" not in g
        or response.status_code != 200
        or "Set-Cookie" in response.headers
        or response.is_streamed
    ):
        if "page_turn" in g and response.status_code < 500:
            g.page_turn[1].in_vain = True
        return response
    key, position = g.keep_page_as
    body = response.get_data()
    etag = _etag(body)
    headers = tuple((name, value) for name, value in response.headers if name not in {"ETag", "Cache-Control", "Vary"})
    current_app.extensions["page_cache"].put(key, _Kept(position, monotonic(), body, etag, headers))
    _end_turn()
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = VARY
    return response


def _tag(response: Response) -> Response:
    """Give every answer that a program reads an ETag of its body, and 304 to whoever has that body already (F-06)."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    if not request.path.startswith("/api/") and not getattr(view, "is_tagged", False):
        return response
    response.headers.setdefault("Vary", VARY)  # A view may know that its answer is the same in every language.
    if response.headers.get("Cache-Control") == "private, no-store" and getattr(view, "is_tagged", False):
        response.headers["Cache-Control"] = "private, no-cache"  # The reader's own browser keeps it and asks each time.
    if "Cache-Control" not in response.headers:
        # Whose token it was, only the caller's own cache may keep the answer, and it asks each time.
        response.headers["Cache-Control"] = "private, no-cache" if "Authorization" in request.headers else "no-cache"
    if "ETag" not in response.headers:
        response.set_etag(_etag(response.get_data()))
    response.make_conditional(request.environ)
    return response


def init_app(app: Flask) -> None:
    """Look a page up before the request is dispatched, and keep it afterwards."""
    app.extensions["page_cache"] = PageCache()
    app.before_request(_lookup)
    app.after_request(_tag)  # Functions run in reverse order: the whole answer is kept before it becomes a 304.
    app.after_request(_keep)
    app.teardown_request(_end_turn)
