"""Reading papers in the making; for the Stabsstelle alone."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import load_only, selectinload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can, require
from forum.dossiers.commands.gathering import gather
from forum.dossiers.comparing import Section, compared
from forum.dossiers.models import Dossier, DossierDraft, DossierDraftIdea
from forum.ideas.models import Idea

MOST_DRAFTS = 100


def drafts(viewer: Actor, *, idea_id: int | None = None) -> Sequence[DossierDraft]:
    """Return drafts, the one changed last first; with ``idea_id`` those about this idea."""
    require(viewer, "dossier.draft")
    statement = (
        select(DossierDraft)
        .order_by(DossierDraft.changed_at.desc(), DossierDraft.id.desc())
        .options(
            load_only(DossierDraft.title, DossierDraft.number, DossierDraft.changed_at),
            selectinload(DossierDraft.idea_links).joinedload(DossierDraftIdea.idea).load_only(Idea.title),
        )
        .limit(MOST_DRAFTS)
    )
    if idea_id is not None:
        statement = statement.where(DossierDraft.idea_links.any(DossierDraftIdea.idea_id == idea_id))
    return db.session.scalars(statement).all()


def draft(viewer: Actor, draft_id: int) -> DossierDraft:
    """Return a draft. Raises NotFound, also for those who may not know that it exists."""
    found = db.session.scalar(
        select(DossierDraft)
        .where(DossierDraft.id == draft_id)
        .options(selectinload(DossierDraft.idea_links).joinedload(DossierDraftIdea.idea))
    )
    if found is None or not can(viewer, "dossier.draft", found):
        raise NotFound
    return found


def changes_since(viewer: Actor, found: DossierDraft) -> Sequence[Section]:
    """Return what a new version would say otherwise than the last one, in the draft and in its sources (B-13)."""
    last = db.session.scalar(
        select(Dossier)
        .where(Dossier.number == found.number, Dossier.audience.in_(viewer.words))
        .order_by(Dossier.version.desc())
        .limit(1)
    )
    if last is None or "sections" not in last.data:
        return []
    now_there = gather(found.ideas, found.parts)
    sections = compared(last.data, now_there, html_before="", html_after="")
    return [section for section in sections if section.is_changed]
