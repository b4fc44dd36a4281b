"""From a notice to a hidden post with its statement of reasons, and back."""

import re
from collections.abc import Callable
from threading import Barrier
from threading import Thread as Runner

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Forbidden
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.discussions.models import Post, PostState
from forum.moderation import commands, queries, targets
from forum.moderation.models import Case, CaseState, Notice, Statement
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_authors import join

SignIn = Callable[[Person], Visitor]
WHY = "Hier wird eine Nachbarin mit Namen beschimpft."


def bad_post() -> Post:
    thread = factories.thread(text="Ein harmloser Anfang")
    return factories.post(thread, text="Kanarienvogel-Beschimpfung")


def report(client: Visitor, post: Post, **changes: str) -> str:
    fields = {"rule": "respekt", "explanation": WHY, "good_faith": "y", **changes}
    response = client.submit(f"/melden/post/{post.id}", **fields)
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.location


def decide(client: Visitor, case: Case, step: str, **changes: str) -> int:
    fields = {"rule": "respekt", "facts": "Der Beitrag beleidigt eine Person.", "version": str(case.version), **changes}
    return client.submit(f"/moderation/{case.id}", schritt=step, **fields).status_code


def the_case() -> Case:
    return db.session.scalars(select(Case)).one()


def test_a_visitor_reports_a_moderator_hides_and_everybody_is_told(
    client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """S-01, S-02, S-06, S-10: notice, receipt, statement, tombstone, answer."""
    post = bad_post()
    state_page = report(client, post, email="nachbar@example.org")
    assert "wird geprüft" in client.get(state_page).get_data(as_text=True)
    moderator = factories.person("moderator")
    assert decide(sign_in(moderator), the_case(), "verbergen") == 303
    work()
    page = client.get(f"/themen/{post.thread_id}", follow_redirects=True).get_data(as_text=True)
    assert "Kanarienvogel" not in page
    assert "Regel 1: Respekt" in page
    assert "Der Beitrag beleidigt eine Person." in client.get(state_page).get_data(as_text=True)
    statement = db.session.scalars(select(Statement)).one()
    assert re.fullmatch(r"[a-zA-Z0-9_-]+", statement.puid)
    author = db.session.get_one(Person, post.author_id)
    message = db.session.scalars(select(Message).where(Message.person_id == author.id)).one()
    assert message.kind == "statement"
    assert "Der Beitrag beleidigt eine Person." in sign_in(author).get(message.url).get_data(as_text=True)
    mails = dict(db.session.execute(select(Mail.to_address, func.count()).group_by(Mail.to_address)).all())
    assert mails["nachbar@example.org"] == 2
    assert mails[author.email] == 1


def test_all_authors_of_an_idea_read_why_it_was_hidden(sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-02, M-15, M-24, N-06: each author gets the statement and its reversal, and none of them decides."""
    first, second, stranger = factories.person(), factories.person("moderator"), factories.person()
    idea = factories.idea(first)
    join(idea, second)
    moderator = factories.person("moderator")
    with transaction():
        case_id = commands.open_case_for(moderator, targets.load(moderator, "idea", idea.id)).id
    assert decide(sign_in(second), db.session.get_one(Case, case_id), "verbergen") == 403
    client = sign_in(moderator)
    assert decide(client, db.session.get_one(Case, case_id), "verbergen") == 303
    facts = "Das war ein Zitat und keine Beleidigung."
    url = db.session.scalars(select(Statement)).one().url
    work()
    for author in (first, second):
        assert "Der Beitrag beleidigt eine Person." in sign_in(author).get(url).text
        assert url in sign_in(author).get("/begruendungen").text
    assert sign_in(stranger).get(url).status_code == 404
    assert url not in sign_in(stranger).get("/begruendungen").text
    assert decide(client, db.session.get_one(Case, case_id), "wiederherstellen", facts=facts) == 303
    work()
    told = select(Message.person_id, Message.kind).where(Message.kind.like("statement%"))
    assert {tuple(row) for row in db.session.execute(told)} == {
        (person.id, kind) for person in (first, second) for kind in ("statement", "statement_reverted")
    }


def test_restoring_shows_the_post_again_and_tells_the_author(sign_in: SignIn, work: Callable[[], int]) -> None:
    """M-15: a reversal brings everything back, with a reason."""
    post = bad_post()
    moderator = factories.person("moderator")
    with transaction():
        case_id = commands.open_case_for(moderator, targets.load(moderator, "post", post.id)).id
    client = sign_in(moderator)
    assert decide(client, db.session.get_one(Case, case_id), "verbergen") == 303
    assert db.session.get_one(Post, post.id).state == PostState.HIDDEN
    facts = "Das war ein Zitat und keine Beleidigung."
    assert decide(client, db.session.get_one(Case, case_id), "wiederherstellen", facts=facts) == 303
    work()
    assert db.session.get_one(Post, post.id).state == PostState.VISIBLE
    kinds = db.session.scalars(select(Message.kind).where(Message.person_id == post.author_id).order_by(Message.id))
    assert list(kinds) == ["statement", "statement_reverted"]
    assert db.session.scalars(select(Statement)).one().revert_reason == facts


def test_a_stale_decision_changes_nothing(client: Visitor, sign_in: SignIn) -> None:
    """M-03: whoever comes second sees what the first decided."""
    report(client, bad_post())
    first, second = factories.person("moderator"), factories.person("moderator")
    seen = the_case().version
    assert decide(sign_in(first), the_case(), "verbergen") == 303
    assert decide(sign_in(second), the_case(), "abweisen", version=str(seen)) == 409
    assert the_case().state == CaseState.ACTED
    assert db.session.scalar(select(func.count()).select_from(Statement)) == 1


def test_nobody_decides_about_own_content_or_own_notices(client: Visitor, sign_in: SignIn) -> None:
    """M-24: author and notifier are kept out, even as moderators."""
    moderator, notifier = factories.person("moderator"), factories.person("moderator")
    post = factories.post(factories.thread(), author=moderator, text="Kanarienvogel-Beschimpfung")
    report(sign_in(notifier), post)
    for person in (moderator, notifier):
        assert decide(sign_in(person), the_case(), "abweisen") == 403
    assert the_case().state == CaseState.OPEN


@pytest.mark.parametrize("roles", [(), ("staff",), ("board",), ("admin",)])
def test_the_queue_is_for_moderators_only(client: Visitor, sign_in: SignIn, roles: tuple[str, ...]) -> None:
    """E-16: everybody else learns nothing of it."""
    report(client, bad_post())
    person = sign_in(factories.person(*roles))
    assert person.get("/moderation").status_code == 403
    assert person.get(f"/moderation/{the_case().id}").status_code == 404
    assert decide(person, the_case(), "verbergen") == 404
    assert client.get("/moderation").status_code == 303


def test_the_author_never_learns_who_reported(client: Visitor, sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-11: the statement names no notifier."""
    post = bad_post()
    notifier = factories.person(handle="Kanari")
    report(sign_in(notifier), post)
    decide(sign_in(factories.person("moderator")), the_case(), "verbergen")
    work()
    statement = db.session.scalars(select(Statement)).one()
    author = sign_in(db.session.get_one(Person, post.author_id))
    page = author.get(statement.url).get_data(as_text=True)
    assert "Kanari" not in page.replace("Kanarienvogel", "")
    assert WHY not in page
    assert sign_in(factories.person()).get(statement.url).status_code == 404


def test_bad_notices_come_back_with_everything_typed(client: Visitor) -> None:
    post = bad_post()
    fields = {"rule": "erfunden", "explanation": "zu kurz", "email": "kein-at-zeichen"}
    response = client.submit(f"/melden/post/{post.id}", **fields)
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert "zu kurz" in page
    assert 'value="kein-at-zeichen"' in page
    for email in ("a@b.example, c@d.example", "@", "a@b.example\r\nBcc: z@z.example", "Name <a@b.example>"):
        answer = client.submit(f"/melden/post/{post.id}", rule="respekt", explanation=WHY, good_faith="y", email=email)
        assert answer.status_code == 422, email  # The receipt goes to one address and to nobody else.
    assert not db.session.scalars(select(Notice)).all()
    assert not db.session.scalars(select(Case)).all()
    assert client.get("/melden/post/999999").status_code == 404
    assert client.get("/melden/unsinn/1").status_code == 404


def test_one_person_reports_a_thing_once(sign_in: SignIn) -> None:
    """M-05: a second notice of the same person is refused and keeps the text."""
    post = bad_post()
    client = sign_in(factories.person())
    report(client, post)
    fields = {"rule": "respekt", "explanation": WHY, "good_faith": "y"}
    response = client.submit(f"/melden/post/{post.id}", **fields)
    assert response.status_code == 409
    assert WHY in response.get_data(as_text=True)
    assert the_case().notice_count == 1


def test_many_notices_at_once_make_one_case(app: Flask) -> None:
    """M-02: twenty parallel notices, one case with twenty notices."""
    post_id = bad_post().id
    barrier = Barrier(20)
    failures: list[BaseException] = []

    def file_one() -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    target = targets.load(Nobody(), "post", post_id)
                    commands.file_notice(Nobody(), target, rule="respekt", explanation=WHY, good_faith=True)
            except BaseException as error:  # noqa: BLE001
                failures.append(error)
            finally:
                db.session.remove()

    db.session.rollback()
    runners = [Runner(target=file_one) for _ in range(20)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    assert not failures
    db.session.expire_all()
    assert the_case().notice_count == 20
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 20


def test_commands_ask_for_the_right_themselves(app: Flask) -> None:
    """E-39: the command refuses, whatever door it was called through."""
    post, staff = bad_post(), factories.person("staff")
    with pytest.raises(Forbidden), transaction():
        commands.open_case_for(staff, targets.load(Nobody(), "post", post.id))
    with pytest.raises(Forbidden):
        queries.queue(Nobody())


def test_the_rule_of_a_decision_is_not_called_voluntary(sign_in: SignIn, client: Visitor) -> None:
    """A-15: hiding needs it; leaving the content standing does not."""
    report(client, bad_post())
    moderator = sign_in(factories.person("moderator"))
    page = moderator.get(f"/moderation/{the_case().id}").get_data(as_text=True)
    label = page.partition('for="rule"')[2].partition("</label>")[0]
    assert "Regel" in label
    assert "freiwillig" not in label
    assert decide(moderator, the_case(), "verbergen", rule="") == 422
    assert decide(moderator, the_case(), "abweisen", rule="") == 303
