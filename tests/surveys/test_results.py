"""What comes of answers: counted right, told late, and never so that somebody can be recognised."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import end_of_day, today
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.discussions.models import Space
from forum.notifications import commands as notifications
from forum.notifications.levels import Level
from forum.notifications.models import Message
from forum.surveys import commands, queries
from forum.surveys.counting import outcome
from forum.surveys.models import Kind, Question, State, Survey, Words
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of
from tests.surveys.making import AGE, EVERY_KIND, HOW_WELL, ORDER, WHERE, WHICH, WORDS, answer, drafted, end, running

SignIn = Callable[[Person], Visitor]
CANARY = "Kanarienvogel"


def question(kind: Kind, options: list[str], **changes: object) -> Question:
    values = {"text": "Eine Frage", "most": 0, "points": 0, "low": "", "high": "", "about_person": False, **changes}
    return Question(kind=kind, options=options, **values)


def test_each_kind_is_counted_as_people_would() -> None:
    """B-23: options with their numbers, the mean of a scale, the mean place of an order."""
    several = outcome(question(Kind.SEVERAL, ["a", "b", "c"]), {"0": 2, "0,2": 3})
    assert (several.answered, [(row.label, row.number) for row in several.rows]) == (5, [("a", 5), ("b", 0), ("c", 3)])
    scale = outcome(question(Kind.SCALE, [], points=5, low="nie", high="oft"), {"0": 1, "4": 3})
    assert (scale.answered, scale.mean) == (4, 4.0)
    assert [row.label for row in scale.rows] == ["1 – nie", "2", "3", "4", "5 – oft"]
    order = outcome(question(Kind.ORDER, ["a", "b", "c"]), {"1,0,2": 2, "1,2,0": 1, "0,1,2": 1})
    assert [(row.label, row.number, row.mean_place) for row in order.rows] == [
        ("b", 3, 1.25),
        ("a", 1, 2.0),
        ("c", 0, 2.75),
    ]
    assert outcome(question(Kind.SCALE, [], points=3), {}).mean is None


@pytest.mark.parametrize(
    ("counts", "told", "answered"),
    [
        ({"0": 9, "1": 4, "2": 7}, [9, None, None], 20),
        ({"0": 9, "1": 0, "2": 7}, [9, 0, 7], 16),
        ({"0": 9, "1": 1, "2": 2}, [9, None, None], 12),
        ({"0": 3}, [None, 0, 0], None),
        ({}, [0, 0, 0], 0),
    ],
)
def test_small_groups_are_not_told(counts: dict[str, int], told: list[int | None], answered: int | None) -> None:
    """B-23, G-30: one to four people, and whatever they could be worked out from."""
    found = outcome(question(Kind.SINGLE, ["jung", "mittel", "alt"], about_person=True), counts)
    assert [row.number for row in found.rows] == told
    assert found.answered == answered


def filled(survey: Survey, people: int = 6) -> None:
    """Let people answer every kind of question."""
    for number in range(people):
        answer(survey, [number % 2], [0, 1], [4], [2, 0, 1], f"{CANARY} {number}", [0])


def test_no_surface_tells_a_result_before_the_end(app: Flask, sign_in: SignIn) -> None:
    """B-23, E-18: neither page, list, process, interface, table, desk nor log; not even to the staff office."""
    survey = running(None, *EVERY_KIND)
    number, path, space = survey.id, survey.url, survey.space.url
    paths = [
        *(path, space, "/umfragen", "/stabsstelle/umfragen", f"/umfragen/{number}/einrichten", "/api/v1/surveys"),
        *(f"/umfragen/{number}/vorschau", f"/umfragen/{number}/texte", f"/umfragen/{number}/ergebnis.csv"),
        *(f"/api/v1/surveys/{number}", f"/suche?q={CANARY}"),
    ]
    visitors = [sign_in(factories.person("staff", "moderator", "board", "admin")), sign_in(factories.person())]
    visitors.append(factories.visitor(app))

    def seen() -> list[tuple[int, str]]:
        app.extensions["page_cache"].clear()
        answers = [visitor.get(one) for visitor in visitors for one in paths]
        return [(one.status_code, plain(one.get_data(as_text=True))) for one in answers]

    # From the first answer on the desk shows the questions as fixed, and nothing else changes.
    filled(db.session.get_one(Survey, number), people=1)
    before, events = seen(), events_of(number)
    filled(db.session.get_one(Survey, number), people=3)
    assert seen() == before, "three more answers changed what somebody sees"
    filled(db.session.get_one(Survey, number), people=2)
    shown = seen()
    assert not [words for _status, words in shown if f"{CANARY} 0" in words]
    assert [status for status, _words in shown] == [status for status, _words in before]
    assert events_of(number) == events
    assert queries.result(db.session.merge(factories.person("staff")), db.session.get_one(Survey, number)) is None
    whole = visitors[0].get(f"/api/v1/surveys/{number}").json
    assert whole is not None
    assert whole["result"] is None
    assert visitors[0].get(f"/umfragen/{number}/ergebnis.csv").status_code == 404


def events_of(survey_id: int) -> list[int]:
    about = LoggedEvent.subject_kind == "survey", LoggedEvent.subject_id == survey_id
    return list(db.session.scalars(select(LoggedEvent.id).where(*about).order_by(LoggedEvent.id)))


def plain(page: str) -> str:
    """Return a page without what differs each time: keys of forms."""
    return "\n".join(
        line for line in page.splitlines() if 'name="once"' not in line and 'name="csrf_token"' not in line
    )


def test_after_the_end_page_table_and_interface_say_the_same(app: Flask, client: Visitor) -> None:
    """B-23: charts with their tables, a CSV, the interface; texts only once somebody let them pass."""
    survey = running(None, *EVERY_KIND)
    filled(survey)
    number, path = survey.id, survey.url
    end(survey)
    app.extensions["page_cache"].clear()
    page = client.get(path).get_data(as_text=True)
    assert page.count('<svg class="chart__picture"') == 5
    assert "6 Personen haben teilgenommen" in page
    assert CANARY not in page
    assert "6 Texte sind noch nicht geprüft" in page
    rows = list(csv.DictReader(io.StringIO(client.get(f"/umfragen/{number}/ergebnis.csv").get_data(as_text=True))))
    assert [row["value"] for row in rows if row["counted"] == "participants"] == ["6"]
    assert [(row["answer"], row["value"]) for row in rows if row["number"] == "1" and row["counted"] == "count"] == [
        *(("Hagenmarkt", "3"), ("Kohlmarkt", "3"), ("Burgplatz", "0"))
    ]
    assert [row["value"] for row in rows if row["counted"] == "mean"] == ["5.0"]
    assert [row["answer"] for row in rows if row["counted"] == "first_place"] == ["Grün", "Ruhe", "Nähe"]
    whole = client.get(f"/api/v1/surveys/{number}").json
    assert whole is not None
    assert whole["stage"] == "closed"
    assert whole["result"]["participants"] == 6
    assert [one["count"] for one in whole["result"]["outcomes"][0]["options"]] == [3, 3, 0]
    assert whole["result"]["outcomes"][4]["texts"] == []
    first, second = db.session.scalars(select(Words).order_by(Words.id).limit(2))
    ids, staff = (first.id, second.id), factories.person("staff")
    with transaction():
        for text_id, shown in zip(ids, (True, False), strict=True):
            commands.check_text(db.session.merge(staff), db.session.get_one(Words, text_id), shown=shown)
    page = client.get(path).get_data(as_text=True)
    assert f"{CANARY} 0" in page
    assert f"{CANARY} 1" not in page
    assert "1 Text zeigen wir nicht" in page
    whole = client.get(f"/api/v1/surveys/{number}").json
    assert whole is not None
    assert whole["result"]["outcomes"][4]["texts"] == [f"{CANARY} 0"]


def test_fewer_than_five_people_have_no_result(app: Flask, sign_in: SignIn) -> None:
    """B-23, G-30: nobody reads a number or a text of them, the staff office neither."""
    survey = running(None, WHERE, WORDS)
    for _person in range(4):
        answer(survey, [1], CANARY)
    number, path = survey.id, survey.url
    end(survey)
    staff = sign_in(factories.person("staff"))
    page = staff.get(path).get_data(as_text=True)
    assert "Weniger als fünf Personen haben teilgenommen" in page
    assert "chart__picture" not in page
    assert staff.get(f"/umfragen/{number}/texte").status_code == 404
    table = staff.get(f"/umfragen/{number}/ergebnis.csv").get_data(as_text=True)
    assert table.splitlines()[1:] == ["0,,participants,,<5"]
    whole = staff.get(f"/api/v1/surveys/{number}").json
    assert whole is not None
    assert whole["result"] == {"participants": None, "outcomes": []}


def test_a_survey_is_for_those_who_read_its_process(app: Flask, sign_in: SignIn) -> None:
    """B-23, E-18: to everybody else it does not exist; a draft exists for the staff office alone."""
    survey = running(None, WHERE)
    number, space_id, draft = survey.id, survey.space_id, drafted().id
    citizen, outsider = sign_in(factories.person()), factories.visitor(app)
    for client in (citizen, outsider):
        for path in (f"/umfragen/{draft}", f"/api/v1/surveys/{draft}", f"/umfragen/{draft}/ergebnis.csv"):
            assert client.get(path).status_code == 404, path
    assert citizen.get(f"/umfragen/{number}/einrichten").status_code == 403
    with transaction():
        db.session.get_one(Space, space_id).audience = "staff"
    app.extensions["page_cache"].clear()
    for client in (citizen, outsider):
        for path in (f"/umfragen/{number}", f"/api/v1/surveys/{number}"):
            assert client.get(path).status_code == 404, path
        listed = client.get("/api/v1/surveys").json
        assert listed == {"items": [], "next": None}
    assert citizen.submit(f"/umfragen/{number}/antworten", version=1).status_code == 404
    staff = sign_in(factories.person("staff"))
    assert staff.get(f"/umfragen/{number}", follow_redirects=True).status_code == 200


def test_who_may_only_read_a_process_cannot_answer(app: Flask, sign_in: SignIn) -> None:
    """B-23: a survey is for those who may write in its process."""
    survey = running(None, WHERE)
    number, path, space_id = survey.id, survey.url, survey.space_id
    with transaction():
        db.session.get_one(Space, space_id).writers = "staff"
    citizen = sign_in(factories.person())
    assert "Sie können hier nur mitlesen" in citizen.get(path).get_data(as_text=True)
    assert citizen.submit(f"/umfragen/{number}/antworten", version=1).status_code == 403


def test_followers_of_the_process_hear_when_it_opens_and_when_the_result_is_there(
    app: Flask, work: Callable[[], int], sign_in: SignIn
) -> None:
    """B-23: once each; who is mute or may not read the process any more hears nothing."""
    survey_space = running(None, WHERE).space_id
    survey = db.session.scalars(select(Survey)).one()
    number, follower, mute = survey.id, factories.person(), factories.person()
    with transaction():
        notifications.follow(db.session.merge(follower), "space", survey_space, level=Level.TRACKING)
        notifications.follow(db.session.merge(mute), "space", survey_space, level=Level.MUTED)
        # It ends at midnight: what is told is the day before, on which one can still answer.
        db.session.merge(survey).closes_at = end_of_day(today() + timedelta(days=5))
    work()
    assert db.session.scalars(select(Message.data)).one()["ends"] == (today() + timedelta(days=5)).isoformat()
    end(db.session.get_one(Survey, number))
    work()
    rows = list(db.session.execute(select(Message.person_id, Message.kind).order_by(Message.id)))
    assert [tuple(row) for row in rows] == [(follower.id, "survey_opened"), (follower.id, "survey_closed")]
    client = sign_in(db.session.merge(follower))
    assert "Das Ergebnis ist da" in client.get("/mitteilungen").get_data(as_text=True)
    with transaction():
        db.session.get_one(Space, survey_space).audience = "staff"
    assert "Das Ergebnis ist da" not in client.get("/mitteilungen").get_data(as_text=True)


def test_the_process_lists_its_surveys(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """B-23: everybody finds what is published, the staff office also its drafts."""
    survey = running(None, WHERE)
    space, title = survey.space.url, survey.title
    draft = drafted(survey.space, title="Ein Entwurf der Stabsstelle").title
    page = client.get(space).get_data(as_text=True)
    assert title in page
    assert draft not in page
    staff = sign_in(factories.person("staff")).get(space).get_data(as_text=True)
    assert draft in staff
    assert "Umfrage vorbereiten" in staff
    assert 'href="/umfragen"' in page
    assert 'href="/umfragen"' in client.get("/raeume").get_data(as_text=True)
    listed = client.get(f"/api/v1/surveys?space={space.rsplit('/', 1)[1]}").json
    assert listed is not None
    assert [row["title"] for row in listed["items"]] == [title]


def test_a_list_asks_the_same_number_of_questions_for_few_and_many(app: Flask, client: Visitor) -> None:
    """E-11: however many surveys there are."""
    counted = []
    for more in (1, 3):
        for _row in range(more):
            running(None, WHERE)
        client.get("/umfragen")
        app.extensions["page_cache"].clear()
        counted.append(queries_of(lambda: client.get("/umfragen")))
    assert counted[0] == counted[1]


def test_withdrawn_surveys_say_why(app: Flask, client: Visitor) -> None:
    """B-23: the reason is public, the questions and answers are gone from the page."""
    survey = running(None, WHERE, HOW_WELL, WHICH, ORDER, AGE)
    number, path = survey.id, survey.url
    staff = factories.person("staff")
    with transaction():
        found, who = db.session.get_one(Survey, number), db.session.merge(staff)
        commands.withdraw_survey(who, found, reason="Eine Frage war falsch gestellt.")
    page = client.get(path).get_data(as_text=True)
    assert "Eine Frage war falsch gestellt." in page
    assert "Hagenmarkt" not in page
    assert db.session.get_one(Survey, number).state == State.WITHDRAWN
