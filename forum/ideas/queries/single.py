"""One idea and what belongs to it: its log, and what it said before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, inspect, select
from sqlalchemy.orm import joinedload, load_only
from sqlalchemy.orm.attributes import set_committed_value

from forum.core.blackening import VersionKind
from forum.core.db import db
from forum.core.errors import Gone, NotFound
from forum.core.i18n import _, spoken
from forum.core.permissions import Actor
from forum.ideas.lifecycle import IdeaState, is_author
from forum.ideas.models import CoAuthor, Idea, IdeaDistrict, IdeaGoal, IdeaRevision, IdeaStep, written_by
from forum.ideas.policies import moderates_its_space
from forum.ideas.queries.lists import LISTED_COLUMNS


def idea(viewer: Actor, idea_id: int) -> Idea:
    """Return one idea. Raises NotFound for foreign drafts, Gone with the ground for what the moderation hid.

    Those who hid it read it still, also where they moderate its space only (M-21, M-25).
    """
    found = _loaded(idea_id)
    if found.is_draft:
        if not is_author(viewer, found):
            raise NotFound
        return found
    if found.hidden_at is not None and moderates_its_space(viewer, found):
        return found
    if found.hidden_at is not None and found.audience not in viewer.words:
        raise Gone(_("Die Moderation hat diese Idee verborgen. Grund: %(ground)s", ground=spoken(found.hidden_ground)))
    if found.audience not in viewer.words:
        raise NotFound
    return found


def _loaded(idea_id: int) -> Idea:
    """Load an idea with its authors, goals and districts, and ask only for those lists that are not empty."""
    row = db.session.execute(
        select(
            Idea,
            exists().where(CoAuthor.idea_id == Idea.id).label("co_authors"),
            exists().where(IdeaGoal.idea_id == Idea.id).label("goal_links"),
            exists().where(IdeaDistrict.idea_id == Idea.id).label("district_links"),
        )
        .where(Idea.id == idea_id)
        .options(joinedload(Idea.thread), joinedload(Idea.author))
    ).one_or_none()
    if row is None:
        raise NotFound
    found: Idea = row.Idea
    if not row.co_authors:
        set_committed_value(found, "co_authors", [])
    elif "co_authors" in inspect(found).unloaded:
        rows = select(CoAuthor).where(CoAuthor.idea_id == idea_id).order_by(CoAuthor.id)
        set_committed_value(found, "co_authors", db.session.scalars(rows.options(joinedload(CoAuthor.person))).all())
    for name in ("goal_links", "district_links"):
        if not getattr(row, name):
            set_committed_value(found, name, [])
    return found


def drafts(viewer: Actor) -> Sequence[Idea]:
    """Return the drafts of which the viewer is an author, the one changed last first (N-03)."""
    return db.session.scalars(
        select(Idea)
        .where(written_by(viewer.person_id or 0), Idea.state == IdeaState.ENTWURF.value)
        .order_by(Idea.active_at.desc(), Idea.id.desc())
        .options(load_only(*LISTED_COLUMNS))
    ).all()


def timeline(_viewer: Actor, found: Idea) -> Sequence[IdeaStep]:
    """Return the public log of an idea, oldest line first. The viewer was asked for the idea before."""
    return db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == found.id).order_by(IdeaStep.seq)).all()


@dataclass(frozen=True)
class EarlierText:
    """What an idea said before, and who made it say so; of a hidden version only its place is told (M-13)."""

    version: int
    at: datetime
    title: str = ""
    source: str = ""
    html: str = ""
    reason: str = ""
    kind: VersionKind = VersionKind.WRITTEN
    is_hidden: bool = False


def revisions(_viewer: Actor, found: Idea) -> Sequence[EarlierText]:
    """Return what an idea said before, newest first. The viewer was asked for the idea before."""
    wanted = select(IdeaRevision).where(IdeaRevision.idea_id == found.id).order_by(IdeaRevision.version.desc())
    return [
        EarlierText(row.version, row.at, is_hidden=True)
        if row.hidden_at is not None
        else EarlierText(row.version, row.at, row.title, row.source, row.html, row.reason, VersionKind(row.kind))
        for row in db.session.scalars(wanted)
    ]


def has_revisions(found: Idea) -> bool:
    """Tell whether an idea said something else before."""
    return db.session.scalar(select(IdeaRevision.version).where(IdeaRevision.idea_id == found.id).limit(1)) is not None
