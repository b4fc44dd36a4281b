"""Kinds of threads, and what moderation and Stabsstelle arrange about them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from config import default
from forum.accounts.models import Person
from forum.core.clock import end_of_day, local, now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid, TooOften
from forum.core.events import LoggedEvent
from forum.discussions import commands, queries
from forum.discussions.commands import Arrangement
from forum.discussions.models import Post, Thread, ThreadKind
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def arranged(thread: Thread, **changes: object) -> None:
    with transaction():
        plan = Arrangement(**changes)  # type: ignore[arg-type]
        commands.arrange_thread(factories._inside("moderator"), db.session.get_one(Thread, thread.id), plan)


def write(thread: Thread, person: Person, text: str = "Noch ein Gedanke dazu.") -> None:
    with transaction():
        actor = db.session.get_one(Person, person.id)
        commands.publish_post(actor, db.session.get_one(Thread, thread.id), text=text)


def test_a_pin_always_ends(client: Visitor, sign_in: SignIn) -> None:
    """T-24: it stands above the others until the day is over, and everywhere if so wished."""
    room = factories.space()
    old = factories.thread(within=room, title="Das Wichtige von gestern")
    factories.thread(within=room, title="Das Neue von heute")
    moderator = sign_in(factories.person("moderator"))
    day = (local(now()) + timedelta(days=3)).date().isoformat()
    form = {
        "kind": "discussion",
        "slow_minutes": "0",
        "version": "0",
        "pinned": "y",
        "pinned_until": day,
        "pinned_everywhere": "y",
    }
    assert moderator.submit(f"/themen/{old.id}/einrichten", **form).status_code == 303
    page = client.get(f"/raeume/{room.slug}").get_data(as_text=True)
    assert page.index("Das Wichtige") < page.index("Das Neue")
    assert page.count("Das Wichtige von gestern") == 1
    assert "Das Wichtige von gestern" in client.get("/raeume").get_data(as_text=True)
    with shifted_by(timedelta(days=5)):
        assert list(queries.pinned_threads(factories.person(), db.session.merge(room))) == []


def test_a_slow_thread_lets_each_person_write_once_in_a_while(app: Flask) -> None:
    """T-26: the others write meanwhile, moderation is not slowed down."""
    thread, ada, ben = factories.thread(), factories.person(), factories.person()
    arranged(thread, slow_minutes=30)
    write(thread, ada)
    with pytest.raises(TooOften) as refusal:
        write(thread, ada)
    assert refusal.value.retry_after == 30 * 60
    write(thread, ben)
    moderator = factories.person("moderator")
    write(thread, moderator)
    write(thread, moderator)
    with shifted_by(timedelta(minutes=31)):
        write(thread, ada)


def test_a_slow_thread_gives_the_text_back(sign_in: SignIn) -> None:
    """T-26: and says when the next post is possible."""
    thread, ada = factories.thread(), factories.person()
    arranged(thread, slow_minutes=10)
    writer = sign_in(ada)
    assert "ein Beitrag je 10 Minuten" in writer.get(thread.url).get_data(as_text=True)
    assert writer.submit(f"/themen/{thread.id}/antworten", text="Mein erster Gedanke.").status_code == 303
    refused = writer.submit(f"/themen/{thread.id}/antworten", text="Mein zweiter Gedanke.")
    assert refused.status_code == 429
    assert "in 10 Minuten" in refused.get_data(as_text=True)
    assert "Mein zweiter Gedanke." in refused.get_data(as_text=True)


def test_a_thread_opens_and_closes_at_its_time(app: Flask) -> None:
    """T-25: to the minute, and the worker's step only tells the world."""
    thread, ada = factories.thread(), factories.person()
    arranged(thread, opens_at=now() + timedelta(hours=1), closes_at=now() + timedelta(hours=2))
    with pytest.raises(Conflict, match="öffnet"):
        write(thread, ada)
    with shifted_by(timedelta(hours=1, minutes=1)):
        write(thread, ada)
        with transaction():
            assert commands.take_scheduled_steps() == 1
            assert commands.take_scheduled_steps() == 0
        write(thread, ada)
    with shifted_by(timedelta(hours=2, minutes=1)):
        with pytest.raises(Conflict, match="geöffnet"):
            write(thread, ada)
        with transaction():
            assert commands.take_scheduled_steps() == 1
        with pytest.raises(Conflict, match="geschlossen"):
            write(thread, ada)


