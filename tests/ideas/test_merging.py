"""Joining ideas that say the same: nothing is lost, everybody counts once, and it can be taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.permissions import SYSTEM
from forum.discussions.models import Thread
from forum.ideas import commands
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaMerge, IdeaStep, Support
from forum.notifications.models import Message
from tests import factories
from tests.factories import REASON, Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def fans_of(idea: Idea, *fans: Person) -> None:
    number = idea.id
    for fan in [fan.id for fan in fans]:
        with transaction():
            commands.support(db.session.get_one(Person, fan), db.session.get_one(Idea, number))


def merge(target: Idea | int, *others: Idea, by: Person | None = None) -> int:
    staff = (by or factories.person("staff")).id
    number, numbers = target if isinstance(target, int) else target.id, [idea.id for idea in others]
    with transaction():
        return commands.merge_ideas(db.session.get_one(Person, staff), number, numbers, reason=REASON).id


def undo(merge_id: int, by: Person | None = None) -> None:
    staff = (by or factories.person("staff")).id
    with transaction():
        commands.undo_merge(db.session.get_one(Person, staff), merge_id, reason=REASON)


def the(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def counted(idea_id: int) -> int:
    """Return the number of supporters, after a look that the count equals the rows."""
    rows = db.session.scalar(select(func.count()).where(Support.idea_id == idea_id)) or 0
    assert the(idea_id).support_count == rows
    return rows


def state_of(idea_id: int) -> dict[str, Any]:
    """Return everything about an idea that undoing gives back."""
    idea = the(idea_id)
    people = sorted(db.session.scalars(select(Support.person_id).where(Support.idea_id == idea_id)))
    thread = db.session.get_one(Thread, idea.thread_id)
    return {
        "state": (idea.state, idea.state_since),
        "clock": (idea.due_on, idea.support_deadline, idea.clock_paused_on),
        "supports": (idea.support_count, people),
        "talk": (thread.is_open, thread.post_count),
        "leads": idea.merged_into_id,
    }


@pytest.fixture
def three(app: Flask) -> tuple[Idea, Idea, Idea]:
    """A target and two originals with overlapping supporters: 2, 2 and 1 people, 4 in all."""
    one, two, both, last = (factories.person() for _fan in range(4))
    target, first, second = factories.idea(), factories.idea(), factories.idea()
    fans_of(target, one, both)
    fans_of(first, both, two)
    fans_of(second, last)
    return the(target.id), the(first.id), the(second.id)


def test_merged_ideas_stay_readable_and_lead_on(three: tuple[Idea, Idea, Idea], client: Visitor) -> None:
    """N-17: no row is deleted, old addresses answer and link to the target, the target names them with their talk."""
    target, first, second = three
    factories.post(db.session.get_one(Thread, first.thread_id), text="Ein alter Gedanke zum Thema.")
    ideas = db.session.scalar(select(func.count()).select_from(Idea))
    merge(target, first, second)
    assert db.session.scalar(select(func.count()).select_from(Idea)) == ideas
    for original in (first, second):
        page = client.get(the(original.id).url)
        assert page.status_code == 200
        assert f'href="{the(target.id).url}"' in page.text
        assert REASON in page.text
    assert "Ein alter Gedanke zum Thema." in client.get(the(first.id).url).text
    page = client.get(the(target.id).url)
    for original in (first, second):
        assert f'href="{the(original.id).url}"' in page.text
    assert "1 Beitrag" in page.text
    notes = select(IdeaStep).where(IdeaStep.idea_id == target.id, IdeaStep.kind == "note").order_by(IdeaStep.id)
    assert [note.title for note in db.session.scalars(notes)] == [first.title, second.title]


def test_an_idea_of_a_chain_leads_to_its_end_at_once(three: tuple[Idea, Idea, Idea], client: Visitor) -> None:
    """N-17: whoever opens the first of three need not follow two links; taken apart, it leads to the next again."""
    target, first, second = three
    merge(first, second)
    outer = merge(target, first)

    def led_to(idea: Idea) -> str:
        notice = client.get(the(idea.id).url).text.split("Unterstützungen und Diskussion gehen dort weiter:")[1]
        return notice.split('href="')[1].split('"')[0]

    assert [led_to(idea) for idea in (second, first)] == [the(target.id).url] * 2
    undo(outer)
    assert led_to(second) == the(first.id).url


def test_everybody_counts_once(three: tuple[Idea, Idea, Idea]) -> None:
    """N-18: four people under three ideas are four, and one of them opts out."""
    target, first, second = three
    merge(target, first, second)
    assert counted(target.id) == 4
    assert (counted(first.id), counted(second.id)) == (2, 1)
    fan = db.session.scalars(select(Support.person_id).where(Support.idea_id == second.id)).one()
    with transaction():
        commands.withdraw_support(db.session.get_one(Person, fan), the(target.id))
    assert counted(target.id) == 3


def test_a_merge_can_reach_the_threshold(app: Flask) -> None:
    """N-10, N-18: the sum counts, and the step is taken once."""
    target, other = factories.idea(), factories.idea()
    number = target.id
    fans_of(target, factories.person())
    fans_of(other, factories.person())
    with transaction():
        the(number).threshold = 2
    merge(number, other)
    assert the(number).state == IdeaState.QUORUM_ERREICHT
    assert db.session.scalar(select(func.count()).where(IdeaStep.to_state == "quorum_erreicht")) == 1


@pytest.mark.parametrize("state", ["eingereicht", "in_diskussion", "quorum_erreicht", "fachpruefung"])
def test_undoing_gives_the_former_state(app: Flask, state: str) -> None:
    """N-19: merge and undo with nothing in between change no idea, no support, no comment."""
    target, other = factories.idea(), factories.idea(state=state)
    both, alone = factories.person(), factories.person()
    fans_of(target, both)
    fans_of(other, both, alone)
    factories.post(db.session.get_one(Thread, the(other.id).thread_id))
    before = {number: state_of(number) for number in (target.id, other.id)}
    act = merge(target, other)
    assert not state_of(other.id)["talk"][0]
    undo(act)
    assert {number: state_of(number) for number in before} == before
    assert [step.to_state for step in db.session.scalars(
        select(IdeaStep).where(IdeaStep.idea_id == other.id).order_by(IdeaStep.seq.desc()).limit(2))
    ] == [state, "zusammengefuehrt"]  # fmt: skip


def test_merging_and_undoing_prolong_no_deadline(app: Flask) -> None:
    """N-19: also where the rules of another category are applied later, the days count from the first opening."""
    target, other, staff_id = factories.idea(), factories.idea(), factories.person("staff").id
    number, before = other.id, state_of(other.id)
    with clock.shifted_by(timedelta(days=10)):
        act = merge(target, other)
    with clock.shifted_by(timedelta(days=20)):
        undo(act)
        assert state_of(number) == before
        with transaction():
            staff = db.session.get_one(Person, staff_id)
            commands.sort_idea(staff, the(number), goals=(), category="daten", districts=(), place="")
    assert the(number).support_deadline == before["clock"][1]


def test_a_clock_that_stood_still_stands_still_again(app: Flask) -> None:
    """N-19, N-20: the pause goes on since the day on which it began."""
    target, other, staff = factories.idea(), factories.idea(state="fachpruefung"), factories.person("staff")
    number, staff_id = other.id, staff.id
    with transaction():
        commands.pause_clock(db.session.get_one(Person, staff_id), the(number), reason=REASON)
    before = state_of(number)
    undo(merge(target, other))
    assert state_of(number) == before
    assert the(number).remind_on is None


def test_what_came_to_the_target_meanwhile_stays_there(three: tuple[Idea, Idea, Idea]) -> None:
    """N-19: new supporters and comments belong to the target; who took the support back has not taken it back before."""
    target, first, second = three
    act = merge(target, first, second)
    newcomer = factories.person()
    fans_of(the(target.id), newcomer)
    factories.post(db.session.get_one(Thread, the(target.id).thread_id), text="Ein neuer Gedanke zum Thema.")
    leaver = db.session.scalars(select(Support.person_id).where(Support.idea_id == second.id)).one()
    with transaction():
        commands.withdraw_support(db.session.get_one(Person, leaver), the(target.id))
    undo(act)
    assert (counted(target.id), counted(first.id), counted(second.id)) == (3, 2, 1)
    assert db.session.get_one(Thread, the(target.id).thread_id).post_count == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_undoing_one_merge_leaves_what_another_brings(app: Flask, order: tuple[int, int]) -> None:
    """N-18, N-19: who supports two originals counts until both are gone; who took the support back stays away."""
    target, first, second = factories.idea(), factories.idea(), factories.idea()
    both, leaver, alone = factories.person(), factories.person(), factories.person()
    fans_of(first, both, leaver)
    fans_of(second, both, leaver, alone)
    leaver_id, both_id = leaver.id, both.id
    acts = [merge(target, first), merge(target, second)]
    assert counted(target.id) == 3
    with transaction():
        commands.withdraw_support(db.session.get_one(Person, leaver_id), the(target.id))
    undo(acts[order[0]])
    supporters = set(db.session.scalars(select(Support.person_id).where(Support.idea_id == target.id)))
    assert both_id in supporters
    assert leaver_id not in supporters
    assert counted(target.id) == (2 if order[0] == 0 else 1)
    undo(acts[order[1]])
    assert (counted(target.id), counted(first.id), counted(second.id)) == (0, 2, 3)


def test_ideas_that_lived_on_in_a_withdrawn_one_stand_for_themselves_again(three: tuple[Idea, Idea, Idea]) -> None:
    """N-19, N-30: whenever they were merged, with state, supports and discussion; all concerned are told."""
    target, first, second = three
    before = {number: state_of(number) for number in (first.id, second.id)}
    merge(target, first)
    old = merge(target, second)
    with transaction():
        db.session.get_one(IdeaMerge, old).at -= timedelta(days=90)
    author = the(target.id).author_id
    with transaction():
        commands.withdraw_idea(db.session.get_one(Person, author), the(target.id))
    assert the(target.id).state == "zurueckgezogen"
    assert {number: state_of(number) for number in before} == before
    assert counted(target.id) == 2
    reason = db.session.scalars(
        select(IdeaStep.source).where(IdeaStep.idea_id == first.id).order_by(IdeaStep.seq.desc())
    )
    assert "zurückgezogen" in (reason.first() or "")


def test_a_merge_is_undone_once_and_for_thirty_days(three: tuple[Idea, Idea, Idea], sign_in: SignIn) -> None:
    """N-19: afterwards the button is gone and the command refuses."""
    target, first, second = three
    act, later = merge(target, first), merge(target, second)
    undo(act)
    with pytest.raises(Conflict, match="schon zurückgenommen"):
        undo(act)
    office = sign_in(factories.person("staff"))
    assert f"/zusammenfuehrungen/{later}/zuruecknehmen" in office.get(the(target.id).url).text
    with clock.shifted_by(timedelta(days=30, minutes=1)):
        with pytest.raises(Conflict, match="zu lange"):
            undo(later)
        office = sign_in(factories.person("staff"))
        assert f"/zusammenfuehrungen/{later}/zuruecknehmen" not in office.get(the(target.id).url).text


def test_a_chain_is_taken_apart_from_its_end(three: tuple[Idea, Idea, Idea]) -> None:
    """N-19: an idea that lives on in another one cannot give back what it took before."""
    target, first, second = three
    inner = merge(first, second)
    outer = merge(target, first)
    assert counted(target.id) == 4
    with pytest.raises(Conflict, match="zuerst"):
        undo(inner)
    undo(outer)
    undo(inner)
    assert [counted(idea.id) for idea in three] == [2, 2, 1]


@pytest.mark.parametrize("state", ["unzulaessig", "zurueckgezogen", "abgelehnt", "umsetzung", "quorum_verfehlt"])
def test_ideas_that_are_too_far_are_not_merged(app: Flask, state: str) -> None:
    """N-17, N-22: only the states of the table; nothing is written."""
    target, other = factories.idea(), factories.idea(state=state)
    with pytest.raises(Conflict):
        merge(target, other)
    with pytest.raises(Conflict):
        merge(other, target)
    assert db.session.scalar(select(func.count()).select_from(IdeaMerge)) == 0
    assert the(other.id).state == state


def test_hidden_ideas_and_ideas_of_other_readers_are_not_merged(app: Flask) -> None:
    """S-06: what is hidden stays hidden, and nothing closed becomes public."""
    target, hidden, closed = factories.idea(), factories.idea(), factories.idea()
    with transaction():
        commands.hide_idea(SYSTEM, the(hidden.id), ground="Werbung")
        the(closed.id).audience = "staff"
    with pytest.raises(Forbidden):
        merge(target, hidden)
    with pytest.raises(Conflict, match="lesbar"):
        merge(target, closed)


@pytest.mark.parametrize("role", ["", "moderator", "unit", "board"])
def test_only_the_stabsstelle_merges(three: tuple[Idea, Idea, Idea], sign_in: SignIn, role: str) -> None:
    """N-17: the page, the command, and the way back."""
    target, first, second = three
    someone = factories.person(*([role] if role else []))
    with pytest.raises(Forbidden):
        merge(target, first, by=someone)
    act = merge(target, second)
    with pytest.raises(Forbidden):
        undo(act, by=someone)
    visitor = sign_in(someone)
    assert visitor.get(f"/ideen/{target.id}/zusammenfuehren").status_code == 403
    assert visitor.get(f"/zusammenfuehrungen/{act}/zuruecknehmen").status_code == 403
    assert "zusammenfuehren" not in visitor.get(the(target.id).url).text


def test_the_page_offers_similar_ideas_with_their_sums(app: Flask, sign_in: SignIn, work: Callable[[], int]) -> None:
    """N-17, N-18: tick, type a number, say why; both sums are shown before."""
    both = factories.person()
    target = factories.idea(title="Trinkbrunnen am Hagenmarkt aufstellen")
    alike = factories.idea(title="Trinkbrunnen auf dem Hagenmarkt")
    other = factories.idea(title="Etwas ganz anderes für die Weststadt")
    fans_of(target, both)
    fans_of(alike, both, factories.person())
    work()
    office = sign_in(factories.person("staff"))
    where = f"/ideen/{target.id}/zusammenfuehren"
    assert "2 Unterstützungen, davon 1 auch hier" in office.get(where).text
    answer = office.submit(where, others=[alike.id], numbers=f"x, /ideen/{other.id}-etwas", reason="kurz")
    assert answer.status_code == 422
    assert "kurz" in answer.text
    assert "Etwas ganz anderes" in answer.text
    answer = office.submit(where, others=[alike.id], numbers=f"/ideen/{other.id}-etwas", reason=REASON)
    assert answer.status_code == 303
    assert {the(alike.id).merged_into_id, the(other.id).merged_into_id} == {target.id}
    page = office.get(the(target.id).url)
    assert "2 Ideen leben jetzt hier weiter." in page.text
    act = db.session.scalars(select(IdeaMerge.id)).one()
    where = f"/zusammenfuehrungen/{act}/zuruecknehmen"
    assert office.submit(where, reason="").status_code == 422
    assert office.submit(where, reason=REASON).status_code == 303
    assert the(alike.id).merged_into_id is None


@pytest.mark.parametrize("numbers", ["", "keine", "999999", "0"])
def test_numbers_nobody_can_read_are_said_so(app: Flask, sign_in: SignIn, numbers: str) -> None:
    target = factories.idea()
    office = sign_in(factories.person("staff"))
    answer = office.submit(f"/ideen/{target.id}/zusammenfuehren", numbers=numbers, reason=REASON)
    assert answer.status_code in {404, 422}
    assert REASON in answer.text
    with pytest.raises(Invalid):
        merge(target)


def test_everybody_concerned_is_told_once_and_where_to_go(
    three: tuple[Idea, Idea, Idea], work: Callable[[], int]
) -> None:
    """N-18, N-29: author, supporters and followers of the originals, with the way to the target; the target's are not."""
    target, first, second = three
    work()
    merge(target, first, second)
    work()
    told = db.session.scalars(select(Message).where(Message.kind == "idea_merged")).all()
    concerned = set(db.session.scalars(select(Support.person_id).where(Support.idea_id.in_([first.id, second.id]))))
    assert sorted(message.person_id for message in told) == sorted({first.author_id, second.author_id, *concerned})
    assert {message.url for message in told} == {the(target.id).url}


