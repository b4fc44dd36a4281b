"""A text that waits: what its author sees, what nobody else sees, and every way on from there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostState, Thread
from forum.drafts.commands import save_draft
from forum.drafts.models import Draft
from forum.files import commands as files
from forum.files.intake import Received
from forum.files.models import File
from forum.files.queries import Choice
from forum.files.queries import file as file_for
from forum.ideas.models import Idea
from forum.moderation import commands as moderation
from forum.moderation.models import Case, CaseState, Statement
from forum.notifications.models import Message
from forum.privacy import retention
from forum.screening import commands, watching
from forum.screening.models import HeldState, HeldText
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_measures import take
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]
CANARY = "Kanarienvogel"
FACTS = "Der Text wirbt für ein Geschäft."


@pytest.fixture(autouse=True)
def _watched(app: Flask) -> None:
    moderator = factories.person("moderator", handle="Wortwart")
    with transaction():
        watching.add_watched_word(moderator, pattern=CANARY, action="hold")


def the(number: int) -> HeldText:
    return db.session.get_one(HeldText, number)


def person(who: Person) -> Person:
    return db.session.get_one(Person, who.id)


def send(author: Person, within: Thread, **changes: object) -> int:
    """Send a post that waits; return its number."""
    with transaction():
        values: dict[str, object] = {"text": f"Ein {CANARY} singt im Park.", **changes}
        thread = db.session.get_one(Thread, within.id)
        sent = discussions.send_post(person(author), thread, **values)  # type: ignore[arg-type]
        assert isinstance(sent, HeldText)
        return sent.id


def case_of(number: int) -> Case:
    return db.session.scalars(select(Case).where(Case.kind == "held", Case.target_id == number)).one()


def decide(client: Visitor, case: Case, **changes: str) -> int:
    fields = {"rule": "werbung", "facts": FACTS, "version": str(case.version), "schritt": "verbergen", **changes}
    return client.submit(f"/moderation/{case.id}", **fields).status_code


def release(client: Visitor, case: Case) -> int:
    return client.submit(f"/moderation/{case.id}/veroeffentlichen", version=str(case.version)).status_code


def test_its_author_reads_that_it_waits_and_why_and_how_long(sign_in: SignIn) -> None:
    """M-11, M-12: at once after sending, in plain words."""
    thread, author = factories.thread(), factories.person()
    client = sign_in(author)
    answer = client.submit(
        f"/themen/{thread.id}/antworten", text=f"Ein {CANARY} singt im Park.", stance="", language="de"
    )
    assert answer.status_code == 303
    assert answer.location.startswith("/konto/zurueckgehalten/")
    page = client.get(answer.location).get_data(as_text=True)
    for words in ("wird geprüft", CANARY, "genauer hinsieht", "Meist dauert es etwa 1 Tag", "Ihr Text ist der nächste"):
        assert words in page
    assert answer.location in client.get("/konto/zurueckgehalten").get_data(as_text=True)
    assert sign_in(factories.person()).get(answer.location).status_code == 404
    assert sign_in(factories.person("staff")).get(answer.location).status_code == 404


def test_a_held_text_is_on_no_surface(app: Flask, client: Visitor, sign_in: SignIn, work: Work) -> None:
    """M-36, E-18: list, thread, search, feed, print, profile, API, log, inbox and mails, but for author and moderators."""
    starter, friend = factories.person(), factories.person(handle="Genannte")
    thread = factories.thread(starter, title="Bänke am Ufer")
    first = db.session.scalars(select(Post)).one()
    author = factories.person(handle="Schreiberin")
    number = send(author, thread, parent_id=first.id, text=f"@Genannte, ein {CANARY} singt.")
    with transaction():
        sent = discussions.send_thread(
            person(author),
            db.session.get_one(type(thread.space), thread.space_id),
            title=f"Der {CANARY}",
            text="Er singt.",
        )
        assert isinstance(sent, HeldText)
    work()
    space = db.session.get_one(Thread, thread.id).space
    assert space is not None
    places = [
        f"/themen/{thread.id}-baenke-am-ufer",
        f"/themen/{thread.id}-baenke-am-ufer?ansicht=zeit",
        f"/themen/{thread.id}/druck",
        f"/themen/{thread.id}/neues?nach=2026-01-01T00:00:00Z",
        space.url,
        "/raeume",
        "/",
        "/raeume.atom",
        f"/themen/{thread.id}.atom",
        f"{space.url}.atom",
        f"/suche?q={CANARY}",
        "/leute/Schreiberin",
        f"/api/v1/threads/{thread.id}/posts",
        f"/api/v1/spaces/{space.slug}/threads",
        f"/api/v1/search?q={CANARY}",
    ]
    for who in (client, sign_in(starter), sign_in(friend), sign_in(factories.person("staff"))):
        for place in places:
            shown = who.get(place, follow_redirects=True)
            body = shown.get_data(as_text=True)
            assert shown.status_code == 200, place
            assert f"ein {CANARY}" not in body, place
            assert f"Der {CANARY}" not in body, place
    assert db.session.get_one(Thread, thread.id).post_count == 1
    assert not any(CANARY in str(event.data) for event in db.session.scalars(select(LoggedEvent)))
    assert not any(CANARY in mail.text for mail in db.session.scalars(select(Mail)))
    assert db.session.scalars(select(Message).where(Message.person_id.in_([starter.id, friend.id]))).all() == []
    moderator = sign_in(factories.person("moderator"))
    assert CANARY in moderator.get(f"/moderation/{case_of(number).id}").get_data(as_text=True)


def test_a_moderator_publishes_it_with_one_press(app: Flask, sign_in: SignIn, work: Work) -> None:
    """M-12, S-07: it stands where the talk goes on, with the date of its publication, whatever the author's pause."""
    starter, author = factories.person(), factories.person()
    thread = factories.thread(starter)
    number = send(author, thread)
    later = factories.post(thread)
    work()
    app.config["POST_PAUSE_NEWCOMERS"] = 3600
    assert release(sign_in(factories.person("moderator")), case_of(number)) == 303
    post = db.session.scalars(select(Post).where(Post.author_id == author.id)).one()
    assert post.source == f"Ein {CANARY} singt im Park."
    assert post.created_at > db.session.get_one(Post, later.id).created_at
    assert (the(number).state, the(number).source, the(number).published_url) == (HeldState.PUBLISHED, "", post.url)
    assert case_of(number).state == CaseState.DISMISSED
    work()
    message = db.session.scalars(select(Message).where(Message.person_id == author.id)).one()
    assert (message.kind, message.url) == ("held_published", post.url)
    assert "ist jetzt zu sehen" in sign_in(author).get("/mitteilungen").get_data(as_text=True)
    assert sign_in(author).get(f"/konto/zurueckgehalten/{number}").status_code == 200
    assert db.session.scalar(select(Message.id).where(Message.person_id == starter.id)) is not None


