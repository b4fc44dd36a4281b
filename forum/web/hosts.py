"""The one name under which the forum is served: requests for another one are refused before anything looks at them.

Whoever leads browsers here under a name of their own could otherwise read answers, or have links written that lead
elsewhere. The demo is opened by whatever name its machine has, so it takes each.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response

from forum.web.security import security_headers

Answer = Iterable[bytes]
# What machines around the forum ask by the number of the machine; these answers are the same under every name (E-15).
FOR_MACHINES = frozenset({"/gesund", "/bereit", "/metriken"})


def init_app(app: Flask) -> None:
    """Stand before pages, files and sockets alike; called when all of them are served already."""
    if app.config["MODE"] == "demo":
        return
    inner: Callable[..., Answer] = app.wsgi_app
    own = urlsplit(app.config["BASE_URL"])

    def wall(environ: dict[str, Any], start_response: Callable[..., Any]) -> Answer:
        named = _named(environ, app.config["TRUSTED_PROXIES"])
        if named in {own.netloc, f"{own.netloc}:443"} or environ.get("PATH_INFO") in FOR_MACHINES:
            return inner(environ, start_response)
        return _refusal(app)(environ, start_response)

    app.wsgi_app = wall  # type: ignore[method-assign]


def _named(environ: dict[str, Any], hops: int) -> str:
    """Return the name that a request asks for; behind proxies that are trusted, what the outermost of them wrote."""
    forwarded = [part.strip() for part in environ.get("HTTP_X_FORWARDED_HOST", "").split(",")]
    written = forwarded[-hops] if 0 < hops <= len(forwarded) and forwarded[-hops] else environ.get("HTTP_HOST", "")
    return str(written).lower()


def _refusal(app: Flask) -> Response:
    # A page without style: its files are of the same name, and refused, too.
    html = app.jinja_env.get_template("errors/other_host.html").render(address=app.config["BASE_URL"])
    return Response(html, 400, security_headers(app), mimetype="text/html")
