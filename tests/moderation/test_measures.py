"""Measures beyond hiding: each with its statement, told to whom it concerns, enforced, and ending by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Limit, Person, Restriction, Standing
from forum.core.clock import local, now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, TooOften
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostRevision, Thread
from forum.ideas import commands as ideas
from forum.moderation import commands, targets
from forum.moderation.commands import Decision
from forum.moderation.measures import MEASURES
from forum.moderation.models import Case, CaseState, NoteKind, Statement
from forum.notifications.models import Message
from forum.screening import watching
from forum.screening.models import Label
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import WHY, decide, report, the_case

SignIn = Callable[[Person], Visitor]
FACTS = "Der Beitrag beleidigt eine Person."
# Then a warning could be read, and a suspension may follow it.
LATER = timedelta(hours=2)


def take(post_id: int, moderator_id: int, measure: str, **changes: object) -> Statement:
    """Let a moderator take a measure about a post, in a transaction of its own."""
    with transaction():
        actor = db.session.get_one(Person, moderator_id)
        case = commands.open_case_for(actor, targets.load(actor, "post", post_id))
        values = {"rule": "respekt", "facts": FACTS, "version": case.version, "measure": measure, **changes}
        number = commands.take_measure(actor, case, Decision(**values)).id  # type: ignore[arg-type]
    return db.session.get_one(Statement, number)


def write(person_id: int, thread_id: int) -> None:
    """Let a person answer in a thread."""
    with transaction():
        person, thread = db.session.get_one(Person, person_id), db.session.get_one(Thread, thread_id)
        discussions.publish_post(person, thread, text="Noch ein Beitrag von mir.")


def end() -> int:
    """Run the job that ends what is over."""
    with transaction():
        return commands.end_due_measures()


@pytest.fixture
def post(app: Flask) -> Post:
    """A post of somebody else than who began the thread."""
    return factories.post(factories.thread(text="Ein Anfang ohne alles."), text="Anna Muster wohnt im Nussberg 7.")


@pytest.fixture
def moderator(app: Flask) -> int:
    """Somebody who moderates everywhere."""
    return factories.person("moderator").id


def test_no_measure_without_a_statement_and_a_letter(
    post: Post, moderator: int, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """S-02, M-26, M-16: each kind of act has its statement, mail and message; the page says what it is and until when."""
    post_id, author_id, email = post.id, post.author_id, post.author.email if post.author else ""
    done = {
        "redact": {"passages": "Nussberg 7"},
        "lock_branch": {"days": 3},
        "warn": {},
        "slow": {"days": 3, "minutes": 30},
        "limit": {"days": 3},
    }
    for measure, changes in done.items():
        take(post_id, moderator, measure, **changes)
    work()
    rows = db.session.scalars(select(Statement).order_by(Statement.id)).all()
    assert [row.measure for row in rows] == [*done]
    assert all(row.facts == FACTS and row.author_id == author_id and row.evidence for row in rows)
    # That the branch closed is told to everybody in it, besides.
    told_by_mail = Mail.text.contains("Worauf das beruht")
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == email, told_by_mail)).all()
    assert len(letters) == len(done)
    assert all(FACTS in letter and "/begruendungen/" in letter and "kostenlos" in letter for letter in letters)
    told = select(func.count()).select_from(Message).where(Message.person_id == author_id, Message.kind == "statement")
    assert db.session.scalar(told) == len(done)
    author = sign_in(db.session.get_one(Person, author_id))
    urls = [(row.url, str(MEASURES[row.measure].said)) for row in rows]
    for url, said in urls:
        assert said in author.get(url).text
    assert "Zurzeit können Sie nur lesen." in author.get("/").text


def test_a_broken_statement_takes_no_measure(post: Post, moderator: int) -> None:
    """S-02, M-26: without reasons, law or duration nothing happens at all."""
    post_id = post.id
    for changes in (
        {"facts": "kurz"},
        {"rule": "drohung"},
        {"rule": "erfunden"},
        {"measure": "limit"},
        {"measure": "limit", "days": 91},
        {"measure": "slow", "days": 2},
        {"measure": "redact", "passages": "steht dort nicht"},
        {"measure": "erfunden"},
    ):
        with pytest.raises(Invalid):
            take(post_id, moderator, **{"measure": "warn", **changes})
    assert not db.session.scalars(select(Statement)).all()
    assert not db.session.scalars(select(Restriction)).all()
    assert not db.session.scalars(select(Case)).all()


def test_blackening_takes_out_what_was_named_and_nothing_else(
    post: Post, moderator: int, client: Visitor, work: Callable[[], int]
) -> None:
    """M-13, M-20, M-15, P-18: gone from page and history, kept as evidence, and back when it is taken back."""
    post_id, url = post.id, post.thread.url
    statement = take(post_id, moderator, "redact", passages="Nussberg 7")
    work()
    found = db.session.get_one(Post, post_id)
    assert found.source == "Anna Muster wohnt im █████."
    assert "Nussberg" in statement.evidence
    for path in (url, f"/beitraege/{post_id}/verlauf", "/suche?q=Muster"):
        assert "Nussberg" not in client.get(path, follow_redirects=True).text
    assert "geschwärzt" in client.get(f"/beitraege/{post_id}/verlauf").text
    with transaction():
        case = the_case()
        commands.restore(
            db.session.get_one(Person, moderator), case, reason="Das war öffentlich bekannt.", version=case.version
        )
    assert db.session.get_one(Post, post_id).source == "Anna Muster wohnt im Nussberg 7."
    assert set(db.session.scalars(select(PostRevision.hidden_at))) == {None}


def test_what_was_blackened_is_not_written_back(post: Post, moderator: int) -> None:
    """M-13: the author edits the rest, and leaves the passage out; the very words do not come back by an edit."""
    post_id, author_id = post.id, post.author_id or 0
    take(post_id, moderator, "redact", passages="Nussberg 7")

    def edit(text: str) -> None:
        with transaction():
            found = db.session.get_one(Post, post_id)
            discussions.edit_post(db.session.get_one(Person, author_id), found, text=text, version=found.version)

    with pytest.raises(Invalid) as caught:
        edit("Anna Muster wohnt im Nussberg 7.")
    assert "geschwärzt" in str(caught.value.fields["text"])
    edit("Anna Muster wohnt im Norden der Stadt.")
    with pytest.raises(Invalid):
        edit("Anna Muster wohnt im Nussberg 7, das weiß jeder.")
    edit("Anna Muster wohnt im Norden der Stadt, und das ist gut so.")


def test_who_is_limited_reads_but_does_not_write_and_it_ends_by_itself(post: Post, moderator: int) -> None:
    """M-17, M-16: posts, ideas and reactions are refused by the commands; a fake clock and the job end it."""
    post_id, author_id, thread_id = post.id, post.author_id or 0, post.thread_id
    statement = take(post_id, moderator, "limit", days=2)
    number = statement.id
    with pytest.raises(Forbidden):
        write(author_id, thread_id)
    author = db.session.get_one(Person, author_id)
    with pytest.raises(Forbidden), transaction():
        ideas.save_draft(author, ideas.Content(title="Eine neue Idee", text="Die Stadt braucht mehr Bänke."))
    with shifted_by(timedelta(days=1)):
        assert end() == 0
    with shifted_by(timedelta(days=2, minutes=1)):
        assert end() == 1
        assert end() == 0
        write(author_id, thread_id)
    assert db.session.get_one(Statement, number).ended_at is not None
    assert db.session.scalars(select(Restriction.ended_at)).one() is not None


def test_who_is_slowed_down_waits_between_two_posts(
    post: Post, moderator: int, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """M-17, M-16, T-28: the pause counts in every thread; each page, the reasons and the letter say how long it is."""
    post_id, author_id, thread_id, email = post.id, post.author_id or 0, post.thread_id, post.author.email  # type: ignore[union-attr]
    statement = take(post_id, moderator, "slow", days=2, minutes=60).url
    with pytest.raises(TooOften, match="noch 60 Minuten"):
        write(author_id, thread_id)
    work()
    author, sentence = sign_in(db.session.get_one(Person, author_id)), "Zwischen zwei Beiträgen warten Sie 60 Minuten."
    assert sentence in author.get("/ideen").text
    assert author.get(statement).text.count(sentence) == 2
    assert sentence in db.session.scalars(select(Mail.text).where(Mail.to_address == email)).one()
    with shifted_by(timedelta(minutes=61)):
        write(author_id, thread_id)


def test_a_suspension_follows_a_warning(post: Post, moderator: int, sign_in: SignIn) -> None:
    """M-17, S-17, S-04: refused without; who is shut out signs in anew (I-12), reads why, complains, and is let in again."""
    post_id, author_id, thread_id = post.id, post.author_id or 0, post.thread_id
    device = sign_in(db.session.get_one(Person, author_id))
    with pytest.raises(Invalid):
        take(post_id, moderator, "suspend", days=7)
    # From the mildest step on (M-17): a hint comes before a warning, and does not count as one.
    assert commands.next_step(author_id) == "hint"
    hint = take(post_id, moderator, "hint").url
    assert "das ist ein Hinweis und beschränkt nichts" in device.get(hint).text
    assert commands.next_step(author_id) == "warn"
    with shifted_by(LATER), pytest.raises(Invalid):
        take(post_id, moderator, "suspend", days=7)
    warning = take(post_id, moderator, "warn").url
    page = device.get(warning).text
    assert "das ist eine Verwarnung und beschränkt nichts" in page
    assert "außergerichtliche Streitbeilegung" in page, "Art. 17 (3) f DSA, before anybody answered a complaint"
    assert commands.next_step(author_id) == "slow"
    with shifted_by(LATER):
        assert device.get("/konto").status_code == 200
        with pytest.raises(Invalid):
            take(post_id, moderator, "suspend", days=8)
        statement = take(post_id, moderator, "suspend", days=7)
    url = statement.url
    assert db.session.scalars(select(Restriction)).one().warned_at is not None
    assert db.session.get_one(Person, author_id).standing == Standing.SUSPENDED
    assert device.get("/konto").status_code == 303
    with pytest.raises(Forbidden):
        write(author_id, thread_id)
    author = sign_in(db.session.get_one(Person, author_id))
    assert FACTS in author.get(url).text
    assert author.submit(f"{url}/beschwerde", text="Das war ein Zitat und gar nicht böse gemeint.").status_code == 303
    with shifted_by(timedelta(days=7, minutes=1) + LATER):
        assert end() == 1
    assert db.session.get_one(Person, author_id).standing == Standing.ACTIVE
    write(author_id, thread_id)


def test_the_database_refuses_a_suspension_without_a_warning(post: Post, moderator: int) -> None:
    """S-17: a constraint, whatever a program does, also where there is a statement of reasons."""
    statement = take(post.id, moderator, "warn")
    values = {"person_id": statement.author_id, "statement_puid": statement.puid, "since": now()}
    with pytest.raises(IntegrityError, match="warned"), transaction():
        db.session.add(Restriction(**values, kind=Limit.SUSPENDED, until=now() + timedelta(days=1)))


def test_a_long_suspension_takes_two(post: Post, moderator: int) -> None:
    """M-23, M-24: another moderator agrees first; one's own consent, or that of whoever wrote the post, does not count."""
    post_id = post.id
    take(post_id, moderator, "warn")
    second = factories.person("moderator").id

    def consent(person_id: int) -> None:
        with transaction():
            who, case = db.session.get_one(Person, person_id), the_case()
            commands.add_note(who, case, text="Dem stimme ich zu.", kind=NoteKind.CONSENT, measure="suspend")

    consent(moderator)
    with pytest.raises(Invalid), shifted_by(LATER):
        take(post_id, moderator, "suspend", days=30)
    with pytest.raises(Forbidden):
        consent(db.session.get_one(Post, post_id).author_id or 0)
    with transaction():
        who, case = db.session.get_one(Person, second), the_case()
        commands.add_note(who, case, text="Das Verbergen ja.", kind=NoteKind.CONSENT, measure="hide")
    with pytest.raises(Invalid), shifted_by(LATER):
        take(post_id, moderator, "suspend", days=30)
    consent(second)
    with shifted_by(LATER):
        assert take(post_id, moderator, "suspend", days=30).until is not None
    with shifted_by(timedelta(days=1)):
        version = the_case().version
        with transaction():
            commands.restore(db.session.get_one(Person, moderator), the_case(), reason=FACTS, version=version)
        # What was agreed to was done; another time takes another consent.
        with pytest.raises(Invalid):
            take(post_id, moderator, "suspend", days=30)