def test_it_goes_where_the_talk_has_gone(sign_in: SignIn, work: Work) -> None:
    """M-12: what it answered to was taken back meanwhile, so it answers to what stands above that."""
    thread = factories.thread()
    top = db.session.scalars(select(Post)).one()
    middle = factories.post(thread, parent_id=top.id)
    number = send(factories.person(), thread, parent_id=middle.id, quoted=discussions.Quoted(middle.id))
    with transaction():
        one = db.session.get_one(Post, middle.id)
        assert one.author is not None
        discussions.delete_post(one.author, one)
    work()
    assert release(sign_in(factories.person("moderator")), case_of(number)) == 303
    post = db.session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()
    assert post.parent_id == top.id


def test_a_closed_thread_is_said_to_the_moderator_and_nothing_is_lost(sign_in: SignIn, work: Work) -> None:
    """M-26: what cannot be published at present goes on waiting."""
    thread = factories.thread()
    number = send(factories.person(), thread)
    work()
    moderator = factories.person("moderator")
    with transaction():
        discussions.close_thread(person(moderator), db.session.get_one(Thread, thread.id), reason="Zu Ende gesprochen")
    assert release(sign_in(moderator), case_of(number)) == 409
    assert the(number).state == HeldState.WAITING
    assert case_of(number).state == CaseState.OPEN


