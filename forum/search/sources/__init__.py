"""What is searched, as a table: which events touch a kind of thing, how it is indexed, and how a hit is shown.

A new kind is a module here and one line of ``SOURCES``; the index, the page, the API and the rebuild follow.
"""

from forum.search.sources import councils, discussions, ideas
from forum.search.sources.source import Shown, Source

__all__ = ["SOURCES", "Shown", "Source"]

SOURCES: dict[str, Source] = {
    source.kind: source for source in (*ideas.SOURCES, *discussions.SOURCES, *councils.SOURCES)
}