def test_a_merge_meets_a_withdrawal(app: Flask) -> None:
    """N-18, E-19: whoever comes first, every count equals its rows, and nobody counts who took the support back."""
    for _round in range(4):
        target, other = factories.idea(), factories.idea()
        fan, staff = factories.person(), factories.person("staff")
        fans_of(other, fan)
        target_id, other_id, fan_id, staff_id = target.id, other.id, fan.id, staff.id

        def withdraw(fan_id: int = fan_id, other_id: int = other_id) -> None:
            commands.withdraw_support(db.session.get_one(Person, fan_id), the(other_id))

        def join(staff_id: int = staff_id, target_id: int = target_id, other_id: int = other_id) -> None:
            commands.merge_ideas(db.session.get_one(Person, staff_id), target_id, [other_id], reason=REASON)

        refused = at_once(app, [withdraw, join], refused=(Conflict,))
        assert counted(target_id) == counted(other_id) == (1 if refused else 0)


def test_two_merges_that_cross_never_make_a_circle(app: Flask) -> None:
    """N-17, E-19: of two people who merge the same pair both ways, one hears of a conflict."""
    one, two = factories.idea().id, factories.idea().id
    staff = [factories.person("staff").id for _person in range(2)]

    def join(who: int, target: int, other: int) -> Callable[[], object]:
        return lambda: commands.merge_ideas(db.session.get_one(Person, who), target, [other], reason=REASON)

    assert at_once(app, [join(staff[0], one, two), join(staff[1], two, one)], refused=(Conflict,)) == 1
    assert {the(one).merged_into_id, the(two).merged_into_id} in ({None, one}, {None, two})
