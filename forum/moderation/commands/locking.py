"""Locking what decisions write to beside their cases, in the one order that all keep (M-03)."""

from collections.abc import Iterable

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, get_or_404
from forum.discussions.commands.locks import lock_spaces, lock_threads
from forum.discussions.commands.waiting import place_now
from forum.discussions.models import Post, PostRevision, Thread
from forum.ideas.models import Idea
from forum.meetings.borrowing import bears
from forum.meetings.models import AgendaItem, Circulation, Contribution, Meeting, Question
from forum.moderation.models import Case
from forum.screening.models import HeldText


def _sessions_of(kind: str, number: int) -> set[int]:
    """Return the sessions that a decision about a thing may write to."""
    models: dict[str, type[Contribution] | type[Question]] = {"contribution": Contribution, "question": Question}
    if kind in models:
        model = models[kind]
        asked = select(model.meeting_id).where(model.id == number)
    elif kind == "idea":
        asked = select(AgendaItem.meeting_id).where(bears(AgendaItem, number))
    else:
        return set()
    return set(db.session.scalars(asked))


def _circulations_of(kind: str, number: int) -> set[int]:
    """Return the decisions in writing that a decision about a thing may write to."""
    if kind != "idea":
        return set()
    return set(db.session.scalars(select(Circulation.id).where(bears(Circulation, number))))


def lock_around(things: Iterable[tuple[str, int]]) -> None:
    """Lock whatever decisions about some things may write to, each thing by its kind and number.

    A decision in writing goes before sessions, and a session before cases and before the ideas on its agenda, as in their
    own commands: nobody waits in a circle. So this comes first, also where a transaction decides about many things.
    """
    things = list(things)
    for number in sorted(set[int]().union(*(_circulations_of(*thing) for thing in things))):
        get_or_404(Circulation, number, lock=True)
    for number in sorted(set[int]().union(*(_sessions_of(*thing) for thing in things))):
        get_or_404(Meeting, number, lock=True)


def lock_for_many(case_ids: Iterable[int]) -> None:
    """Lock what deciding many cases one after the other writes to, before the first of them is decided.

    The cases come first, as in a decision about one; then what whoever writes a post takes before any post.
    """
    numbers = sorted(set(case_ids))
    about = db.session.execute(select(Case.kind, Case.target_id).where(Case.id.in_(numbers)))
    things = [(kind, target_id) for kind, target_id in about]
    lock_around(things)
    db.session.execute(select(Case.id).where(Case.id.in_(numbers)).order_by(Case.id).with_for_update())
    of = {kind: [number for one, number in things if one == kind] for kind, _number in things}
    ideas = of.get("idea", [])
    db.session.execute(select(Idea.id).where(Idea.id.in_(ideas)).order_by(Idea.id).with_for_update(key_share=True))
    threads = {*of.get("thread", ())}
    threads |= set(db.session.scalars(select(Thread.id).where(Thread.idea_id.in_(ideas))))
    threads |= set(db.session.scalars(select(Post.thread_id).where(Post.id.in_(of.get("post", ())))))
    spaces = set[int | None]()
    for held in db.session.scalars(select(HeldText).where(HeldText.id.in_(of.get("held", ())))):
        if held.place == "post" and held.data:
            threads.add(place_now(held.data["thread_id"], held.data["parent_id"])[0].id)
        spaces.add(held.space_id)
    versions = select(PostRevision.post_id).where(PostRevision.id.in_(of.get("revision", ())))
    threads |= set(db.session.scalars(select(Post.thread_id).where(Post.id.in_(versions))))
    lock_below(people=[*of.get("account", ()), *of.get("profile", ())], threads=threads)
    lock_spaces(*spaces)


def lock_below(*, people: Iterable[int], threads: Iterable[int]) -> None:
    """Lock accounts and threads in the order of whoever writes a post: the person, the thread, and only then posts."""
    db.session.execute(select(Person.id).where(Person.id.in_([*people])).order_by(Person.id).with_for_update())
    lock_threads(*threads)
