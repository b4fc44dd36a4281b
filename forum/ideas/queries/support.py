"""Who supports an idea, in figures: with an account, with an account that is gone by now, on paper (N-15, N-18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from forum.accounts.models import Person, Standing
from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.ideas.models import Idea, IdeaMerge, MergedIdea, PaperBatch, PaperFigure, Support


@dataclass(frozen=True)
class Parts:
    """What the one figure of an idea is made of."""

    online: int
    erased: int
    paper: int

    @property
    def together(self) -> int:
        """The figure that counts towards the threshold."""
        return self.online + self.erased + self.paper


def support_of(viewer: Actor, found: Idea) -> Support | None:
    """Return the viewer's support for an idea."""
    return db.session.get(Support, (found.id, viewer.person_id)) if viewer.person_id is not None else None


@dataclass(frozen=True)
class Brought:
    """A support that a merge brought along: from which idea, and until when the person may decline that (N-18)."""

    merge: IdeaMerge
    title: str
    until: datetime


def brought_support(support: Support | None) -> Brought | None:
    """Return by which merge a support came, as long as its person may decline that."""
    if support is None or support.merge_id is None:
        return None
    act = db.session.get_one(IdeaMerge, support.merge_id)
    if not act.can_be_declined:
        return None
    title = db.session.scalar(
        select(Idea.title)
        .join(MergedIdea, MergedIdea.idea_id == Idea.id)
        .join(Support, Support.idea_id == Idea.id)
        .where(MergedIdea.merge_id == act.id, Support.person_id == support.person_id)
        .order_by(Idea.id)
        .limit(1)
    )
    return Brought(act, title or "", act.at + timedelta(days=current_app.config["MERGE_OPT_OUT_DAYS"]))


def supporters(found: Idea) -> Sequence[int]:
    """Return the numbers of the supporters, for those who tell them; never for a page (N-13)."""
    return db.session.scalars(select(Support.person_id).where(Support.idea_id == found.id)).all()


def supporters_since(idea_id: int, since: datetime, *, until: datetime) -> Sequence[int]:
    """Return the numbers of those who signed in this time and are still here, in this order; never for a page (N-13)."""
    signed = select(Support.person_id).join(Person, Person.id == Support.person_id)
    in_time = Support.idea_id == idea_id, Support.at.between(since, until), Support.merge_id.is_(None)
    found = signed.where(*in_time, Person.standing != Standing.ERASED)
    return db.session.scalars(found.order_by(Support.at, Support.person_id)).all()


def paper_batches(viewer: Actor, found: Idea) -> Sequence[PaperBatch]:
    """Return the batches of signatures on paper with all their figures, newest first; for the Stabsstelle (N-15)."""
    require(viewer, "paper.enter", found)
    return db.session.scalars(
        select(PaperBatch)
        .where(PaperBatch.idea_id == found.id)
        .order_by(PaperBatch.id.desc())
        .options(
            selectinload(PaperBatch.figures).options(joinedload(PaperFigure.person), joinedload(PaperFigure.second))
        )
    ).all()
