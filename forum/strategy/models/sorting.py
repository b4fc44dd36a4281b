"""By what ideas are sorted: fields of life and districts."""

from dataclasses import dataclass

from forum.strategy.models.named import Named


@dataclass(frozen=True, kw_only=True)
class Category(Named):
    """A field of life by which ideas are sorted; may have its own threshold (N-09)."""

    threshold: int | None = None


@dataclass(frozen=True, kw_only=True)
class District:
    """A Stadtbezirk; its number is the stable key."""

    number: int
    name: str
    threshold: int | None = None
