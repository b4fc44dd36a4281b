"""What is looked at although it cannot wait: changed texts, additions, what is said in sessions, names and organisations."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts import commands as accounts
from forum.accounts.commands.links import one_time_link
from forum.accounts.models import Person
from forum.activities import commands as activities
from forum.activities.models import Activity
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, Thread
from forum.files import storage
from forum.files.models import File
from forum.files.queries import Choice
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.meetings import commands as meetings
from forum.meetings.models import Contribution, Question
from forum.moderation import commands as moderation
from forum.moderation.models import Case, CaseState
from forum.screening import watching
from forum.screening.models import HeldText, Label
from tests import factories
from tests.factories import act

Work = Callable[[], int]
CANARY = "Kanarienvogel"
TEXT = f"Ein {CANARY} singt im Park, und alle hören zu."


@pytest.fixture(autouse=True)
def _watched(app: Flask) -> None:
    moderator = factories.person("moderator", handle="Wortwart")
    with transaction():
        watching.add_watched_word(moderator, pattern=CANARY, action="hold")


def person(number: int) -> Person:
    return db.session.get_one(Person, number)


def _post() -> tuple[str, int]:
    author = factories.person().id
    post = factories.post(factories.thread(), person(author)).id
    with transaction():
        discussions.edit_post(person(author), db.session.get_one(Post, post), text=TEXT, version=1, files=())
    return "post", post


def _idea() -> tuple[str, int]:
    author = factories.person().id
    idea = factories.idea(person(author)).id
    with transaction():
        row = db.session.get_one(Idea, idea)
        content = ideas.Content(title=row.title, text=TEXT)
        ideas.edit(person(author), row, content, version=row.version, reason="Neue Worte")
    return "idea", idea


def _addendum() -> tuple[str, int]:
    author = factories.person().id
    idea = factories.idea(person(author), "beschlossen").id
    with transaction():
        ideas.add_addendum(person(author), db.session.get_one(Idea, idea), text=TEXT)
    return "idea", idea


def _reason() -> tuple[str, int]:
    author = factories.person().id
    post = factories.post(factories.thread(), person(author)).id
    with transaction():
        row = db.session.get_one(Post, post)
        discussions.edit_post(person(author), row, text="Ganz andere Worte.", version=1, reason=f"Der {CANARY}")
    return "post", post


def _activity() -> tuple[str, int]:
    author, facts = factories.person().id, activities.Facts(title="Vögel im Park")
    space = factories.space().id
    with transaction():
        number = activities.start_activity(
            person(author), db.session.get_one(Space, space), facts, text="Wir hören zu."
        ).id
    with transaction():
        row = db.session.get_one(Activity, number)
        changed = replace(facts, organisation=f"{CANARY} e. V.")
        activities.change_activity(person(author), row, changed, version=row.version)
    return "thread", db.session.get_one(Activity, number).thread_id


def _contribution() -> tuple[str, int]:
    meeting, _chair, (ada, _ben) = factories.running_meeting()
    act(ada, meeting.id, "contribution.add", text=TEXT)
    return "contribution", db.session.scalars(select(Contribution.id)).one()


def _question() -> tuple[str, int]:
    meeting, _chair, _members = factories.running_meeting()
    act(factories.person(), meeting.id, "question.ask", text=TEXT)
    return "question", db.session.scalars(select(Question.id)).one()


def _nameless_question() -> tuple[str, int]:
    meeting, _chair, _members = factories.running_meeting()
    with transaction():
        meetings.ask_anonymously(meeting.id, TEXT)
    return "question", db.session.scalars(select(Question.id)).one()


def _organisation() -> tuple[str, int]:
    who = factories.person().id
    rename(who, f"{CANARY} GmbH")
    return "profile", who


def rename(who: int, organisation: str, theme: str = "dark") -> None:
    values = {"affiliations": ["business"], "shows_affiliation": True, "language": "de"}
    with transaction():
        accounts.edit_profile(person(who), person(who), organisation=organisation, theme=theme, **values)  # type: ignore[arg-type]


CHANGES = (_post, _reason, _idea, _addendum, _activity, _contribution, _question, _nameless_question, _organisation)


@pytest.mark.parametrize("change", CHANGES)
def test_the_moderation_looks_at_it_and_it_stands(
    app: Flask, work: Work, change: Callable[[], tuple[str, int]]
) -> None:
    """M-11, M-27, S-07: a rule never takes away what can be read already; it puts it into the queue with its reason."""
    kind, number = change()
    work()
    case = db.session.scalars(select(Case).where(Case.kind == kind, Case.target_id == number)).one()
    assert case.state == CaseState.OPEN
    label = db.session.scalars(select(Label).where(Label.kind == kind)).one()
    assert [reason.rule for reason in label.reasons] == ["watched_words"]


def held_file(owner: int, name: str) -> Choice:
    """Return a file that somebody has sent in and attached to nothing yet."""
    key = storage.new_key()
    fields = {"kind": "pdf", "size": 1, "sha256": "0" * 64, "created_at": now()}
    with transaction():
        db.session.add(File(key=key, owner_id=owner, name=name, **fields))
    return Choice(key)


def test_what_stands_beside_a_new_text_is_looked_at_too(app: Flask) -> None:
    """M-11, M-09: names of files, descriptions, and what an activity says of itself."""
    author, thread, space = factories.person().id, factories.thread().id, factories.space().id
    facts = activities.Facts(title="Vögel im Park", link=f"https://{CANARY}.example/")
    choice = held_file(author, f"{CANARY}.pdf")
    with transaction():
        where = db.session.get_one(Thread, thread)
        held = [discussions.send_post(person(author), where, text="Siehe die Anlage.", files=[choice])]
        within = db.session.get_one(Space, space)
        held.append(activities.send_activity(person(author), within, facts, text="Wir hören zu."))
        assert [isinstance(one, HeldText) for one in held] == [True, True]


def test_nothing_is_found_in_a_harmless_profile_and_nothing_twice(app: Flask, work: Work) -> None:
    """M-27: choosing colours does not bring a decided profile back; other words do not need a case."""
    who = factories.person().id
    rename(who, "Zaunkönig GmbH")
    work()
    assert not db.session.scalars(select(Case)).all()
    rename(who, f"{CANARY} GmbH")
    work()
    moderator = factories.person("moderator").id
    case_id = db.session.scalars(select(Case.id)).one()
    with transaction():
        case = db.session.get_one(Case, case_id)
        moderation.dismiss(person(moderator), case, reason="Der Betrieb heißt wirklich so.", version=case.version)
    rename(who, f"{CANARY} GmbH", theme="light")
    work()
    assert db.session.get_one(Case, case_id).state == CaseState.DISMISSED


def test_a_new_name_is_looked_at_when_it_becomes_public(app: Flask, work: Work) -> None:
    """M-27: at the confirmation of the address, not before."""
    fields = {"email": "neu@example.org", "handle": f"{CANARY}x", "password": factories.PASSWORD}
    factories.visitor(app).submit("/registrieren", **fields, rules="y")
    work()
    assert not db.session.scalars(select(Case)).all()
    keeper = db.session.scalars(select(Person.id).where(Person.handle == "Wortwart")).one()
    with transaction():
        watching.add_watched_word(person(keeper), pattern=f"{CANARY}*", action="label")
    who = db.session.scalars(select(Person).where(Person.handle == f"{CANARY}x")).one()
    with transaction():
        token = one_time_link(who, "confirm")
    with transaction():
        accounts.confirm(token)
    work()
    assert db.session.scalars(select(Case.kind)).one() == "profile"


def test_what_is_said_without_a_name_stays_without_one(app: Flask, work: Work) -> None:
    """L-27, M-11: neither label nor log says anything of who asked."""
    _nameless_question()
    work()
    rows = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "TextLabelled")).all()
    assert [row.actor_id for row in rows] == [None]


def test_closed_rooms_are_looked_at_by_nobody(app: Flask, work: Work) -> None:
    """E-16: what the moderation may not read does not come into its queue."""
    post_id = factories.post(factories.thread()).id
    with transaction():
        db.session.get_one(Post, post_id).thread.audience = "staff"
    staff = factories.person("staff").id
    with transaction():
        thread = db.session.get_one(Post, post_id).thread
        discussions.send_post(person(staff), thread, text=TEXT)
    work()
    assert not db.session.scalars(select(Case)).all()
