"""Splitting an idea, pointing to another one, adding below a closed text, and naming oneself as a supporter."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.accounts.units import found_unit
from forum.core import clock
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.permissions import SYSTEM
from forum.discussions.models import Thread
from forum.ideas import commands
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Addendum, Idea, IdeaMerge, IdeaStep, Support
from forum.notifications.models import Message
from tests import factories
from tests.factories import REASON, Visitor
from tests.ideas.test_authors import act, join, the

SignIn = Callable[[Person], Visitor]
TITLE = "Nur die Brunnen, ohne die Bänke"
TEXT = "An heißen Tagen fehlt am Bohlweg Wasser, das nichts kostet und allen offensteht."


def fan_of(idea: Idea) -> Person:
    fan = factories.person()
    act(commands.support, fan, idea)
    return fan


def told(kind: str) -> dict[int, str]:
    """Return who heard of something, and where the message leads."""
    return {row.person_id: row.url for row in db.session.scalars(select(Message).where(Message.kind == kind))}


def newest() -> Idea:
    return db.session.scalars(select(Idea).order_by(Idea.id.desc()).limit(1)).one()


def split(idea: Idea, **fields: str) -> Idea:
    values = {"title": TITLE, "text": TEXT, "reason": REASON, **fields}
    act(commands.split_idea, factories.person("staff"), idea, **values)
    return newest()


def test_a_part_becomes_an_idea_without_support(
    app: Flask, sign_in: SignIn, client: Visitor, work: Callable[[], int]
) -> None:
    """N-19: with its authors, own supports at zero, lineage on both pages and in both logs; all concerned are told."""
    idea = factories.idea(goals=("daten",), districts=(120,))
    with transaction():
        unit = found_unit(SYSTEM, "Grünflächenamt")
    act(commands.entrust, factories.person("staff"), idea, unit)
    idea = the(idea.id)
    joined, fan = factories.person(), fan_of(idea)
    join(idea, joined)
    office = sign_in(factories.person("staff"))
    assert idea.source in office.get(f"/ideen/{idea.id}/teilen").text
    answer = office.submit(f"/ideen/{idea.id}/teilen", title=TITLE, text=TEXT, reason=REASON)
    child, parent = newest(), the(idea)
    assert (answer.status_code, answer.location) == (303, child.url)
    assert (child.state, child.support_count, parent.support_count) == (IdeaState.IN_DISKUSSION, 0, 1)
    assert db.session.scalar(select(func.count()).where(Support.idea_id == child.id)) == 0
    assert child.author_ids == parent.author_ids
    assert (child.goal_keys, child.district_numbers) == (["daten"], [120])
    assert (child.unit, child.unit_id) == (parent.unit, parent.unit_id)
    assert db.session.get_one(Thread, child.thread_id).author_id == parent.author_id
    for one, other in ((child, parent), (parent, child)):
        page = client.get(one.url).text
        assert page.count(f'href="{other.url}"') >= 2  # Once beside the text, once in the log.
        assert REASON in page
    work()
    assert told("idea_split") == dict.fromkeys({*parent.author_ids, fan.id}, child.url)
    assert child.url in client.get("/suche?q=Brunnen").text


def test_only_the_stabsstelle_splits_what_is_still_open(app: Flask, sign_in: SignIn) -> None:
    """N-19: with right, reason and the limits of the form; a decided idea stays whole."""
    idea = factories.idea()
    author = db.session.get_one(Person, idea.author_id)
    with pytest.raises(Forbidden):
        act(commands.split_idea, author, idea, title=TITLE, text=TEXT, reason=REASON)
    assert sign_in(author).get(f"/ideen/{idea.id}/teilen").status_code == 403
    for field, value in (("reason", "kurz"), ("title", "kurz"), ("text", "kurz")):
        with pytest.raises(Invalid) as refused:
            split(the(idea), **{field: value})
        assert list(refused.value.fields) == [field]
    with pytest.raises(Conflict):
        split(factories.idea(state="umsetzung"))
    assert db.session.scalar(select(func.count()).where(Idea.split_from_id.is_not(None))) == 0


def test_after_thirty_days_a_merge_is_undone_by_a_split(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N-19: the page says so and leads there; the new idea has the words and the authors of the original."""
    target, original = factories.idea(), factories.idea(title="Die alte Idee mit den Brunnen")
    staff = factories.person("staff")
    numbers, staff_id = (target.id, original.id), staff.id
    with transaction():
        commands.merge_ideas(db.session.get_one(Person, staff_id), numbers[0], [numbers[1]], reason=REASON)
    merge_id = db.session.scalars(select(IdeaMerge.id)).one()
    late = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: late)
    monkeypatch.setattr("forum.ideas.models.merging.now", lambda: late)
    with pytest.raises(Conflict, match="teilen"), transaction():
        commands.undo_merge(db.session.get_one(Person, staff_id), merge_id, reason=REASON)
    office = sign_in(db.session.get_one(Person, staff_id))
    path = f"/ideen/{numbers[0]}/teilen?aus={numbers[1]}"
    page = office.get(f"/zusammenfuehrungen/{merge_id}/zuruecknehmen").text
    assert "mehr als 30 Tage" in page
    assert path in page
    assert "Die alte Idee mit den Brunnen" in office.get(path).text
    assert office.submit(path, title=TITLE, text=TEXT, reason=REASON).status_code == 303
    child = newest()
    assert (child.split_from_id, child.author_id) == (numbers[0], the(numbers[1]).author_id)
    assert office.get(f"/ideen/{numbers[0]}/teilen?aus={child.id}").status_code == 404


