"""Files of ideas and of signatures on paper: who may download them is asked each time (T-30, X-24, N-15)."""

from collections.abc import Mapping, Sequence

from forum.core.db import db
from forum.core.errors import Gone, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, is_moderator, is_staff
from forum.core.text import Picture
from forum.files.queries import Purpose, pictures_of
from forum.ideas import queries
from forum.ideas.commands.writing import FORMER_FILES
from forum.ideas.lifecycle import IdeaState, is_author
from forum.ideas.models import Idea, PaperBatch
from forum.screening.queries import is_waiting


def _check(viewer: Actor, idea_id: int) -> bool:
    """Refuse the file of an idea that the viewer may not read now, and tell who gets a proof. Raises NotFound, Gone.

    A draft and what it holds is for its author alone. What the moderation hid stays evidence for its author and for
    moderators (P-09); an idea that was taken back keeps its files for its author.
    """
    found = db.session.get(Idea, idea_id)
    if found is not None and (is_author(viewer, found) or _is_looked_at(viewer, found)):
        return False
    idea = queries.idea(viewer, idea_id)
    if idea.state == IdeaState.ZURUECKGEZOGEN:
        raise Gone(_("Die Idee wurde zurückgezogen."))
    return idea.hidden_at is not None


def _is_looked_at(viewer: Actor, idea: Idea) -> bool:
    """Tell whether a draft waits for the moderation, and a moderator asks for its files."""
    return idea.is_draft and is_moderator(viewer, idea) and is_waiting("idea", idea.id)


def _shares(viewer: Actor, idea_id: int) -> bool:
    """Tell whether the viewer is an author, who arranges also what the other authors attached (N-06)."""
    found = db.session.get(Idea, idea_id)
    return found is not None and is_author(viewer, found)


def _check_scan(viewer: Actor, batch_id: int) -> None:
    """Refuse scans of signatures to everybody but the Stabsstelle: names and addresses stand on them (N-15, E-16)."""
    if not is_staff(viewer, None) or db.session.get(PaperBatch, batch_id) is None:
        raise NotFound


def pictures_of_versions(numbers: Sequence[int]) -> Mapping[int, Mapping[str, Picture]]:
    """Return the pictures that versions of ideas may show: what the ideas have, and what only earlier versions had."""
    now_there, former = pictures_of("idea", numbers), pictures_of(FORMER_FILES, numbers)
    return {number: {**former.get(number, {}), **now_there.get(number, {})} for number in numbers}


IDEAS = Purpose("idea", _check, _shares)
FORMER = Purpose(FORMER_FILES, _check)
PAPER = Purpose("paper", _check_scan, proofs=True)
