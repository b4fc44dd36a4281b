"""Writing a survey, showing it to everybody, and letting it run longer (B-23)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render
from forum.discussions.models import Phase, Space
from forum.surveys.commands.locks import lock, lock_to_change, note, questions_of
from forum.surveys.events import SurveyChanged, SurveyDiscarded, SurveyDrafted, SurveyPublished
from forum.surveys.models import Question, Stage, State, Survey
from forum.web.language import beginning, ending

TITLE = (5, 120)
LONGEST_TEXT = 4000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a survey says of itself, to which phase it is bound, and when it begins and ends."""

    title: str
    text: str = ""
    phase: Phase
    opens_at: datetime
    closes_at: datetime


def draft_survey(actor: Actor, space: Space, plan: Plan) -> Survey:
    """Begin a survey in a space that is a process; nobody but the staff office sees it. Raises Invalid."""
    require(actor, "survey.draft", space)
    survey = Survey(space_id=space.id, space=space, state=State.DRAFT, created_at=now())
    _keep(survey, plan)
    db.session.add(survey)
    note(actor, survey, SurveyDrafted)
    return survey


def change_survey(actor: Actor, survey: Survey, plan: Plan, *, version: int) -> None:
    """Change what a survey says of itself, as long as nobody has answered. Raises Conflict, Invalid."""
    require(actor, "survey.manage", survey)
    lock_to_change(survey, version)
    _keep(survey, plan)
    survey.version += 1
    note(actor, survey, SurveyChanged)


def discard_survey(actor: Actor, survey: Survey) -> None:
    """Throw a draft away. Raises Conflict."""
    require(actor, "survey.manage", survey)
    lock(survey)
    if survey.state != State.DRAFT:
        raise Conflict(_("Die Umfrage ist schon veröffentlicht. Ziehen Sie sie mit einem Grund zurück."))
    note(actor, survey, SurveyDiscarded)
    db.session.execute(delete(Question).where(Question.survey_id == survey.id))
    db.session.delete(survey)


def publish_survey(actor: Actor, survey: Survey, *, version: int) -> None:
    """Show a survey to everybody of the process; it opens by itself. Raises Conflict, Invalid."""
    require(actor, "survey.manage", survey)
    lock(survey)
    if survey.state != State.DRAFT:
        raise Conflict(_("Die Umfrage ist schon veröffentlicht."))
    if version != survey.version:
        raise Conflict(_("Die Umfrage wurde inzwischen an anderer Stelle geändert."), current=survey)
    if survey.space.archived_at is not None:
        raise Conflict(_("Der Raum liegt im Archiv. Dort beginnt keine Umfrage mehr."))
    if not questions_of(survey):
        raise Invalid(_("Eine Umfrage braucht mindestens eine Frage."))
    # The phases may have been moved since the survey was written.
    if wrong := _time_problems(survey.space, _plan_of(survey)):
        raise Invalid(" ".join(sentence for sentences in wrong.values() for sentence in sentences))
    survey.state = State.PUBLISHED
    note(actor, survey, SurveyPublished)


def extend_survey(actor: Actor, survey: Survey, *, closes_at: datetime) -> None:
    """Let a survey end later, as long as it is not over; earlier it never ends. Raises Conflict, Invalid."""
    require(actor, "survey.manage", survey)
    lock(survey)
    if survey.stage not in {Stage.COMING, Stage.RUNNING}:
        raise Conflict(_("Die Umfrage ist vorbei; ihr Ende lässt sich nicht mehr verschieben."))
    if closes_at <= survey.closes_at:
        raise Invalid(fields={"closes_at": [_("Eine Umfrage endet nie früher als angekündigt.")]})
    if wrong := _end_problems(survey.space, Phase(survey.phase), closes_at):
        raise Invalid(fields={"closes_at": wrong})
    survey.closes_at = closes_at
    note(actor, survey, SurveyChanged)


def _keep(survey: Survey, plan: Plan) -> None:
    title, text = clean_line(plan.title), clean_text(plan.text)
    wrong = _time_problems(survey.space, plan)
    if not TITLE[0] <= len(title) <= TITLE[1]:
        wrong["title"] = [
            _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=TITLE[0], most=TITLE[1])
        ]
    if len(text) > LONGEST_TEXT:
        wrong["text"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=LONGEST_TEXT)]
    if wrong:
        raise Invalid(fields=wrong)
    survey.title, survey.text, survey.text_html = title, text, render(text) if text else ""
    survey.phase, survey.opens_at, survey.closes_at = plan.phase.value, plan.opens_at, plan.closes_at


def _plan_of(survey: Survey) -> Plan:
    times = {"opens_at": survey.opens_at, "closes_at": survey.closes_at}
    return Plan(title=survey.title, text=survey.text, phase=Phase(survey.phase), **times)


def _time_problems(space: Space, plan: Plan) -> dict[str, list[str]]:
    """Say what is wrong with beginning and end: both lie inside the phase, and the end ahead."""
    stretch = space.course.stretch(plan.phase)
    if stretch is None:
        return {"phase": [_("Dieser Raum hat keine solche Phase. Richten Sie zuerst das Verfahren ein.")]}
    wrong: dict[str, list[str]] = {}
    if plan.opens_at < stretch[0]:
        wrong["opens_at"] = [_("Die Phase beginnt erst am %(when)s.", when=beginning(stretch[0]))]
    ends = _end_problems(space, plan.phase, plan.closes_at)
    if plan.closes_at <= plan.opens_at:
        ends = [_("Das Ende liegt nicht nach dem Anfang.")]
    return wrong | ({"closes_at": ends} if ends else {})


def _end_problems(space: Space, phase: Phase, closes_at: datetime) -> list[str]:
    stretch = space.course.stretch(phase)
    if closes_at <= now():
        return [_("Das Ende liegt in der Vergangenheit.")]
    if stretch and stretch[1] and closes_at > stretch[1]:
        return [_("Die Phase endet schon am %(when)s.", when=ending(stretch[1]))]
    return []
