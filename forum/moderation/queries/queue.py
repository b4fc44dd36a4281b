"""The queue of the moderation: what is wanted of it, and the rows it shows, in a number of queries that never grows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, exists, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Gone, NotFound
from forum.core.permissions import Actor, can, require
from forum.core.text import clean_line, excerpt, plain
from forum.discussions.models import Space
from forum.moderation.authorship import written_by_person
from forum.moderation.models import Case, CaseState, Notice, QueueView, Statement
from forum.moderation.policies import spaces_of
from forum.moderation.target import READ_BY_ALL, Target, barred
from forum.moderation.targets import load
from forum.screening.models import HeldState, HeldText
from forum.web.addresses import number_in
from forum.web.paging import Order, Page, number

PER_PAGE = 30
FIRST_COMES_FIRST = Order(((Case.rank, False), (Case.id, False)), (number, number))
NEWEST_FIRST = Order(((Case.id, True),), (number,))
AGES = {"1": 1, "3": 3, "7": 7}
MINE, FREE = "meine", "frei"


@dataclass(frozen=True)
class Wanted:
    """Which cases are wanted; each field is a word of the address."""

    stand: str = ""
    bei: str = ""
    art: str = ""
    raum: str = ""
    regel: str = ""
    alter: str = ""
    meinung: str = ""
    q: str = ""

    @property
    def state(self) -> CaseState:
        """The state that is asked for; open where nothing is said."""
        return CaseState(self.stand) if self.stand in set(CaseState) else CaseState.OPEN

    @property
    def words(self) -> dict[str, str]:
        """The words as they stand in an address, without those that say nothing."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}


def wanted_from(words: Mapping[str, str]) -> Wanted:
    """Read what is wanted from an address; whatever else stands there is not looked at."""
    return Wanted(**{field.name: clean_line(words.get(field.name, ""))[:100] for field in fields(Wanted)})


def queue(viewer: Actor, wanted: Wanted | None = None, *, after: str | None = None) -> Page[Case]:
    """Return a page of cases: open ones by their score, decided ones newest first (M-01, M-06, M-25)."""
    require(viewer, "case.read")
    wanted = wanted or Wanted()
    found = select(Case).where(*_conditions(viewer, wanted))
    found = found.options(selectinload(Case.notices), joinedload(Case.claimer))
    order = FIRST_COMES_FIRST if wanted.state == CaseState.OPEN else NEWEST_FIRST
    return order.page(db.session.scalars(order.apply(found, after, PER_PAGE)).all(), PER_PAGE)


def visible_to(viewer: Actor) -> Any:
    """Return the condition that a case is in the viewer's reach: all for moderators, one's spaces for theirs (M-25)."""
    return Case.id.is_not(None) if "moderator" in viewer.words else Case.space_id.in_(spaces_of(viewer))


def count_open(viewer: Actor) -> int:
    """Return how many cases in the viewer's reach wait."""
    waiting = select(func.count()).select_from(Case).where(Case.state == CaseState.OPEN, visible_to(viewer))
    return db.session.scalar(waiting) or 0


def next_case(viewer: Actor, wanted: Wanted) -> Case | None:
    """Return the case that comes first, so that whoever decided one goes on with the next."""
    page = queue(viewer, wanted)
    return page.items[0] if page.items else None


def _conditions(viewer: Actor, wanted: Wanted) -> Sequence[Any]:
    conditions = [Case.state == wanted.state, visible_to(viewer)]
    if wanted.bei == MINE:
        conditions += [Case.claimed_by == viewer.person_id, Case.claimed_until > now()]
    if wanted.bei == FREE:
        conditions.append(or_(Case.claimed_until.is_(None), Case.claimed_until <= now()))
    if wanted.art:
        conditions.append(Case.kind == wanted.art)
    if wanted.raum:
        conditions.append(Case.space_id == (number_in(wanted.raum) or 0))
    if wanted.regel:
        conditions.append(
            exists().where(Notice.case_id == Case.id, Notice.rule == wanted.regel, Notice.withdrawn_at.is_(None))
        )
    if wanted.alter in AGES:
        conditions.append(Case.opened_at <= now() - timedelta(days=AGES[wanted.alter]))
    if wanted.meinung:
        conditions.append(Case.wants_opinion)
    words = _words_are_for(viewer)
    # What somebody said about one's own words is not for oneself, and a hit would tell of it (S-11).
    foreign = not_(written_by_person(viewer.person_id or 0))
    for part in wanted.q.split()[:5]:
        told = exists().where(
            Notice.case_id == Case.id,
            or_(
                and_(foreign, Notice.explanation.icontains(part, autoescape=True)),
                and_(words, Notice.evidence.icontains(part, autoescape=True)),
            ),
        )
        decided = exists().where(
            Statement.case_id == Case.id,
            or_(
                Statement.facts.icontains(part, autoescape=True),
                and_(words, Statement.evidence.icontains(part, autoescape=True)),
            ),
        )
        held = or_(*(said.icontains(part, autoescape=True) for said in (HeldText.title, HeldText.source)))
        conditions.append(or_(told, decided, and_(words, exists().where(*_WAITS, held))))
    return conditions


