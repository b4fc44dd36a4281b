"""The strategic goals, and the goals of the urban development concept that they serve."""

from dataclasses import dataclass

from forum.core.i18n import language
from forum.strategy.models.named import Named


@dataclass(frozen=True, kw_only=True)
class Goal(Named):
    """A strategic goal that ideas and projects are measured by (G-17)."""

    text: str
    text_en: str = ""
    isek: tuple[int, ...] = ()

    @property
    def description(self) -> str:
        """The text in the reader's language."""
        return self.text_en if language() == "en" and self.text_en else self.text


@dataclass(frozen=True, kw_only=True)
class IsekGoal:
    """A Leitziel of the integrated urban development concept."""

    number: int
    title: str
    title_en: str = ""
    verified: bool = True

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.title_en if language() == "en" and self.title_en else self.title
