"""What papers and decisions about several ideas ask of them: that the same people may read them."""

from collections.abc import Sequence

from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.dossiers.models import Dossier
from forum.dossiers.queries import paper_number
from forum.ideas.models import Idea


def mixed_audience(ideas: Sequence[Idea]) -> str:
    """Return why these ideas cannot stand together, or nothing; what is for the staff alone never joins what is public."""
    if len({idea.audience for idea in ideas}) < 2:
        return ""
    return _(
        "Diese Ideen sind nicht für dieselben Menschen sichtbar und können deshalb nicht gemeinsam behandelt werden."
    )


def audience_of(ideas: Sequence[Idea]) -> str:
    """Return who may read what is said about these ideas together. Raises Conflict when it is not the same for all."""
    if sentence := mixed_audience(ideas):
        raise Conflict(sentence)
    return ideas[0].audience if ideas else "public"


def newest_paper(idea: Idea) -> Dossier | None:
    """Return the paper that was frozen last about an idea, at whichever place of the paper it stands."""
    number = paper_number(idea.id)
    return db.session.get(Dossier, number) if number is not None else None
