"""One thing of each kind that can be moderated, for tests that want all of them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostRevision, Thread
from forum.files import commands as files
from forum.files import storage
from forum.files.intake import Received
from forum.files.models import File
from forum.files.queries import Choice
from forum.meetings.models import Contribution, Question
from forum.recommendations import commands as recommendations
from forum.recommendations.models import FollowUp, MinorityVote
from forum.screening import watching
from forum.screening.models import HeldText
from tests import factories
from tests.activities.test_activities import presented
from tests.meetings.talk import asked, written
from tests.recommendations.test_recommendations import Adopted

ANSWER = "Der Beirat bekommt seine Antwort hier, mit Gründen und in Worten."


def the(number: int) -> Person:
    return db.session.get_one(Person, number)


def _post(author: int) -> int:
    return factories.post(factories.thread(), the(author)).id


def _revision(author: int) -> int:
    number = _post(author)
    with transaction():
        discussions.edit_post(the(author), db.session.get_one(Post, number), text="Nun anders gesagt.", version=1)
    return db.session.scalars(select(PostRevision.id).where(PostRevision.post_id == number)).one()


def _file(author: int) -> int:
    key = storage.new_key()
    path = storage.path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7 a plan")
    with transaction():
        choice = Choice(files.add_file(the(author), Received(key, "pdf", "Plan.pdf", 15, "0" * 64)).key)
    factories.post(factories.thread(), the(author), files=[choice])
    return db.session.scalars(select(File.id).where(File.key == key)).one()


def _as_theirs(model: Any, key: int, field: str, author: int) -> int:
    """Say that somebody wrote what another person wrote, who had the right to."""
    with transaction():
        setattr(db.session.get_one(model, key), field, author)
    return key


def _held(author: int) -> int:
    keeper = factories.person("moderator").id
    with transaction():
        watching.add_watched_word(the(keeper), pattern="Kanarienvogel", action="hold")
    # What moderators write waits for nobody.
    thread, writer = factories.thread().id, factories.person().id
    with transaction():
        discussions.send_post(the(writer), db.session.get_one(Thread, thread), text="Ein Kanarienvogel singt.")
    return _as_theirs(HeldText, db.session.scalars(select(HeldText.id)).one(), "person_id", author)


def _in_session(write: Callable[[Person, int, str], int], model: Any) -> Callable[[int], int]:
    def make(author: int) -> int:
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        return _as_theirs(model, write(ada, meeting.id, "Was kostet das alles?"), "person_id", author)

    return make


def _minority_vote(author: int) -> int:
    adopted = Adopted()
    ada = adopted.ada.id
    with transaction():
        vote = recommendations.dissent(the(ada), adopted.row, text="Wir sehen das ganz anders als die Mehrheit.")
        recommendations.publish_minority_vote(the(ada), vote)
        number = vote.id
    return _as_theirs(MinorityVote, number, "author_id", author)


def _board_answer(author: int) -> int:
    adopted = Adopted()
    board = factories.person("board").id
    with transaction():
        recommendations.answer(the(board), adopted.row, text=ANSWER)
    return _as_theirs(FollowUp, adopted.id, "answered_by", author)


# By kind: how a person makes one; an activity is a thread with a page of its own.
MADE: dict[str, Callable[[int], int]] = {
    "account": lambda author: author,
    "board_answer": _board_answer,
    "contribution": _in_session(written, Contribution),
    "file": _file,
    "held": _held,
    "idea": lambda author: factories.idea(the(author)).id,
    "minority_vote": _minority_vote,
    "post": _post,
    "profile": lambda author: author,
    "question": _in_session(asked, Question),
    "revision": _revision,
    "thread": lambda author: factories.thread(the(author)).id,
}


def an_activity(author: int) -> int:
    """Let a person present an activity, and return its number."""
    return presented(the(author))
