"""The forum as an app: its manifest, the service worker, and the page that stands in where there is no connection.

Who is signed in can read again without a connection what they opened. What is kept is what everybody may read: the worker
asks for it without the reader's cookie. Visitors get no worker (P-04), and signing out takes away what was kept.
"""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask_login import current_user

from forum.core.i18n import _, language
from forum.web.assets import static_url
from forum.web.cache import kept_for_anonymous
from forum.web.security import public

blueprint = Blueprint("offline", __name__)


@blueprint.get("/app.webmanifest")
@public
def manifest() -> Response:
    """Say what the forum is called and looks like where it is put among the apps of a telephone."""
    answer = jsonify(
        {
            "name": _("Smart City-Forum Braunschweig"),
            "short_name": _("Stadtforum"),
            "description": _("Ideen für Braunschweig: einreichen, mitreden, verfolgen."),
            "lang": language(),
            "start_url": url_for("pages.start", _external=False),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f6f3ec",
            "theme_color": "#0b5066",
            "icons": [
                {"src": static_url("img/app.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}
            ],
        }
    )
    answer.mimetype = "application/manifest+json"
    return answer


@blueprint.get("/leser.js")
@public
def worker() -> Response:
    """Return the service worker; from here it may answer for every page."""
    answer = current_app.send_static_file("js/worker.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/ohne-verbindung")
@public
@kept_for_anonymous
def without() -> Any:
    """Show what one reads in place of a page that was never opened before."""
    return render_template("pages/offline.html")


@blueprint.after_app_request
def _told_to_the_worker(response: Response) -> Response:
    """Tell the worker that somebody is signed in, in which language they read, and whether a page is one for everybody."""
    if response.mimetype == "text/html" and current_user.is_authenticated:
        response.headers["Forum-Reader"] = language()
        view = current_app.view_functions.get(request.endpoint or "")
        if request.method == "GET" and getattr(view, "keeps_page", False):
            response.headers["Forum-Offline"] = "yes"
    return response
