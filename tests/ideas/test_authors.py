"""Writing an idea together: who is asked, who may do what, and that a no leaves no trace (N-06)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, ForumError, Invalid, NotFound
from forum.core.permissions import can
from forum.discussions.models import Thread
from forum.drafts.models import Draft
from forum.ideas import commands
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import CoAuthor, Idea, IdeaMerge
from forum.notifications.models import Message
from tests import factories
from tests.factories import REASON, Visitor
from tests.ideas.test_files import drafted, files_of, write
from tests.ideas.test_lists import queries_of
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
TITLE = "Trinkbrunnen am Bohlweg für heiße Tage"
TEXT = "An heißen Tagen fehlt am Bohlweg Wasser, das nichts kostet und allen offensteht."


def the(idea: Idea | int) -> Idea:
    return db.session.get_one(Idea, idea if isinstance(idea, int) else idea.id)


def act(command: Callable[..., Any], who: Person, idea: Idea, *args: Any, **values: Any) -> None:
    """Carry a command out in a transaction of its own."""
    person_id, idea_id = who.id, idea.id
    with transaction():
        command(db.session.get_one(Person, person_id), the(idea_id), *args, **values)


def invite(idea: Idea, whom: Person, by: Person | None = None) -> None:
    handle = whom.handle
    act(commands.invite_co_author, by or db.session.get_one(Person, idea.author_id), idea, handle=handle)


def join(idea: Idea, *people: Person) -> None:
    for person in people:
        invite(the(idea), person)
        act(commands.accept_invitation, person, idea)


@pytest.fixture
def pair(app: Flask) -> tuple[Person, Person]:
    """Who begins an idea, and who joins."""
    return factories.person(handle="Anfang"), factories.person(handle="Mitschrift")


def test_somebody_is_asked_and_joins(pair: tuple[Person, Person], sign_in: SignIn, work: Callable[[], int]) -> None:
    """N-06: invited by handle, told in the inbox, accepted on a page; both names stand with the idea, for everybody."""
    first, second = pair
    idea = factories.idea(first, title=TITLE)
    writer, friend = sign_in(first), sign_in(second)
    page = writer.get(f"/ideen/{idea.id}/mitschreiben")
    assert 'data-people="/erwaehnen"' in page.text
    assert writer.submit(f"/ideen/{idea.id}/mitschreiben", handle="@Mitschrift").status_code == 303
    work()
    assert "eingeladen" in friend.get("/mitteilungen").text
    assert f"/ideen/{idea.id}/einladung" in friend.get("/ideen/entwuerfe").text
    assert TITLE in friend.get(f"/ideen/{idea.id}/einladung").text
    assert "Mitschrift" not in friend.get(the(idea).url).text.split("<main")[1]
    assert friend.submit(f"/ideen/{idea.id}/einladung/annehmen").status_code == 303
    work()
    shown = factories.visitor(writer.application).get(the(idea).url).text
    assert shown.index("Anfang") < shown.index("Mitschrift")
    given = factories.visitor(writer.application).get(f"/api/v1/ideas/{idea.id}").get_json()
    assert (given["author"], given["authors"]) == ("Anfang", ["Anfang", "Mitschrift"])
    assert "schreibt jetzt noch jemand mit" in writer.get("/mitteilungen").text
    found = factories.visitor(writer.application).get("/suche?q=von:mitschrift+trinkbrunnen").text
    assert the(idea).url in found
    assert the(idea).url not in factories.visitor(writer.application).get("/suche?q=von:niemand+trinkbrunnen").text


def test_a_no_leaves_no_trace(pair: tuple[Person, Person], sign_in: SignIn, work: Callable[[], int]) -> None:
    """N-06: nobody reads of a declined question, neither on the page nor among the authors nor in a message."""
    first, second = pair
    idea = factories.idea(first)
    invite(idea, second)
    work()
    before = db.session.scalar(select(func.count()).select_from(Message).where(Message.person_id == first.id))
    assert sign_in(second).submit(f"/ideen/{idea.id}/einladung/ablehnen").status_code == 303
    work()
    assert db.session.scalar(select(func.count()).select_from(CoAuthor)) == 0
    for path in (the(idea).url, f"/ideen/{idea.id}/mitschreiben", f"/ideen/{idea.id}/verlauf"):
        assert "Mitschrift" not in sign_in(first).get(path).text
    after = db.session.scalar(select(func.count()).select_from(Message).where(Message.person_id == first.id))
    assert after == before
    assert sign_in(second).get(f"/ideen/{idea.id}/einladung").status_code == 404
    with pytest.raises(NotFound):
        act(commands.accept_invitation, second, idea)


def test_a_draft_is_for_its_authors_alone(pair: tuple[Person, Person], sign_in: SignIn) -> None:
    """N-03, N-06: who was asked sees the title; only who joined sees, edits and submits the text."""
    first, second = pair
    stranger = factories.person()
    idea = factories.idea(first, "entwurf", title=TITLE, text=TEXT)
    invite(idea, second)
    friend = sign_in(second)
    asked = friend.get(f"/ideen/{idea.id}/einladung").text
    assert TITLE in asked
    assert TEXT not in asked
    for path in ("bearbeiten", "pruefung", "mitschreiben"):
        assert friend.get(f"/ideen/{idea.id}/{path}").status_code == 404
    assert friend.submit(f"/ideen/{idea.id}/einladung/annehmen").status_code == 303
    assert TEXT in friend.get(f"/ideen/{idea.id}/bearbeiten").text
    assert TITLE in friend.get("/ideen/entwuerfe").text
    assert sign_in(stranger).get(f"/ideen/{idea.id}/bearbeiten").status_code == 404
    assert sign_in(stranger).get(f"/ideen/{idea.id}/einladung").status_code == 404
    assert friend.submit(f"/ideen/{idea.id}/verwerfen").status_code == 403
    assert friend.submit(f"/ideen/{idea.id}/pruefung").status_code == 303
    assert the(idea).state == IdeaState.EINGEREICHT
    assert the(idea).author_id == first.id


def test_all_authors_of_a_draft_hear_who_joins_and_who_leaves(
    pair: tuple[Person, Person], work: Callable[[], int]
) -> None:
    """N-06: the draft's own word names the first author alone, and still the others are told, and nobody else is."""
    first, second = pair
    third = factories.person()
    idea = factories.idea(first, "entwurf", title=TITLE, text=TEXT)
    join(idea, second)
    work()
    join(idea, third)
    work()
    act(commands.leave_idea, third, idea)
    work()
    told = db.session.execute(
        select(Message.person_id, Message.kind).where(Message.kind.in_(("co_author_joined", "co_author_left")))
    ).all()
    assert {tuple(row) for row in told if row.kind == "co_author_left"} == {
        (first.id, "co_author_left"),
        (second.id, "co_author_left"),
    }
    assert {row.person_id for row in told if row.kind == "co_author_joined"} == {first.id, second.id}


