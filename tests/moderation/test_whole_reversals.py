"""What is taken back is taken back wholly and by the right person; what waits goes on waiting (S-04, M-15, M-24)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Person, Restriction
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, Invalid
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.models import ClosedBranch, Post, PostState, SpaceKind, Thread
from forum.meetings.models import Contribution, Question
from forum.meetings.written import Written
from forum.moderation import commands, targets
from forum.moderation.commands import Decision
from forum.moderation.models import Case, CaseState, Complaint, NoteKind, Notice, Statement
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_authors import join
from tests.meetings.talk import asked, written
from tests.moderation.test_cases import WHY, bad_post, decide, report, the_case
from tests.moderation.test_complaints import REASONS, TEXT

SignIn = Callable[[Person], Visitor]


def the(number: int) -> Person:
    return db.session.get_one(Person, number)


def moderator() -> int:
    return factories.person("moderator").id


def measures() -> list[tuple[str, bool]]:
    """Return what was done in the case, and whether it stands."""
    db.session.expire_all()
    return [(row.measure, row.stands) for row in the_case().statements]


def complained(sign_in: SignIn, author_id: int, statement: Statement) -> Complaint:
    assert sign_in(the(author_id)).submit(f"{statement.url}/beschwerde", text=TEXT).status_code == 303
    return db.session.scalars(select(Complaint)).one()


def case_about_two() -> tuple[int, int, int, int]:
    """Return a case about an idea that two people wrote, the moderator who opened it, and both authors."""
    first, second, number = factories.person().id, factories.person().id, moderator()
    idea = factories.idea(the(first))
    idea_id = idea.id
    join(idea, the(second))
    with transaction():
        case = commands.open_case_for(the(number), targets.load(the(number), "idea", idea_id))
        case_id = case.id
    return case_id, number, first, second


@pytest.mark.parametrize("measure", ["limit", "slow_thread"])
def test_what_outlasts_its_post_can_be_reversed(sign_in: SignIn, client: Visitor, measure: str) -> None:
    """S-04: a measure about an account or a thread falls also when the post that led there was deleted."""
    thread = factories.thread()
    post = factories.post(thread, text="Kanarienvogel, Telefon 0531 123456")
    number, writer, beginner = post.id, post.author_id, thread.author_id
    assert writer
    assert beginner
    report(client, post)
    took = sign_in(the(moderator()))
    assert decide(took, the_case(), "massnahme", measure=measure, days="30", minutes="10") == 303
    with transaction():
        discussions.delete_post(the(writer), db.session.get_one(Post, number))
    concerned = writer if measure == "limit" else beginner
    complaint = complained(sign_in, concerned, the_case().statements[0])
    second = sign_in(the(moderator()))
    answer = second.submit(complaint.url, outcome="reversed", reasons=REASONS, version=str(complaint.version))
    assert answer.status_code == 303
    assert measures() == [(measure, False)]
    assert db.session.get_one(Thread, thread.id).slowed_minutes == 0
    assert None not in set(db.session.scalars(select(Restriction.ended_at)))


@pytest.mark.parametrize("measure", ["redact", "lock_branch"])
def test_a_decision_about_a_deleted_post_falls_too(
    sign_in: SignIn, client: Visitor, work: Callable[[], int], measure: str
) -> None:
    """S-04: it was wrong, and the statement, the log and a letter say so; nothing that was taken back comes again."""
    post = factories.post(factories.thread(), text="Kanarienvogel, Telefon 0531 123456")
    number, writer = post.id, post.author_id or 0
    state = report(client, post, email="meldung@example.org")
    passages = {"passages": "0531 123456"} if measure == "redact" else {}
    assert decide(sign_in(the(moderator())), the_case(), "massnahme", measure=measure, **passages) == 303
    complaint = complained(sign_in, writer, the_case().statements[0])
    with transaction():
        discussions.delete_post(the(writer), db.session.get_one(Post, number))
    work()
    letters = db.session.scalar(select(func.count(Mail.id)))
    answer = sign_in(the(moderator())).submit(
        complaint.url, outcome="reversed", reasons=REASONS, version=str(complaint.version)
    )
    assert answer.status_code == 303
    work()
    assert measures() == [(measure, False)]
    assert db.session.get_one(Post, number).state == PostState.DELETED
    assert db.session.get(ClosedBranch, number) is None
    assert "123456" not in client.get(f"/beitraege/{number}/verlauf", follow_redirects=True).text
    said = sign_in(the(writer)).get(the_case().statements[0].url).text
    assert "Diese Entscheidung wurde zurückgenommen" in said
    assert ("Der Inhalt wurde inzwischen gelöscht und bleibt es." in said) == (measure == "redact")
    # The author is told, and whoever reported it does not hear that the content stays.
    page = client.get(state).text
    assert "Den Inhalt gibt es nicht mehr." in page
    told = db.session.scalars(select(Mail.to_address).order_by(Mail.id).offset(letters or 0)).all()
    assert set(told) == {the(writer).email, "meldung@example.org"}
    assert "zurückgenommen" in client.get("/transparenz").text


def test_a_reversal_that_fails_leaves_the_complaint_and_says_why(sign_in: SignIn, client: Visitor) -> None:
    """S-04: nothing is stored, the page shows form and reason, and nothing typed is lost."""
    post = bad_post()
    number, author = post.id, post.author_id
    assert author
    report(client, post)
    assert decide(sign_in(the(moderator())), the_case(), "massnahme", measure="lock_branch") == 303
    complaint = complained(sign_in, author, the_case().statements[0])
    with transaction():
        # The thread is moved to a room in which this moderator does not read.
        db.session.get_one(Thread, db.session.get_one(Post, number).thread_id).audience = "committee:99"
    second = sign_in(the(moderator()))
    answer = second.submit(complaint.url, outcome="reversed", reasons=REASONS, version=str(complaint.version))
    assert answer.status_code == 409
    assert "Der Inhalt ist für Sie nicht da." in answer.text
    assert "Die Antwort vom" not in answer.text
    assert REASONS in answer.text
    assert db.session.scalars(select(Complaint.answered_at)).one() is None
    assert all(stands for _measure, stands in measures())


def test_who_began_a_thread_reads_no_words_of_others(sign_in: SignIn, client: Visitor) -> None:
    """S-02, M-36: a measure about the thread tells of the thread; the words of a stranger and notifiers stay away."""
    thread = factories.thread(title="Bänke am Fluss")
    beginner = thread.author_id
    assert beginner
    report(client, factories.post(thread, text="Kanarienvogel, Telefon 0531 123456"))
    assert decide(sign_in(the(moderator())), the_case(), "massnahme", measure="lock_thread", days="3") == 303
    page = sign_in(the(beginner)).get(the_case().statements[0].url).text
    assert "0531 123456" not in page
    assert "Bänke am Fluss" in page
    assert "Das Thema, das Sie begonnen haben" in page
    assert "Ihr Text" not in page


def test_what_concerns_an_account_is_not_for_co_authors(
    sign_in: SignIn, client: Visitor, work: Callable[[], int]
) -> None:
    """S-02, N-06: neither statement nor list, message, letter or complaint."""
    case_id, number, first, second = case_about_two()
    took = sign_in(the(number))
    assert decide(took, db.session.get_one(Case, case_id), "massnahme", measure="limit", days="5") == 303
    work()
    url = db.session.scalars(select(Statement)).one().url
    other = sign_in(the(second))
    assert other.get(url).status_code == 404
    assert url not in other.get("/begruendungen").text
    assert other.submit(f"{url}/beschwerde", text=TEXT).status_code == 404
    assert url not in other.get("/mitteilungen").text
    assert sign_in(the(first)).get(url).status_code == 200
    assert sign_in(the(first)).submit(f"{url}/beschwerde", text=TEXT).status_code == 303
    letters = select(func.count()).where(Mail.to_address == the(second).email, Mail.text.contains("/begruendungen/"))
    assert db.session.scalar(letters) == 0


def test_hiding_an_idea_is_told_to_all_who_wrote_it(sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-02, N-06: each gets the letter with the reasons."""
    case_id, number, first, second = case_about_two()
    assert decide(sign_in(the(number)), db.session.get_one(Case, case_id), "verbergen") == 303
    work()
    told = db.session.scalars(select(Mail.to_address).where(Mail.text.contains("/begruendungen/")))
    assert sorted(told) == sorted([the(first).email, the(second).email])