def test_an_old_warning_counts_no_more(post: Post, moderator: int) -> None:
    """S-17: after a year it is as if there had been none."""
    post_id, author_id = post.id, post.author_id
    take(post_id, moderator, "warn")
    with shifted_by(timedelta(days=366)):
        assert commands.warned_at(author_id) is None
        with pytest.raises(Invalid):
            take(post_id, moderator, "suspend", days=7)


def test_closing_and_slowing_a_thread_concern_who_began_it(post: Post, moderator: int, client: Visitor) -> None:
    """M-08, T-25, T-26: the statement goes to the author of the thread; each ends by itself and the thread is as before."""
    post_id, thread_id, starter = post.id, post.thread_id, post.thread.author_id
    stranger = factories.person().id
    for measure, changes in (("slow_thread", {"minutes": 30}), ("lock_thread", {}), ("lock_branch", {})):
        statement = take(post_id, moderator, measure, days=1, **changes)
        assert (statement.author_id == starter) is (measure != "lock_branch")
    with pytest.raises(Conflict):
        write(stranger, thread_id)
    with shifted_by(timedelta(days=1, minutes=1)):
        assert end() == 3
        write(stranger, thread_id)
    thread = db.session.get_one(Thread, thread_id)
    assert (thread.slow_minutes, thread.closed_at, thread.has_closed_branches) == (0, None, False)


