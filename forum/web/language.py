"""Which language a page speaks: the person's choice, the address (``?sprache=en``), the browser, German.

The choice of visitors without an account travels in the address, so that it needs no cookie (P-04).
"""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from babel.dates import format_date, format_datetime
from flask import Flask, g, has_request_context, request, url_for
from markupsafe import Markup

from forum.core.clock import last_day, local
from forum.core.db import AWAY, db
from forum.core.i18n import LANGUAGES, babel, language, spoken, translations, use_catalogues
from forum.web.addresses import here
from forum.web.security import signed_in, viewer


def choose() -> str:
    """Return the code of the language for this request."""
    if not has_request_context():
        return "de"
    asked = request.args.get("sprache", "")
    if asked in LANGUAGES:
        return asked
    own = _own_language()
    if own in LANGUAGES:
        return own
    return request.accept_languages.best_match(list(LANGUAGES), default="de") or "de"


def _own_language() -> str:
    """Return what a person chose; while the database is away nobody can tell, and a refusal must speak all the same."""
    try:
        return str(getattr(viewer(), "language", "")) if signed_in() else ""
    except AWAY:
        db.session.rollback()
        return ""


def day(value: date | datetime | str | None) -> str:
    """Return a day as people write it: 3. Mai 2026, 3 May 2026; messages keep it as the word 2026-05-03."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return _day(local(value).date() if isinstance(value, datetime) else value, language())


def short_day(value: date | datetime | None) -> str:
    """Return a day in as few signs as can be told apart, for tables; a moment counts as its day in Braunschweig."""
    if value is None:
        return ""
    value = local(value).date() if isinstance(value, datetime) else value
    return format_date(value, "dd.MM.y" if language() == "de" else "d MMM y", locale=language())


def month(value: date) -> str:
    """Return a month with its year, short enough for charts and tables: Mai 2026, Sep 2026."""
    return format_date(value, "LLL y", locale=language())


@lru_cache(maxsize=2048)
def _day(value: date, code: str) -> str:
    # A day and its month stay in one line; "long" would be the American order in English.
    return format_date(value, "d.\u00a0MMMM y" if code == "de" else "d\u00a0MMMM y", locale=code)


def moment(value: datetime | None) -> str:
    """Return a moment as people write it, in the time of Braunschweig."""
    if value is None:
        return ""
    return _moment(value, language())


def beginning(value: datetime | None) -> str:
    """Return when something begins: the day alone where that is its first moment."""
    return day(value) if value and _is_midnight(value) else moment(value)


def ending(value: datetime | None) -> str:
    """Return when something ends. Midnight ends the day before, so nobody comes a day late: 20. Dezember 2026, 24:00 Uhr."""
    if value is None or not _is_midnight(value):
        return moment(value)
    return f"{day(last_day(value))}, 24:00" + ("\u00a0Uhr" if language() == "de" else "")


def _is_midnight(value: datetime) -> bool:
    return local(value).time() == time()


@lru_cache(maxsize=8192)
def _moment(value: datetime, code: str) -> str:
    pattern = "d.\u00a0MMMM y, HH:mm\u00a0'Uhr'" if code == "de" else "d\u00a0MMMM y, HH:mm"
    return format_datetime(local(value), pattern, locale=code)


def stamp(value: date | datetime) -> str:
    """Return a day or a moment as programs read it, to the second: HTML knows no finer fraction than a thousandth."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def in_language(path: str) -> str:
    """Return a stored path of this site with the language that the present address carries."""
    asked = g.get("language_in_address")
    if not asked or not path.startswith("/"):
        return path
    parts = urlsplit(path)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), ("sprache", asked)])
    return parts._replace(query=query).geturl()


def language_field() -> Markup:
    """Return the hidden field that carries the language of the address through a form that is fetched.

    Of such a form a browser drops what the address of its action asks for.
    """
    asked = g.get("language_in_address")
    return Markup('<input type="hidden" name="sprache" value="{}">').format(asked) if asked else Markup()


def lang_of(code: str | None = "de") -> Markup:
    """Return the attribute for an element whose words are in this language; nothing where the page speaks it.

    What people and the office wrote stays in its language while the page speaks the reader's (A-04, WCAG 3.1.2).
    """
    return Markup(' lang="{}"').format(code) if code and code != language() else Markup()


def written(words: Any, code: str | None = "de") -> Any:
    """Return words within a line marked with the language they were written in; as they are where the page speaks it."""
    mark = lang_of(code)
    return Markup("<span{}>{}</span>").format(mark, words) if words and mark else words


def told(stored: str | None) -> Any:
    """Return a stored German sentence in the reader's language, and what somebody typed instead marked as German."""
    said = spoken(stored)
    return written(said) if said == stored else said


def clock_time(value: datetime | None) -> str:
    """Return hours and minutes in the time of Braunschweig."""
    return local(value).strftime("%H:%M") if value else ""


def language_links() -> list[dict[str, Any]]:
    """Return a link to the present page in each language.

    The answer to a form has no address of its own: a link would lead away from what was typed, so there is none.
    """
    if request.method not in {"GET", "HEAD"}:
        return []
    is_lost = request.routing_exception is not None
    return [
        {
            "code": code,
            "label": label,
            "url": url_for("pages.start", sprache=code) if is_lost else here(sprache=code),
            "current": code == language(),
        }
        for code, label in LANGUAGES.items()
    ]


def _keep_language(_endpoint: str, values: dict[str, Any]) -> None:
    if has_request_context() and "sprache" not in values and _endpoint != "static" and g.get("language_in_address"):
        values["sprache"] = g.language_in_address


def _remember_address() -> None:
    asked = request.args.get("sprache", "")
    if asked in LANGUAGES:
        g.language_in_address = asked


def init_app(app: Flask) -> None:
    """Choose the language of every request and carry a choice in the address along all links."""
    use_catalogues()
    babel.init_app(app, default_locale="de", default_timezone="Europe/Berlin", locale_selector=choose)
    # Pages ask for a hundred sentences each; this way is shorter than through all of Flask-Babel.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda sentence: translations().gettext(sentence),
        ngettext=lambda one, many, number: translations().ngettext(one, many, number),
        newstyle=True,
    )
    app.before_request(_remember_address)
    app.url_defaults(_keep_language)
    app.add_template_filter(in_language, "in_language")
    app.add_template_filter(spoken, "spoken")
    app.add_template_filter(told, "told")
    app.add_template_filter(written, "written")
    app.add_template_global(lang_of, "lang_of")
    app.add_template_global(language_field, "language_field")
    app.add_template_filter(day, "date")
    app.add_template_filter(short_day, "short_date")
    app.add_template_filter(moment, "datetime")
    app.add_template_filter(beginning, "beginning")
    app.add_template_filter(ending, "ending")
    app.add_template_filter(clock_time, "time")
    app.add_template_filter(stamp, "stamp")