def test_a_new_notice_waits_on_when_an_older_decision_falls(sign_in: SignIn, client: Visitor) -> None:
    """S-10: nobody is told that a thing stays of which nobody looked at the new notice."""
    post = bad_post()
    number, author = post.id, post.author_id
    assert author
    report(client, post, email="erste@example.org")
    assert decide(sign_in(the(moderator())), the_case(), "massnahme", measure="warn") == 303
    complaint = complained(sign_in, author, the_case().statements[0])
    report(client, db.session.get_one(Post, number), email="zweite@example.org")
    answer = sign_in(the(moderator())).submit(
        complaint.url, outcome="reversed", reasons=REASONS, version=str(complaint.version)
    )
    assert answer.status_code == 303
    assert measures() == [("warn", False)]
    assert the_case().state == CaseState.OPEN
    assert [notice.answer for notice in the_case().notices] == [None, None]


def test_what_is_taken_back_already_does_not_stand(sign_in: SignIn, client: Visitor) -> None:
    """S-05: no answer says that a decision stands which does not."""
    post = bad_post()
    author, first = post.author_id, moderator()
    assert author
    report(client, post)
    assert decide(sign_in(the(first)), the_case(), "verbergen") == 303
    complaint = complained(sign_in, author, the_case().statements[0])
    assert sign_in(the(first)).submit(f"{the_case().url}/rueckgaengig").status_code == 303
    second = moderator()
    with transaction():
        found, values = db.session.get_one(Complaint, complaint.id), {"outcome": "upheld", "reasons": REASONS}
        with pytest.raises(Invalid):
            commands.answer_complaint(the(second), found, **values, version=found.version)


