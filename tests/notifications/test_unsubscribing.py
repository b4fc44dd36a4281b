"""Ending mails by the link in one of them: without a sign-in, with one click, and for nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.signing import DIGEST, sign, signed
from forum.discussions.models import Thread
from forum.notifications import unsubscribing
from forum.notifications.levels import Group
from forum.notifications.models import Follow, MailWishes, Message
from forum.notifications.moments import Rhythm
from forum.notifications.unsubscribing import ALL, PURPOSE, Scope
from tests import factories
from tests.factories import Visitor
from tests.notifications.conftest import Kinds, Mails

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def answered(work: Work) -> tuple[Person, int]:
    """Return a person who was mailed of an answer, and the number of the thread."""
    ada = factories.person()
    thread = factories.thread(ada, title="Ein Thema mit Antworten")
    factories.post(thread)
    work()
    return db.session.get_one(Person, ada.id), thread.id


def path_of(person: Person, scope: Scope = ALL) -> str:
    return urlsplit(unsubscribing.address(person, scope)).path


def test_a_mail_program_ends_the_mails_with_one_post(client: Visitor, work: Work, mails: Mails, kinds: Kinds) -> None:
    """P-16, RFC 8058, N-29: no cookie, no CSRF token, no headers of a browser; messages still come."""
    ada, thread_id = answered(work)
    path = urlsplit(mails(ada)[0].unsubscribe).path
    answer = client.post(path, data=ONE_CLICK)
    assert answer.status_code == 204
    assert client.post(path, data=ONE_CLICK).status_code == 204
    row = db.session.scalars(select(Follow).where(Follow.person_id == ada.id)).one()
    assert (row.kind, row.thing_id, row.mails) == ("thread", thread_id, Rhythm.OFF)
    factories.post(factories.thread(db.session.get_one(Person, ada.id)))
    factories.post(db.session.get_one(Thread, thread_id))
    work()
    assert len(kinds(ada)) == 3
    # Mails about other threads still come.
    assert len(mails(ada)) == 2


def test_the_post_is_taken_from_a_foreign_page_too(client: Visitor, app: Flask) -> None:
    """RFC 8058: web mailers send it from their own pages; the signed address is the proof."""
    ada = factories.person()
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    assert client.post(path_of(ada), data=ONE_CLICK, headers=headers).status_code == 204
    assert db.session.get_one(Person, ada.id).mails is False


def test_looking_at_the_page_changes_nothing(client: Visitor, work: Work, mails: Mails) -> None:
    """E-24: scanners open links; only a click ends anything. Three choices, the closest first."""
    ada, _thread_id = answered(work)
    path = urlsplit(mails(ada)[0].unsubscribe).path
    page = client.get(path).get_data(as_text=True)
    assert db.session.scalars(select(Follow.mails).where(Follow.person_id == ada.id)).all() == [None]
    labels = re.findall(r'<label class="kern-label" for="scope-\w+">([^<]+)', page)
    assert labels == [
        "E-Mails zu „Ein Thema mit Antworten“",
        "Alle E-Mails dieser Art: Antworten und Erwähnungen",
        "Alle E-Mails mit Mitteilungen",
    ]


@pytest.mark.parametrize("choice", ["this", "group", "all"])
def test_each_choice_ends_what_it_says(choice: str, client: Visitor, work: Work, mails: Mails) -> None:
    """T-18: the thing, the kind, or everything."""
    ada, _thread_id = answered(work)
    path = urlsplit(mails(ada)[0].unsubscribe).path
    answer = client.submit(path, scope=choice)
    assert "Solche E-Mails bekommen Sie nicht mehr." in answer.get_data(as_text=True)
    follows = db.session.scalars(select(Follow.mails).where(Follow.person_id == ada.id)).all()
    wishes = db.session.get(MailWishes, ada.id)
    assert (follows == [Rhythm.OFF]) is (choice == "this")
    assert (wishes is not None and wishes.groups == {Group.ANSWERS: "off"}) is (choice == "group")
    assert db.session.get_one(Person, ada.id).mails is (choice != "all")


def test_a_click_without_a_known_choice_is_refused(client: Visitor) -> None:
    assert client.submit(path_of(factories.person()), scope="everything").status_code == 422


def test_what_waits_is_not_mailed_after_the_click(client: Visitor, work: Work) -> None:
    """T-18: also messages that are already planned."""
    ada, _thread_id = answered(work)
    with transaction():
        db.session.execute(update(Message).values(mail_due_at=now() + timedelta(days=1)))
    client.post(path_of(ada), data=ONE_CLICK)
    assert db.session.scalars(select(Message.mail_due_at).where(Message.person_id == ada.id)).all() == [None]


def test_only_the_right_signature_opens(app: Flask, client: Visitor) -> None:
    """E-27: another purpose, key, digest or person, a changed letter, an old mail, a changed address: all 404."""
    ada, ben = factories.person(), factories.person()
    path = path_of(ada)
    token = path.rsplit("/", 1)[1]
    key = str(app.secret_key)
    content = signed(PURPOSE, token)
    foreign = [ben.id, *content[1:]]
    wrong = [
        # Not the last letter: some of its bits mean nothing.
        token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1],
        "x",
        sign("another purpose", content),
        str(
            URLSafeTimedSerializer("another key", salt=PURPOSE, signer_kwargs={"digest_method": DIGEST}).dumps(content)
        ),
        # ASVS 11.4.1: the library's own digest is SHA-1.
        str(URLSafeTimedSerializer(key, salt=PURPOSE).dumps(content)),
        sign(PURPOSE, foreign),
        sign(PURPOSE, "odd"),
    ]
    for one in wrong:
        assert client.get(f"/abbestellen/{one}").status_code == 404
        assert client.post(f"/abbestellen/{one}", data=ONE_CLICK).status_code == 404
    assert client.get(path).status_code == 200
    assert db.session.get_one(Person, ben.id).mails is True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unsubscribing, "LIFE_SECONDS", -1)
        assert client.get(path).status_code == 404
    number = ada.id
    with transaction():
        db.session.get_one(Person, number).email_key = "new@example.org"
    assert client.get(path).status_code == 404


def test_a_title_that_was_closed_meanwhile_is_not_named(client: Visitor, work: Work, mails: Mails) -> None:
    """E-18: the page speaks of the discussion in general then."""
    ada, thread_id = answered(work)
    path = urlsplit(mails(ada)[0].unsubscribe).path
    with transaction():
        db.session.get_one(Thread, thread_id).audience = "staff"
    page = client.get(path).get_data(as_text=True)
    assert "Ein Thema mit Antworten" not in page
    assert "E-Mails zu diesem Gespräch" in page


def test_the_wishes_about_mails_are_kept_and_shown(sign_in: SignIn) -> None:
    """T-18: rhythm, kinds and quiet hours on one page, without scripts."""
    ada = factories.person()
    visitor = sign_in(ada)
    fields = {"rhythm": "weekly", "answers": "at_once", "posts": "off", "steps": "as_above"}
    fields |= {"tasks": "as_above", "districts": "weekly", "own": "as_above"}
    answer = visitor.submit("/konto/mitteilungen", **fields, quiet_begin="22", quiet_end="7")
    assert answer.status_code == 303
    wishes = db.session.get_one(MailWishes, ada.id)
    assert (wishes.rhythm, wishes.groups) == ("weekly", {"answers": "at_once", "posts": "off", "districts": "weekly"})
    assert (wishes.quiet_begin, wishes.quiet_end) == (22, 7)
    page = visitor.get("/konto/mitteilungen").get_data(as_text=True)
    assert 'value="weekly" checked' in page
    assert '<option selected value="22">22:00</option>' in page
    visitor.submit("/konto/mitteilungen", **{**fields, "rhythm": "off"}, quiet_begin="", quiet_end="")
    assert db.session.get_one(Person, ada.id).mails is False


@pytest.mark.parametrize("quiet", [("22", "22"), ("22", ""), ("", "7"), ("99", "7")])
def test_odd_quiet_hours_are_refused_and_nothing_is_lost(quiet: tuple[str, str], sign_in: SignIn) -> None:
    fields = {
        "rhythm": "daily",
        "answers": "off",
        "posts": "as_above",
        "steps": "as_above",
        "tasks": "off",
        "own": "off",
    }
    ada = factories.person()
    answer = sign_in(ada).submit("/konto/mitteilungen", **fields, quiet_begin=quiet[0], quiet_end=quiet[1])
    assert answer.status_code == 422
    assert 'value="daily" checked' in answer.get_data(as_text=True)
    assert db.session.get(MailWishes, ada.id) is None
