"""What the inventory says of a purpose and of a table."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forum.core.i18n import lazy

Config = Mapping[str, Any]
# How long something is kept, read from the same settings as the job that removes it (P-10).
Period = Callable[[Config], Any]

# Columns that hold a word from a list of ours, or what was computed from other columns; they tell nothing of their own.
WORDS = frozenset(
    "state kind audience language mark level standing theme role type purpose rhythm act topic outcome measure "
    "stance point why choice reply how result verdict majority quorum unanimity category origin reason_key mails "
    "from_state to_state title_key excerpt path handle_key email_key former_key puid ruling".split()
)


class Fate(enum.StrEnum):
    """What becomes of a row when the account of its person goes (P-06, P-08).

    The row of the person itself stays as a placeholder that names nobody, so whatever stays has no name any more.
    """

    # It stays where it is, under "Gelöschtes Konto"; with the second choice its texts go, too.
    UNNAMED = "unnamed"
    # It goes with the account.
    DELETED = "deleted"
    # It is handed to somebody who does not exist, so that the figure that it is part of stays and leads to nobody.
    COUNTED = "counted"
    # It stays as it is, without the name, because a body of the city acted, or because the law says so.
    KEPT = "kept"


class Ground(enum.StrEnum):
    """On which ground of law something is kept; a city works for the public good, not for an interest of its own."""

    TASK = "task"
    CONSENT = "consent"
    DUTY = "duty"


GROUNDS = {
    Ground.TASK: lazy("Aufgabe im öffentlichen Interesse (Art. 6 Abs. 1 e DSGVO, § 3 NDSG)"),
    Ground.CONSENT: lazy("Ihre Einwilligung (Art. 6 Abs. 1 a DSGVO); Sie können sie jederzeit zurücknehmen"),
    Ground.DUTY: lazy("rechtliche Pflicht (Art. 6 Abs. 1 c DSGVO)"),
}


@dataclass(frozen=True)
class Holding:
    """A table, and what in it is about people; export and erasure do what stands here, and know no table by themselves.

    ``person`` is the column that says whose row it is, ``address`` one with a mail address that says the same, ``through``
    a column with the number of a row of another table, and that table; ``others`` are columns with people who acted on
    it, and ``chosen`` is the one of them with the person whom the owner of a row chose, so that it goes with either.
    ``texts`` is what somebody wrote or what describes somebody, ``secret`` what not even its owner gets, such as digests
    of keys. ``apart`` says why a row is no part of its owner's export.

    ``fate`` is what becomes of a row with the account. Of the texts, ``cleared`` go in any case, ``stays`` never; the
    others of what is UNNAMED go if the person wants the texts gone. ``names`` are JSON columns in which forms or jobs
    wrote handles of others, as ``data``, or as ``data.names`` where only what stands under that key is one. What is
    ``frozen`` lies under a digest, so not a word of it is ever changed (E-38).
    """

    table: str
    person: str = ""
    others: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    apart: Any = ""
    fate: Fate = field(kw_only=True)
    address: str = ""
    chosen: str = ""
    through: tuple[str, str] | None = None
    cleared: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    frozen: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """All columns that the inventory knows of this table."""
        return frozenset({self.person, *self.others, *self.texts, *self.secret} - {""})

    @property
    def withdrawn(self) -> tuple[str, ...]:
        """The texts that go if the person wants them gone."""
        if self.fate != Fate.UNNAMED or self.frozen:
            return ()
        return tuple(name for name in self.texts if name not in {*self.cleared, *self.stays})

    def keys_with_names(self, column: str) -> frozenset[str]:
        """Under which keys of a JSON column forms or jobs wrote handles of others."""
        parts = (name.partition(".") for name in self.names)
        return frozenset(key for name, _dot, key in parts if name == column and key)


@dataclass(frozen=True)
class Purpose:
    """What data are kept for, in words for the page, and the tables that serve it."""

    title: Any
    what: Any
    seen_by: Any
    ground: Ground
    period: Period
    holdings: tuple[Holding, ...]
