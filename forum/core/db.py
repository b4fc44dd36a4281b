"""The database: the one place that opens, commits and rolls back transactions.

A request, a socket message or a delivery is one transaction. Reading is the normal state, and a flush outside
``writing`` is refused, so that a page that is only looked at can never change the forum.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import Any, TypeVar

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    TypeDecorator,
    bindparam,
    event,
    exc,
    inspect,
    literal_column,
    select,
)
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.sql.visitors import replacement_traverse

from forum.core.errors import Conflict, NotFound
from forum.core.i18n import _

BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with a zone, stored in UTC; SQLite keeps no zone, so it is taken off and put back (E-09)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without zone and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
    }


Hook = Callable[[], object]

# What is raised while the database is away or has no place free: nothing was done, and coming again helps.
AWAY = (exc.OperationalError, exc.TimeoutError)

db = SQLAlchemy(metadata=Model.metadata)
migrate = Migrate()

_writing: ContextVar[bool] = ContextVar("writing", default=False)
# SQLite has one place for all who write, and who waits there looks only now and then whether it is free: of three hundred
# votes in one second some would never come in. So those of one process queue here, and no greenlet waits inside the library.
_turn = Lock()
_has_turn: ContextVar[bool] = ContextVar("has_turn", default=False)
LONGEST_WAIT = 60.0

_after_commit: ContextVar[list[Hook] | None] = ContextVar("after_commit", default=None)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver must not begin transactions by itself: "begin" below says whether the write lock is taken at once.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        if _writing.get() and not _has_turn.get():
            _has_turn.set(_turn.acquire(timeout=LONGEST_WAIT))
        # A deferred transaction that turns to writing fails at once when another one wrote in between.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@event.listens_for(Session, "before_flush")
def _refuse_flush_while_reading(_session: Session, _context: Any, _instances: Any) -> None:
    if not _writing.get():
        raise RuntimeError("a change needs `with transaction()`: reading never writes")


@event.listens_for(Session, "do_orm_execute")
def _refuse_statement_while_reading(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and not _writing.get():
        raise RuntimeError("a change needs `with transaction()`: reading never writes")


class Change:
    """An open transaction; ``discard`` turns its end into a rollback."""

    def __init__(self) -> None:
        self.discarded = False

    def discard(self) -> None:
        """Let nothing of this transaction become permanent."""
        self.discarded = True


@contextmanager
def transaction() -> Iterator[Change]:
    """Make everything inside one change: commit at the end, roll back on any error.

    Raises Conflict when somebody else changed a versioned row in between.
    """
    if _writing.get():
        raise RuntimeError("a transaction is already open: one request, one message or one delivery is one transaction")
    # What was read and remembered before belongs to an older view of the database.
    db.session.rollback()
    db.session.info.clear()
    writing = _writing.set(True)
    hooks = _after_commit.set([])
    change = Change()
    done: list[Hook] = []
    try:
        yield change
        if change.discarded:
            db.session.rollback()
        else:
            db.session.commit()
            done = _after_commit.get() or []
    except StaleDataError as error:
        db.session.rollback()
        raise Conflict(_("Jemand anderes hat das inzwischen geändert. Bitte laden Sie die Seite neu.")) from error
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.info.clear()
        if _has_turn.get():
            _has_turn.set(False)
            _turn.release()
        _writing.reset(writing)
        _after_commit.reset(hooks)
    for hook in done:
        hook()


def after_commit(hook: Hook) -> None:
    """Call this function once the present transaction is committed; it must be cheap and may be lost by a crash."""
    hooks = _after_commit.get()
    if hooks is None:
        raise RuntimeError("there is no transaction to wait for")
    if hook not in hooks:
        hooks.append(hook)


def read_one_moment() -> None:
    """Begin to read anew, so that everything read from here on shows the database at one and the same moment.

    SQLite always reads like this; PostgreSQL must be asked. Inside a change nothing needs to be done.
    """
    if _writing.get():
        return
    db.session.rollback()
    db.session.info.clear()
    if dialect() == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


Row = TypeVar("Row", bound=Model)


def get_or_404(model: type[Row], key: object, *, lock: bool = False) -> Row:
    """Return the row with this key; with ``lock`` no other transaction changes it until the end of this one.

    Raises NotFound when there is none.
    """
    row = locked(model, key) if lock else db.session.get(model, key)
    if row is None:
        raise NotFound
    return row


def locked(model: type[Row], key: object) -> Row | None:
    """Return the row with this key as it is now; no other transaction changes it until the end of this one."""
    parts = key if isinstance(key, tuple) else (key,)
    values = {f"key_{place}": part for place, part in enumerate(parts)}
    found: Row | None = db.session.scalars(_under_lock(model), values).one_or_none()
    return found


@cache
def _under_lock(model: type[Model]) -> Any:
    """Build the question for a row that is to be locked, once: every step of a meeting begins with it (L-68)."""
    columns = inspect(model).primary_key
    wanted = [column == bindparam(f"key_{place}") for place, column in enumerate(columns)]
    return select(model).where(*wanted).with_for_update().execution_options(populate_existing=True)


def with_its_values(statement: Any) -> Any:
    """Return a statement in which every value is written down that it has already; what is bound later stays open.

    It must be built once and asked often. For a value that a LIKE or a partial index is compared with, SQLite prepares the
    whole statement anew each time, and for each list of values SQLAlchemy writes it anew.
    """

    def write(element: Any, **_options: Any) -> Any:
        if not isinstance(element, BindParameter) or element.required:
            return None
        words = element.compile(dialect=DefaultDialect(), compile_kwargs={"literal_binds": True})
        return literal_column(str(words), element.type)

    return replacement_traverse(statement, {}, write)


def changed(statement: Any) -> int:
    """Run an UPDATE or DELETE and return how many rows it changed; a condition in it decides races."""
    result = db.session.execute(statement)
    return int(result.rowcount)  # type: ignore[attr-defined]


def plainly(statement: Any, values: Any) -> CursorResult[Any]:
    """Run a statement about tables, not objects, in the present transaction, past what the session prepares for objects.

    That is half of what such a statement costs; for those that hundreds ask in one second. What waits to be written goes
    first.
    """
    if getattr(statement, "is_dml", False) and not _writing.get():
        raise RuntimeError("a change needs `with transaction()`: reading never writes")
    db.session.flush()
    return db.session.connection().execute(statement, values)


def dialect() -> str:
    """Return the name of the database in use: ``sqlite`` or ``postgresql``."""
    return str(db.engine.dialect.name)