# The text of a case that waits for the moderation: nobody reported it, so its words stand in no notice.
_WAITS = (Case.kind == "held", HeldText.id == Case.target_id, HeldText.state == HeldState.WAITING)


def _words_are_for(viewer: Actor) -> Any:
    """Return the condition that the viewer may read the room of a case, and so the copies from it (M-20, M-36)."""
    rooms = select(Space.id).where(Space.audience.in_(READ_BY_ALL | viewer.words))
    return or_(Case.space_id.is_(None), Case.space_id.in_(rooms))


def words_are_for(viewer: Actor, found: Case) -> bool:
    """Tell whether the viewer may read the words of a case: from a room, copies are for those who may read there."""
    return db.session.scalar(select(Case.id).where(Case.id == found.id, _words_are_for(viewer))) is not None


def first_words(viewer: Actor, cases: Sequence[Case]) -> dict[int, str]:
    """Return how the last reported text of each case begins, by its number, where the viewer may read its words.

    Of a text that waits, it is its title and beginning.
    """
    numbers = [found.id for found in cases]
    readable = db.session.scalars(select(Case.id).where(Case.id.in_(numbers), _words_are_for(viewer))).all()
    reported = {found.id: found.standing_notices[-1].evidence for found in cases if found.standing_notices}
    begins = {number: excerpt(plain(said), 80) for number, said in reported.items()}
    waiting = select(Case.id, HeldText.title, HeldText.source).where(Case.id.in_(numbers), *_WAITS)
    for number_of, title, source in db.session.execute(waiting):
        begins[number_of] = " · ".join(excerpt(plain(said), 80) for said in (title, source) if said)
    return {number: begins[number] for number in readable if number in begins}


def spaces_with_cases(viewer: Actor) -> Sequence[Space]:
    """Return the spaces in which there are cases that the viewer may see, for the filter."""
    inside = select(Case.space_id).where(visible_to(viewer), Case.space_id.is_not(None))
    return db.session.scalars(
        select(Space).where(Space.id.in_(inside), Space.audience.in_(viewer.words)).order_by(Space.title)
    ).all()


def queue_views(viewer: Actor) -> Sequence[QueueView]:
    """Return the viewer's saved views by name."""
    return db.session.scalars(
        select(QueueView).where(QueueView.person_id == viewer.person_id).order_by(QueueView.name)
    ).all()


def queue_view(viewer: Actor, view_id: int) -> QueueView:
    """Return an own view. Raises NotFound."""
    found = db.session.get(QueueView, view_id)
    if found is None or found.person_id != viewer.person_id:
        raise NotFound
    return found


@dataclass(frozen=True)
class Candidate:
    """A case as somebody looks at it who may act on many: what it is about, and whether the person may decide it."""

    case: Case
    target: Target | None
    may_decide: bool


def cases_to_act_on(viewer: Actor, numbers: Sequence[int]) -> Sequence[Candidate]:
    """Return the cases of these numbers in the viewer's reach, with what each is about."""
    rows = db.session.scalars(
        select(Case)
        .where(Case.id.in_(numbers), visible_to(viewer))
        .options(selectinload(Case.notices), selectinload(Case.complaints))
        .order_by(Case.id)
    ).all()
    found = []
    for row in rows:
        try:
            target = load(viewer, row.kind, row.target_id)
        except (NotFound, Gone):
            found.append(Candidate(row, None, may_decide=False))
        else:
            may = row.state == CaseState.OPEN and can(viewer, "case.decide", barred(row, target))
            found.append(Candidate(row, target, may_decide=may))
    return found
