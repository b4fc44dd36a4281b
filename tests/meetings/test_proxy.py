"""The long poll behind a proxy that keeps answers, passes them on only whole, and cuts what is idle (L-48, L-49)."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from forum.core.db import db
from tests import factories
from tests.meetings.test_protocol import log_events
from tests.serving import Server

OBSERVERS, NEWS = 60, 4
# So long a proxy waits for an answer before it hangs up; the forum's long poll would wait longer.
IDLE = 3.0


@dataclass
class Kept:
    """A whole answer, and until when it may be given to others."""

    answer: bytes
    until: float


@dataclass
class Proxy:
    """A caching proxy on a port of its own: one question for all who ask the same, and no part of an answer alone."""

    upstream: int
    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    kept: dict[str, Kept] = field(default_factory=dict)
    waiting: dict[str, asyncio.Task[bytes]] = field(default_factory=dict)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, from what is kept if it may be, and hang up."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ", 2)[1]
        known = self.kept.get(path)
        if known is not None and monotonic() < known.until:
            writer.write(known.answer)
        else:
            if path not in self.waiting:
                self.waiting[path] = asyncio.create_task(self._ask(path))
            try:
                writer.write(await asyncio.wait_for(asyncio.shield(self.waiting[path]), IDLE))
            except TimeoutError:
                self.cut += 1
        await hang_up(writer)

    async def _ask(self, path: str) -> bytes:
        self.asked[path] += 1
        try:
            answer = await fetched(self.upstream, path)
        finally:
            del self.waiting[path]
        headers = answer.partition(b"\r\n\r\n")[0].lower()
        if b"cache-control: public, max-age=1\r" in headers and b"set-cookie" not in headers:
            self.kept[path] = Kept(answer, monotonic() + 1)
        return answer


async def fetched(port: int, path: str) -> bytes:
    """Return the whole answer to a request on a connection of its own; nothing when it was cut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    await hang_up(writer)
    return answer


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close a connection to the end, also when the other side did so first."""
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def follow(port: int, meeting_id: int, after: int, last: int) -> list[int]:
    """Follow a meeting as a browser does that has no socket, and return the numbers of what was heard."""
    heard: list[int] = []
    while after < last:
        answer = await fetched(port, f"/api/v1/meetings/{meeting_id}/events?after={after}&wait=20")
        if not answer:
            continue
        head, _gap, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        numbers = [event["seq"] for event in json.loads(body)["items"]]
        heard += numbers
        after = numbers[-1] if numbers else after
    return heard


async def behind(proxy: Proxy, story: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Let a story happen behind the proxy."""
    listening = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, backlog=OBSERVERS * 2)
    proxy.port = listening.sockets[0].getsockname()[1]
    async with listening:
        return await story()


def test_observers_behind_a_proxy_hear_everything_and_ask_the_forum_once_for_all(server: Server) -> None:
    """L-48, L-49: nothing is lost by cutting, and for each number the forum is asked at most once a second."""
    with server.forum():
        meeting, _chair, _people = factories.running_meeting()
        number, start = meeting.id, meeting.last_seq
        proxy = Proxy(server.port)

        def speak() -> None:
            with server.app.app_context():
                log_events(number, 1)
                db.session.remove()

        async def story() -> tuple[list[list[int]], float]:
            began = monotonic()
            observers = [
                asyncio.create_task(follow(proxy.port, number, start, start + NEWS)) for _observer in range(OBSERVERS)
            ]
            for _event in range(NEWS):
                # Everybody waits until the proxy has cut somebody, and only then something happens.
                before = proxy.cut
                while proxy.cut == before:
                    await asyncio.sleep(0.05)
                await asyncio.to_thread(speak)
            return await asyncio.gather(*observers), monotonic() - began

        heard, took = asyncio.run(behind(proxy, story))
        assert heard == [list(range(start + 1, start + NEWS + 1))] * OBSERVERS
        assert proxy.cut >= NEWS
        assert max(proxy.asked.values()) <= took + 1
        assert len(proxy.asked) <= NEWS
