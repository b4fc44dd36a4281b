"""Keeping the texts that are used again, in versions (G-11)."""

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import LONGEST_SOURCE, clean_line, clean_text, render
from forum.office.events import TextBlockChanged
from forum.office.models import BlockKind, TextBlock, TextBlockVersion

NAME = (3, 80)


def write_block(actor: Actor, kind: BlockKind, *, name: str, text: str) -> TextBlock:
    """Keep a text under a name. Raises Invalid."""
    require(actor, "block.edit")
    name, text = _checked(name, text)
    block = TextBlock(kind=kind, name=name, text=text, text_html=render(text), changed_at=now())
    db.session.add(block)
    _keep(actor, block)
    return block


def change_block(actor: Actor, block: TextBlock, *, name: str, text: str, version: int) -> None:
    """Give a block another name or text; what was made from an earlier version stays as it is. Raises Conflict, Invalid."""
    require(actor, "block.edit")
    name, text = _checked(name, text)
    if block.version != version or block.archived_at is not None:
        raise Conflict(_("Jemand anderes hat das inzwischen geändert. Bitte laden Sie die Seite neu."))
    if (name, text) == (block.name, block.text):
        return
    block.name, block.text, block.text_html, block.changed_at = name, text, render(text), now()
    _keep(actor, block)


def put_block_away(actor: Actor, block: TextBlock) -> None:
    """Offer a block no more. Raises Conflict when it is put away already."""
    require(actor, "block.edit")
    if block.archived_at is not None:
        raise Conflict(_("Dieser Text ist schon weggelegt."))
    block.archived_at = now()
    _keep(actor, block)


def _keep(actor: Actor, block: TextBlock) -> None:
    db.session.flush()
    db.session.add(
        TextBlockVersion(block_id=block.id, version=block.version, text=block.text, editor_id=actor.person_id, at=now())
    )
    db.session.flush()
    audience = "public" if block.kind == BlockKind.RULES else "staff"
    record(actor, TextBlockChanged(text_block_id=block.id, version=block.version), audience=audience)


def _checked(name: str, text: str) -> tuple[str, str]:
    name, text = clean_line(name), clean_text(text)
    wrong: dict[str, list[str]] = {}
    for field, value, (least, most) in (("name", name, NAME), ("text", text, (10, LONGEST_SOURCE))):
        if not least <= len(value) <= most:
            wrong[field] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=least, most=most)]
    if wrong:
        raise Invalid(fields=wrong)
    return name, text