def test_who_consented_does_not_answer_the_complaint(client: Visitor, sign_in: SignIn) -> None:
    """M-23, S-04: the second pair of eyes took part in the decision."""
    post = bad_post()
    author, first, second = post.author_id, moderator(), moderator()
    assert author
    report(client, post)
    assert decide(sign_in(the(first)), the_case(), "massnahme", measure="warn") == 303
    with shifted_by(timedelta(hours=2)):
        with transaction():
            commands.add_note(the(second), the_case(), text="Ja.", kind=NoteKind.CONSENT, measure="suspend")
        with transaction():
            facts, version = "Der Beitrag beleidigt eine Person schwer.", the_case().version
            plan = Decision(rule="respekt", facts=facts, version=version, measure="suspend", days=60)
            statement_id = commands.take_measure(the(first), the_case(), plan).id
        with transaction():
            commands.complain(the(author), db.session.get_one(Statement, statement_id), text=TEXT)
        with transaction():
            found, values = db.session.scalars(select(Complaint)).one(), {"outcome": "upheld", "reasons": REASONS}
            with pytest.raises(Forbidden):
                commands.answer_complaint(the(second), found, **values, version=found.version)


def test_undoing_takes_back_the_last_decision_and_nothing_else(sign_in: SignIn, client: Visitor) -> None:
    """M-15: a dismissal opens the case again, what stood before stands on; a measure taken back by a slip holds again."""
    post = bad_post()
    number = post.id
    report(client, post)
    person = sign_in(the(moderator()))
    assert decide(person, the_case(), "massnahme", measure="warn") == 303
    report(client, db.session.get_one(Post, number))
    assert decide(person, the_case(), "abweisen") == 303
    assert person.submit(f"{the_case().url}/rueckgaengig").status_code == 303
    assert (the_case().state, measures()) == (CaseState.OPEN, [("warn", True)])
    assert decide(person, the_case(), "verbergen") == 303
    assert decide(person, the_case(), "wiederherstellen", facts="Das war zu viel des Guten, der Text bleibt.") == 303
    assert "gilt die Maßnahme wieder: Verbergen." in person.get(the_case().url).text
    person.submit(f"{the_case().url}/rueckgaengig")
    assert measures() == [("warn", True), ("hide", True)]
    assert db.session.get_one(Post, number).state == PostState.HIDDEN


@pytest.mark.parametrize("by", ["moderator", "complaint"])
def test_a_notice_taken_back_closes_no_case_that_others_opened(sign_in: SignIn, client: Visitor, by: str) -> None:
    """M-34: an author cannot end the case about the own text by reporting it and thinking better of it."""
    post = bad_post()
    number, author, opened_by = post.id, post.author_id, moderator()
    assert author
    if by == "moderator":
        with transaction():
            commands.open_case_for(the(opened_by), targets.load(the(opened_by), "post", number))
    else:
        state = report(client, post)
        assert decide(sign_in(the(moderator())), the_case(), "abweisen") == 303
        assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 303
        with transaction():
            found = db.session.scalars(select(Complaint)).one()
            commands.answer_complaint(the(opened_by), found, outcome="reversed", reasons=REASONS, version=found.version)
    own = sign_in(the(author))
    report(own, db.session.get_one(Post, number))
    notice = db.session.scalars(select(Notice.id).order_by(Notice.id.desc())).first()
    assert own.submit(f"/konto/meldungen/{notice}/zurueckziehen").status_code == 303
    assert the_case().state == CaseState.OPEN


