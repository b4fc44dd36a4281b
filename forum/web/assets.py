"""Addresses of static files that change with their content, so that browsers may keep the files for a year.

A city gives the forum its own face without touching our files: what lies in the folder ``OWN_STATIC`` under the name of
one of them takes its place, above all ``img/logo.svg``, ``img/favicon.svg`` and ``css/theme.css`` (D-13).
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory, url_for
from werkzeug.security import safe_join

DAY = 24 * 3600
YEAR = 365 * DAY
_SEEN = (".svg", ".png", ".jpg", ".webp", ".woff2")


@cache
def _fingerprint(path: Path, _changed: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:10]


@cache
def _static_url(folder: str, filename: str) -> str:
    path = Path(folder) / filename
    return url_for("static", filename=filename, v=_fingerprint(path, path.stat().st_mtime_ns))


def _folder_of(app: Flask, filename: str) -> str:
    """Return the city's folder for a file that takes the place of ours, and our own folder for all others."""
    own, ours = str(app.config["OWN_STATIC"]), str(app.static_folder)
    paths = [safe_join(folder, filename) for folder in (own, ours)] if own else []
    return own if paths and all(path is not None and Path(path).is_file() for path in paths) else ours


def static_url(filename: str) -> str:
    """Return the address of a static file with the fingerprint of its content; it is read once per process."""
    return _static_url(_folder_of(current_app, filename), filename)


def _keep_long(response: Response) -> Response:
    """Let browsers keep files for as long as their address says that they are the same.

    Style sheets name pictures and fonts without a fingerprint; an old one beside new pages harms nobody for a day. A script
    that others import is asked for each time, since it has to fit them.
    """
    if request.endpoint == "static" and response.status_code in (200, 304):
        if "v" in request.args:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        elif request.path.endswith(_SEEN):
            response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response


def init_app(app: Flask) -> None:
    """Offer ``static_url`` to templates, and let the city's files take the place of ours."""

    def send(filename: str) -> Response:
        return send_from_directory(_folder_of(app, filename), filename, max_age=app.get_send_file_max_age(filename))

    app.send_static_file = send  # type: ignore[method-assign]
    app.add_template_global(static_url)
    app.after_request(_keep_long)
