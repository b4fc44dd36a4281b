"""Keeping what somebody wrote before having an account, until it becomes a draft of theirs (N-02)."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from forum.core.clock import now
from forum.core.db import changed, db, transaction
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text
from forum.core.tokens import digest, secret_token
from forum.files import queries as files_in
from forum.files.queries import Choice
from forum.ideas.commands.facts import fact_problems
from forum.ideas.commands.writing import TEXT, TITLE, Content, save_draft
from forum.ideas.models import BegunIdea, Idea
from forum.ideas.queries import begun_idea
from forum.ideas.queries.beginning import gone
from forum.strategy.models import Point

BEGUN_LIVES = timedelta(days=7)
LONGEST_PLACE = 200
MOST_FILES = 50


def begin_idea(actor: Actor, content: Content) -> str:
    """Keep a text for whoever wrote it, and return the secret that opens it. Raises Invalid for what no draft takes."""
    require(actor, "idea.begin")
    content = replace(
        content, title=clean_line(content.title), text=clean_text(content.text), place=clean_line(content.place)
    )
    wrong = fact_problems(content.goals, content.category, content.districts, content.point)
    for name, value, most in (
        ("title", content.title, TITLE[1]),
        ("text", content.text, TEXT[1]),
        ("place", content.place, LONGEST_PLACE),
    ):
        if len(value) > most:
            wrong[name] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=most)]
    if wrong:
        raise Invalid(fields=wrong)
    token = secret_token()
    kept = asdict(replace(content, files=None))
    kept["files"] = [[one.key, one.alt, one.decorative] for one in (content.files or ())[:MOST_FILES]]
    db.session.add(BegunIdea(digest=digest(token), fields=kept, expires_at=now() + BEGUN_LIVES))
    db.session.flush()
    return token


def claim_begun_idea(actor: Actor, token: str) -> Idea:
    """Make the text that a secret opens a draft of the actor's, once. Raises NotFound when it is gone."""
    require(actor, "idea.draft")
    content = _content(actor, begun_idea(actor, token).fields)
    # Of two who come in the same moment only one finds the row.
    if not changed(delete(BegunIdea).where(BegunIdea.digest == digest(token))):
        raise gone()
    return save_draft(actor, content)


def _content(actor: Actor, kept: dict[str, Any]) -> Content:
    point = Point(*kept["point"]) if kept["point"] else None
    facts: dict[str, Any] = {
        "goals": tuple(kept["goals"]),
        "category": kept["category"],
        "districts": tuple(kept["districts"]),
        "point": point,
    }
    if fact_problems(**facts):  # The strategy changed meanwhile; the text matters more.
        facts = {}
    # Files are there only for whoever sent them in before the sign-in ended.
    choices = {key: Choice(key, alt, decorative) for key, alt, decorative in kept["files"]}
    files = [choices[row.key] for row in files_in.own(actor, list(choices), "idea")] if choices else None
    return Content(title=kept["title"], text=kept["text"], place=kept["place"], files=files, **facts)


def forget_begun_ideas() -> None:
    """Remove texts that nobody came back for."""
    with transaction():
        db.session.execute(delete(BegunIdea).where(BegunIdea.expires_at < now()))
