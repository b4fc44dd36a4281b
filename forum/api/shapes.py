"""The shapes of what goes into the API and what comes out of it; personal data beyond handles never do (P-02)."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from forum.core.i18n import _
from forum.strategy.models import Point

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

    ``notes`` says what of the question was not understood. ``facets`` and ``near``, the question with words that are spelt
    nearly so, are empty unless they were asked for.
    """

    items: list[Hit]
    next: str | None
    total: int
    notes: list[str]
    facets: list[Facet]
    near: list[str]


class MeetingQuery(PageQuery):
    """Which meetings."""

    committee: Annotated[str, Field(max_length=80)] | None = None


class Meeting(Shape):
    """A session of a committee."""

    id: int
    url: str
    title: str
    committee: str
    starts_at: datetime
    place: str
    state: str


class Meetings(Shape):
    """A collection of meetings."""

    items: list[Meeting]
    next: str | None


class EventQuery(Shape):
    """After which event of which epoch, and how many seconds to wait for one."""

    model_config = ConfigDict(extra="ignore")

    after: Annotated[int, Field(ge=0, lt=10**9)] = 0
    wait: Annotated[float, Field(ge=0, le=25)] = 0
    epoch: Annotated[int, Field(ge=1, lt=10**9)] | None = None


class MeetingEvent(Shape):
    """One numbered event of a meeting; ``prev`` is the one before it for the same audience."""

    prev: int
    seq: int
    type: str
    at: datetime
    actor: str | None
    data: dict[str, Any]


class Events(Shape):
    """Events in their order; ``state`` is the address of the state where the log is no continuation of what one knows."""

    items: list[MeetingEvent]
    next: str | None
    epoch: int
    state: str | None


class Command(Shape):
    """A command to a meeting; the key makes sure that it is carried out once."""

    type: Annotated[str, Field(max_length=40)]
    data: dict[str, Any] = {}
    idempotency_key: Annotated[str, Field(max_length=64)]


class CommandAnswer(Shape):
    """The number of the command's last event."""

    ok: bool
    seq: int
    duplicate: bool


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


class Anything(BaseModel):
    """A JSON object whose inside another document describes."""

    model_config = ConfigDict(extra="allow")


def plain(values: Any) -> Any:
    """Return a shape as JSON values."""
    return values.model_dump(mode="json")
