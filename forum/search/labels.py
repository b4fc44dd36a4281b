"""What the values of filters are called, and which values a person means by a name."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import select

from forum.committees.models import STATE_LABELS, Committee
from forum.core.db import db
from forum.core.i18n import LANGUAGES, _, in_words_of, lazy
from forum.core.permissions import Actor
from forum.discussions.models import Space, Thread
from forum.dossiers.models import Result
from forum.ideas.lifecycle import IdeaState
from forum.meetings.course import COURSE_LABELS
from forum.meetings.models import MEETING_LABELS
from forum.projects.models import ProjectState
from forum.search.analysis.normal import bare
from forum.search.sources import SOURCES
from forum.search.syntax import HERE, Filter, FilterName
from forum.search.syntax.operators import spot
from forum.strategy.models import Point, strategy

NAMES = {
    FilterName.KIND: lazy("Art"),
    FilterName.AUTHOR: lazy("Von"),
    FilterName.SPACE: lazy("Raum"),
    FilterName.THREAD: lazy("Thema"),
    FilterName.STATE: lazy("Stand"),
    FilterName.GOAL: lazy("Ziel der Stadt"),
    FilterName.DISTRICT: lazy("Stadtbezirk"),
    FilterName.COMMITTEE: lazy("Gremium"),
    FilterName.YEAR: lazy("Jahr"),
    FilterName.HAS: lazy("Hat"),
    FilterName.NEAR: lazy("Umkreis"),
    FilterName.MARK: lazy("Für mich"),
}
HAS = {"image": lazy("Bild"), "file": lazy("Datei"), "answer": lazy("Antwort")}
MARKS = {"bookmarked": lazy("gemerkt"), "unread": lazy("ungelesen"), "following": lazy("folge ich")}

Titles = Mapping[tuple[FilterName, str], str]


def _states() -> dict[str, Any]:
    """Return every state that a thing can have, with its name; where two share a word, the more frequent thing names it."""
    many: Sequence[type[Enum]] = (ProjectState, Result, IdeaState)
    found: dict[str, Any] = {str(key): label for table in (COURSE_LABELS, MEETING_LABELS, STATE_LABELS)
                             for key, label in table.items()}  # fmt: skip
    for states in many:
        found.update({state.value: state.label for state in states})  # type: ignore[attr-defined]
    return found | {"open": lazy("offen"), "closed": lazy("geschlossen")}


def titles(viewer: Actor, names: Mapping[FilterName, Sequence[str]]) -> Titles:
    """Return the titles of spaces, committees and threads that the viewer may see; one query for each kind that is asked."""
    found: dict[tuple[FilterName, str], str] = {}
    for name, model in ((FilterName.SPACE, Space), (FilterName.COMMITTEE, Committee)):
        if slugs := names.get(name):
            rows = _called(viewer, model, slugs)
            found.update({(name, value): title for value in slugs for title, _slug in rows.get(bare(value), [])[:1]})
    if numbers := [int(one) for one in names.get(FilterName.THREAD, ()) if is_number(one)]:
        threads = select(Thread.id, Thread.title).where(Thread.id.in_(numbers), Thread.audience.in_(viewer.words))
        found.update({(FilterName.THREAD, str(row)): title for row, title in db.session.execute(threads)})
    return found


def _called(viewer: Actor, model: Any, values: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Return title and key of what the viewer may see that goes by these keys or titles, by either, folded.

    Facets and links name keys. Only where somebody wrote something else are all titles looked through.
    """
    wanted = {bare(value) for value in values}
    found: dict[str, list[tuple[str, str]]] = {}
    seen = select(model.slug, model.title).where(model.audience.in_(viewer.words)).order_by(model.id)
    rows = db.session.execute(seen.where(model.slug.in_(values))).all()
    if len(rows) < len({*values}):
        rows = db.session.execute(seen).all()
    for slug, title in rows:
        for name in {bare(slug), bare(title)} & wanted:
            found.setdefault(name, []).append((title, slug))
    return found


def keys_of(viewer: Actor, one: Filter) -> list[str]:
    """Return the keys of the spaces or committees that a person means by a key or by a title; the index knows keys."""
    model = {FilterName.SPACE: Space, FilterName.COMMITTEE: Committee}[one.name]
    called = _called(viewer, model, [one.value]).get(bare(one.value), [])
    return [one.value, *(slug for _title, slug in called if slug != one.value)]


def is_number(text: str) -> bool:
    """Tell whether a text is a number that a row can have."""
    return text.isascii() and text.isdigit() and int(text) < 2**31


def is_known(one: Filter, known: Titles) -> bool:
    """Tell whether a filter names something that there is, as far as the viewer may know.

    Who wrote something is not asked: that a name is unknown would tell who is here.
    """
    if one.name in {FilterName.SPACE, FilterName.COMMITTEE, FilterName.THREAD}:
        return one.value == HERE or (one.name, one.value) in known
    if one.name is FilterName.STATE:
        return one.value in _states() or len(meant(one)) > 1
    if one.name is FilterName.GOAL:
        return one.value in strategy().known_goals or len(meant(one)) > 1
    if one.name is FilterName.DISTRICT:
        return (is_number(one.value) and int(one.value) in strategy().districts) or len(meant(one)) > 1
    return True


def label_of(name: FilterName, value: str, known: Titles) -> str:
    """Return what a value is called; one that is unknown is called as it was typed."""
    if name is FilterName.KIND and value in SOURCES:
        return str(SOURCES[value].label)
    if name is FilterName.STATE:
        return str(_states().get(value, value))
    if name is FilterName.GOAL and value in strategy().known_goals:
        return strategy().known_goals[value].label
    if name is FilterName.DISTRICT and is_number(value) and int(value) in strategy().districts:
        return strategy().districts[int(value)].name
    if name is FilterName.NEAR:
        latitude, longitude, metres = spot(value)
        return _("%(metres)s m um %(point)s", metres=metres, point=Point(latitude, longitude).words)
    if name in {FilterName.HAS, FilterName.MARK}:
        return str({**HAS, **MARKS}.get(value, value))
    if value == HERE:
        return _("hier")
    return known.get((name, value), f"@{value}" if name is FilterName.AUTHOR else value)


def filter_label(one: Filter, known: Titles) -> str:
    """Return a filter as a short sentence."""
    value = _("mir") if one.name is FilterName.AUTHOR and one.value == "me" else label_of(one.name, one.value, known)
    if one.excluded:
        return _("nicht %(name)s: %(value)s", name=str(NAMES[one.name]), value=value)
    return _("%(name)s: %(value)s", name=str(NAMES[one.name]), value=value)


def meant(one: Filter) -> list[str]:
    """Return the values that the index knows for what a person wrote, such as a title for a key."""
    if one.name is FilterName.STATE:
        # In either language, since the address of a page means the same to everybody who opens it.
        pairs: Sequence[tuple[str, str]] = [
            (key, in_words_of(code, label)) for key, label in _states().items() for code in LANGUAGES
        ]
    elif one.name is FilterName.GOAL:
        pairs = [(goal.key, title) for goal in strategy().known_goals.values() for title in (goal.title, goal.title_en)]
    elif one.name is FilterName.DISTRICT:
        pairs = [(str(district.number), district.name) for district in strategy().districts.values()]
    else:
        return [one.value]
    wanted = bare(one.value)
    return [one.value, *dict.fromkeys(key for key, title in pairs if bare(title) == wanted and key != one.value)]
