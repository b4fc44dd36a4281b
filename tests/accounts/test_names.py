"""Going by another name: once in a time, and the former one stays one's own so long (I-15)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts import commands as accounts
from forum.accounts.models import FormerHandle, Person
from forum.app.jobs import JOBS
from forum.core import worker
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM, Nobody
from forum.discussions.models import Post, Thread
from forum.notifications.models import Message
from forum.privacy import erasing
from forum.privacy.packing import pack
from forum.search import queries as search
from tests import factories
from tests.factories import PASSWORD, Visitor
from tests.privacy.test_canary import found

SignIn = Callable[[Person], Visitor]
DAY = timedelta(days=1)
LATELY = "war es bis vor Kurzem"


def rename(who: int, handle: str) -> None:
    """Go by another name, as one's page does it."""
    with transaction():
        person = db.session.get_one(Person, who)
        accounts.change_handle(person, person, handle=handle)


def refusal(who: int, handle: str) -> str:
    """Return what the field says when somebody may not go by this name."""
    with pytest.raises(Invalid) as caught:
        rename(who, handle)
    return " ".join(caught.value.fields["handle"])


def name_of(number: int) -> str:
    return db.session.get_one(Person, number).handle


def forget() -> None:
    next(job for job in JOBS if job.name == "privacy.names").run()


def test_one_goes_by_another_name(sign_in: SignIn, client: Visitor) -> None:
    """I-15: the page says what follows; the new name stands on the profile, and links to the old one lead there."""
    person = factories.person(handle="Alte-Eule")
    number, own = person.id, sign_in(person)
    assert "Im Forum heißen Sie „Alte-Eule“." in own.get("/konto/name").text
    answer = own.submit("/konto/name", handle=" Neue-Eule ")
    assert (answer.status_code, answer.location) == (303, "/konto/name")
    page = own.get("/konto/name").text
    assert "Sie heißen jetzt „Neue-Eule“." in page
    assert "Alte-Eule" in page
    assert 'name="handle"' not in page
    assert name_of(number) == "Neue-Eule"
    there = client.get("/leute/Alte-Eule")
    assert (there.status_code, there.location) == (302, "/leute/Neue-Eule")
    assert "Alte-Eule" not in client.get("/leute/Neue-Eule").text


def test_a_name_can_be_changed_once_in_ninety_days(app: Flask) -> None:
    """I-15: the day of the next change is said; on that day it works, also back to the name from before."""
    number = factories.person(handle="Alte-Eule").id
    rename(number, "Neue-Eule")
    assert "Ihren nächsten Namen können Sie ab" in refusal(number, "Dritte-Eule")
    with frozen_at(now() + 89 * DAY):
        assert "ab" in refusal(number, "Dritte-Eule")
    with frozen_at(now() + 90 * DAY + timedelta(minutes=1)):
        rename(number, "Alte-Eule")
    assert name_of(number) == "Alte-Eule"


def test_the_former_name_is_nobody_elses_for_ninety_days(app: Flask, client: Visitor) -> None:
    """I-15: neither it nor what looks like it, for those who have an account and for those who open one."""
    number, other = factories.person(handle="Alte-Eule").id, factories.person().id
    rename(number, "Neue-Eule")
    assert accounts.is_taken("AlteEu1e")
    assert LATELY in refusal(other, "AlteEu1e")
    with pytest.raises(Invalid), transaction():
        accounts.register(Nobody(), email="neu@example.org", handle="alte_eule", password=PASSWORD)
    with frozen_at(now() + 90 * DAY + timedelta(minutes=1)):
        forget()
        rename(other, "AlteEu1e")
    # What stays is the name that the other one gave up late.
    assert db.session.scalars(select(FormerHandle.person_id)).all() == [other]
    assert client.get("/leute/Alte-Eule").status_code == 404


@pytest.mark.parametrize("name", ["Stabsstelle-Digital", "x", "zwei Worte", "Mei5ter", "Alte-Eule", ""])
def test_a_name_that_is_none_is_refused_at_the_field(sign_in: SignIn, name: str) -> None:
    """I-15, E-28: an office, too short, a blank, what looks like somebody else, the own one, nothing; it stays typed."""
    factories.person(handle="Meister")
    person = factories.person(handle="Alte-Eule")
    number = person.id
    answer = sign_in(person).submit("/konto/name", handle=name)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{name}"' in answer.text
    assert name_of(number) == "Alte-Eule"
    assert not db.session.scalars(select(FormerHandle)).all()


def test_another_spelling_of_the_own_name_is_another_name(app: Flask, client: Visitor) -> None:
    """I-15: what looks like one's own name is one's own."""
    number = factories.person(handle="Alte-Eule").id
    rename(number, "AlteEule")
    assert name_of(number) == "AlteEule"
    assert client.get("/leute/Alte-Eule").location == "/leute/AlteEule"


def test_a_hidden_name_is_not_changed(sign_in: SignIn) -> None:
    """I-15, M-27: the moderation hides the name, and the page says where one objects."""
    person = factories.person(handle="Habicht", withheld={"handle": "Habicht", "organisation": None, "ground": ""})
    own = sign_in(person)
    assert "Meine Moderationsfälle" in own.get("/konto/name").text
    answer = own.submit("/konto/name", handle="Anderer-Habicht")
    assert answer.status_code == 422
    assert "Die Moderation hat Ihren Namen verborgen." in answer.text


