"""The fixed words in which the Board decides (B-19)."""

import enum
from typing import Any

from forum.core.i18n import lazy


class Result(enum.StrEnum):
    """What the Board decided."""

    BESCHLOSSEN = "beschlossen"
    ABGELEHNT = "abgelehnt"
    VERTAGT = "vertagt"

    @property
    def label(self) -> Any:
        """The result in the reader's language."""
        return RESULTS[self]

    @property
    def kind(self) -> str:
        """The kind of badge that shows it."""
        return {"beschlossen": "success", "abgelehnt": "danger"}.get(self.value, "warning")


RESULTS = {
    Result.BESCHLOSSEN: lazy("beschlossen"),
    Result.ABGELEHNT: lazy("abgelehnt"),
    Result.VERTAGT: lazy("vertagt"),
}


class Unanimity(enum.StrEnum):
    """Whether anybody voted against."""

    EINSTIMMIG = "einstimmig"
    MEHRHEITLICH = "mehrheitlich"

    @property
    def label(self) -> Any:
        """The word in the reader's language."""
        return UNANIMITIES[self]


UNANIMITIES = {Unanimity.EINSTIMMIG: lazy("einstimmig"), Unanimity.MEHRHEITLICH: lazy("mehrheitlich")}
