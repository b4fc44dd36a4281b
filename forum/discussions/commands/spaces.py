"""Changing spaces: opening and arranging them, letting people in and out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, ngettext
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render, slug
from forum.discussions.commands.locks import lock_space_with_threads
from forum.discussions.events import (
    SpaceApplicationDecided,
    SpaceApplied,
    SpaceArchived,
    SpaceAudienceChanged,
    SpaceChanged,
    SpaceMemberAdded,
    SpaceMemberRemoved,
    SpaceOpened,
    SpaceReopened,
)
from forum.discussions.models import Parting, Space, SpaceApplication, SpaceKind, SpaceMember, Thread

TITLE = (5, 120)
# What the Stabsstelle sets, by the names that the log keeps.
SETTINGS = (
    *("title", "description", "kind", "audience", "starters", "writers"),
    *("rules", "influence", "contact", "applications", "slow_minutes", "holds_texts"),
)


@dataclass(frozen=True, kw_only=True)
class SpacePlan:
    """What the Stabsstelle says about a space.

    ``committee`` is the audience word of the committee whose space it is. ``starters`` and ``writers`` are audience words;
    empty means everybody who may read and has an account.
    """

    title: str
    description: str = ""
    kind: SpaceKind = SpaceKind.PUBLIC
    committee: str = ""
    starters: str = ""
    writers: str = ""
    rules: str = ""
    influence: str = ""
    contact: str = ""
    applications: bool = False
    slow_minutes: int = 0
    holds_texts: bool = False


def open_space(actor: Actor, plan: SpacePlan, *, position: int = 0) -> Space:
    """Open a place for discussion. Raises Invalid."""
    require(actor, "space.manage")
    title = _title(plan)
    space = Space(slug=_free_slug(title), position=position, created_at=now(), audience="", starters="", writers="")
    _apply(space, plan, title)
    db.session.add(space)
    db.session.flush()
    _open_for(space, plan)
    record(actor, SpaceOpened(space_id=space.id), audience=space.audience)
    return space


def change_space(
    actor: Actor, space: Space, plan: SpacePlan, *, version: int | None = None, confirmed: bool = False
) -> None:
    """Give a space new settings; its threads follow, so that nobody reads what was closed to them.

    ``version`` is the one that a person saw, and ``confirmed`` that others may read from now on. Raises Invalid, Conflict.
    """
    require(actor, "space.manage", space)
    title = _title(plan)
    lock_space_with_threads(space.id)
    refuse_stale(space, version)
    before, was = space.audience, _settings(space)
    if not confirmed and _audience(space, plan) != before:
        raise Invalid(fields={"confirmed": [_consequence(space, SpaceKind(plan.kind))]})
    _apply(space, plan, title)
    _open_for(space, plan)
    parts = tuple(name for name, value in _settings(space).items() if value != was[name])
    if not parts:
        return
    space.version += 1
    db.session.execute(
        update(Thread).where(Thread.space_id == space.id).values(audience=space.audience, writers=space.writers)
    )
    changed_for = SpaceAudienceChanged if space.audience != before else SpaceChanged
    record(actor, changed_for(space_id=space.id, parts=parts), audience=space.audience)


def refuse_stale(space: Space, version: int | None) -> None:
    """Raise Conflict when somebody else set the space meanwhile; what is stored now comes with it."""
    if version is not None and space.version != version:
        raise Conflict(_("Jemand anderes hat den Raum inzwischen anders eingerichtet."), current=space)


def _settings(space: Space) -> dict[str, object]:
    return {name: getattr(space, name) for name in SETTINGS}


def _consequence(space: Space, kind: SpaceKind) -> str:
    """Say what becomes of the threads when others may read from now on."""
    follow: str = ngettext(
        "%(num)s Thema ist dann sofort für andere da: %(kind)s.",
        "%(num)s Themen sind dann sofort für andere da: %(kind)s.",
        space.thread_count,
        kind=kind.label,
    )
    if kind == SpaceKind.PUBLIC:
        return (
            f"{follow} {_('Auch was bisher im kleinen Kreis geschrieben wurde, lesen alle und finden Suchmaschinen.')}"
        )
    return f"{follow} {_('Wer nicht dazugehört, findet nichts mehr davon; geteilte Links führen ins Leere.')}"


def archive_space(actor: Actor, space: Space) -> None:
    """Close a space for writing and take it from the list; what was said there stays readable."""
    require(actor, "space.manage", space)
    if space.archived_at is None:
        space.archived_at = now()
        record(actor, SpaceArchived(space_id=space.id), audience=space.audience)


def reopen_space(actor: Actor, space: Space) -> None:
    """Put an archived space back on the list."""
    require(actor, "space.manage", space)
    if space.archived_at is not None:
        space.archived_at = None
        record(actor, SpaceReopened(space_id=space.id), audience=space.audience)


def arrange_spaces(actor: Actor, order: Sequence[int]) -> None:
    """Put the spaces in this order; those that are not named keep their places behind."""
    require(actor, "space.manage")
    for place, space_id in enumerate(order):
        if changed(update(Space).where(Space.id == space_id, Space.position != place).values(position=place)):
            record(actor, SpaceChanged(space_id=space_id, parts=("position",)), audience="staff")


def let_in(actor: Actor, space: Space, person: Person) -> None:
    """Let a person take part in a space that is for its members only."""
    require(actor, "space.manage", space)
    if space.kind != SpaceKind.MEMBERS:
        raise Conflict(_("Dieser Raum führt keine Liste von Mitgliedern."))
    if db.session.get(SpaceMember, (space.id, person.id)) is None:
        db.session.add(SpaceMember(space_id=space.id, person_id=person.id, since=now()))
        db.session.flush()
        db.session.info.clear()
        record(actor, SpaceMemberAdded(space_id=space.id, person_id=person.id), audience=space.audience)


def let_out(actor: Actor, space: Space, person_id: int, *, reason: str = "") -> None:
    """End a person's part in a space; the Stabsstelle does it for a reason that the person reads, or the person leaves.

    Raises Invalid without a reason of the list.
    """
    leaves = person_id == actor.person_id
    require(actor, "space.leave" if leaves else "space.manage", space)
    if not leaves and reason not in set(Parting):
        raise Invalid(fields={"reason": [_("Bitte wählen Sie einen Grund. Die Person liest ihn.")]})
    if changed(delete(SpaceMember).where(SpaceMember.space_id == space.id, SpaceMember.person_id == person_id)):
        db.session.info.clear()
        said = "" if leaves else reason
        record(actor, SpaceMemberRemoved(space_id=space.id, person_id=person_id, reason=said), audience=space.audience)


def apply_for(actor: Actor, space: Space, *, text: str) -> SpaceApplication:
    """Ask to be let into a space. Raises Conflict when the question was asked already."""
    require(actor, "space.apply", space)
    open_one = select(SpaceApplication.id).where(
        SpaceApplication.space_id == space.id,
        SpaceApplication.person_id == actor.person_id,
        SpaceApplication.decided_at.is_(None),
    )
    if db.session.scalar(open_one) is not None:
        raise Conflict(_("Sie haben schon gefragt. Die Stabsstelle antwortet Ihnen bald."))
    application = SpaceApplication(
        space_id=space.id, person_id=actor.person_id, text=clean_text(text)[:1000], at=now(), decided_at=None
    )
    db.session.add(application)
    db.session.flush()
    record(actor, SpaceApplied(space_id=space.id, application_id=application.id), audience="staff")
    return application


def decide_application(actor: Actor, application: SpaceApplication, *, accept: bool) -> None:
    """Let somebody in who asked, or say no. Raises Conflict when it was decided already."""
    require(actor, "space.manage", application.space)
    if application.decided_at is not None:
        raise Conflict(_("Darüber wurde inzwischen entschieden."))
    application.decided_at, application.accepted = now(), accept
    if accept:
        let_in(actor, application.space, application.person)
    event = SpaceApplicationDecided(
        space_id=application.space_id, application_id=application.id, person_id=application.person_id, accepted=accept
    )
    record(actor, event, audience=f"person:{application.person_id}")


def _title(plan: SpacePlan) -> str:
    title = clean_line(plan.title)
    if not TITLE[0] <= len(title) <= TITLE[1]:
        raise Invalid(fields={"title": [_("Bitte schreiben Sie zwischen 5 und 120 Zeichen.")]})
    if plan.kind == SpaceKind.COMMITTEE and not plan.committee:
        raise Invalid(fields={"committee": [_("Bitte wählen Sie das Gremium.")]})
    return title


def _apply(space: Space, plan: SpacePlan, title: str) -> None:
    space.title, space.kind = title, plan.kind
    space.description, space.description_html = clean_text(plan.description), render(plan.description)
    space.rules, space.rules_html = clean_text(plan.rules), render(plan.rules)
    space.influence, space.contact = clean_line(plan.influence), clean_line(plan.contact)
    space.applications = plan.applications and plan.kind == SpaceKind.MEMBERS
    space.slow_minutes, space.holds_texts = plan.slow_minutes, plan.holds_texts


def _open_for(space: Space, plan: SpacePlan) -> None:
    """Set the words that it takes to read and to write; in a public space everybody with an account may write."""
    space.audience = _audience(space, plan)
    usual = "members" if plan.kind == SpaceKind.PUBLIC else space.audience
    space.starters, space.writers = plan.starters or usual, plan.writers or usual
    db.session.flush()


def _audience(space: Space, plan: SpacePlan) -> str:
    return {
        SpaceKind.PUBLIC: "public",
        SpaceKind.MEMBERS: f"space:{space.id}",
        SpaceKind.COMMITTEE: plan.committee,
        SpaceKind.STAFF: "staff",
    }[plan.kind]


def _free_slug(title: str) -> str:
    wanted = slug(title, longest=50)
    taken = set(db.session.scalars(select(Space.slug).where(Space.slug.startswith(wanted))))
    return next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if name not in taken)
