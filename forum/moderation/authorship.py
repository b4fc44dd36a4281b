"""Who wrote a thing: they are told and may object (Art. 20 DSA), and decide nothing about it (M-24).

One table for all kinds, also where nobody is shown the thing any more: what is gone or hidden has an author still.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from forum.core.db import db
from forum.discussions.models import Post, PostRevision, Thread
from forum.discussions.queries import writer_of_title
from forum.files.models import File
from forum.ideas.models import Idea
from forum.ideas.models import written_by_any as ideas_written_by
from forum.meetings.models import Contribution, Question
from forum.moderation.models import Case
from forum.moderation.targets_files import IDEA_FILES
from forum.recommendations.models import Dissenter, FollowUp, MinorityVote
from forum.screening.models import HeldText

# Of each kind of thing: by which number it is known, and who wrote it or sent it in.
_WRITTEN: Mapping[str, tuple[Any, Select[Any]]] = {
    "board_answer": (FollowUp.resolution_id, select(FollowUp.answered_by)),
    "contribution": (Contribution.id, select(Contribution.person_id)),
    "file": (File.id, select(File.owner_id)),
    "held": (HeldText.id, select(HeldText.person_id)),
    "idea": (Idea.id, select(Idea.author_id)),
    "minority_vote": (MinorityVote.id, select(MinorityVote.author_id)),
    "post": (Post.id, select(Post.author_id)),
    "question": (Question.id, select(Question.person_id)),
    "revision": (PostRevision.id, select(Post.author_id).join(PostRevision, PostRevision.post_id == Post.id)),
    "thread": (Thread.id, select(writer_of_title())),
}
# What is the same as the person.
_PEOPLE = frozenset({"account", "profile"})
KNOWN = _PEOPLE | set(_WRITTEN)


def authors_of(kind: str, number: int) -> frozenset[int]:
    """Return everybody who wrote a thing, whatever became of it; nobody where that is unknown."""
    if kind in _PEOPLE:
        return frozenset({number})
    if kind not in _WRITTEN:
        return frozenset()
    key, who = _WRITTEN[kind]
    first = db.session.scalar(who.where(key == number))
    return frozenset({first} if first is not None else ()) | together(kind, number)


def written_by_person(person_id: int) -> ColumnElement[bool]:
    """Return the condition that somebody wrote the thing of a case, alone or with others."""
    return written_by_any([person_id])


def written_by_any(people: Sequence[int] | Select[Any]) -> ColumnElement[bool]:
    """Return the condition that one of these people wrote the thing of a case, alone or with others."""
    own = (
        (Case.kind == kind) & Case.target_id.in_(who.with_only_columns(key).where(who.selected_columns[0].in_(people)))
        for kind, (key, who) in _WRITTEN.items()
    )
    return or_(Case.kind.in_(_PEOPLE) & Case.target_id.in_(people), *own, is_by_any(people))


def written_together(case: Case) -> frozenset[int]:
    """Return everybody who wrote the thing of a case together: an idea, a file on one, a minority vote; else nobody."""
    return together(case.kind, case.target_id)


def together(kind: str, target_id: int) -> frozenset[int]:
    """Return everybody who wrote a thing together with others; else nobody."""
    if kind == "minority_vote":
        vote = db.session.get(MinorityVote, target_id)
        return frozenset(one.person_id for one in vote.dissenters) if vote is not None else frozenset()
    number = target_id if kind == "idea" else None
    if kind == "file":
        file = db.session.get(File, target_id)
        number = file.thing_id if file is not None and file.purpose in IDEA_FILES else None
    idea = db.session.get(Idea, number) if number is not None else None
    return idea.author_ids if idea is not None else frozenset()


def is_by(person_id: int) -> ColumnElement[bool]:
    """Return the condition that a person is one of those who wrote the thing of a case together."""
    return is_by_any([person_id])


def is_by_any(people: Sequence[int] | Select[Any]) -> ColumnElement[bool]:
    """Return the condition that one of these people is one of those who wrote the thing of a case together."""
    ideas = select(Idea.id).where(ideas_written_by(people))
    files = select(File.id).where(File.purpose.in_(IDEA_FILES), File.thing_id.in_(ideas))
    votes = select(Dissenter.vote_id).where(Dissenter.person_id.in_(people))
    return or_(
        and_(Case.kind == "idea", Case.target_id.in_(ideas)),
        and_(Case.kind == "file", Case.target_id.in_(files)),
        and_(Case.kind == "minority_vote", Case.target_id.in_(votes)),
    )
