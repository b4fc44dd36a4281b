"""Texts that were hidden or removed leave the papers that quote them; what was frozen and its digest stay (S-02, L-51)."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from forum.core.db import db
from forum.discussions.models import Post, PostRevision, PostState
from forum.dossiers.models import Dossier
from forum.ideas.models import IdeaStep

# In German, like all that stands in a paper.
PLACEHOLDER = "<p>[von der Moderation verborgen]</p>"


@dataclass(frozen=True)
class Shown:
    """What can be read of a paper today; ``mark`` is empty unless something is withheld, and says what."""

    html: str
    data: dict[str, Any]
    mark: str = ""


def shown(paper: Dossier) -> Shown:
    """Return a paper without what was hidden, blackened or removed since it was frozen: posts, recommendations, opinions."""
    hidden, removed = _hidden(list(_quoted(paper.data))), _removed(paper.data)
    if not hidden and not removed:
        return Shown(paper.html, paper.data)
    # Longest first, so that no text is cut out of the middle of another one.
    words = {post["html"].strip() for post in hidden} | {
        step[name].strip() for step in removed for name in ("html", "source")
    }
    texts = sorted(words, key=len, reverse=True)
    names = sorted([str(post["id"]) for post in hidden] + [f"{step['kind']} {step['at']}" for step in removed])
    mark = hashlib.sha256(",".join(names).encode()).hexdigest()[:12]
    return Shown(_without(paper.html, texts), _without(paper.data, texts), mark)


def _quoted(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the posts that a paper quotes; papers from before there were several ideas name one alone."""
    for idea in data.get("ideas", [data]):
        discussion = idea.get("discussion") or {}
        for side in ("pro", "contra"):
            yield from (discussion.get(side) or {}).get("posts", ())


def _hidden(quoted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those that are hidden now, or whose very words lie in a version that was hidden."""
    ids = [post["id"] for post in quoted]
    if not ids:
        return []
    revisions = select(PostRevision.post_id).where(PostRevision.hidden_at.is_not(None))
    states = db.session.execute(
        select(Post.id, Post.state, Post.html).where(
            Post.id.in_(ids), or_(Post.state == PostState.HIDDEN, Post.id.in_(revisions))
        )
    )
    found = {number: (state, html) for number, state, html in states}
    return [
        post
        for post in quoted
        if post["id"] in found
        and (found[post["id"]][0] == PostState.HIDDEN or found[post["id"]][1].strip() != post["html"].strip())
    ]


def _removed(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a paper quotes from the logs of its ideas and what has no words there any more (L-51)."""
    quoted = {
        (idea["id"], step["kind"], step["at"]): step
        for idea in data.get("ideas", [])
        for step in idea.get("steps", ())
        if step["source"]
    }
    if not quoted:
        return []
    emptied = select(IdeaStep.idea_id, IdeaStep.kind, IdeaStep.at).where(
        IdeaStep.idea_id.in_({idea_id for idea_id, _kind, _at in quoted}), IdeaStep.source == ""
    )
    keys = [(row.idea_id, str(row.kind), row.at.isoformat()) for row in db.session.execute(emptied)]
    return [quoted[key] for key in keys if key in quoted]


def _without(value: Any, texts: Sequence[str]) -> Any:
    """Return a value with a placeholder for each of the texts, wherever it stands."""
    if isinstance(value, str):
        for text in texts:
            value = value.replace(text, PLACEHOLDER) if text else value
        return value
    if isinstance(value, list):
        return [_without(one, texts) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, texts) for key, one in value.items()}
    return value
