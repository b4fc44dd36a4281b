"""Cases about things that go elsewhere or are gone, and reporting the same thing anew."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.permissions import SYSTEM
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostRevision, Space, Thread
from forum.moderation import commands, queries, targets
from forum.moderation.models import Case, CaseState, Notice
from forum.moderation.rules import RULES
from forum.privacy.erasing import erase
from forum.screening import watching
from forum.screening.models import HeldText
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import WHY, decide, the_case

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]
URGENT = next(key for key, rule in RULES.items() if rule.urgent)


def told(who: Person, kind: str, target_id: int, rule: str = "respekt") -> None:
    person_id = who.id
    with transaction():
        actor = db.session.get_one(Person, person_id)
        commands.file_notice(actor, targets.load(actor, kind, target_id), rule=rule, explanation=WHY, good_faith=True)


def state_of(kind: str, target_id: int) -> tuple[CaseState, int | None]:
    db.session.expire_all()
    case = db.session.scalars(select(Case).where(Case.kind == kind, Case.target_id == target_id)).one()
    return CaseState(case.state), case.space_id


def as_moderator(act: Callable[[Person], object]) -> None:
    person_id = factories.person("moderator", "staff").id
    with transaction():
        act(db.session.get_one(Person, person_id))


def test_cases_go_with_a_thread_to_the_moderators_of_its_new_space(app: Flask, work: Work) -> None:
    """M-25: title, posts, earlier versions and texts that wait; those of the old space see nothing of them any more."""
    here, there = factories.space().id, factories.space().id
    old, new = (factories.person(f"space:{one}:moderator").id for one in (here, there))
    thread = factories.thread(within=db.session.get_one(Space, here))
    post, number, author_id = factories.post(thread), thread.id, factories.person().id
    post_id, writer_id = post.id, post.author_id
    as_moderator(lambda who: watching.add_watched_word(who, pattern="Kanarienvogel", action="hold"))
    with transaction():
        written = db.session.get_one(Post, post_id)
        writer = db.session.get_one(Person, writer_id)
        discussions.edit_post(writer, written, text="Ganz andere Worte.", version=written.version, reason="Anders")
    revision_id = db.session.scalars(select(PostRevision.id).where(PostRevision.post_id == post_id)).one()
    for kind, target_id in (("thread", number), ("post", post_id), ("revision", revision_id)):
        told(factories.person(), kind, target_id)
    with transaction():
        author = db.session.get_one(Person, author_id)
        discussions.send_post(author, db.session.get_one(Thread, number), text="Ein Kanarienvogel singt.")
    work()
    held_id = db.session.scalars(select(HeldText.id)).one()
    every = (("thread", number), ("post", post_id), ("revision", revision_id), ("held", held_id))
    assert {state_of(*one)[1] for one in every} == {here}
    as_moderator(
        lambda who: discussions.move_thread(
            who, db.session.get_one(Thread, number), space=db.session.get_one(Space, there), reason=WHY, confirmed=True
        )
    )
    work()
    assert {state_of(*one)[1] for one in every} == {there}
    assert db.session.get_one(HeldText, held_id).space_id == there
    seen = {who: len(queries.queue(db.session.get_one(Person, who)).items) for who in (old, new)}
    assert seen == {old: 0, new: 4}


def test_a_case_about_what_is_gone_closes_and_tells_so(app: Flask, work: Work, client: Visitor) -> None:
    """M-02: a merged thread, an earlier version of a deleted post, an erased account; nobody waits for ever."""
    one, other = factories.thread(), factories.thread()
    post = factories.post(other)
    post_id, writer_id, one_id, other_id = post.id, post.author_id, one.id, other.id
    with transaction():
        written, writer = db.session.get_one(Post, post_id), db.session.get_one(Person, writer_id)
        discussions.edit_post(writer, written, text="Ganz andere Worte.", version=written.version, reason="Anders")
    revision_id = db.session.scalars(select(PostRevision.id)).one()
    leaving = factories.person().id
    notifier = factories.person()
    every = (("thread", one_id), ("revision", revision_id), ("profile", leaving))
    for kind, target_id in every:
        told(notifier, kind, target_id)
    work()
    assert {state_of(*thing)[0] for thing in every} == {CaseState.OPEN}
    as_moderator(
        lambda who: discussions.merge_threads(
            who,
            db.session.get_one(Thread, one_id),
            target=db.session.get_one(Thread, other_id),
            reason=WHY,
            confirmed=True,
        )
    )
    with transaction():
        discussions.delete_post(db.session.get_one(Person, writer_id), db.session.get_one(Post, post_id))
    with transaction():
        erase(SYSTEM, db.session.get_one(Person, leaving), with_texts=True)
    work()
    assert {state_of(*thing)[0] for thing in every} == {CaseState.DISMISSED}
    answers = db.session.scalars(select(Notice.answer).order_by(Notice.id)).all()
    assert [str(answer) for answer in answers] == ["gone"] * 3


def test_a_thing_is_reported_anew_when_there_is_something_new_to_say(app: Flask, sign_in: SignIn) -> None:
    """M-05: in danger always, when the text changed, and after a decision; the same again is refused."""
    post = factories.post(factories.thread())
    post_id, writer_id, who = post.id, post.author_id, factories.person()
    told(who, "post", post_id)
    with pytest.raises(Conflict, match="schon gemeldet"):
        told(who, "post", post_id)
    told(who, "post", post_id, URGENT)
    with pytest.raises(Conflict, match="schon gemeldet"):
        told(who, "post", post_id, URGENT)
    with transaction():
        written, writer = db.session.get_one(Post, post_id), db.session.get_one(Person, writer_id)
        discussions.edit_post(writer, written, text="Ganz andere Worte.", version=written.version, reason="Anders")
    told(who, "post", post_id)
    assert decide(sign_in(factories.person("moderator")), the_case(), "abweisen") == 303
    told(who, "post", post_id)
    assert the_case().state == CaseState.OPEN
    assert db.session.query(Notice).count() == 4


def test_one_account_counts_once_for_hiding_what_many_report(app: Flask) -> None:
    """M-07: however often it says so."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 2
    post_id, who = factories.post(factories.thread()).id, factories.person()
    told(who, "post", post_id)
    told(who, "post", post_id, URGENT)
    assert db.session.get_one(Post, post_id).state == "visible"
    told(factories.person(), "post", post_id)
    db.session.expire_all()
    assert db.session.get_one(Post, post_id).state == "hidden"