def test_an_archived_thread_is_read_and_not_written(client: Visitor, sign_in: SignIn) -> None:
    """T-25: opened again it goes on."""
    thread = factories.thread()
    arranged(thread, archived=True, reason="Das ist erledigt.")
    assert client.get(thread.url).status_code == 200
    answer = sign_in(factories.person()).submit(f"/themen/{thread.id}/antworten", text="Ist hier noch jemand?")
    assert answer.status_code == 409
    assert "Archiv" in answer.get_data(as_text=True)
    moderator = sign_in(factories.person("moderator"))
    assert moderator.submit(f"/themen/{thread.id}/oeffnen", reason="Es geht weiter.").status_code == 303
    assert sign_in(factories.person()).submit(f"/themen/{thread.id}/antworten", text="Ja, wieder.").status_code == 303


def test_times_that_contradict_each_other_are_refused(sign_in: SignIn) -> None:
    thread = factories.thread()
    form = {"kind": "discussion", "opens_at": "2027-05-02T10:00", "closes_at": "2027-05-01T10:00", "version": "0"}
    answer = sign_in(factories.person("staff")).submit(f"/themen/{thread.id}/einrichten", **form)
    assert answer.status_code == 422
    assert "nicht schließen, bevor es öffnet" in answer.get_data(as_text=True)
    odd = sign_in(factories.person("staff")).submit(
        f"/themen/{thread.id}/einrichten", kind="x", opens_at="morgen um acht"
    )
    assert odd.status_code == 422


def test_only_moderation_and_office_arrange_threads(sign_in: SignIn) -> None:
    """E-16."""
    thread = factories.thread()
    for roles, status in (((), 403), (("board",), 403), (("moderator",), 200), (("staff",), 200)):
        visitor = sign_in(factories.person(*roles))
        for page in ("einrichten", "zwischenstand"):
            assert visitor.get(f"/themen/{thread.id}/{page}").status_code == status, (roles, page)


def test_announcements_are_for_those_with_a_task(sign_in: SignIn) -> None:
    room = factories.space()
    form = {"title": "Wartung am Samstag", "text": "Das Forum macht Pause.", "kind": "announcement", "mark": "private"}
    assert sign_in(factories.person()).submit(f"/raeume/{room.slug}/neu", **form).status_code == 403
    assert sign_in(factories.person("staff")).submit(f"/raeume/{room.slug}/neu", **form).status_code == 303
    assert db.session.scalars(select(Thread.kind)).one() == ThreadKind.ANNOUNCEMENT


def test_the_official_answer_to_a_question_stands_on_top(client: Visitor, sign_in: SignIn) -> None:
    """T-29: only a post of the Stabsstelle can be one, and it leaves when it is hidden."""
    room, ada, staff = factories.space(), factories.person(), factories.person("staff")
    form = {"title": "Wann kommt die Bank?", "text": "Seit Mai warten wir.", "kind": "question"}
    sign_in(ada).submit(f"/raeume/{room.slug}/neu", **form)
    thread = db.session.scalars(select(Thread)).one()
    office = sign_in(staff)
    office.submit(f"/themen/{thread.id}/antworten", text="Die Bank kommt im März.", mark="staff")
    answer = db.session.scalars(select(Post).where(Post.mark == "staff")).one()
    first = db.session.scalars(select(Post).where(Post.mark == "")).one()
    assert office.submit(f"/beitraege/{first.id}/antwort", an="1").status_code == 409
    assert sign_in(ada).submit(f"/beitraege/{answer.id}/antwort", an="1").status_code == 403
    assert office.submit(f"/beitraege/{answer.id}/antwort", an="1").status_code == 303
    page = client.get(thread.url).get_data(as_text=True)
    assert page.index("Offizielle Antwort") < page.index("Seit Mai warten wir.")
    assert page.count("Die Bank kommt im März.") == 2
    assert "Frage an die Verwaltung" in page
    assert "beantwortet" in client.get(f"/raeume/{room.slug}").get_data(as_text=True)
    with transaction():
        commands.hide_post(factories._inside("moderator"), db.session.get_one(Post, answer.id), ground="Regel 1")
    assert "Die Bank kommt" not in client.get(thread.url).get_data(as_text=True)


def test_a_mark_needs_the_role_when_it_is_written(sign_in: SignIn) -> None:
    """T-29, G-27: nobody speaks for an office by sending a word, in a reply or with a new thread."""
    thread = factories.thread()
    expert = factories.member(factories.committee())
    for person, mark, status in (
        (factories.person(), "staff", 403),
        (factories.person(), "unit:1", 403),
        (factories.person("staff"), "staff", 303),
        (factories.person("moderator"), "staff", 403),
        (expert, "expert", 303),
        (expert, "", 303),
    ):
        visitor = sign_in(person)
        sent = visitor.submit(f"/themen/{thread.id}/antworten", text="Ich spreche für andere.", mark=mark)
        assert sent.status_code == status
        if status == 303:
            assert db.session.scalars(select(Post.mark).order_by(Post.id.desc())).first() == mark
        else:
            assert "Ich spreche für andere." in sent.text
        form = {"title": f"Im Amt {person.id}", "text": "Ich spreche für andere.", "mark": mark, "similar_seen": "1"}
        assert visitor.submit(f"/raeume/{thread.space.slug}/neu", **form).status_code == status
    assert sign_in(expert).submit(f"/themen/{thread.id}/antworten", text="Als König.", mark="koenig").status_code == 422


