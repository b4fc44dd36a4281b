"""The standard criteria by which ideas are assessed."""

from dataclasses import dataclass

from forum.core.i18n import language
from forum.strategy.models.named import Named


@dataclass(frozen=True, kw_only=True)
class Criterion(Named):
    """A standard criterion of the assessment: yes or no, or 0 to 5 points with a weight (B-07)."""

    weight: int
    knock_out: bool = False
    anchors: tuple[str, ...] = ()
    anchors_en: tuple[str, ...] = ()

    @property
    def scale(self) -> tuple[str, ...]:
        """What 0, the middle and 5 points mean, in the reader's language."""
        return self.anchors_en if language() == "en" and self.anchors_en else self.anchors
