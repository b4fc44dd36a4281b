"""The shape of what is sent in about reports."""

from wtforms import DateField, TextAreaField
from wtforms.validators import Optional

from forum.core.i18n import lazy
from forum.web.forms import Form, filled, length, of_this_century, paragraphs


class PeriodForm(Form):
    """From which day to which one a report goes; bad values are dropped, not complained about."""

    von = DateField(lazy("Von"), [Optional()])
    bis = DateField(lazy("Bis"), [Optional()])


class PublishForm(Form):
    """A report that is to be published."""

    von = DateField(lazy("Von"), [filled(lazy("Bitte geben Sie den Tag an.")), of_this_century])
    bis = DateField(lazy("Bis"), [filled(lazy("Bitte geben Sie den Tag an.")), of_this_century])
    foreword = TextAreaField(lazy("Vorwort"), [length(most=2000)], [paragraphs])
