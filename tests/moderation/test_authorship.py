"""Who wrote a thing is asked in one place, for every kind, and they neither decide nor shut out who reported it (M-24)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, NotFound
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, Thread
from forum.moderation import commands, targets
from forum.moderation.authorship import KNOWN, authors_of, written_by_person
from forum.moderation.models import Case, Complaint, MisuseKind, Notice, Statement
from tests import factories
from tests.moderation.kinds import MADE, the
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_misuse import INTENT, WORDS, in_vain
from tests.moderation.test_redoing import moderator


def report(kind: str, number: int, by: int) -> None:
    """Keep a notice about a thing, also where nobody else can read and report it."""
    reader = moderator()
    with transaction():
        case = db.session.scalar(select(Case).where(Case.kind == kind, Case.target_id == number))
        if case is None:
            case = commands.cases.case_of(targets.load(the(reader), kind, number))[0]
        made = Notice(
            case_id=case.id,
            person_id=by,
            rule="respekt",
            explanation=TEXT,
            good_faith=True,
            opening=case.opened_at,
            evidence="",
            evidence_version=1,
            language="de",
            token_digest=f"{kind}-{number}-{by}",
            created_at=case.opened_at,
        )
        db.session.add(made)


def warn(by: int, whom: int, kind: MisuseKind = MisuseKind.NOTICES) -> None:
    with transaction():
        commands.warn_of_misuse(the(by), the(whom), kind=kind, gravity=WORDS, intent=INTENT)


def test_each_kind_has_its_authors() -> None:
    """M-24, M-27: a new kind is noticed here."""
    assert set(targets.KINDS) == KNOWN == set(MADE)


@pytest.mark.parametrize("kind", sorted(targets.KINDS))
def test_no_author_warns_who_reported_it(app: Flask, kind: str) -> None:
    """M-24, S-17: of no kind of thing; the same people do not decide its case either."""
    author, notifier, other = moderator(), factories.person().id, moderator()
    in_vain(notifier, other, 3)
    number = MADE[kind](author)
    target = targets.load(the(other), kind, number)
    assert authors_of(kind, number) == target.involved
    assert author in target.involved
    report(kind, number, notifier)
    with pytest.raises(Forbidden, match="jemand anderes"):
        warn(author, notifier)
    warn(other, notifier)


def test_an_author_stays_one_when_the_thing_is_gone(app: Flask) -> None:
    """M-24, S-17: nobody deletes a post first and shuts out its notifier then."""
    author, notifier = moderator(), factories.person().id
    in_vain(notifier, moderator(), 3)
    number = MADE["post"](author)
    report("post", number, notifier)
    with transaction():
        discussions.delete_post(the(author), db.session.get_one(Post, number))
    with pytest.raises(NotFound):
        targets.load(the(author), "post", number)
    with pytest.raises(Forbidden, match="jemand anderes"):
        warn(author, notifier)


def test_who_split_a_thread_answers_for_its_title(app: Flask) -> None:
    """M-24, S-02, T-20: whoever wrote only the first post did not choose the title, and hears nothing of it."""
    first, curator, other = factories.person().id, factories.person("moderator", "staff").id, moderator()
    post_id, space_id = factories.post(factories.thread(), the(first)).id, factories.space().id
    with transaction():
        found = db.session.get_one(Post, post_id)
        values = {"title": "Ein böser Titel", "space": db.session.get_one(Space, space_id), "reason": TEXT}
        made = discussions.split_thread(the(curator), found.thread, [post_id], confirmed=True, **values).to_thread_id
    report("thread", made, factories.person().id)
    assert authors_of("thread", made) == targets.load(the(other), "thread", made).involved == {curator}
    own = db.session.scalars(select(Case.kind).where(written_by_person(curator))).all()
    assert (own, db.session.scalars(select(Case.id).where(written_by_person(first))).all()) == (["thread"], [])
    case = db.session.scalars(select(Case)).one()
    with pytest.raises(Forbidden), transaction():
        commands.hide(the(curator), case, rule="respekt", facts=REASONS, version=case.version)
    with transaction():
        case = db.session.scalars(select(Case)).one()
        commands.hide(the(other), case, rule="respekt", facts=REASONS, version=case.version)
    assert db.session.scalars(select(Statement.author_id)).one() == curator
    # Who began it stays who wrote its first post, and answers for the titles of their own threads.
    assert db.session.get_one(Thread, made).author_id == first
    assert authors_of("thread", factories.thread(the(first)).id) == {first}


def test_no_author_shuts_out_who_complains_about_a_dismissal(app: Flask) -> None:
    """M-24, S-12, S-17: the complaint is about what they wrote, whoever dismissed the notice; nor who re-imposed it."""
    author, other, third, notifier = moderator(), moderator(), moderator(), factories.person().id
    with shifted_by(timedelta(minutes=-5)):
        report("post", MADE["post"](author), notifier)
        with transaction():
            case = db.session.scalars(select(Case)).one()
            commands.dismiss(the(other), case, reason=REASONS, version=case.version)
    with transaction():
        commands.complain_of_inaction(the(notifier), db.session.scalars(select(Notice)).one(), text=TEXT)
    with transaction():
        found = db.session.scalars(select(Complaint)).one()
        commands.answer_complaint(the(third), found, outcome="upheld", reasons=REASONS, version=found.version)
    for one in (author, other):
        with pytest.raises(Forbidden, match="jemand anderes"):
            warn(one, notifier, MisuseKind.COMPLAINTS)


def test_what_is_unknown_has_no_author(app: Flask) -> None:
    """M-24: neither a kind that is none nor a number that is none."""
    assert authors_of("poll", 1) == authors_of("post", 999) == authors_of("file", 999) == frozenset()
