"""Reads the search field from left to right. Nothing a person types is an error (requirement Q-28).

What is not understood is searched as words and named in a note. The caps are those of Q-25.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from forum.search.analysis.normal import clean
from forum.search.analysis.scan import SPACED
from forum.search.syntax.operators import MARKS, Narrowing, is_operator, takes_a_choice, takes_several, understand
from forum.search.syntax.query import Filter, FilterName, Note, NoteCode, Query, Sort, Term, TermKind

MOST_LETTERS = 200
MOST_TERMS = 10
LEAST_PREFIX = 3

_NAME = r"[^\W\d_]+(?:-[^\W\d_]+)*"
_QUOTES = '"„“”»«'
_SINGLE = "'‚‘’›‹"
_CHUNKS = re.compile(
    rf"""
    (?P<minus>(?<!\S)-)?
    (?:(?P<name>{_NAME}):(?P<gap>\s(?!-|{_NAME}:\S))?(?=[^\s:]))?
    (?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}]|$)
      |(?<!\S)[{_SINGLE}](?P<single>[^{_SINGLE}{_QUOTES}]+)[{_SINGLE}](?!\S)
      |(?P<spaced>{SPACED})|(?P<bare>[^\s|{_QUOTES}]+))
  | (?P<either>\|+)
    """,
    re.VERBOSE,
)
_GENDER_MARK = re.compile(r".*[:*]in(nen)?")
_EITHER = {"OR", "ODER", "|"}
_BRACKETS = re.compile(r"(?P<before>\S+\s+)?\((?P<inside>[^()]*)\)(?P<after>\s+\S+)?")


def parse(text: str, *, today: date, language: str = "de") -> Query:
    """Return the query that `text` means; `today` is what "7 Tage" counts back from."""
    return _Reader(today, language).read(text)


@dataclass(slots=True)
class _Reader:
    """Takes the query apart from left to right and collects what it means."""

    today: date
    language: str
    required: list[list[Term]] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    in_title: bool = False
    after: date | None = None
    before: date | None = None
    sort: Sort = Sort.RELEVANCE
    terms: int = 0
    joins_next: bool = False
    excludes_next: bool = False

    def read(self, text: str) -> Query:
        shown = " ".join(clean(text[: 4 * MOST_LETTERS]).text.replace("\x00", " ").split())
        chunks = list(_CHUNKS.finditer(shown))
        if len(shown) > MOST_LETTERS or len(text) > 4 * MOST_LETTERS:
            self.note(NoteCode.TOO_LONG)
            # Half a word, or half of an operator, would ask for something else.
            whole = [chunk for chunk in chunks if chunk.end() <= MOST_LETTERS]
            shown = shown[: whole[-1].end()] if whole else shown[:MOST_LETTERS]
            chunks = whole or list(_CHUNKS.finditer(shown))
        for chunk in chunks:
            if chunk["either"]:
                self.joins_next = bool(self.required)
            else:
                self.take(chunk)
        if any(map(_groups, _BRACKETS.finditer(shown))):
            self.note(NoteCode.BRACKETS)
        if self.excluded and not self.required and not self.filters:
            self.note(NoteCode.ONLY_EXCLUDED)
        return self.result(shown)

    def result(self, shown: str) -> Query:
        alone = [group[0] for group in self.required if len(group) == 1]
        return Query(
            text=shown,
            words=tuple(term.text for term in alone if term.kind is TermKind.WORD),
            phrases=tuple(term.text for term in alone if term.kind is TermKind.PHRASE),
            prefixes=tuple(term.text for term in alone if term.kind is TermKind.PREFIX),
            any_of=tuple(tuple(group) for group in self.required if len(group) > 1),
            excluded=tuple(self.excluded),
            filters=tuple(dict.fromkeys(self.filters)),
            in_title=self.in_title,
            after=self.after,
            before=self.before,
            sort=self.sort,
            language=self.language,
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def note(self, code: NoteCode, about: str = "") -> None:
        self.notes.append(Note(code, about))

    def take(self, chunk: re.Match[str]) -> None:
        quoted, minus = chunk["quoted"], bool(chunk["minus"]) or self.excludes_next
        self.excludes_next = False
        if quoted is not None and not chunk["closed"]:
            self.note(NoteCode.OPEN_QUOTE)
        quoted = quoted if quoted is not None else chunk["single"]
        value = quoted if quoted is not None else chunk["spaced"] or chunk["bare"]
        if chunk["gap"]:
            if self.take_apart(chunk["name"], value, excluded=minus):
                return
            minus = False
        elif chunk["name"] and self.take_operator(chunk["name"], value, excluded=minus):
            return
        elif chunk["name"]:
            self.take_word(f"{chunk['name']}:{value}", excluded=minus)
            return
        if quoted is not None:
            self.add(TermKind.PHRASE, quoted, excluded=minus)
        elif value in _EITHER and not minus:
            self.joins_next = bool(self.required)
        elif value in {"NOT", "NICHT"} and not minus:
            self.excludes_next = True
        elif value not in {"AND", "UND"} and not self.take_mark(value, excluded=minus):
            self.take_word(value, excluded=minus)

    def take_mark(self, value: str, *, excluded: bool) -> bool:
        """Read `gemerkt`, `ungelesen` and `folge-ich`, which stand alone (requirement Q-27)."""
        mark = MARKS.get(value.lower())
        if mark:
            self.filters.append(Filter(FilterName.MARK, mark, excluded))
        return mark is not None

    def take_word(self, value: str, *, excluded: bool) -> None:
        stripped = value.rstrip(f"*?{_SINGLE}").lstrip(f"*?-{_SINGLE}")
        is_gender = _GENDER_MARK.fullmatch(stripped.lower())
        # A star behind something in several words, such as "20 €*", begins nothing.
        if stripped and (value[0] in "*?" or ("*" in stripped and not is_gender)):
            self.note(NoteCode.WILDCARD_NOT_AT_END, value)
        if not value.endswith("*") or value[0] in "*?":
            self.add(TermKind.WORD, stripped, excluded=excluded)
        elif len(_letters(stripped)) < LEAST_PREFIX:
            self.note(NoteCode.PREFIX_TOO_SHORT, value)
            self.add(TermKind.WORD, stripped, excluded=excluded)
        elif _letters(stripped) == stripped:
            self.add(TermKind.PREFIX, stripped, excluded=excluded)
        else:  # Only one word can be begun: of "Fuß-Weg*" the words are looked for as they are.
            self.add(TermKind.WORD, stripped, excluded=excluded)

    def add(self, kind: TermKind, text: str, *, excluded: bool) -> None:
        size = len(re.findall(r"[^\W_]+", text)) if kind is TermKind.PHRASE else 1
        if not _letters(text):
            return
        left = MOST_TERMS - self.terms
        if size > left > 1:
            # The words at its start are a phrase as well, and say more than nothing.
            ends = [word.end() for word in re.finditer(r"[^\W_]+", text)]
            text, size = text[: ends[left - 1]], left
            self.note(NoteCode.PHRASE_CUT, text)
        if size > left:
            self.note(NoteCode.TOO_MANY_TERMS)
            return
        self.terms += size
        term = Term(kind, text)
        if excluded:
            self.excluded.append(term)
        elif self.joins_next:
            self.required[-1].append(term)
        else:
            self.required.append([term])
        self.joins_next = False

    def take_apart(self, name: str, value: str, *, excluded: bool) -> bool:
        """Read `art: idee` like `art:idee`; of "Thema: Radweg", which people write in texts, take the first word alone."""
        if takes_a_choice(name, value) and understand(name, value.strip(), excluded=excluded, today=self.today):
            return self.take_operator(name, value, excluded=excluded)
        if is_operator(name):
            self.note(NoteCode.UNKNOWN_VALUE, f"{name}: {value}")
        self.take_word(f"{name}:", excluded=excluded)
        return False

    def take_operator(self, name: str, value: str, *, excluded: bool) -> bool:
        """Take the value if the operator understands it; otherwise leave it to be read as words."""
        if not is_operator(name):
            is_word = _GENDER_MARK.fullmatch(f"{name}:{value}".lower()) or value.startswith("//")
            if not is_word:
                self.note(NoteCode.UNKNOWN_OPERATOR, name)
            return False
        values = value.split(",") if takes_several(name) else [value]
        narrowings = [
            understand(name, one.strip(), excluded=excluded, today=self.today) if one.strip() else None
            for one in values
        ]
        if not all(narrowings):
            self.note(NoteCode.UNKNOWN_VALUE, f"{name}:{value}")
            return False
        for asked in filter(None, narrowings):
            self.narrow(asked)
        return True

    def narrow(self, asked: Narrowing) -> None:
        if asked.by:
            self.filters.append(asked.by)
        self.in_title = self.in_title or asked.in_title
        self.after = asked.after or self.after
        self.before = asked.before or self.before
        self.sort = asked.sort or self.sort


def _groups(brackets: re.Match[str]) -> bool:
    """Tell whether brackets mean more than OR does without them: several words of which all are meant, next to an OR."""
    inside = brackets["inside"].replace("|", " | ").split()
    beside = {(brackets["before"] or "").strip(), (brackets["after"] or "").strip()}
    return bool(beside & _EITHER) and len(inside) > 1 and not set(inside[1::2]) <= _EITHER


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
