"""Keeping and throwing away drafts. No events: what nobody else reads is nobody else's news."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import current_app, url_for
from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import aliased

from forum.accounts.models import Person, Standing
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.drafts import queries
from forum.drafts.models import Draft
from forum.drafts.places import place
from forum.holds.queries import free_of_holds

LONGEST = 100_000
MOST = 200
LONGEST_WORD = 40
TOLD_AT_ONCE = 500


def save_draft(
    actor: Actor,
    action: str,
    target: str,
    *,
    fields: Mapping[str, Any],
    form: str,
    seen: int = 0,
    step: int = 0,
    base_version: int | None = None,
) -> Draft | None:
    """Keep what was typed; an empty form keeps nothing.

    ``seen`` is the version of the stored draft that the form knows. Raises Conflict with the stored draft when another
    form wrote something else meanwhile (T-10).
    """
    require(actor, "draft.save")
    if not 0 < len(target) <= LONGEST_WORD:
        raise NotFound
    kept = _tidied(action, fields)
    stored = queries.draft(actor, action, target, lock=True)
    if stored is None:
        return _add(actor, action, target, kept, form, step, base_version) if any(kept.values()) else None
    if stored.form == form and step and step <= stored.step:
        return stored  # A saving that was overtaken by a later one.
    if stored.form != form and stored.version != seen and stored.fields != kept:
        raise Conflict(_("An anderer Stelle haben Sie inzwischen etwas anderes geschrieben."), current=stored)
    if not any(kept.values()):
        db.session.delete(stored)
        return None
    if stored.fields != kept:
        stored.fields, stored.version = kept, stored.version + 1
    stored.form, stored.step, stored.base_version, stored.changed_at = form[:64], step, base_version, now()
    db.session.flush()
    return stored


def _tidied(action: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    kept = {
        name: clean_text(value) if isinstance(value := fields.get(name) or "", str) else ""
        for name in place(action).names(fields)
    }
    if sum(map(len, kept.values())) > LONGEST:
        raise Invalid(_("Dieser Entwurf ist zu lang, um ihn zu speichern."))
    return kept


def _add(
    actor: Actor, action: str, target: str, kept: dict[str, Any], form: str, step: int, base_version: int | None
) -> Draft:
    count = db.session.scalar(select(func.count()).where(Draft.person_id == actor.person_id)) or 0
    if count >= MOST:
        raise Conflict(_("Sie haben sehr viele Entwürfe. Bitte verwerfen Sie einige davon."))
    added = Draft(
        person_id=actor.person_id,
        action=action,
        target=target,
        fields=kept,
        form=form[:64],
        step=step,
        base_version=base_version,
        changed_at=now(),
    )
    db.session.add(added)
    db.session.flush()
    return added


def clear_draft(actor: Actor, action: str, target: str, *, form: str, seen: int, fields: Mapping[str, Any]) -> None:
    """Remove the draft of a text that is published in this transaction.

    What another tab or device wrote meanwhile stays: it was not what was published.
    """
    stored = queries.draft(actor, action, target, lock=True)
    if stored is not None and (
        stored.form == form or stored.version == seen or stored.fields == _tidied(action, fields)
    ):
        db.session.delete(stored)
        db.session.flush()


def carry_drafts(action: str, old: str, new: str) -> None:
    """Let drafts for one thing be for another one in its place; who has one for that already keeps both (T-21)."""
    other = aliased(Draft)
    taken = select(other.person_id).where(other.action == action, other.target == new)
    db.session.execute(
        update(Draft)
        .where(Draft.action == action, Draft.target == old, Draft.person_id.not_in(taken))
        .values(target=new)
        .execution_options(synchronize_session=False)
    )


def discard_draft(actor: Actor, draft: Draft) -> None:
    """Throw a draft away."""
    require(actor, "draft.discard", draft)
    db.session.delete(draft)
    db.session.flush()


def tell_of_old_drafts() -> None:
    """Write to everybody whose drafts will go some days later, once for each time they lay untouched (P-10)."""
    config = current_app.config
    ahead = timedelta(days=config["DRAFT_TELL_DAYS"])
    with transaction():
        late = Draft.changed_at < now() - timedelta(days=config["DRAFT_KEEP_DAYS"]) + ahead
        untold = or_(Draft.told_at.is_(None), Draft.told_at < Draft.changed_at)
        drafts = db.session.scalars(select(Draft).where(late, untold).order_by(Draft.id).limit(TOLD_AT_ONCE)).all()
        found = Counter(draft.person_id for draft in drafts)
        for draft in drafts:
            draft.told_at = now()
        reached = (Person.id.in_(found), Person.standing == Standing.ACTIVE, Person.mails)
        url = mail.absolute(url_for("drafts.index", _external=False))
        letters = [
            mail.Draft(
                person.email,
                "drafts_end",
                person.language,
                {"handle": person.handle, "count": found[person.id], "day": now() + ahead, "url": url},
            )
            for person in db.session.scalars(select(Person).where(*reached).order_by(Person.id))
        ]
        mail.queue_all(letters)


def forget_old_drafts() -> None:
    """Remove drafts that nobody has touched for a long time, some days after their writers were told (P-10)."""
    config = current_app.config
    with transaction():
        oldest = now() - timedelta(days=config["DRAFT_KEEP_DAYS"])
        told = and_(
            Draft.told_at >= Draft.changed_at, Draft.told_at <= now() - timedelta(days=config["DRAFT_TELL_DAYS"])
        )
        db.session.execute(delete(Draft).where(Draft.changed_at < oldest, told, free_of_holds(Draft.person_id)))
