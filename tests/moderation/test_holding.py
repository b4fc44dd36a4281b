"""What very many people report is hidden for a day, only where the city set a number, and never without a statement."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostState
from forum.ideas.models import Idea
from forum.moderation import commands, export, targets, yearly
from forum.moderation.measures import AUTOMATIC, MEASURES, possible_for
from forum.moderation.models import Case, CaseState, Notice, Statement
from forum.notifications.models import Message
from forum.screening import commands as screening
from forum.screening.findings import Finding
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import SignIn, decide, report, the_case
from tests.moderation.test_complaints import REASONS, TEXT
from tests.racing import at_once

MANY = 3


@pytest.fixture
def held_by_many(app: Flask) -> int:
    """A post that so many accounts reported in the same moment as the setting says."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = MANY
    post_id = factories.post(factories.thread(), text="Kanarienvogel-Beschimpfung").id
    people = [factories.person().id for _number in range(MANY + 2)]
    at_once(app, [partial(send, "post", post_id, number) for number in people])
    return post_id


def send(kind: str, target_id: int, person_id: int) -> None:
    who = db.session.get_one(Person, person_id)
    target = targets.load(who, kind, target_id)
    if target.is_hidden:
        return
    why = "Das ist eine Beleidigung, bitte sehen Sie nach."
    commands.file_notice(who, target, rule="respekt", explanation=why, good_faith=True)


def state_of(post_id: int) -> PostState:
    db.session.rollback()
    return PostState(db.session.get_one(Post, post_id).state)


def the_statement() -> Statement:
    first = select(Statement).where(Statement.measure == AUTOMATIC).order_by(Statement.id)
    return db.session.scalars(first.limit(1)).one()


