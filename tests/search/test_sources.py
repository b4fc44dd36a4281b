"""What is searched: everything that people may read is found by them, and by nobody else."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.i18n import language
from forum.core.permissions import Nobody
from forum.discussions.models import Space, Thread
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.meetings.models import AgendaItem
from forum.projects import commands as projects
from forum.projects.models import Project
from forum.search import queries, subscribers
from forum.search.sources import SOURCES
from forum.search.syntax import FilterName
from forum.search.syntax.operators import KINDS
from tests import factories
from tests.factories import Visitor
from tests.search.canaries import CANARIES, EVERYBODY, STANDING, WORD, Stage

Work = Callable[[], int]
# A new feed is asked for its canary as well.
FEEDS = {
    "/raeume.atom", "/raeume/<name>.atom", "/themen/<int:thread_id>.atom", "/vorhaben.atom",
    "/vorhaben/<int:project_id>.atom", "/beschluesse.atom", "/aktivitaeten.atom",
}  # fmt: skip


def finders(stage: Stage, kind: str, word: str = WORD) -> set[str]:
    """Return the roles that find the word in things of this kind; hit and count must agree."""
    found = set()
    for role in sorted(EVERYBODY):
        answer = queries.find(stage.actor(role), word, kind=kind)
        assert bool(answer.found) == bool(answer.total)
        assert all(one.shown.kind == kind and one.shown.url.startswith("/") for one in answer.found)
        if answer.found:
            found.add(role)
    return found


def test_every_kind_has_a_canary() -> None:
    """Q-09: a new kind without one fails here."""
    # Files have theirs in ``test_files``.
    assert set(CANARIES) | set(STANDING) | {"file"} == set(SOURCES)


@pytest.mark.parametrize(
    ("kind", "place"), [(kind, place) for kind in CANARIES for place in range(len(CANARIES[kind]))]
)
def test_each_kind_is_found_by_whoever_may_see_it(app: Flask, kind: str, place: int) -> None:
    """Q-09, Q-16, E-18: one canary per kind and audience, found by each role that may see it and by no other."""
    stage = Stage()
    plant, roles = CANARIES[kind][place]
    plant(stage)
    subscribers.rebuild()
    assert finders(stage, kind) == roles


@pytest.mark.parametrize("kind", sorted(STANDING))
def test_standing_texts_are_found_by_everybody(app: Flask, kind: str) -> None:
    """Q-09: goals and help."""
    stage = Stage()
    subscribers.rebuild()
    assert finders(stage, kind, STANDING[kind]) == EVERYBODY


def _in_feeds(client: Visitor) -> set[str]:
    """Return the feeds that a visitor may read and that hold the canary's word."""
    rules = {
        rule.rule: rule.arguments for rule in client.application.url_map.iter_rules() if rule.rule.endswith(".atom")
    }
    paths = {path for path, names in rules.items() if not names}
    paths |= {f"/raeume/{slug}.atom" for slug in db.session.scalars(select(Space.slug))}
    paths |= {
        f"/themen/{number}.atom" for number in db.session.scalars(select(Thread.id).where(Thread.idea_id.is_(None)))
    }
    paths |= {f"/vorhaben/{number}.atom" for number in db.session.scalars(select(Project.id))}
    assert set(rules) == FEEDS
    answers = {path: client.get(path) for path in paths}
    return {path for path, answer in answers.items() if WORD in answer.get_data(as_text=True)}


def test_no_feed_tells_what_is_closed(app: Flask, client: Visitor) -> None:
    """E-18: canaries for the administration stand in no feed, and the same ones for everybody do.

    The ideas behind a closed decision or project are open, and so are the feeds of their discussions.
    """
    stage = Stage()
    kinds = ("thread", "post", "space", "decision", "project", "news")
    for kind in kinds:
        CANARIES[kind][1][0](stage)
    assert _in_feeds(client) == set()
    for kind in kinds:
        CANARIES[kind][0][0](stage)
    app.extensions["page_cache"].clear()
    assert {"/raeume.atom", "/vorhaben.atom", "/beschluesse.atom"} <= _in_feeds(client)


def test_every_kind_has_an_operator() -> None:
    """Q-26: what the page offers as a kind can be typed."""
    assert set(SOURCES) == set(KINDS.values())