def test_texts_search_and_messages_follow(app: Flask) -> None:
    """I-15, T-15: a mention, the index, a feed and a message name the person by the present name."""
    person, staff = factories.person(handle="Alte-Eule"), factories.person("staff")
    thread = factories.thread(person)
    post = factories.post(thread, text="Was meinst du, @Alte-Eule?").id
    with transaction():
        event = db.session.scalars(select(LoggedEvent.id).limit(1)).one()
        about = {"event_id": event, "kind": "term_ends", "reason": "task", "url": "/gremien", "created_at": now()}
        db.session.add(Message(person_id=staff.id, data={"handle": "Alte-Eule", "title": "Alte-Eule"}, **about))
    rename(person.id, "Neue-Eule")
    worker.run_until_idle()
    db.session.expire_all()
    stands = db.session.get_one(Post, post)
    assert (stands.source, "/leute/Neue-Eule" in stands.html) == ("Was meinst du, @Neue-Eule?", True)
    assert db.session.scalars(select(Message.data).where(Message.kind == "term_ends")).one() == {
        "handle": "Neue-Eule",
        "title": "Alte-Eule",
    }
    assert post in [one.shown.id for one in search.find(SYSTEM, "Neue-Eule", kind="post").found]
    feed = factories.visitor(app).get(f"/themen/{thread.id}.atom").text
    assert "Neue-Eule" in feed
    assert "Alte-Eule" not in feed


def test_who_must_recognise_somebody_reads_the_former_name(sign_in: SignIn) -> None:
    """I-15: moderation and administration, as long as it leads to the person; they find the account by it, too."""
    number = factories.person(handle="Alte-Eule").id
    rename(number, "Neue-Eule")
    moderator, admin = sign_in(factories.person("moderator")), sign_in(factories.person("admin"))
    assert "Alte-Eule" in moderator.get("/leute/Neue-Eule").text
    assert "Alte-Eule" in admin.get(f"/verwaltung/leute/{number}").text
    assert "Neue-Eule" in admin.get("/verwaltung/leute?q=alte-eule").text
    assert "Alte-Eule" not in sign_in(factories.person()).get("/leute/Neue-Eule").text
    with transaction():
        db.session.execute(update(FormerHandle).values(left_at=now() - 91 * DAY))
    assert "Alte-Eule" not in moderator.get("/leute/Neue-Eule").text


def test_acts_from_a_page_that_is_open_still_reach_the_person(sign_in: SignIn) -> None:
    """I-15: whoever opened the profile before can press its buttons."""
    number = factories.person(handle="Alte-Eule").id
    rename(number, "Neue-Eule")
    own = sign_in(factories.person())
    assert own.submit("/leute/Alte-Eule/ausblenden", an="1").status_code == 303
    assert "Neue-Eule" in own.get("/konto/ausgeblendet").text


def test_the_former_name_goes_with_the_account_and_is_in_the_package(app: Flask, tmp_path: Path) -> None:
    """I-15, P-05, P-06: while it is kept it is part of one's data, and an erasure leaves it nowhere."""
    number = factories.person(handle="Alte-Eule").id
    thread = factories.thread(text="Frag doch @Alte-Eule danach.")
    rename(number, "Neue-Eule")
    pack(db.session.get_one(Person, number), tmp_path / "own.zip")
    with ZipFile(tmp_path / "own.zip") as package:
        assert "Alte-Eule" in package.read("data.json").decode()
    with transaction():
        erasing.erase(SYSTEM, db.session.get_one(Person, number), with_texts=False)
    worker.run_until_idle()
    db.session.expire_all()
    assert thread.id
    assert found("Alte-Eule", "Neue-Eule") == []


def test_a_name_that_is_let_go_of_means_the_person_nowhere_any_more(app: Flask, client: Visitor) -> None:
    """P-06, P-07, I-15: texts in which it stands behind an @ or in a link say the present one, where an erasure finds it."""
    number = factories.person(handle="Alte-Eule").id
    thread = factories.thread(text="Frag doch @Alte-Eule danach.")
    rename(number, "Neue-Eule")
    worker.run_until_idle()
    post = factories.post(
        db.session.get_one(Thread, thread.id), text="Ob @Alte-Eule und [sie](/leute/Alte-Eule) kommen?"
    )
    idea = factories.idea(text="Wie es @alte-eule sagt, und @Alte-Eule-2 auch, soll hier mehr Schatten sein.")
    numbers = (post.id, idea.id)
    with frozen_at(now() + 90 * DAY + timedelta(minutes=1)):
        forget()
        next(job for job in JOBS if job.name == "texts.renew").run()
        worker.run_until_idle()
    assert db.session.get_one(Post, numbers[0]).source == "Ob @Neue-Eule und [sie](/leute/Neue-Eule) kommen?"
    assert "@Neue-Eule sagt, und @Alte-Eule-2" in client.get(f"/ideen/{numbers[1]}", follow_redirects=True).text
    with transaction():
        erasing.erase(SYSTEM, db.session.get_one(Person, number), with_texts=False)
    worker.run_until_idle()
    db.session.expire_all()
    assert not [place for place in found("Alte-Eule") if place not in found("Alte-Eule-2")]
    assert found("Neue-Eule") == []
