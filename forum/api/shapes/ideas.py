"""Ideas and their supporters."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from forum.api.shapes.common import Number, PageQuery, Shape, Text, Title
from forum.api.shapes.discussions import File, Files
from forum.core.i18n import _
from forum.strategy.models import Point


class IdeaQuery(PageQuery):
    """Which ideas, in which order."""

    state: Annotated[str, Field(max_length=30)] = ""
    goal: Annotated[str, Field(max_length=40)] = ""
    category: Annotated[str, Field(max_length=40)] = ""
    district: Annotated[str, Field(max_length=6)] = ""
    q: Annotated[str, Field(max_length=100)] = ""
    sort: Annotated[str, Field(max_length=20)] = ""


class Idea(Shape):
    """An idea; its text and files are there only when it was asked for alone."""

    id: int
    url: str
    title: str
    excerpt: str
    html: str | None = None
    files: list[File] | None = None
    state: str
    category: str
    goals: list[str] | None = None
    districts: list[int] | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    author: str | None = None
    authors: list[str] | None = None
    support: int
    support_on_paper: int
    threshold: int
    threshold_reached_at: datetime | None = None
    submitted_at: datetime | None
    source_url: str | None = None


class Ideas(Shape):
    """A collection of ideas."""

    items: list[Idea]
    next: str | None


class NewIdea(Shape):
    """An idea to hand in."""

    title: Title
    text: Text
    goals: list[Annotated[str, Field(max_length=40)]] = []
    category: Annotated[str, Field(max_length=40)] = ""
    districts: list[Number] = []
    place: Annotated[str, Field(max_length=200)] = ""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    files: Files = []

    @model_validator(mode="after")
    def _whole_point(self) -> Self:
        """Take both numbers of a point or none."""
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError(_("Ein Punkt braucht Breite und Länge."))
        return self

    @property
    def point(self) -> Point | None:
        """The point on the map, as the command takes it."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)


class SupportCount(Shape):
    """How many people support an idea now, and whether the caller does."""

    support: int
    supported: bool
