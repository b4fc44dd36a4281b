"""Many people acting in the same moment: real threads, each with a transaction of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, current_thread
from threading import Thread as Runner
from typing import Any

from flask import Flask
from sqlalchemy import event

from forum.core.db import db, transaction


def at_once(app: Flask, acts: list[Callable[[], object]], *, refused: tuple[type[Exception], ...] = ()) -> int:
    """Run all acts in the same moment and return how many were refused; other errors fail the test."""
    barrier = Barrier(len(acts))
    failures: list[BaseException] = []
    refusals: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    act()
            except refused as error:
                refusals.append(error)
            except BaseException as error:  # noqa: BLE001
                failures.append(error)
            finally:
                db.session.remove()

    db.session.rollback()
    runners = [Runner(target=run, args=(act,)) for act in acts]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    db.session.expire_all()
    assert not failures, [repr(one) for one in failures]
    return len(refusals)


@contextmanager
def overtaken(app: Flask, rival: Callable[[], object]) -> Iterator[None]:
    """Let a rival act in a transaction of its own just before the first lock that is taken within, and be done with it.

    Only for databases in which two can write at once.
    """
    me, done = current_thread(), []

    def overtake(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if (
            current_thread() is me
            and not done
            and " FOR UPDATE" in statement.replace("FOR NO KEY UPDATE", "FOR UPDATE")
        ):
            done.append(True)
            runner = Runner(target=lambda: failures.extend(_alone(app, rival)))
            runner.start()
            runner.join()

    failures: list[BaseException] = []
    event.listen(db.engine, "before_cursor_execute", overtake)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", overtake)
    assert done, "no lock was taken"
    assert not failures, [repr(one) for one in failures]


def _alone(app: Flask, act: Callable[[], object]) -> list[BaseException]:
    with app.app_context():
        try:
            with transaction():
                act()
        except BaseException as error:  # noqa: BLE001
            return [error]
        finally:
            db.session.remove()
    return []