def test_agendas_follow_their_events(app: Flask, work: Work) -> None:
    """Q-14: what is planned, changed and removed reaches the index by its events."""
    stage = Stage()
    CANARIES["agenda_item"][0][0](stage)
    work()
    assert finders(stage, "agenda_item") == EVERYBODY
    item = db.session.scalars(select(AgendaItem).where(AgendaItem.title.contains(WORD))).one()
    meeting, number = item.meeting_id, item.id
    chair = stage.actor("chair")
    changes = {"title": f"Ein {WORD}", "level": "committee", "version": item.version}
    factories.act(chair, meeting, "item.change", item_id=number, **changes)  # type: ignore[arg-type]
    work()
    assert finders(stage, "agenda_item") == {"council", "chair"}
    factories.act(chair, meeting, "item.remove", item_id=number)  # type: ignore[arg-type]
    work()
    assert finders(stage, "agenda_item") == set()


@pytest.mark.parametrize("kind", ["idea", "decision", "project", "dossier"])
def test_what_names_a_hidden_or_blackened_idea_is_not_found_by_its_words(app: Flask, work: Work, kind: str) -> None:
    """E-18, Q-16, M-13: neither idea, paper, decision nor project, and the words are back with the idea."""
    stage = Stage()
    number = factories.idea(state="beschlossen", title=f"Ein {WORD} am Markt").id
    with transaction():
        plan = projects.Basics(**factories.project_values(title=f"Ein {WORD} am Markt"))
        projects.start_project(factories._inside("staff"), db.session.get_one(Idea, number), plan)
    work()
    assert finders(stage, kind) == EVERYBODY
    moderator = factories.person("moderator").id
    with transaction():
        ideas.hide_idea(db.session.get_one(Person, moderator), db.session.get_one(Idea, number), ground="Regel 2")
    work()
    assert finders(stage, kind) == set()
    with transaction():
        ideas.restore_idea(db.session.get_one(Person, moderator), db.session.get_one(Idea, number))
    work()
    assert finders(stage, kind) == EVERYBODY
    with transaction():
        found = db.session.get_one(Idea, number)
        versions = ideas.redact_idea(db.session.get_one(Person, moderator), found, [f"Ein {WORD}"])
    work()
    assert finders(stage, kind) == set()
    with transaction():
        actor, found = db.session.get_one(Person, moderator), db.session.get_one(Idea, number)
        ideas.unredact_idea(actor, found, versions, [f"Ein {WORD}"])
    work()
    assert finders(stage, kind) == EVERYBODY


def test_answers_go_with_an_idea_that_is_withdrawn(app: Flask, work: Work) -> None:
    """Q-14, Q-16, Q-32: they are in no count, no facet and no proposal any more."""
    author = factories.person().id
    number = factories.idea(author=db.session.get_one(Person, author)).id
    with transaction():
        said = ideas.Answer(text=f"Wir prüfen den {WORD} im nächsten Jahr.")
        ideas.note_answer(factories._inside("staff"), db.session.get_one(Idea, number), said)
    work()
    assert queries.find(Nobody(), WORD, everything=True).facets[FilterName.KIND] == {"answer": 1}
    with transaction():
        ideas.withdraw_idea(db.session.get_one(Person, author), db.session.get_one(Idea, number))
    work()
    found = queries.find(Nobody(), WORD, everything=True)
    assert (found.total, found.facets[FilterName.KIND]) == (0, {})
    subscribers.rebuild()
    assert queries.find(Nobody(), WORD, everything=True).facets[FilterName.KIND] == {}


@pytest.mark.parametrize("asked", ["de", "en"])
def test_standing_texts_keep_their_language_whoever_asks(app: Flask, asked: str) -> None:
    """Q-11: their words are kept for all, so the language of the one who asks first must not get into them."""
    app.extensions.pop("search_help", None)
    with app.test_request_context("/suche", query_string={"sprache": asked}):
        assert language() == asked
        german, english = (SOURCES["help"].shown(Nobody(), [number])[number] for number in (5, 105))
    assert (german.title, german.language) == ("Erklärung zur Barrierefreiheit", "de")
    assert (english.title, english.language) == ("Accessibility statement", "en")
