"""The parent of all forms: it checks shape, tidies what was typed, and tells a command's refusal at the right field."""

from collections.abc import Iterable
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from forum.core.errors import ForumError
from forum.core.i18n import _, lazy
from forum.core.text import clean_line, clean_text

__all__ = ["Form", "choice_of", "choices", "filled", "length", "of_this_century", "one_line", "paragraphs"]

YEARS = range(2000, 2100)


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