def test_an_author_points_to_another_idea(
    app: Flask, sign_in: SignIn, client: Visitor, work: Callable[[], int]
) -> None:
    """N-31: the original stays readable with a notice, supporters are told, supports do not move."""
    idea, other = factories.idea(text=TEXT), factories.idea()
    fan = fan_of(idea)
    writer = sign_in(db.session.get_one(Person, idea.author_id))
    assert "nicht rückgängig" in writer.get(f"/ideen/{idea.id}/verweisen").text
    answer = writer.submit(f"/ideen/{idea.id}/verweisen", other=other.url, reason=REASON)
    assert answer.status_code == 303
    work()
    page = client.get(the(idea).url).text
    assert TEXT in page
    assert f'href="{the(other).url}"' in page
    assert "verweist auf eine andere" in page
    assert (the(idea).support_count, the(other).support_count) == (1, 0)
    assert told("idea_retired") == {fan.id: the(other).url}
    with pytest.raises(Conflict, match="verweist"):
        act(commands.support, factories.person(), idea)
    signed = sign_in(fan)
    assert "Unterstützung zurücknehmen" in signed.get(the(idea).url).text
    assert signed.submit(f"/ideen/{idea.id}/zuruecknehmen").status_code == 303
    assert the(idea).support_count == 0
    assert "Idee unterstützen" not in signed.get(the(idea).url).text
    assert writer.submit(f"/ideen/{idea.id}/verweisen", other=other.url, reason=REASON).status_code == 403


@pytest.mark.parametrize("chosen", ["itself", "nothing", "draft", "retired", "decided", "closed", "99999999"])
def test_one_points_only_to_what_everybody_can_support(app: Flask, chosen: str) -> None:
    """N-31: the way neither leads back nor to a place that readers cannot go to."""
    idea = factories.idea()
    author = db.session.get_one(Person, idea.author_id)
    number = int(chosen) if chosen.isdigit() else 0
    if chosen == "itself":
        number = idea.id
    elif chosen in {"draft", "decided"}:
        number = factories.idea(author, {"draft": "entwurf", "decided": "umsetzung"}[chosen]).id
    elif chosen == "retired":
        other = factories.idea()
        act(commands.retire_idea, db.session.get_one(Person, other.author_id), other, idea.id, reason=REASON)
        number = other.id
    elif chosen == "closed":
        other = factories.idea()
        number = other.id
        with transaction():
            the(number).audience = "members"
    with pytest.raises(Invalid) as refused:
        act(commands.retire_idea, author, idea, number, reason=REASON)
    assert list(refused.value.fields) == ["other"]


