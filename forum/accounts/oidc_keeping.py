"""What sign-in services say of themselves, kept for minutes: no visitor decides how often they are asked (E-25, I-10)."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from forum.core.clock import now

# How long an answer counts, and before somebody is led to the service, who shall meet a sentence and no dead end; how long
# it counts that there was none; and how soon one is asked for anew that turned out to be old.
KEPT = timedelta(minutes=10)
LEADS = timedelta(seconds=15)
GONE = timedelta(seconds=15)
ANEW = timedelta(minutes=1)
# Answers of all services together; each has two.
MOST = 100

Answer = dict[str, Any]


class Away(Exception):
    """The service does not answer, or not as it should."""


@dataclass(frozen=True)
class _Kept:
    at: datetime
    # Nothing, if the service was away.
    answer: Answer | None


class Answers:
    """The answers of one process by their address; whoever asks while one is fetched waits for that one."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._fetching: dict[str, Lock] = {}
        self._lock = Lock()

    def get(self, url: str, fetch: Callable[[], Answer], *, anew: bool = False, leads: bool = False) -> Answer:
        """Return the answer of an address; ``anew`` and ``leads`` take none but a recent one. Raises Away."""
        longest = ANEW if anew else LEADS if leads else KEPT
        with self._lock:
            fetching = self._fetching.setdefault(url, Lock())
        with fetching:
            kept = self._kept.get(url)
            if kept is None or now() - kept.at >= (GONE if kept.answer is None else longest):
                kept = _fetched(fetch)
                self._keep(url, kept)
        if kept.answer is None:
            raise Away
        return kept.answer

    def _keep(self, url: str, kept: _Kept) -> None:
        with self._lock:
            self._kept[url] = kept
            self._kept.move_to_end(url)
            while len(self._kept) > MOST:
                oldest, _answer = self._kept.popitem(last=False)
                self._fetching.pop(oldest, None)


def _fetched(fetch: Callable[[], Answer]) -> _Kept:
    try:
        return _Kept(now(), fetch())
    except Away:
        return _Kept(now(), None)
