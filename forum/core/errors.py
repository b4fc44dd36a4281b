"""The words in which a command says no. ``forum.web.errors`` turns each into a page, problem JSON or acknowledgement."""

from collections.abc import Mapping


class ForumError(Exception):
    """A refusal that a person is told about; ``message`` is a sentence in the reader's language."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotFound(ForumError):
    """The thing does not exist, or the viewer may not know that it does."""


class Gone(ForumError):
    """The thing existed and was removed; the message names ground and date."""


class Forbidden(ForumError):
    """The actor may see the thing but not do this with it."""


class Conflict(ForumError):
    """The act does not fit the present state; ``current`` may hold what is stored now, to be shown beside the own text."""

    def __init__(self, message: str = "", *, current: object = None) -> None:
        super().__init__(message)
        self.current = current


class Invalid(ForumError):
    """What was sent in cannot be taken; ``fields`` maps a field's name to its sentences."""

    def __init__(self, message: str = "", *, fields: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class TooOften(ForumError):
    """The act came too often; it is allowed again after ``retry_after`` seconds."""

    def __init__(self, message: str = "", *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(ForumError):
    """Something that this machine needs for the act is missing; everything else works."""
