"""A decision about words that are not there any more: the moderator sees what changed, and keeps what was typed (M-03)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostState
from forum.moderation import commands, targets
from forum.moderation.models import Case, CaseState, Statement
from forum.moderation.target import TextChanged, mark_of
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import bad_post, report, the_case

SignIn = Callable[[Person], Visitor]
FACTS = "Der Beitrag beleidigt eine Person."
BEFORE, AFTER = "Kanarienvogel-Beschimpfung", "Nun ein ganz harmloser Satz."


def edit(post_id: int) -> None:
    """Let the author write something else."""
    with transaction():
        post = db.session.get_one(Post, post_id)
        author = db.session.get_one(Person, post.author_id or 0)
        discussions.edit_post(author, post, text=AFTER, version=post.version)


@pytest.mark.parametrize("step", ["verbergen", "abweisen", "massnahme"])
def test_a_decision_about_other_words_changes_nothing(client: Visitor, sign_in: SignIn, step: str) -> None:
    """M-03: 409 with what changed; the reason stays in the form, and the next press counts for the new words."""
    post_id = bad_post().id
    report(client, db.session.get_one(Post, post_id))
    moderator = sign_in(factories.person("moderator"))
    page = moderator.get(the_case().url).text
    assert f'name="gesehen" type="hidden" value="{BEFORE}"' in page
    fields = {"rule": "respekt", "facts": FACTS, "version": str(the_case().version), "measure": "lock_branch"}
    edit(post_id)
    answer = moderator.submit(the_case().url, schritt=step, gesehen=BEFORE, **fields)
    assert answer.status_code == 409
    assert "Der Inhalt wurde geändert" in answer.text
    assert "<del>" in answer.text
    assert "<ins>" in answer.text
    assert FACTS in answer.text
    assert f'name="gesehen" type="hidden" value="{AFTER}"' in answer.text
    assert the_case().state == CaseState.OPEN
    assert db.session.get_one(Post, post_id).state == PostState.VISIBLE
    assert not db.session.scalars(select(Statement)).all()
    again = {**fields, "version": str(the_case().version)}
    assert moderator.submit(the_case().url, schritt=step, gesehen=AFTER, **again).status_code == 303
    assert the_case().state != CaseState.OPEN


def test_blanks_are_no_change(client: Visitor, sign_in: SignIn) -> None:
    """M-03: browsers send line ends of their own."""
    post = factories.post(factories.thread(), text="Erste Zeile.\n\nZweite Zeile.")
    report(client, post)
    moderator = sign_in(factories.person("moderator"))
    fields = {"rule": "respekt", "facts": FACTS, "version": str(the_case().version)}
    sent = moderator.submit(the_case().url, schritt="verbergen", gesehen="Erste Zeile.\r\n\r\nZweite Zeile.", **fields)
    assert sent.status_code == 303


def test_of_many_the_one_that_changed_fails_alone(client: Visitor, sign_in: SignIn) -> None:
    """M-03, M-22: each case of an act on many keeps the mark of its own words."""
    ids = [bad_post().id for _one in range(2)]
    for number in ids:
        report(client, db.session.get_one(Post, number))
    moderator = sign_in(factories.person("moderator"))
    cases = {case.target_id: case.id for case in db.session.scalars(select(Case))}
    page = moderator.get("/moderation/sammeln?" + "&".join(f"fall={number}" for number in cases.values())).text
    assert page.count(f'value="{mark_of(BEFORE)}"') == 2
    marks = {f"gesehen-{number}": mark_of(BEFORE) for number in cases.values()}
    versions = {f"version-{number}": str(db.session.get_one(Case, number).version) for number in cases.values()}
    edit(ids[0])
    fields = {"fall": [*cases.values()], "rule": "respekt", "facts": FACTS, "schritt": "verbergen"}
    assert moderator.submit("/moderation/sammeln", **fields, **versions, **marks).status_code == 200
    states = [db.session.get_one(Post, number).state for number in ids]
    assert states == [PostState.VISIBLE, PostState.HIDDEN]


def test_an_account_goes_on_writing_while_it_is_decided_about(app: Flask) -> None:
    """M-22: all its posts are meant, so a newer one is no reason to stop."""
    post = bad_post()
    author_id, thread, moderator = post.author_id or 0, post.thread, factories.person("moderator").id
    with transaction():
        who = db.session.get_one(Person, moderator)
        target = targets.load(who, "account", author_id)
        commands.open_case_for(who, target)
    factories.post(thread, db.session.get_one(Person, author_id), text="Und noch ein Satz von mir.")
    with transaction():
        who, case = db.session.get_one(Person, moderator), the_case()
        commands.hide(who, case, rule="werbung", facts=FACTS, version=case.version, seen=target.mark)
    assert the_case().state == CaseState.ACTED


def test_the_command_refuses_whatever_door_it_came_through(client: Visitor, app: Flask) -> None:
    """M-03, E-39: a mark of other words is a conflict that names the thing."""
    report(client, bad_post())
    moderator = factories.person("moderator").id
    for act in (commands.dismiss, commands.hide):
        words = {"reason": FACTS} if act is commands.dismiss else {"rule": "respekt", "facts": FACTS}
        seen = {"version": the_case().version, "seen": mark_of("Etwas ganz anderes.")}
        with pytest.raises(TextChanged) as caught, transaction():
            act(db.session.get_one(Person, moderator), the_case(), **seen, **words)  # type: ignore[operator]
        assert isinstance(caught.value, Conflict)
