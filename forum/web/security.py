"""The walls around every request: default deny, origin and CSRF checks, headers, and the viewer.

A page is only for people who are signed in, unless its view is marked ``@public``. What a signed-in person may do is
asked in the commands, never here.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup

from forum.core.errors import Forbidden
from forum.core.i18n import _
from forum.core.permissions import Actor, Nobody
from forum.core.tokens import random_key

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Same-origin keeps addresses inside the site and still lets browsers name the origin of a form.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


def public(view: View) -> View:
    """Open a view to visitors without an account; all others need a sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def by_token(*scopes: str) -> Callable[[View], View]:
    """Mark a view of the API: it also knows its caller by a bearer token that has one of these scopes."""

    def mark(view: View) -> View:
        view.by_token = scopes  # type: ignore[attr-defined]
        return view

    return mark


def token_scopes() -> tuple[str, ...]:
    """Return the scopes of which a token needs one for the present request; none where tokens are not known."""
    scopes: tuple[str, ...] = getattr(current_app.view_functions.get(request.endpoint or ""), "by_token", ())
    return scopes


def by_link(view: View) -> View:
    """Mark a public view whose address holds a signed secret: the secret is the proof, so no cookie is asked for one.

    A page that does not know the secret cannot send the request, and one that does needs nobody's cookie for it.
    """
    view.by_link = True  # type: ignore[attr-defined]
    return view


def marked(app: Flask, endpoint: str | None, mark: str) -> bool:
    """Tell whether the view behind an endpoint carries a mark, e.g. ``is_public`` or ``by_token``."""
    return bool(getattr(app.view_functions.get(endpoint or ""), mark, False))


def viewer() -> Actor:
    """Return who is looking: the signed-in person, the owner of the API token, or nobody in particular."""
    if "actor" in g:
        actor: Actor = g.actor
        return actor
    if current_user.is_authenticated:
        person: Actor = current_user._get_current_object()  # noqa: SLF001  The proxy would not survive the request.
        return person
    return Nobody()


actor = viewer


def signed_in() -> bool:
    """Tell whether a person is known by the cookie of this request; asks the cookie before the database."""
    return "_user_id" in session and bool(current_user.is_authenticated)


def sign_in_key() -> str:
    """Return the key of the sign-in that the cookie of this request or socket holds; empty without one."""
    return str(session.get("_user_id", ""))


def comes_from_own_site() -> bool:
    """Tell whether an unsafe request comes from a page of this site, by the headers browsers always send.

    A request with neither header comes from no browser and so carries nobody's cookies along.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None or origin == own_origin():
        return True
    # Something in front of a demo may serve HTTPS without saying so.
    return current_app.config["MODE"] == "demo" and parts_of(origin).netloc == request.host


def own_origin() -> str:
    """Return scheme and host of this site: as the settings say, never as a request claims.

    The demo may be reached by any name of its machine, so there it is the address of the request.
    """
    demo = current_app.config["MODE"] == "demo"
    return str(request.host_url if demo else current_app.config["BASE_URL"]).rstrip("/")


def parts_of(address: str) -> SplitResult:
    """Return the parts of an address that somebody sent; one that nobody can read has none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def check_request() -> Any:
    """Stop a request that comes from a foreign page, lacks its CSRF token, or needs a sign-in."""
    app = current_app
    if request.endpoint is None:
        return None
    if "actor" in g:
        return None  # A bearer token named the caller; there is no cookie that a foreign page could abuse.
    if request.method not in SAFE_METHODS and not marked(app, request.endpoint, "by_link"):
        if not comes_from_own_site():
            raise Forbidden(_("Diese Anfrage kam von einer fremden Seite und wurde nicht ausgeführt."))
        if signed_in():
            csrf.protect()
    if not marked(app, request.endpoint, "is_public") and not signed_in():
        return app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return None


def csrf_field() -> Markup:
    """Return the hidden fields of every form: the one-time key (E-02) and, when signed in, the CSRF token."""
    fields = Markup('<input type="hidden" name="once" value="{}">').format(random_key())
    if signed_in():
        fields += Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
    return fields


def security_headers(app: Flask) -> dict[str, str]:
    """Return the security headers of every answer, with HTTPS for a year where the site is served so."""
    hsts = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if app.config["HTTPS"] else {}
    return HEADERS | hsts


def add_headers(response: Response) -> Response:
    """Send the security headers with every answer (E-23)."""
    for name, value in security_headers(current_app).items():
        response.headers.setdefault(name, value)
    if signed_in() and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def own_path(target: str | None) -> str | None:
    """Return the target if it is a path of this site, else None: no open redirects (E-29)."""
    if not target or len(target) > 2000 or not target.startswith("/"):
        return None
    if target.startswith(("//", "/\\")) or any(ord(sign) < 33 or sign in "\\\x7f" for sign in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
