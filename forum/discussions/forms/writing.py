"""The shape of threads and posts as people write them, and of how they want to read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from forum.core.i18n import _, lazy
from forum.discussions.forms.curation import NUMBER
from forum.discussions.languages import languages, own_name, usual_language
from forum.discussions.models import MARKS, OFFICIAL, PRIVATE, Stance, ThreadKind
from forum.discussions.queries import Reading, Sorting, View
from forum.web.forms import Form, choice_of, choices, filled, length, one_line, paragraphs, set_length


def _stances() -> Any:
    return choices([("", lazy("Keine Angabe")), *((one.value, one.label) for one in Stance if one.value)])


class HeldFiles(Form):
    """A form whose text can have files; ``held`` names them in one line, for drafts."""

    held = StringField(widget=HiddenInput())


class _KnownLanguage:
    # One of the choices always holds, so the field is not marked as one that may be left out.
    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse a language in which no post can be written."""
        if field.data not in {*languages(), field.object_data}:
            raise ValidationError(_("Diese Auswahl gibt es nicht."))


class WrittenForm(HeldFiles):
    """A form whose text is in a language."""

    language = SelectField(
        lazy("Sprache des Beitrags"),
        [_KnownLanguage()],
        choices=lambda: choices(languages().items()),
        default=usual_language,
        validate_choice=False,
    )


class _VoiceChosen:
    """The check that whoever could speak in office has said whether they do."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse a form without a choice, and a voice that is none."""
        offered = {choice.value.partition(":")[0] for choice in field.choices}
        if field.data and field.data.partition(":")[0] not in {*MARKS, PRIVATE}:
            raise ValidationError(_("Diese Auswahl gibt es nicht."))
        if offered & OFFICIAL and not field.data:
            raise ValidationError(_("Bitte wählen Sie: Schreiben Sie als Amt oder als Privatperson?"))


class VoicedForm(WrittenForm):
    """A form in which people with a task say whether they write in it."""

    mark = RadioField(lazy("Sie schreiben"), validators=[_VoiceChosen()], choices=[], validate_choice=False)

    def offer_marks(self, marks: Sequence[str], names: Mapping[str, str]) -> None:
        """Let people with a task say whether they write in it or for themselves; nothing is chosen for them (G-27)."""
        said = [(one, _("als Amt: %(name)s", name=names.get(one) or MARKS[one])) for one in marks if one != "expert"]
        said += [("expert", lazy("als Mitglied eines Fachbeirats"))] if "expert" in marks else []
        self.mark.choices = choices([(PRIVATE, lazy("als Privatperson")), *said] if said else [])

    @property
    def voice(self) -> str:
        """The mark that was chosen; empty for whoever writes for themselves."""
        return "" if self.mark.data in {None, PRIVATE} else str(self.mark.data)


class ThreadForm(VoicedForm):
    """A new thread with its first post."""

    title = StringField(lazy("Überschrift"), [filled(), length(5, 120)], [one_line])
    text = TextAreaField(lazy("Text"), [filled(), set_length("POST_SHORTEST", "POST_LONGEST")], [paragraphs])
    kind = SelectField(
        lazy("Art des Themas"),
        [choice_of(ThreadKind)],
        choices=lambda: choices((one.value, one.label) for one in ThreadKind),
        default=ThreadKind.DISCUSSION.value,
        validate_choice=False,
    )

    def offer(self, *, announcements: bool) -> None:
        """Offer announcements only to those who may make them."""
        if not announcements:
            self.kind.choices = choices(
                (one.value, one.label) for one in ThreadKind if one is not ThreadKind.ANNOUNCEMENT
            )


class ArguedForm(WrittenForm):
    """What may be marked as for or against (N-34)."""

    stance = SelectField(
        lazy("Ihre Haltung"),
        [choice_of(Stance)],
        filters=[one_line],
        choices=_stances,
        default="",
        validate_choice=False,
    )


class PostForm(ArguedForm, VoicedForm):
    """A post in a thread."""

    text = TextAreaField(lazy("Ihr Beitrag"), [filled(), set_length("POST_SHORTEST", "POST_LONGEST")], [paragraphs])
    parent = IntegerField(validators=NUMBER, widget=HiddenInput())
    quoted = IntegerField(validators=NUMBER, widget=HiddenInput())
    quote = TextAreaField(lazy("Zitat"), [Optional(), length(most=1000)], [paragraphs])


class EditForm(ArguedForm):
    """A changed post and the version its author saw."""

    reason = StringField(lazy("Was haben Sie geändert?"), [Optional(), length(most=200)], [one_line])
    text = TextAreaField(lazy("Ihr Beitrag"), [filled(), set_length("POST_SHORTEST", "POST_LONGEST")], [paragraphs])
    version = IntegerField(validators=[filled()], widget=HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.language.object_data
        self.language.choices = choices({**languages(), code: own_name(code)}.items())


class ReadingForm(Form):
    """How to lay out and sort the posts of a thread; its names are those of the address."""

    ansicht = SelectField(lazy("Ansicht"), choices=lambda: choices((one.value, one.label) for one in View))
    ordnung = SelectField(lazy("Reihenfolge"), choices=lambda: choices((one.value, one.label) for one in Sorting))
    haltung = SelectField(
        lazy("Haltung"),
        choices=lambda: choices([("", lazy("Alle")), *((one.value, one.label) for one in Stance if one.value)]),
    )
    nur = SelectField(lazy("Sprache der Beiträge"), validate_choice=False)

    @classmethod
    def of(cls, view: View, wanted: Reading, codes: Iterable[str]) -> "ReadingForm":
        """Return the form as it shows the present way of reading; ``codes`` are the languages of the posts."""
        form = cls(
            formdata=None,
            ansicht=view.value,
            ordnung=wanted.sorting.value,
            haltung=wanted.stance,
            nur=wanted.language,
        )
        form.nur.choices = choices([("", lazy("Alle")), *((code, own_name(code)) for code in codes)])
        return form
