"""Texts that were hidden or removed leave the papers that quote them; what was frozen and its digest stay (S-02, L-51)."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import escape
from sqlalchemy import or_, select

from forum.core.db import db
from forum.core.text import render
from forum.discussions.models import Post, PostRevision, PostState
from forum.dossiers.models import Dossier
from forum.ideas.files import pictures_of_versions
from forum.ideas.models import IdeaRevision, IdeaStep
from forum.ideas.titles import blackened_in, copied

# In German, like all that stands in a paper.
_HIDDEN = "[von der Moderation verborgen]"
PLACEHOLDER = f"<p>{_HIDDEN}</p>"


@dataclass(frozen=True)
class Shown:
    """What can be read of a paper today; ``mark`` is empty unless something is withheld, and says what."""

    html: str
    data: dict[str, Any]
    mark: str = ""


def shown(paper: Dossier) -> Shown:
    """Return a paper without what was hidden, blackened or removed since it was frozen: ideas, posts, recommendations."""
    ideas = paper.data.get("ideas", [paper.data])
    blackened = blackened_in(idea["id"] for idea in ideas if "id" in idea)
    hidden, removed = _hidden(list(_quoted(paper.data))), _removed(paper.data)
    if not hidden and not removed and not blackened:
        return Shown(paper.html, paper.data)
    instead = dict.fromkeys((post["html"].strip() for post in hidden), PLACEHOLDER)
    instead |= {step[name].strip(): PLACEHOLDER for step in removed for name in ("html", "source")}
    for idea in ideas:
        if idea.get("id") in blackened:
            instead |= _with_bars(idea, blackened[idea["id"]])
    # Longest first, so that no text is cut out of the middle of another one.
    pairs = [(text, instead[text]) for text in sorted(instead, key=len, reverse=True) if text]
    names = sorted([str(post["id"]) for post in hidden] + [f"{step['kind']} {step['at']}" for step in removed])
    names += [f"idea {row.idea_id} {row.version}" for rows in blackened.values() for row in rows]
    mark = hashlib.sha256(",".join(names).encode()).hexdigest()[:12]
    return Shown(_with(paper.html, pairs), _with(paper.data, pairs), mark)


def _with_bars(idea: dict[str, Any], rows: Sequence[IdeaRevision]) -> dict[str, str]:
    """Return what stands for the texts of an idea in which words are blackened today, as text and in the HTML (M-13)."""
    said = [idea["title"], idea["source"], idea.get("goals_reason", "")]
    said += [text for one in idea.get("solution", {}).get("references", ()) for text in one.values()]
    taken = [row.blackened for row in rows]
    black = {text: shown for text in said if (shown := copied(text, taken, _HIDDEN)) != text}
    found = black | {str(escape(text)): str(escape(shown)) for text, shown in black.items()}
    if idea["source"] in black:
        pictures = pictures_of_versions([idea["id"]])[idea["id"]]
        found[idea["html"].strip()] = render(black[idea["source"]], pictures).strip()
    return found


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


def _with(value: Any, pairs: Sequence[tuple[str, str]]) -> Any:
    """Return a value with something else for each of the texts, wherever they stand."""
    if isinstance(value, str):
        for text, instead in pairs:
            value = value.replace(text, instead)
        return value
    if isinstance(value, list):
        return [_with(one, pairs) for one in value]
    if isinstance(value, dict):
        return {key: _with(one, pairs) for key, one in value.items()}
    return value
