"""What the results page offers beside the hits: what was understood, what can be chosen, what was not understood."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.search.asking import Asked, Chip, Choices, asked
from forum.search.engines import FACETED
from forum.search.jumping import may_jump
from forum.search.labels import NAMES, Titles, filter_label, is_known, label_of, meant, titles
from forum.search.looking import Loosened
from forum.search.queries import Answer
from forum.search.syntax import MOST_LETTERS, MOST_TERMS, Filter, FilterName, Note, NoteCode, Sort
from forum.search.syntax.writing import NAMES as CONTROLS
from forum.web.language import day

SHOWN_VALUES = 8


@dataclass(frozen=True)
class Offer:
    """One value of a facet, with its hits and where choosing it, or not any more, leads."""

    value: str
    label: str
    count: int
    chosen: bool
    url: str


@dataclass(frozen=True)
class Group:
    """A facet: what it is called, and its values, the most frequent first."""

    name: FilterName
    label: str
    offers: Sequence[Offer]


@dataclass(frozen=True)
class Understood:
    """A chip: what was understood, and the question without it."""

    label: str
    url: str


def address(text: str, choices: Choices, page: int = 1, **more: str) -> str:
    """Return the address of a page of results; everything that was asked stands in it (Q-34)."""
    values: dict[str, Any] = {"q": text, **choices, **more}
    if may_jump(text) and not choices:
        values["suchen"] = "1"  # Who narrowed a search, or kept one, wants to search.
    return url_for("search.find", **values, seite=page if page > 1 else None, _external=False)


@dataclass(frozen=True)
class Offered:
    """All that stands beside the hits; ``unknown`` are filters whose value nothing has that the viewer may know of."""

    chips: Sequence[Understood]
    groups: Sequence[Group]
    unknown: Sequence[Filter]


def offered(answer: Answer, viewer: Actor) -> Offered:
    """Return chips and facets of an answer; the titles they need are read in one query each."""
    said = answer.asked
    wanted: dict[FilterName, list[str]] = {name: list(answer.facets.get(name, ())) for name in FACETED}
    for one in said.query.filters:
        wanted.setdefault(one.name, []).append(one.value)
    known = titles(viewer, wanted)
    chips = [Understood(_chip_label(chip, known), address(chip.text, chip.choices)) for chip in said.chips()]
    groups = [_group(name, answer, known) for name in FACETED]
    unknown = [one for one in said.query.filters if not is_known(one, known)]
    return Offered(chips, [group for group in groups if group.offers], unknown)


def names(searches: Iterable[tuple[str, Choices]], viewer: Actor) -> list[str]:
    """Return what searches are for, in words, as the person who keeps them reads it; titles are read once for all."""
    said = [(text, asked("", choices, "de")) for text, choices in searches]
    wanted: dict[FilterName, list[str]] = {}
    for _text, one in said:
        for narrowing in one.query.filters:
            wanted.setdefault(narrowing.name, []).append(narrowing.value)
    known = titles(viewer, wanted)
    return [
        ", ".join([*([f"„{text}“"] if text else []), *(_chip_label(chip, known) for chip in one.chips())])
        for text, one in said
    ]


def _group(name: FilterName, answer: Answer, known: Titles) -> Group:
    counts = answer.facets.get(name, {})
    said = [one for one in answer.asked.query.filters if one.name is name and not one.excluded]
    chosen = {value: one for one in said for value in meant(one)}
    called: dict[str, list[str]] = {}
    for value in {**dict.fromkeys(one.value for one in said), **counts}:
        label = label_of(name, value, known)
        if value in counts or label != value:
            called.setdefault(_capital(label) if name is FilterName.STATE else label, []).append(value)
    offers = []
    for label, values in called.items():
        # Of different things a state may have one name; chosen by that name, both are meant.
        value = label if len(values) > 1 else values[0]
        by = next((chosen[one] for one in values if one in chosen), None)
        url = address(*(answer.asked.without(by) if by else _with(answer.asked, name, value)))
        offers.append(Offer(value, label, sum(counts.get(one, 0) for one in values), by is not None, url))
    offers.sort(key=lambda offer: (not offer.chosen, -offer.count, offer.value))
    return Group(name, str(NAMES[name]), offers)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _with(said: Asked, name: FilterName, value: str) -> tuple[str, Choices]:
    control = CONTROLS[name]
    return said.text, {**said.choices, control: [*said.choices.get(control, ()), value]}


def _chip_label(chip: Chip, known: Titles) -> str:
    if chip.about is not None:
        return filter_label(chip.about, known)
    if chip.kind == "sort":
        return _("Sortierung: %(sort)s", sort=str(sort_labels()[Sort(chip.words)]))
    if chip.kind in {"after", "before"}:
        when = day(date.fromisoformat(chip.words))
        return _("ab %(day)s", day=when) if chip.kind == "after" else _("vor dem %(day)s", day=when)
    if chip.kind == "title":
        return _("nur im Titel")
    sentences = {
        "word": "%s",
        "phrase": "„%s“",
        "prefix": _("beginnt mit %(words)s", words=chip.words),
        "any": chip.words.replace(" OR ", " " + _("oder") + " "),
        "not": _("ohne %(words)s", words=chip.words),
    }
    sentence = sentences[chip.kind]
    return sentence % chip.words if chip.kind in {"word", "phrase"} else sentence


def sort_labels() -> Mapping[Sort, str]:
    """Return the orders of hits by their names."""
    return {
        Sort.RELEVANCE: _("Beste Treffer zuerst"),
        Sort.NEWEST: _("Neueste zuerst"),
        Sort.OLDEST: _("Älteste zuerst"),
        Sort.VOTES: _("Meiste Unterstützung"),
    }


def loosened(answer: Answer) -> str:
    """Return how the question was asked instead, where nothing was found as it stands; empty where it was."""
    if answer.loosened is None:
        return ""
    if answer.loosened is Loosened.LONGER:
        return _("Genau so steht das nirgends. Diese Treffer enthalten längere Wörter, in denen es vorkommt.")
    if answer.loosened is Loosened.PARTS and len(answer.query.words) > 1:
        return _("Genau so steht das nirgends. Diese Treffer enthalten die Teile des Wortes.")
    if len(answer.asked.query.words) == 1:
        return _("Genau so steht das nirgends. Diese Treffer enthalten einen Teil des Wortes.")
    return _("Alle Wörter zusammen stehen nirgends. Diese Treffer enthalten einige davon.")


def notes(answer: Answer, unknown: Sequence[Filter]) -> list[str]:
    """Return what was not understood, cut, refused or is unknown, as sentences."""
    return [
        *(_note(one) for one in answer.asked.query.notes),
        *(_refusal(one) for one in answer.refused),
        *(
            _("%(name)s „%(value)s“ kennen wir nicht.", name=str(NAMES[one.name]), value=one.value)
            for one in unknown
            if one not in answer.refused
        ),
    ]


def _note(note: Note) -> str:
    sentences = {
        NoteCode.TOO_LONG: _("Wir haben nur die ersten %(most)d Zeichen gesucht.", most=MOST_LETTERS),
        NoteCode.TOO_MANY_TERMS: _("Wir haben nur die ersten %(most)d Wörter gesucht.", most=MOST_TERMS),
        NoteCode.PREFIX_TOO_SHORT: _(
            "„%(word)s“ ist für einen Wortanfang zu kurz; gesucht wurde das Wort.", word=note.about
        ),
        NoteCode.WILDCARD_NOT_AT_END: _("Das Zeichen * geht nur am Ende eines Wortes: „%(word)s“.", word=note.about),
        NoteCode.OPEN_QUOTE: _("Ein Anführungszeichen hat kein Gegenstück; gesucht wurde bis zum Ende."),
        NoteCode.UNKNOWN_OPERATOR: _("Als gewöhnliche Wörter gesucht: %(words)s", words=note.about),
        NoteCode.UNKNOWN_VALUE: _("Das haben wir nicht verstanden: %(words)s", words=note.about),
        NoteCode.TOO_MANY_VALUES: _(
            "So viele Angaben auf einmal gehen nicht; gesucht wurde mit den ersten: %(words)s", words=note.about
        ),
        NoteCode.BRACKETS: _(
            "Klammern fassen hier nichts zusammen: OR verbindet nur die beiden Wörter oder Wortfolgen neben sich."
        ),
        NoteCode.PHRASE_CUT: _("Von „%(words)s“ haben wir nur den Anfang gesucht.", words=note.about),
        NoteCode.ONLY_EXCLUDED: _("Sagen Sie bitte auch, was Sie suchen, nicht nur, was nicht."),
    }
    return sentences[note.code]


def _refusal(one: Filter) -> str:
    if one.name in {FilterName.SPACE, FilterName.THREAD}:
        return _("„in:thema“ und „in:bereich“ brauchen ein Thema oder einen Raum; gesucht wurde überall.")
    return _("„von:mir“, „gemerkt“, „ungelesen“ und „folge-ich“ gelten Ihrem Konto. Bitte melden Sie sich dafür an.")
