"""The demo, built as `make run` builds it: the same everywhere, of the project's own making, told in a few plain lines."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.accounts.queries import person_by_email
from forum.core.db import Model, db
from forum.core.permissions import can
from forum.demo.build import FOLDER
from forum.meetings.models import Meeting, MeetingState
from forum.meetings.queries.procedure import quorum_of, usual_quorum
from tests import factories, indexes
from tests.browser.conftest import Demo
from tests.browser.dumping import BY_LOT, dump
from tests.search.conftest import cimt

# Shorter sentences may be the same by chance.
LONGEST_CHANCE = 40
# PostgreSQL gives no number twice, not even that of a row which was taken back; these rows are compared without numbers.
FROM_A_SEQUENCE = ("event", "mail", "message", "minutes_paragraph")
END = re.compile(r"(?<=[.!?])\s+")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_demo_is_the_same_wherever_it_is_built_and_its_sign_ins_keep_their_word(
    app: Flask, demo_site: Demo
) -> None:
    """E-43: word by word and number by number, but for what is drawn by lot and what the clock says.

    Whoever signs in as the chair leads the session that runs now; the member takes part and does not lead.
    """
    # As in any new forum.
    indexes.all_is_due()
    indexes.night_falls()
    result = app.test_cli_runner().invoke(args=["forum", "demo", "--if-empty"])
    assert result.exit_code == 0, result.output
    lines = result.output.strip().splitlines()
    first, second = demo_site.built, dump()
    for name in FROM_A_SEQUENCE:
        first[name], second[name] = _without_numbers(first[name]), _without_numbers(second[name])
    assert {name for name in first if first[name] != second[name]} == set()
    for table in ("thread", "post", "idea", "support", "idea_step", "meeting", "poll"):
        assert len(second[table]) > 0, table
    columns = {f"{table.name}.{column.name}" for table in Model.metadata.sorted_tables for column in table.columns}
    assert columns >= BY_LOT
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
    # No session is planned with fewer people than the rules of its committee ask for (L-06).
    unlike = [one for one in db.session.scalars(select(Meeting)) if quorum_of(one) != usual_quorum(one.committee_id)]
    assert unlike == []
    again = app.test_cli_runner().invoke(args=["forum", "demo", "--if-empty"])
    assert again.output.strip().splitlines() == lines[1:]
    _see_the_desk(app)


def _without_numbers(rows: list[str]) -> list[str]:
    return sorted(re.sub(r"\d+", "#", row) for row in rows)


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


def test_no_idea_of_another_city_is_in_it() -> None:
    """E-43: the ideas of Bonn and Köln come in by import, so no sentence of theirs is in the project's files."""
    ours = " ".join(path.read_text("utf-8") for path in FOLDER.glob("*.toml"))
    theirs = cimt()
    if not theirs:
        pytest.skip("the ideas of the CIMT corpus are not there")
    sentences = {one for _title, text in theirs.values() for one in END.split(text) if len(one) > LONGEST_CHANCE}
    assert len(sentences) > 1000
    assert [one for one in sentences if one in ours] == []
