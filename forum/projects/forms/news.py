"""The forms of news and of the steps of a project."""

from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import Optional

from forum.core.i18n import lazy
from forum.web.forms import Form, VersionForm, filled, length, of_this_century, one_line, paragraphs


class NewsForm(Form):
    """News, and by when the next ones come."""

    news = TextAreaField(lazy("Neuigkeit"), [filled(), length(10, 20_000)], [paragraphs])
    next_on = DateField(lazy("Nächste Neuigkeit bis"), [Optional(), of_this_century])


class ReasonForm(VersionForm):
    """A step with its public reason."""

    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 5000)], [paragraphs])


class StopForm(ReasonForm):
    """The end by a decision of the Board."""

    number = StringField(lazy("Nummer des Beschlusses"), [filled(), length(most=20)], [one_line])


class LighthouseForm(VersionForm):
    """The mark by a decision of the Board (G-32)."""

    number = StringField(lazy("Nummer des Beschlusses"), [filled(), length(most=20)], [one_line])
