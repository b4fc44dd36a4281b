"""Titles while somebody types: only what they may see, only what has a title of its own (Q-36, Q-16)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forum.core.i18n import language
from forum.core.permissions import Actor
from forum.search.analysis.normal import clean
from forum.search.engines import IndexUnavailable
from forum.search.fresh import gone_meanwhile
from forum.search.looking import engine
from forum.search.queries import checked
from forum.search.sources import SOURCES
from forum.search.syntax import Query
from forum.search.syntax.parser import MOST_LETTERS

LEAST_LETTERS = 3
MOST = 7
# What is called by its own title; the title of a post or an answer is that of the thing it belongs to.
TITLED = frozenset(
    {"idea", "thread", "decision", "project", "meeting", "agenda_item", "dossier", "space", "committee", "goal", "help"}
)


@dataclass(frozen=True)
class Suggestion:
    """A title with the kind of thing it names, and where it stands."""

    title: str
    kind: str
    url: str


def suggestions(viewer: Actor, typed: str) -> Sequence[Suggestion]:
    """Return titles with all the words of what was typed, whose last one may still be in the writing."""
    words = clean(typed[:MOST_LETTERS]).text.replace("\x00", " ").split()
    if sum(sign.isalnum() for sign in "".join(words)) < LEAST_LETTERS:
        return []
    whole = Query(text=typed, words=tuple(words[:10]), in_title=True, language=language())
    begun = replace(whole, words=whole.words[:-1], prefixes=whole.words[-1:])
    ways = [begun, whole] if words[-1].isalnum() and len(words[-1]) >= LEAST_LETTERS else [whole]
    try:
        gone = gone_meanwhile(viewer)
        if gone is None:
            return []
        found = [
            engine().find(one, audiences=viewer.words, kinds=TITLED, limit=MOST, without=gone).hits for one in ways
        ]
    except IndexUnavailable:
        return []
    hits = list({hit.key: hit for some in found for hit in some}.values())[: 2 * MOST]
    shown = checked(viewer, hits)[:MOST]
    return [Suggestion(one.title, str(SOURCES[one.kind].label), one.url) for one in shown]
