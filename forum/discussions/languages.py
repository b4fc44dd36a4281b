"""The languages in which posts can be written; each is named by its own name (T-39)."""

from functools import cache

from babel import Locale
from flask import current_app

from forum.core.errors import Invalid
from forum.core.i18n import _, language


def languages() -> dict[str, str]:
    """Return the languages of the settings: code and own name, in their order."""
    return {code: own_name(code) for code in str(current_app.config["POST_LANGUAGES"]).split()}


@cache
def own_name(code: str) -> str:
    """Return the name of a language in that language."""
    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]


def usual_language() -> str:
    """Return the language in which somebody probably writes: that of the page, else the first one."""
    known = languages()
    return language() if language() in known else next(iter(known))


def checked_language(code: str | None) -> str:
    """Return the language that was chosen for a post; the usual one when none was. Raises Invalid for an unknown one."""
    if code and code not in languages():
        raise Invalid(fields={"language": [_("Diese Auswahl gibt es nicht.")]})
    return code or usual_language()
