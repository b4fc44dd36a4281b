"""The tables of follows, messages and the wishes about mails."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model
from forum.notifications.levels import Group, Level, Stance
from forum.notifications.moments import QuietHours, Rhythm

# Kinds of messages whose rhythm is not the general one as long as a person says nothing (B-04).
USUAL_RHYTHMS = {Group.DISTRICTS: Rhythm.WEEKLY}


class Follow(Model):
    """How much a person wants to hear of a thread, idea or space; one row per person and thing."""

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("person_id", "kind", "thing_id"), Index("ix_follow_thing", "kind", "thing_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int]
    level: Mapped[Level] = mapped_column(String(10), default=Level.NORMAL)
    # A choice of the person, or what taking part brought along; see ``levels``.
    chosen: Mapped[bool] = mapped_column(default=True)
    # The rhythm of mails about this thing, where it differs from what the person wishes in general.
    mails: Mapped[Rhythm | None] = mapped_column(String(10))
    created_at: Mapped[datetime]

    @property
    def stance(self) -> Stance:
        """The level as the rules of ``levels`` read it."""
        return Stance(Level(self.level), self.chosen)


class Message(Model):
    """Something a person is told in the inbox; one per person and event (E-03).

    ``kind`` chooses the sentence and ``data`` holds its values, so that it is read in the language of the day. ``reason``
    says why the person is told. The thing is the post, thread or idea that it is about: whoever may not see it any more
    does not see the message either. ``mail_due_at`` stands as long as the message is still to be mailed.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("person_id", "event_id"),
        Index("ix_message_inbox", "person_id", "id"),
        Index("ix_message_unread", "person_id", "read_at"),
        Index("ix_message_thing", "thing_kind", "thing_id"),
        Index("ix_message_event", "event_id"),
        Index("ix_message_mail_due", "mail_due_at", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(20))
    thing_kind: Mapped[str | None] = mapped_column(String(20))
    thing_id: Mapped[int | None]
    url: Mapped[str] = mapped_column(String(300))
    data: Mapped[dict[str, Any]]
    # The titles of ideas that it names, by their names in ``data``, while the moderation hides them or words in them (M-36).
    withheld: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_due_at: Mapped[datetime | None]


class MailWishes(Model):
    """When a person wants mails; whoever has no row gets them at once. Whether at all is ``Person.mails``."""

    __tablename__ = "mail_wishes"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    rhythm: Mapped[Rhythm] = mapped_column(String(10), default=Rhythm.AT_ONCE)
    # Rhythms of single kinds of messages, by the word of their group, where they differ.
    groups: Mapped[dict[str, Any]] = mapped_column(default=dict)
    quiet_begin: Mapped[int | None]
    quiet_end: Mapped[int | None]

    @property
    def quiet_hours(self) -> QuietHours | None:
        """The hours without mails, if the person wishes any."""
        if self.quiet_begin is None or self.quiet_end is None:
            return None
        return QuietHours(self.quiet_begin, self.quiet_end)

    def rhythm_of(self, group: Group) -> Rhythm:
        """Return the rhythm for a kind of message; what comes from a district is gathered unless wished otherwise."""
        return Rhythm(self.groups.get(group) or USUAL_RHYTHMS.get(group) or self.rhythm)
