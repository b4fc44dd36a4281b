"""The shape of what people write in discussions."""

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from forum.core.i18n import lazy
from forum.web.forms import Form, filled, length, one_line, paragraphs


class HeldFiles(Form):
    """A form whose text can have files; ``held`` names them in one line, for drafts."""

    held = StringField(widget=HiddenInput())


class ThreadForm(HeldFiles):
    """A new thread with its first post."""

    title = StringField(lazy("Überschrift"), [filled(), length(5, 120)], [one_line])
    text = TextAreaField(lazy("Text"), [filled(), length(8, 20_000)], [paragraphs])


class PostForm(HeldFiles):
    """A post in a thread."""

    text = TextAreaField(lazy("Ihr Beitrag"), [filled(), length(8, 20_000)], [paragraphs])
    parent = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)], widget=HiddenInput())


class EditForm(HeldFiles):
    """A changed post and the version its author saw."""

    text = TextAreaField(lazy("Ihr Beitrag"), [filled(), length(8, 20_000)], [paragraphs])
    version = IntegerField(validators=[filled()], widget=HiddenInput())


class CloseForm(Form):
    """Why a thread is closed."""

    reason = StringField(lazy("Grund"), [filled(), length(5, 250)], [one_line])
