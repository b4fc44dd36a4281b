"""Likely twins: found by the worker, merged with a click, and not shown again once somebody said they are none."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Forbidden
from forum.core.events import LoggedEvent
from forum.ideas import commands, queries
from forum.ideas.models import Idea, IdeaTwin
from forum.ideas.similar import LEAST_SAMENESS
from tests import factories
from tests.benchmarks import similar
from tests.factories import REASON, Visitor

SignIn = Callable[[Person], Visitor]
BENCH = "Auf dem Hagenmarkt fehlen Sitzbänke mit Lehne, auf denen ältere Menschen auf die Straßenbahn warten können."


def the(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def pairs(staff_id: int) -> list[tuple[int, int]]:
    db.session.rollback()
    return [(pair.one.id, pair.other.id) for pair in queries.twins(person(staff_id), None).items]


@pytest.fixture
def staff(app: Flask) -> int:
    return factories.person("staff").id


@pytest.fixture
def bench(app: Flask) -> tuple[int, int]:
    """Two ideas that mean the same, and one that does not."""
    first = factories.idea(title="Sitzbänke am Hagenmarkt aufstellen", text=BENCH).id
    second = factories.idea(title="Mehr Sitzbänke auf dem Hagenmarkt", text=f"{BENCH} Bitte bald!").id
    factories.idea(title="Offenes WLAN in allen Bibliotheken", text="Wer in der Bibliothek lernt, braucht Netz.")
    return first, second


def test_the_worker_finds_pairs_with_score_and_words(
    bench: tuple[int, int], staff: int, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """N-05: on a page for staff; other people have none."""
    work()
    commands.find_twins()
    assert pairs(staff) == [bench]
    row = db.session.get_one(IdeaTwin, bench)
    assert row.score >= LEAST_SAMENESS * 1000
    assert {"sitzbae", "hagenma"} <= set(row.words)
    page = sign_in(person(staff)).get("/stabsstelle/zwillinge").text
    assert "Sitzbänke am Hagenmarkt aufstellen" in page
    assert "sitzbae" in page
    assert f"{round(row.score / 10)} % gleich" in page
    assert sign_in(factories.person("board", "moderator")).get("/stabsstelle/zwillinge").status_code == 403


def test_a_dismissed_pair_comes_back_only_with_another_text(bench: tuple[int, int], staff: int) -> None:
    """N-05."""
    commands.find_twins()
    moderator = factories.person("moderator").id
    with pytest.raises(Forbidden), transaction():
        commands.dismiss_twins(person(moderator), *bench)
    for _twice in range(2):
        with transaction():
            commands.dismiss_twins(person(staff), *bench)
    assert pairs(staff) == []
    assert db.session.scalar(select(func.count()).where(LoggedEvent.type == "TwinsDismissed")) == 1
    # Sorting an idea, supporting it, and looking once more change nothing.
    with transaction():
        commands.support(factories._inside(), the(bench[0]))
        commands.sort_idea(person(staff), the(bench[0]), goals=(), category="daten", districts=(), place="")
        the(bench[1]).twins_version = 0
    assert commands.find_twins() == 1
    assert pairs(staff) == []
    with transaction():
        idea = the(bench[0])
        content = commands.Content(title=idea.title, text=f"{BENCH} Auch für Kinder.")
        commands.edit(idea.author, idea, content, version=idea.version, reason="Kinder ergänzt")
    commands.find_twins()
    assert pairs(staff) == [bench]


def test_a_text_that_says_something_else_now_ends_the_pair(bench: tuple[int, int], staff: int) -> None:
    """N-05."""
    commands.find_twins()
    with transaction():
        idea = the(bench[0])
        content = commands.Content(title="Brunnen wieder anstellen", text="Die Brunnen der Innenstadt sind trocken.")
        commands.edit(idea.author, idea, content, version=idea.version, reason="Anderes Thema")
    commands.find_twins()
    assert db.session.scalar(select(func.count()).select_from(IdeaTwin)) == 0


def test_pairs_that_cannot_be_merged_are_not_shown(bench: tuple[int, int], staff: int) -> None:
    """N-05: hidden ideas are gone, merged ones are done."""
    commands.find_twins()
    with transaction():
        commands.hide_idea(person(factories._inside("moderator").id), the(bench[0]), ground="Regel 3")
    assert pairs(staff) == []
    with transaction():
        commands.restore_idea(person(factories._inside("moderator").id), the(bench[0]))
    with transaction():
        commands.merge_ideas(person(staff), bench[0], [bench[1]], reason=REASON)
    assert pairs(staff) == []


def test_a_cluster_leads_to_the_merging_form_with_one_click(
    bench: tuple[int, int], staff: int, sign_in: SignIn
) -> None:
    """N-05: the idea with most support is the one in which the others live on; they are ticked already."""
    third = factories.idea(title="Sitzbänke für den Hagenmarkt", text=f"{BENCH} Vielen Dank!").id
    with transaction():
        commands.support(factories._inside(), the(bench[1]))
    while commands.find_twins():
        pass
    visitor = sign_in(person(staff))
    page = visitor.get("/stabsstelle/zwillinge").text
    link = f"/ideen/{bench[1]}/zusammenfuehren?mit={bench[0]},{third}"
    assert link in page.replace("%2C", ",")
    form = visitor.get(link).text
    for number in (bench[0], third):
        assert f'value="{number}"' in form
    assert form.count("checked") == 2
    assert visitor.get(f"/ideen/{bench[1]}/zusammenfuehren?mit=x,,9999999999999999999").status_code == 200


def test_the_page_asks_the_same_number_of_questions_for_few_and_many_pairs(
    bench: tuple[int, int], staff: int, sign_in: SignIn
) -> None:
    """N-05: nothing is compared in a request."""
    visitor = sign_in(person(staff))

    def questions() -> int:
        count = 0

        def counting(*_args: object) -> None:
            nonlocal count
            count += 1

        visitor.get("/stabsstelle/zwillinge")
        event.listen(db.engine, "before_cursor_execute", counting)
        try:
            assert visitor.get("/stabsstelle/zwillinge").status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", counting)
        return count

    commands.find_twins()
    few = questions()
    for number in range(4):
        factories.idea(title="Sitzbänke am Hagenmarkt aufstellen", text=f"{BENCH} Zum {number}. Mal.")
    commands.find_twins()
    assert len(pairs(staff)) > 5
    assert questions() == few


def test_labelled_pairs_of_real_ideas_are_told_apart() -> None:
    """N-04, N-05: at least the measured quality of ``docs/similar-ideas.md``, and better than titles alone."""
    if not list(similar.folder().glob("*.tsv")):
        pytest.skip("the CIMT data is not here; FORUM_CIMT names its folder")
    ideas, labels = similar.read_ideas(), similar.read_labels()
    assert len(labels) >= 50
    measured, titles = similar.twins(ideas, labels), similar.titles_alone(ideas, labels)
    assert measured["precision"] >= 0.75
    assert measured["recall"] >= 0.75
    assert measured["precision"] > titles["precision"]


def test_a_hit_beside_the_form_can_be_supported_at_once(
    sign_in: SignIn, client: Visitor, work: Callable[[], int]
) -> None:
    """N-04: each hit has the button; ideas that take no support and visitors have none."""
    open_idea = factories.idea(title="Fehlender Radweg am Bültenweg")
    factories.idea(state="board", title="Fehlender Radweg an der Celler Straße")
    work()
    visitor = sign_in(factories.person())
    page = visitor.get("/ideen/aehnlich?titel=Fehlender Radweg am Bültenweg").text
    assert page.count("Das ist meine Idee – unterstützen") == 1
    assert f"/ideen/{open_idea.id}/unterstuetzen" in page
    assert visitor.submit(f"/ideen/{open_idea.id}/unterstuetzen").status_code == 303
    assert the(open_idea.id).support_count == 1
    assert "unterstützen</" not in client.get("/ideen/aehnlich?titel=Fehlender Radweg am Bültenweg").text
