"""When and what people are mailed: rhythms, quiet hours, digests, and a batch that nothing makes repeat itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier
from threading import Thread as Runner

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core import clock, worker
from forum.core.clock import CITY_ZONE, frozen_at, now
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent, record
from forum.core.mail import Mail, message
from forum.core.permissions import SYSTEM
from forum.core.worker import LEASE
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Thread
from forum.notifications import commands
from forum.notifications.commands.mailing import CHUNK
from forum.notifications.events import MailsDue
from forum.notifications.letters import MOST_GROUPS
from forum.notifications.levels import Group, Level
from forum.notifications.models import Message
from forum.notifications.moments import QuietHours, Rhythm
from tests import factories
from tests.notifications.conftest import Kinds, Listens, Mails
from tests.notifications.crowd import crowd

Work = Callable[[], int]
Wishes = Callable[..., None]

# The stories of this file are told in June, before the jobs are due by themselves.
pytestmark = pytest.mark.usefixtures("due_jobs")

TUESDAY = datetime(2026, 6, 2, 12, tzinfo=CITY_ZONE)
WEDNESDAY_MORNING = datetime(2026, 6, 3, 7, 1, tzinfo=CITY_ZONE)
NEXT_MONDAY = datetime(2026, 6, 8, 7, 1, tzinfo=CITY_ZONE)


def at(moment: datetime, work: Work) -> None:
    """Let the worker do what is due at this moment."""
    with frozen_at(moment):
        work()


@pytest.mark.parametrize(
    ("rhythm", "moment"),
    [(Rhythm.AT_ONCE, TUESDAY), (Rhythm.DAILY, WEDNESDAY_MORNING), (Rhythm.WEEKLY, NEXT_MONDAY), (Rhythm.OFF, None)],
)
def test_each_rhythm_has_its_moment(
    rhythm: Rhythm, moment: datetime | None, app: Flask, work: Work, wishes: Wishes, mails: Mails, kinds: Kinds
) -> None:
    """T-18: at once, daily, weekly, off; the message is in the inbox in any case."""
    with frozen_at(TUESDAY):
        ada = factories.person()
        wishes(ada, rhythm)
        thread = factories.thread(ada)
        factories.post(thread)
        factories.post(thread)
    for later in (TUESDAY, WEDNESDAY_MORNING, NEXT_MONDAY):
        at(later, work)
        arrived = moment is not None and later >= moment
        assert len(mails(ada)) == int(arrived)
    assert kinds(ada) == ["answer", "answer"]


def test_kinds_and_places_have_their_own_rhythm(
    app: Flask, work: Work, wishes: Wishes, listens: Listens, mails: Mails
) -> None:
    """T-18: per kind and per space; the closest wish counts."""
    with frozen_at(TUESDAY):
        ada = factories.person()
        loud, quiet = factories.space(), factories.space()
        wishes(ada, Rhythm.AT_ONCE, {Group.POSTS: Rhythm.OFF})
        number, loud_id = ada.id, loud.id
        for space in (loud, quiet):
            listens(ada, "space", space.id, Level.WATCHING)
        with transaction():
            actor = db.session.get_one(Person, number)
            commands.set_mails_about(actor, "space", loud_id, rhythm=Rhythm.AT_ONCE)
        factories.thread(within=quiet, title="Keine Mail davon")
        factories.thread(within=loud, title="Eine Mail davon")
        own = factories.thread(ada, factories.space(), title="Antworten kommen sofort")
        factories.post(own)
        work()
    subjects = " ".join(mail.subject + mail.text for mail in mails(ada))
    assert "Eine Mail davon" in subjects
    assert "Antworten kommen sofort" in subjects
    assert "Keine Mail davon" not in subjects


def test_quiet_hours_gather_what_falls_into_them(app: Flask, work: Work, wishes: Wishes, mails: Mails) -> None:
    """T-18: nothing at night, one mail in the morning for three answers."""
    night = datetime(2026, 6, 2, 23, tzinfo=CITY_ZONE)
    with frozen_at(night):
        ada = factories.person()
        wishes(ada, quiet=QuietHours(22, 8))
        thread = factories.thread(ada)
        for _answer in range(3):
            factories.post(thread)
        work()
        assert mails(ada) == []
    at(night + timedelta(hours=9), work)
    at(night + timedelta(hours=10), work)
    (mail,) = mails(ada)
    assert mail.subject == "3 Neuigkeiten für Sie im Smart City-Forum"


def test_a_mail_says_why_it_came_and_how_to_end_it(app: Flask, work: Work, mails: Mails) -> None:
    """T-18, P-16, X-17: reason, text from the source, setting and end; two headers for mail programs (RFC 8058)."""
    ada = factories.person()
    thread = factories.thread(ada)
    post = factories.post(thread, text="Ein **wichtiger** Satz mit [Link](https://example.org/a).")
    post_url = post.url
    work()
    (mail,) = mails(ada)
    assert "weil Sie dieses Gespräch begonnen haben" in mail.text
    assert "> Ein **wichtiger** Satz" in mail.text
    assert f"http://localhost{post_url}" in mail.text
    assert "http://localhost/konto/mitteilungen" in mail.text
    assert mail.unsubscribe in mail.text
    letter = message(mail)
    assert letter["List-Unsubscribe"] == f"<{mail.unsubscribe}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = letter.get_body(("html",))
    assert html is not None
    assert "Ein <strong>wichtiger</strong> Satz" in html.get_content()
    assert f'href="{mail.unsubscribe}"' in html.get_content()


def test_a_digest_is_grouped_by_thread_and_newest_first(app: Flask, work: Work, wishes: Wishes, mails: Mails) -> None:
    """T-19: what happened in one thread stands together; the thread with the newest post is first."""
    with frozen_at(TUESDAY):
        ada = factories.person()
        wishes(ada, Rhythm.DAILY)
        older, newer = factories.thread(ada, title="Das ältere Thema"), factories.thread(ada, title="Das neuere Thema")
        for thread, answers in ((older, 1), (newer, 6), (older, 1)):
            for _answer in range(answers):
                factories.post(thread)
        work()
    at(WEDNESDAY_MORNING, work)
    (mail,) = mails(ada)
    lines = mail.text.splitlines()
    assert lines.index("Das ältere Thema") < lines.index("Das neuere Thema")
    assert mail.text.count("\nDas ältere Thema\n") == 1
    assert "- und 2 weitere Neuigkeiten dazu" in mail.text
    assert mail.subject.startswith("8 ")


def test_a_digest_stays_readable_and_bounded(app: Flask, work: Work) -> None:
    """E-13, T-19: whoever was away for long gets the newest threads and a number, never thousands of lines."""
    posts = []
    for number in range(MOST_GROUPS + 2):
        thread = factories.thread(title=f"Thema mit Zahl {number:02}")
        posts += [factories.post(db.session.get_one(Thread, thread.id)).id for _post in range(2)]
    crowd(1, posts)
    work()
    mail = db.session.scalars(select(Mail).where(Mail.to_address.startswith("menge"))).one()
    titles = [line for line in mail.text.splitlines() if line.startswith("Thema mit Zahl")]
    assert titles == [f"Thema mit Zahl {number:02}" for number in range(MOST_GROUPS + 1, 1, -1)]
    assert "4 weitere Neuigkeiten stehen im Forum." in mail.text
    assert mail.subject.startswith(f"{2 * (MOST_GROUPS + 2)} Neuigkeiten")


def test_hidden_closed_muted_and_read_things_are_not_in_the_digest(
    app: Flask, work: Work, wishes: Wishes, listens: Listens, mails: Mails
) -> None:
    """T-19, E-18: what holds is what is so when the mail leaves."""
    with frozen_at(TUESDAY):
        ada, moderator = factories.person(), factories.person("moderator")
        wishes(ada, Rhythm.DAILY)
        names = ("Sichtbar", "Verborgen", "Geschlossener Raum", "Stumm geschaltet", "Schon gelesen")
        threads = {name: factories.thread(ada, title=f"{name} im Titel").id for name in names}
        posts = {name: factories.post(db.session.get_one(Thread, threads[name])).id for name in names}
        work()
        listens(ada, "thread", threads["Stumm geschaltet"], Level.MUTED)
        with transaction():
            post = db.session.get_one(Post, posts["Verborgen"])
            discussions.hide_post(db.session.get_one(Person, moderator.id), post, ground="Regel 1")
            db.session.get_one(Thread, threads["Geschlossener Raum"]).audience = "staff"
            read = select(Message).where(Message.thing_id == posts["Schon gelesen"])
            db.session.scalars(read).one().read_at = now()
    at(WEDNESDAY_MORNING, work)
    (mail,) = mails(ada)
    assert "Sichtbar im Titel" in mail.text
    for name in names[1:]:
        assert f"{name} im Titel" not in mail.text


def test_a_digest_is_never_empty(app: Flask, work: Work, wishes: Wishes, mails: Mails) -> None:
    """T-19: when all that was to be told is gone, no mail is written."""
    with frozen_at(TUESDAY):
        ada = factories.person()
        wishes(ada, Rhythm.DAILY)
        post_id = factories.post(factories.thread(ada)).id
        work()
        moderator = factories.person("moderator")
        with transaction():
            discussions.hide_post(
                db.session.get_one(Person, moderator.id), db.session.get_one(Post, post_id), ground="Regel 1"
            )
    at(WEDNESDAY_MORNING, work)
    assert mails(ada) == []
    assert db.session.scalar(select(func.count()).where(Message.mail_due_at.is_not(None))) == 0


def test_a_new_wish_holds_for_what_still_waits(app: Flask, work: Work, wishes: Wishes, mails: Mails) -> None:
    """T-18: whoever turns mails off gets none that were planned before."""
    with frozen_at(TUESDAY):
        ada, ben = factories.person(), factories.person()
        for person in (ada, ben):
            wishes(person, Rhythm.DAILY)
            factories.post(factories.thread(person))
        work()
        wishes(ada, Rhythm.OFF)
        wishes(ben, Rhythm.WEEKLY)
    at(WEDNESDAY_MORNING, work)
    assert (mails(ada), mails(ben)) == ([], [])
    at(NEXT_MONDAY, work)
    assert (len(mails(ada)), len(mails(ben))) == (0, 1)


def test_mails_in_the_language_of_the_reader(app: Flask, work: Work, wishes: Wishes, mails: Mails) -> None:
    """E-41: also digests."""
    with frozen_at(TUESDAY):
        ada = factories.person(language="en")
        wishes(ada, Rhythm.DAILY)
        thread = factories.thread(ada, title="Benches")
        factories.post(thread)
        factories.post(thread)
        work()
    at(WEDNESDAY_MORNING, work)
    (mail,) = mails(ada)
    assert mail.subject == "2 pieces of news for you in the Smart City-Forum"
    assert "New post in your discussion “Benches”" in mail.text
    assert "sprache=en" in mail.unsubscribe


def test_nobody_is_mailed_after_the_account_ended(app: Flask, work: Work, wishes: Wishes, mails: Mails) -> None:
    """P-06: standing is asked again when the mail leaves."""
    with frozen_at(TUESDAY):
        ada = factories.person()
        wishes(ada, Rhythm.DAILY)
        factories.post(factories.thread(ada))
        work()
        number = ada.id
        with transaction():
            db.session.get_one(Person, number).standing = "erased"
    at(WEDNESDAY_MORNING, work)
    assert mails(ada) == []


def counts_of_mails() -> set[int]:
    """Return how many mails the people of the crowd got: each number once."""
    per_address = select(func.count()).where(Mail.to_address.startswith("menge")).group_by(Mail.to_address)
    return set(db.session.scalars(per_address))


def crowd_with_news(size: int) -> None:
    thread = factories.thread()
    crowd(size, [factories.post(thread).id, factories.post(thread).id])


def test_a_crowd_is_mailed_in_chunks(app: Flask, work: Work) -> None:
    """E-13: more people than one chunk holds; everybody once, also when the worker looks again."""
    crowd_with_news(2 * CHUNK + 7)
    work()
    with clock.shifted_by(timedelta(minutes=2)):
        work()
    assert counts_of_mails() == {1}
    assert db.session.scalar(select(func.count()).where(Mail.to_address.startswith("menge"))) == 2 * CHUNK + 7
    assert db.session.scalar(select(func.count()).where(Message.mail_due_at.is_not(None))) == 0


def test_two_workers_mail_nobody_twice(app: Flask) -> None:
    """E-13: two workers look at the same moment, with real threads on both databases."""
    size = 4 * CHUNK
    crowd_with_news(size)
    commands.begin_mailing()
    barrier = Barrier(2)

    def run() -> None:
        with app.app_context():
            barrier.wait()
            for _time in range(4):
                with transaction():
                    after = db.session.scalar(
                        select(func.min(Message.person_id)).where(Message.mail_due_at.is_not(None))
                    )
                    number = record(SYSTEM, MailsDue(person_id=(after or 1) - 1), audience="system")
                    commands.mail_what_is_due([db.session.get_one(LoggedEvent, number)])
            db.session.remove()

    runners = [Runner(target=run) for _worker in range(2)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    worker.run_until_idle()
    assert counts_of_mails() == {1}
    assert db.session.scalar(select(func.count()).where(Mail.to_address.startswith("menge"))) == size


def test_a_worker_killed_in_the_middle_repeats_nothing(app: Flask, work: Work) -> None:
    """E-13, E-03: kill -9 while digests are written; after the restart everybody has exactly one mail."""
    size = 20 * CHUNK
    crowd_with_news(size)
    db.session.remove()
    values = {
        **os.environ,
        "FORUM_INSTANCE": app.config["INSTANCE"],
        "FORUM_DATABASE_URL": app.config["DATABASE_URL"],
        "FORUM_SECRET_KEY": app.config["SECRET_KEY"],
        "FORUM_BASE_URL": "http://localhost",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "forum", "worker"]
    with subprocess.Popen(command, env=values, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:  # noqa: S603
        try:
            written = 0
            for _wait in range(3000):
                written = db.session.scalar(select(func.count()).where(Mail.to_address.startswith("menge"))) or 0
                db.session.rollback()
                if written >= 3 * CHUNK:
                    break
                time.sleep(0.02)
        finally:
            running.send_signal(signal.SIGKILL)
    assert 3 * CHUNK <= written < size
    with clock.shifted_by(LEASE + timedelta(minutes=1)):
        work()
    assert counts_of_mails() == {1}
    assert db.session.scalar(select(func.count()).where(Mail.to_address.startswith("menge"))) == size
