"""Named audiences: groups that packages know by a word and a name, such as a committee.

A package that lets people choose an audience need not know the package whose groups they are; the composition root
joins the sources.
"""

from collections.abc import Callable, Sequence

from flask import current_app

Source = Callable[[], Sequence[tuple[str, str]]]


def named_audiences() -> list[tuple[str, str]]:
    """Return word and name of every group that a space can be for."""
    sources: Sequence[Source] = current_app.extensions["audience_sources"]
    return [pair for source in sources for pair in source()]
