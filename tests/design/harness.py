"""Render templates without the application.

The kit may rely on a handful of globals and filters only. This tiny app offers exactly these, so a macro that
asks for more fails here, and the style guide can be looked at while the application is still being written.
`python -m tests.design.harness` serves it.
"""

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, flash, render_template, request
from flask_babel import Babel, format_date, format_datetime
from jinja2 import StrictUndefined
from markupsafe import Markup

from forum.pages.samples import context
from forum.web.language import lang_of, written

ROOT = Path(__file__).resolve().parents[2]
POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
NAVIGATION = [
    ("Ideen", True),
    ("Räume", False),
    ("Gremien", False),
    ("Sitzungen", False),
    ("Beschlüsse", False),
    ("Vorhaben", False),
    ("Strategie", False),
]


def csrf_field() -> Markup:
    """Stand in for the hidden field that the application adds to each form."""
    return Markup('<input type="hidden" name="csrf_token" value="sample">')


def frame() -> dict[str, Any]:
    """Return what the application's context processor hands to base.html; `?als=gast` looks as a guest."""
    guest = request.args.get("als") == "gast"
    viewer = SimpleNamespace(
        words=frozenset(),
        standing="good",
        is_authenticated=not guest,
        handle="Mia Lehmann",
        theme=request.args.get("thema") or None,
        keys=None,
        resting=frozenset(),
    )
    items = [SimpleNamespace(label=label, url="#", current=current) for label, current in NAVIGATION]
    roles = [
        SimpleNamespace(label="Stabsstelle", url="#", current=False),
        SimpleNamespace(label="Moderation", url="#", current=False, count=4),
    ]
    return {
        "viewer": viewer,
        "language": "de",
        "navigation": items,
        "role_navigation": [] if guest else roles,
        "language_links": [
            SimpleNamespace(label="Deutsch", url="#", code="de", current=True),
            SimpleNamespace(label="English", url="#", code="en", current=False),
        ],
        "footer_links": [
            SimpleNamespace(label=label, url="#")
            for label in (
                "Hilfe",
                "Kontakt",
                "Barriere melden",
                "Barrierefreiheit",
                "Datenschutz",
                "Impressum",
            )
        ],
        "unread_count": 0 if guest else 12,
        "pause_minutes": 0,
    }


def create_app() -> Flask:
    """Return an app with the style guide, the error page and the page of last resort."""
    app = Flask("design", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(SECRET_KEY="only for looking", BABEL_DEFAULT_LOCALE="de")
    app.config.update(CONTACT_USERS="kontakt@example.org", CONTACT_AUTHORITIES="")
    Babel(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(csrf_field=csrf_field, static_url=lambda name: f"/static/{name}")
    app.jinja_env.globals.update(lang_of=lang_of, language_field=Markup)
    app.jinja_env.filters.update(datetime=moment, date=day, stamp=str, spoken=str, in_language=str, written=written)
    app.context_processor(frame)

    def nowhere() -> str:
        return ""

    for endpoint in (
        "pages.start",
        "search.find",
        "search.suggest",
        "accounts.account",
        "accounts.sign_in",
        "accounts.sign_out",
        "accounts.register",
        "notifications.badge_fragment",
        "notifications.inbox",
        "offline.manifest",
    ):
        app.add_url_rule("/" + endpoint.replace(".", "/"), endpoint, nowhere, methods=["GET", "POST"])

    @app.get("/gestaltung")
    def style_guide() -> str:
        flash("Ihr Beitrag ist veröffentlicht.", "success")
        flash("Die Sitzung wurde verschoben.", "info")
        return render_template("styleguide.html", **context())

    @app.get("/fehler")
    def error() -> str:
        links = [SimpleNamespace(label="Zu den Ideen", url="#"), SimpleNamespace(label="Zur Suche", url="#")]
        return render_template(
            "errors/error.html",
            title="Diese Seite gibt es nicht",
            text="Vielleicht wurde sie verschoben, oder die Adresse enthält einen Tippfehler.",
            reference="7f3a-21c9",
            links=links,
        )

    @app.get("/ausfall")
    def plain() -> str:
        return render_template("errors/plain.html")

    @app.after_request
    def guard(response: Response) -> Response:
        # A browser that leaves in the middle of a picture must not leave its file open: files are read and closed at once.
        if response.direct_passthrough:
            file: Any = response.response
            content = b"" if response.status_code == 304 else b"".join(file)
            file.close()
            response.direct_passthrough = False
            response.response = [content] if content else []
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


def moment(value: datetime) -> str:
    """Format a moment as the application's filter does."""
    return str(format_datetime(value, "d. MMMM y, HH:mm"))


def day(value: date) -> str:
    """Format a day as the application's filter does."""
    return str(format_date(value, "d. MMMM y"))


if __name__ == "__main__":
    create_app().run(port=5051)