def test_every_author_edits_and_withdraws(pair: tuple[Person, Person], sign_in: SignIn) -> None:
    """N-06: what the first may, the others may too."""
    first, second = pair
    idea = factories.idea(first)
    join(idea, second)
    friend = sign_in(second)
    version = the(idea).version
    fields = {"title": TITLE, "text": TEXT, "version": version, "category": ""}
    assert write(friend, f"/ideen/{idea.id}/bearbeiten", **fields).status_code == 303
    assert the(idea).title == TITLE
    assert TITLE in friend.get("/ideen?meine=1").text
    assert friend.submit(f"/ideen/{idea.id}/zurueckziehen").status_code == 303
    assert the(idea).state == IdeaState.ZURUECKGEZOGEN


@pytest.mark.parametrize("state", ["in_diskussion", "entwurf"])
def test_authors_leave_but_for_the_last(pair: tuple[Person, Person], sign_in: SignIn, state: str) -> None:
    """N-06: when the first leaves, whoever joined first follows, with all that belongs to the idea; the last one stays."""
    first, second = pair
    third = factories.person()
    idea = factories.idea(first, state)
    with pytest.raises(Conflict):
        act(commands.leave_idea, first, idea)
    join(idea, second, third)
    assert sign_in(first).submit(f"/ideen/{idea.id}/mitschreiben/verlassen").status_code == 303
    assert the(idea).author_id == second.id
    assert the(idea).author_ids == {second.id, third.id}
    if state == "entwurf":
        assert the(idea).audience == f"person:{second.id}"
    else:
        assert db.session.get_one(Thread, the(idea).thread_id).author_id == second.id
    act(commands.leave_idea, third, idea)
    with pytest.raises(Conflict):
        act(commands.leave_idea, second, idea)
    assert the(idea).author_ids == {second.id}
    with pytest.raises(Forbidden):
        act(commands.leave_idea, first, idea)


def test_two_authors_who_leave_at_once_do_not_both_go(app: Flask) -> None:
    """N-06, E-19: one stays, whoever is faster."""
    for _round in range(4):
        first, second = factories.person(), factories.person()
        idea = factories.idea(first)
        join(idea, second)
        people, number = [first.id, second.id], idea.id

        def leave(person_id: int, number: int = number) -> None:
            commands.leave_idea(db.session.get_one(Person, person_id), the(number))

        acts = [partial(leave, person_id) for person_id in people]
        assert at_once(app, acts, refused=(ForumError,)) == 1
        assert len(the(number).author_ids) == 1


