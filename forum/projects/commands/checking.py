"""Collecting what is wrong with what was written, so that all of it is told at once."""

from forum.core.errors import Invalid
from forum.core.i18n import _


class Complaints:
    """Sentences by the field they are about; ``field`` may be that of a row, such as ``goals-0-contribution``."""

    def __init__(self) -> None:
        self._fields: dict[str, list[str]] = {}

    def add(self, field: str, sentence: str) -> None:
        """Note a sentence at a field."""
        self._fields.setdefault(field, []).append(sentence)

    def size(self, field: str, value: str, least: int, most: int) -> str:
        """Note a text outside its limits, and return the text."""
        if len(value) < least:
            self.add(field, _("Bitte schreiben Sie mindestens %(least)d Zeichen.", least=least))
        elif len(value) > most:
            self.add(field, _("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=most))
        return value

    def web_address(self, field: str, value: str) -> str:
        """Note what is no address of the web, and return the text; an empty one is no address at all."""
        if value and not value.startswith(("https://", "http://")):
            self.add(field, _("Bitte geben Sie eine Adresse an, die mit https:// beginnt."))
        return self.size(field, value, 0, 500)

    def tell(self) -> None:
        """Raise Invalid if there is anything to complain about."""
        if self._fields:
            raise Invalid(fields=self._fields)
