"""How a function that tells of one event becomes a subscriber's handler of several."""

from collections.abc import Callable, Sequence

from forum.core.events import LoggedEvent

Telling = Callable[[LoggedEvent], None]


def each(tell_of: Telling) -> Callable[[Sequence[LoggedEvent]], None]:
    """Turn a function of one event into a subscriber's handler."""

    def handle(rows: Sequence[LoggedEvent]) -> None:
        for row in rows:
            tell_of(row)

    return handle
