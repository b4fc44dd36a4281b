"""The sheet on which people answer, built from the questions of a survey."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from forum.core.i18n import _, lazy
from forum.surveys.answers import LONGEST, Given
from forum.surveys.models import Kind, Question, Survey
from forum.web.addresses import number_in
from forum.web.forms import Form, choices, filled, length, paragraphs
from forum.web.language import written


def answer_form(survey: Survey, questions: Sequence[Question]) -> Form:
    """Build the sheet; its fields are ``q<number>``, those of an order ``q<number>-<option>``."""
    names: dict[str, Any] = {"version": IntegerField(validators=[Optional()], widget=HiddenInput())}
    for question in questions:
        names |= _fields(question)
    built: type[Form] = type("AnswerForm", (Form,), names)
    return built(data={"version": survey.version})


def _fields(question: Question) -> dict[str, Any]:
    name, text = f"q{question.id}", written(question.text)
    needed = [filled(lazy("Bitte beantworten Sie diese Frage."))] if question.required else [Optional()]
    marks = [(str(place), written(mark)) for place, mark in enumerate(question.marks)]
    if question.kind == Kind.TEXT:
        return {name: TextAreaField(text, [*needed, length(most=LONGEST)], [paragraphs])}
    if question.kind == Kind.SEVERAL:
        return {name: SelectMultipleField(text, needed, choices=choices(marks), validate_choice=False)}
    if question.kind == Kind.ORDER:
        ranks = [("", _("Bitte wählen")), *((str(rank), f"{rank}.") for rank in range(1, len(marks) + 1))]
        return {
            f"{name}-{place}": SelectField(mark, needed, choices=choices(ranks), validate_choice=False)
            for place, mark in marks
        }
    # Whoever need not answer can take a choice back.
    nothing = [] if question.required else [("", _("keine Angabe"))]
    return {
        name: RadioField(
            text,
            needed,
            choices=choices([*marks, *nothing]),
            default=None if question.required else "",
            validate_choice=False,
        )
    }


def answers_in(form: Any, questions: Sequence[Question]) -> dict[int, Given]:
    """Return what was answered by the number of its question, as the command takes it."""
    return {question.id: _given(form, question) for question in questions}


def _given(form: Any, question: Question) -> Given:
    name = f"q{question.id}"
    if question.kind == Kind.TEXT:
        return str(form[name].data or "")
    if question.kind == Kind.SEVERAL:
        return [_place(value) for value in form[name].data or ()]
    if question.kind == Kind.ORDER:
        return _order([form[f"{name}-{place}"].data for place in range(len(question.options))])
    return [_place(form[name].data)] if form[name].data else []


def _place(value: str) -> int:
    """Return the place that a value names; -1, which no question has, for what is none."""
    number = number_in(value)
    return -1 if number is None else number


def _order(ranks: Sequence[str | None]) -> list[int]:
    """Return the options in the order of their ranks; a rank that nobody or two have holds -1."""
    if not any(ranks):
        return []
    held = [[place for place, given in enumerate(ranks) if given == str(rank + 1)] for rank in range(len(ranks))]
    return [places[0] if len(places) == 1 else -1 for places in held]


def typed_in(sent: Mapping[str, str], questions: Sequence[Question]) -> list[tuple[str, str]]:
    """Return the texts that somebody typed, each with its question, for a page that has no fields for them any more."""
    texts = [(row.text, sent.get(f"q{row.id}", "").strip()) for row in questions if row.kind == Kind.TEXT]
    return [(question, text) for question, text in texts if text]
