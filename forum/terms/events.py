"""What can happen to the rules, the terms of use, the words of pages, and videos in sign language."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TermsProposed(Event):
    """Somebody proposes a new version; another person looks at it."""

    about: ClassVar[str] = "terms_version"
    terms_version_id: int
    document: str


@dataclass(frozen=True, kw_only=True)
class TermsDiscarded(TermsProposed):
    """A proposal is not followed up."""


@dataclass(frozen=True, kw_only=True)
class TermsAnnounced(TermsProposed):
    """A new version holds from a day on, and everybody with an account is told before."""


@dataclass(frozen=True, kw_only=True)
class PageTextChanged(Event):
    """A legal page says something else from now on."""

    about: ClassVar[str] = "page_text"
    page_text_id: int
    page: str
    version: int


@dataclass(frozen=True, kw_only=True)
class SignVideoPublished(Event):
    """There is a new video in sign language."""

    about: ClassVar[str] = "sign_video"
    sign_video_id: int


@dataclass(frozen=True, kw_only=True)
class SignVideoChanged(SignVideoPublished):
    """A video in sign language has other words or another file."""


@dataclass(frozen=True, kw_only=True)
class SignVideoRemoved(SignVideoPublished):
    """A video in sign language is gone."""
