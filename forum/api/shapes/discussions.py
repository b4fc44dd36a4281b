"""Spaces, threads, posts and the files that hang on them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from forum.api.shapes.common import Language, Number, Shape, Text, Title


class Space(Shape):
    """A themed place for discussion; ``text_easy_html`` says in Leichte Sprache what it is about, where that is written."""

    id: int
    url: str
    slug: str
    title: str
    description: str
    text_easy_html: str
    threads: int


class Spaces(Shape):
    """A collection of spaces."""

    items: list[Space]
    next: str | None


class File(Shape):
    """A picture or document; ``url`` serves it to whoever may read what it belongs to.

    ``place`` is told once, to who sends a photo in that says where it was taken; it is kept nowhere.
    """

    key: str
    url: str
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    alt: str
    decorative: bool
    place: str | None = None


class Upload(Shape):
    """A file to hold for a day, until something new names its key."""

    file: Annotated[Any, WithJsonSchema({"type": "string", "format": "binary"})]


class ChosenFile(Shape):
    """A file that was sent in before; a picture needs its words, or the mark that it says nothing (X-22)."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    alt: Annotated[str, Field(max_length=250)] = ""
    decorative: bool = False


Files = Annotated[list[ChosenFile], Field(max_length=20)]


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
    files: Files = []
    language: Language | None = None


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
    # Whether the post stands in a closed branch, so that nobody can answer to it.
    closed: bool
    files: list[File]
    created_at: datetime
    edited_at: datetime | None


class Posts(Shape):
    """A collection of posts in reading order."""

    items: list[Post]
    next: str | None


class NewPost(Shape):
    """A post, perhaps an answer to another."""

    text: Text
    parent_id: Number | None = None
    files: Files = []
    language: Language | None = None