@pytest.mark.parametrize(
    ("handle", "sentence"),
    [("Niemand", "gibt es hier nicht"), ("Anfang", "schreibt schon mit"), ("Gesperrt", "kann hier nicht")],
)
def test_whoever_cannot_be_asked_is_not(
    pair: tuple[Person, Person], sign_in: SignIn, handle: str, sentence: str
) -> None:
    """N-06: unknown, already there, or not allowed to write; said at the field."""
    first, _second = pair
    factories.person(handle="Gesperrt", standing="suspended")
    idea = factories.idea(first)
    answer = sign_in(first).submit(f"/ideen/{idea.id}/mitschreiben", handle=handle)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_asking_needs_the_right_and_has_an_end(pair: tuple[Person, Person]) -> None:
    """N-06: strangers and invited people ask nobody; after the administration took over nobody joins by invitation."""
    first, second = pair
    idea = factories.idea(first)
    invite(idea, second)
    invite(idea, second)
    assert db.session.scalar(select(func.count()).select_from(CoAuthor)) == 1
    for person in (second, factories.person("staff")):
        with pytest.raises(Forbidden):
            invite(the(idea), factories.person(), by=person)
    act(commands.withdraw_invitation, first, idea, second.id)
    with pytest.raises(NotFound):
        act(commands.accept_invitation, second, idea)
    with pytest.raises(Conflict):
        act(commands.withdraw_invitation, first, idea, second.id)
    late = factories.idea(first, "fachpruefung")
    assert not can(db.session.get_one(Person, first.id), "idea.invite", the(late))
    for _number in range(19):
        invite(the(idea), factories.person())
    with pytest.raises(Invalid):
        invite(the(idea), factories.person())


def test_all_authors_hear_of_steps_and_posts(pair: tuple[Person, Person], work: Callable[[], int]) -> None:
    """N-06, N-29: whatever is told to the author is told to each of them."""
    first, second = pair
    idea = factories.idea(first)
    join(idea, second)
    work()
    staff = factories.person("staff")
    act(commands.advance, staff, idea, IdeaState.FACHPRUEFUNG, reason=REASON)
    act(commands.note_answer, staff, idea, said=commands.Answer(text="Wir prüfen, wo ein Brunnen stehen kann."))
    factories.post(db.session.get_one(Thread, the(idea).thread_id))
    work()
    for person in (first, second):
        kinds = db.session.scalars(select(Message.kind).where(Message.person_id == person.id)).all()
        assert {"idea_advanced", "idea_answered", "answer"} <= set(kinds)


def test_authors_of_merged_ideas_are_asked(app: Flask, work: Callable[[], int]) -> None:
    """N-17, N-19: they become co-authors if they accept; undoing takes back what is unanswered and nothing else."""
    target, one, other = (factories.idea() for _idea in range(3))
    helper = factories.person()
    join(one, helper)
    numbers, staff_id = (target.id, one.id, other.id), factories.person("staff").id
    asked = {one.author_id, helper.id, other.author_id}
    with transaction():
        commands.merge_ideas(db.session.get_one(Person, staff_id), numbers[0], list(numbers[1:]), reason=REASON)
    work()
    rows = db.session.scalars(select(CoAuthor).where(CoAuthor.idea_id == numbers[0])).all()
    assert {row.person_id for row in rows} == asked
    assert len(the(numbers[0]).author_ids) == 1
    url = f"/ideen/{numbers[0]}/einladung"
    told = select(Message.person_id).where(Message.kind == "co_author_invited", Message.url == url)
    assert set(db.session.scalars(told)) == asked
    act(commands.accept_invitation, helper, the(numbers[0]))
    merge_id = db.session.scalars(select(IdeaMerge.id)).one()
    with transaction():
        commands.undo_merge(db.session.get_one(Person, staff_id), merge_id, reason=REASON)
    rows = db.session.scalars(select(CoAuthor).where(CoAuthor.idea_id == numbers[0])).all()
    assert {row.person_id for row in rows} == {helper.id}


def test_an_author_arranges_the_files_of_another(pair: tuple[Person, Person], sign_in: SignIn) -> None:
    """N-06: what one attached, the other sees in the form, keeps or removes; whoever was only asked gets nothing."""
    first, second = pair
    idea, row = drafted(sign_in(first))
    invite(idea, second)
    friend = sign_in(second)
    asking = {"held": f'[["{row.key}","Ein Brunnen",false]]', "thing": f"idea:{idea.id}"}
    assert friend.submit("/dateien/liste", **asking).get_json()["missing"] == 1
    act(commands.accept_invitation, second, idea)
    assert friend.submit("/dateien/liste", **asking).get_json()["missing"] == 0
    fields = {"title": TITLE, "text": TEXT, "file": row.key, f"alt-{row.key}": "Ein Brunnen"}
    assert write(friend, f"/ideen/{idea.id}/bearbeiten", **fields).status_code == 303
    assert [file.alt for file in files_of(idea.id)] == ["Ein Brunnen"]
    assert write(friend, f"/ideen/{idea.id}/bearbeiten", title=TITLE, text=TEXT).status_code == 303
    assert files_of(idea.id) == []