def test_refused_it_goes_back_to_its_author_with_reasons_and_a_complaint_publishes_it(
    sign_in: SignIn, work: Work
) -> None:
    """M-14, S-02, S-04, S-07: text, rule and reason; another moderator reverses it fully."""
    author = factories.person()
    number = send(author, factories.thread())
    work()
    assert decide(sign_in(factories.person("moderator")), case_of(number)) == 303
    work()
    statement = db.session.scalars(select(Statement)).one()
    assert statement.automated_detection
    assert not statement.automated_decision
    assert CANARY in statement.evidence
    client = sign_in(author)
    page = client.get(statement.url).get_data(as_text=True)
    assert "nicht erscheint" in page
    assert "Eine feste Regel hat den Text gefunden" in page
    assert CANARY in client.get(f"/konto/zurueckgehalten/{number}").get_data(as_text=True)
    message = db.session.scalars(select(Message).where(Message.person_id == author.id)).one()
    assert message.kind == "held_refused"
    client.submit(f"/begruendungen/{statement.puid}/beschwerde", text="Ich werbe für nichts, ich mag Vögel.")
    case = case_of(number)
    complaint = case.complaints[0]
    answer = {"outcome": "reversed", "reasons": "Der Text wirbt für nichts.", "version": str(complaint.version)}
    assert sign_in(factories.person("moderator")).submit(complaint.url, **answer).status_code == 303
    assert the(number).state == HeldState.PUBLISHED
    assert db.session.scalars(select(Post).where(Post.author_id == author.id)).one().state == PostState.VISIBLE


def test_taken_back_it_lies_in_its_form_again(sign_in: SignIn, work: Work) -> None:
    """M-12: the author withdraws, changes and sends again; the case closes by itself."""
    thread, author = factories.thread(), factories.person()
    number = send(author, thread)
    work()
    answer = sign_in(author).submit(f"/konto/zurueckgehalten/{number}/zurueckziehen")
    assert answer.location == f"{db.session.get_one(Thread, thread.id).url}#mitreden"
    assert db.session.scalars(select(Draft)).one().fields["text"] == f"Ein {CANARY} singt im Park."
    assert (the(number).state, the(number).source) == (HeldState.WITHDRAWN, "")
    work()
    assert case_of(number).state == CaseState.DISMISSED
    page = sign_in(author).get(f"/konto/zurueckgehalten/{number}")
    assert page.status_code == 200
    assert "Sie haben diesen Text zurückgezogen." in page.text
    assert sign_in(factories.person()).submit(f"/konto/zurueckgehalten/{number}/zurueckziehen").status_code == 404


def test_its_files_wait_with_it(app: Flask, work: Work) -> None:
    """X-24, T-30: only author and moderators may look; published they belong to the post, withdrawn to the author."""
    author, moderator = factories.person(), factories.person("moderator")
    thread = factories.thread()

    def upload(key: str) -> Choice:
        with transaction():
            row = Received(key * 32, "pdf", "Plan.pdf", 10, "0" * 64)
            return Choice(files.add_file(person(author), row).key)

    numbers = [send(author, thread, files=[upload(key)]) for key in "ab"]
    keys = list(db.session.scalars(select(File.key).order_by(File.id)))
    for who in (author, moderator):
        assert file_for(person(who), keys[0]).purpose == "held"
    with pytest.raises(NotFound):
        file_for(factories.person(), keys[0])
    with transaction():
        commands.publish_held(person(moderator), the(numbers[0]))
        commands.withdraw_held(person(author), the(numbers[1]))
    purposes = list(db.session.scalars(select(File.purpose).order_by(File.id)))
    assert purposes == ["post", None]


def test_an_idea_waits_as_its_draft(sign_in: SignIn, work: Work) -> None:
    """M-11, M-12: nobody changes it meanwhile, and published it is the idea that was handed in."""
    author = factories.person()
    draft = factories.idea(author, state="entwurf", text=f"Ein {CANARY} soll im Bürgerpark singen dürfen.")
    client = sign_in(author)
    answer = client.submit(f"/ideen/{draft.id}/pruefung")
    assert answer.location.startswith("/konto/zurueckgehalten/")
    number = int(answer.location.rpartition("/")[2])
    assert db.session.get_one(Idea, draft.id).is_draft
    assert client.submit(f"/ideen/{draft.id}/pruefung").status_code == 409
    fields = {"title": draft.title, "text": "Etwas ganz anderes, das niemand gelesen hat.", "entwurf": "1"}
    version = str(db.session.get_one(Idea, draft.id).version)
    assert client.submit(f"/ideen/{draft.id}/bearbeiten", version=version, **fields).status_code == 409
    work()
    assert release(sign_in(factories.person("moderator")), case_of(number)) == 303
    idea = db.session.get_one(Idea, draft.id)
    assert (idea.is_draft, idea.audience) == (False, "public")
    assert the(number).published_url == idea.url


