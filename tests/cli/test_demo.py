"""The demo, built as `make run` builds it: a few plain lines, and sign-ins that can do what their labels say."""

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.accounts.queries import person_by_email
from forum.core.db import db
from forum.core.permissions import can
from forum.meetings.models import Meeting, MeetingState
from tests import factories


def test_the_demo_says_a_few_plain_lines_and_its_sign_ins_keep_their_word(app: Flask) -> None:
    """Whoever signs in as the chair leads the session that runs now; the member takes part and does not lead."""
    result = app.test_cli_runner().invoke(args=["forum", "demo", "--if-empty"])
    assert result.exit_code == 0, result.output
    lines = result.output.strip().splitlines()
    assert len(lines) == 15
    assert not [line for line in lines if line.startswith("{")]
    assert any("vorsitz@demo.example" in line and "Vorsitz" in line for line in lines)
    running = db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.RUNNING)).one()
    rights = {}
    for name in ("vorsitz", "fachbeirat", "buerger"):
        person = person_by_email(f"{name}@demo.example")
        assert isinstance(person, Person)
        db.session.info.clear()
        rights[name] = [can(person, permission, running) for permission in ("meeting.lead", "meeting.vote")]
    assert rights == {"vorsitz": [True, True], "fachbeirat": [False, True], "buerger": [False, False]}
    again = app.test_cli_runner().invoke(args=["forum", "demo", "--if-empty"])
    assert again.output.strip().splitlines() == lines[1:]
    _see_the_desk(app)


def _see_the_desk(app: Flask) -> None:
    """A new person in the office finds each kind of work begun: twins, an answer for a second look, a unit, a report."""
    office = factories.signed_in(app, person_by_email("leitung@demo.example"))
    seen = {
        "/stabsstelle": "Fachbereich Stadtgrün",
        "/stabsstelle/antworten": "Pegel und Temperatur der Oker",
        "/stabsstelle/zwillinge": "Trinkbrunnen mit kostenlosem Trinkwasser",
        "/stabsstelle/texte": "Wir prüfen",
        "/berichte": "B-",
    }
    for path, words in seen.items():
        answer = office.get(path)
        assert answer.status_code == 200, path
        assert words in answer.get_data(as_text=True), path
    rater = factories.signed_in(app, person_by_email("stabsstelle@demo.example"))
    assert "Freie Termine im Bürgerbüro" in rater.get("/bewertungen").get_data(as_text=True)
