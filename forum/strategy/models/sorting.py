"""By what ideas are sorted: fields of life and districts."""

from dataclasses import dataclass

from forum.strategy.models.named import Named


@dataclass(frozen=True, kw_only=True)
class Category(Named):
    """A field of life by which ideas are sorted; may have rules of support of its own (N-09).

    ``deadline_days`` of 0 mean that support has no deadline here.
    """

    threshold: int | None = None
    deadline_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class District:
    """A Stadtbezirk; its number is the stable key."""

    number: int
    name: str
    threshold: int | None = None
    deadline_days: int | None = None
