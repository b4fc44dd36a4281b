"""What everything of the strategy has: a key, and a title in both languages."""

from dataclasses import dataclass

from forum.core.i18n import language


@dataclass(frozen=True, kw_only=True)
class Named:
    """Something with a key and a title in both languages."""

    key: str
    title: str
    title_en: str = ""
    verified: bool = True

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.title_en if language() == "en" and self.title_en else self.title
