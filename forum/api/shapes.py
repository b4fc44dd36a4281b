"""The shapes of what goes into the API and what comes out of it; personal data beyond handles never do (P-02)."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=20_000)]
Title = Annotated[str, Field(max_length=250)]


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


class PageQuery(Shape):
    """Where a page of a collection begins and how long it is."""

    model_config = ConfigDict(extra="ignore")

    after: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Space(Shape):
    """A themed place for discussion."""

    id: int
    url: str
    slug: str
    title: str
    description: str
    threads: int


class Spaces(Shape):
    """A collection of spaces."""

    items: list[Space]
    next: str | None


class Thread(Shape):
    """One discussion."""

    id: int
    url: str
    title: str
    posts: int
    created_at: datetime
    last_post_at: datetime
    closed: bool


class Threads(Shape):
    """A collection of threads."""

    items: list[Thread]
    next: str | None


class NewThread(Shape):
    """A thread with its first post."""

    title: Title
    text: Text


class Post(Shape):
    """One contribution; a removed one has a state and no text."""

    id: int
    url: str
    parent_id: int | None
    depth: int
    author: str | None
    html: str
    language: str
    state: str
    created_at: datetime
    edited_at: datetime | None


class Posts(Shape):
    """A collection of posts in reading order."""

    items: list[Post]
    next: str | None


class NewPost(Shape):
    """A post, perhaps an answer to another."""

    text: Text
    parent_id: int | None = None


class SearchQuery(Shape):
    """What to look for."""

    model_config = ConfigDict(extra="ignore")

    q: Annotated[str, Field(max_length=2_000)]
    kind: Annotated[str, Field(max_length=20)] = ""
    after: Annotated[int, Field(ge=1, le=100)] = 1


class Hit(Shape):
    """Something that was found."""

    id: int
    url: str
    kind: str
    title: str
    excerpt: str
    at: datetime


class Hits(Shape):
    """A collection of hits, best first."""

    items: list[Hit]
    next: str | None
    total: int


class Anything(BaseModel):
    """A JSON object whose inside another document describes."""

    model_config = ConfigDict(extra="allow")


def plain(values: Any) -> Any:
    """Return a shape as JSON values."""
    return values.model_dump(mode="json")
