"""Start page, health checks, figures for operators, style guide."""

from typing import Any

from flask import Blueprint, Response, render_template
from flask_babel import force_locale
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from forum.core.db import db
from forum.pages import samples
from forum.web.cache import kept_for_anonymous
from forum.web.security import public

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@public
@kept_for_anonymous
def start() -> Any:
    """Show what the forum is and what happens in it."""
    return render_template("pages/start.html")


@blueprint.get("/gestaltung")
@public
def styleguide() -> Any:
    """Show every part of the design in its states; its samples are German, and so is the page."""
    with force_locale("de"):
        return render_template("styleguide.html", **samples.context())


@blueprint.get("/gesund")
@public
def alive() -> Any:
    """Say that the process is alive (E-15)."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/bereit")
@public
def ready() -> Any:
    """Say that the database answers (E-15)."""
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/metriken")
@public
def metrics() -> Any:
    """Give figures in Prometheus' format, without personal data (E-15)."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
