"""Whoever floods the forum with sockets or waiting requests leaves room for pages, others and members (L-54, L-60)."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from forum.web.realtime import places
from forum.web.realtime.places import AGAIN, LivePlaces
from tests import factories
from tests.factories import Visitor


def test_places_are_shared_and_come_back() -> None:
    """L-54: a third for one network, all of them for all, and what was held is free again."""
    seats = LivePlaces(6)
    with ExitStack() as held:
        got = [held.enter_context(seats.held(whose)) for whose in "aaabbbccd"]
    assert got == [True, True, False, True, True, False, True, True, False]
    with seats.held("a") as has_place:
        assert has_place


def test_nothing_is_counted_where_limits_are_off() -> None:
    """L-54: for benchmarks, which come from one machine."""
    seats = LivePlaces(None)
    with ExitStack() as held:
        assert all(held.enter_context(seats.held("a")) for _time in range(500))


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "9.9.9.9", "1.1.1.1"),
        (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (2, "9.9.9.9, 2.2.2.2", "9.9.9.9"),
        (3, "9.9.9.9", "1.1.1.1"),
    ],
)
def test_whose_place_it_is_says_no_header_that_strangers_write(hops: int, forwarded: str, expected: str) -> None:
    """L-62: what stands before the part of the trusted proxies counts for nothing."""
    environ = {"REMOTE_ADDR": "1.1.1.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert places._address(environ, hops) == expected


def door() -> Flask:
    app = Flask("door")
    app.secret_key = "what only the forum knows"
    return app


def session_of(**values: str) -> str:
    """Return a cookie as the forum writes it."""
    app = door()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return f"forum={signer.dumps(values)}"


def sockets_at_once(*visitors: dict[str, Any]) -> list[str]:
    """Open sockets one inside the other, as if all were held, and return how each was answered."""
    app = door()
    app.config |= {"LIVE_PLACES": 6, "RATE_LIMITS": True, "TRUSTED_PROXIES": 0, "SESSION_COOKIE_NAME": "forum"}
    waiting, statuses = list(visitors), []

    def inner(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if waiting:
            go_on()
        start_response("101 Switching Protocols", [])
        return []

    def go_on() -> None:
        environ = {"PATH_INFO": "/socket.io/", "REMOTE_ADDR": "1.2.3.4", **waiting.pop(0)}
        statuses.append("")
        number = len(statuses) - 1
        gate(environ, lambda status, _headers: statuses.__setitem__(number, status[:3]))
        if waiting:
            go_on()

    app.wsgi_app = inner  # type: ignore[method-assign]
    places.init_app(app)
    gate = app.wsgi_app
    go_on()
    return statuses


def test_a_flood_of_sockets_from_one_network_ends_at_its_share() -> None:
    """L-54: members behind the same address still come in, and so does everybody elsewhere; the rest hears 503."""
    member = {"HTTP_COOKIE": session_of(_user_id="7")}
    elsewhere = {"REMOTE_ADDR": "5.6.7.8"}
    assert sockets_at_once({}, {}, {}, {}, member, elsewhere) == ["101", "101", "503", "503", "101", "101"]


# A signature holds the time at which it was made, so cookies are made within the test and named here.
COOKIES_OF_STRANGERS: dict[str, Callable[[], str]] = {
    "made up": lambda: "forum=x",
    "empty": lambda: "forum=",
    "not signed in": lambda: session_of(csrf_token="x"),
    "changed": lambda: session_of(_user_id="7") + "x",
}


@pytest.mark.parametrize("kind", COOKIES_OF_STRANGERS)
def test_a_cookie_that_says_nothing_of_a_sign_in_brings_no_second_share(kind: str) -> None:
    """L-54: whoever makes a cookie up is one more of the flood."""
    stranger = {"HTTP_COOKIE": COOKIES_OF_STRANGERS[kind]()}
    assert sockets_at_once({}, {}, stranger, stranger) == ["101", "101", "503", "503"]


def test_who_finds_no_place_to_wait_hears_at_once_when_to_ask_again(
    app: Flask, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L-48, L-54: nothing is lost, and no thread is held."""
    meeting, _chair, _people = factories.running_meeting()
    url = f"/api/v1/meetings/{meeting.id}/events?after={meeting.last_seq}"
    seats = LivePlaces(1)
    monkeypatch.setitem(app.extensions, "live_places", seats)
    with seats.held("somebody"):
        answer = client.get(f"{url}&wait=20")
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["items"] == []
    assert answer.headers["Retry-After"] == str(AGAIN)
    free = client.get(f"{url}&wait=1")
    assert "Retry-After" not in free.headers