@pytest.mark.parametrize("field", ["q", "art", "regel", "raum", "alter", "bei"])
def test_odd_characters_in_a_filter_find_nothing(sign_in: SignIn, field: str) -> None:
    """E-21: neither database is asked for what it cannot store."""
    assert sign_in(the(moderator())).get(f"/moderation?{field}=%00").status_code == 200


def test_words_of_a_closed_room_are_for_those_who_read_there(sign_in: SignIn) -> None:
    """M-20, M-36: a moderator without the room reads no copy from it, finds none by searching, and is told why."""
    room = factories.space(SpaceKind.STAFF)
    inside = factories.person("staff")
    post = factories.post(factories.thread(inside, room), inside, text="Kanarienvogel aus dem Hinterzimmer")
    number, author = post.id, inside.id
    both, without = factories.person("staff", "moderator").id, moderator()
    report(sign_in(the(both)), post)
    took = sign_in(factories.person("staff", "moderator"))
    assert decide(took, the_case(), "massnahme", measure="lock_branch") == 303
    complaint = complained(sign_in, author, the_case().statements[0])
    word, told = "Hinterzimmer", "Das steht in einem Raum, in dem Sie nicht lesen."
    for address in (the_case().statements[0].url, complaint.url, the_case().url):
        page = sign_in(the(without)).get(address).text
        assert word not in page
        assert told in page
        assert "inzwischen gelöscht" not in page
        assert told not in sign_in(the(both)).get(address).text
    assert word in sign_in(the(author)).get(the_case().statements[0].url).text
    found = f'{the_case().url}"'
    assert found in sign_in(the(both)).get(f"/moderation?q={word}&stand=acted").text
    assert found not in sign_in(the(without)).get(f"/moderation?q={word}&stand=acted").text
    assert db.session.get_one(Post, number).state == PostState.VISIBLE


def test_nobody_is_told_that_stays_what_the_chair_removed(sign_in: SignIn, client: Visitor) -> None:
    """S-10, L-26: a reported contribution that the chair took out of the room meanwhile is there no more."""
    meeting, chair, people = factories.running_meeting()
    number, chair_id = meeting.id, chair.id
    bad = written(people[0], number, "Kanarienvogel im Gespräch")
    fields = {"rule": "respekt", "explanation": WHY, "good_faith": "y", "email": "meldung@example.org"}
    state = client.submit(f"/melden/contribution/{bad}", **fields).location
    factories.act(the(chair_id), number, "contribution.remove", contribution_id=bad, reason="tone")
    assert decide(sign_in(the(moderator())), the_case(), "abweisen") == 303
    page = client.get(state).text
    assert "verletzt den Umgangston" in page
    assert "Der Inhalt bleibt stehen." not in page
    letter = db.session.scalars(select(Mail.text).order_by(Mail.id.desc()).limit(1)).one()
    assert "verletzt den Umgangston" in letter
    assert "lässt den gemeldeten Inhalt stehen" not in letter


@pytest.mark.parametrize("way", ["undone", "restored"])
def test_what_the_chair_held_is_held_on(sign_in: SignIn, way: str) -> None:
    """M-15, S-04: in a session the state before comes back, with its reason, and not a state that nobody chose."""
    meeting, chair, people = factories.running_meeting()
    number, chair_id = meeting.id, chair.id
    factories.act(chair, number, "writing.rules", questions=True, anonymous=True, pause_seconds=0)
    held = written(people[0], number, "Kanarienvogel im Gespräch")
    factories.act(the(chair_id), number, "contribution.hold", contribution_id=held, reason="personal")
    answered = asked(the(people[0].id), number, "Wann kommen die Vögel?")
    factories.act(the(chair_id), number, "question.answer", question_id=answered)
    judge = moderator()
    for kind, one in (("contribution", held), ("question", answered)):
        with transaction():
            case_id = commands.open_case_for(the(judge), targets.load(the(judge), kind, one)).id
        assert decide(sign_in(the(judge)), db.session.get_one(Case, case_id), "verbergen") == 303
        case = db.session.get_one(Case, case_id)
        if way == "undone":
            assert sign_in(the(judge)).submit(f"{case.url}/rueckgaengig").status_code == 303
        else:
            assert decide(sign_in(the(judge)), case, "wiederherstellen", facts="Das war zu viel des Guten.") == 303
    contribution, question = db.session.get_one(Contribution, held), db.session.get_one(Question, answered)
    assert (contribution.state, contribution.reason) == (Written.HELD, "personal")
    assert question.state == Written.ANSWERED
