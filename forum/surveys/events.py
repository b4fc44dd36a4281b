"""What can happen to surveys; that somebody answered is no event, because its moment would lead to the person."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _SurveyEvent(Event):
    """The parent of what happens to a survey; its space is named because its followers hear of it."""

    about: ClassVar[str] = "survey"
    survey_id: int
    space_id: int


@dataclass(frozen=True, kw_only=True)
class SurveyDrafted(_SurveyEvent):
    """Somebody of the staff office began to write a survey."""


@dataclass(frozen=True, kw_only=True)
class SurveyChanged(_SurveyEvent):
    """A survey asks or says something else, or ends later."""


@dataclass(frozen=True, kw_only=True)
class SurveyDiscarded(_SurveyEvent):
    """A survey was thrown away before anybody else saw it."""


@dataclass(frozen=True, kw_only=True)
class SurveyPublished(_SurveyEvent):
    """Everybody of the process can read what will be asked, and when."""


@dataclass(frozen=True, kw_only=True)
class SurveyOpened(_SurveyEvent):
    """People can answer."""


@dataclass(frozen=True, kw_only=True)
class SurveyClosed(_SurveyEvent):
    """The answers were counted, and the result can be read."""


@dataclass(frozen=True, kw_only=True)
class SurveyWithdrawn(_SurveyEvent):
    """A survey ended without a result, and all answers were removed."""


@dataclass(frozen=True, kw_only=True)
class SurveyTextChecked(_SurveyEvent):
    """Somebody read an answer that was typed, and let it pass or not."""

    text_id: int
    shown: bool
