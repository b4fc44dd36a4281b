"""Reading what a committee decides in writing between its sessions."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import joinedload, load_only

from forum.accounts.models import AS_NAMED
from forum.committees.models import Committee, Recusal
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, can
from forum.meetings.models import Circulation, CirculationReply, CirculationState, Meeting, Minutes, Resolution


def circulation(viewer: Actor, circulation_id: int) -> Circulation:
    """Return a circulation: members see it all the time, others once it was accepted for them. Raises NotFound."""
    found = db.session.scalar(
        select(Circulation)
        .where(
            Circulation.id == circulation_id,
            _seen_by(viewer),
        )
        .options(joinedload(Circulation.committee))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def open_circulation(committee_id: int) -> str | None:
    """Return why a committee neither rests nor ends now: it is deciding in writing; or nothing."""
    under_way = Circulation.committee_id == committee_id, Circulation.state == CirculationState.OPEN
    if db.session.scalar(select(Circulation.id).where(*under_way).limit(1)) is None:
        return None
    return _("Dieses Gremium entscheidet gerade im Umlauf. Bitte warten Sie, bis der Umlauf beendet ist.")


def circulations_without_lead(viewer: Actor, of: Committee) -> Sequence[Circulation]:
    """Return what is being decided in writing where nobody leads, for the Stabsstelle, which may only take it back."""
    under_way = Circulation.committee_id == of.id, Circulation.state == CirculationState.OPEN
    rows = db.session.scalars(
        select(Circulation)
        .where(*under_way, Circulation.audience.not_in(viewer.words))
        .options(load_only(Circulation.committee_id, Circulation.deadline))
        .order_by(Circulation.id)
    ).all()
    return [one for one in rows if can(viewer, "circulation.withdraw", one)]


def replies(viewer: Actor, of: Circulation) -> Sequence[CirculationReply]:
    """Return who has answered, and how; for members only."""
    if of.audience not in viewer.words:
        return []
    return db.session.scalars(
        select(CirculationReply)
        .where(CirculationReply.circulation_id == of.id)
        .options(joinedload(CirculationReply.person).load_only(*AS_NAMED))
        .order_by(CirculationReply.at, CirculationReply.person_id)
    ).all()


def dissenting_opinions(_viewer: Actor, of: Circulation) -> Sequence[CirculationReply]:
    """Return the answers of those who said why they voted no: once it was adopted, for all who may read it (L-16).

    They are read without the names; of one that was removed the reason is.
    """
    if of.state != CirculationState.ACCEPTED:
        return []
    return db.session.scalars(opinions_of(of.id)).all()


def opinions_of(circulation_id: int) -> Select[CirculationReply]:
    """Select the answers of those who said why they voted no, in the order of the words: nothing tells who wrote which.

    Whoever stepped back from the idea meanwhile takes no part with words either (B-15).
    """
    biased = exists().where(
        Circulation.id == circulation_id,
        Recusal.idea_id == Circulation.idea_id,
        Recusal.person_id == CirculationReply.person_id,
    )
    said = select(CirculationReply).where(
        CirculationReply.circulation_id == circulation_id,
        CirculationReply.choice == "no",
        or_(CirculationReply.against != "", CirculationReply.removed != ""),
        ~biased,
    )
    return said.order_by(CirculationReply.against)


def minutes_in_question(viewer: Actor, of: Circulation) -> Meeting | None:
    """Return the session whose minutes the committee approves by it, if the viewer may see that session."""
    found = db.session.get(Meeting, of.minutes_id) if of.minutes_id is not None else None
    return found if found is not None and found.audience in viewer.words else None


def circulation_about(viewer: Actor, minutes: Minutes) -> Circulation | None:
    """Return the newest decision in writing about these minutes that the viewer may see."""
    return db.session.scalar(
        select(Circulation)
        .where(Circulation.minutes_id == minutes.meeting_id, _seen_by(viewer))
        .order_by(Circulation.id.desc())
        .limit(1)
    )


def _seen_by(viewer: Actor) -> ColumnElement[bool]:
    return or_(
        Circulation.audience.in_(viewer.words),
        (Circulation.state == CirculationState.ACCEPTED) & Circulation.adopted_for.in_(viewer.words),
    )


def not_answered(of: Circulation) -> frozenset[int]:
    """Return the numbers of the members whose answer is missing, for reminding them."""
    answered = select(CirculationReply.person_id).where(CirculationReply.circulation_id == of.id)
    return frozenset(of.entitled) - frozenset(db.session.scalars(answered))


def resolution_of(viewer: Actor, of: Circulation) -> Resolution | None:
    """Return what was adopted in it, if the viewer may know."""
    return db.session.scalar(
        select(Resolution).where(Resolution.circulation_id == of.id, Resolution.audience.in_(viewer.words))
    )


def circulations(viewer: Actor, of: Committee, limit: int = 50) -> Sequence[Circulation]:
    """Return the circulations of a committee that the viewer may see, the latest first."""
    return db.session.scalars(
        select(Circulation)
        .where(
            Circulation.committee_id == of.id,
            _seen_by(viewer),
        )
        .options(load_only(Circulation.title, Circulation.state, Circulation.deadline, Circulation.closed_at))
        .order_by(Circulation.started_at.desc(), Circulation.id.desc())
        .limit(limit)
    ).all()
