"""Taking hold of threads and spaces, so that what is read afterwards stays true until the end.

Everybody locks threads first and spaces after that, each in the order of their numbers, so that nobody waits in a circle.
What was read before a lock may have changed while one waited for it, so locking reads the rows again.
"""

from collections.abc import Sequence

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.discussions.models import Post, Space, Thread


def lock_threads(*thread_ids: int) -> None:
    """Let nobody write in these threads until the end, and read them again."""
    db.session.scalars(
        select(Thread)
        .where(Thread.id.in_(thread_ids))
        .order_by(Thread.id)
        .with_for_update(of=Thread)
        .execution_options(populate_existing=True)
    ).all()


def lock_spaces(*space_ids: int | None) -> None:
    """Let nobody change these spaces until the end, and read them again."""
    db.session.scalars(
        select(Space)
        .where(Space.id.in_([number for number in space_ids if number is not None]))
        .order_by(Space.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def lock_space_with_threads(space_id: int) -> None:
    """Let nobody change a space or write in its threads until the end."""
    inside = select(Thread.id).where(Thread.space_id == space_id).order_by(Thread.id)
    db.session.execute(inside.with_for_update())
    lock_spaces(space_id)


def lock_thread_of(post: Post) -> None:
    """Let nobody write in the thread of a post until the end, and read the post anew.

    Raises Conflict when the post was moved away meanwhile.
    """
    here = post.thread_id
    lock_threads(here)
    db.session.refresh(post)
    if post.thread_id != here:
        raise Conflict(_("Der Beitrag wurde gerade in ein anderes Thema verschoben."))


def lock_person(actor: Actor) -> None:
    """Let one act of a person come after the other, so that each counts those before it.

    Whoever only names the person, as in a mention, does not wait.
    """
    db.session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update(key_share=True))


def refuse_merged(thread: Thread) -> None:
    """Raise Conflict for a thread that lives on in another one; nothing happens there any more (T-21)."""
    if thread.merged_into_id is not None:
        raise Conflict(_("Dieses Thema wurde inzwischen mit einem anderen zusammengeführt."))


def lock_to_curate(actor: Actor, threads: Sequence[Thread], space: Space | None = None) -> None:
    """Lock what a move touches, and ask again for the permissions: audiences may have changed meanwhile."""
    lock_threads(*(thread.id for thread in threads))
    for thread in threads:
        require(actor, "thread.curate", thread)
    if space is not None:
        lock_spaces(space.id, *(thread.space_id for thread in threads))
        require(actor, "thread.start", space)
