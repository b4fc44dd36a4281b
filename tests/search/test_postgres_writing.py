"""The index in PostgreSQL while another process writes it: what is confirmed is found, whatever happens to the writer."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

from forum.search.engines import IndexBusy
from forum.search.engines.postgres import PostgresEngine
from tests.search.documents import ask, document

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = frozenset({"public"})
OF_A_BATCH = 5

WRITER = """
import sys
from forum.search.engines.postgres import PostgresEngine
from tests.search.documents import document

engine = PostgresEngine(sys.argv[1])
for batch in range(int(sys.argv[2]), 10_000):
    engine.apply(document(f"idea:{batch}-{place}", "Ampel", body="Ring " * 50) for place in range(5))
    print(batch, flush=True)
"""


@pytest.fixture
def engine(address: str) -> Iterator[PostgresEngine]:
    made = PostgresEngine(address)
    made.rebuild(())
    yield made
    made.close()


def start_writer(address: str, first: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 (our own text, our own interpreter)
        [sys.executable, "-c", WRITER, address, str(first)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def batches(engine: PostgresEngine) -> set[int]:
    """Return the batches that are found; none may be there by half."""
    found = {hit.key for hit in engine.find(ask("ampel ring"), audiences=PUBLIC, limit=1_000).hits}
    numbers = {int(re.findall(r"\d+", key)[0]) for key in found}
    assert len(found) == OF_A_BATCH * len(numbers)
    return numbers


def test_what_is_confirmed_is_found_at_once_while_more_is_written(engine: PostgresEngine, address: str) -> None:
    """Q-15, Q-13: the next question of another process has it, and the writer goes on meanwhile."""
    writer = start_writer(address)
    assert writer.stdout
    try:
        for _ in range(20):
            confirmed = int(writer.stdout.readline())
            assert set(range(confirmed + 1)) <= batches(engine)
    finally:
        writer.kill()
        writer.communicate()


def test_a_killed_writer_leaves_whole_batches(engine: PostgresEngine, address: str) -> None:
    """Q-14: kill -9 in the middle of writing; what was confirmed is there, nothing by half, and another one can write."""
    confirmed = -1
    for round_ in range(5):
        writer = start_writer(address, confirmed + 1)
        assert writer.stdout
        lines = [writer.stdout.readline() for _ in range(3)]
        sleep(0.004 * round_)  # Each round ends at another place of a batch.
        os.kill(writer.pid, signal.SIGKILL)
        rest, _ = writer.communicate()
        confirmed = int([*lines, *rest.splitlines()][-1])
        _when_free(engine)
        assert set(range(confirmed + 1)) <= batches(engine)
        assert engine.count() == OF_A_BATCH * len(batches(engine))


def _when_free(engine: PostgresEngine) -> None:
    """Write and take away, as soon as the database has noticed that the writer is gone."""
    while True:
        try:
            engine.apply([document("post:1", "Danach")])
            engine.apply([], ["post:1"])
        except IndexBusy:
            sleep(0.01)
        else:
            return
