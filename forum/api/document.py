"""The OpenAPI document, generated from the routes, and how a request that does not fit it is refused."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask, abort, current_app, request
from spectree import Response as Answers
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData

from forum.api.shapes import Held, Problem, plain
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.screening.models import HeldText
from forum.web.security import marked, public

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def _refuse_misfit(_request: Any, _response: Any, error: Any, _instance: Any, _adapter: Any) -> None:
    """Turn a request that does not fit its description into the forum's own refusal (RFC 9457)."""
    if error is None:
        if request.mimetype in FORM_TYPES and not marked(current_app, request.endpoint, "receives"):
            abort(415)  # The description knows JSON only; a form would arrive as nothing at all.
        return
    fields: dict[str, list[str]] = {}
    for one in error.errors():
        fields.setdefault(".".join(str(part) for part in one["loc"]) or "body", []).append(one["msg"])
    raise Invalid(_("Die Anfrage passt nicht zur Beschreibung der Schnittstelle."), fields=fields)


document = SpecTree(
    "flask",
    title="Smart City-Forum",
    description="Ideas, discussions, meetings, projects and search of the Smart City-Forum.",
    version="1",
    path="openapi",  # Routes below this path are left out of the document; ours is served by ``description``.
    page_templates={},
    annotations=False,
    mode="strict",
    before=_refuse_misfit,
    security_schemes=[SecurityScheme(name="token", data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer"))],
)

READING: list[dict[str, list[str]]] = [{}, {"token": []}]
WRITING: list[dict[str, list[str]]] = [{"token": []}]


def answers(shape: Any, *, status: int = 200, refusals: tuple[int, ...] = (404, 422)) -> Answers:
    """Describe the answers of a route: one shape of success, and problems."""
    codes = {f"HTTP_{status}": shape, **{f"HTTP_{code}": Problem for code in refusals}}
    return Answers(**codes)


def takes_in(shape: Any, *, refusals: tuple[int, ...]) -> Answers:
    """Describe the answers of a route that publishes: the thing, or what waits for the moderation, and problems (M-11)."""
    codes = {"HTTP_201": shape, "HTTP_202": Held, **{f"HTTP_{code}": Problem for code in refusals}}
    return Answers(**codes)


def waiting(held: HeldText) -> Any:
    """Answer that a text was taken in and waits."""
    shape = Held(id=held.id, url=held.url, held=True, reasons=[reason.sentence for reason in held.reasons])
    return plain(shape), 202


def gives(shape: Any, *, refusals: tuple[int, ...] = (404, 422)) -> Answers:
    """Describe the answers of a route that reads: one shape, nothing for who has it already, and problems."""
    return Answers(HTTP_200=shape, HTTP_304=None, **{f"HTTP_{code}": Problem for code in refusals})


def require_known(unknown: Iterable[str]) -> None:
    """Raise Invalid if a filter has an unknown value; a program would take the whole collection for its answer."""
    if fields := {name: [_("Diesen Wert gibt es nicht.")] for name in unknown}:
        raise Invalid(_("Die Anfrage passt nicht zur Beschreibung der Schnittstelle."), fields=fields)


blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
@public
def description() -> Any:
    """Serve the OpenAPI document; it is public like what it describes."""
    return document.spec


def init_app(app: Flask) -> None:
    """Let the document find the routes of the application."""
    document.app = app
