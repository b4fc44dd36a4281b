"""A case that opens again: only the notices of its present opening lead to the decision, are answered and are counted."""

import csv
import io
from datetime import datetime

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.counts import repair
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.moderation import commands, score, targets, transparency, yearly
from forum.moderation.annex_figures import part_of
from forum.moderation.commands import Decision
from forum.moderation.models import Answer, Case, CaseState, Complaint, MisuseKind, Notice, Statement
from tests import factories
from tests.moderation.test_cases import the_case
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_notifiers import file

FACTS = "Der Beitrag beleidigt eine Person."
STAYS = "Das ist eine zulässige Meinung, auch wenn sie hart klingt."


@pytest.fixture
def moderator(app: Flask) -> int:
    """The number of a moderator."""
    return factories.person("moderator").id


@pytest.fixture
def post(app: Flask) -> int:
    """The number of a post."""
    return factories.post(factories.thread()).id


def dismiss(moderator: int, reason: str = STAYS) -> None:
    with transaction():
        case = the_case()
        commands.dismiss(db.session.get_one(Person, moderator), case, reason=reason, version=case.version)


def take(moderator: int, measure: str = "hide", **changes: object) -> str:
    """Decide the case with a measure, and return the key of its statement."""
    with transaction():
        case, actor = the_case(), db.session.get_one(Person, moderator)
        values = {"rule": "respekt", "facts": FACTS, "version": case.version, "measure": measure, **changes}
        return commands.take_measure(actor, case, Decision(**values)).puid  # type: ignore[arg-type]


def notice_of(person: int) -> Notice:
    return db.session.scalars(select(Notice).where(Notice.person_id == person)).one()


def letters_to(person: int) -> int:
    address = db.session.get_one(Person, person).email
    return len(db.session.scalars(select(Mail.id).where(Mail.to_address == address)).all())


def object_to_inaction(person: int, outcome: str) -> None:
    """Let a notifier complain that nothing was done, and another moderator answer."""
    other = factories.person("moderator").id
    with transaction():
        made = commands.complain_of_inaction(Nobody(), notice_of(person), text=TEXT)
        actor = db.session.get_one(Person, other)
        commands.answer_complaint(actor, made, outcome=outcome, reasons=REASONS, version=made.version)


def year() -> int:
    return datetime.now().astimezone().year


def actions() -> tuple[int, int]:
    """Return how many notices led to something: in the short table, and in the template of the regulation."""
    lines = {(one.indicator, one.scope): one.value for one in yearly.lines(year(), "2_notices")}
    short = lines["notices_actioned_on_basis_of_terms", "TOTAL"]
    row = next(csv.DictReader(io.StringIO(part_of(year(), "4_notices"), newline="")))
    of_terms = "Number of actions taken on the basis of the terms and conditions of the service"
    return int(str(short)), int(row[of_terms])


def test_who_was_answered_is_not_answered_again_by_the_decision_on_another_notice(post: int, moderator: int) -> None:
    """S-10: the first notifier was told that it stays; what a second one achieves is an answer to the second one."""
    first, second = factories.person().id, factories.person().id
    file(first, post)
    dismiss(moderator)
    before, told_at = letters_to(first), notice_of(first).answered_at
    file(second, post)
    take(moderator)
    assert notice_of(second).answer == Answer.HIDDEN
    assert (notice_of(first).answer, notice_of(first).answered_at) == (Answer.DISMISSED, told_at)
    assert letters_to(first) == before
    assert (notice_of(first).stand, commands.reason_told(notice_of(first))) == (CaseState.DISMISSED, STAYS)
    assert (notice_of(second).stand, commands.reason_told(notice_of(second))) == (CaseState.ACTED, FACTS)


def test_a_measure_of_a_later_opening_is_no_action_on_an_earlier_notice(post: int, moderator: int) -> None:
    """S-05, S-21: in the figures, the short table and the templates; only the second notice led to something."""
    file(factories.person().id, post)
    dismiss(moderator)
    file(factories.person().id, post)
    take(moderator)
    assert actions() == (1, 1)
    spans = transparency.figures(year())
    assert (spans.notices, spans.all_measures) == (2, 1)


def test_what_the_moderation_finds_itself_has_no_old_notice_as_its_cause(post: int, moderator: int) -> None:
    """S-02, Art. 17 (3) b: the notice was settled; another look without one is an act of the moderation's own."""
    first = factories.person().id
    file(first, post)
    dismiss(moderator)
    before = letters_to(first)
    with transaction():
        actor = db.session.get_one(Person, moderator)
        commands.open_case_for(actor, targets.load(actor, "post", post))
    assert the_case().notice_count == 0
    take(moderator)
    statement = db.session.scalars(select(Statement)).one()
    assert (statement.after_notice, statement.source) == (False, "SOURCE_VOLUNTARY")
    assert letters_to(first) == before
    assert actions() == (0, 0)
    assert not repair()


