"""Many people acting in the same moment: real threads, each with a transaction of its own."""

from collections.abc import Callable
from threading import Barrier
from threading import Thread as Runner

from flask import Flask

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
    assert not failures
    return len(refusals)
