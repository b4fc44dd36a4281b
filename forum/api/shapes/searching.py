"""A question to the search and its hits."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from forum.api.shapes.common import Shape


class SearchQuery(Shape):
    """What to look for."""

    model_config = ConfigDict(extra="ignore")

    q: Annotated[str, Field(max_length=2_000)]
    kind: Annotated[str, Field(max_length=20)] = ""
    after: Annotated[int, Field(ge=1, le=100)] = 1
    facets: bool = False


class Hit(Shape):
    """Something that was found."""

    id: int
    url: str
    kind: str
    title: str
    excerpt: str
    at: datetime


class FacetValue(Shape):
    """A value by which hits can be narrowed, and how many of them have it."""

    value: str
    label: str
    count: int


class Facet(Shape):
    """What hits can be narrowed by; the values most hits have come first."""

    name: str
    label: str
    values: list[FacetValue]


class Hits(Shape):
    """A collection of hits, best first.

    ``notes`` says what of the question was not understood. ``loosened`` says how it was asked where nothing has it as it
    stands: for parts of its words, longer words, or some of them; the total is that of the looser question. ``facets`` and
    ``near``, the question with words that are spelt nearly so, are empty unless they were asked for.
    """

    items: list[Hit]
    next: str | None
    total: int
    loosened: Literal["parts", "longer", "some"] | None
    notes: list[str]
    facets: list[Facet]
    near: list[str]
