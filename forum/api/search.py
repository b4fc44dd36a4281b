"""The search route."""

from typing import Any

from flask import Blueprint, request

from forum.api import shapes
from forum.api.document import READING, document, gives, require_known
from forum.core.text import excerpt
from forum.search import queries
from forum.search.offering import loosened, notes, offered
from forum.search.sources import SOURCES
from forum.web.limits import SEARCHING
from forum.web.paging import next_page
from forum.web.security import by_token, public, viewer

blueprint = Blueprint("api_search", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
@public
@by_token("read")
@SEARCHING
@document.validate(query=shapes.SearchQuery, resp=gives(shapes.Hits), tags=["search"], security=READING)
def search() -> Any:
    """Find everything that the caller may see, by words and operators as on the search page."""
    query: shapes.SearchQuery = request.context.query  # type: ignore[attr-defined]
    require_known({"kind"} if query.kind and query.kind not in SOURCES else ())
    answer = queries.find(viewer(), query.q, kind=query.kind, number=query.after, everything=query.facets, loosely=True)
    items = [
        shapes.Hit(
            id=found.shown.id,
            url=found.shown.url,
            kind=found.shown.kind,
            title=found.shown.title,
            excerpt=" … ".join("".join(part for part, _hit in passage) for passage in found.passages)
            or excerpt(found.shown.text),
            at=found.shown.at,
        )
        for found in answer.found
    ]
    following = next_page(str(answer.number + 1)) if answer.has_more else None
    beside = offered(answer, viewer())
    facets = [
        shapes.Facet(
            name=group.name.value,
            label=group.label,
            values=[shapes.FacetValue(value=one.value, label=one.label, count=one.count) for one in group.offers],
        )
        for group in (beside.groups if query.facets else ())
    ]
    return shapes.plain(
        shapes.Hits(
            items=items,
            next=following,
            total=answer.total,
            loosened=answer.loosened.value if answer.loosened else None,
            notes=[*filter(None, [loosened(answer)]), *notes(answer, beside.unknown)],
            facets=facets,
            near=list(answer.near),
        )
    )
