"""Notices about ideas, files, profiles and posts: what the law asks for, and what is kept of the content."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.accounts.queries import handle_key
from forum.core import rendered
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.discussions import commands as discussions
from forum.discussions.models import Post
from forum.files.models import File
from forum.moderation import commands, targets
from forum.moderation.models import Case, Notice, Statement
from forum.moderation.rules import RULES
from tests import factories
from tests.factories import Visitor
from tests.files import samples
from tests.files.test_files import newest, post_with
from tests.moderation.test_cases import WHY, bad_post, decide, report, the_case

SignIn = Callable[[Person], Visitor]
FIELDS = {"rule": "respekt", "explanation": WHY, "good_faith": "y"}


def the_notice() -> Notice:
    return db.session.scalars(select(Notice)).one()


def hide(sign_in: SignIn) -> Visitor:
    """Let a moderator hide what was reported."""
    moderator = sign_in(factories.person("moderator"))
    assert decide(moderator, the_case(), "verbergen") == 303
    return moderator


def restore(moderator: Visitor) -> None:
    facts = "Das war ein Irrtum, und es tut uns leid."
    assert decide(moderator, the_case(), "wiederherstellen", facts=facts) == 303


def test_illegal_content_needs_a_name_and_an_address(client: Visitor) -> None:
    """S-01: Art. 16 (2) c asks for both; the rules of the house ask for neither."""
    path = f"/melden/post/{bad_post().id}"
    fields = {**FIELDS, "rule": "drohung", "legal_ground": "§ 241 StGB"}
    answer = client.submit(path, **fields)
    assert answer.status_code == 422
    assert answer.text.count("Bei rechtswidrigem Inhalt verlangt das Gesetz") >= 3
    assert not db.session.scalars(select(Case)).all()
    answer = client.submit(path, **fields, name="Frau Nachbarin", email="nachbarin@example.org")
    assert answer.status_code == 303
    kept = the_notice()
    assert (kept.name, kept.email, kept.legal_ground) == ("Frau Nachbarin", "nachbarin@example.org", "§ 241 StGB")
    page = client.get(answer.location).text
    assert f"Nummer {kept.id}" in page
    assert "§ 241 StGB" in page
    assert kept.address in page


def test_who_reports_abuse_of_children_need_not_say_who_they_are(client: Visitor) -> None:
    """S-01: Art. 16 (2) c makes this exception."""
    assert RULES["kinder"].illegal
    assert client.submit(f"/melden/post/{bad_post().id}", **{**FIELDS, "rule": "kinder"}).status_code == 303


def test_an_account_is_known_already(sign_in: SignIn) -> None:
    """S-01: whoever is signed in types neither name nor address."""
    person = sign_in(factories.person())
    assert person.submit(f"/melden/post/{bad_post().id}", **{**FIELDS, "rule": "fremdes_werk"}).status_code == 303


def test_the_receipt_has_the_number_and_the_link(client: Visitor, work: Callable[[], int]) -> None:
    """S-01, S-10: it is queued in the transaction of the notice, and sent by the next run of the worker."""
    state_page = report(client, bad_post(), email="nachbar@example.org")
    work()
    receipt = db.session.scalars(select(Mail).where(Mail.to_address == "nachbar@example.org")).one()
    assert str(the_notice().id) in receipt.subject
    assert state_page in receipt.text
    assert receipt.sent_at is not None


def test_nobody_is_flooded_with_mails_about_notices_of_others(
    app: Flask, client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """S-01, S-10: whoever's address it is gets mails about five notices of a day; each page says the same all the same."""
    app.config["NOTICE_MAILS_PER_ADDRESS"] = 2

    def file(email: str) -> str:
        post_id = bad_post().id
        with transaction():
            target = targets.load(Nobody(), "post", post_id)
            values = {"rule": "respekt", "explanation": WHY, "good_faith": True, "email": email}
            return commands.file_notice(Nobody(), target, **values).token  # type: ignore[arg-type]

    def mails(to: str) -> int:
        return db.session.scalar(select(func.count()).where(func.lower(Mail.to_address) == to)) or 0

    pages = [
        client.get(f"/meldungen/{file(email)}").text for email in ("A@example.org", "a@Example.org", "a@example.org")
    ]
    assert mails("a@example.org") == 2
    file("b@example.org")
    assert mails("b@example.org") == 1
    told = [re.sub(r"\d+|/meldungen/[\w-]+|value=\"[^\"]+\"", "", page) for page in pages]
    assert told[0] == told[1] == told[2]
    # Whose mails of the day others have used up can read why none comes, and nobody learns that this is so.
    assert "Mails bekommt eine Adresse am selben Tag nur zu wenigen Meldungen" in told[0]
    # Decisions go to the same addresses, and nowhere else.
    moderator = sign_in(factories.person("moderator"))
    for case in db.session.scalars(select(Case).order_by(Case.id)).all():
        assert decide(moderator, case, "verbergen") == 303
    assert (mails("a@example.org"), mails("b@example.org")) == (4, 2)
    with shifted_by(timedelta(days=1, minutes=1)):
        file("a@example.org")
    assert mails("a@example.org") == 5


