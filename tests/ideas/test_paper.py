"""Signatures on paper: two people of the Stabsstelle, one figure for everybody, and nothing is overwritten."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum.accounts.models import ROLES, Person, Standing
from forum.core import clock, counts
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.events import LoggedEvent
from forum.files import commands as files
from forum.files import storage
from forum.files.intake import Received
from forum.files.models import File
from forum.files.queries import Choice
from forum.ideas import commands, queries
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaStep, PaperBatch, PaperFigure, Support
from forum.notifications.models import Message
from tests import factories
from tests.factories import REASON, Visitor
from tests.files import samples
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def the(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def scan(actor: Person) -> Choice:
    """Hold the scan of a sheet for its owner, as an upload does."""
    key = storage.new_key()
    files.add_file(actor, Received(key=key, kind="pdf", name="bogen.pdf", size=9, sha256="0" * 64))
    return Choice(key)


def entered(idea_id: int, by: int, on_paper: int = 40, valid: int = 38) -> int:
    """Enter a batch and return the number of its figure."""
    with transaction():
        actor = person(by)
        sheets = commands.Sheets(
            source="Bürgerinitiative am Ringgleis",
            since=today() - timedelta(days=20),
            until=today() - timedelta(days=1),
            desk="Bürgerbüro Mitte",
            on_paper=on_paper,
            valid=valid,
            scan=[scan(actor)],
        )
        return commands.enter_paper(actor, the(idea_id), sheets).newest.id


def confirm(figure_id: int, by: int) -> None:
    with transaction():
        commands.confirm_paper(person(by), figure_id)


def figures(idea_id: int) -> tuple[int, int]:
    """Return all supporters and those on paper, and see that a recount says the same."""
    db.session.rollback()
    assert not counts.differences()
    return the(idea_id).support_count, the(idea_id).paper_count


@pytest.fixture
def two(app: Flask) -> tuple[int, int]:
    """Two people of the Stabsstelle."""
    return factories.person("staff").id, factories.person("staff").id


def test_paper_counts_once_a_second_person_confirmed(two: tuple[int, int]) -> None:
    """N-15, B-11: one alone is refused; the same signatures never count twice."""
    first, second = two
    idea_id = factories.idea().id
    figure_id = entered(idea_id, first)
    assert figures(idea_id) == (0, 0)
    with pytest.raises(Forbidden):
        confirm(figure_id, first)
    with pytest.raises(Forbidden):
        confirm(figure_id, factories.person("board", "moderator", "admin").id)
    confirm(figure_id, second)
    assert figures(idea_id) == (38, 38)
    with pytest.raises(Conflict):
        confirm(figure_id, factories.person("staff").id)
    figure = db.session.get_one(PaperFigure, figure_id)
    assert (figure.on_paper, figure.valid, figure.entered_by, figure.confirmed_by) == (40, 38, first, second)
    assert (figure.batch.source, figure.batch.desk) == ("Bürgerinitiative am Ringgleis", "Bürgerbüro Mitte")


def test_a_correction_keeps_the_first_figure_with_its_reason(two: tuple[int, int], client: Visitor) -> None:
    """N-15: it takes two people again, and everybody reads what changed."""
    first, second = two
    idea_id = factories.idea().id
    confirm(entered(idea_id, first), second)
    batch_id = db.session.scalars(select(PaperBatch.id)).one()
    with pytest.raises(Invalid), transaction():
        commands.correct_paper(person(second), batch_id, on_paper=40, valid=26, reason="Kurz")
    with transaction():
        reason = "Zwölf Menschen hatten doppelt unterschrieben."
        correction = commands.correct_paper(person(second), batch_id, on_paper=40, valid=26, reason=reason).id
    assert figures(idea_id) == (38, 38)
    with pytest.raises(Forbidden):
        confirm(correction, second)
    confirm(correction, first)
    assert figures(idea_id) == (26, 26)
    rows = db.session.scalars(select(PaperFigure).order_by(PaperFigure.seq)).all()
    assert [(row.valid, row.reason) for row in rows] == [(38, ""), (26, reason)]
    page = client.get(the(idea_id).url).text
    assert "38 → 26" in page
    assert reason in page


def test_all_surfaces_show_the_joint_figure(two: tuple[int, int], client: Visitor, sign_in: SignIn) -> None:
    """N-15: page with three figures, list, API, export."""
    idea_id = factories.idea().id
    with transaction():
        commands.support(factories._inside(), the(idea_id))
        commands.support(factories._inside(), the(idea_id))
    confirm(entered(idea_id, two[0], 7, 5), two[1])
    url = the(idea_id).url
    page = client.get(url).text
    assert "online 2, Papier 5, zusammen 7" in page
    assert "7 von 50 Unterstützungen" in page
    assert "<strong>7</strong> von 50" in client.get("/ideen").text
    for path in (f"/api/v1/ideas/{idea_id}", "/api/v1/ideas"):
        answer = client.get(path).get_json()
        item = answer["items"][0] if "items" in answer else answer
        assert (item["support"], item["support_on_paper"]) == (7, 5)
    assert ",2,5,50," in sign_in(person(two[0])).get("/stabsstelle/ideen.csv").text


def test_wrong_figures_and_missing_scans_are_refused(two: tuple[int, int]) -> None:
    """N-15."""
    idea_id = factories.idea().id
    for on_paper, valid in ((0, 0), (5, 6), (5, -1), (200_000, 1)):
        with pytest.raises(Invalid):
            entered(idea_id, two[0], on_paper, valid)
    sheets = {"source": "Liste", "desk": "Bürgerbüro", "on_paper": 5, "valid": 5, "scan": []}
    days = {"since": today(), "until": today() + timedelta(days=1)}
    with pytest.raises(Invalid) as refusal, transaction():
        commands.enter_paper(person(two[0]), the(idea_id), commands.Sheets(**sheets, **days))
    assert set(refusal.value.fields) == {"files", "until"}


@pytest.mark.parametrize("state", ["board", "quorum_verfehlt", "abgelehnt"])
def test_paper_comes_as_late_as_other_support(two: tuple[int, int], state: str) -> None:
    """N-08, N-12: not once the decision is near or the deadline is over."""
    idea_id = factories.idea(state=state).id
    with pytest.raises(Conflict):
        entered(idea_id, two[0])


def after_the_deadline(idea_id: int, days: int) -> AbstractContextManager[None]:
    """Let it be noon, so many days after the last day of support."""
    last = the(idea_id).support_deadline
    assert last is not None
    return clock.frozen_at(clock.end_of_day(last) + timedelta(days=days, hours=-12))


def close_late_ones() -> int:
    with transaction():
        return commands.close_missed_deadlines()


@pytest.mark.parametrize("is_merged", [False, True])
def test_a_list_that_was_there_in_time_counts_when_the_second_person_comes_later(
    two: tuple[int, int], *, is_merged: bool
) -> None:
    """N-12, N-15: the idea stays open for it, and the log keeps the days of the list."""
    idea_id = factories.idea().id
    listed = factories.idea().id if is_merged else idea_id
    figure_id = entered(listed, two[0], 60, 55)
    if is_merged:
        with transaction():
            commands.merge_ideas(person(two[0]), idea_id, [listed], reason=REASON)
    entered_on = today()
    with after_the_deadline(idea_id, 14):
        assert close_late_ones() == 0
        with pytest.raises(Conflict, match="abgelaufen"), transaction():
            commands.support(factories._inside(), the(idea_id))
        with pytest.raises(Conflict, match="abgelaufen"):
            entered(idea_id, two[0])
        confirm(figure_id, two[1])
        assert close_late_ones() == 0
    assert figures(idea_id) == (55, 55)
    assert the(idea_id).state == IdeaState.QUORUM_ERREICHT
    notes = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == listed, IdeaStep.kind == "note")).all()
    assert [note.data["entered_on"] for note in notes if note.data["note"] == "paper"] == [entered_on.isoformat()]


def test_the_page_says_how_long_lists_are_waited_for(two: tuple[int, int], sign_in: SignIn, client: Visitor) -> None:
    """N-12, N-15: instead of a day that is over; the desk still finds its button, and no form for another list."""
    idea_id = factories.idea().id
    figure_id = entered(idea_id, two[0])
    with transaction():
        the(idea_id).support_deadline = today() - timedelta(days=1)
    page = client.get(the(idea_id).url).text
    assert "Listen auf Papier, die bis dahin vorlagen, zählen noch" in page
    assert "Noch bis" not in page
    second = sign_in(person(two[1]))
    assert 'name="on_paper"' not in second.get(f"/ideen/{idea_id}/papier").text
    assert second.submit(f"/papierlisten/zahlen/{figure_id}/bestaetigen").status_code == 303
    assert "38 von 50 Unterstützungen" in second.get(the(idea_id).url).text


def test_a_list_that_is_not_enough_lets_the_idea_close(two: tuple[int, int]) -> None:
    """N-12, N-15: once its last list is confirmed nothing is waited for any more."""
    idea_id = factories.idea().id
    figure_id = entered(idea_id, two[0])
    with after_the_deadline(idea_id, 1):
        confirm(figure_id, two[1])
        assert close_late_ones() == 1
    assert figures(idea_id) == (38, 38)
    assert the(idea_id).state == IdeaState.QUORUM_VERFEHLT


def test_nobody_waits_longer_than_fourteen_days_for_a_second_person(two: tuple[int, int]) -> None:
    """N-12, N-15: then the idea closes, and the list counts no more."""
    idea_id = factories.idea().id
    figure_id = entered(idea_id, two[0])
    with after_the_deadline(idea_id, 15):
        with pytest.raises(Conflict, match="abgelaufen"):
            confirm(figure_id, two[1])
        assert close_late_ones() == 1
        with pytest.raises(Conflict):
            confirm(figure_id, two[1])
    assert figures(idea_id) == (0, 0)


def test_paper_and_support_at_the_threshold_make_one_event(app: Flask, two: tuple[int, int]) -> None:
    """N-10, N-15: under the same lock as supports."""
    idea_id = factories.idea().id
    figure_id, fan_id = entered(idea_id, two[0], 1, 1), factories.person().id
    with transaction():
        for _number in range(49):
            commands.support(factories._inside(), the(idea_id))
    at_once(
        app,
        [
            lambda: commands.confirm_paper(person(two[1]), figure_id),
            lambda: commands.support(person(fan_id), the(idea_id)),
        ],
    )
    assert figures(idea_id) == (51, 1)
    assert the(idea_id).state == IdeaState.QUORUM_ERREICHT
    event = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "IdeaThresholdReached")).one()
    assert event.data["count"] == 50
    assert db.session.scalar(select(func.count()).where(IdeaStep.to_state == "quorum_erreicht")) == 1


def test_two_confirmations_at_once_count_once(app: Flask, two: tuple[int, int]) -> None:
    """N-15, E-19."""
    idea_id = factories.idea().id
    figure_id, third = entered(idea_id, two[0]), factories.person("staff").id
    acts = [lambda who=who: commands.confirm_paper(person(who), figure_id) for who in (two[1], third)]
    assert at_once(app, acts, refused=(Conflict,)) == 1
    assert figures(idea_id) == (38, 38)


# --------------------------------------------------------------------------------------------------------
# Merging
# --------------------------------------------------------------------------------------------------------


def fans_of(idea_id: int, *people: int) -> None:
    for number in people:
        with transaction():
            commands.support(person(number), the(idea_id))


def test_a_merge_adds_paper_and_deleted_accounts_to_distinct_people(two: tuple[int, int], client: Visitor) -> None:
    """N-18: overlapping people, an opt-out, a deleted account and paper; undoing gives everything back."""
    both, only_there, gone, here = (factories.person().id for _number in range(4))
    target, other = factories.idea().id, factories.idea().id
    fans_of(target, both, here)
    fans_of(other, both, only_there, gone)
    confirm(entered(target, two[0], 3, 3), two[1])
    confirm(entered(other, two[0], 10, 8), two[1])
    with transaction():
        db.session.execute(update(Person).where(Person.id == gone).values(standing=Standing.ERASED))
    before = {number: figures(number) for number in (target, other)}
    with transaction():
        act = commands.merge_ideas(person(two[0]), target, [other], reason=REASON).id
    assert figures(target) == (4 + 11, 11)
    assert "online 3, Papier 11, gelöschte Konten 1, zusammen 15" in client.get(the(target).url).text
    with transaction():
        commands.decline_merge(person(only_there), act)
    assert figures(target) == (3 + 11, 11)
    with pytest.raises(NotFound), transaction():
        commands.decline_merge(person(here), act)
    # What is confirmed at an idea that lives on counts where it lives on.
    batch_id = db.session.scalars(select(PaperBatch.id).where(PaperBatch.idea_id == other)).one()
    with transaction():
        values = {"on_paper": 10, "valid": 9, "reason": "Eine Unterschrift war doch lesbar."}
        correction = commands.correct_paper(person(two[0]), batch_id, **values).id
    confirm(correction, two[1])
    assert figures(target) == (3 + 12, 12)
    with transaction():
        commands.undo_merge(person(two[0]), act, reason=REASON)
    assert figures(target) == before[target]
    assert figures(other) == (3 + 9, 9)
    assert db.session.get(Support, (other, only_there)) is not None


def test_declining_a_merge_has_fourteen_days(two: tuple[int, int], sign_in: SignIn) -> None:
    """N-18: the page says until when; a threshold that was reached stays reached, and later it is too late."""
    fan = factories.person().id
    target, other = factories.idea().id, factories.idea(title="Lastenräder für alle leihen").id
    fans_of(other, fan)
    with transaction():
        the(target).threshold = 1
    with transaction():
        act = commands.merge_ideas(person(two[0]), target, [other], reason=REASON).id
    assert the(target).state == IdeaState.QUORUM_ERREICHT
    visitor = sign_in(person(fan))
    page = visitor.get(the(target).url).text
    assert "kam mit der Idee „Lastenräder für alle leihen“ hierher" in page
    with clock.frozen_at(now() + timedelta(days=14)):
        assert queries.brought_support(db.session.get(Support, (target, fan))) is None
        with pytest.raises(Conflict, match="zu spät"), transaction():
            commands.decline_merge(person(fan), act)
    assert visitor.submit(f"/zusammenfuehrungen/{act}/ablehnen").status_code == 303
    assert figures(target) == (0, 0)
    assert the(target).state == IdeaState.QUORUM_ERREICHT


# --------------------------------------------------------------------------------------------------------
# Pages
# --------------------------------------------------------------------------------------------------------


def test_two_staff_accounts_bring_a_list_in(two: tuple[int, int], sign_in: SignIn, client: Visitor) -> None:
    """N-15: by the pages; only one who did not enter it finds the button."""
    idea = factories.idea()
    path = f"/ideen/{idea.id}/papier"
    first, second = sign_in(person(two[0])), sign_in(person(two[1]))
    assert path in first.get(idea.url).text
    assert path not in client.get(idea.url).text
    fields = {
        "source": "Liste vom Stadtteilfest",
        "since": "2026-09-01",
        "until": "2026-10-01",
        "on_paper": "12",
        "valid": "11",
        "desk": "Bürgerbüro Mitte",
    }
    refused = first.submit(path, **{**fields, "valid": "13"}, files=(io.BytesIO(samples.pdf()), "bogen.pdf"))
    assert refused.status_code == 422
    assert "Liste vom Stadtteilfest" in refused.text
    assert first.submit(path, **fields, files=(io.BytesIO(samples.pdf()), "bogen.pdf")).status_code == 303
    figure = db.session.scalars(select(PaperFigure)).one()
    button = f"/papierlisten/zahlen/{figure.id}/bestaetigen"
    assert button not in first.get(path).text
    assert first.submit(button).status_code == 403
    assert button in second.get(path).text
    assert second.submit(button).status_code == 303
    assert "online 0, Papier 11, zusammen 11" in client.get(idea.url).text
    correction = f"/papierlisten/{figure.batch_id}/berichtigen"
    assert 'value="11"' in second.get(correction).text
    answer = second.submit(correction, on_paper="12", valid="10", reason="Eine Unterschrift war doppelt.")
    assert answer.status_code == 303
    newest = db.session.scalars(select(PaperFigure).order_by(PaperFigure.id.desc())).first()
    assert newest is not None
    assert first.submit(f"/papierlisten/zahlen/{newest.id}/bestaetigen").status_code == 303
    assert "online 0, Papier 10, zusammen 10" in client.get(idea.url).text


@pytest.mark.parametrize("role", ["", "member", *(role for role in ROLES if role != "staff"), "chair"])
def test_scans_are_denied_to_every_role_but_staff(
    two: tuple[int, int], sign_in: SignIn, client: Visitor, role: str
) -> None:
    """N-15, E-16: also to the idea's author; the page itself is closed as well."""
    author = factories.person()
    idea = factories.idea(author)
    staff = sign_in(person(two[0]))
    fields = {"source": "Liste vom Fest", "since": "2026-09-01", "until": "2026-10-01", "desk": "Bürgerbüro Mitte"}
    scans = (io.BytesIO(samples.pdf()), "bogen.pdf")
    path = f"/ideen/{idea.id}/papier"
    assert staff.submit(path, **fields, on_paper="2", valid="2", files=scans).status_code == 303
    row = db.session.scalars(select(File)).one()
    others: dict[str, Callable[[], Visitor]] = {
        "": lambda: client,
        "member": lambda: sign_in(person(author.id)),
        "chair": lambda: sign_in(factories.member(factories.committee(), "chair")),
    }
    other = others.get(role, lambda: sign_in(factories.person(role)))()
    assert other.get(row.url).status_code == 404
    assert other.get(path).status_code in {303, 403}
    assert sign_in(person(two[1])).submit(f"{row.url}/oeffnen").status_code == 200


