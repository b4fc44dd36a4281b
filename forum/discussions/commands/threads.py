"""Changing threads: starting them, and what moderation and Stabsstelle arrange about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line, clean_text
from forum.discussions.commands.brakes import why_braked
from forum.discussions.commands.branches import announce_closed_branches
from forum.discussions.commands.limits import check_pause, text_problem
from forum.discussions.commands.locks import lock_spaces, refuse_merged
from forum.discussions.commands.posts import add_post
from forum.discussions.commands.processes import announce_phases, why_no_threads
from forum.discussions.commands.reasons import keep_step, public_reason
from forum.discussions.commands.spaces import TITLE
from forum.discussions.events import (
    QuestionAnswered,
    ThreadArchived,
    ThreadArranged,
    ThreadClosed,
    ThreadReopened,
    ThreadStarted,
)
from forum.discussions.languages import checked_language
from forum.discussions.models import Post, PostState, Space, StepKind, Thread, ThreadKind
from forum.files.queries import Choice


def check_thread(
    actor: Actor,
    space: Space,
    *,
    title: str,
    text: str,
    kind: ThreadKind = ThreadKind.DISCUSSION,
    mark: str = "",
    waited: bool = False,
) -> tuple[str, str]:
    """Say whether a thread may be started now, and return title and text tidied. Raises Invalid, Conflict, TooOften."""
    require(actor, "thread.announce" if kind == ThreadKind.ANNOUNCEMENT else "thread.start", space)
    if space.is_braked and kind != ThreadKind.ANNOUNCEMENT:
        raise Conflict(why_braked(space))
    if mark:
        require(actor, "post.mark", mark)
    title, text = clean_line(title), clean_text(text)
    problems: dict[str, list[str]] = {}
    if not TITLE[0] <= len(title) <= TITLE[1]:
        problems["title"] = [_("Bitte schreiben Sie zwischen 5 und 120 Zeichen.")]
    if complaint := text_problem(text):
        problems["text"] = [complaint]
    if problems:
        raise Invalid(fields=problems)
    if not waited:
        check_pause(actor)
    return title, text


def start_thread(
    actor: Actor,
    space: Space,
    *,
    title: str,
    text: str,
    kind: ThreadKind = ThreadKind.DISCUSSION,
    mark: str = "",
    language: str | None = None,
    files: Sequence[Choice] = (),
    waited: bool = False,
) -> Thread:
    """Start a thread with its first post, in one's own voice or in a task's. Raises Invalid, Conflict, TooOften."""
    title, text = check_thread(actor, space, title=title, text=text, kind=kind, mark=mark, waited=waited)
    language = checked_language(language)
    lock_spaces(space.id)
    if kind != ThreadKind.ANNOUNCEMENT and not space.course.takes_threads:
        raise Conflict(why_no_threads(space))
    require(actor, "thread.announce" if kind == ThreadKind.ANNOUNCEMENT else "thread.start", space)
    thread = Thread(
        space_id=space.id,
        author_id=actor.person_id,
        title=title,
        kind=kind,
        audience=space.audience,
        writers=space.writers,
        created_at=now(),
        last_post_at=now(),
    )
    db.session.add(thread)
    db.session.execute(
        update(Space).where(Space.id == space.id).values(thread_count=Space.thread_count + 1, last_post_at=now())
    )
    db.session.flush()
    record(actor, ThreadStarted(thread_id=thread.id), audience=thread.audience)
    add_post(actor, thread, None, text, mark=mark, language=language, files=files)
    return thread


def open_idea_thread(actor: Actor, *, idea_id: int, title: str, audience: str = "public") -> Thread:
    """Open the discussion of an idea; the package of ideas asked for the permission before."""
    thread = Thread(
        idea_id=idea_id,
        author_id=actor.person_id,
        title=title,
        audience=audience,
        writers="members",
        created_at=now(),
        last_post_at=now(),
    )
    db.session.add(thread)
    db.session.flush()
    record(actor, ThreadStarted(thread_id=thread.id), audience=thread.audience)
    return thread


def close_thread(actor: Actor, thread: Thread, *, reason: str) -> None:
    """Close a thread for further posts, with a reason that everybody reads (T-25)."""
    require(actor, "thread.close", thread)
    refuse_merged(thread)
    reason = public_reason(reason)
    if thread.closed_at is None:
        thread.closed_at, thread.closed_reason = now(), reason
        keep_step(actor, thread.id, StepKind.CLOSED, reason)
        record(actor, ThreadClosed(thread_id=thread.id), audience=thread.audience)


def reopen_thread(actor: Actor, thread: Thread, *, reason: str) -> None:
    """Open a closed or archived thread again, with a reason that everybody reads and that stays (T-25).

    A time at which it was to close is forgotten. Raises Invalid, and Conflict where only a measure of the moderation keeps
    it closed: that ends in its case.
    """
    require(actor, "thread.close", thread)
    refuse_merged(thread)
    reason = public_reason(reason)
    if thread.locked_reason is not None and thread.is_arranged_open:
        raise Conflict(_("Dieses Thema hat die Moderation geschlossen. Das endet nur in ihrem Fall."))
    if not thread.is_arranged_open:
        thread.closed_at = thread.closed_reason = thread.archived_at = thread.state_reason = thread.opens_at = None
        if thread.is_over:
            thread.closes_at = None
        keep_step(actor, thread.id, StepKind.REOPENED, reason)
        event: type[ThreadStarted] = ThreadReopened if thread.is_open else ThreadArranged
        record(actor, event(thread_id=thread.id), audience=thread.audience)


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """What moderation and Stabsstelle arrange about a thread; moments have a zone."""

    kind: ThreadKind = ThreadKind.DISCUSSION
    pinned_until: datetime | None = None
    pinned_everywhere: bool = False
    slow_minutes: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    archived: bool = False
    # Why; going into the archive or out of it needs a reason that everybody reads (T-25).
    reason: str = ""
    # The arrangement that the one who decides saw; None decides whatever it is.
    version: int | None = None


def arrangement_of(thread: Thread) -> Arrangement:
    """Return how a thread is arranged now, for a change of one thing."""
    return Arrangement(
        kind=thread.kind,
        pinned_until=thread.pinned_until,
        pinned_everywhere=thread.pinned_everywhere,
        slow_minutes=thread.slow_minutes,
        opens_at=thread.opens_at,
        closes_at=thread.closes_at,
        archived=thread.archived_at is not None,
    )


def arrange_thread(actor: Actor, thread: Thread, plan: Arrangement) -> None:
    """Pin a thread for a time, slow it down, set when it opens and closes, or archive it (T-24 to T-26).

    Raises Invalid when the times contradict each other or a reason is missing, and Conflict with the stored thread when
    it was arranged otherwise meanwhile.
    """
    require(actor, "thread.arrange", thread)
    refuse_merged(thread)
    locked = select(Thread).where(Thread.id == thread.id).with_for_update()
    thread = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    if plan.version is not None and plan.version != thread.arrangement:
        raise Conflict(_("Das Thema wurde inzwischen an anderer Stelle eingerichtet."), current=thread)
    if plan.opens_at and plan.closes_at and plan.closes_at <= plan.opens_at:
        raise Invalid(fields={"closes_at": [_("Ein Thema kann nicht schließen, bevor es öffnet.")]})
    was_archived, was_pinned = thread.archived_at is not None, thread.is_pinned
    reason = public_reason(plan.reason) if plan.reason or plan.archived != was_archived else ""
    thread.kind, thread.slow_minutes = plan.kind, plan.slow_minutes
    thread.pinned_until, thread.pinned_everywhere = plan.pinned_until, plan.pinned_everywhere
    thread.opens_at, thread.closes_at = plan.opens_at, plan.closes_at
    thread.archived_at = (thread.archived_at or now()) if plan.archived else None
    event: type[ThreadStarted] = ThreadArranged
    kind = StepKind.ARRANGED
    if thread.is_pinned != was_pinned:
        kind = StepKind.PINNED if thread.is_pinned else StepKind.UNPINNED
    if plan.archived != was_archived:
        event, kind = (ThreadArchived, StepKind.ARCHIVED) if plan.archived else (ThreadReopened, StepKind.REOPENED)
        thread.state_reason = reason if plan.archived else None
    db.session.flush()
    if reason:
        keep_step(actor, thread.id, kind, reason)
    else:
        db.session.execute(update(Thread).where(Thread.id == thread.id).values(arrangement=Thread.arrangement + 1))
    record(actor, event(thread_id=thread.id), audience=thread.audience)


def archive_thread(actor: Actor, thread: Thread, *, reason: str) -> None:
    """Put a thread into the archive, with a reason that everybody reads (T-25). Raises Invalid, Conflict."""
    require(actor, "thread.arrange", thread)
    refuse_merged(thread)
    reason = public_reason(reason)
    if thread.archived_at is not None:
        raise Conflict(_("Dieses Thema liegt schon im Archiv."))
    thread.archived_at, thread.state_reason = now(), reason
    keep_step(actor, thread.id, StepKind.ARCHIVED, reason)
    record(actor, ThreadArchived(thread_id=thread.id), audience=thread.audience)


def pin_thread(actor: Actor, thread: Thread, *, until: datetime | None, reason: str) -> None:
    """Pin a thread in its space until a moment, or with None take the pin off (T-24). Raises Invalid, Conflict."""
    require(actor, "thread.arrange", thread)
    refuse_merged(thread)
    reason = public_reason(reason)
    if until is None and not thread.is_pinned:
        raise Conflict(_("Dieses Thema ist nicht angeheftet."))
    if until is not None and until <= now():
        raise Invalid(fields={"until": [_("Bitte wählen Sie einen Tag, der noch kommt.")]})
    thread.pinned_until = until
    thread.pinned_everywhere = thread.pinned_everywhere and until is not None
    keep_step(actor, thread.id, StepKind.UNPINNED if until is None else StepKind.PINNED, reason)
    record(actor, ThreadArranged(thread_id=thread.id), audience=thread.audience)


def take_scheduled_steps() -> int:
    """Close what is due to close, and say that opened what was due to open; return how many it were (T-25)."""
    moment, done = now(), 0
    over = select(Thread).where(Thread.closes_at <= moment, Thread.closed_at.is_(None)).limit(200)
    for thread in db.session.scalars(over):
        close_thread(SYSTEM, thread, reason=marked("Das Thema war bis zu diesem Tag geöffnet."))
        done += 1
    begun = select(Thread).where(Thread.opens_at <= moment).limit(200)
    for thread in db.session.scalars(begun):
        thread.opens_at = None
        record(SYSTEM, ThreadReopened(thread_id=thread.id), audience=thread.audience)
        done += 1
    return done + announce_closed_branches() + announce_phases()


def mark_answer(actor: Actor, post: Post, *, on: bool = True) -> None:
    """Say that a post answers the question of its thread officially, or no longer."""
    thread = post.thread
    require(actor, "thread.answer", thread)
    if thread.kind != ThreadKind.QUESTION:
        raise Conflict(_("Nur eine Frage kann eine offizielle Antwort haben."))
    if post.state != PostState.VISIBLE or post.mark != "staff":
        raise Conflict(_("Eine offizielle Antwort ist ein sichtbarer Beitrag der Stabsstelle."))
    thread.answer_id = post.id if on else None
    db.session.flush()
    record(actor, QuestionAnswered(thread_id=thread.id, post_id=post.id, on=on), audience=thread.audience)