def test_what_changes_is_shown_to_the_moderation_and_stays(work: Work) -> None:
    """M-11, S-07: a published text is never held; the moderation sees what became of it."""
    author = factories.person()
    post = factories.post(factories.thread(), author)
    with transaction():
        one = db.session.get_one(Post, post.id)
        discussions.edit_post(person(author), one, text=f"Doch ein {CANARY}.", version=one.version)
    work()
    case = db.session.scalars(select(Case)).one()
    assert (case.kind, case.target_id, case.state) == ("post", post.id, CaseState.OPEN)
    assert db.session.get_one(Post, post.id).state == PostState.VISIBLE


def test_nobody_decides_about_the_own_text(work: Work) -> None:
    """M-24: also a moderator who sent it before having that task."""
    author = factories.person()
    number = send(author, factories.thread())
    with transaction():
        accounts.grant_role(SYSTEM, person(author), "moderator", reason="Test")
    with pytest.raises(Forbidden), transaction():
        commands.publish_held(person(author), the(number))


def test_of_many_who_decide_at_once_one_does(app: Flask) -> None:
    """M-03, M-26: published, refused and withdrawn in the same moment; one post at most, and everybody else hears it."""
    thread, author = factories.thread(), factories.person()
    moderators = [factories.person("moderator").id for _ in range(4)]
    number = send(author, thread)
    who = author.id

    def publish(moderator: int) -> Callable[[], object]:
        return lambda: commands.publish_held(db.session.get_one(Person, moderator), the(number))

    def refuse(moderator: int) -> Callable[[], object]:
        return lambda: commands.refuse_held(db.session.get_one(Person, moderator), the(number), ground="")

    def withdraw() -> object:
        return commands.withdraw_held(db.session.get_one(Person, who), the(number))

    acts = [*map(publish, moderators[:2]), *map(refuse, moderators[2:]), withdraw]
    refused = at_once(app, acts, refused=(Conflict,))
    posts = db.session.scalars(select(Post).where(Post.author_id == who)).all()
    state = the(number).state
    assert len(posts) == (1 if state == HeldState.PUBLISHED else 0)
    # A refusal can still be followed by a publication, which is how a complaint reverses it; nothing else can.
    assert refused in {3, 4}