def test_a_list_that_waits_is_brought_to_mind_until_somebody_confirms_it(app: Flask, work: Callable[[], int]) -> None:
    """N-15: the others of the Stabsstelle hear of it every three working days, who entered it does not."""
    idea_id = factories.idea(state="eingereicht").id
    ada, ben, board = (factories.person(role).id for role in ("staff", "staff", "board"))
    figure_id = entered(idea_id, ada)
    work()

    def after(days: int) -> list[int]:
        with clock.frozen_at(now() + timedelta(days=days)):
            with transaction():
                commands.remind_of_lists()
            work()
        waits = select(Message.person_id).where(Message.kind == "paper_waits").order_by(Message.id)
        return list(db.session.scalars(waits))

    assert after(0) == []
    assert after(7) == [ben]
    assert after(7) == [ben]
    assert after(14) == [ben, ben]
    with transaction():
        commands.confirm_paper(person(ben), figure_id)
    assert after(30) == [ben, ben]
    assert board not in after(31)


def test_a_list_that_can_count_no_more_is_not_asked_for(app: Flask) -> None:
    """N-15: the days of signing are long over."""
    idea_id, staff_id = factories.idea().id, factories.person("staff").id
    figure_id = entered(idea_id, staff_id)
    with transaction():
        db.session.execute(update(Idea).values(support_deadline=today() - timedelta(days=30)))
    with clock.frozen_at(now() + timedelta(days=9)), transaction():
        commands.remind_of_lists()
    assert db.session.get_one(PaperFigure, figure_id).remind_on is None
    assert db.session.scalar(select(func.count()).where(LoggedEvent.type == "PaperWaits")) == 0
