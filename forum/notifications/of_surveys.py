"""What followers of a process hear of its surveys: one opens, a result is there, or one ends without any (B-23)."""

from typing import Any

from forum.core.clock import last_day
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.notifications.commands import tell
from forum.notifications.handling import each
from forum.notifications.placing import listeners, place_of
from forum.surveys.events import SurveyClosed, SurveyOpened, SurveyWithdrawn
from forum.surveys.models import Survey


def _opened(event: LoggedEvent) -> None:
    """Tell until when one can take part."""
    survey = db.session.get_one(Survey, event.subject_id)
    _tell(event, survey, "survey_opened", ends=last_day(survey.ends).isoformat())


def _closed(event: LoggedEvent) -> None:
    _tell(event, db.session.get_one(Survey, event.subject_id), "survey_closed")


def _withdrawn(event: LoggedEvent) -> None:
    _tell(event, db.session.get_one(Survey, event.subject_id), "survey_withdrawn")


def _tell(event: LoggedEvent, survey: Survey, kind: str, **data: Any) -> None:
    tell(event, listeners(place_of(event), "step"), kind, survey.url, title=survey.title, **data)


SUBSCRIBERS = [
    Subscriber("notifications.survey_opened", (SurveyOpened,), each(_opened)),
    Subscriber("notifications.survey_closed", (SurveyClosed,), each(_closed)),
    Subscriber("notifications.survey_withdrawn", (SurveyWithdrawn,), each(_withdrawn)),
]
