"""One table turns every refusal into a page in the reader's language, or into problem JSON (RFC 9457)."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, jsonify, render_template, request
from sqlalchemy.exc import DataError, IntegrityError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from forum.core import errors
from forum.core.db import AWAY, db
from forum.core.i18n import _, lazy
from forum.core.tokens import random_key
from forum.web.forms import SECRET_FIELDS, labels_of
from forum.web.security import View, marked

log = structlog.get_logger()

STATUS: dict[type[errors.ForumError], int] = {
    errors.NotFound: 404,
    errors.Gone: 410,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.TooOften: 429,
    errors.Unavailable: 503,
}

TEXTS = {
    400: (
        lazy("Das haben wir nicht verstanden"),
        lazy("Die Anfrage war nicht vollständig. Bitte versuchen Sie es noch einmal."),
    ),
    401: (lazy("Bitte melden Sie sich an"), lazy("Dafür brauchen Sie ein Konto.")),
    403: (lazy("Das geht mit diesem Konto nicht"), lazy("Für diese Seite oder diesen Schritt fehlt Ihnen das Recht.")),
    404: (
        lazy("Diese Seite gibt es nicht"),
        lazy("Vielleicht hat sich die Adresse geändert, oder der Inhalt ist nicht öffentlich."),
    ),
    405: (
        lazy("So lässt sich diese Seite nicht aufrufen"),
        lazy("Bitte gehen Sie zurück und nutzen Sie die Schaltflächen der Seite."),
    ),
    409: (
        lazy("Das passt nicht zum jetzigen Stand"),
        lazy("Inzwischen hat sich etwas geändert. Es wurde nichts überschrieben."),
    ),
    410: (lazy("Dieser Inhalt wurde entfernt"), lazy("Er stand hier früher und ist nicht mehr abrufbar.")),
    413: (lazy("Das ist zu groß"), lazy("Bitte kürzen Sie den Text oder wählen Sie eine kleinere Datei.")),
    415: (lazy("Dieses Format nehmen wir nicht an"), lazy("Bitte senden Sie JSON oder das Formular der Seite.")),
    422: (lazy("Bitte prüfen Sie Ihre Angaben"), lazy("Einige Angaben fehlen noch oder passen nicht.")),
    429: (
        lazy("Das ging zu schnell hintereinander"),
        lazy("Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal."),
    ),
    500: (
        lazy("Da ist bei uns etwas schiefgegangen"),
        lazy("Ihr Schritt wurde nicht ausgeführt. Wir haben den Fehler notiert."),
    ),
    503: (lazy("Das Forum macht gerade eine Pause"), lazy("Bitte versuchen Sie es in einigen Minuten noch einmal.")),
}


def wants_json() -> bool:
    """Tell whether the answer is for a program: the API always, otherwise by the Accept header."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and request.accept_mimetypes["text/html"] < request.accept_mimetypes[best]


def problem(
    status: int, message: str = "", *, fields: dict[str, list[str]] | None = None, **extra: Any
) -> dict[str, Any]:
    """Return the body of a problem answer (RFC 9457)."""
    title, text = TEXTS.get(status, TEXTS[500])
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": str(title),
        "status": status,
        "detail": message or str(text),
    }
    if fields:
        body["errors"] = fields
    return body | extra


def problem_of(error: errors.ForumError) -> dict[str, Any]:
    """Return the problem answer of a refusal; sockets send it as their acknowledgement."""
    fields = error.fields if isinstance(error, errors.Invalid) else None
    return problem(status_of(error), error.message, fields=fields)


def status_of(error: errors.ForumError) -> int:
    """Return the HTTP status of a refusal."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


# Parts of the names of fields that a page itself fills in, or that open something.
NOT_TYPED = ("password", "csrf_token", "once", "token", "code", "weiter", "back", "draft_", "held")


def not_typed(view: View) -> View:
    """Mark a view to which a page or a device sends what nobody has typed; none of it is given back."""
    view.is_not_typed = True  # type: ignore[attr-defined]
    return view


def typed_texts() -> list[tuple[str, str]]:
    """Return what the person had typed, so that an error page can give it back (nothing typed is lost).

    Secrets are none of it: whoever stands beside would read them, and pages are kept.
    """
    if request.method != "POST" or request.mimetype == "application/json":
        return []
    if marked(current_app, request.endpoint, "is_not_typed"):
        return []
    try:
        sent = request.form
    except RequestEntityTooLarge:
        return []  # A body that is too large was never read.
    return [
        (name, value)
        for name, value in sent.items(multi=True)
        if name not in SECRET_FIELDS
        and not any(word in name for word in NOT_TYPED)
        and (len(value.strip()) > 20 or " " in value.strip())
    ]


def _labelled_texts() -> list[tuple[str, str]]:
    """Return what the person had typed, each with the name that its field had on the page, if it is known."""
    typed = typed_texts()
    view = current_app.view_functions.get(request.endpoint or "") if typed else None
    package = ".".join(view.__module__.split(".")[:2]) if view else ""
    labels = labels_of(package, request.form.keys()) if package else {}
    return [(labels.get(name, ""), value) for name, value in typed]


def error_response(
    status: int,
    message: str = "",
    *,
    reference: str = "",
    body: dict[str, Any] | None = None,
    links: Sequence[Mapping[str, Any]] = (),
) -> Response:
    """Return the answer for a refusal in the form the caller understands."""
    if wants_json():
        response = jsonify(body or problem(status, message))
        response.mimetype = "application/problem+json"
    else:
        title, text = TEXTS.get(status, TEXTS[500])
        html = render_template(
            "errors/error.html",
            status=status,
            title=title,
            text=message or text,
            reference=reference,
            links=links,
            typed=_labelled_texts(),
        )
        response = Response(html, mimetype="text/html")
    response.status_code = status
    return response


def _refused(error: errors.ForumError) -> Response:
    status = status_of(error)
    response = error_response(status, error.message, body=problem_of(error))
    if isinstance(error, errors.TooOften):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http_error(error: HTTPException) -> Any:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    response = error_response(error.code)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _clash(error: IntegrityError) -> Response:
    log.warning("database.clash", error=type(error.orig).__name__)
    return error_response(
        409, _("Das kam gleichzeitig mit einer anderen Änderung. Bitte versuchen Sie es noch einmal.")
    )


def _unstorable(error: DataError | UnicodeEncodeError) -> Any:
    """Refuse signs that no database takes, such as NUL or half of a pair, wherever they were sent."""
    if isinstance(error, UnicodeEncodeError) and "surrogates" not in error.reason:
        raise error
    db.session.rollback()
    return error_response(400)


def _too_deep(_error: RecursionError) -> Response:
    """Refuse JSON that nests deeper than Python reads."""
    db.session.rollback()
    return error_response(400)


def _unexpected(error: Exception) -> Any:
    if isinstance(error, HTTPException):
        return _http_error(error)
    db.session.rollback()
    reference = g.get("request_id") or random_key()
    log.error("request.failed", reference=reference, exc_info=error)
    if isinstance(error, AWAY):
        return Response(render_template("errors/plain.html", reference=reference), 503, mimetype="text/html")
    try:
        return error_response(500, reference=reference, body=problem(500, reference=reference))
    except Exception:
        log.exception("error_page.failed", reference=reference)
        return Response(render_template("errors/plain.html", reference=reference), 500, mimetype="text/html")


def init_app(app: Flask) -> None:
    """Register the table with the application."""
    app.register_error_handler(errors.ForumError, _refused)
    app.register_error_handler(IntegrityError, _clash)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(UnicodeEncodeError, _unstorable)
    app.register_error_handler(RecursionError, _too_deep)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
