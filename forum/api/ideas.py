"""Routes of ideas and of support for them."""

from typing import Any

from flask import Blueprint, request

from forum.api import shapes
from forum.api.document import READING, WRITING, answers, document, gives, require_known, takes_in, waiting
from forum.api.files import chosen, shown
from forum.files.queries import attached
from forum.ideas import commands, queries
from forum.ideas.commands import Content
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.screening.models import HeldText
from forum.web.cache import kept_for_anonymous
from forum.web.limits import WRITING as OFTEN
from forum.web.paging import next_page
from forum.web.security import by_token, public, viewer

blueprint = Blueprint("api_ideas", __name__, url_prefix="/api/v1")

REFUSALS = (401, 403, 404, 409, 422, 429)
# The names of the API's filters and those of the pages' addresses.
FILTERS = {"state": "stand", "goal": "ziel", "category": "thema", "district": "bezirk", "q": "q", "sort": "sortierung"}


def _listed(row: Idea) -> shapes.Idea:
    return shapes.Idea(
        id=row.id,
        url=row.url,
        title=row.title,
        excerpt=row.excerpt,
        state=str(row.stage.value),
        category=row.category,
        support=row.support_count,
        support_on_paper=row.paper_count,
        threshold=row.threshold,
        submitted_at=row.submitted_at,
    )


def whole(row: Idea) -> shapes.Idea:
    """Return an idea as the API gives it, with its text and files."""
    if row.stage == IdeaState.ZURUECKGEZOGEN:
        return _listed(row).model_copy(update={"excerpt": ""})
    return _listed(row).model_copy(
        update={
            "html": row.html,
            "files": [shown(file) for file in attached("idea", [row.id]).get(row.id, ())],
            "goals": row.goal_keys,
            "districts": [link.district for link in row.district_links],
            "place": row.place_text,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "author": row.author.handle if row.author else None,
            "authors": [author.handle for author in row.authors],
            "threshold_reached_at": row.threshold_reached_at,
            "source_url": row.source_url,
        }
    )


@blueprint.get("/ideas")
@public
@by_token("read")
@kept_for_anonymous
@document.validate(query=shapes.IdeaQuery, resp=gives(shapes.Ideas), tags=["ideas"], security=READING)
def ideas() -> Any:
    """List ideas, filtered and sorted like the page."""
    query: shapes.IdeaQuery = request.context.query  # type: ignore[attr-defined]
    wanted = queries.filter_from({page: getattr(query, name) for name, page in FILTERS.items()})
    understood = {name: getattr(wanted, name) for name in ("state", "goal", "category", "district")}
    understood["sort"] = wanted.sort == query.sort
    require_known({name for name, value in understood.items() if getattr(query, name) and not value})
    found = queries.ideas(viewer(), wanted, query.after, limit=query.limit)
    return shapes.plain(shapes.Ideas(items=[_listed(row) for row in found.items], next=next_page(found.after)))


@blueprint.post("/ideas")
@by_token("write")
@OFTEN
@document.validate(json=shapes.NewIdea, resp=takes_in(shapes.Idea, refusals=REFUSALS), tags=["ideas"], security=WRITING)
def submit() -> Any:
    """Hand an idea in."""
    body: shapes.NewIdea = request.context.json  # type: ignore[attr-defined]
    content = Content(
        title=body.title,
        text=body.text,
        goals=tuple(body.goals),
        category=body.category,
        districts=tuple(body.districts),
        place=body.place,
        point=body.point,
        files=chosen(body.files),
    )
    row = commands.send_idea(viewer(), commands.save_draft(viewer(), content))
    if isinstance(row, HeldText):
        return waiting(row)
    return shapes.plain(whole(row)), 201


@blueprint.get("/ideas/<int:idea_id>")
@public
@by_token("read")
@document.validate(resp=gives(shapes.Idea, refusals=(404, 410)), tags=["ideas"], security=READING)
def idea(idea_id: int) -> Any:
    """Give one idea."""
    return shapes.plain(whole(queries.idea(viewer(), idea_id)))


@blueprint.put("/ideas/<int:idea_id>/support")
@by_token("write")
@OFTEN
@document.validate(resp=answers(shapes.SupportCount, refusals=REFUSALS), tags=["ideas"], security=WRITING)
def support(idea_id: int) -> Any:
    """Support an idea; doing it twice counts once."""
    count = commands.support(viewer(), queries.idea(viewer(), idea_id))
    return shapes.plain(shapes.SupportCount(support=count, supported=True))


@blueprint.delete("/ideas/<int:idea_id>/support")
@by_token("write")
@OFTEN
@document.validate(resp=answers(shapes.SupportCount, refusals=REFUSALS), tags=["ideas"], security=WRITING)
def withdraw(idea_id: int) -> Any:
    """Take the support back."""
    count = commands.withdraw_support(viewer(), queries.idea(viewer(), idea_id))
    return shapes.plain(shapes.SupportCount(support=count, supported=False))
