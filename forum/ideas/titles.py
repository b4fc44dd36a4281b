"""How the titles of an idea are shown where others bear them, while the moderation hides or blackens them (M-36, M-13).

Records, projects, papers, messages and the logs of other ideas keep the title that an idea had on the day. What they prove
stays; what they show follows this.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forum.core import blackening
from forum.core.db import db
from forum.core.text import slug
from forum.ideas.models import Idea, IdeaRevision


def placeholder(idea: Idea) -> str:
    """Return what stands in the place of a title that is not shown; in German, like all that the city writes."""
    return f"Idee {idea.id} (Titel von der Moderation verborgen)"


def versions_of(idea: Idea) -> Sequence[IdeaRevision]:
    """Return the earlier versions of an idea, the oldest first, as they are by now."""
    wanted = select(IdeaRevision).where(IdeaRevision.idea_id == idea.id).order_by(IdeaRevision.version)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


@dataclass(frozen=True)
class Titles:
    """The titles that an idea bears or bore, and how each of them may be shown."""

    idea: Idea
    borne: frozenset[str]
    # What is taken out of each version, as it stood at this moment.
    taken: tuple[str, ...]
    is_hidden: bool

    def shown(self, title: str) -> str:
        """Return what is shown in the place of a title of the idea."""
        return placeholder(self.idea) if self.is_hidden else self.without_words(title, placeholder(self.idea))

    def without_words(self, text: str, otherwise: str) -> str:
        """Return a copied text without what is blackened; ``otherwise`` where the words stand there in other letters."""
        return copied(text, self.taken, otherwise)


def shown_title(idea: Idea) -> str:
    """Return the title of an idea as it may be shown by now."""
    return placeholder(idea) if idea.hidden_at is not None else idea.title


def shown_url(idea: Idea) -> str:
    """Return the address of an idea, which speaks no more than its title does."""
    return with_slug(idea.url, idea.title, shown_title(idea))


def with_slug(url: str, before: str, after: str) -> str:
    """Return an address, or a text with some, that has the words of a title with those of another one in their place."""
    return re.sub(rf"-{re.escape(slug(before))}(?=[/?#\s]|$)", f"-{slug(after)}", url)


def titles_of(idea: Idea) -> Titles:
    """Return the titles of an idea as they may be shown by now."""
    rows = versions_of(idea)
    taken = tuple(row.blackened for row in rows if row.blackened)
    return Titles(idea, frozenset({idea.title, *(row.title for row in rows)}), taken, idea.hidden_at is not None)


def copied(text: str, taken: Sequence[str], otherwise: str) -> str:
    """Return a copy of a text of an idea without what is blackened in it; versions of a text may write it otherwise."""
    shown = blackening.without(text, taken)
    words = [word for words in taken for word in words.splitlines()]
    return otherwise if any(blackening.says(shown, word) for word in words) else shown


def replaced(before: Titles, after: Titles) -> Mapping[str, str]:
    """Return which title stands from now on in the place of each that stood until now; hiding is another matter.

    What only names a hidden idea is not shown at all, and is right when the idea comes back.
    """
    instead = placeholder(before.idea)
    borne = sorted(before.borne | after.borne)
    pairs = [(before.without_words(title, instead), after.without_words(title, instead)) for title in borne]
    # A title with bars was borne, too, and stays as it is; what stood behind the bars leads on.
    return {old: new for old, new in pairs if old != new}


def blackened_in(numbers: Iterable[int]) -> Mapping[int, Sequence[IdeaRevision]]:
    """Return the versions of ideas out of which words are taken, by idea."""
    wanted = select(IdeaRevision).where(IdeaRevision.idea_id.in_(set(numbers)), IdeaRevision.blackened != "")
    found: dict[int, list[IdeaRevision]] = {}
    for row in db.session.scalars(wanted.order_by(IdeaRevision.idea_id, IdeaRevision.version)):
        found.setdefault(row.idea_id, []).append(row)
    return found
