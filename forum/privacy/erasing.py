"""Erasing accounts: asking for it, and carrying it out by what the inventory says of each table (P-06 to P-09).

The row of the person stays as a placeholder without name and address, so votes, terms and decisions keep their figures.
Whatever a table needs beyond its fate stands in ``SPARED`` and ``_EXTRA``; a table that is listed needs nothing else.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import JSON, ColumnElement, Table, and_, exists, false, null, or_, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.exc import IntegrityError

from forum.accounts import leaving
from forum.accounts.commands import require_password
from forum.accounts.events import HandleChanged, PersonErased
from forum.accounts.models import Erasure, Person, Standing
from forum.core.clock import now
from forum.core.db import Model, after_commit, db, get_or_404, transaction
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.tokens import random_key
from forum.discussions.models import OFFICIAL, Post, PostState, Thread
from forum.ideas.models import Idea
from forum.privacy import sweeping
from forum.privacy.files import forget_names_in_files, forget_packages, remove_files_of
from forum.privacy.inventory import holdings
from forum.privacy.inventory.kinds import Fate, Holding
from forum.privacy.ledger import listed, note
from forum.privacy.parting import part
from forum.privacy.ties import must_wait, ties
from forum.privacy.traces import Traces

log = structlog.get_logger()

# The title of what was removed; addresses and lists need one.
REMOVED_TITLE = "Entfernter Text"
# JSON columns that hold lists; the others hold mappings.
_LISTS = frozenset({"findings"})
# What belongs to nobody: no password fits it, and no letter reaches it.
NO_PASSWORD = "!"  # noqa: S105
_NOWHERE = "erased.invalid"

_OF_THE_CITY = or_(
    Idea.threshold_reached_at.is_not(None), Idea.answered_at.is_not(None), Idea.dossier_number.is_not(None)
)
# What stays also for somebody who wants the texts gone: words in office, and ideas on which others rely already.
SPARED: Mapping[str, ColumnElement[bool]] = {
    "post": Post.mark.in_(OFFICIAL),
    "idea": _OF_THE_CITY,
    "idea_addendum": exists().where(Idea.id == Model.metadata.tables["idea_addendum"].c.idea_id, _OF_THE_CITY),
    "thread": exists().where(Idea.thread_id == Thread.id, _OF_THE_CITY),
}


def ask(actor: Actor, person: Person, *, password: str, with_texts: bool) -> Erasure:
    """Ask for the own account to be erased. Raises Forbidden, Invalid, and Conflict with what must be handed over first."""
    require(actor, "account.erase", person)
    require_password(person, password)
    get_or_404(Person, person.id, lock=True)
    if found := ties(person):
        raise Conflict(" ".join(map(str, found)))
    return leaving.leave(actor, person, with_texts=with_texts)


def erase_again(source: Path) -> int:
    """Erase everybody on the list whom a backup brought back; return how many (P-06). Raises Invalid.

    Who has the number of somebody on the list and came after that one went is somebody else.
    """
    done = 0
    for number, with_texts, at in listed(source):
        with transaction():
            person = db.session.get(Person, number, with_for_update=True)
            if person is not None and person.standing != Standing.ERASED and person.created_at <= at:
                erase(SYSTEM, person, with_texts=with_texts)
                done += 1
    return done


def carry_out_due() -> int:
    """Erase whose time has come and who is kept by nothing; return how many. One that fails keeps no other one waiting."""
    due = select(Erasure.person_id).where(Erasure.done_at.is_(None), Erasure.due_at <= now()).order_by(Erasure.due_at)
    done = 0
    for number in db.session.scalars(due).all():
        try:
            done += _carry_out(number)
        except Exception:
            log.exception("erasure.failed", person=number)
    return done


def _carry_out(number: int) -> bool:
    with transaction():
        wish = db.session.get(Erasure, number, with_for_update=True)
        person = db.session.get_one(Person, number)
        # Whoever signed in meanwhile stays; what is open or must be handed over first is asked again next time.
        if wish is None or wish.done_at is not None or must_wait(person):
            return False
        if found := ties(person):
            log.warning("erasure.tied", person=number, ties=len(found))
            return False
        erase(SYSTEM, person, with_texts=wish.with_texts)
    return True


def erase(actor: Actor, person: Person, *, with_texts: bool) -> None:
    """Erase an account for good, now (P-06). The caller asked whether anything keeps it."""
    require(actor, "account.erase", person)
    number, traces = person.id, Traces.of(person)
    part(person, with_texts=with_texts)
    db.session.flush()
    if with_texts:
        remove_files_of(number, SPARED)
        _withdraw_texts(number)
    forget_names_in_files(number)
    forget_packages(traces, number)
    for holding in holdings():
        if holding.table != "person":
            _FATES[holding.fate](holding, number)
            _clear(holding, number)
    touched = sweeping.swept(traces)
    _make_placeholder(person)
    _keep_wish(number, with_texts=with_texts)
    record(SYSTEM, HandleChanged(person_id=number), audience="public")
    record(SYSTEM, PersonErased(person_id=number, **touched), audience="admin")
    moment = now()
    after_commit(lambda: note(number, with_texts=with_texts, at=moment))


def remove_account(actor: Actor, person: Person) -> None:
    """Remove an account that never was used, with all that hangs on it; not even a placeholder stays (P-10).

    Whoever holds something all the same, such as a role that was given early, becomes a placeholder like others.
    """
    require(actor, "account.erase", person)
    number, email = person.id, person.email
    try:
        with db.session.begin_nested():
            for holding in holdings():
                if holding.fate == Fate.DELETED:
                    _delete(holding, number)
            db.session.execute(delete_from(Person).where(Person.id == number))
    except IntegrityError:
        erase(actor, db.session.get_one(Person, number), with_texts=False)
    else:
        sweeping.forget_letters_to(email)


def _keep_wish(number: int, *, with_texts: bool) -> None:
    wish = db.session.get(Erasure, number)
    if wish is None:
        wish = Erasure(person_id=number, with_texts=with_texts, asked_at=now(), due_at=now())
        db.session.add(wish)
    wish.done_at = now()
    db.session.flush()


def _make_placeholder(person: Person) -> None:
    person.handle = person.email = ""
    person.handle_key = f"#{random_key()}"
    person.email_key = f"{random_key()}@{_NOWHERE}"
    person.password_hash, person.standing = NO_PASSWORD, Standing.ERASED
    person.epoch += 1
    person.affiliations = person.organisation = person.theme = None
    person.withheld = person.reading = person.shortcuts = None
    person.shows_affiliation = person.mails = False
    person.language, person.seen_on, person.idle_told_on, person.confirmed_at = "de", None, None, None
    # Statistics ask how old accounts are, and a month is enough for them; to the second it would tell who it was.
    person.created_at = person.rules_accepted_at = _month_of(person.created_at)
    db.session.flush()
    db.session.info.clear()


def _month_of(moment: datetime) -> datetime:
    return datetime(moment.year, moment.month, 1, tzinfo=UTC)


def table_of(holding: Holding) -> Table:
    """Return the table that a line of the inventory is about."""
    return Model.metadata.tables[holding.table]


def _is_theirs(holding: Holding, number: int) -> ColumnElement[bool]:
    """Return the condition that a row of this table is the person's."""
    table = table_of(holding)
    if holding.through is not None:
        column, other = holding.through
        above = next(one for one in holdings() if one.table == other)
        parent = table_of(above)
        theirs = select(parent.c.id).where(_is_theirs(above, number), ~SPARED.get(other, false()))
        return table.c[column].in_(theirs)
    return table.c[holding.person] == number if holding.person else false()


