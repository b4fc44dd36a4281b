"""The pages of surveys: answering without losing anything, and writing one from its title to its end."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import local, now
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.surveys import commands
from forum.surveys.models import Kind, Question, State, Survey, Turnout, Words
from tests import factories
from tests.factories import Visitor
from tests.surveys.making import (
    AGE,
    EVERY_KIND,
    ORDER,
    WHERE,
    WORDS,
    answer,
    drafted,
    end,
    process,
    question_ids,
    running,
)

SignIn = Callable[[Person], Visitor]
TEXT = "Bitte auch an die denken, die nicht lange stehen können."


def typed(moment: timedelta) -> str:
    return local(now() + moment).strftime("%Y-%m-%dT%H:%M")


def test_nothing_that_was_chosen_or_typed_is_lost_by_a_mistake(app: Flask, sign_in: SignIn) -> None:
    """B-23, A-14: every complaint stands at its question, and the sheet comes back as it was."""
    survey = running(None, *EVERY_KIND)
    where, which, how_well, order, words, age = question_ids(survey)
    client = sign_in(factories.person())
    sheet = {f"q{which}": ["0", "1", "2"], f"q{how_well}": "3", f"q{words}": TEXT, f"q{age}": "2"}
    ranks = {f"q{order}-0": "1", f"q{order}-1": "1", f"q{order}-2": "3"}
    path = f"/umfragen/{survey.id}/antworten"
    answered = client.submit(path, version=survey.version, **sheet, **ranks)
    page = answered.get_data(as_text=True)
    assert answered.status_code == 422
    assert "Bitte beantworten Sie diese Frage." in page
    page = client.submit(path, version=survey.version, **{f"q{where}": "1"}, **sheet, **ranks).get_data(as_text=True)
    assert "Bitte wählen Sie höchstens 2 Antworten." in page
    assert "Bitte vergeben Sie jeden Platz genau einmal." in page
    assert f'aria-describedby="q{order}-hint"' in page
    assert TEXT in page
    assert page.count(" checked") == 6
    assert page.count(" selected") == 3
    assert db.session.scalars(select(Turnout)).all() == []
    odd = client.submit(path, version=survey.version, **{f"q{where}": "9", f"q{which}": ["x"], f"q{age}": "-1"})
    assert odd.status_code == 422
    assert odd.get_data(as_text=True).count("Diese Auswahl gibt es nicht.") >= 3


def test_whoever_answered_is_thanked_and_asked_no_more(app: Flask, sign_in: SignIn) -> None:
    """B-23: the page says that the answers count and why they cannot be shown; a second sheet keeps its text."""
    survey = running(None, WHERE, WORDS)
    where, words = question_ids(survey)
    path, url, version = f"/umfragen/{survey.id}/antworten", survey.url, survey.version
    client = sign_in(factories.person())
    assert client.submit(path, version=version, **{f"q{where}": "0"}).location == url
    page = client.get(url).get_data(as_text=True)
    assert "Sie haben teilgenommen" in page
    assert "Antworten absenden" not in page
    second = client.submit(path, version=version, **{f"q{where}": "1", f"q{words}": TEXT})
    assert second.status_code == 409
    assert TEXT in second.get_data(as_text=True)
    assert 'for="typed-1">Was möchten Sie uns noch sagen?</label>' in second.get_data(as_text=True)
    assert "Sie haben schon teilgenommen" in second.get_data(as_text=True)


def test_a_sheet_that_comes_too_late_is_refused_and_gives_its_text_back(app: Flask, sign_in: SignIn) -> None:
    """B-23, B-21: also in a page that was opened before the end."""
    survey = running(None, WHERE, WORDS)
    where, words = question_ids(survey)
    number = survey.id
    client = sign_in(factories.person())
    end(survey)
    late = client.submit(f"/umfragen/{number}/antworten", version=3, **{f"q{where}": "1", f"q{words}": TEXT})
    assert late.status_code == 409
    assert TEXT in late.get_data(as_text=True)


def test_a_sheet_of_older_questions_is_shown_again_with_the_new_ones(app: Flask, sign_in: SignIn) -> None:
    """B-23: what was chosen stays where the question stayed; the next click counts."""
    survey = running(None, WHERE, WORDS)
    where, words = question_ids(survey)
    number, version = survey.id, survey.version
    client, path = sign_in(factories.person()), f"/umfragen/{survey.id}/antworten"
    with transaction():
        commands.add_question(SYSTEM, db.session.get_one(Survey, number), AGE, version=version)
    sheet = {f"q{where}": "2", f"q{words}": TEXT}
    old = client.submit(path, version=version, **sheet)
    assert old.status_code == 409
    page = old.get_data(as_text=True)
    assert TEXT in page
    assert AGE.text in page
    assert f'name="version" type="hidden" value="{version + 1}"' in page
    assert client.submit(path, version=version + 1, **sheet).status_code == 303


def test_visitors_read_the_questions_and_are_led_to_the_sign_in(app: Flask, client: Visitor) -> None:
    """B-23: reading needs no account; what the forum knows of those who take part stands beside the questions."""
    survey = running(None, WHERE, ORDER)
    page = client.get(survey.url).get_data(as_text=True)
    assert WHERE.text in page
    assert "Anmelden und teilnehmen" in page
    assert "Was das Forum über Ihre Teilnahme weiß" in page
    answered = client.submit(f"/umfragen/{survey.id}/antworten", version=1)
    assert answered.status_code == 303
    assert "/anmelden" in answered.location


def test_the_staff_office_writes_a_survey_step_by_step(app: Flask, sign_in: SignIn) -> None:
    """B-23: title and time, five kinds of questions, order, preview, publishing; each mistake keeps what was typed."""
    space = process()
    client = sign_in(factories.person("staff"))
    assert client.get("/stabsstelle/umfragen").status_code == 200
    new = f"/stabsstelle/raeume/{space.slug}/umfragen/neu"
    times = {"phase": "open", "opens_at": typed(timedelta(minutes=-1)), "closes_at": typed(timedelta(days=3))}
    assert client.get(new).status_code == 200
    wrong = client.submit(new, title="Wo fehlen Bänke?", text=TEXT, **{**times, "closes_at": typed(timedelta(days=40))})
    assert wrong.status_code == 422
    assert "Die Phase endet schon" in wrong.get_data(as_text=True)
    assert TEXT in wrong.get_data(as_text=True)
    desk = client.submit(new, title="Wo fehlen Bänke?", text=TEXT, **times).location
    survey = db.session.scalars(select(Survey)).one()
    number = survey.id
    assert "Veröffentlichen" not in client.get(desk).get_data(as_text=True)
    fields = {"text": "Was meinen Sie dazu?", "options": "Ja\nNein\nVielleicht", "points": "5", "required": "y"}
    for version, kind in enumerate(Kind, start=1):
        ask = f"/umfragen/{number}/fragen/neu?art={kind}"
        assert client.get(ask).status_code == 200
        assert client.submit(ask, version=version, **fields).status_code == 303, kind
    last, first = question_ids(survey)[-1], question_ids(survey)[0]
    client.submit(f"/umfragen/{number}/fragen/{last}/ordnen", akt="hoch", version=6)
    client.submit(f"/umfragen/{number}/fragen/{first}/ordnen", akt="entfernen", version=7)
    assert question_ids(survey)[-2] == last
    assert first not in question_ids(survey)
    change = f"/umfragen/{number}/fragen/{last}"
    stale = client.submit(change, version=2, **{**fields, "text": "Und was noch?"})
    assert stale.status_code == 409
    assert "Und was noch?" in stale.get_data(as_text=True)
    assert client.submit(change, version=8, **{**fields, "text": "Und was noch?"}).status_code == 303
    assert db.session.get_one(Question, last).text == "Und was noch?"
    assert "Absenden lässt sich hier nichts" in client.get(f"/umfragen/{number}/vorschau").get_data(as_text=True)
    edit = f"/umfragen/{number}/bearbeiten"
    stale = client.submit(edit, title="Wo fehlen sie?", version=1, **times)
    assert stale.status_code == 409
    assert "So steht es jetzt da" in stale.get_data(as_text=True)
    assert client.submit(edit, title="Wo fehlen sie?", version=9, **times).status_code == 303
    assert client.submit(f"/umfragen/{number}/veroeffentlichen", version=10).status_code == 303
    found = db.session.get_one(Survey, number)
    assert (found.state, found.title) == (State.PUBLISHED, "Wo fehlen sie?")


def test_the_end_is_moved_and_a_survey_withdrawn_at_the_desk(app: Flask, sign_in: SignIn) -> None:
    """B-23: a mistake is told beside the field; a draft is thrown away by a button."""
    survey = running()
    number, draft = survey.id, drafted().id
    client = sign_in(factories.person("staff"))
    desk = f"/umfragen/{number}"
    assert client.submit(f"{desk}/verlaengern", closes_at=typed(timedelta(days=1))).status_code == 422
    assert client.submit(f"{desk}/verlaengern", closes_at=typed(timedelta(days=9))).status_code == 303
    assert client.submit(f"{desk}/zurueckziehen", reason="nein").status_code == 422
    assert client.submit(f"{desk}/zurueckziehen", reason="Eine Frage war falsch.").status_code == 303
    assert client.submit(f"/umfragen/{draft}/verwerfen").status_code == 303
    assert db.session.get(Survey, draft) is None


def test_typed_answers_are_read_before_everybody_does(app: Flask, sign_in: SignIn) -> None:
    """B-23: moderation and staff office let a text pass or keep it back, and may think again; citizens may not."""
    survey = running(None, WORDS)
    for _person in range(5):
        answer(survey, TEXT)
    number = survey.id
    end(survey)
    texts = f"/umfragen/{number}/texte"
    first = db.session.scalars(select(Words.id).order_by(Words.id)).first()
    assert sign_in(factories.person()).get(texts).status_code == 403
    client = sign_in(factories.person("moderator"))
    assert client.get(texts).get_data(as_text=True).count(TEXT) == 5
    assert client.submit(f"{texts}/{first}", zeigen="1").location == texts
    assert client.get(texts).get_data(as_text=True).count(TEXT) == 4
    assert client.submit(f"{texts}/{first}", zeigen="0", back="https://example.org/").location == texts
    assert db.session.get_one(Words, first).shown is False
    assert client.get(f"{texts}?alle=1").get_data(as_text=True).count(TEXT) == 5
