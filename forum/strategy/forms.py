"""The shape of what the staff office writes about the strategy."""

from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from forum.core.clock import today
from forum.core.i18n import lazy
from forum.strategy.commands import OfficePlan, Wording
from forum.strategy.models import WORDS, Goal, Office, strategy
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs

# How often something was written that nobody has changed since it was stored.
UNTOUCHED = 1


# What nobody has seen: it is no count that a row could have.
UNSEEN = 0


def seen_in(field: IntegerField) -> int:
    """Return how often something had been written when the form was opened; a request that says nothing saw nothing."""
    return field.data or (UNTOUCHED if field.raw_data else UNSEEN)


class GoalForm(Form):
    """A goal in German, English and Leichte Sprache, with its links to the ISEK."""

    title = StringField(lazy("Titel"), [filled(), length(3, 120)], [one_line])
    text = TextAreaField(lazy("Wortlaut"), [filled(), length(10, 1000)], [paragraphs])
    title_en = StringField(lazy("Titel auf Englisch"), [filled(), length(3, 120)], [one_line])
    text_en = TextAreaField(lazy("Wortlaut auf Englisch"), [filled(), length(10, 1000)], [paragraphs])
    title_easy = StringField(lazy("Titel in Leichter Sprache"), [length(most=120)], [one_line])
    text_easy = TextAreaField(lazy("Wortlaut in Leichter Sprache"), [length(most=1000)], [paragraphs])
    isek = SelectMultipleField(lazy("Leitziele des ISEK"), [Optional()], coerce=int)
    # Forms keep their fields under this name, so the one for the Arbeitsfelder has another.
    areas = SelectMultipleField(lazy("Arbeitsfelder des ISEK"), [Optional()], coerce=int)
    frameworks = TextAreaField(lazy("Rahmenprojekte des ISEK"), [length(most=3000)], [paragraphs])
    since = DateField(lazy("Gilt ab"), [Optional(), of_this_century])
    until = DateField(lazy("Gilt bis"), [Optional(), of_this_century])
    verified = BooleanField(lazy("Der Wortlaut ist bestätigt"))
    # How often the goal was changed when the form was opened; empty for one that nobody has changed yet.
    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = strategy()
        self.isek.choices = choices((part.number, part.label) for part in known.isek.values())
        self.areas.choices = choices((part.number, part.label) for part in known.isek_fields.values())

    @classmethod
    def of(cls, goal: Goal, seen: int | None) -> "GoalForm":
        """Return the form as it shows a goal."""
        values = {name: getattr(goal, name) for name in WORDS}
        links = {"isek": goal.isek, "areas": goal.fields, "frameworks": "\n".join(goal.frameworks)}
        return cls(data=values | links | {"seen": seen})

    def wording(self) -> Wording:
        """Return what was written, as commands take it."""
        lines = ("title", "text", "title_en", "text_en", "title_easy", "text_easy")
        return Wording(
            **{name: self[name].data or "" for name in lines},
            isek=tuple(self.isek.data or ()),
            fields=tuple(self.areas.data or ()),
            frameworks=tuple((self.frameworks.data or "").splitlines()),
            since=self.since.data,
            until=self.until.data,
            verified=self.verified.data,
        )


class PublishForm(Form):
    """Why there is a new version."""

    note = TextAreaField(lazy("Was sich ändert und warum"), [filled(), length(10, 500)], [one_line])


class OfficeForm(Form):
    """A body or office, with its lines and its place in the picture."""

    title = StringField(lazy("Name"), [filled(), length(3, 120)], [one_line])
    title_en = StringField(lazy("Name auf Englisch"), [filled(), length(3, 120)], [one_line])
    text = TextAreaField(lazy("Aufgabe"), [filled(), length(10, 1000)], [paragraphs])
    text_en = TextAreaField(lazy("Aufgabe auf Englisch"), [filled(), length(10, 1000)], [paragraphs])
    rights = TextAreaField(lazy("Was es entscheidet und darf"), [length(most=2000)], [paragraphs])
    rights_en = TextAreaField(lazy("Dasselbe auf Englisch"), [length(most=2000)], [paragraphs])
    reports_to = SelectMultipleField(lazy("Berichtet an"), [Optional()])
    exchanges_with = SelectMultipleField(lazy("Tauscht sich aus mit"), [Optional()])
    column = IntegerField(lazy("Spalte im Schaubild"), [InputRequired(), NumberRange(1, 3)])
    row = IntegerField(lazy("Zeile im Schaubild"), [InputRequired(), NumberRange(1, 6)])
    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(self, *args: Any, key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = choices((one.key, one.label) for one in strategy().governance.values() if one.key != key)
        self.reports_to.choices = self.exchanges_with.choices = others

    @classmethod
    def of(cls, office: Office, seen: int | None) -> "OfficeForm":
        """Return the form as it shows an office."""
        values: dict[str, Any] = {name: getattr(office, name) for name in ("title", "title_en", "text", "text_en")}
        values |= {name: "\n".join(getattr(office, name)) for name in ("rights", "rights_en")}
        values |= {"reports_to": office.reports_to, "exchanges_with": office.exchanges_with, "seen": seen}
        return cls(key=office.key, data=values | {"column": office.place[0] + 1, "row": office.place[1] + 1})

    def plan(self) -> OfficePlan:
        """Return what was filled in, as commands take it."""
        return OfficePlan(
            title=self.title.data or "",
            title_en=self.title_en.data or "",
            text=self.text.data or "",
            text_en=self.text_en.data or "",
            rights=tuple((self.rights.data or "").splitlines()),
            rights_en=tuple((self.rights_en.data or "").splitlines()),
            reports_to=tuple(self.reports_to.data or ()),
            exchanges_with=tuple(self.exchanges_with.data or ()),
            place=(self.column.data - 1, self.row.data - 1),
        )


class HolderForm(Form):
    """Who holds an office, and from which day on."""

    name = StringField(lazy("Name"), [filled(), length(3, 120)], [one_line])
    since = DateField(lazy("Im Amt ab"), [filled(), of_this_century], default=today)
    note = StringField(lazy("Anmerkung"), [length(most=250)], [one_line])


class VacancyForm(Form):
    """Until which day somebody holds an office."""

    until = DateField(lazy("Im Amt bis"), [filled(), of_this_century], default=today)
