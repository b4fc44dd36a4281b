"""Help, house rules and the other standing texts for the search, as everybody reads them, in both languages.

They lie in templates and settings and not in the database, so their pages are rendered, and their words kept for a while.
"""

import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from time import monotonic

from flask import current_app, url_for
from flask_babel import force_locale

from forum.core.i18n import lazy
from forum.core.permissions import Actor
from forum.office.events import TextBlockChanged
from forum.search.engines import Document
from forum.search.sources.source import Shown, Source
from forum.terms.events import PageTextChanged, SignVideoChanged, SignVideoPublished, SignVideoRemoved

# The pages by their numbers; the English text of a page has the number of the German one and a hundred more.
PAGES = {
    1: "legal.help_page",
    2: "legal.rules",
    3: "legal.imprint",
    4: "privacy.statement",
    5: "accessibility.statement_page",
    6: "legal.licences",
    7: "legal.easy",
    8: "legal.signs",
}
# The pages whose words are German whoever reads them: Leichte Sprache and what videos in sign language say.
GERMAN_ALONE = (7, 8)
# The chapters of the handbook by their numbers; they are German alone.
CHAPTERS = {
    11: "mitmachen",
    12: "von-der-idee-zum-vorhaben",
    13: "stabsstelle",
    14: "vorsitz",
    15: "moderation",
    16: "verwaltung",
    17: "datenschutz",
}
# What changes the words of one of these pages.
TOUCHING = (TextBlockChanged, PageTextChanged, SignVideoPublished, SignVideoChanged, SignVideoRemoved)
ENGLISH = 100
_KEPT = 600.0  # seconds
_MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# The pages say when they were written themselves; in lists they stand behind what is new.
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)

Texts = tuple[str, str]


def _texts(number: int, *, anew: bool = False) -> Texts:
    """Return title and words of a page."""
    kept: dict[int, tuple[float, Texts]] = current_app.extensions.setdefault("search_help", {})
    if anew or number not in kept or kept[number][0] < monotonic():
        kept[number] = (monotonic() + _KEPT, _rendered(number))
    return kept[number][1]


def _rendered(number: int) -> Texts:
    endpoint, values = _place(number)
    view = inspect.unwrap(current_app.view_functions[endpoint])
    spoken = "en" if number > ENGLISH else "de"
    # Whoever asks at this moment may speak another language, and what they chose is remembered around this.
    with current_app.test_request_context("/", query_string={"sprache": spoken}), force_locale(spoken):
        page = str(view(**values))
    main = _MAIN.search(page)
    inner = main[0] if main else ""
    title = _TITLE.search(inner)
    return _words(title[1] if title else ""), _words(_TITLE.sub("", inner))


def _place(number: int) -> tuple[str, dict[str, str]]:
    """Return the endpoint of a page and what it is asked for."""
    known = number % ENGLISH
    return (PAGES[known], {}) if known in PAGES else ("handbook.show", {"name": CHAPTERS[known]})


def _words(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _every_id() -> Iterable[int]:
    return [*PAGES, *(number + ENGLISH for number in PAGES if number not in GERMAN_ALONE), *CHAPTERS]


def _known(ids: Iterable[int]) -> Iterable[int]:
    known = set(_every_id())
    return (number for number in ids if number in known)


def _documents(ids: Sequence[int]) -> Iterable[Document]:
    for number in _known(ids):
        title, words = _texts(number, anew=True)
        yield Document(
            key=f"help:{number}",
            kind="help",
            audience="public",
            created=_SINCE,
            title=title,
            body=words,
            language="en" if number > ENGLISH else "de",
        )


def _shown(_viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    found = {}
    for number in _known(ids):
        title, words = _texts(number)
        endpoint, values = _place(number)
        # The English text is reached as such, whatever language the reader's page speaks.
        spoken = {"sprache": "en"} if number > ENGLISH else {}
        url = url_for(endpoint, _external=False, **values, **spoken)
        found[number] = Shown("help", number, title, url, words, _SINCE, "en" if number > ENGLISH else "de")
    return found


def _plainly(_viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    asked = [word.lower() for word in words]
    found = [number for number in _every_id() if all(word in " ".join(_texts(number)).lower() for word in asked)]
    return found[:limit]


SOURCES = (
    Source(
        kind="help",
        label=lazy("Hilfe und Regeln"),
        touched=dict.fromkeys(TOUCHING, lambda _event: _every_id()),
        documents=_documents,
        shown=_shown,
        every_id=_every_id,
        plainly=_plainly,
    ),
)
