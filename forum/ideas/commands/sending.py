"""Handing ideas in: an idea is published, or its draft waits for the moderation when a rule finds something (M-11, S-07)."""

from flask import url_for
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import Conflict, Forbidden
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor
from forum.discussions.commands import published_by
from forum.files.queries import choices_of, words_of
from forum.ideas.commands.writing import check_submission, submit
from forum.ideas.lifecycle import INSIDE
from forum.ideas.models import Idea
from forum.screening.commands import author_of, hold, label, screen
from forum.screening.models import HeldText
from forum.screening.places import Back, HeldPlace


def send_idea(actor: Actor, idea: Idea, *, inside: bool = False) -> Idea | HeldText:
    """Hand a draft in, or let it wait as it is and return what waits. Raises Invalid, Conflict."""
    check_submission(actor, idea, inside=inside)
    audience = INSIDE if inside else "public"
    files = choices_of("idea", idea.id)
    verdict = screen(
        actor,
        audience,
        title=idea.title,
        source=idea.source,
        beside=words_of(actor, files, "idea", idea.id),
        files=len(files),
        earlier=lambda: published_by(actor.person_id) + _handed_in(actor.person_id),
    )
    if not verdict.holds:
        sent = submit(actor, idea, inside=inside)
        label(actor, "idea", sent.id, verdict.labels)
        return sent
    return hold(
        actor,
        "idea",
        {"version": idea.version, "language": idea.language},
        verdict.holds,
        title=idea.title,
        source=idea.source,
        audience=audience,
        thing_id=idea.id,
    )


def _handed_in(person_id: int | None) -> int:
    own = select(func.count()).where(Idea.author_id == person_id, Idea.submitted_at.is_not(None))
    return db.session.scalar(own) or 0


def _publish(held: HeldText) -> str:
    """Hand the draft in for its author, as the moderation has read it; while it waits nobody changes it. Raises Conflict."""
    idea = db.session.get(Idea, held.thing_id)
    if idea is None or (idea.is_draft and idea.version != held.data["version"]):
        raise Conflict(_("Der Entwurf ist nicht mehr, wie er eingereicht wurde."))
    if not idea.is_draft:
        return idea.url
    try:
        return submit(author_of(held), idea).url
    except Forbidden as error:
        raise Conflict(_("Wer das geschrieben hat, darf dort zurzeit nicht schreiben.")) from error


def _form(held: HeldText) -> Back:
    return Back(url_for("idea_writing.edit", idea_id=held.thing_id, _external=False))


HELD_PLACES = [HeldPlace("idea", lazy("Idee"), _publish, _form)]