def test_the_summary_stands_above_with_role_and_version(client: Visitor, sign_in: SignIn) -> None:
    """T-38, T-13, I-17: the role stands there and not the name; a stale one is a conflict, and the text is kept."""
    thread = factories.thread()
    moderator = sign_in(factories.person("moderator", handle="Zusammenfasserin"))
    path = f"/themen/{thread.id}/zwischenstand"
    assert moderator.submit(path, text="Bisher sind **alle** dafür.", version="0").status_code == 303
    page = client.get(thread.url).get_data(as_text=True)
    assert "Bisher sind <strong>alle</strong> dafür." in page
    assert "Moderation · " in page
    assert "Zusammenfasserin" not in page
    late = moderator.submit(path, text="Ich habe anders gezählt.", version="0")
    assert late.status_code == 409
    assert "Ich habe anders gezählt." in late.get_data(as_text=True)
    assert "Bisher sind" in late.get_data(as_text=True)
    assert moderator.submit(path, text="Jetzt sind zwei dagegen.", version="1").status_code == 303
    assert "Fassung 2" in client.get(thread.url).get_data(as_text=True)
    assert moderator.submit(path, text="kurz", version="2").status_code == 422


def test_two_summaries_at_once_are_one_and_a_conflict(app: Flask) -> None:
    """T-13, E-19."""
    number = factories.thread().id
    people = [factories.person("moderator").id for _ in range(4)]

    def sum_up(person_id: int) -> Callable[[], object]:
        return lambda: commands.summarise_thread(
            db.session.get_one(Person, person_id), db.session.get_one(Thread, number), text="Alle dafür.", version=0
        )

    assert at_once(app, [sum_up(person_id) for person_id in people], refused=(Conflict,)) == 3


def test_a_thread_closes_while_people_write(app: Flask) -> None:
    """T-25: each post is either there or refused with the reason, and the counters equal a recount."""
    number = factories.thread().id
    people = [factories.person().id for _ in range(8)]
    moderator_id = factories.person("moderator").id

    def answer(person_id: int) -> Callable[[], object]:
        return lambda: commands.publish_post(
            db.session.get_one(Person, person_id), db.session.get_one(Thread, number), text="Noch schnell etwas!"
        )

    def close() -> None:
        moderator, thread = db.session.get_one(Person, moderator_id), db.session.get_one(Thread, number)
        commands.close_thread(moderator, thread, reason="Wir sind fertig.")

    refused = at_once(app, [*(answer(person_id) for person_id in people), close], refused=(Conflict,))
    thread = db.session.get_one(Thread, number)
    assert thread.closed_at is not None
    assert thread.post_count == len(list(db.session.scalars(select(Post.id)))) == 9 - refused


def settings_of(thread: Thread, **changes: str) -> dict[str, str]:
    return {"kind": "discussion", "slow_minutes": "0", "version": str(thread.arrangement), **changes}