def test_the_score_begins_anew_with_each_opening(post: int, moderator: int) -> None:
    """M-06: what was answered makes nothing more urgent; the count equals a recount."""
    for _time in range(3):
        file(factories.person().id, post, rule="gefahr")
    dismiss(moderator)
    file(factories.person().id, post)
    assert (score.score(the_case()), the_case().notice_count) == (score.HOUSE, 1)
    assert not repair()


def test_whoever_complained_rightly_is_answered_with_all_of_that_decision(post: int, moderator: int) -> None:
    """S-12, S-10: the decision on their notices was wrong, so the next one is about them; it counts as action on both."""
    first, other, later = (factories.person().id for _number in range(3))
    file(first, post)
    file(other, post)
    dismiss(moderator)
    object_to_inaction(first, "reversed")
    case = the_case()
    assert (case.state, case.notice_count) == (CaseState.OPEN, 2)
    assert not repair()
    file(later, post)
    take(factories.person("moderator").id)
    assert [notice_of(one).answer for one in (first, other, later)] == [Answer.HIDDEN] * 3
    assert db.session.scalars(select(Statement)).one().after_notice
    assert actions() == (3, 3)


def test_taking_a_measure_back_tells_those_who_were_told_of_it(post: int, moderator: int) -> None:
    """S-10, M-15: also where the case was opened and decided again since; who was told of none of it hears nothing."""
    told, later = factories.person().id, factories.person().id
    file(told, post)
    puid = take(moderator, "lock_branch")
    file(later, post)
    dismiss(moderator)
    earlier = letters_to(told)
    with transaction():
        case = the_case()
        commands.restore(db.session.get_one(Person, moderator), case, reason=STAYS, version=case.version, puid=puid)
    assert letters_to(told) == earlier + 1
    assert notice_of(told).answer == Answer.DISMISSED


def test_a_notice_of_which_the_dismissal_was_wrong_was_not_in_vain(post: int, moderator: int) -> None:
    """S-17, M-24: neither while it waits again nor where it is hidden already; a complaint that failed changes nothing."""
    person = factories.person().id
    file(person, post)
    dismiss(moderator)
    assert commands.counts_of(person, MisuseKind.NOTICES).number == 1
    object_to_inaction(person, "reversed")
    counts = commands.counts_of(person, MisuseKind.NOTICES)
    assert (counts.number, counts.in_all) == (0, 1)


def test_a_notice_that_one_moderator_followed_was_not_in_vain(post: int, moderator: int) -> None:
    """S-17, M-24: the author complained and was right, but two who decide about such things saw it differently."""
    person = factories.person().id
    file(person, post)
    take(moderator)
    other = factories.person("moderator").id
    with transaction():
        statement = db.session.scalars(select(Statement)).one()
        author = db.session.get_one(Person, statement.author_id)
        made = commands.complain(author, statement, text=TEXT)
        actor = db.session.get_one(Person, other)
        commands.answer_complaint(actor, made, outcome="reversed", reasons=REASONS, version=made.version)
    assert notice_of(person).answer == Answer.DISMISSED
    counts = commands.counts_of(person, MisuseKind.NOTICES)
    assert (counts.number, counts.in_all) == (0, 1)


def test_an_old_notice_is_counted_as_it_was_decided(post: int, moderator: int) -> None:
    """S-17, M-06: what becomes of the case through a later notice makes the earlier one neither right nor wrong."""
    person, later = factories.person().id, factories.person().id
    file(person, post)
    take(moderator, "lock_branch")
    with transaction():
        case = the_case()
        commands.restore(db.session.get_one(Person, moderator), case, reason=STAYS, version=case.version)
    # Taken back by the moderation itself: then it was without ground, as far as anybody knows.
    assert commands.counts_of(person, MisuseKind.NOTICES).number == 1
    file(later, post)
    take(moderator)
    assert commands.counts_of(person, MisuseKind.NOTICES).number == 1
    assert commands.counts_of(later, MisuseKind.NOTICES).number == 0


def test_openings_of_statements_from_before_are_found(post: int, moderator: int) -> None:
    """S-05: the present one for a statement since then, else the last one before it; the count is that of now."""
    file(factories.person().id, post)
    take(moderator, "lock_branch")
    file(factories.person().id, post)
    take(moderator)
    rows = select(Statement.id, Statement.opening).order_by(Statement.id)
    before = [tuple(row) for row in db.session.execute(rows)]
    db.session.remove()
    try:
        downgrade(revision="files_of_versions")
    finally:
        upgrade()
    assert [tuple(row) for row in db.session.execute(rows)] == before
    assert len({opening for _number, opening in before}) == 2
    assert db.session.scalars(select(Case.notice_count)).one() == 1
    assert not db.session.scalars(select(Complaint)).all()
    assert now() >= before[-1][1]
