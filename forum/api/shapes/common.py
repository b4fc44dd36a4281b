"""What the shapes share: their parent, a refusal, a page, and plain JSON."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=20_000)]
Title = Annotated[str, Field(max_length=250)]
# The code of a language in which posts can be written, e.g. ``de``.
Language = Annotated[str, Field(max_length=8)]
# The number of a row; a larger one no database knows.
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Shape(BaseModel):
    """The parent of all shapes; unknown fields are refused, so that a typing error is noticed (E-31)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Problem(BaseModel):
    """A refusal (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, list[str]] | None = None


class Held(Shape):
    """A text that was taken in and waits for the moderation; ``url`` tells its author what becomes of it."""

    id: int
    url: str
    held: bool
    reasons: list[str]


class PageQuery(Shape):
    """Where a page of a collection begins and how long it is."""

    model_config = ConfigDict(extra="ignore")

    after: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Anything(BaseModel):
    """A JSON object whose inside another document describes."""

    model_config = ConfigDict(extra="allow")


def plain(values: Any) -> Any:
    """Return a shape as JSON values."""
    return values.model_dump(mode="json")