def test_pages_ask_the_same_number_of_questions_for_many_authors(app: Flask, sign_in: SignIn) -> None:
    """N-06: however many write, the page, the lists and the API ask as often."""
    idea = factories.idea()
    join(idea, factories.person())
    client = sign_in(db.session.get_one(Person, idea.author_id))
    paths = (the(idea).url, "/ideen?meine=1", f"/api/v1/ideas/{idea.id}", f"/ideen/{idea.id}/mitschreiben")

    def asked() -> list[int]:
        for path in paths:
            client.get(path)
        return [queries_of(lambda path=path: client.get(path)) for path in paths]  # type: ignore[misc]

    few = asked()
    join(idea, *(factories.person() for _person in range(6)))
    assert asked() == few


def test_two_authors_of_a_draft_lose_no_word(pair: tuple[Person, Person], sign_in: SignIn) -> None:
    """N-03, N-06: who saves later sees both texts, and the next click decides; nothing typed is lost."""
    first, second = pair
    idea = factories.idea(first, "entwurf", title=TITLE, text=TEXT)
    join(idea, second)
    path = f"/ideen/{idea.id}/bearbeiten"
    seen = str(the(idea).version)
    one = sign_in(first).submit(path, title=TITLE, text="Zuerst gespeichert.", version=seen, entwurf="1")
    assert one.status_code == 303
    other = sign_in(second).submit(path, title=TITLE, text="Später gespeichert.", version=seen, entwurf="1")
    assert other.status_code == 409
    for words in ("Zuerst gespeichert.", "Später gespeichert.", "So steht die Idee jetzt da"):
        assert words in other.text
    assert the(idea).source == "Zuerst gespeichert."
    assert f'name="version" type="hidden" value="{the(idea).version}"' in other.text
    again = sign_in(second).submit(path, title=TITLE, text="Beides.", version=str(the(idea).version), entwurf="1")
    assert again.status_code == 303
    assert the(idea).source == "Beides."


def test_of_two_savings_in_the_same_moment_one_is_refused(app: Flask, pair: tuple[Person, Person]) -> None:
    """N-06: with real threads; what is stored is whole and of one of them."""
    first, second = pair
    idea = factories.idea(first, "entwurf", title=TITLE, text=TEXT)
    join(idea, second)
    number, people, seen = idea.id, [first.id, second.id], the(idea).version

    def save(person_id: int) -> None:
        content = commands.Content(title=TITLE, text=f"Von {person_id}.")
        commands.save_draft(db.session.get_one(Person, person_id), content, idea=the(number), version=seen)

    assert at_once(app, [partial(save, person_id) for person_id in people], refused=(Conflict,)) == 1
    assert the(number).source in {f"Von {person_id}." for person_id in people}


@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_typed_about_an_idea_is_kept_before_it_is_sent(
    pair: tuple[Person, Person], sign_in: SignIn, is_new: bool
) -> None:
    """N-03, T-09: saved as one types, listed, given back, and gone once it is saved with the idea."""
    author, other = pair
    number = factories.idea(author, "entwurf" if is_new else "in_diskussion").id
    path, target = ("/ideen/neu", "ideas") if is_new else (f"/ideen/{number}/bearbeiten", f"idea:{number}")
    visitor = sign_in(author)
    assert f'data-draft-target="{target}"' in visitor.get(path).text
    action = "idea.draft" if is_new else "idea.edit"
    fields = {"title": TITLE, "text": "Halb getippt am Bahnhof."}
    sent = {"action": action, "target": target, "fields": fields, "form": "a", "seen": 0, "step": 1}
    if not is_new:
        sent["base_version"] = the(number).version
    headers = {"X-CSRFToken": visitor.csrf, "Accept": "application/json"}
    assert visitor.post("/entwuerfe/speichern", json=sent, headers=headers).status_code == 200
    assert "Halb getippt am Bahnhof." in visitor.get(path).text
    assert "Halb getippt am Bahnhof." in visitor.get("/entwuerfe").text
    assert "Halb getippt" not in sign_in(other).get(path).text
    values = {"title": TITLE, "text": TEXT, "draft_form": "a", "version": str(the(number).version)}
    assert visitor.submit(path, **values).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0