def test_a_program_hears_that_its_text_waits(app: Flask, client: Visitor) -> None:
    """M-12: the API answers 202 with the reasons instead of a post."""
    author, thread = factories.person(), factories.thread()
    with transaction():
        token = accounts.issue_token(person(author), person(author), name="Test", scopes=["write"])
    answer = client.post(
        f"/api/v1/threads/{thread.id}/posts",
        json={"text": f"Ein {CANARY} singt."},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 202
    assert answer.json is not None
    assert answer.json["held"] is True
    assert CANARY in answer.json["reasons"][0]


def test_the_moderation_sees_what_a_word_would_have_found_before_it_counts(sign_in: SignIn) -> None:
    """M-10: hits among the newest posts first, and only then on the list."""
    factories.post(factories.thread(), text="Am Bahnhof fehlt ein Geländer.")
    client = sign_in(factories.person("moderator"))
    page = client.submit("/moderation/woerter", pattern="geländer", action="label")
    assert page.status_code == 200
    assert "Am Bahnhof fehlt" in page.get_data(as_text=True)
    answer = client.submit("/moderation/woerter", pattern="geländer", action="label", gesehen="geländer")
    assert answer.status_code == 303
    assert "geländer" in client.get("/moderation/woerter").get_data(as_text=True)
    assert sign_in(factories.person()).get("/moderation/woerter").status_code == 403


def test_a_refusal_that_is_undone_at_once_lets_the_text_wait_again(sign_in: SignIn, work: Work) -> None:
    """M-15: undoing publishes nothing; the statement counts as taken back and the case is open."""
    number = send(factories.person(), factories.thread())
    work()
    moderator = factories.person("moderator")
    assert decide(sign_in(moderator), case_of(number)) == 303
    with transaction():
        moderation.undo(person(moderator), case_of(number))
    assert (the(number).state, the(number).decided_at) == (HeldState.WAITING, None)
    assert case_of(number).state == CaseState.OPEN
    assert db.session.scalars(select(Statement)).one().reverted_at is not None
    assert release(sign_in(moderator), case_of(number)) == 303


def test_who_moderates_the_space_decides_about_what_waits_there(sign_in: SignIn, work: Work) -> None:
    """M-25: there and nowhere else."""
    thread = factories.thread()
    number, elsewhere = send(factories.person(), thread), send(factories.person(), factories.thread())
    work()
    client = sign_in(factories.person(f"space:{thread.space_id}:moderator"))
    assert CANARY in client.get(f"/moderation/{case_of(number).id}").get_data(as_text=True)
    assert client.get(f"/moderation/{case_of(elsewhere).id}").status_code == 404
    assert release(client, case_of(number)) == 303


def _refused_and_objected(sign_in: SignIn, work: Work, author: Person, number: int) -> str:
    """Let a moderator refuse what waits and its author complain; return the address of the complaint."""
    work()
    assert decide(sign_in(factories.person("moderator")), case_of(number)) == 303
    with transaction():
        row = db.session.scalars(select(Statement)).one()
        moderation.complain(person(author), row, text="Ich werbe für nichts, ich mag Vögel.")
    return case_of(number).complaints[0].url


@pytest.mark.parametrize("hindered_by", ["a closed thread", "a pause", "another draft"])
def test_a_wrong_refusal_falls_though_the_text_cannot_appear_now(sign_in: SignIn, work: Work, hindered_by: str) -> None:
    """S-04, M-14: the statement falls, figures and standing with it; the author has the text back and is told so."""
    author, thread = factories.person(), factories.thread()
    number = send(author, thread)
    address = _refused_and_objected(sign_in, work, author, number)
    closer = factories.person("moderator")
    if hindered_by == "a pause":
        take(factories.post(factories.thread(), person(author)).id, closer.id, "limit", days=3)
    else:
        with transaction():
            here = db.session.get_one(Thread, thread.id)
            discussions.close_thread(person(closer), here, reason="Zu Ende gesprochen")
    if hindered_by == "another draft":
        with transaction():
            save_draft(person(author), "post.publish", f"thread:{thread.id}", fields={"text": "Anderes"}, form="x")
    answer = {"outcome": "reversed", "reasons": "Der Text wirbt für nichts.", "version": "1"}
    assert sign_in(factories.person("moderator")).submit(address, **answer).status_code == 303
    statement = case_of(number).statements[0]
    assert statement.reverted_at is not None
    assert case_of(number).state == CaseState.DISMISSED
    assert the(number).state == HeldState.RETURNED
    assert not db.session.scalars(select(Post).where(Post.source.contains(CANARY))).all()
    words = f"Ein {CANARY} singt im Park."
    draft = db.session.scalars(select(Draft)).one().fields["text"]
    assert (draft, the(number).source) == (("Anderes", words) if hindered_by == "another draft" else (words, ""))
    work()
    kinds = db.session.scalars(select(Message.kind).where(Message.person_id == author.id)).all()
    assert "held_returned" in kinds
    assert "statement_reverted" not in kinds
    client = sign_in(author)
    assert "Erscheinen kann der Text dort zurzeit nicht" in client.get(statement.url).text
    page = client.get(f"/konto/zurueckgehalten/{number}").text
    assert "hätte erscheinen dürfen" in page
    assert (words in page) == (hindered_by == "another draft")
    assert "liegt er wieder bei Ihren Entwürfen" in client.get("/mitteilungen").text


def test_the_words_of_a_refused_text_go_when_nobody_can_object_any_more(
    app: Flask, sign_in: SignIn, work: Work
) -> None:
    """P-10, M-14: not before, and not while a complaint waits."""
    first, second = send(factories.person(), factories.thread()), send(factories.person(), factories.thread())
    work()
    client = sign_in(factories.person("moderator"))
    for number in (first, second):
        assert decide(client, case_of(number)) == 303
    with transaction():
        row = case_of(second).statements[0]
        moderation.complain(the(second).person, row, text="Ich werbe für nichts, ich mag Vögel.")
    days = app.config["COMPLAINT_DAYS"]
    for later, kept in ((days - 1, True), (days + 1, False)):
        with shifted_by(timedelta(days=later)):
            retention.forget_refused_texts()
        db.session.expire_all()
        assert (CANARY in the(first).source) == kept
        assert CANARY in the(second).source