def _keep(_holding: Holding, _number: int) -> None:
    """Leave a row as it is; it names nobody, since the placeholder has no name."""


def _delete(holding: Holding, number: int) -> None:
    """Remove the rows of a person, and those in which others chose something about the person."""
    table = table_of(holding)
    if holding.person:
        columns = [table.c[name] for name in (holding.person, holding.chosen) if name]
        db.session.execute(delete_from(table).where(or_(*(column == number for column in columns))))


def _hand_to_nobody(holding: Holding, number: int) -> None:
    """Let rows count on for somebody who never was, so that a figure stays and no column leads back (P-08).

    All rows of a table go to one and the same stand-in, because joining ideas counts each supporter once.
    """
    table = table_of(holding)
    own = table.c[holding.person] == number
    if db.session.scalar(select(table.c[holding.person]).where(own).limit(1)) is None:
        return
    began = db.session.scalars(select(Person.created_at).where(Person.id == number)).one()
    values: dict[str, Any] = {holding.person: stand_in(_month_of(began)).id}
    if "is_shown" in table.c:
        values["is_shown"] = False
    db.session.execute(update(table).where(own).values(values))


def stand_in(created_at: datetime) -> Person:
    """Return a new row of a person that never was and counts for one."""
    made = Person(
        handle="",
        handle_key=f"#{random_key()}",
        email="",
        email_key=f"{random_key()}@{_NOWHERE}",
        password_hash=NO_PASSWORD,
        standing=Standing.ERASED,
        mails=False,
        rules_accepted_at=created_at,
        created_at=created_at,
    )
    db.session.add(made)
    db.session.flush()
    return made


_FATES: Mapping[Fate, Callable[[Holding, int], None]] = {
    Fate.UNNAMED: _keep,
    Fate.DELETED: _delete,
    Fate.COUNTED: _hand_to_nobody,
    Fate.KEPT: _keep,
}


def _clear(holding: Holding, number: int) -> None:
    """Empty what goes in any case."""
    if holding.cleared and holding.table != "file":
        table = table_of(holding)
        db.session.execute(
            update(table)
            .where(_is_theirs(holding, number))
            .values({name: _empty(table.c[name]) for name in holding.cleared})
        )


def _withdraw_texts(number: int) -> None:
    """Empty the texts that go if the person wants them gone; threads keep their shape (P-06)."""
    listed = {holding.table: holding for holding in holdings()}
    # What hangs on a row goes before the row, whose state tells whether it is spared.
    for holding in sorted(listed.values(), key=lambda one: one.through is None):
        if not holding.withdrawn or not (holding.person or holding.through):
            continue
        table = table_of(holding)
        spared = SPARED.get(holding.table, false())
        columns = [name for name in (*holding.withdrawn, *sweeping.COMPUTED) if name in table.c]
        values = {name: _empty(table.c[name]) for name in columns}
        values |= _EXTRA.get(holding.table, {})
        db.session.execute(update(table).where(and_(_is_theirs(holding, number), ~spared)).values(values))
    own = (Post.author_id == number, Post.state == PostState.VISIBLE, ~SPARED["post"])
    gone = update(Post).where(*own).values(state=PostState.DELETED, state_at=now())
    db.session.execute(gone.execution_options(synchronize_session=False))


# What goes with the texts of a table and is no text.
_EXTRA: Mapping[str, Mapping[str, Any]] = {"idea": {"latitude": None, "longitude": None}}


def _empty(column: Any) -> Any:
    if column.name == "title":
        return REMOVED_TITLE
    if column.name == "title_key":
        return REMOVED_TITLE.casefold()
    if column.nullable:
        return null()
    if isinstance(column.type, JSON):
        return [] if column.name in _LISTS else {}
    return ""