def test_the_copy_stays_when_the_author_changes_the_text(client: Visitor, sign_in: SignIn) -> None:
    """S-09, M-20: text, version, digests of files and address are those of the moment of the notice."""
    author = factories.person()
    post = post_with(author, sign_in(author), samples.photo(), "urlaub.jpg", alt="Ein Garten")
    digest, post_id = newest().sha256, post.id
    report(client, post)
    with transaction():
        found = db.session.get_one(Post, post_id)
        discussions.edit_post(db.session.get_one(Person, author.id), found, text="Ganz harmlos.", version=1, files=())
    kept = the_notice()
    assert (kept.evidence, kept.evidence_version) == ("Ein Beitrag mit Datei", 1)
    assert [row["sha256"] for row in kept.evidence_files or []] == [digest]
    assert kept.address.endswith(f"/beitraege/{post_id}")
    page = sign_in(factories.person("moderator")).get(the_case().url).text
    assert "Ein Beitrag mit Datei" in page
    assert digest in page


def test_an_idea_is_reported_from_its_page(client: Visitor, sign_in: SignIn) -> None:
    """S-01, M-08: the link stands on the idea; the statement knows when and where it was published."""
    idea = factories.idea(title="Kanarienvogel-Idee")
    idea_id, url = idea.id, idea.url
    assert f"/melden/idea/{idea_id}" in client.get(url).text
    assert client.submit(f"/melden/idea/{idea_id}", **FIELDS).status_code == 303
    hide(sign_in)
    assert client.get(url).status_code in {404, 410}
    statement = db.session.scalars(select(Statement)).one()
    assert (statement.content_at, statement.content_type) == (
        db.session.get_one(type(idea), idea_id).submitted_at,
        "TEXT",
    )


@pytest.mark.parametrize(("data", "name"), [(samples.photo, "kanari.jpg"), (samples.pdf, "kanari.pdf")])
def test_a_file_is_hidden_alone(
    client: Visitor, sign_in: SignIn, data: Callable[[], bytes], name: str, work: Callable[[], int]
) -> None:
    """S-01, M-27, M-36: the post stays, the file is gone from page, text, small picture and search; and it comes back."""
    author = factories.person()
    words = {"alt": "Kanarienvogel"} if name.endswith("jpg") else {}
    post = post_with(author, sign_in(author), data(), name, **words)
    found, thread = newest(), post.thread.url
    number, url = found.id, found.url
    assert f"/melden/file/{number}" in client.get(thread).text
    assert client.submit(f"/melden/file/{number}", **FIELDS).status_code == 303
    assert (the_notice().evidence_files or [])[0]["sha256"] == found.sha256
    moderator = hide(sign_in)
    work()
    rendered.renew()
    assert "Ein Beitrag mit Datei" in client.get(thread).text
    assert url not in client.get(thread).text
    answer = client.get(url)
    assert answer.status_code == 410
    assert "Regel 1: Respekt" in answer.text
    assert url not in client.get("/suche?q=kanari").text
    assert sign_in(db.session.get_one(Person, author.id)).get(url).status_code == 200
    # To whoever moderates it is a proof now, and each look is noted (P-14).
    assert moderator.get(url).location == f"{url}/oeffnen"
    assert moderator.submit(f"{url}/oeffnen").status_code == 200
    restore(moderator)
    assert client.get(url).status_code == 200
    assert url in client.get(thread).text
    assert db.session.get_one(File, number).hidden_at is None


