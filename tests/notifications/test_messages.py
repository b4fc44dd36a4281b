"""Who hears of what, in the inbox and by mail."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]


def kinds(person: Person) -> list[str]:
    statement = select(Message.kind).where(Message.person_id == person.id).order_by(Message.id)
    return list(db.session.scalars(statement))


def test_an_answer_is_told_to_who_was_answered_and_to_nobody_twice(sign_in: SignIn, work: Work) -> None:
    """T-18, E-03: one message per event, none about one's own doing."""
    ada, ben = factories.person(), factories.person()
    thread = factories.thread(ada)
    first = factories.post(thread, ben)
    work()
    factories.post(thread, ada, parent_id=first.id)
    work()
    assert kinds(ben) == ["reply"]
    assert kinds(ada) == ["answer"]
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 2
    page = sign_in(ben).get("/mitteilungen?ungelesen=1").get_data(as_text=True)
    assert f"Antwort auf Ihren Beitrag in „{thread.title}“" in page
    sign_in(ben).submit("/mitteilungen/gelesen")
    assert db.session.scalar(select(Message.read_at).where(Message.person_id == ben.id)) is not None


def test_an_idea_on_its_way_tells_author_and_supporters(app: Flask, work: Work) -> None:
    """N-21, N-22, N-29: a receipt for the author; supporters become followers and hear of every step."""
    author, supporter, staff = factories.person(), factories.person(), factories.person("staff")
    idea = factories.idea(author, state="eingereicht")
    idea_id = idea.id
    work()
    receipt = db.session.scalars(select(Mail).where(Mail.to_address == author.email)).one()
    assert f"Nummer {idea_id}" in receipt.subject
    with transaction():
        ideas.support(supporter, db.session.get_one(Idea, idea_id))
    work()
    with transaction():
        ideas.advance(staff, db.session.get_one(Idea, idea_id), IdeaState.IN_DISKUSSION)
    work()
    assert "idea_advanced" in kinds(author)
    assert kinds(supporter) == ["idea_advanced"]
    assert kinds(staff) == ["idea_submitted"]


def test_who_wants_no_mails_reads_the_inbox(app: Flask, work: Work) -> None:
    """T-18: no mail when mails are off, and still the message."""
    ada = factories.person(mails=False)
    thread = factories.thread(ada)
    work()
    factories.post(thread, parent_id=1)
    work()
    assert kinds(ada) == ["reply"]
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0


def test_messages_belong_to_their_reader(sign_in: SignIn, work: Work) -> None:
    """E-17: nobody sees another's inbox."""
    ada = factories.person()
    thread = factories.thread(ada, title="Kanarienvogel im Titel")
    work()
    factories.post(thread, parent_id=1)
    work()
    assert "Kanarienvogel" in sign_in(ada).get("/mitteilungen").get_data(as_text=True)
    assert "Kanarienvogel" not in sign_in(factories.person()).get("/mitteilungen").get_data(as_text=True)


def test_a_mail_speaks_the_language_of_its_reader(app: Flask, work: Work) -> None:
    """T-39: language is the person's, not the actor's."""
    ada = factories.person(language="en")
    thread = factories.thread(ada, title="Ein Thema für zwei Sprachen")
    work()
    factories.post(thread, parent_id=1)
    work()
    mail = db.session.scalars(select(Mail)).one()
    assert mail.language == "en"
