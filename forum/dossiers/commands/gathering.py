"""What the forum itself puts into a paper: a copy of everything about its ideas, as it stands at this moment (B-13)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, url_for
from flask_babel import force_locale
from sqlalchemy import func, select

from forum.assessments.queries import anonymous_copy, assessments_of
from forum.core.db import db
from forum.core.text import render
from forum.discussions.models import Post, PostState, Stance, ThreadSummary
from forum.dossiers.models import PARTS, Part
from forum.ideas.lifecycle import StepKind
from forum.ideas.models import Idea, IdeaStep, Solution
from forum.strategy.models import strategy

CITED = (StepKind.ANSWER, StepKind.RECOMMENDATION, StepKind.MINORITY)
# So many posts of each side stand in a paper, those that most people found helpful; all are counted.
MOST_ARGUMENTS = 5
# What people write stands around what the forum gathers.
BEFORE = (Part.SUMMARY, Part.DISCUSSION, Part.OPINIONS)
AFTER = (Part.COSTS, Part.PRIVACY, Part.ALTERNATIVES, Part.SOURCES, Part.PROPOSAL)


def gather(ideas: Sequence[Idea], parts: Mapping[str, str]) -> dict[str, Any]:
    """Return the content of a paper about these ideas, with its sections as they are read."""
    data: dict[str, Any] = {
        "strategy_version": strategy().version,
        "ideas": [_idea(idea) for idea in ideas],
        "parts": {part.value: parts[part.value] for part in PARTS if parts.get(part.value)},
    }
    # The paper is German whoever freezes it, and needs neither request nor viewer.
    with force_locale("de"):
        data["sections"] = [*_written(data, BEFORE), *_gathered(data), *_written(data, AFTER)]
    return data


def _written(data: dict[str, Any], parts: Sequence[Part]) -> list[dict[str, str]]:
    return [
        {"key": part.value, "title": str(part.label), "html": render(data["parts"][part.value])}
        for part in parts
        if part.value in data["parts"]
    ]


def _gathered(data: dict[str, Any]) -> list[dict[str, str]]:
    page = current_app.jinja_env.get_template("dossiers/_sections.html").module
    sections = []
    for idea in data["ideas"]:
        for key in ("wording", "support", "goals", "solution", "arguments", "steps", "assessment"):
            html = str(getattr(page, key)(idea, data)).strip()
            if html:
                title = str(getattr(page, f"{key}_title")()).strip()
                several = len(data["ideas"]) > 1
                sections.append(
                    {
                        "key": f"{key}-{idea['id']}",
                        "title": f"{title}: {idea['title']}" if several else title,
                        "html": html,
                    }
                )
    return sections


def _idea(idea: Idea) -> dict[str, Any]:
    rows = assessments_of(idea)
    # The paper shows the criteria that were asked, also when newer ones apply by now (G-11).
    asked = strategy().criteria_of(rows[0].criteria_version) if rows else strategy().criteria_set
    steps = db.session.scalars(
        select(IdeaStep)
        .where(IdeaStep.idea_id == idea.id, IdeaStep.kind.in_([kind.value for kind in CITED]))
        .order_by(IdeaStep.seq)
    )
    return {
        "id": idea.id,
        "title": idea.title,
        "version": idea.text_version,
        "source": idea.source,
        "html": idea.html,
        "submitted_at": idea.submitted_at.isoformat() if idea.submitted_at else None,
        "url": url_for("ideas.show", idea_id=idea.id, _external=False),
        "support": {
            "count": idea.support_count,
            "threshold": idea.threshold,
            "reached_at": idea.threshold_reached_at.isoformat() if idea.threshold_reached_at else None,
        },
        "goals": [{"key": goal.key, "title": goal.title} for goal in idea.goals],
        "goals_reason": idea.goals_reason or "",
        "districts": [{"number": district.number, "name": district.name} for district in idea.districts],
        "unit": idea.unit,
        "solution": _solution(idea.solution),
        "discussion": _discussion(idea),
        "steps": [
            {
                "kind": step.kind,
                "title": step.title,
                "unit": step.unit,
                "at": step.at.isoformat(),
                "source": step.source,
                "html": step.html,
                "data": step.data,
            }
            for step in steps
        ],
        "criteria": [
            {"key": row.key, "title": row.title, "weight": row.weight, "knock_out": row.knock_out}
            for row in asked.criteria.values()
        ],
        "criteria_version": asked.number,
        "assessments": anonymous_copy(rows),
    }


def _solution(said: Solution) -> dict[str, Any]:
    """Return how mature the solution is, with the word that the list had for it, and the references (G-23)."""
    return {
        "maturity": said.maturity,
        "title": said.step.title if said.step else "",
        "references": [{"city": row.city, "url": row.url, "lesson": row.lesson} for row in said.references],
    }


def _discussion(idea: Idea) -> dict[str, Any]:
    if idea.thread_id is None:
        return {"summary": None, "pro": _no_side(), "contra": _no_side()}
    summary = db.session.scalar(
        select(ThreadSummary)
        .where(ThreadSummary.thread_id == idea.thread_id)
        .order_by(ThreadSummary.version.desc())
        .limit(1)
    )
    return {
        "summary": {"version": summary.version, "html": summary.html} if summary else None,
        "pro": _side(idea.thread_id, Stance.PRO),
        "contra": _side(idea.thread_id, Stance.CONTRA),
    }


def _no_side() -> dict[str, Any]:
    return {"count": 0, "posts": []}


def _side(thread_id: int, stance: Stance) -> dict[str, Any]:
    """Return how many posts argue for one side, and the most helpful of them, without names."""
    these = (Post.thread_id == thread_id, Post.stance == stance, Post.state == PostState.VISIBLE)
    posts = db.session.scalars(
        select(Post).where(*these).order_by(Post.helpful.desc(), Post.id).limit(MOST_ARGUMENTS)
    ).all()
    return {
        "count": db.session.scalar(select(func.count()).where(*these)) or 0,
        "posts": [{"id": post.id, "url": post.url, "html": post.html, "helpful": post.helpful} for post in posts],
    }
