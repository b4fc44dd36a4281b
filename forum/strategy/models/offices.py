"""The bodies and offices of the governance."""

from dataclasses import dataclass

from forum.core.i18n import language
from forum.strategy.models.named import Named


@dataclass(frozen=True, kw_only=True)
class Office(Named):
    """A body or office of the governance, with its lines in the picture."""

    text: str
    place: tuple[int, int]
    text_en: str = ""
    holder: str = ""
    holder_as_of: str = ""
    holder_as_of_en: str = ""
    reports_to: tuple[str, ...] = ()
    exchanges_with: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """The text in the reader's language."""
        return self.text_en if language() == "en" and self.text_en else self.text

    @property
    def holder_note(self) -> str:
        """As of when the holder is known, in the reader's language."""
        return self.holder_as_of_en if language() == "en" and self.holder_as_of_en else self.holder_as_of
