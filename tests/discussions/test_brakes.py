"""The brake: one activation stops the talk in a thread or space for some hours, in public, and it ends by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.discussions import commands
from forum.discussions.models import Space, Thread, ThreadKind
from forum.moderation import transparency
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
CALM = "Die Moderation hat hier die Bremse angezogen."


def moderator_of(space_id: int) -> Person:
    made = factories.person()
    number = made.id
    with transaction():
        who = db.session.get_one(Person, number)
        factories.accounts.grant_role(factories.SYSTEM, who, f"space:{space_id}:moderator", reason="Test")
    return db.session.get_one(Person, number)


@pytest.mark.parametrize("role", ["moderator", "staff", "space_moderator"])
def test_one_activation_stops_a_thread_and_everybody_reads_it(client: Visitor, sign_in: SignIn, role: str) -> None:
    """M-31: two roles and the moderators of the space; the notice stands for all, the step and the figure are public."""
    thread = factories.thread()
    thread_id, url = thread.id, thread.url
    citizen = sign_in(factories.person())
    who = moderator_of(thread.space_id or 0) if role == "space_moderator" else factories.person(role)
    moderator = sign_in(who)
    assert f"/themen/{thread_id}/bremse" in moderator.get(url).text
    assert f"/themen/{thread_id}/bremse" not in citizen.get(url).text
    assert citizen.submit(f"/themen/{thread_id}/bremse", stunden="1").status_code == 403
    assert moderator.submit(f"/themen/{thread_id}/bremse", stunden="24").status_code == 303
    for reader in (client, citizen, moderator):
        assert CALM in reader.get(url).text
        assert "Bremse angezogen" in reader.get(url).text
    assert citizen.submit(f"/themen/{thread_id}/antworten", text="Ich muss noch etwas sagen.").status_code == 409
    page = client.get("/transparenz").text
    assert "24 Stunden" in page
    assert transparency.figures(datetime.now().astimezone().year).brakes == 1
    assert moderator.submit(f"/themen/{thread_id}/bremse", stunden="24").status_code == 409
    assert moderator.submit(f"/themen/{thread_id}/bremse/loesen").status_code == 303
    assert CALM not in client.get(url).text
    assert citizen.submit(f"/themen/{thread_id}/antworten", text="Ich muss noch etwas sagen.").status_code == 303


def test_it_ends_by_itself(app: Flask) -> None:
    """M-31: nobody has to do anything, and it lasts no longer than a day."""
    thread_id, moderator, citizen = factories.thread().id, factories.person("moderator").id, factories.person().id
    with pytest.raises(Invalid), transaction():
        commands.brake_thread(db.session.get_one(Person, moderator), db.session.get_one(Thread, thread_id), hours=25)
    with transaction():
        commands.brake_thread(db.session.get_one(Person, moderator), db.session.get_one(Thread, thread_id), hours=24)

    def write() -> None:
        with transaction():
            who, thread = db.session.get_one(Person, citizen), db.session.get_one(Thread, thread_id)
            commands.publish_post(who, thread, text="Ich muss noch etwas sagen.")

    with pytest.raises(Conflict):
        write()
    with shifted_by(timedelta(hours=24, minutes=1)):
        write()


def test_a_space_is_stopped_with_all_its_threads(client: Visitor, sign_in: SignIn) -> None:
    """M-31: no post and no new thread; an announcement of the moderation is still possible."""
    space = factories.space()
    space_id, url = space.id, space.url
    thread = factories.thread(within=space)
    thread_id, thread_url = thread.id, thread.url
    moderator, citizen = factories.person("moderator"), sign_in(factories.person())
    by, moderator_id = sign_in(moderator), moderator.id
    assert citizen.submit(f"{url}/bremse", stunden="1").status_code == 403
    assert by.submit(f"{url}/bremse", stunden="1").status_code == 303
    for page in (url, thread_url):
        assert CALM in client.get(page).text
    assert citizen.submit(f"/themen/{thread_id}/antworten", text="Ich muss noch etwas sagen.").status_code == 409
    fields = {"title": "Noch ein Thema", "text": "Ich muss noch etwas sagen.", "kind": "discussion"}
    assert citizen.submit(f"{url}/neu", **fields).status_code == 409
    with transaction():
        who, room = db.session.get_one(Person, moderator_id), db.session.get_one(Space, space_id)
        said = {"title": "Warum wir innehalten", "text": "Morgen geht es weiter, dann wieder freundlich."}
        commands.start_thread(who, room, kind=ThreadKind.ANNOUNCEMENT, **said)
    assert db.session.get_one(Space, space_id).braked_until > now()  # type: ignore[operator]
    assert by.submit(f"{url}/bremse/loesen").status_code == 303
    assert citizen.submit(f"{url}/neu", **fields).status_code == 303


def test_a_released_thread_in_a_space_that_stands_still_does_not_go_on(client: Visitor, sign_in: SignIn) -> None:
    """M-31: the step that everybody reads says what is true."""
    thread = factories.thread()
    assert thread.space is not None
    thread_id, url, space_url = thread.id, thread.url, thread.space.url
    moderator = sign_in(factories.person("moderator"))
    assert moderator.submit(f"/themen/{thread_id}/bremse", stunden="2").status_code == 303
    assert moderator.submit(f"{space_url}/bremse", stunden="4").status_code == 303
    assert moderator.submit(f"/themen/{thread_id}/bremse/loesen").status_code == 303
    page = client.get(url).text
    assert "Noch ist der ganze Raum gebremst." in page
    assert "Das Gespräch geht weiter." not in page


def test_moderators_of_another_space_cannot(app: Flask) -> None:
    """M-31, M-25: each where they moderate."""
    thread, other = factories.thread(), factories.space()
    thread_id, who = thread.id, moderator_of(other.id).id
    with pytest.raises(Forbidden), transaction():
        commands.brake_thread(db.session.get_one(Person, who), db.session.get_one(Thread, thread_id), hours=1)


def test_a_quiet_year_has_no_empty_charts(client: Visitor) -> None:
    """S-05: a year without notices, measures and complaints says so instead of drawing nothing."""
    page = client.get("/transparenz").text
    assert "Nichts zu zeichnen" in page
    assert "<svg" not in page.split("<main", 1)[1]
