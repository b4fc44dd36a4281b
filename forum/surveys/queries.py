"""Reading surveys; the first argument is always the viewer. ``result`` is the only door to what was answered (B-23)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can
from forum.core.small_cells import LEAST
from forum.discussions.models import Space
from forum.surveys.counting import Counted, Outcome, digest_of, outcome
from forum.surveys.models import Kind, Question, State, Survey, Tally, Turnout, Words
from forum.web.paging import Order, Page, moment, number

PER_PAGE = 20
NEWEST_END_FIRST = Order(((Survey.closes_at, True), (Survey.id, True)), (moment, number))
BY_NUMBER = Order(((Words.id, False),), (number,))
TEXTS_PER_PAGE = 50
MOST_TEXTS = 500


def _seen(viewer: Actor) -> Select[Survey]:
    """Return what the viewer may read; drafts are for those who write them."""
    known: list[ColumnElement[bool]] = [Survey.state != State.DRAFT]
    if can(viewer, "survey.arrange"):
        known.append(Survey.state == State.DRAFT)
    return (
        select(Survey)
        .join(Survey.space)
        .where(Space.audience.in_(viewer.words), or_(*known))
        .options(contains_eager(Survey.space))
    )


def survey(viewer: Actor, survey_id: int) -> Survey:
    """Return a survey. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(_seen(viewer).where(Survey.id == survey_id))
    if found is None:
        raise NotFound
    return found


def surveys(
    viewer: Actor, within: Space | None = None, after: str | None = None, limit: int = PER_PAGE
) -> Page[Survey]:
    """Return a page of published surveys, the one that ends last first."""
    statement = _seen(viewer).where(Survey.state != State.DRAFT)
    if within is not None:
        statement = statement.where(Survey.space_id == within.id)
    rows = db.session.scalars(NEWEST_END_FIRST.apply(statement, after, limit)).all()
    return NEWEST_END_FIRST.page(rows, limit)


def surveys_of(viewer: Actor, within: Space) -> Sequence[Survey]:
    """Return all surveys of a process that the viewer may read, drafts included for those who write them."""
    return db.session.scalars(
        _seen(viewer).where(Survey.space_id == within.id).order_by(Survey.closes_at.desc(), Survey.id.desc())
    ).all()


def every_survey(viewer: Actor, after: str | None = None) -> Page[Survey]:
    """Return a page of all surveys, for those who write them; the viewer was asked for ``survey.arrange`` before."""
    rows = db.session.scalars(NEWEST_END_FIRST.apply(_seen(viewer), after, PER_PAGE)).all()
    return NEWEST_END_FIRST.page(rows, PER_PAGE)


def questions(of: Survey) -> Sequence[Question]:
    """Return the questions of a survey in their order. The viewer was asked for the survey before."""
    return db.session.scalars(
        select(Question).where(Question.survey_id == of.id).order_by(Question.position, Question.id)
    ).all()


def question(of: Survey, question_id: int) -> Question:
    """Return a question of a survey. Raises NotFound."""
    found = db.session.scalar(select(Question).where(Question.id == question_id, Question.survey_id == of.id))
    if found is None:
        raise NotFound
    return found


def has_answered(viewer: Actor, of: Survey) -> bool:
    """Tell whether the viewer took part; after the end the forum does not know any more."""
    return viewer.person_id is not None and db.session.get(Turnout, (of.id, viewer.person_id)) is not None


def has_answers(of: Survey) -> bool:
    """Tell whether anybody took part, so that the questions stay as they are."""
    return db.session.scalar(select(Turnout.person_id).where(Turnout.survey_id == of.id).limit(1)) is not None


def about_so_many(of: Survey) -> int:
    """Return how many took part at least, in steps of five, so that nobody sees a single answer come in."""
    found = db.session.scalar(select(func.count()).select_from(Turnout).where(Turnout.survey_id == of.id)) or 0
    return found // LEAST * LEAST


def tallies(of: Survey) -> dict[int, Counted]:
    """Return how often each answer was given, by question; there are none before the end."""
    rows = db.session.execute(
        select(Tally.question_id, Tally.value, Tally.number)
        .join(Question, Question.id == Tally.question_id)
        .where(Question.survey_id == of.id)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for question_id, value, times in rows:
        found[question_id][value] = times
    return dict(found)


@dataclass(frozen=True)
class Result:
    """What came of a closed survey; without outcomes where so few took part that they could be recognised."""

    participants: int | None
    outcomes: Sequence[Outcome]


def result(viewer: Actor, of: Survey) -> Result | None:
    """Return the result of a closed survey, and None to everybody as long as it is not closed."""
    if of.state != State.CLOSED or of.space.audience not in viewer.words:
        return None
    if not of.is_told:
        return Result(None if of.participants else 0, ())
    counted, texts = tallies(of), _texts(of)
    return Result(of.participants, [_outcome(row, counted, texts) for row in questions(of)])


def _outcome(row: Question, counted: dict[int, Counted], texts: dict[int, list[Words]]) -> Outcome:
    if row.kind != Kind.TEXT:
        return outcome(row, counted.get(row.id, {}))
    known = texts.get(row.id, [])
    shown = [words.text for words in known if words.shown]
    unread = sum(words.shown is None for words in known)
    kept_back = len(known) - len(shown) - unread
    return Outcome(row, len(known), texts=shown[:MOST_TEXTS], unread=unread, kept_back=kept_back)


def _texts(of: Survey) -> dict[int, list[Words]]:
    found: dict[int, list[Words]] = defaultdict(list)
    for words in db.session.scalars(
        select(Words).join(Words.question).where(Question.survey_id == of.id).order_by(Words.id)
    ):
        found[words.question_id].append(words)
    return found


def typed(of: Survey, after: str | None = None, *, unread_only: bool = False) -> Page[Any]:
    """Return a page of what people typed in a closed survey; the viewer was asked for ``survey.check`` before."""
    statement = (
        select(Words).join(Words.question).where(Question.survey_id == of.id).options(joinedload(Words.question))
    )
    if unread_only:
        statement = statement.where(Words.shown.is_(None))
    rows = db.session.scalars(BY_NUMBER.apply(statement, after, TEXTS_PER_PAGE)).all()
    return BY_NUMBER.page(rows, TEXTS_PER_PAGE)


def words(of: Survey, text_id: int) -> Words:
    """Return one text that somebody typed. Raises NotFound."""
    found = db.session.scalar(
        select(Words).join(Words.question).where(Words.id == text_id, Question.survey_id == of.id)
    )
    if found is None:
        raise NotFound
    return found


def changed_surveys() -> Sequence[str]:
    """Return the numbers of closed surveys whose result does not fit its digest any more (E-38)."""
    closed = db.session.scalars(select(Survey).where(Survey.state == State.CLOSED).order_by(Survey.id)).all()
    return [str(row.id) for row in closed if digest_of(row, questions(row), tallies(row)) != row.digest]
