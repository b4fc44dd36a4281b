"""The forms in which the staff office writes a survey."""

from typing import Any

from wtforms import BooleanField, DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from forum.core.clock import local, now, of_city
from forum.core.i18n import lazy
from forum.discussions.models import Phase, Space
from forum.surveys.commands import Asked, Plan
from forum.surveys.models import Kind, Question, Survey
from forum.web.forms import Form, choice_of, choices, filled, length, of_this_century, one_line, paragraphs


class PlanForm(Form):
    """What a survey says of itself, its phase, its beginning and its end."""

    title = StringField(lazy("Titel"), [filled(), length(5, 120)], [one_line])
    text = TextAreaField(lazy("Einleitung"), [length(most=4000)], [paragraphs])
    phase = SelectField(lazy("Phase des Verfahrens"), [choice_of(Phase)])
    opens_at = DateTimeLocalField(lazy("Beginn"), [filled(), of_this_century])
    closes_at = DateTimeLocalField(lazy("Ende"), [filled(), of_this_century])
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    @classmethod
    def of(cls, space: Space, survey: Survey | None) -> "PlanForm":
        """Return the form of a survey, or of a new one in the phase that runs or comes next."""
        form = cls(data=_shown(space, survey))
        form.phase.choices = choices((one.phase.value, one.phase.label) for one in space.course.begins)
        return form

    @property
    def plan(self) -> Plan:
        """Return what was filled in; days and hours are those of Braunschweig."""
        return Plan(
            title=self.title.data or "",
            text=self.text.data or "",
            phase=Phase(self.phase.data),
            opens_at=of_city(self.opens_at.data),
            closes_at=of_city(self.closes_at.data),
        )


def _shown(space: Space, survey: Survey | None) -> dict[str, Any]:
    if survey is not None:
        times = {name: local(getattr(survey, name)).replace(tzinfo=None) for name in ("opens_at", "closes_at")}
        return times | {name: getattr(survey, name) for name in ("title", "text", "phase", "version")}
    phase = space.course.present or (space.course.begins[0].phase if space.course else Phase.OPEN)
    begins, ends = space.course.stretch(phase) or (now(), None)
    begins = max(begins, now())
    return {
        "phase": phase.value,
        "opens_at": local(begins).replace(tzinfo=None, second=0, microsecond=0),
        "closes_at": local(ends).replace(tzinfo=None) if ends else None,
    }


class QuestionForm(Form):
    """A question; which of the fields are shown depends on its kind."""

    text = StringField(lazy("Frage"), [filled(), length(5, 300)], [one_line])
    hint = StringField(lazy("Erläuterung"), [length(most=500)], [one_line])
    options = TextAreaField(lazy("Antworten, jede in einer Zeile"), [length(most=4000)], [paragraphs])
    most = IntegerField(lazy("Höchstens so viele Antworten"), [Optional()])
    points = IntegerField(lazy("Stufen der Skala"), [Optional()], default=5)
    low = StringField(lazy("Was bedeutet die unterste Stufe?"), [length(most=60)], [one_line])
    high = StringField(lazy("Was bedeutet die oberste Stufe?"), [length(most=60)], [one_line])
    required = BooleanField(lazy("Muss beantwortet werden"), default=True)
    about_person = BooleanField(lazy("Fragt nach der Person, zum Beispiel nach dem Alter"))
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    @classmethod
    def of(cls, survey: Survey, question: Question | None) -> "QuestionForm":
        """Return the form of a question, or of a new one."""
        names = ("text", "hint", "low", "high", "required", "about_person")
        shown = {name: getattr(question, name) for name in names} if question else {}
        if question is not None:
            shown["options"] = "\n".join(question.options)
            shown["most"], shown["points"] = question.most or None, question.points or 5
        return cls(data={**shown, "version": survey.version})

    def asked(self, kind: Kind) -> Asked:
        """Return the question that was written."""
        return Asked(
            kind=kind,
            text=self.text.data or "",
            hint=self.hint.data or "",
            required=bool(self.required.data),
            options=(self.options.data or "").splitlines(),
            most=self.most.data or 0,
            points=self.points.data or 0,
            low=self.low.data or "",
            high=self.high.data or "",
            about_person=bool(self.about_person.data),
        )


class ExtendForm(Form):
    """A later end."""

    closes_at = DateTimeLocalField(lazy("Neues Ende"), [filled(), of_this_century])


class WithdrawForm(Form):
    """Why a survey ends without a result."""

    reason = StringField(lazy("Grund, den alle lesen"), [filled(), length(10, 500)], [one_line])
