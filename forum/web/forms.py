"""The parent of all forms: it checks shape, tidies what was typed, and tells a command's refusal at the right field."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Self

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, IntegerField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from forum.core.errors import ForumError, Invalid
from forum.core.i18n import _, lazy
from forum.core.text import clean_line, clean_text

__all__ = [
    "SECRET_FIELDS",
    "Form",
    "OpenForm",
    "VersionForm",
    "check_trap",
    "choice_of",
    "choices",
    "filled",
    "labels_of",
    "length",
    "of_this_century",
    "offer_rows",
    "one_line",
    "paragraphs",
]

YEARS = range(2000, 2100)
# What browsers are told of fields that hold a secret.
_SECRETS = {"current-password", "new-password", "one-time-code"}
# The names of all fields that hold one, in whichever form; no page ever shows what was typed there.
SECRET_FIELDS: set[str] = set()
EMPTY_ROWS = 2


def one_line(value: str | None) -> str:
    """Tidy a field of one line; a field that was not sent is empty."""
    return clean_line(value or "")


def paragraphs(value: str | None) -> str:
    """Tidy a field of several lines; a field that was not sent is empty."""
    return clean_text(value or "")


class _Filled(InputRequired):
    def __call__(self, form: Any, field: Field) -> None:
        """Refuse a field that holds nothing but blanks, and end with a value that could not be read."""
        super().__call__(form, field)
        if field.process_errors:
            # A date or number that nobody can read has its sentence; the checks behind this one would find no value.
            raise StopValidation
        if isinstance(field.data, str) and not field.data.strip():
            raise StopValidation(str(self.message))


def filled(message: Any = None) -> _Filled:
    """Build the check that a field is filled in."""
    return _Filled(message or lazy("Bitte füllen Sie dieses Feld aus."))


class _Length(Length):
    def __call__(self, _form: Any, field: Field) -> None:
        """Refuse a text outside the limits, and say the limits in the reader's language."""
        size = len(field.data or "")
        if size >= self.min and (self.max == -1 or size <= self.max):
            return
        if self.max == -1:
            raise ValidationError(_("Bitte schreiben Sie mindestens %(least)d Zeichen.", least=self.min))
        if self.min <= 0:
            raise ValidationError(_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=self.max))
        raise ValidationError(
            _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=self.min, most=self.max)
        )


def length(least: int = -1, most: int = -1) -> _Length:
    """Build the check of a text's length in characters; browsers learn the limits too."""
    return _Length(min=least, max=most)


class _SetLength(_Length):
    def __init__(self, least: str, most: str) -> None:
        self._least, self._most, self.message = least, most, None

    @property
    def min(self) -> int:
        """The least characters, by the setting at this moment."""
        return int(current_app.config[self._least])

    @property
    def max(self) -> int:
        """The most characters."""
        return int(current_app.config[self._most])

    @property
    def field_flags(self) -> dict[str, int]:
        """What browsers learn."""
        return {"minlength": self.min, "maxlength": self.max}


def set_length(least: str, most: str) -> _SetLength:
    """Build the check of a text's length whose limits are two settings, by their names."""
    return _SetLength(least, most)


def of_this_century(_form: Any, field: Field) -> None:
    """Refuse a day or moment that nobody can mean; the calendar ends where some zones would pass it."""
    if field.data is not None and field.data.year not in YEARS:
        raise StopValidation(_("Bitte prüfen Sie das Jahr."))


def _named(fields: Iterable[Any], name: str) -> Any:
    """Return the field with this name in a form and the rows of its lists; None when there is none."""
    for field in fields:
        if field.name == name:
            return field
        if name.startswith(f"{field.name}-"):
            inside: Any = getattr(field, "entries", None) or getattr(field, "form", ())
            return _named(inside, name)
    return None


