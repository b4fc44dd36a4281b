"""The one place where an adopted recommendation leaves its meeting and reaches the idea it is about."""

from forum.core.permissions import SYSTEM
from forum.ideas import commands as ideas
from forum.meetings.models import Resolution


def hand_over(resolution: Resolution) -> None:
    """Put a public recommendation on the log of its idea, in the transaction in which the vote was closed.

    It is the forum itself that writes it there: the step follows from the vote, whoever closed it. What the board
    resolves in a meeting is no recommendation: its decision on an idea is taken on the dossier, by its criteria.
    """
    if resolution.idea_id is None or resolution.audience != "public" or resolution.kind != "recommendation":
        return
    ideas.add_recommendation(
        SYSTEM,
        resolution.idea_id,
        committee_title=resolution.committee.title,
        text=resolution.text,
        url=resolution.url,
        yes=resolution.yes,
        no=resolution.no,
        abstain=resolution.abstain,
    )
