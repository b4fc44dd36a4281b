"""Spaces, threads and posts of the demo, and the notices that wait in the queue."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.permissions import SYSTEM, Nobody
from forum.demo.moments import on, person
from forum.discussions import commands
from forum.discussions.models import ReactionKind, Space, SpaceKind, Stance, Thread, ThreadKind
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.notifications import commands as notifications
from forum.notifications.levels import Level


def build(data: dict[str, Any]) -> None:
    """Open the spaces and let people talk in them."""
    for position, row in enumerate(data["spaces"]):
        with on(days=400):
            plan = {name: value for name, value in row.items() if name not in {"threads", "watchers", "members"}}
            plan["kind"] = SpaceKind(plan.get("kind", "public"))
            space_id = commands.open_space(SYSTEM, commands.SpacePlan(**plan), position=position).id
            for handle in row.get("members", []):
                commands.let_in(SYSTEM, db.session.get_one(Space, space_id), person(handle))
            for handle in row.get("watchers", []):
                notifications.follow(person(handle), "space", space_id, level=Level.WATCHING)
        for thread in row.get("threads", []):
            _start(space_id, thread)


def _start(space_id: int, row: dict[str, Any]) -> None:
    with on(row["days"], hour=9):
        space = db.session.get_one(Space, space_id)
        values = {"title": row["title"], "text": row["text"], "kind": ThreadKind(row.get("kind", "discussion"))}
        thread = commands.start_thread(person(row["author"]), space, **values)
        thread_id = thread.id
        if "pinned_days" in row:
            until = now() + timedelta(days=row["pinned_days"])
            plan = commands.Arrangement(kind=ThreadKind(thread.kind), pinned_until=until)
            commands.arrange_thread(person(row["author"]), thread, plan)
    places = count(0)
    for post in row.get("posts", []):
        _write(thread_id, post, None, row["days"], places)


def talk_about(thread_id: int, row: dict[str, Any], days: int) -> None:
    """Let people talk about an idea."""
    places = count(0)
    for post in row.get("posts", []):
        _write(thread_id, post, None, days, places)


def _write(thread_id: int, row: dict[str, Any], parent_id: int | None, days: int, places: "count[int]") -> None:
    # Six posts a day, two places apart, so that an answer never comes before what it answers.
    place = next(places)
    with on(max(0, days - place // 6), hour=10 + place % 6 * 2, minute=place * 7):
        thread = db.session.get_one(Thread, thread_id)
        post = commands.publish_post(
            person(row["author"]),
            thread,
            text=row["text"],
            parent_id=parent_id,
            quoted=commands.Quoted(parent_id, row["quote"]) if parent_id and "quote" in row else None,
            stance=Stance(row.get("stance", "")),
            mark=row.get("mark", ""),
            language=row.get("language"),
        )
        number = post.id
        if row.get("answer"):
            commands.mark_answer(person(row["author"]), post)
        for kind, handles in row.get("reactions", {}).items():
            for handle in handles:
                commands.react(person(handle), post, ReactionKind(kind))
    for reply in row.get("replies", []):
        _write(thread_id, reply, number, days, places)


def keep_reasons(data: dict[str, Any]) -> None:
    """Let the moderation share the reasons that it gives most."""
    with on(days=20, hour=9):
        for row in data["reasons"]:
            moderation.save_reason(person(row.pop("author")), **row)


def file_notices(data: dict[str, Any]) -> None:
    """Let two people write what does not belong here, and others report it."""
    for row in data["notices"]:
        with on(days=1, hour=18):
            thread = db.session.scalars(select(Thread).where(Thread.title == row["post"])).one()
            post_id = commands.publish_post(person(row["author"]), thread, text=row["text"]).id
        with on(days=1, hour=19):
            notifier = person(row["reporter"]) if row["reporter"] else Nobody()
            target = targets.load(notifier, "post", post_id)
            moderation.file_notice(notifier, target, rule=row["rule"], explanation=row["explanation"], good_faith=True)
