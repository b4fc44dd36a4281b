"""The names and addresses that somebody goes by or went by, found in a text however they are written there (P-07).

A name is one behind an @ or in the address of a profile, as the grammar of handles reads it: ``@Max.Mustermann`` does not
name Max. A name that stands in a sentence like any other word stays, for nobody can tell it from the word.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from unicodedata import category
from urllib.parse import unquote

from sqlalchemy import select

from forum.accounts.models import NOBODY, AddressChange, FormerHandle, Person
from forum.core.blackening import SPELLED, spelled
from forum.core.db import db

# Where an address for letters stood.
REMOVED = "[entfernt]"
# What stands for other letters: entities, comments, signs that Markdown lets stand for themselves, letters in addresses.
_PIECES = re.compile(SPELLED + r"|\\[!-/:-@\[-`{-~]|(?:%[0-9a-fA-F]{2})+|.", re.DOTALL)
_ODD = re.compile(r"[&\\%]|<!--")
# A handle as it is read behind an @, with stress between them, or in an address; the end of a sentence is no part of it.
_NAMED = re.compile(r"(?:@[*_~`\[]*|/leute/)([^\W_](?:[\w.-]*[^\W_])?)")
# Letters that every database folds alike. An s may be half of a ß.
_PLAIN = re.compile(r"[a-rt-z0-9]+")
# What is looked for beside plain letters, since one of them may be written otherwise.
ODD_LETTERS = ("&#", "<!--", "/leute/%", "\u00ad", "\u200b")


@dataclass(frozen=True)
class Traces:
    """The names that somebody goes by or went by, and the addresses; ``instead`` is the name that stands there then."""

    handles: tuple[str, ...]
    emails: tuple[str, ...]
    instead: str = NOBODY

    @classmethod
    def of(cls, person: Person) -> "Traces":
        """Return those of a person, also the name that the moderation took out of sight and what was given up lately.

        An address that somebody wished for and never proved may be anybody's, so nothing that names it is touched.
        """
        hidden = (person.withheld or {}).get("handle")
        former = db.session.scalars(select(FormerHandle.handle).where(FormerHandle.person_id == person.id))
        left = db.session.scalars(select(AddressChange.former).where(AddressChange.person_id == person.id))
        names, addresses = (person.handle, hidden, *former), (person.email, *left)
        return cls(tuple({name for name in names if name}), tuple({one for one in addresses if one}))

    def plain_letters(self) -> set[str]:
        """Return of each name and address the longest part that all databases fold alike, to look for in small letters.

        What has none is looked for by the signs before it, so more is looked through and nothing is missed.
        """
        names = [(name, ("@", "/leute/")) for name in self.handles]
        addresses = [(email.partition("@")[0], ("@",)) for email in self.emails]
        found: set[str] = set()
        for word, otherwise in (*names, *addresses):
            longest = max(_PLAIN.findall(word.casefold()), key=len, default="")
            found |= {longest} if len(longest) > 1 else set(otherwise)
        return found

    def without(self, text: str) -> str:
        """Return a text without the addresses, and with another name behind an @ and in addresses of profiles."""
        if text.casefold() in {email.casefold() for email in self.emails}:
            return ""  # A field for an address; nothing is sent to nowhere.
        names = {name.casefold() for name in self.handles}
        letters, places = _read(text)
        cuts = [(*one.span(1), self.instead) for one in _NAMED.finditer(letters) if one[1].casefold() in names]
        for email in self.emails:
            # Not within an address of somebody else, which may be longer on either side.
            whole = rf"(?<![.+%-])(?<![^\W_])(?<!\w_){re.escape(email)}(?!\.?[^\W_])(?!-)"
            cuts += [(*one.span(), REMOVED) for one in re.finditer(whole, letters, re.IGNORECASE)]
        for start, end, instead in sorted(cuts, reverse=True):
            text = text[: places[start][0]] + instead + text[places[end - 1][1] :]
        return text

    def outside(self, text: str) -> str:
        """Return a letter without any of the names, also where they stand as words."""
        for name in self.handles:
            whole = rf"(?<![\w-])(?<!\w\.){re.escape(name)}(?!\.?[\w-])"
            text = re.sub(whole, self.instead, text, flags=re.IGNORECASE)
        return self.without(text)

    def inside(self, value: Any, *, exactly: bool, keys: Collection[str] = ()) -> Any:
        """Return stored values without the names; with ``exactly``, or under ``keys``, also values that are just a name."""
        if isinstance(value, dict):
            return {key: self.inside(one, exactly=exactly or key in keys) for key, one in value.items()}
        if isinstance(value, list):
            return [self.inside(one, exactly=exactly) for one in value]
        if isinstance(value, str):
            return self.instead if exactly and value in self.handles else self.without(value)
        return value


def _read(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the letters that a reader or a browser makes of a text, and from where to where each of them stood."""
    if not _ODD.search(text) and (text.isascii() or not any(category(one) == "Cf" for one in text)):
        return text, [(place, place + 1) for place in range(len(text))]
    found = [(letter, place) for letters, *place in _pieces(text) for letter in letters]
    return "".join(letter for letter, _place in found), [(place[0], place[1]) for _letter, place in found]


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    for one in _PIECES.finditer(text):
        piece = one.group()
        if piece[0] == "\\" and len(piece) > 1:
            yield (piece[1], *one.span())
        elif piece[0] == "%" and len(piece) > 1:
            yield (unquote(piece), *one.span())
        else:
            yield (spelled(piece), *one.span())
