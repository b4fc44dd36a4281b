"""The shape of a reason, a role to give or end, and what is asked to be explained."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import DateField, FileField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from forum.administration.commands import REASON
from forum.core.i18n import lazy
from forum.core.text import LONGEST_SOURCE
from forum.terms import videos
from forum.terms.wording import NOTE, TESTER
from forum.web.forms import Form, VersionForm, choices, filled, length, of_this_century, one_line, paragraphs


class AddressForm(Form):
    """Why somebody needs to read a person's address."""

    reason = StringField(lazy("Warum brauchen Sie die Adresse?"), [filled(), length(*REASON)], [one_line])


class GiveRoleForm(Form):
    """A role that somebody is to get, and when."""

    role = SelectField(lazy("Rolle"), [filled()])
    since = DateField(lazy("Ab wann"), [Optional(), of_this_century])
    until = DateField(lazy("Bis wann"), [Optional(), of_this_century])
    reason = StringField(lazy("Warum"), [filled(), length(*REASON)], [one_line])

    def __init__(self, names: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = choices([("", lazy("Bitte wählen")), *names.items()])


class EndRoleForm(Form):
    """A role that is to end."""

    role = SelectField(lazy("Rolle"), [filled()])
    reason = StringField(lazy("Warum"), [filled(), length(*REASON)], [one_line])

    def __init__(self, names: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = choices([("", lazy("Bitte wählen")), *names.items()])


class PageTextForm(VersionForm):
    """The words of a legal page; what is new is asked for when they are published, not for looking at them."""

    text = TextAreaField(lazy("Text"), [length(most=LONGEST_SOURCE)], [paragraphs])
    english = TextAreaField(lazy("Text auf Englisch"), [Optional(), length(most=LONGEST_SOURCE)], [paragraphs])
    note = StringField(lazy("Was ist neu, und warum?"), [length(most=NOTE[1])], [one_line])
    tested_by = StringField(
        lazy("Welche Prüfgruppe hat den Text gelesen?"), [Optional(), length(most=TESTER[1])], [one_line]
    )
    tested_on = DateField(lazy("Wann hat sie ihn gelesen?"), [Optional(), of_this_century])
    video = SelectField(lazy("Video in Gebärdensprache"))

    def offer(self, films: Sequence[videos.Shown]) -> None:
        """Offer the videos that stand on the page of videos."""
        self.video.choices = choices([("", lazy("keines")), *((str(one.row.id), one.row.title) for one in films)])


class SignVideoForm(VersionForm):
    """A video in sign language, and the words that say the same; ``held`` names a file that was sent in already."""

    title = StringField(lazy("Titel"), [filled(), length(*videos.TITLE)], [one_line])
    text = TextAreaField(lazy("Was wird gebärdet?"), [filled(), length(*videos.TEXT)], [paragraphs])
    held = StringField(widget=HiddenInput())
    files = FileField(lazy("Video"))