def test_nobody_else_points_elsewhere(app: Flask) -> None:
    """N-31: neither staff nor strangers, and not once the administration has taken the idea over."""
    idea, other = factories.idea(), factories.idea()
    for person in (factories.person("staff"), factories.person()):
        with pytest.raises(Forbidden):
            act(commands.retire_idea, person, idea, other.id, reason=REASON)
    late = factories.idea(state="fachpruefung")
    with pytest.raises(Forbidden):
        act(commands.retire_idea, db.session.get_one(Person, late.author_id), late, other.id, reason=REASON)


def test_after_an_answer_one_only_adds(app: Flask, sign_in: SignIn, client: Visitor, work: Callable[[], int]) -> None:
    """N-14: the text stays as it is; the addition stands below it with its day, is found, and all concerned are told."""
    idea = factories.idea(text=TEXT)
    fan = fan_of(idea)
    author = db.session.get_one(Person, idea.author_id)
    writer = sign_in(author)
    assert writer.get(f"/ideen/{idea.id}/ergaenzen").status_code == 403
    act(
        commands.note_answer,
        factories.person("staff"),
        idea,
        said=commands.Answer(text="Wir prüfen, wo ein Brunnen stehen kann."),
    )
    assert "/ergaenzen" in writer.get(the(idea).url).text
    content = commands.Content(title=TITLE, text=f"{TEXT} Und anders.")
    with pytest.raises(Conflict, match="nur noch ergänzen"):
        act(commands.edit, author, idea, content, version=the(idea).version)
    assert writer.submit(f"/ideen/{idea.id}/ergaenzen", text="zu kurz").status_code == 422
    added = "Inzwischen gibt es auch in **Gliesmarode** Bedarf."
    assert writer.submit(f"/ideen/{idea.id}/ergaenzen", text=added).status_code == 303
    work()
    page = client.get(the(idea).url).text
    assert "Bedarf" in page
    assert "<strong>Gliesmarode</strong>" in page
    assert page.index(TEXT) < page.index("Ergänzungen") < page.index("Antwort der Stadt")
    assert the(idea).source == TEXT
    assert the(idea).url in client.get("/suche?q=Gliesmarode").text
    assert told("idea_added") == {fan.id: the(idea).url}
    with pytest.raises(Forbidden):
        act(commands.add_addendum, factories.person("staff"), idea, text=added)
    assert db.session.scalar(select(func.count()).select_from(Addendum)) == 1


CANARY = "KanarienvogelK"


def surfaces(app: Flask, idea: Idea) -> dict[str, str]:
    """Return everything that can be read about an idea, by others and by the Stabsstelle."""
    client, office = factories.visitor(app), factories.signed_in(app, factories.person("staff"))
    paths = (idea.url, f"/ideen/{idea.id}/verlauf", "/ideen", f"/api/v1/ideas/{idea.id}", "/api/v1/ideas")
    paths = (
        *paths,
        "/suche?q=Hagenmarkt",
        "/api/v1/search?q=Hagenmarkt",
        "/raeume.atom",
        f"/themen/{idea.thread_id}.atom",
    )
    read = {f"visitor {path}": client.get(path) for path in paths}
    read |= {f"staff {path}": office.get(path) for path in (*paths, "/stabsstelle", "/stabsstelle/ideen.csv")}
    assert {answer.status_code for answer in read.values()} == {200}
    return {place: answer.text for place, answer in read.items()}


