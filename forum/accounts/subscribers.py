"""What accounts do when something happened: letters for those who asked at the door (I-14)."""

from collections.abc import Sequence

from forum.accounts.commands import send_asked_link
from forum.accounts.events import LinkAsked
from forum.core.events import LoggedEvent, Subscriber


def _send(events: Sequence[LoggedEvent]) -> None:
    for event in events:
        send_asked_link(event.data["asked_link_id"])


LETTERS = Subscriber("accounts.letters", (LinkAsked,), _send)