def test_a_measure_ends_also_when_its_thing_is_gone(post: Post, moderator: int) -> None:
    """M-17, T-25: the author took the post back meanwhile; the thread opens all the same, and nothing hangs."""
    post_id, author_id = post.id, post.author_id
    take(post_id, moderator, "lock_thread", days=1)
    with transaction():
        found = db.session.get_one(Post, post_id)
        thread_id = found.thread_id
        discussions.delete_post(db.session.get_one(Person, author_id), found)
    with shifted_by(timedelta(days=1, minutes=1)):
        assert end() == 1
    assert db.session.get_one(Thread, thread_id).is_open


def test_a_complaint_lifts_a_pause(post: Post, moderator: int) -> None:
    """S-04, M-15: success reverses the act whole, and the person writes again."""
    post_id, author_id, thread_id = post.id, post.author_id or 0, post.thread_id
    number = take(post_id, moderator, "limit", days=30).id
    second = factories.person("moderator").id
    with transaction():
        author = db.session.get_one(Person, author_id)
        made = commands.complain(author, db.session.get_one(Statement, number), text="Ich habe nichts Böses getan.")
        commands.answer_complaint(
            db.session.get_one(Person, second),
            made,
            outcome="reversed",
            reasons="Die Pause war zu streng, sie gilt nicht mehr.",
            version=made.version,
        )
    write(author_id, thread_id)
    assert the_case().state == CaseState.DISMISSED


