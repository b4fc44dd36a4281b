"""How many may listen at once, so that those who only open pages are always served (L-54, L-60).

A socket and a long poll each hold a thread for as long as they last. Together they get fewer than there are, and one network
at most a third of these, counted apart with and without a sign-in: whoever floods the forum leaves room for the others, and
a hall behind one address for its members. Who gets no place goes on by asking every few seconds.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.cookies import CookieError, SimpleCookie
from threading import Lock
from typing import Any

from flask import Flask, current_app, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature

from forum.web.limits import network_of

# What a process holds beside its pages, by the way it serves: with threads 300 of 400, see config/gunicorn.py.
PLACES = {"threading": 300, "gevent": 4000}
SHARE = 3
# After so many seconds somebody without a place asks again.
AGAIN = 5
SOCKETS = "/socket.io/"

Answer = Iterable[bytes]


class LivePlaces:
    """The places of one process; ``None`` counts nothing, where limits are switched off."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def held(self, whose: str) -> Iterator[bool]:
        """Hold a place for as long as the block lasts, if there is one, and tell whether there is."""
        has_place = self._take(whose)
        try:
            yield has_place
        finally:
            if has_place:
                self._give_back(whose)

    def _take(self, whose: str) -> bool:
        with self._lock:
            if self._most is not None and (
                self._taken.total() >= self._most or self._taken[whose] >= max(1, self._most // SHARE)
            ):
                return False
            self._taken[whose] += 1
            return True

    def _give_back(self, whose: str) -> None:
        with self._lock:
            self._taken[whose] -= 1
            if not self._taken[whose]:
                del self._taken[whose]


def _whose(app: Flask, address: str, cookies: Mapping[str, str]) -> str:
    return f"{network_of(address)}{' signed in' if _is_signed_in(app, cookies) else ''}"


def _is_signed_in(app: Flask, cookies: Mapping[str, str]) -> bool:
    """Tell whether the forum itself wrote that somebody is signed in; anybody can send a cookie of that name."""
    sent, sessions = cookies.get(app.config["SESSION_COOKIE_NAME"], ""), SecureCookieSessionInterface
    signer = app.session_interface.get_signing_serializer(app) if isinstance(app.session_interface, sessions) else None
    try:
        return bool(sent and signer and signer.loads(sent).get("_user_id"))
    except BadSignature:
        return False


@contextmanager
def place_to_wait() -> Iterator[bool]:
    """Hold a place for a request that waits for news, and tell whether there was one."""
    places: LivePlaces = current_app.extensions["live_places"]
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  The documented way.
    with places.held(_whose(app, request.remote_addr or "", request.cookies)) as has_place:
        yield has_place


def init_app(app: Flask) -> None:
    """Let sockets in only where there is a place; called when they are served already, since it stands before them."""
    most = (app.config["LIVE_PLACES"] or PLACES[app.config["ASYNC_MODE"]]) if app.config["RATE_LIMITS"] else None
    places = app.extensions["live_places"] = LivePlaces(most)
    inner: Callable[..., Answer] = app.wsgi_app

    def gate(environ: dict[str, Any], start_response: Callable[..., Any]) -> Answer:
        if not environ.get("PATH_INFO", "").startswith(SOCKETS):
            return inner(environ, start_response)
        whose = _whose(app, _address(environ, app.config["TRUSTED_PROXIES"]), _cookies(environ))
        # With WebSockets the call lasts as long as the socket.
        with places.held(whose) as has_place:
            if has_place:
                return inner(environ, start_response)
        start_response("503 Service Unavailable", [("Retry-After", str(AGAIN)), ("Content-Length", "0")])
        return []

    app.wsgi_app = gate  # type: ignore[method-assign]


def _address(environ: dict[str, Any], hops: int) -> str:
    """Return who asks; behind proxies that are trusted, what the outermost of them wrote."""
    forwarded = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return forwarded[-hops] if 0 < hops <= len(forwarded) else environ.get("REMOTE_ADDR", "")


def _cookies(environ: dict[str, Any]) -> Mapping[str, str]:
    try:
        return {name: one.value for name, one in SimpleCookie(environ.get("HTTP_COOKIE", "")).items()}
    except CookieError:
        return {}
