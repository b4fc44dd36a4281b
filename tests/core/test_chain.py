"""The chain of seals and the heads beside the database: what is done to the log shows, whoever does it (E-38)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from forum.administration.events import LogChecked
from forum.core import chain
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent, record
from forum.core.permissions import SYSTEM


def happen(times: int) -> None:
    with transaction():
        for number in range(times):
            record(SYSTEM, LogChecked(log_check_id=number, whole=True), audience="admin")


def seal() -> int:
    with transaction():
        return chain.seal()


def change(event_id: int) -> None:
    """Change a row behind the forum's back."""
    with transaction():
        one = update(LoggedEvent).where(LoggedEvent.id == event_id)
        db.session.execute(one.values(data={"log_check_id": 99, "whole": False}))


def lose_seals(since: int) -> None:
    with transaction():
        db.session.execute(update(LoggedEvent).where(LoggedEvent.id >= since).values(seal=None))


def cut(since: int, until: int = 10**9) -> None:
    with transaction():
        db.session.execute(delete(LoggedEvent).where(LoggedEvent.id.between(since, until)))


def compute_anew() -> None:
    """Do what somebody does who can only reach the database and knows how seals are made."""
    with transaction():
        previous = ""
        for row in db.session.scalars(select(LoggedEvent).order_by(LoggedEvent.id)):
            row.seal = previous = chain._digest(previous, row)


def swap(one: int, other: int) -> None:
    with transaction():
        rows = [db.session.get_one(LoggedEvent, number) for number in (one, other)]
        rows[0].data, rows[1].data = rows[1].data, rows[0].data


def change_and_lose_seals() -> None:
    change(2)
    lose_seals(2)


def change_and_compute_anew() -> None:
    change(2)
    compute_anew()


def cut_and_compute_anew() -> None:
    cut(2, 2)
    compute_anew()


def cut_and_write_anew() -> None:
    cut(5)
    happen(4)
    compute_anew()


@pytest.mark.parametrize(
    ("done", "named"),
    [
        (lambda: change(2), "event 2"),
        (lambda: swap(2, 3), "event 2"),
        (lambda: cut(2, 2), "event 3"),
        (lambda: lose_seals(2), "event 2"),
        (lambda: lose_seals(6), "event 6"),
        (change_and_lose_seals, "event 2"),
        # Here only the file beside the database knows better: the place lies between two heads.
        (change_and_compute_anew, "event 1 to 3"),
        (cut_and_compute_anew, "event 1 to 3"),
        (lambda: cut(5), "event 4 to 6"),
        (lambda: cut(1), "event 1 to 3"),
        (cut_and_write_anew, "event 4 to 6"),
    ],
)
def test_whatever_is_done_to_the_log_shows(app: Flask, done: Callable[[], None], named: str) -> None:
    """E-38: change, delete, swap, cut off, seal anew; the first place is named, and sealing on does not cover it up."""
    happen(3)
    assert seal() == 3
    happen(3)
    assert seal() == 3
    assert chain.first_break() is None
    done()
    found = chain.first_break()
    assert found is not None
    assert found.place == named
    for _again in range(4):
        happen(1)
        seal()
        assert chain.first_break() is not None


def test_what_is_not_sealed_yet_breaks_nothing(app: Flask) -> None:
    """E-38: between two seals there is always a tail without any."""
    happen(2)
    assert chain.first_break() is None
    seal()
    happen(2)
    assert chain.first_break() is None
    assert seal() == 2
    assert seal() == 0


def test_a_file_that_is_new_knows_the_chain_at_once(app: Flask) -> None:
    """E-38: after an upgrade everything is sealed and no head is known; the next sealing keeps it."""
    happen(2)
    seal()
    chain.place().unlink()
    assert seal() == 0
    change_and_lose_seals()
    assert seal() == 0
    found = chain.first_break()
    assert found is not None
    assert found.place == "event 2"


def test_heads_are_kept_after_the_commit_alone(app: Flask) -> None:
    """E-38: what was rolled back was never sealed, so nobody may miss it."""
    happen(2)
    with transaction() as change:
        chain.seal()
        change.discard()
    assert not chain.place().exists()
    seal()
    happen(2)
    with transaction(), db.session.begin_nested() as savepoint:
        chain.seal()
        savepoint.rollback()
    assert chain.first_break() is None
    assert chain.place().read_text().count('"event": 2,') == 2


def test_lines_cut_short_and_in_another_order_are_no_break(app: Flask) -> None:
    """E-38: a power cut may cut the last line, and two processes may write in another order than they sealed."""
    for _time in range(3):
        happen(1)
        seal()
    lines = chain.place().read_text().splitlines()
    chain.place().write_text("\n".join([*reversed(lines), lines[0][:20]]) + "\n")
    assert chain.first_break() is None
    happen(1)
    assert seal() == 1


def test_another_database_begins_another_file(app: Flask) -> None:
    """E-38: after a backup came back, the log is shorter than it was; the former heads stay beside as a proof."""
    happen(2)
    seal()
    before = set(chain.place().parent.glob("seals-until-*.jsonl"))
    chain.set_aside()
    cut(2)
    assert chain.first_break() is None
    (aside,) = set(chain.place().parent.glob("seals-until-*.jsonl")) - before
    assert '"event": 2' in aside.read_text()
    aside.unlink()
