"""How long searches take when many ask at once while others write, and how soon what is written is found (Q-15).

    .venv/bin/python -m tests.benchmarks.searching_together [--engine whoosh] [--documents 10000] [--askers 8]
        [--seconds 30] [--keep FOLDER]

prints JSON. Every asker asks one question after the other, of all kinds in turn; five texts a second are written one by one,
as the worker does, and each is looked for until it is found. The indexes are those of ``tests.benchmarks.searching``; with
the same folder to keep they are not filled again. Askers and writer are threads of one process, as in the embedded
default: what they wait for each other is part of the figures.
"""

import argparse
import json
import os
import tempfile
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any

from forum.search.engines import Document, Engine
from forum.search.engines.postgres import PostgresEngine
from forum.search.engines.whoosh import WhooshEngine
from forum.search.syntax import parse
from tests.benchmarks.searching import PUBLIC, QUESTIONS, START, _figures, _filled, _words, database_url, documents
from tests.conftest import drop

WRITTEN_PER_SECOND = 5


def ask(engine: Engine, first: int, done: Event, times: list[float]) -> None:
    """Ask until it is over; each asker begins with another question."""
    questions = [(name, template.format(*words)) for words in _words() for name, (template, _own) in QUESTIONS.items()]
    for name, text in cycle(questions[first:] + questions[:first]):
        if done.is_set():
            return
        query = parse(text, today=START.date())
        start = perf_counter()
        if name == "facet":
            engine.facets(query, audiences=PUBLIC)
        elif name == "misspelt":
            engine.alike(text, audiences=PUBLIC)
        else:
            engine.find(query, audiences=PUBLIC)
        times.append((perf_counter() - start) * 1000)


def write(engine: Engine, done: Event, times: list[float]) -> None:
    """Write a text now and then and measure until it is found."""
    for number in cycle(range(1_000_000)):
        if done.is_set():
            return
        start = perf_counter()
        word = f"gemeinsam{number}"
        engine.apply([Document(key=f"post:both{number}", kind="post", audience="public", created=START, body=word)])
        while not engine.find(parse(word, today=START.date()), audiences=PUBLIC).hits:
            sleep(0.005)
        taken = perf_counter() - start
        times.append(taken * 1000)
        sleep(max(0.0, 1 / WRITTEN_PER_SECOND - taken))


def measure(engine: Engine, askers: int, seconds: float) -> dict[str, Any]:
    """Let everybody go at once, and return the figures of both."""
    done, asked, fresh = Event(), list[float](), list[float]()
    threads = [Thread(target=ask, args=(engine, 7 * number, done, asked)) for number in range(askers)]
    threads.append(Thread(target=write, args=(engine, done, fresh)))
    for thread in threads:
        thread.start()
    sleep(seconds)
    done.set()
    for thread in threads:
        thread.join()
    return {"per_second": round(len(asked) / seconds, 1), "searches": _figures(asked), "fresh": _figures(fresh)}


def run() -> dict[str, Any]:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=("whoosh", "postgresql"), default="whoosh")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--askers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--keep", type=Path)
    wanted = parser.parse_args()
    number, name = wanted.documents, wanted.engine
    with tempfile.TemporaryDirectory() as folder:
        keep = (wanted.keep or Path(folder)) / str(number) / name
        keep.mkdir(parents=True, exist_ok=True)
        if name == "whoosh":
            engine: Engine = WhooshEngine(keep / "index")
        else:
            is_filled = (keep / "filled.json").exists()
            engine = PostgresEngine(database_url(f"forum_searching_{number}", is_filled=is_filled))
        try:
            _filled(keep, lambda: engine.rebuild(documents(number)), number)
            load = round(os.getloadavg()[0], 1)
            found = {"engine": name, "documents": number, "askers": wanted.askers, "load_before": load}
            return {**found, **measure(engine, wanted.askers, wanted.seconds)}
        finally:
            engine.close()
            if name == "postgresql" and wanted.keep is None:
                drop([f"forum_searching_{number}"])


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
