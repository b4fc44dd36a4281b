"""Marking messages as read."""

from sqlalchemy import update

from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can, require
from forum.notifications.models import Message


def mark_all_read(actor: Actor) -> None:
    """Mark all of the actor's messages as read."""
    require(actor, "inbox.read")
    db.session.execute(
        update(Message).where(Message.person_id == actor.person_id, Message.read_at.is_(None)).values(read_at=now())
    )


def open_message(actor: Actor, message_id: int) -> Message:
    """Mark a message as read, since its reader goes where it leads. Raises NotFound for another person's message."""
    message = get_or_404(Message, message_id)
    if not can(actor, "message.read", message):
        raise NotFound
    message.read_at = message.read_at or now()
    return message
