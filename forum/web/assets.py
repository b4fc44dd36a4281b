"""Addresses of static files that change with their content, so that browsers may keep the files for a year."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

YEAR = 365 * 24 * 3600


@cache
def _fingerprint(path: Path, _changed: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:10]


@cache
def _static_url(folder: str, filename: str) -> str:
    path = Path(folder) / filename
    return url_for("static", filename=filename, v=_fingerprint(path, path.stat().st_mtime_ns))


def static_url(filename: str) -> str:
    """Return the address of a static file with the fingerprint of its content; it is read once per process."""
    return _static_url(str(current_app.static_folder), filename)


def _keep_long(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def init_app(app: Flask) -> None:
    """Offer ``static_url`` to templates."""
    app.add_template_global(static_url)
    app.after_request(_keep_long)
