"""What counts as an answer to a question; the stored word of an answer. Nothing here knows the database."""

from collections.abc import Sequence

from forum.core.i18n import _
from forum.core.text import clean_text
from forum.surveys.models import Kind, Question

LONGEST = 1000

Given = Sequence[int] | str


def stored_answer(question: Question, given: Given | None) -> str:
    """Return the word under which an answer is kept; empty when none was given, which is for the caller to judge.

    Raises ValueError with a sentence for what is no answer to this question.
    """
    if isinstance(given, str):
        if question.kind != Kind.TEXT:
            raise ValueError(_("Diese Auswahl gibt es nicht."))
        return _text(given)
    places = list(given or ())
    if question.kind == Kind.TEXT and places:
        raise ValueError(_("Diese Auswahl gibt es nicht."))
    return ",".join(map(str, _places(question, places)))


def places_in(stored: str) -> list[int]:
    """Return the places that a kept word names."""
    return [int(place) for place in stored.split(",")]


def _text(given: str) -> str:
    text = clean_text(given)
    if len(text) > LONGEST:
        raise ValueError(_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=LONGEST))
    return text


def _places(question: Question, places: list[int]) -> list[int]:
    if not places:
        return []
    number = len(question.marks)
    if len(set(places)) < len(places) or not all(0 <= place < number for place in places):
        if question.kind == Kind.ORDER:
            raise ValueError(_("Bitte vergeben Sie jeden Platz genau einmal."))
        raise ValueError(_("Diese Auswahl gibt es nicht."))
    if question.kind == Kind.ORDER:
        if len(places) != number:
            raise ValueError(_("Bitte vergeben Sie jeden Platz genau einmal."))
        return places
    if question.kind in {Kind.SINGLE, Kind.SCALE} and len(places) != 1:
        raise ValueError(_("Bitte wählen Sie genau eine Antwort."))
    if question.most and len(places) > question.most:
        raise ValueError(_("Bitte wählen Sie höchstens %(most)d Antworten.", most=question.most))
    return sorted(places)
