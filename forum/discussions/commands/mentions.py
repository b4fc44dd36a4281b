"""Keeping whom a post names, and renewing the names when somebody goes by another."""

from collections.abc import Mapping, Sequence

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from forum.accounts.models import NOBODY, Person
from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.events import record
from forum.core.permissions import SYSTEM
from forum.core.text import LONGEST_SOURCE, RENDERER, Named, render_again, with_name
from forum.discussions.events import MentionsOutdated, PostNamesChanged
from forum.discussions.models import Mention, Post, PostQuote, PostRevision
from forum.discussions.queries.mentions import people_of
from forum.files.queries import pictures_of

AT_ONCE = 50

People = Mapping[str, tuple[int, Named]]


def shown(people: People) -> Mapping[str, Named]:
    """Return what the renderer needs to know of the people."""
    return {name: named for name, (_number, named) in people.items()}


def keep_mentions(post: Post, people: People) -> None:
    """Keep whom a post names now; who was named before stays known, and is not told a second time."""
    known = {row.person_id: row for row in db.session.scalars(select(Mention).where(Mention.post_id == post.id))}
    wanted = {number: named.handle for number, named in people.values()}
    for number, row in known.items():
        row.named = number in wanted
        row.handle = wanted.get(number, row.handle)
    db.session.add_all(
        Mention(post_id=post.id, person_id=number, handle=handle, named=True)
        for number, handle in wanted.items()
        if number not in known
    )
    db.session.flush()


def people_to_tell(post: Post) -> Sequence[int]:
    """Return the numbers of the people whom a post names and who were not told of it; from now on they count as told.

    However often its author changes the names, one post tells no more people than it may name at once (T-15).
    """
    of_post = Mention.post_id == post.id
    told = db.session.scalar(select(func.count()).where(of_post, Mention.told_at.is_not(None))) or 0
    left = max(0, current_app.config["MENTIONS_PER_POST"] - told)
    untold = select(Mention.person_id).where(of_post, Mention.named, Mention.told_at.is_(None))
    people = db.session.scalars(untold.order_by(Mention.person_id).limit(left)).all()
    db.session.execute(update(Mention).where(of_post, Mention.person_id.in_(people)).values(told_at=now()))
    return people


def renew_names(person_id: int) -> None:
    """Let the texts that name a person by an earlier handle name them by the present one, some at once (T-15, P-07).

    The present texts, their earlier versions and quotes are written anew from their sources (X-07); no version is added,
    since nobody said anything else than before.
    """
    name = db.session.get_one(Person, person_id).handle or NOBODY
    rows = db.session.scalars(
        select(Mention)
        .where(Mention.person_id == person_id, Mention.handle != name)
        .order_by(Mention.post_id)
        .limit(AT_ONCE)
    ).all()
    if not rows:
        return
    old = {row.post_id: row.handle for row in rows}
    for row in rows:
        row.handle = name
    db.session.flush()
    _rewrite(old, name)
    if len(rows) == AT_ONCE:
        record(SYSTEM, MentionsOutdated(person_id=person_id), audience="system")


def _rewrite(old: Mapping[int, str], new: str) -> None:
    ids = list(old)
    people = people_of(ids)
    pictures = pictures_of("post", ids)

    def html(post_id: int, source: str) -> str:
        return render_again(source[:LONGEST_SOURCE], pictures.get(post_id), people.get(post_id))

    for post in db.session.scalars(select(Post).where(Post.id.in_(ids)).options(joinedload(Post.thread))):
        source = with_name(post.source, old[post.id], new)
        # Whoever edits at this moment is faster: their text names people by their present names.
        same = update(Post).where(Post.id == post.id, Post.version == post.version)
        if changed(same.values(source=source, html=html(post.id, source), renderer=RENDERER)):
            event = PostNamesChanged(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id)
            record(SYSTEM, event, audience=post.thread.audience)
    for revision in db.session.scalars(select(PostRevision).where(PostRevision.post_id.in_(ids))):
        revision.source = with_name(revision.source, old[revision.post_id], new)
        revision.html = html(revision.post_id, revision.source)
    for quote in db.session.scalars(select(PostQuote).where(PostQuote.quoted_id.in_(ids))):
        quote.text = with_name(quote.text, old[quote.quoted_id], new)
    db.session.flush()
