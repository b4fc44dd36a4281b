"""The one German analyser: every place that compares words asks it (requirement Q-01).

`tokens` for indexing, `exact_tokens` for phrases, `query_terms` for what a person asks. They serve the
engines, the highlighting, similar ideas and watched words alike, so that the same words match everywhere.
Pure functions; the only state is the `Vocabulary` that a rebuild of the index learns from the words of the
site.
"""

from forum.search.analysis.compounds import Vocabulary, WordLists
from forum.search.analysis.normal import Clean, bare, clean, fold, plain
from forum.search.analysis.stems import stem
from forum.search.analysis.terms import QueryTerm, is_function_word, phrase_terms, query_terms
from forum.search.analysis.tokens import Kind, Token, exact_tokens, tokens, words

__all__ = [
    "Clean",
    "Kind",
    "QueryTerm",
    "Token",
    "Vocabulary",
    "WordLists",
    "bare",
    "clean",
    "exact_tokens",
    "fold",
    "is_function_word",
    "phrase_terms",
    "plain",
    "query_terms",
    "stem",
    "tokens",
    "words",
]