def test_moderators_of_a_space_restrict_no_accounts(app: Flask) -> None:
    """M-25: what concerns a whole account is for those who moderate everywhere."""
    space = factories.space()
    found = factories.post(factories.thread(within=space))
    post_id, helper = found.id, factories.person(f"space:{space.id}:moderator").id
    with pytest.raises(Forbidden):
        take(post_id, helper, "warn")
    take(post_id, helper, "lock_branch", days=1)


def test_the_page_takes_a_measure_and_tells_the_notifier_the_truth(
    post: Post, client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """M-08, S-10: a warning leaves the content standing, and the mail says so."""
    state = report(client, post, email="nachbar@example.org")
    person = sign_in(factories.person("moderator"))
    page = person.get(the_case().url).text
    assert "Andere Maßnahmen" in page
    assert decide(person, the_case(), "massnahme", measure="warn") == 303
    work()
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == "nachbar@example.org").order_by(Mail.id))
    assert "der gemeldete Inhalt ist weiter zu lesen" in letters.all()[-1]
    assert "hat etwas unternommen" in client.get(state).text
    assert WHY in client.get(state).text


@pytest.mark.parametrize("hidden", [False, True])
def test_what_a_rule_finds_after_a_decision_is_looked_at(work: Callable[[], int], hidden: bool) -> None:
    """M-09, M-11: a case that was decided opens again for what can be read, and stays as it is for what was hidden since."""
    moderator, author = factories.person("moderator").id, factories.person().id
    with transaction():
        watching.add_watched_word(db.session.get_one(Person, moderator), pattern="Giftwort", action="label")
    post_id = factories.post(factories.thread(), db.session.get_one(Person, author)).id
    case_id = take(post_id, moderator, "warn").case_id
    with transaction():
        post = db.session.get_one(Post, post_id)
        text = "Jetzt steht hier ein Giftwort, nach der Entscheidung."
        discussions.edit_post(db.session.get_one(Person, author), post, text=text, version=post.version)
    if hidden:
        take(post_id, moderator, "hide")
    work()
    assert db.session.scalars(select(Label.target_id)).all() == [post_id]
    assert db.session.get_one(Case, case_id).state == (CaseState.ACTED if hidden else CaseState.OPEN)


def test_page_and_letter_say_all_that_the_law_asks_for(
    client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """S-02, S-25, Art. 17 (3) DSA: day, end, where it holds, how the forum learnt of it; the last day for a complaint."""
    author = factories.person(language="en").id
    post = factories.post(factories.thread(), db.session.get_one(Person, author), text="Some offending words.")
    report(client, post)
    statement = take(post.id, factories.person("moderator").id, "hide")
    number, until = statement.id, local(statement.created_at + timedelta(days=190))
    work()
    letter = (
        db.session.scalars(select(Mail.text).where(Mail.to_address.contains("@")).order_by(Mail.id.desc())).first()
        or ""
    )
    for words in ("This has no end date.", "everywhere in Germany", "through a notice", "Decided on"):
        assert words in letter
    reader = sign_in(db.session.get_one(Person, author))
    url = db.session.get_one(Statement, number).url
    page = reader.get(f"{url}?sprache=de").text
    assert "im ganzen Forum, überall in Deutschland" in page
    assert f"bis zum {until:%d.%m.%Y}" in page or f"bis zum {until.day}.\xa0" in page
    with transaction():
        db.session.get_one(Statement, number).created_at = now() - timedelta(days=191)
    page = reader.get(f"{url}?sprache=de").text
    assert "Beschweren konnten Sie sich bis zum" in page
    assert "Beschwerde einlegen" not in page
