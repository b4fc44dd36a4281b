"""Decisions in writing that bear the title of an idea follow when it is hidden or blackened (M-36, M-13, B-06)."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.meetings import commands as meetings
from forum.meetings.models import Circulation
from forum.notifications.models import Message
from tests.factories import Visitor
from tests.meetings.test_circulation import answer, committee_of, started
from tests.moderation.test_blackened_ideas import NAME, TITLE, act, idea, moderator, restore

__all__ = ["idea", "moderator"]

SignIn = Callable[[Person], Visitor]
OWN = f"Rat zu: {TITLE}"


def titles() -> list[tuple[str, str | None]]:
    rows = db.session.execute(select(Circulation.title, Circulation.withheld_title).order_by(Circulation.id))
    return [(row.title, row.withheld_title) for row in rows]


def test_each_surface_of_a_decision_in_writing_follows(
    app: Flask, idea: int, moderator: int, client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """M-36, M-13: page, list, inbox, and what is told later; the words of the committee around the title stay."""
    of, clerk, people = committee_of()
    number, path = started(of, clerk, title=OWN, idea_id=idea), f"{of.url}/umlauf"
    ada, rest = people[0].id, [one.id for one in people]
    work()

    def read() -> str:
        app.extensions["page_cache"].clear()
        reader = sign_in(db.session.get_one(Person, ada))
        pages = [one.get(way) for one in (client, reader) for way in (f"/umlauf/{number}", path)]
        assert pages[1].status_code == pages[3].status_code == 200
        return "".join(page.text for page in [*pages, reader.get("/mitteilungen")])

    def told() -> set[str]:
        kinds = Message.kind.in_(["circulation_started", "circulation_closed"])
        return {row.data["title"] for row in db.session.scalars(select(Message).where(kinds))}

    assert read().count(NAME) >= 3
    act(idea, moderator, passages=NAME)
    assert titles() == [("Rat zu: Eine Bank vor dem Haus von █████", OWN)]
    assert NAME not in read()
    # What is told later says no more than what was told before.
    for one in rest:
        answer(db.session.get_one(Person, one), number, "yes")
    work()
    assert told() == {"Rat zu: Eine Bank vor dem Haus von █████"}
    act(idea, moderator, "hide")
    hidden = f"Rat zu: Idee {idea} (Titel von der Moderation verborgen)"
    assert told() == {hidden}
    assert titles() == [(hidden, OWN)]
    assert "vor dem Haus" not in read()
    restore(moderator)
    restore(moderator)
    assert titles() == [(OWN, None)]
    assert told() == {OWN}
    assert NAME in read()


def test_a_title_that_was_removed_comes_back_with_no_measure(app: Flask, idea: int, moderator: int) -> None:
    """L-51, M-36: chair and clerk took it away for good, also what the moderation had kept aside."""
    of, clerk, people = committee_of()
    number = started(of, clerk, title=OWN, idea_id=idea)
    clerk_id = clerk.id
    for one in people:
        answer(one, number, "no")
    act(idea, moderator, "hide")
    with transaction():
        meetings.redact_circulation(db.session.get_one(Person, clerk_id), number, "matter", "personal_data")
    restore(moderator)
    assert titles() == [("", None)]
