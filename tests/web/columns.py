"""Who stands behind each column of the matrix of rights: one person for each role of the table of permissions (E-16).

Beside the roles there are people who belong to something (a committee, a space, an office of the administration), and those
whom the moderation keeps from writing. The column ``everybody`` is a person with all roles to whom much on the site belongs:
where nobody else gets in, a thing is somebody's own.
"""

from datetime import timedelta

from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees.models import Committee, Membership, Role
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Space, SpaceKind
from forum.ideas.models import Idea
from forum.meetings.models import Meeting
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.moderation.commands import Decision
from tests import factories

# The roles that somebody is given, one column each.
ROLES = ("moderator", "staff", "board", "admin", "legal", "dpo", "trusted_flagger")
KEPT_FROM_WRITING = ("limited", "suspended")
BELONGING = ("space_moderator", "in_space", "unit", "clerk", "seat", "chair")
COLUMNS = ("visitor", *KEPT_FROM_WRITING, "member", *ROLES, *BELONGING, "everybody")


def people(everybody: Person, meeting: Meeting) -> dict[str, int]:
    """Return the number of the person of each column; a visitor is nobody."""
    number, of = everybody.id, db.session.get_one(Committee, meeting.committee_id)
    found = {role: factories.person(role).id for role in ROLES}
    spaces = db.session.scalars(select(Space.id).order_by(Space.id)).all()
    unit = db.session.scalars(select(Idea.unit_id).where(Idea.unit_id.is_not(None)).order_by(Idea.id)).first()
    found |= {
        "member": factories.person().id,
        # They moderate every space there is: what they may not is not theirs anywhere.
        "space_moderator": factories.person(*(f"space:{one}:moderator" for one in spaces)).id,
        "in_space": _let_in(),
        "unit": factories.person(f"unit:{unit}").id,
        "clerk": factories.member(of, Role.CLERK).id,
        "seat": _member(of.id, Role.MEMBER),
        "chair": _member(of.id, Role.CHAIR),
    }
    return found | {kind: _kept_from_writing(kind) for kind in KEPT_FROM_WRITING} | {"everybody": number}


def _member(committee_id: int, role: str) -> int:
    held = select(Membership.person_id).where(Membership.committee_id == committee_id, Membership.role == role)
    return db.session.scalars(held.order_by(Membership.id).limit(1)).one()


def _let_in() -> int:
    """Return somebody who was let into the spaces that have members."""
    number, office = factories.person().id, factories.person("staff").id
    with transaction():
        staff, who = db.session.get_one(Person, office), db.session.get_one(Person, number)
        for space in db.session.scalars(select(Space).where(Space.kind == SpaceKind.MEMBERS).order_by(Space.id)).all():
            discussions.let_in(staff, space, who)
    return number


def _kept_from_writing(kind: str) -> int:
    """Return somebody who may only read, or whose account is suspended, by a decision as it is taken (M-17)."""
    author, keeper = factories.person().id, factories.person("moderator").id
    post_id = factories.post(factories.thread(), db.session.get_one(Person, author)).id
    if kind == "limited":
        _decide(post_id, keeper, "limit", days=1)
    else:
        with frozen_at(now() - timedelta(hours=2)):
            _decide(post_id, keeper, "warn")
        _decide(post_id, keeper, "suspend", days=1)
    return author


def _decide(post_id: int, keeper: int, measure: str, **changes: object) -> None:
    with transaction():
        actor = db.session.get_one(Person, keeper)
        case = moderation.open_case_for(actor, targets.load(actor, "post", post_id))
        said = {"rule": "respekt", "facts": "This is an insult to a person.", "version": case.version}
        moderation.take_measure(actor, case, Decision(**said, measure=measure, **changes))  # type: ignore[arg-type]