def test_many_at_once_hide_it_for_a_day(held_by_many: int, work: Callable[[], int], sign_in: SignIn) -> None:
    """M-07, S-02, S-07: one statement with ``automated_decision``; the author is told that no person decided yet."""
    assert state_of(held_by_many) == PostState.HIDDEN
    work()
    row = the_statement()
    assert (row.automated_decision, row.automated_detection, row.moderator_id) == (True, True, None)
    assert export.shaped(row)["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert the_case().state == CaseState.OPEN
    author_id = row.author_id or 0
    letters = db.session.scalars(
        select(Mail.text).where(Mail.to_address == db.session.get_one(Person, author_id).email)
    ).all()
    assert any("Ein Programm hat das nach vielen Meldungen getan" in letter for letter in letters)
    page = sign_in(db.session.get_one(Person, author_id)).get(row.url).text
    assert "Ein Programm hat das nach vielen Meldungen getan" in page
    assert "Ein Mensch hat das entschieden" not in page
    assert "Beschwerde einlegen" in page


def test_notices_of_the_same_moment_all_belong_to_the_opening(app: Flask) -> None:
    """M-02, M-07: whoever's notice opened the case, none of the others counts as one that came before it."""
    post_id = factories.post(factories.thread()).id
    people = [factories.person().id for _number in range(12)]
    at_once(app, [partial(send, "post", post_id, number) for number in people])
    case = the_case()
    moments = sorted(notice.created_at for notice in case.notices)
    assert len(moments) == len(people)
    assert moments[0] == case.opened_at
    assert moments[1] > case.opened_at


def test_it_comes_back_by_itself(held_by_many: int, app: Flask) -> None:
    """M-07: after 24 hours without a decision; the case goes on waiting, and further notices hide nothing again."""
    with shifted_by(timedelta(hours=24, minutes=1)), transaction():
        assert commands.end_due_measures() == 1
    assert state_of(held_by_many) == PostState.VISIBLE
    assert the_case().state == CaseState.OPEN
    late = factories.person().id
    with transaction():
        send("post", held_by_many, late)
    assert state_of(held_by_many) == PostState.VISIBLE


@pytest.mark.parametrize(("step", "state"), [("verbergen", PostState.HIDDEN), ("abweisen", PostState.VISIBLE)])
def test_a_person_decides_in_the_meantime(held_by_many: int, sign_in: SignIn, step: str, state: PostState) -> None:
    """M-07: the decision takes the place of the hold, and what it says is what holds."""
    assert decide(sign_in(factories.person("moderator")), the_case(), step) == 303
    assert state_of(held_by_many) == state
    assert the_statement().ended_at is not None
    with shifted_by(timedelta(hours=25)), transaction():
        commands.end_due_measures()
    assert state_of(held_by_many) == state


def test_what_people_thought_of_it_stands_in_the_report(held_by_many: int, sign_in: SignIn) -> None:
    """M-07, S-05: a dismissed case shows that the program was wrong; nobody counts what nobody judged."""
    moderator = factories.person("moderator").id

    def told() -> tuple[object, object]:
        year = the_statement().created_at.year
        (rate,) = [line.value for line in yearly.lines(year) if line.indicator == "error_rate_of_automated_means"]
        return rate, yearly.judged([row for row in yearly.read(year).statements if row.automated_decision])

    assert told() == (None, [])
    assert decide(sign_in(db.session.get_one(Person, moderator)), the_case(), "abweisen") == 303
    assert told() == (1.0, [False])
    people = [factories.person().id for _number in range(MANY)]
    other = factories.post(factories.thread()).id
    for number in people:
        with transaction():
            send("post", other, number)
    assert told() == (1.0, [False])
    case = db.session.scalars(select(Case).where(Case.target_id == other)).one()
    assert decide(sign_in(db.session.get_one(Person, moderator)), case, "verbergen") == 303
    assert told() == (0.5, [False, True])


def test_visitors_without_account_hide_nothing(app: Flask, client: Visitor) -> None:
    """M-07, M-33: only accounts count, each once, so that no script hides what it likes."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = MANY
    post = factories.post(factories.thread())
    number = post.id
    for place in range(MANY + 1):
        report(client, db.session.get_one(Post, number), email=f"nachbar{place}@example.org")
    assert state_of(number) == PostState.VISIBLE


def test_an_idea_is_held_and_shown_again(app: Flask) -> None:
    """M-07: the same for ideas, with their discussion."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 1
    idea_id, notifier = factories.idea().id, factories.person().id
    with transaction():
        send("idea", idea_id, notifier)
    assert db.session.get_one(Idea, idea_id).hidden_at is not None
    with shifted_by(timedelta(hours=24, minutes=1)), transaction():
        assert commands.end_due_measures() == 1
    assert db.session.get_one(Idea, idea_id).hidden_at is None


@pytest.mark.parametrize(
    ("told", "ground"),
    [
        ([("drohung", "§ 241 StGB"), ("drohung", "Paragraf weiß ich nicht")], ("drohung", "§ 241 StGB")),
        ([("drohung", "Ich, Anna Zaunkoenig, bin gemeint: § 241 Abs. 2 StGB!")], ("drohung", "§ 241 Abs. 2 StGB")),
        (
            [("fremdes_werk", "§§ 15, 97 UrhG"), ("fremdes_werk", "Art. 9 DSGVO")] * 2,
            ("fremdes_werk", "§§ 15, 97 UrhG"),
        ),
        # Nobody names a law: what the house says is left, or nothing.
        ([("drohung", ""), ("drohung", "mein Anwalt"), ("respekt", "")], ("respekt", "")),
        ([("drohung", ""), ("rechtswidrig", "§ 185 Anna")], None),
    ],
)
def test_a_program_rests_on_a_law_that_notices_name(
    app: Flask, told: list[tuple[str, str]], ground: tuple[str, str] | None
) -> None:
    """M-07, S-02, S-11: never an illegal ground without its law, and of what notifiers wrote the citation alone."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = len(told)
    post_id = factories.post(factories.thread()).id
    for rule, law in told:
        notifier = factories.person().id
        with transaction():
            who = db.session.get_one(Person, notifier)
            target = targets.load(who, "post", post_id)
            why = "Das droht einer Person, bitte sehen Sie nach."
            commands.file_notice(who, target, rule=rule, explanation=why, good_faith=True, legal_ground=law)
    row = db.session.scalar(select(Statement))
    assert (row and (row.rule, row.legal_ground)) == ground
    assert (state_of(post_id) == PostState.HIDDEN) == (ground is not None)
    if ground and ground[1]:
        assert "Ob es verletzt ist, hat noch niemand geprüft." in the_statement().facts


def test_what_very_many_support_is_hidden_by_no_program(app: Flask) -> None:
    """M-07, M-23: an idea over its threshold takes two people, so notices alone do not do it for a day either."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 1
    idea_id, notifier = factories.idea().id, factories.person().id
    with transaction():
        idea = db.session.get_one(Idea, idea_id)
        idea.threshold_reached_at = idea.submitted_at
    with transaction():
        send("idea", idea_id, notifier)
    assert db.session.get_one(Idea, idea_id).hidden_at is None
    assert the_case().state == CaseState.OPEN


@pytest.mark.parametrize("part", ["held", "found", ""])
def test_a_notifier_learns_what_part_a_program_had(
    app: Flask, client: Visitor, sign_in: SignIn, work: Callable[[], int], part: str
) -> None:
    """S-10: in the mail and on the page, truly: it hid for a day, it found the text too, or it had none."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 1 if part == "held" else 0
    post_id, notifier = factories.post(factories.thread()).id, factories.person().id
    page = report(client, db.session.get_one(Post, post_id), email="nachbar@example.org")
    if part == "found":
        with transaction():
            screening.label(SYSTEM, "post", post_id, [Finding("watched_words", "Kanarienvogel")])
    if part == "held":
        with transaction():
            send("post", post_id, notifier)
    assert decide(sign_in(factories.person("moderator")), the_case(), "abweisen") == 303
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == "nachbar@example.org").order_by(Mail.id))
    sentences = {
        "held": "Ein Programm hatte den Inhalt nach vielen Meldungen für höchstens einen Tag verborgen.",
        "found": "Auch eine feste Regel hatte den Inhalt gefunden.",
        "": "An der Entscheidung war kein Programm beteiligt.",
    }
    told = [*letters][-1]
    for text in (told, client.get(page).text):
        assert [key for key, sentence in sentences.items() if sentence in text] == [part]


def test_nobody_chooses_it(app: Flask) -> None:
    """M-07, S-07: it is no measure that a moderator could take."""
    moderator = factories.person("moderator")
    target = targets.load(moderator, "post", factories.post(factories.thread()).id)
    assert MEASURES[AUTOMATIC] not in possible_for(target)


def dismiss() -> None:
    """Let a new moderator leave it as it is."""
    who = factories.person("moderator").id
    with transaction():
        case = the_case()
        commands.dismiss(db.session.get_one(Person, who), case, reason=REASONS, version=case.version)


def all_report(post_id: int, people: list[int]) -> PostState:
    """Let all of them report a post, one after the other, and return what became of it."""
    for number in people:
        with transaction():
            send("post", post_id, number)
    return state_of(post_id)


def change(post_id: int) -> None:
    with transaction():
        post = db.session.get_one(Post, post_id)
        discussions.edit_post(post.author, post, text="Ganz andere Worte.", version=post.version)


def test_no_program_hides_again_what_a_person_found_in_order(app: Flask) -> None:
    """M-07, M-12: the same accounts report the same words in vain; the case waits for a person. Other words are new."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 2
    post_id = factories.post(factories.thread()).id
    people = [factories.person().id for _number in range(4)]
    assert all_report(post_id, people[:2]) == PostState.HIDDEN
    dismiss()
    assert all_report(post_id, people[:2]) == PostState.VISIBLE
    assert the_case().state == CaseState.OPEN
    assert all_report(post_id, people[2:]) == PostState.VISIBLE
    dismiss()
    assert all_report(post_id, people) == PostState.VISIBLE
    change(post_id)
    assert all_report(post_id, people) == PostState.HIDDEN


def test_what_was_left_without_a_notice_counts_as_found_in_order(app: Flask) -> None:
    """M-07: also where a moderator looked at it unasked."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 2
    post_id, who = factories.post(factories.thread()).id, factories.person("moderator").id
    people = [factories.person().id for _number in range(2)]
    with transaction():
        actor = db.session.get_one(Person, who)
        commands.open_case_for(actor, targets.load(actor, "post", post_id))
    dismiss()
    assert all_report(post_id, people) == PostState.VISIBLE


def test_a_dismissal_that_fell_keeps_no_program_from_holding(app: Flask, client: Visitor) -> None:
    """M-07, S-12: a complaint was right, so a person did not find it in order after all."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 2
    post_id = factories.post(factories.thread()).id
    people = [factories.person().id for _number in range(2)]
    state = report(client, db.session.get_one(Post, post_id), email="nachbar@example.org")
    dismiss()
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 303
    who = factories.person("moderator").id
    with transaction():
        complaint = the_case().complaints[0]
        actor = db.session.get_one(Person, who)
        commands.answer_complaint(actor, complaint, outcome="reversed", reasons=REASONS, version=complaint.version)
    assert all_report(post_id, people) == PostState.HIDDEN


def test_what_nobody_reports_any_more_is_shown_again(held_by_many: int, work: Callable[[], int]) -> None:
    """M-07, M-34: the case closes with the last notice that is taken back, and the hold ends with it."""
    numbers = list(db.session.scalars(select(Notice.id).order_by(Notice.id)))
    for number in numbers:
        assert state_of(held_by_many) == PostState.HIDDEN
        with transaction():
            notice = db.session.get_one(Notice, number)
            assert notice.person is not None
            commands.withdraw_notice(notice.person, notice)
    assert state_of(held_by_many) == PostState.VISIBLE
    assert the_case().state == CaseState.DISMISSED
    assert the_statement().ended_at is not None
    work()
    told = select(Message.kind).where(Message.person_id == the_statement().author_id)
    assert "measure_ended" in db.session.scalars(told).all()


def test_notices_about_an_earlier_version_hide_nothing_of_today(app: Flask) -> None:
    """M-07: the author put it right; only who reports what stands there now is counted."""
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 2
    post_id = factories.post(factories.thread()).id
    people = [factories.person().id for _number in range(4)]
    assert all_report(post_id, people[:1]) == PostState.VISIBLE
    change(post_id)
    assert all_report(post_id, people[1:2]) == PostState.VISIBLE
    assert all_report(post_id, people[2:3]) == PostState.HIDDEN