def test_a_name_can_be_hidden_and_comes_back(client: Visitor, sign_in: SignIn) -> None:
    """S-01, M-27, M-16: others read a neutral name; the person reads why."""
    who = factories.person(
        handle="Kanari-Schimpf", affiliations="business", organisation="Kanarienzucht", shows_affiliation=True
    )
    number = who.id
    thread = factories.thread(who)
    url = thread.url
    report = "/leute/Kanari-Schimpf/melden"
    assert report in client.get("/leute/Kanari-Schimpf").text
    assert client.submit(report, **FIELDS).status_code == 303
    # No address tells the number of an account (P-02).
    assert client.get(f"/melden/profile/{number}").status_code == 404
    assert "Kanarienzucht" in the_notice().evidence
    moderator = hide(sign_in)
    assert "Kanari" not in client.get(url).text
    assert client.get("/leute/Kanari-Schimpf").status_code == 404
    found = db.session.get_one(Person, number)
    assert found.handle.startswith("Konto-")
    statement = db.session.scalars(select(Statement)).one().url
    assert "Der Beitrag beleidigt eine Person." in sign_in(found).get(statement).text
    restore(moderator)
    page = client.get("/leute/Kanari-Schimpf").text
    assert "Kanarienzucht" in page


def test_a_former_name_that_is_taken_does_not_come_back(client: Visitor, sign_in: SignIn) -> None:
    """M-15: the reversal says what stands in its way, and changes nothing; names went free when they were hidden once."""
    factories.person(handle="Kanari-Schimpf")
    client.submit("/leute/Kanari-Schimpf/melden", **FIELDS)
    moderator = hide(sign_in)
    factories.person(handle="Zaunkoenig", handle_key=handle_key("Kanari-Schimpf"))
    facts = "Das war ein Irrtum, und es tut uns leid."
    assert decide(moderator, the_case(), "wiederherstellen", facts=facts) == 409
    assert db.session.scalars(select(Statement)).one().reverted_at is None


def test_what_is_gone_meanwhile_needs_no_notice(sign_in: SignIn, client: Visitor) -> None:
    """M-14: whoever still sees it is told that it is hidden; whoever does not, that it is not there."""
    author = factories.person()
    post = factories.post(factories.thread(), author)
    post_id, author_id = post.id, author.id
    report(client, post)
    hide(sign_in)
    answer = sign_in(db.session.get_one(Person, author_id)).submit(f"/melden/post/{post_id}", **FIELDS)
    assert answer.status_code == 410
    assert "schon entfernt" in answer.text
    assert len(db.session.scalars(select(Notice)).all()) == 1


def test_whoever_comes_late_reads_that_it_is_hidden_already(sign_in: SignIn, client: Visitor) -> None:
    """S-06, S-01: the note in its place says so to all, and so does the form; of a closed room nobody hears."""
    post_id = factories.post(factories.thread()).id
    report(client, db.session.get_one(Post, post_id))
    hide(sign_in)
    for reader in (client, sign_in(factories.person())):
        for answer in (reader.get(f"/melden/post/{post_id}"), reader.submit(f"/melden/post/{post_id}", **FIELDS)):
            assert answer.status_code == 410
            assert "nicht mehr zu sehen" in answer.text
    with transaction():
        db.session.get_one(Post, post_id).thread.audience = "staff"
    assert client.get(f"/melden/post/{post_id}").status_code == 404


def test_files_of_closed_rooms_are_not_there_for_others(client: Visitor, sign_in: SignIn) -> None:
    """E-16: a number of a file opens nothing that its address does not."""
    author = factories.person()
    factories_file = post_with(author, sign_in(author), samples.pdf(), "geheim.pdf")
    number = newest().id
    with transaction():
        db.session.get_one(Post, factories_file.id).thread.audience = "members"
    assert client.get(f"/melden/file/{number}").status_code == 404
    assert client.get("/melden/file/99999").status_code == 404


def test_danger_and_refused_notices_are_not_counted(limited: Flask) -> None:
    """M-05, M-06, S-01, S-15: who mistypes is not kept waiting, and danger comes through after ten notices of a network."""
    urls = [f"/melden/post/{bad_post().id}" for _number in range(12)]
    visitor = factories.visitor(limited)

    def sent(url: str, **changes: str) -> int:
        return visitor.submit(url, **{**FIELDS, **changes}).status_code

    assert [sent(urls[0], explanation="kurz") for _time in range(11)] == [422] * 11
    assert [sent(url) for url in urls[:10]] == [303] * 10
    assert sent(urls[10]) == 429
    assert sent(urls[10], rule="gefahr") == 303
    assert sent(urls[11], rule="kinder") == 303
