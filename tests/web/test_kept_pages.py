"""Kept pages under many visitors at once: one renders, the others wait, and nobody waits for ever (T-34)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Event, Lock
from threading import Thread as Runner
from typing import Any

import pytest
from flask import Flask, before_render_template

from forum.web import cache
from tests import factories

PAGE = "discussions/thread.html"


@contextmanager
def rendering(act: Callable[[int], object]) -> Iterator[list[int]]:
    """Do something in each rendering of the page, which is given its number, and return the numbers."""
    numbers: list[int] = []
    lock = Lock()

    def note(_app: Flask, template: Any, **_more: Any) -> None:
        if template.name == PAGE:
            with lock:
                numbers.append(len(numbers) + 1)
                number = numbers[-1]
            act(number)

    with before_render_template.connected_to(note):
        yield numbers


def visits(app: Flask, path: str, times: int) -> list[int]:
    """Let so many visitors open a page in the same moment and return the statuses they got."""
    barrier = Barrier(times)
    statuses: list[int] = []

    def visit() -> None:
        barrier.wait()
        try:
            statuses.append(app.test_client(use_cookies=False).get(path).status_code)
        except RuntimeError:
            statuses.append(500)

    runners = [Runner(target=visit) for _number in range(times)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    return statuses


def test_two_hundred_visitors_of_a_cold_page_cost_one_rendering(app: Flask) -> None:
    """T-34: the rendering lasts until all of them have come."""
    address = factories.thread().url
    with rendering(lambda _number: time.sleep(1)) as renderings:
        assert visits(app, address, 200) == [200] * 200
    assert renderings == [1]


def test_when_rendering_fails_the_next_visitor_tries(app: Flask) -> None:
    """T-34: the one who rendered hears of the error, all others get the page."""
    address = factories.thread().url

    def fail_at_first(number: int) -> None:
        time.sleep(0.3)
        if number == 1:
            raise RuntimeError("this one fails")

    with rendering(fail_at_first) as renderings:
        assert sorted(visits(app, address, 20)) == [200] * 19 + [500]
    assert renderings == [1, 2]


def test_nobody_waits_for_a_renderer_that_hangs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-34: its turn is lost to the next, and the others wait for that one."""
    # Long enough for the second renderer on any machine, and as long as this test waits for the first.
    monkeypatch.setattr(cache, "LONGEST_TURN", 3.0)
    address = factories.thread().url
    began, others_are_done = Event(), Event()

    def hang_at_first(number: int) -> None:
        began.set()
        if number == 1:
            others_are_done.wait(60)

    with rendering(hang_at_first) as renderings:
        hanging = Runner(target=visits, args=(app, address, 1), daemon=True)
        hanging.start()
        assert began.wait(60)
        assert visits(app, address, 10) == [200] * 10
        assert renderings == [1, 2]
        others_are_done.set()
        hanging.join()


def test_whoever_has_waited_long_enough_renders_for_themself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-34: also when turns are long."""
    monkeypatch.setattr(cache, "LONGEST_TURN", 60.0)
    monkeypatch.setattr(cache, "LONGEST_WAIT", 0.2)
    address = factories.thread().url
    began, others_are_done = Event(), Event()

    def hang_at_first(number: int) -> None:
        began.set()
        if number == 1:
            others_are_done.wait(60)

    with rendering(hang_at_first) as renderings:
        hanging = Runner(target=visits, args=(app, address, 1), daemon=True)
        hanging.start()
        assert began.wait(60)
        assert visits(app, address, 3) == [200] * 3
        assert renderings == [1, 2, 3, 4]
        others_are_done.set()
        hanging.join()


def test_answers_that_are_never_kept_make_no_queue(app: Flask) -> None:
    """T-34: a redirect lets all who wait go on, and leaves no turn behind."""
    thread = factories.thread()
    assert visits(app, f"/themen/{thread.id}", 30) == [301] * 30
    assert visits(app, "/themen/999999", 30) == [404] * 30
    assert app.extensions["page_cache"]._turns == {}