def test_a_form_opened_before_another_act_takes_nothing_back(client: Visitor, sign_in: SignIn) -> None:
    """T-25, E-19: the archive stays, both states are shown, and the next click decides with a reason."""
    thread = factories.thread()
    number, path, form = thread.id, f"/themen/{thread.id}/einrichten", settings_of(thread, slow_minutes="15")
    arranged(thread, archived=True, reason="Das ist erledigt.")
    moderator = sign_in(factories.person("moderator"))
    answer = moderator.submit(path, **form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "So ist es jetzt gespeichert" in page
    assert "Das ist erledigt." in page
    assert 'value="15"' in page
    found = db.session.get_one(Thread, number)
    assert found.archived_at is not None
    assert found.slow_minutes == 0
    form = settings_of(found, slow_minutes="15")
    assert moderator.submit(path, **form).status_code == 422
    assert moderator.submit(path, reason="Es gibt Neues dazu.", **form).status_code == 303
    found = db.session.get_one(Thread, number)
    assert (found.archived_at, found.state_reason, found.slow_minutes) == (None, None, 15)
    types = db.session.scalars(select(LoggedEvent.type).order_by(LoggedEvent.id)).all()
    assert types[-1] == "ThreadReopened"


def test_two_people_arrange_a_thread_at_once(app: Flask) -> None:
    """T-25, E-19: real threads; one is told of the other."""
    number, people = factories.thread().id, [factories.person("moderator").id for _ in range(3)]

    def arrange(person_id: int) -> Callable[[], object]:
        plan = Arrangement(slow_minutes=person_id, version=0)
        return lambda: commands.arrange_thread(
            db.session.get_one(Person, person_id), db.session.get_one(Thread, number), plan
        )

    assert at_once(app, [arrange(one) for one in people], refused=(Conflict,)) == 2


def test_each_act_keeps_its_own_reason(client: Visitor, sign_in: SignIn) -> None:
    """T-25: opening again asks for a reason too, and no reason takes the place of another."""
    thread = factories.thread()
    post_id = db.session.scalars(select(Post.id)).one()
    url, moderator = thread.url, sign_in(factories.person("moderator"))
    acts = (
        (f"/themen/{thread.id}/schliessen", "Wir zählen erst aus."),
        (f"/themen/{thread.id}/oeffnen", "Die Zahlen liegen vor."),
        (f"/beitraege/{post_id}/schliessen", "Das führt zu weit."),
        (f"/beitraege/{post_id}/oeffnen", "Nun gehört es doch dazu."),
    )
    for path, reason in acts:
        assert moderator.submit(path, reason="").status_code == 422
        assert moderator.get(path).status_code == 200
        assert moderator.submit(path, reason=reason).status_code == 303
    day = (local(now()) + timedelta(days=3)).date().isoformat()
    form = settings_of(db.session.get_one(Thread, thread.id), pinned="y", pinned_until=day, reason="Bitte lesen.")
    assert moderator.submit(f"/themen/{thread.id}/einrichten", **form).status_code == 303
    page = client.get(url).get_data(as_text=True)
    for reason in (*(reason for _path, reason in acts), "Bitte lesen."):
        assert reason in page
    for label in ("Thema geschlossen", "Thema wieder geöffnet", "Zweig wieder geöffnet", "Oben angeheftet"):
        assert label in page


def test_a_pin_lasts_two_weeks_unless_another_day_is_chosen(sign_in: SignIn) -> None:
    """T-24."""
    thread = factories.thread()
    path, moderator = f"/themen/{thread.id}/einrichten", sign_in(factories.person("moderator"))
    usual = (local(now()) + timedelta(days=14)).date()
    assert f'value="{usual.isoformat()}"' in moderator.get(path).get_data(as_text=True)
    assert moderator.submit(path, **settings_of(thread, pinned_until=usual.isoformat())).status_code == 303
    found = db.session.get_one(Thread, thread.id)
    assert not found.is_pinned
    assert moderator.submit(path, **settings_of(found, pinned="y")).status_code == 303
    found = db.session.get_one(Thread, thread.id)
    assert found.pinned_until == end_of_day(usual)
    assert f'value="{usual.isoformat()}"' in moderator.get(path).get_data(as_text=True)


def test_how_long_a_post_may_be_is_a_setting(app: Flask, sign_in: SignIn) -> None:
    """T-28: command, form and sentence say the same figures."""
    app.config.update(POST_SHORTEST=12, POST_LONGEST=1500)
    thread = factories.thread()
    ada = factories.person()
    client, path = sign_in(ada), f"/themen/{thread.id}/antworten"
    for text, words in (("Zu kurz.", "mindestens 12 Zeichen"), ("x" * 1501, "höchstens 1500 Zeichen")):
        answer = client.submit(path, text=text)
        assert answer.status_code == 422
        assert text in answer.get_data(as_text=True)
        with pytest.raises(Invalid) as refusal:
            write(db.session.merge(thread), db.session.merge(ada), text)
        assert words in refusal.value.fields["text"][0]
    assert 'data-count="1500"' in client.get(thread.url).get_data(as_text=True)
    assert client.submit(path, text="Gerade lang genug.").status_code == 303


@pytest.mark.parametrize(("days", "seconds"), [(3, 10), (0, 120)])
def test_the_pause_between_two_posts_is_said_in_plain_words(
    app: Flask, sign_in: SignIn, days: int, seconds: int
) -> None:
    """T-28: ten seconds, and two minutes for those who are new; afterwards it goes on."""
    app.config.update(POST_PAUSE=default.POST_PAUSE, POST_PAUSE_NEWCOMERS=default.POST_PAUSE_NEWCOMERS)
    thread = factories.thread()
    path = f"/themen/{thread.id}/antworten"
    ada = factories.person(created_at=now() - timedelta(days=days))
    client = sign_in(ada)
    assert client.submit(path, text="Mein erster Beitrag.").status_code == 303
    answer = client.submit(path, text="Mein zweiter Beitrag.")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 429
    said = re.search(r"Bitte warten Sie noch (\d+) Sekunden bis zum nächsten Beitrag\.", page)
    assert said is not None
    assert seconds - 8 < int(said.group(1)) <= seconds
    assert "Mein zweiter Beitrag." in page
    with shifted_by(timedelta(seconds=seconds + 1)):
        write(db.session.merge(thread), db.session.merge(ada), "Mein zweiter Beitrag.")
