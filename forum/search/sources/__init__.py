"""What is searched, as a table: which events touch a kind of thing, how it is indexed, and how a hit is shown.

A new kind is a module here and one line of ``SOURCES``; the index, the page, the API and the rebuild follow.
"""

from forum.search.sources import agendas, attachments, councils, discussions, ideas, papers, places, sessions, standing
from forum.search.sources.source import Shown, Source

__all__ = ["SOURCES", "Shown", "Source"]

# In the order in which a page names them.
SOURCES: dict[str, Source] = {
    source.kind: source
    for part in (ideas, discussions, councils, sessions, agendas, papers, places, standing, attachments)
    for source in part.SOURCES
}
