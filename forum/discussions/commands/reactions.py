"""Reacting to posts: one row per person, post and kind, and a count that equals the rows."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.clock import now
from forum.core.db import changed, db, dialect
from forum.core.errors import TooOften
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import UNNAMED, Actor, require
from forum.discussions.commands.locks import lock_person
from forum.discussions.events import PostReacted, PostReactionWithdrawn
from forum.discussions.models import OFFICIAL, Post, Reaction, ReactionKind

A_DAY = timedelta(days=1)
# Who says the one takes the other back.
OPPOSITE = {ReactionKind.AGREE: ReactionKind.DISAGREE, ReactionKind.DISAGREE: ReactionKind.AGREE}


def react(actor: Actor, post: Post, kind: ReactionKind) -> None:
    """Say something about a post with one click; saying it twice is saying it once (T-16).

    Nobody agrees and disagrees at once: the later word counts. Raises TooOften.
    """
    require(actor, "post.react", post)
    _check_caps(actor, post)
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    row = insert(Reaction).values(post_id=post.id, person_id=actor.person_id, kind=kind, at=now())
    if db.session.scalar(row.on_conflict_do_nothing().returning(Reaction.post_id)) is None:
        return
    _count(post, kind, 1)
    if kind in OPPOSITE:
        take_reaction_back(actor, post, OPPOSITE[kind])
    record(UNNAMED, PostReacted(post_id=post.id, thread_id=post.thread_id, kind=kind), audience=post.thread.audience)


def take_reaction_back(actor: Actor, post: Post, kind: ReactionKind) -> None:
    """Take a reaction back."""
    require(actor, "post.react", post)
    mine = delete(Reaction).where(
        Reaction.post_id == post.id, Reaction.person_id == actor.person_id, Reaction.kind == kind
    )
    if changed(mine):
        _count(post, kind, -1)
        event = PostReactionWithdrawn(post_id=post.id, thread_id=post.thread_id, kind=kind)
        record(UNNAMED, event, audience=post.thread.audience)


def _count(post: Post, kind: ReactionKind, by: int) -> None:
    # The row's version guards texts; a count changes beside it, by one statement.
    column = getattr(Post, kind.value)
    db.session.execute(update(Post).where(Post.id == post.id).values({kind.value: column + by}))


def _check_caps(actor: Actor, post: Post) -> None:
    lock_person(actor)
    today = (
        select(func.count())
        .select_from(Reaction)
        .where(Reaction.person_id == actor.person_id, Reaction.at > now() - A_DAY)
    )
    if (db.session.scalar(today) or 0) >= current_app.config["REACTIONS_A_DAY"]:
        raise TooOften(_("Für heute haben Sie genug Reaktionen vergeben. Morgen geht es weiter."), retry_after=3600)
    if post.known_writer is None:
        return  # Whoever left is nobody in particular any more, and an office has many writers, who are internal (I-17).
    of_one = (Post.author_id == post.known_writer, Post.mark.not_in(OFFICIAL))
    to_one = today.join(Post, Post.id == Reaction.post_id).where(*of_one)
    if (db.session.scalar(to_one) or 0) >= current_app.config["REACTIONS_TO_ONE_AUTHOR"]:
        raise TooOften(
            _("Auf Beiträge dieser Person haben Sie heute schon oft genug reagiert. Morgen geht es weiter."),
            retry_after=3600,
        )
