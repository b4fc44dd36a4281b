"""Undoing takes back what was done last, and notifiers hear of the content only (M-03, M-15, S-10)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.mail import Mail
from forum.discussions.models import Post
from forum.ideas.models import Idea
from forum.moderation import commands, targets
from forum.moderation.commands import Decision
from forum.moderation.models import CaseState
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import bad_post, decide, report, the_case
from tests.moderation.test_complaints import REASONS
from tests.moderation.test_measures import take
from tests.moderation.test_redoing import moderator, restore, the, undo

SignIn = Callable[[Person], Visitor]


def test_notifiers_hear_why_of_the_content_and_not_of_the_account(
    app: Flask, client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """S-10: a sanction, its reasons and what became of it belong to the author; no mail and no page tells them."""
    mine = sign_in(factories.person())
    post = bad_post()
    state = report(client, post, email="n@example.org")
    report(mine, db.session.get_one(Post, post.id))
    desk = sign_in(the(moderator()))
    why, sanction, lifted = (
        "Der Beitrag beleidigt eine Person.",
        "Der vierte Vorfall in zwei Wochen.",
        "Die Person ist krank.",
    )
    assert decide(desk, the_case(), "verbergen", facts=why) == 303
    assert decide(desk, the_case(), "massnahme", measure="limit", days="3", facts=sanction) == 303
    assert why in client.get(state).text
    assert decide(desk, the_case(), "wiederherstellen", facts=lifted) == 303
    letters = db.session.scalars(select(Mail).where(Mail.to_address == "n@example.org").order_by(Mail.id)).all()
    told = [letter.text for letter in letters if "gemeldeten Inhalt" in letter.text]
    assert len(told) == 1
    for text in (*told, client.get(state).text, mine.get("/konto/meldungen").text, mine.get("/konto/meldungen/2").text):
        assert why in text
        assert sanction not in text
        assert lifted not in text


def test_a_sanction_alone_is_told_without_its_reasons(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """S-10: that something was done is told, and that the content stays."""
    state = report(client, bad_post(), email="n@example.org")
    sanction = "Der vierte Vorfall in zwei Wochen."
    desk = sign_in(the(moderator()))
    assert decide(desk, the_case(), "massnahme", measure="limit", days="3", facts=sanction) == 303
    letter = db.session.scalars(select(Mail).where(Mail.to_address == "n@example.org").order_by(Mail.id.desc())).first()
    assert letter is not None
    assert "hat etwas unternommen" in letter.text
    for text in (letter.text, client.get(state).text):
        assert sanction not in text
        assert "Begründung" not in text


def test_undoing_a_dismissal_hides_nothing(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """M-15: also where the same words stand below both decisions."""
    number = moderator()
    post_id = bad_post().id
    report(client, db.session.get_one(Post, post_id))
    desk = sign_in(the(number))
    assert decide(desk, the_case(), "verbergen") == 303
    assert decide(desk, the_case(), "wiederherstellen", facts=REASONS) == 303
    report(client, db.session.get_one(Post, post_id))
    assert decide(desk, the_case(), "abweisen", facts=REASONS) == 303
    desk.submit(f"{the_case().url}/rueckgaengig")
    assert (the_case().state, db.session.get_one(Post, post_id).state) == (CaseState.OPEN, "visible")


def test_what_fell_last_holds_again(app: Flask) -> None:
    """M-15: of two measures that were taken back for the same reason."""
    number = moderator()
    post_id = factories.post(factories.thread(), text="Anna Muster wohnt im Nussberg 7.").id
    take(post_id, number, "hide")
    take(post_id, number, "limit", days=3)
    restore(number)
    restore(number)
    undo(number)
    assert [(row.measure, row.stands) for row in the_case().statements] == [("hide", True), ("limit", False)]


def test_the_second_of_two_who_undo_reads_what_the_first_did(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """M-03: an older page undoes nothing else than what it showed."""
    one, two = moderator(), moderator()
    post_id = bad_post().id
    report(client, db.session.get_one(Post, post_id))
    first, second = sign_in(the(one)), sign_in(the(two))
    assert decide(first, the_case(), "verbergen") == 303
    assert decide(first, the_case(), "wiederherstellen", facts=REASONS) == 303
    seen = the_case().version
    assert f'name="version" value="{seen}"' in second.get(the_case().url).text
    assert first.submit(f"{the_case().url}/rueckgaengig", version=str(seen)).status_code == 303
    assert db.session.get_one(Post, post_id).state != "visible"
    reason = "Das Wiederherstellen war ein Versehen, bitte wieder verbergen."
    late = second.submit(f"{the_case().url}/rueckgaengig", text=reason, version=str(seen))
    assert late.status_code == 409
    assert reason in late.text
    assert db.session.get_one(Post, post_id).state != "visible"
    with pytest.raises(Conflict):
        commands.undo(the(two), the_case(), reason=reason, version=seen)


def test_an_idea_that_many_support_is_not_hidden_alone_by_undoing(app: Flask) -> None:
    """M-23: it reached its threshold after it was shown again."""
    number, idea_id = moderator(), factories.idea().id
    with transaction():
        actor = the(number)
        case = commands.open_case_for(actor, targets.load(actor, "idea", idea_id))
        commands.take_measure(actor, case, Decision(rule="respekt", facts=REASONS, version=case.version))
    restore(number)
    with transaction():
        db.session.get_one(Idea, idea_id).threshold_reached_at = now()
    with pytest.raises(Conflict, match="niemand sie allein"):
        undo(number)
    assert db.session.get_one(Idea, idea_id).hidden_at is None
