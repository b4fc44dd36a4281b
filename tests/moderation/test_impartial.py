"""Who has made up their mind neither decides nor answers, and what colleagues decided falls with a reason (M-24, S-04)."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.discussions.models import SpaceKind
from forum.moderation import commands, targets
from forum.moderation.commands.bulk import decide_many, undo_many
from forum.moderation.models import CaseState, Complaint
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import bad_post, decide, report, the_case
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_measures import take

SignIn = Callable[[Person], Visitor]


def the(number: int) -> Person:
    return db.session.get_one(Person, number)


def moderator() -> int:
    return factories.person("moderator").id


def hand_over(actor_id: int, handle: str) -> None:
    """Give the only case to somebody."""
    with transaction():
        commands.hand_over(the(actor_id), the_case(), handle=handle, text="Bitte sieh dir das an.")


def test_no_case_goes_to_somebody_who_has_to_do_with_it(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """M-24, M-04: neither to its author nor to a notifier or to who was overruled; and those hand it to nobody."""
    author, notifier, overruled, fair = moderator(), moderator(), moderator(), moderator()
    post_id = factories.post(factories.thread(), the(author)).id
    statement = take(post_id, overruled, "hide")
    assert sign_in(the(author)).submit(f"{statement.url}/beschwerde", text=TEXT).status_code == 303
    with transaction():
        found = the_case().complaints[0]
        commands.answer_complaint(the(fair), found, outcome="reversed", reasons=REASONS, version=found.version)
    with transaction():
        target = targets.load(the(notifier), "post", post_id)
        commands.file_notice(the(notifier), target, rule="respekt", explanation=TEXT, good_faith=True)
    for number in (author, notifier, overruled):
        with pytest.raises(Invalid) as caught:
            hand_over(fair, the(number).handle)
        assert "hat selbst mit dem Fall zu tun" in str(caught.value.fields["handle"])
        with pytest.raises(Invalid, match="suchen andere aus"):
            hand_over(number, the(fair).handle)
        with pytest.raises(Conflict, match="suchen andere aus"), transaction():
            commands.claim(the(number), the_case())
        assert "Ich bearbeite das" not in sign_in(the(number)).get(the_case().url).text
    assert the_case().claimed_by is None
    assert "Ich bearbeite das" in sign_in(the(fair)).get(the_case().url).text
    page = sign_in(the(fair)).submit(f"{the_case().url}/uebergeben", handle=the(author).handle, text="Bitte du.")
    assert page.status_code == 422
    assert "Bitte wählen Sie jemand anderes." in page.text
    other = moderator()
    hand_over(fair, the(other).handle)
    assert the_case().claimed_by == other


def test_nobody_gets_a_case_that_they_cannot_read(app: Flask) -> None:
    """M-25, M-04: what stands in a room of the staff goes to those who read there."""
    room = factories.space(SpaceKind.STAFF)
    inside, outside = factories.person("moderator", "staff").id, moderator()
    post_id = factories.post(factories.thread(the(inside), room), factories.person("staff")).id
    third = factories.person("moderator", "staff").id
    with transaction():
        commands.open_case_for(the(third), targets.load(the(third), "post", post_id))
    with pytest.raises(Invalid) as caught:
        hand_over(third, the(outside).handle)
    assert "nicht lesen" in str(caught.value.fields["handle"])
    hand_over(third, the(inside).handle)


def test_whoever_hid_it_before_answers_no_complaint_about_the_second_time(client: Visitor, sign_in: SignIn) -> None:
    """S-04, M-24: also where the first decision was undone at once; a third person answers."""
    post = bad_post()
    author = post.author_id or 0
    first, second, third = moderator(), moderator(), moderator()
    report(client, post)
    assert decide(sign_in(the(first)), the_case(), "verbergen") == 303
    with transaction():
        commands.undo(the(first), the_case())
    assert decide(sign_in(the(second)), the_case(), "verbergen") == 303
    url = the_case().statements[1].url
    assert sign_in(the(author)).submit(f"{url}/beschwerde", text=TEXT).status_code == 303

    def answer(number: int) -> None:
        with transaction():
            found = db.session.get_one(Complaint, the_case().complaints[0].id)
            commands.answer_complaint(the(number), found, outcome="reversed", reasons=REASONS, version=found.version)

    for number in (first, second):
        with pytest.raises(Forbidden):
            answer(number)
    page = sign_in(the(first)).get(the_case().complaints[0].url).text
    assert "Darauf antwortet jemand anderes" in page
    answer(third)
    assert the_case().complaints[0].answered_by == third


@pytest.mark.parametrize("step", ["verbergen", "abweisen"])
def test_undoing_what_a_colleague_decided_takes_a_reason(client: Visitor, sign_in: SignIn, step: str) -> None:
    """M-15: one's own slip needs none; that of a colleague is explained to the author and to the colleague."""
    report(client, bad_post())
    first, second = moderator(), moderator()
    own = sign_in(the(first))
    assert decide(own, the_case(), step) == 303
    assert "undo-text" not in own.get(the_case().url).text
    colleague = sign_in(the(second))
    assert "undo-text" in colleague.get(the_case().url).text
    refused = colleague.submit(f"{the_case().url}/rueckgaengig", text="kurz")
    assert refused.status_code == 422
    assert "kurz" in refused.text
    assert the_case().state != CaseState.OPEN
    assert colleague.submit(f"{the_case().url}/rueckgaengig", text=REASONS).status_code == 303
    assert the_case().state == CaseState.OPEN
    assert REASONS in own.get(the_case().url).text
    if step == "verbergen":
        assert the_case().statements[0].revert_reason == REASONS


