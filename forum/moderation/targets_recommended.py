"""What is said about recommendations after their session, as the moderation sees it (B-16, B-17)."""

from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.core.text import excerpt, plain
from forum.moderation.target import READ_BY_ALL, Target
from forum.recommendations import queries
from forum.recommendations.models import FollowUp, MinorityVote


def minority_vote(viewer: Actor, vote_id: int) -> Target:
    """Return a minority vote; all who agreed are its authors, so none of them decides about it (M-24)."""
    found = queries.published_vote(viewer, vote_id)
    if found.audience not in READ_BY_ALL:
        raise NotFound
    return of_minority_vote(found)


def of_minority_vote(found: MinorityVote) -> Target:
    """Return a minority vote whoever looks at it."""
    return Target(
        kind="minority_vote",
        id=found.id,
        author_id=found.author_id,
        title=excerpt(plain(found.source), 80),
        text=found.source,
        version=1,
        url=found.url,
        is_hidden=found.hidden_at is not None,
        thing=found,
        author_ids=frozenset(one.person_id for one in found.dissenters),
        published_at=found.published_at,
    )


def board_answer(viewer: Actor, resolution_id: int) -> Target:
    """Return the answer to a recommendation that was given in words."""
    found = queries.answer_in_words(viewer, resolution_id)
    if found.resolution.audience not in READ_BY_ALL:
        raise NotFound
    return of_board_answer(found)


def of_board_answer(found: FollowUp) -> Target:
    """Return the answer to a recommendation whoever looks at it."""
    return Target(
        kind="board_answer",
        id=found.resolution_id,
        author_id=found.answered_by,
        title=excerpt(plain(found.source), 80),
        text=found.source,
        version=1,
        url=found.url,
        is_hidden=found.hidden_at is not None,
        thing=found,
        published_at=found.answered_at,
    )
