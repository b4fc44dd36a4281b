"""The language of the search field: `parse` turns what a person typed into a `Query`, whatever they typed.

Notes say as codes what was not understood or cut; templates turn them into sentences.
"""

from forum.search.syntax.operators import HERE, ME
from forum.search.syntax.parser import LEAST_PREFIX, MOST_LETTERS, MOST_TERMS, parse
from forum.search.syntax.query import Filter, FilterName, Note, NoteCode, Query, Sort, Term, TermKind

__all__ = [
    "HERE",
    "LEAST_PREFIX",
    "ME",
    "MOST_LETTERS",
    "MOST_TERMS",
    "Filter",
    "FilterName",
    "Note",
    "NoteCode",
    "Query",
    "Sort",
    "Term",
    "TermKind",
    "parse",
]
