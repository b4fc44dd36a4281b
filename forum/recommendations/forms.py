"""The shape of answers to recommendations, and of minority votes."""

from wtforms import BooleanField, TextAreaField

from forum.core.i18n import lazy
from forum.web.forms import Form, filled, length, paragraphs


class AnswerForm(Form):
    """What the Board answers, and why."""

    text = TextAreaField(lazy("Antwort mit Begründung"), [filled(), length(20, 8000)], [paragraphs])


class DissentForm(Form):
    """What somebody who was outvoted says instead."""

    text = TextAreaField(lazy("Minderheitsvotum"), [filled(), length(20, 8000)], [paragraphs])


class AnnounceForm(Form):
    """Whether reasons and dissenting opinions are announced as well."""

    reasons = BooleanField(lazy("Begründung und abweichende Meinungen mit bekannt geben"))
