"""Languages: German sentences are the keys, English lies in one catalogue per package under ``forum/locale/en``.

The catalogues are read as text at the start and kept in memory, so that there is no compiled file to forget.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Babel, Domain, force_locale, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

__all__ = [
    "LANGUAGES",
    "_",
    "babel",
    "catalogues",
    "german",
    "language",
    "lazy",
    "marked",
    "ngettext",
    "spoken",
    "use_catalogues",
]

LANGUAGES = {"de": "Deutsch", "en": "English"}
LOCALE = Path(__file__).parent.parent / "locale"

babel = Babel()


def catalogues(code: str) -> list[Path]:
    """Return the catalogue files of a language, one per package."""
    return sorted((LOCALE / code).glob("*.po"))


@cache
def _translations(code: str) -> NullTranslations:
    if code not in LANGUAGES or not catalogues(code):
        return NullTranslations()
    merged = Translations()
    for path in catalogues(code):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        package = Translations(compiled)
        merged.merge(package)
        merged.plural = package.plural
    return merged


class _Catalogues(Domain):
    """Flask-Babel's door to the catalogues in memory."""

    def get_translations(self) -> Any:
        return translations()


def translations() -> Any:
    """Return the catalogue of the language in which to speak now."""
    return _translations(language())


def use_catalogues() -> None:
    """Let Flask-Babel read the catalogues of this package."""
    babel.domain_instance = _Catalogues()


def marked(sentence: str) -> str:
    """Return a German sentence as it is, and let the catalogues know it: it is stored and read through ``spoken()``."""
    return sentence


def german(sentence: Any) -> str:
    """Return a lazy sentence as it is stored: in German, since readers of both languages will see it."""
    with force_locale("de"):
        return str(sentence)


def in_words_of(chosen: str, sentence: Any, **values: Any) -> str:
    """Return a lazy sentence in the language that somebody reads; ``values`` may be such sentences themselves."""
    with force_locale(chosen):
        return str(sentence) % {name: str(value) for name, value in values.items()}


def spoken(stored: str | None) -> str:
    """Return a stored German sentence in the reader's language; what people typed themselves stays as it is.

    Templates use it as a filter and never ``_()``, which takes what it is given for a format and for clean HTML.
    """
    return str(_(stored)) if stored else ""


def language() -> str:
    """Return the code of the language in which to speak now; German where nobody asks otherwise."""
    locale: Locale | None = get_locale()
    return locale.language if locale is not None else "de"
