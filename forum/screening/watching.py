"""The lists of watched words: kept by the moderation, compiled once, and built anew only when a list has changed (M-09)."""

from typing import Any

from flask import current_app
from sqlalchemy import func, select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, plain
from forum.screening.events import WatchedWordAdded, WatchedWordRemoved
from forum.screening.findings import Effect
from forum.screening.models import WatchedWord
from forum.screening.words import Pattern, Words

LETTERS = (3, 100)
MOST = 2_000


def as_read(said: str) -> str:
    """Return a text as it was typed, and as people read it: marks and entities inside of a word hide nothing (M-09)."""
    return f"{said}\n\n{plain(said)}"


def watched_in(effect: Effect, said: str) -> list[str]:
    """Return the words of a list that stand in a text."""
    return words_for(effect).found_in(as_read(said))


def refuse_watched(said: str) -> None:
    """Send a text back that has words which are blocked or to be replaced; its author keeps it and puts it right (M-09).

    Nobody but the author changes the words of a text (M-13), so what is to be replaced is asked for, and nothing is
    published, kept or deleted meanwhile (S-07). Raises Invalid with each word.
    """
    problems: list[str] = []
    if blocked := watched_in(Effect.BLOCK, said):
        problems.append(_("Diese Wörter gehen hier nicht: %(words)s.", words=", ".join(blocked[:3])))
    if found := watched_in(Effect.REPLACE, said):
        of_list = WatchedWord.action == Effect.REPLACE.value
        rows = select(WatchedWord.pattern, WatchedWord.replacement).where(of_list, WatchedWord.pattern.in_(found[:3]))
        for word, instead in db.session.execute(rows.order_by(WatchedWord.id)):
            problems.append(_("Bitte schreiben Sie statt „%(word)s“ lieber „%(instead)s“.", word=word, instead=instead))
    if problems:
        raise Invalid(" ".join([*problems, _("Ihr Text ist noch da; Sie können ihn ändern und noch einmal senden.")]))


def words_for(effect: Effect) -> Words:
    """Return the automaton of a list; asking whether the list has changed takes one short query."""
    kept: dict[Effect, tuple[Any, Words]] = current_app.extensions.setdefault("watched_words", {})
    of_list = WatchedWord.action == effect.value
    stamp: Any = db.session.execute(
        select(func.count(), func.max(WatchedWord.id), func.max(WatchedWord.added_at)).where(of_list)
    ).one()
    if effect not in kept or kept[effect][0] != tuple(stamp):
        typed = db.session.execute(
            select(WatchedWord.pattern, WatchedWord.keeps_case).where(of_list).order_by(WatchedWord.id)
        ).all()
        kept[effect] = (tuple(stamp), Words(Pattern.of(one, keep_case=keeps) for one, keeps in typed))
    return kept[effect][1]


def checked_pattern(typed: str, *, keep_case: bool = False) -> Pattern:
    """Return a pattern as the list takes it. Raises Invalid."""
    pattern = Pattern.of(clean_line(typed), keep_case=keep_case)
    if not LETTERS[0] <= len(pattern.letters) or len(pattern.key) > LETTERS[1]:
        raise Invalid(fields={"pattern": [_("Bitte schreiben Sie zwischen 3 und 100 Buchstaben.")]})
    if "*" in pattern.letters:
        raise Invalid(fields={"pattern": [_("Ein * kann nur am Anfang oder am Ende stehen.")]})
    return pattern


def add_watched_word(
    actor: Actor, *, pattern: str, action: str, keep_case: bool = False, replacement: str = ""
) -> WatchedWord:
    """Put a word on a list; ``replacement`` is what to write instead. Raises Invalid, and Conflict when it is there."""
    require(actor, "watched_word.manage")
    if action not in set(Effect) - {Effect.OFF}:
        raise Invalid(fields={"action": [_("Diese Auswahl gibt es nicht.")]})
    instead = clean_line(replacement) if action == Effect.REPLACE else ""
    if action == Effect.REPLACE and not 1 <= len(instead) <= LETTERS[1]:
        raise Invalid(fields={"replacement": [_("Bitte schreiben Sie, was stattdessen dort stehen soll.")]})
    read = checked_pattern(pattern, keep_case=keep_case)
    ends = f"{'*' if read.open_before else ''}{read.letters}{'*' if read.open_behind else ''}"
    same = select(WatchedWord).where(WatchedWord.action == action)
    if db.session.scalar(same.where(WatchedWord.folded == ends)) is not None:
        raise Conflict(_("Dieses Wort steht schon auf der Liste."))
    if (db.session.scalar(select(func.count()).select_from(same.subquery())) or 0) >= MOST:
        raise Conflict(_("Die Liste ist voll. Bitte nehmen Sie zuerst ein Wort herunter."))
    word = WatchedWord(
        pattern=read.key,
        folded=ends,
        action=action,
        replacement=instead,
        keeps_case=keep_case,
        added_by=actor.person_id,
        added_at=now(),
    )
    db.session.add(word)
    db.session.flush()
    record(actor, WatchedWordAdded(watched_word_id=word.id, action=action), audience="moderator")
    return word


def remove_watched_word(actor: Actor, word: WatchedWord) -> None:
    """Take a word off its list."""
    require(actor, "watched_word.manage")
    record(actor, WatchedWordRemoved(watched_word_id=word.id, action=word.action), audience="moderator")
    db.session.delete(word)
    db.session.flush()