class Form(FlaskForm):
    """A form of the site; the CSRF token is checked once for every request, not by each form."""

    class Meta(FlaskForm.Meta):
        """Settings that all forms share."""

        csrf = False

    def __init_subclass__(cls, **settings: Any) -> None:
        """Note which fields of a form hold a secret, as soon as there is the form."""
        super().__init_subclass__(**settings)
        for name, field in vars(cls).items():
            if isinstance(field, UnboundField) and _holds_secret(field):
                SECRET_FIELDS.add(field.kwargs.get("name") or name)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the shape; what was chosen from no list is named by its field, which the library's sentence does not."""
        is_valid = bool(super().validate(extra_validators=extra_validators))
        for field in self:
            if isinstance(field, SelectField) and field.errors:
                in_words = field.gettext
                unnamed = in_words("Not a valid choice.")
                named = _("Bitte wählen Sie bei „%(field)s“ etwas aus der Liste.", field=field.label.text)
                field.errors = [named if error == unnamed else error for error in field.errors]
        return is_valid

    def set_apart(self, word: str) -> Self:
        """Give the fields ids of their own, where a page has several forms with fields of the same names (A-02)."""
        for field in self:
            field.id = f"{word}-{field.id}"
        return self

    def show(self, error: ForumError) -> None:
        """Put the sentences of a command's refusal at their fields; what has no field goes to the top."""
        for name, sentences in getattr(error, "fields", {}).items():
            field = _named(self, name)
            if field is not None:
                field.errors = [*field.errors, *sentences]
            else:
                self.form_errors += sentences
        if error.message and not getattr(error, "fields", None):
            self.form_errors.append(error.message)


def labels_of(package: str, sent: Collection[str]) -> dict[str, str]:
    """Return how a form of a package calls the fields that were sent.

    Which form it was nobody knows any more: it is the one that has the most of these fields and the fewest others. Where
    several fit alike, a field has the name that all of them give it, or none.
    """
    fitting: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for form in _known(Form):
        if form.__module__.startswith(f"{package}."):
            fields = _declared(form)
            met = len(fields.keys() & set(sent))
            fitting.setdefault((met, -len(fields)), []).append(fields)
    best = fitting[max(fitting)] if fitting else []
    names = {name: {str(fields[name]) for fields in best if name in fields} for name in sent}
    return {name: labels.pop() for name, labels in names.items() if len(labels) == 1}


def _known(of: type[Form]) -> Iterator[type[Form]]:
    for form in of.__subclasses__():
        yield form
        yield from _known(form)


def _declared(form: type[Form]) -> dict[str, Any]:
    """Return the label of each field of a form that has one, by the name under which it is sent."""
    fields = {name: getattr(form, name) for name in dir(form) if isinstance(getattr(form, name), UnboundField)}
    given = {
        field.kwargs.get("name") or name: field.kwargs.get("label") or next(iter(field.args), None)
        for name, field in fields.items()
    }
    return {name: label for name, label in given.items() if label}


def _holds_secret(field: "UnboundField[Any]") -> bool:
    told = (field.kwargs.get("render_kw") or {}).get("autocomplete")
    return issubclass(field.field_class, PasswordField) or told in _SECRETS


# Programs fill in what a form has; people do not see this field, and keyboards and screen readers pass it by (M-33).
TRAP = "homepage"


def _stays_empty(_form: Any, field: Field) -> None:
    """Refuse a form whose hidden field was filled in; a person whose browser did it reads why, and sees the field."""
    if (field.data or "").strip():
        raise StopValidation(_("Bitte lassen Sie dieses Feld leer. Es hält Programme auf, die Werbung senden."))


class OpenForm(Form):
    """A form that anybody may send in, without an account (M-33). Its template calls ``forms.trap``."""

    homepage = StringField(lazy("Bitte leer lassen"), [_stays_empty])


def check_trap(sent: Any) -> None:
    """Refuse what came by a form without fields of ours, such as a question in a room, if a program filled it in (M-33)."""
    if (sent.get(TRAP) or "").strip():
        raise Invalid(
            _("Bitte lassen Sie das Feld „Bitte leer lassen“ leer. Es hält Programme auf, die Werbung senden.")
        )


class VersionForm(Form):
    """A form that knows which version of a row its reader saw."""

    version = IntegerField(validators=[filled()], widget=HiddenInput())

    def see_version(self, row: Any) -> None:
        """Let the next click replace the version that is shown now."""
        self.version.process_data(row.version)
        self.version.raw_data = None


def offer_rows(form: Form, rows: FieldList, least: int = 1) -> None:
    """Append empty rows to a list that is shown for the first time, so that it can grow without a script."""
    if not form.is_submitted():
        for _row in range(max(EMPTY_ROWS, least - len(rows.entries))):
            rows.append_entry()


def choices(pairs: Iterable[tuple[str | int, Any]]) -> list[SelectChoice]:
    """Return the options of a select or radio field from pairs of value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


def choice_of(keys: Iterable[str]) -> Any:
    """Build the check that a value is one of the known keys."""
    known = frozenset(keys)

    def check(_form: Any, field: Field) -> None:
        if field.data and field.data not in known:
            raise ValidationError(_("Diese Auswahl gibt es nicht."))

    return check
