"""Answers on their way, and the texts from which they are made."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.models import AS_NAMED
from forum.accounts.units import units_of
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can, require
from forum.ideas.models import Idea
from forum.office.models import AnswerDraft, BlockKind, DraftState, TextBlock, TextBlockVersion

MOST_SHOWN = 200


def _drafts(viewer: Actor) -> Select[AnswerDraft]:
    statement = (
        select(AnswerDraft)
        .join(AnswerDraft.idea)
        .where(AnswerDraft.state != DraftState.PUBLISHED, Idea.audience.in_(viewer.words), Idea.hidden_at.is_(None))
        .options(
            contains_eager(AnswerDraft.idea).load_only(Idea.title, Idea.state, Idea.unit_id, Idea.audience),
            joinedload(AnswerDraft.author).load_only(*AS_NAMED),
            joinedload(AnswerDraft.editor).load_only(*AS_NAMED),
            joinedload(AnswerDraft.releaser).load_only(*AS_NAMED),
        )
    )
    return statement if "staff" in viewer.words else statement.where(Idea.unit_id.in_(units_of(viewer)))


def answer_drafts(viewer: Actor) -> Sequence[AnswerDraft]:
    """Return the answers on their way that a person may see, what was changed first at the top."""
    require(viewer, "office.open")
    return db.session.scalars(_drafts(viewer).order_by(AnswerDraft.changed_at, AnswerDraft.id).limit(MOST_SHOWN)).all()


def answer_drafts_of(viewer: Actor, found: Idea) -> Sequence[AnswerDraft]:
    """Return the answers on their way to one idea; nothing for those who may only read its notes."""
    if not can(viewer, "file.answer", found):
        return []
    return db.session.scalars(_drafts(viewer).where(AnswerDraft.idea_id == found.id).order_by(AnswerDraft.id)).all()


def answer_draft(viewer: Actor, number: int) -> AnswerDraft:
    """Return an answer on its way. Raises NotFound for those who may not read it, and once it is published."""
    found = db.session.scalar(_drafts(viewer).where(AnswerDraft.id == number))
    if found is None:
        raise NotFound
    return found


def blocks(viewer: Actor, kind: BlockKind | None = None) -> Sequence[TextBlock]:
    """Return the text blocks that are offered, by kind and name."""
    require(viewer, "office.open")
    statement = select(TextBlock).where(TextBlock.archived_at.is_(None)).order_by(TextBlock.kind, TextBlock.name)
    return db.session.scalars(statement if kind is None else statement.where(TextBlock.kind == kind)).all()


def block(viewer: Actor, number: int) -> TextBlock:
    """Return a text block, also one that was put away. Raises NotFound."""
    require(viewer, "block.edit")
    found = db.session.get(TextBlock, number)
    if found is None:
        raise NotFound
    return found


def block_versions(viewer: Actor, found: TextBlock) -> Sequence[TextBlockVersion]:
    """Return all versions of a text block, the newest first."""
    require(viewer, "block.edit")
    return db.session.scalars(
        select(TextBlockVersion)
        .where(TextBlockVersion.block_id == found.id)
        .order_by(TextBlockVersion.version.desc())
        .options(joinedload(TextBlockVersion.editor).load_only(*AS_NAMED))
    ).all()


def house_rules(_viewer: Actor) -> Sequence[TextBlock]:
    """Return the house rules, which are for everybody, by name, each in its newest version (G-11)."""
    rules = select(TextBlock).where(TextBlock.kind == BlockKind.RULES, TextBlock.archived_at.is_(None))
    return db.session.scalars(rules.order_by(TextBlock.name)).all()


def is_version(block_id: int, version: int) -> bool:
    """Tell whether a text block has this version."""
    return db.session.get(TextBlockVersion, (block_id, version)) is not None