def test_supporters_are_named_only_where_they_wish_it(app: Flask, sign_in: SignIn, work: Callable[[], int]) -> None:
    """N-13, P-02: never by default; by the own pseudonym, with this idea alone, until it is taken back."""
    idea, second = factories.idea(), factories.idea()
    fan = factories.person(handle=CANARY)
    for one in (idea, second):
        act(commands.support, fan, one)
    work()
    client = sign_in(fan)

    def named(one: Idea) -> set[str]:
        return {place for place, text in surfaces(app, the(one)).items() if CANARY in text}

    assert named(idea) == set()
    assert client.submit(f"/ideen/{idea.id}/zeigen", zeigen="1").status_code == 303
    work()
    assert named(idea) == {f"visitor {the(idea).url}", f"staff {the(idea).url}"}
    assert named(second) == set()
    assert client.submit(f"/ideen/{idea.id}/zeigen").status_code == 303
    assert named(idea) == set()
    with pytest.raises(Conflict):
        act(commands.show_support, factories.person(), idea, shown=True)
    assert client.submit(f"/ideen/{idea.id}/zeigen", zeigen="1").status_code == 303
    act(commands.withdraw_support, fan, idea)
    assert named(idea) == set()


def test_a_name_does_not_travel_with_a_merge(app: Flask, client: Visitor) -> None:
    """N-13, N-18: the choice was made for one idea; where the support counts too, nobody is named."""
    target, original = factories.idea(), factories.idea()
    fan = factories.person(handle=CANARY)
    act(commands.support, fan, original)
    act(commands.show_support, fan, original, shown=True)
    numbers, staff_id = (target.id, original.id), factories.person("staff").id
    with transaction():
        commands.merge_ideas(db.session.get_one(Person, staff_id), numbers[0], [numbers[1]], reason=REASON)
    assert the(numbers[0]).support_count == 1
    assert CANARY not in client.get(the(numbers[0]).url).text


def minutes_later(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    """Let the clock of commands stand so many minutes from now."""
    moment = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr("forum.ideas.commands.writing.now", lambda: moment)


@pytest.mark.parametrize(
    ("supported", "minutes", "is_free"),
    [(False, 100_000, True), (True, 0, True), (True, 14.9, True), (True, 15, False), (True, 16, False)],
)
def test_editing_is_free_until_the_first_support_and_a_little_longer(
    app: Flask,
    work: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    *,
    supported: bool,
    minutes: float,
    is_free: bool,
) -> None:
    """N-14: before the boundary neither reason nor version nor message; from it on all three; one may withdraw."""
    idea = factories.idea()
    fan = fan_of(idea) if supported else factories.person()
    second = None
    if supported:
        # Who comes later does not open the window again: the first support counts.
        second = fan_of(idea)
        with transaction():
            first = db.session.get_one(Support, (idea.id, fan.id))
            later = db.session.get_one(Support, (idea.id, second.id))
            later.at = first.at + timedelta(minutes=10)
            start = first.at
        moment = start + timedelta(minutes=minutes)
        monkeypatch.setattr("forum.ideas.commands.writing.now", lambda: moment)
    else:
        minutes_later(monkeypatch, minutes)
    author = db.session.get_one(Person, idea.author_id)
    before = (the(idea).text_version, the(idea).edited_at)
    content = commands.Content(title=TITLE, text=TEXT)
    if is_free:
        act(commands.edit, author, idea, content, version=the(idea).version)
        assert (the(idea).text_version, the(idea).edited_at) == before
    else:
        with pytest.raises(Invalid) as refused:
            act(commands.edit, author, idea, content, version=the(idea).version)
        assert list(refused.value.fields) == ["reason"]
        act(commands.edit, author, idea, content, version=the(idea).version, reason="Nur noch die Brunnen")
        assert the(idea).text_version == before[0] + 1
    work()
    heard = {fan.id, second.id} if second is not None and not is_free else set()
    assert set(told("idea_edited")) == heard
    assert the(idea).title == TITLE
    if heard:
        act(commands.withdraw_support, fan, idea)
        assert the(idea).support_count == 1


def test_the_log_of_both_ideas_names_the_split(app: Flask) -> None:
    """N-19: both lines are public and carry the reason."""
    idea = factories.idea()
    child = split(idea)
    for number, note in ((idea.id, "split"), (child.id, "split_off")):
        lines = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == number)).all()
        assert [line.source for line in lines if line.data.get("note") == note] == [REASON]
