"""The lock of a survey: who answers shares it with others who answer; who changes, ends or counts has it alone."""

from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import Event, record
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.surveys.models import Question, State, Survey, Turnout


def lock(survey: Survey, *, shared: bool = False) -> None:
    """Take the lock of a survey until the end of the transaction, and read it as it is now."""
    db.session.scalars(
        select(Survey)
        .where(Survey.id == survey.id)
        .with_for_update(read=shared)
        .execution_options(populate_existing=True)
    ).one()


def lock_to_change(survey: Survey, version: int) -> None:
    """Take the lock for a change of what is asked. Raises Conflict when somebody answered or changed it before."""
    lock(survey)
    if survey.state not in {State.DRAFT, State.PUBLISHED} or answered_by(survey):
        raise Conflict(_("Es gibt schon Antworten. Die Fragen bleiben deshalb, wie sie sind."))
    if version != survey.version:
        raise Conflict(_("Die Umfrage wurde inzwischen an anderer Stelle geändert."), current=survey)


def answered_by(survey: Survey) -> int:
    """Return how many people took part in a survey that is not closed yet."""
    return db.session.scalar(select(func.count()).select_from(Turnout).where(Turnout.survey_id == survey.id)) or 0


def questions_of(survey: Survey) -> list[Question]:
    """Return the questions of a survey in their order."""
    return list(
        db.session.scalars(
            select(Question).where(Question.survey_id == survey.id).order_by(Question.position, Question.id)
        )
    )


def note(actor: Actor, survey: Survey, event: type[Event], **data: object) -> None:
    """Record what happened; a draft is nothing that others may know of."""
    db.session.flush()
    words = {"survey_id": survey.id, "space_id": survey.space_id, **data}
    record(actor, event(**words), audience="staff" if survey.state == State.DRAFT else survey.space.audience)