def test_many_decisions_of_a_colleague_are_undone_one_by_one(app: Flask, client: Visitor) -> None:
    """M-15, M-22: each refuses for itself and says where a reason can be given."""
    report(client, bad_post())
    first, second = moderator(), moderator()
    with transaction():
        key = decide_many(
            the(first), {the_case().id: the_case().version}, step="verbergen", facts=REASONS, rule="respekt"
        ).key
    with transaction():
        found = undo_many(the(second), key)
    assert found.done == []
    assert all("mit einer Begründung" in sentence for sentence in found.refused.values())
    with pytest.raises(Invalid), transaction():
        commands.undo(the(second), the_case())
    with transaction():
        assert undo_many(the(first), key).done == [the_case().id]
    with pytest.raises(Conflict), transaction():
        commands.undo(the(first), the_case())


def test_the_page_of_a_complaint_says_that_the_decision_is_gone(client: Visitor, sign_in: SignIn) -> None:
    """S-04, S-13: whoever answers knows that it was taken back meanwhile, and why."""
    post = bad_post()
    author = post.author_id or 0
    report(client, post)
    first, second, third = moderator(), moderator(), moderator()
    assert decide(sign_in(the(first)), the_case(), "verbergen") == 303
    url = the_case().statements[0].url
    assert sign_in(the(author)).submit(f"{url}/beschwerde", text=TEXT).status_code == 303
    answering = sign_in(the(third))
    assert "Inzwischen gilt das nicht mehr" not in answering.get(the_case().complaints[0].url).text
    assert decide(sign_in(the(second)), the_case(), "wiederherstellen", facts=REASONS) == 303
    page = answering.get(the_case().complaints[0].url).text
    assert "Inzwischen gilt das nicht mehr" in page
    assert REASONS in page


def test_the_page_of_a_notifiers_complaint_says_so_too(client: Visitor, sign_in: SignIn) -> None:
    """S-12: what the notifier was told was undone, and waits for a decision of its own."""
    token_page = report(client, bad_post())
    first, second = moderator(), moderator()
    assert decide(sign_in(the(first)), the_case(), "abweisen") == 303
    assert client.submit(f"{token_page}/beschwerde", text=TEXT).status_code == 303
    answering = sign_in(the(second))
    assert "Inzwischen gilt das nicht mehr" not in answering.get(the_case().complaints[0].url).text
    with transaction():
        commands.undo(the(first), the_case())
    assert "Inzwischen gilt das nicht mehr" in answering.get(the_case().complaints[0].url).text
