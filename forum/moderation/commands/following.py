"""Following things that go elsewhere, and closing cases about things that are gone (M-02, M-25)."""

from datetime import datetime

from sqlalchemy import and_, or_, select, update

from forum.accounts.models import Person, Standing
from forum.core.db import db
from forum.core.i18n import german, lazy
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostRevision, PostState, Thread
from forum.files.models import File
from forum.meetings.models import Contribution, Question
from forum.moderation.commands.waiting import close_nobody_decides, open_what_is_back
from forum.moderation.models import Case
from forum.moderation.targets_files import POST_FILES, origin_of

_GONE = lazy("Was gemeldet war, gibt es nicht mehr.")


def follow_thread(thread_id: int) -> None:
    """Hand the cases about a thread to those who moderate the space where it is now, files and waiting texts too (M-25)."""
    thread = db.session.get(Thread, thread_id)
    if thread is None:
        return
    posts = select(Post.id).where(Post.thread_id == thread_id)
    revisions = select(PostRevision.id).where(PostRevision.post_id.in_(posts))
    files = select(File.id).where(File.purpose.in_(POST_FILES), File.thing_id.in_(posts))
    about = or_(
        and_(Case.kind == "thread", Case.target_id == thread_id),
        and_(Case.kind == "post", Case.target_id.in_(posts)),
        and_(Case.kind == "revision", Case.target_id.in_(revisions)),
        and_(Case.kind == "file", Case.target_id.in_(files)),
    )
    db.session.execute(update(Case).where(about).values(space_id=thread.space_id))
    # Answers that wait know already where they would stand.
    for held in discussions.held_around(thread_id):
        is_about = (Case.kind == "held", Case.target_id == held.id)
        db.session.execute(update(Case).where(*is_about).values(space_id=held.space_id))
    db.session.flush()


def close_gone(kind: str, *target_ids: int) -> None:
    """Close the open cases about things that are not there any more, and tell those who reported them."""
    for target_id in target_ids:
        close_nobody_decides(kind, target_id, german(_GONE))


def open_back(kind: str, target_id: int, since: datetime) -> None:
    """Let the case of a thing wait again that was closed because it was gone since that moment: it is there again."""
    open_what_is_back(kind, target_id, german(_GONE), since)


def is_gone(kind: str, target_id: int) -> bool:
    """Tell whether a thing is there no more, for anybody, so that nothing is left to decide about it."""
    if kind in {"post", "revision"}:
        revision = db.session.get(PostRevision, target_id) if kind == "revision" else None
        post = db.session.get(Post, target_id if kind == "post" else revision.post_id if revision else 0)
        return post is None or post.state == PostState.DELETED
    if kind in {"account", "profile"}:
        person = db.session.get(Person, target_id)
        return person is None or person.standing == Standing.ERASED
    if kind == "thread":
        thread = db.session.get(Thread, target_id)
        return thread is None or thread.merged_into_id is not None
    if kind == "file":
        file = db.session.get(File, target_id)
        # What its author took off stays for the case, and can be decided about (M-20).
        return file is None or not origin_of(file)
    if kind in {"contribution", "question"}:
        # Its row and its number stay for the record when the words are erased for good (L-51).
        said = select(Contribution.source).where(Contribution.id == target_id)
        asked = select(Question.text).where(Question.id == target_id)
        return not db.session.scalar(said if kind == "contribution" else asked)
    return False


def close_revisions_of(post_id: int) -> None:
    """Close the open cases about earlier versions of a post that its author took back: they went with it."""
    numbers = select(PostRevision.id).where(PostRevision.post_id == post_id).order_by(PostRevision.id)
    close_gone("revision", *db.session.scalars(numbers).all())
