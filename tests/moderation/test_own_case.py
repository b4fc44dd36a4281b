"""Whoever moderates and wrote what a case is about says no opinion, answers nothing, and reads no notifier (M-24, S-11)."""

import pytest
from flask import Flask
from sqlalchemy import select

from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden
from forum.discussions import commands as discussions
from forum.discussions.models import Post
from forum.moderation import commands, queries
from forum.moderation.models import Complaint, NoteKind, Notice
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import WHY, SignIn, report, the_case
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_measures import take
from tests.moderation.test_redoing import moderator, the

WITHHELD = "lesen nur andere"


def reported_by(client: Visitor) -> tuple[int, int]:
    """Return a moderator whose post was reported, and the post."""
    author = moderator()
    post = factories.post(factories.thread(), the(author), text="Kanarienvogel")
    number = post.id
    report(client, post)
    return author, number


def say(by: int, kind: NoteKind) -> None:
    with transaction():
        commands.add_note(the(by), the_case(), text="Was meint ihr dazu?", kind=kind)


def complained_of_dismissal() -> int:
    """Let the notifier object to the dismissal of the only case, and return the number of the complaint."""
    judge, notifier = moderator(), db.session.scalars(select(Notice.person_id)).one() or 0
    with transaction():
        commands.dismiss(the(judge), the_case(), reason=REASONS, version=the_case().version)
    with transaction():
        made = commands.complain_of_inaction(the(notifier), db.session.scalars(select(Notice)).one(), text=TEXT)
        return made.id


def answer(by: int, number: int, outcome: str = "upheld") -> None:
    with transaction():
        found = db.session.get_one(Complaint, number)
        commands.answer_complaint(the(by), found, outcome=outcome, reasons=REASONS, version=found.version)


def test_no_opinion_about_ones_own(sign_in: SignIn) -> None:
    """M-24, M-29: nor about one's own notice; what a colleague asked waits on for somebody else."""
    notifier = moderator()
    author, _post = reported_by(sign_in(the(notifier)))
    asking, fair = moderator(), moderator()
    say(asking, NoteKind.QUESTION)
    for one in (author, notifier):
        with pytest.raises(Conflict):
            say(one, NoteKind.OPINION)
        assert "Als zweite Meinung abgeben" not in sign_in(the(one)).get(the_case().url).text
        sent = sign_in(the(one)).submit(f"{the_case().url}/notizen", text="Alles ist gut so.", art="opinion")
        assert sent.status_code == 409
    db.session.expire_all()
    assert the_case().wants_opinion
    assert "Als zweite Meinung abgeben" in sign_in(the(fair)).get(the_case().url).text
    say(fair, NoteKind.OPINION)
    db.session.expire_all()
    assert not the_case().wants_opinion


def test_the_words_of_the_notifier_are_for_others(sign_in: SignIn) -> None:
    """S-11, M-24: neither name nor explanation nor complaint, also once the thing is gone; colleagues read it all."""
    notifier = factories.person(handle="Geheimmelderin")
    author, post = reported_by(sign_in(notifier))
    other = moderator()
    number = complained_of_dismissal()
    addresses = (the_case().url, f"/moderation/beschwerden/{number}")

    def check() -> None:
        for address in addresses:
            mine, theirs = (sign_in(the(one)).get(address).text for one in (author, other))
            for secret in ("Geheimmelderin", WHY, TEXT):
                assert secret not in mine
            assert WITHHELD in mine
            assert WITHHELD not in theirs
            assert WHY in theirs
        assert TEXT in theirs

    check()
    with transaction():
        discussions.delete_post(the(author), db.session.get_one(Post, post))
    check()


def test_no_hit_tells_what_a_notifier_said_about_ones_own(sign_in: SignIn) -> None:
    """S-11, M-24: the words of the notice find the case for others alone; its own words find it for its author too."""
    author, _post = reported_by(sign_in(the(moderator())))
    other, word = moderator(), WHY.split()[0]
    found = {who: len(queries.queue(the(who), queries.Wanted(q=word)).items) for who in (author, other)}
    assert found == {author: 0, other: 1}
    assert len(queries.queue(the(author), queries.Wanted(q="Kanarienvogel")).items) == 1


def test_the_answer_is_offered_to_nobody_who_wrote_it(sign_in: SignIn) -> None:
    """M-24, S-04: the page says that somebody else answers, also once the thing is gone, and so does the command."""
    author, post = reported_by(sign_in(factories.person()))
    number, fair = complained_of_dismissal(), moderator()
    for _time in range(2):
        page = sign_in(the(author)).get(f"/moderation/beschwerden/{number}").text
        assert "Darauf antwortet jemand anderes" in page
        assert 'name="outcome"' not in page
        with pytest.raises(Forbidden):
            answer(author, number)
        if db.session.get_one(Post, post).state == "visible":
            with transaction():
                discussions.delete_post(the(author), db.session.get_one(Post, post))
    assert 'name="outcome"' in sign_in(the(fair)).get(f"/moderation/beschwerden/{number}").text


def test_whose_decision_fell_says_no_opinion(app: Flask) -> None:
    """S-04, M-24: they do not decide any more, and so they advise nobody who does."""
    first, fair = moderator(), moderator()
    post = factories.post(factories.thread(), text="Kanarienvogel").id
    author = take(post, first, "hide").author_id or 0
    with transaction():
        commands.complain(the(author), the_case().statements[0], text=TEXT)
    answer(fair, db.session.scalars(select(Complaint.id)).one(), "reversed")
    with pytest.raises(Conflict):
        say(first, NoteKind.OPINION)
    say(fair, NoteKind.OPINION)
