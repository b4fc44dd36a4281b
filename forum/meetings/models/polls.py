"""Votes: the poll, who took part, and what was said, which stand in tables that nothing joins (L-72).

Where the name belongs to the vote, one row holds both, ``NamedVote``. Where it does not, ``Turnout`` says who has voted
and ``Ballot`` what was said. A ballot knows no person, no time and no order; there are no weights anywhere (L-20).
"""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model
from forum.core.i18n import lazy


class Level(enum.StrEnum):
    """Who learns how somebody voted (L-71)."""

    OPEN = "open"
    ROLL_CALL = "roll_call"
    UNNAMED = "unnamed"
    SECRET = "secret"  # noqa: S105  A word of a list.
    PAPER = "paper"


# Votes with a name, votes that are sent in without one, and votes of which two people report the outcome.
NAMED = (Level.OPEN, Level.ROLL_CALL)
NAMELESS = (Level.UNNAMED, Level.SECRET)
REPORTED = (Level.SECRET, Level.PAPER)

LEVEL_LABELS = {
    Level.OPEN: lazy("offen"),
    Level.ROLL_CALL: lazy("namentlich"),
    Level.UNNAMED: lazy("nicht-namentlich"),
    Level.SECRET: lazy("geheim"),
    Level.PAPER: lazy("geheim analog"),
}
LEVEL_MEANINGS = {
    Level.OPEN: lazy(
        "Wie bei gehobenen Händen: Wer der Sitzung folgt, sieht, wer wie stimmt, auch später im Verlauf. "
        "In der Niederschrift stehen die Zahlen."
    ),
    Level.ROLL_CALL: lazy("Name und Stimme sind für alle sichtbar und stehen in der Niederschrift."),
    Level.UNNAMED: lazy(
        "Die Stimme wird ohne Namen gespeichert, auch Vorsitz und Schriftführung sehen sie nicht. "
        "Wer den Server betreibt, könnte sie zuordnen: Das ist keine verschlüsselte Abstimmung."
    ),
    Level.SECRET: lazy(
        "Ihr Gerät verschlüsselt die Stimme; öffnen können sie nur zwei Beauftragte gemeinsam. Das schützt nicht vor einem "
        "unsicheren Gerät, nicht vor Blicken neben Ihnen und nicht vor einem Betreiber, der die Seite selbst verändert."
    ),
    Level.PAPER: lazy(
        "Abgestimmt wird auf Papier, hier gibt niemand eine Stimme ab. "
        "Zwei Beauftragte tragen das Ergebnis unabhängig voneinander ein."
    ),
}


class Choice(enum.StrEnum):
    """What one can say to a question, or about a proposal in consent."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


CHOICE_LABELS = {Choice.YES: lazy("Ja"), Choice.NO: lazy("Nein"), Choice.ABSTAIN: lazy("Enthaltung")}
CONSENT_LABELS = {
    Choice.YES: lazy("Ich trage es mit"),
    Choice.NO: lazy("Ich habe einen schwerwiegenden Einwand"),
    Choice.ABSTAIN: lazy("Enthaltung"),
}


class PollState(enum.StrEnum):
    """Where a poll stands; it is prepared only while officers of a secret one make their keys."""

    PREPARED = "prepared"
    OPEN = "open"
    COUNTING = "counting"
    CLOSED = "closed"


class Poll(Model):
    """A vote. ``configuration`` is frozen when it opens and named by its hash; the outcome is frozen when it closes."""

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    # The session whose minutes it approves, and which version of them.
    minutes_id: Mapped[int | None] = mapped_column(index=True)
    minutes_version: Mapped[int | None]
    question: Mapped[str] = mapped_column(String(250))
    options: Mapped[list[str]] = mapped_column(server_default="[]")
    kind: Mapped[str] = mapped_column(String(10), server_default="yes_no")
    level: Mapped[Level] = mapped_column(String(10), server_default="roll_call")
    state: Mapped[PollState] = mapped_column(String(10))
    rule: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(60))
    # Whether a straw poll stands in the minutes all the same.
    minuted: Mapped[bool] = mapped_column(default=True, server_default=false())
    present: Mapped[int]
    configuration: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    configuration_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    # How many votes were told while it is open without names: rounded, and late on purpose (L-76).
    told: Mapped[int] = mapped_column(default=0, server_default="0")
    ends_at: Mapped[datetime | None]
    yes: Mapped[int] = mapped_column(default=0)
    no: Mapped[int] = mapped_column(default=0)
    abstain: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None]
    # What voters can find their vote by: digests of keys, or of the envelopes of a secret vote, in sorted order.
    receipts: Mapped[list[str]] = mapped_column(server_default="[]")
    envelopes: Mapped[list[str]] = mapped_column(server_default="[]")
    verdict: Mapped[str | None] = mapped_column(String(10))
    void_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class NamedVote(Model):
    """How somebody voted where everybody may know; ``acting_id`` sent it in, for somebody on the phone perhaps."""

    __tablename__ = "named_vote"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    voter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    acting_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    payload: Mapped[dict[str, Any]]
    # Whether the voter wants it in the minutes (NKomVG § 68).
    noted: Mapped[bool] = mapped_column(default=False, server_default=false())


class Turnout(Model):
    """That somebody has voted, where nobody may know how. It has no time."""

    __tablename__ = "turnout"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    voter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    acting_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key_hash: Mapped[str] = mapped_column(String(64))


class Ballot(Model):
    """What somebody voted, and nothing else: no person, no time, no order, no weight."""

    __tablename__ = "ballot"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    payload: Mapped[dict[str, Any]]


class PollObjection(Model):
    """What somebody objected in a vote by consent: the words alone, kept when it is over, numbered in their own order.

    They have a number so that each can be removed (L-51); who said them, if anybody may know, stands in the vote.
    """

    __tablename__ = "poll_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), index=True)
    audience: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)


class PollOfficer(Model):
    """One of the two who open a secret vote or read out a paper one, with what their browser sent in (L-75)."""

    __tablename__ = "poll_officer"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    place: Mapped[int]
    public_key: Mapped[str] = mapped_column(Text, default="")
    # The halves of the ballots' keys that this officer opened, locked for the other one.
    parcel: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[list[Any] | None]
