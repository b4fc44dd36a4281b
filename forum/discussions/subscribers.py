"""What discussions do when something happened elsewhere."""

from collections.abc import Sequence

from forum.accounts.events import HandleChanged
from forum.core.events import LoggedEvent, Subscriber
from forum.discussions.commands.mentions import renew_names
from forum.discussions.events import MentionsOutdated


def _renew_names(rows: Sequence[LoggedEvent]) -> None:
    for row in rows:
        renew_names(row.data["person_id"])


NAMES = Subscriber("discussions.names", (HandleChanged, MentionsOutdated), _renew_names)
