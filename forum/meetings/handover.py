"""The one place where an adopted recommendation leaves its meeting and reaches the idea it is about.

Each receiver has the signature of ``ideas.commands.add_recommendation`` and runs in the transaction of the poll's end.
"""

from typing import Protocol

from forum.core.permissions import Actor
from forum.meetings.models import Resolution


class Receiver(Protocol):
    """Somebody who writes a recommendation down beside an idea."""

    def __call__(
        self,
        actor: Actor,
        idea_id: int,
        *,
        committee_title: str,
        text: str,
        url: str,
        yes: int,
        no: int,
        abstain: int,
    ) -> object:
        """Take a recommendation over."""


RECEIVERS: list[Receiver] = []


def hand_over(actor: Actor, resolution: Resolution) -> None:
    """Give a public recommendation about an idea to everybody who keeps ideas."""
    if resolution.idea_id is None or resolution.audience != "public":
        return
    for receive in RECEIVERS:
        receive(
            actor,
            resolution.idea_id,
            committee_title=resolution.committee.title,
            text=resolution.text,
            url=resolution.url,
            yes=resolution.yes,
            no=resolution.no,
            abstain=resolution.abstain,
        )
