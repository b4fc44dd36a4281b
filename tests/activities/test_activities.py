"""Activities and initiatives: the second standing entry of the Forum, and what becomes of silence (G-02, G-34)."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from forum.accounts.models import Person
from forum.activities import commands, queries
from forum.activities.models import Activity, ActivityKind, ActivityUpdate, Status
from forum.core.clock import shifted_by, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.permissions import Nobody
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, SpaceKind, Thread
from forum.drafts.models import Draft
from forum.notifications.commands import follow
from forum.notifications.levels import Level
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
TITLE = "Reparaturcafé am Kanal"
TEXT = "Jeden ersten Samstag reparieren wir gemeinsam, was sonst weggeworfen würde."
NEWS = "Im November kamen dreißig Menschen mit vierzig Geräten."


def presented(owner: Person, space: Space | None = None, **facts: Any) -> int:
    owner_id, space_id = owner.id, (space or factories.space()).id
    with transaction():
        actor, where = db.session.get_one(Person, owner_id), db.session.get_one(Space, space_id)
        return commands.start_activity(actor, where, commands.Facts(title=TITLE, **facts), text=TEXT).id


def the(number: int) -> Activity:
    return db.session.get_one(Activity, number)


def tell(number: int, by: Person, text: str = NEWS, status: Status = Status.RUNNING) -> int:
    by_id = by.id
    with transaction():
        return commands.publish_update(db.session.get_one(Person, by_id), the(number), text=text, status=status).id


def told(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Message.kind).where(Message.person_id == person_id).order_by(Message.id)))


def test_both_entries_are_one_click_from_the_start_page(client: Visitor) -> None:
    """G-02: in the words of the strategy, for everybody."""
    page = client.get("/").text
    for path in ("/aktivitaeten", "/ideen"):
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200
    assert "Aktivitäten und Initiativen" in page


def test_an_activity_is_presented_and_says_how_it_stands(client: Visitor, sign_in: SignIn) -> None:
    """G-02: its page always shows owner, status, the last update and the thread."""
    owner, space = factories.person(handle="Schrauberin"), factories.space(title="Quartier")
    visitor = sign_in(owner)
    values = {"title": TITLE, "text": TEXT, "space": space.slug, "kind": "initiative", "status": "laeuft",
              "organisation": "Werkstatt am Kanal", "link": "https://example.org/cafe", "district": "120"}  # fmt: skip
    answer = visitor.submit("/aktivitaeten/neu", **values)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    for words in (TITLE, TEXT, "Schrauberin", "Werkstatt am Kanal", "Initiative", "läuft", "Letzter Stand", "Diskussion",
                  'href="https://example.org/cafe"', "keinen neuen Stand"):  # fmt: skip
        assert words in page, words
    number = db.session.scalars(select(Activity.id)).one()
    assert visitor.submit(f"/aktivitaeten/{number}/stand", text=NEWS, status="ruht").status_code == 303
    page = client.get(answer.location).text
    assert page.index(NEWS) < page.index("Diskussion")
    assert page.count(NEWS) == 2  # As the last update, and as a post of the thread.
    assert "ruht" in page
    assert TITLE in client.get("/aktivitaeten").text
    assert NEWS in client.get("/aktivitaeten.atom").text
    assert NEWS in client.get(the(number).thread.url).text


def test_bad_input_is_named_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    """E-27: each fault at its field, everything still in the form, nothing stored."""
    visitor, space = sign_in(factories.person()), factories.space()
    for fields in (
        {"title": "kurz", "text": "zu kurz"},
        {"link": "javascript:alert(1)"},
        {"link": "mailto:a@example.org"},
        {"district": "999"},
        {"space": "gibt-es-nicht"},
        {"kind": "unsinn"},
    ):
        values = {"title": TITLE, "text": TEXT, "space": space.slug, "kind": "initiative", "status": "laeuft", **fields}
        answer = visitor.submit("/aktivitaeten/neu", organisation="Verein Kanal", **values)
        assert answer.status_code == 422, fields
        assert "Verein Kanal" in answer.text
    assert db.session.scalars(select(Activity)).all() == []


def test_only_the_owner_and_the_stabsstelle_manage_it(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """G-02: asked in the command, and by the pages."""
    owner, other, staff = factories.person(), factories.person(), factories.person("staff")
    number = presented(owner)
    for act in (
        partial(tell, number, other),
        lambda: _change(number, other),
        lambda: _hand_over(number, other, staff.handle),
    ):
        with pytest.raises(Forbidden):
            act()
    for path in ("bearbeiten", "stand", "uebergeben"):
        assert sign_in(other).submit(f"/aktivitaeten/{number}/{path}").status_code == 403
    assert client.get(f"/aktivitaeten/{number}/bearbeiten").status_code == 303
    assert "Neuer Stand" not in sign_in(other).get(the(number).url).text
    assert sign_in(staff).get(f"/aktivitaeten/{number}/bearbeiten").status_code == 200
    tell(number, staff)


def _change(number: int, by: Person, version: int | None = None, **facts: Any) -> None:
    by_id, seen = by.id, version or the(number).version
    with transaction():
        values = commands.Facts(**{"title": TITLE, **facts})
        commands.change_activity(db.session.get_one(Person, by_id), the(number), values, version=seen)


def _hand_over(number: int, by: Person, handle: str) -> None:
    by_id = by.id
    with transaction():
        commands.hand_over(db.session.get_one(Person, by_id), the(number), handle=handle)


def test_facts_change_with_a_look_at_what_others_changed(sign_in: SignIn) -> None:
    """E-19: who saves later sees both, and the next click decides."""
    owner = factories.person()
    number = presented(owner)
    visitor, seen = sign_in(owner), the(number).version
    _change(number, owner, title="Reparaturcafé im Hafen")
    assert the(number).thread.title == "Reparaturcafé im Hafen"
    values = {"title": "Reparaturcafé am Markt", "kind": "aktivitaet", "status": "laeuft"}
    answer = visitor.submit(f"/aktivitaeten/{number}/bearbeiten", version=str(seen), **values)
    assert answer.status_code == 409
    assert "Reparaturcafé im Hafen" in answer.text
    assert "Reparaturcafé am Markt" in answer.text
    assert (
        visitor.submit(f"/aktivitaeten/{number}/bearbeiten", version=str(the(number).version), **values).status_code
        == 303
    )
    assert the(number).title == "Reparaturcafé am Markt"
    assert visitor.get(f"/aktivitaeten/{number}-altes-wort").status_code == 301


def test_somebody_else_takes_it_over(client: Visitor, sign_in: SignIn, work: Callable[[], int]) -> None:
    """G-02, G-27: asked once, and answerable only after saying so; strangers and the same person are refused."""
    owner, heir = factories.person(), factories.person(handle="Nachfolge")
    number, heir_id = presented(owner), heir.id
    with pytest.raises(Invalid):
        _hand_over(number, owner, "Niemand-Da")
    with pytest.raises(Conflict):
        _hand_over(number, owner, owner.handle)
    for _turn in range(2):
        _hand_over(number, owner, "@Nachfolge")
    work()
    assert told(heir_id).count("activity_handed") == 1
    assert the(number).owner_id == owner.id
    assert "Nachfolge" not in client.get(the(number).url).text
    path = f"/aktivitaeten/{number}/uebernehmen"
    assert sign_in(factories.person()).submit(path).status_code == 403
    visitor = sign_in(db.session.get_one(Person, heir_id))
    assert "Wollen Sie zuständig sein?" in visitor.get(the(number).url).text
    assert visitor.submit(path, antwort="nein").status_code == 303
    assert (the(number).owner_id, visitor.submit(path).status_code) == (owner.id, 403)
    _hand_over(number, owner, "@Nachfolge")
    assert visitor.submit(path, antwort="ja").status_code == 303
    assert the(number).owner_id == heir_id
    with pytest.raises(Forbidden):
        tell(number, owner)
    tell(number, heir)


def test_an_activity_of_a_closed_space_is_for_its_people(client: Visitor, sign_in: SignIn) -> None:
    """E-18: list, page, feed and start page leave it out for everybody else."""
    staff = factories.person("staff")
    number = presented(staff, factories.space(SpaceKind.STAFF))
    tell(number, staff)
    for who in (client, sign_in(factories.person()), sign_in(factories.person("board"))):
        for path in ("/", "/aktivitaeten?stand=alle", "/aktivitaeten.atom"):
            assert TITLE not in who.get(path).text
        assert who.get(the(number).url).status_code == 404
    assert TITLE in sign_in(staff).get("/aktivitaeten").text
    with pytest.raises(NotFound):
        queries.activity(Nobody(), number)


def test_what_the_moderation_hides_leaves_every_list(app: Flask, client: Visitor) -> None:
    """M-36: with its first post the activity is gone, with an update only that; all comes back."""
    owner, moderator = factories.person(), factories.person("moderator").id
    number = presented(owner)
    post_id = tell(number, owner)
    first = db.session.scalars(select(Post.id).order_by(Post.id)).first()

    def act(command: Callable[..., object], which: int | None, **more: Any) -> None:
        with transaction():
            command(db.session.get_one(Person, moderator), db.session.get_one(Post, which), **more)

    act(discussions.hide_post, post_id, ground="Regel 2")
    assert NEWS not in client.get(the(number).url).text
    assert NEWS not in client.get("/aktivitaeten.atom").text
    act(discussions.hide_post, first, ground="Regel 2")
    for path in ("/aktivitaeten?stand=alle", "/aktivitaeten.atom"):
        assert TITLE not in client.get(path).text, path
    assert client.get(the(number).url).status_code == 404
    act(discussions.restore_post, first)
    act(discussions.restore_post, post_id)
    assert NEWS in client.get(the(number).url).text


def test_silence_is_reminded_of(app: Flask, work: Callable[[], int]) -> None:
    """G-34: after 90 days without an update, on a clock of our own; an update ends it, rest and end need none."""
    owner = factories.person()
    number, resting = presented(owner), presented(owner, status=Status.RESTING)
    owner_id = owner.id

    def after(days: int) -> None:
        with shifted_by(timedelta(days=days)):
            for _turn in range(2):  # Twice: nobody hears of the same day again.
                with transaction():
                    commands.remind_of_updates()
            work()

    after(82)
    assert told(owner_id) == []
    after(83)
    assert told(owner_id) == ["activity_due"]
    with shifted_by(timedelta(days=90)):
        assert not the(number).is_silent
    after(91)
    assert told(owner_id) == ["activity_due"] * 2
    with shifted_by(timedelta(days=91)):
        assert the(number).is_silent
        assert not the(resting).is_silent
        assert [row.id for row in queries.activities(Nobody(), queries.Filter(silent=True)).items] == [number]
    after(120)
    assert told(owner_id) == ["activity_due"] * 2


def test_silence_does_not_end_without_a_word(app: Flask) -> None:
    """G-34: another status alone moves no day; an update does, and so does going on after a rest."""
    owner = factories.person()
    number, owner_id = presented(owner), owner.id

    def change(status: Status) -> date | None:
        with transaction():
            activity = the(number)
            facts = commands.Facts(title=activity.title, status=status)
            who = db.session.get_one(Person, owner_id)
            commands.change_activity(who, activity, facts, version=activity.version)
        return the(number).due_on

    owed = the(number).due_on
    with shifted_by(timedelta(days=95)):
        assert (change(Status.PLANNED), change(Status.RUNNING), the(number).is_silent) == (owed, owed, True)
        assert change(Status.RESTING) is None
        anew = change(Status.RUNNING)
        assert (anew != owed, the(number).is_silent) == (True, False)


def test_everybody_reads_that_there_is_no_current_status(sign_in: SignIn) -> None:
    """G-34: on the page and in lists, until the owner says how it stands."""
    owner = factories.person()
    number = presented(owner)
    reader = sign_in(factories.person())
    assert "ein aktueller Stand" not in reader.get(the(number).url).text
    with transaction():
        the(number).due_on = today() - timedelta(days=1)
    assert "Kein aktueller Stand" in reader.get(the(number).url).text
    for path in ("/", "/aktivitaeten"):
        assert "kein aktueller Stand" in reader.get(path).text
    tell(number, owner)
    for path in ("/", "/aktivitaeten", the(number).url):
        assert "ein aktueller Stand" not in reader.get(path).text


def test_followers_hear_of_an_update_once(app: Flask, work: Callable[[], int]) -> None:
    """G-34: who wishes to hear of each post as of a post, who follows as of a step."""
    owner, close, loose = factories.person(), factories.person(), factories.person()
    number = presented(owner)
    wishes = {close.id: Level.WATCHING, loose.id: Level.TRACKING}
    with transaction():
        for person_id, level in wishes.items():
            follow(db.session.get_one(Person, person_id), "thread", the(number).thread_id, level=level)
    work()
    tell(number, owner)
    work()
    assert [told(person_id)[-1] for person_id in wishes] == ["post", "activity_told"]
    assert "activity_told" not in told(close.id)


def test_updates_at_the_same_moment_all_stand(app: Flask) -> None:
    """E-19: real threads; each update is a post, and the activity shows the newest."""
    owner = factories.person()
    number, owner_id = presented(owner), owner.id

    def act(place: int) -> None:
        actor = db.session.get_one(Person, owner_id)
        commands.publish_update(actor, the(number), text=f"{NEWS} Nummer {place}.", status=Status.RUNNING)

    refused = at_once(app, [partial(act, place) for place in range(4)], refused=(Conflict,))
    stored = db.session.scalars(select(ActivityUpdate.post_id)).all()
    assert len(stored) == 4 - refused >= 1
    assert len(db.session.scalars(select(Post.id)).all()) == 1 + len(stored)


def test_what_is_typed_is_kept(sign_in: SignIn) -> None:
    """T-09: the forms are places of drafts, which go with publishing."""
    owner = factories.person()
    number = presented(owner)
    visitor = sign_in(owner)
    for path, back, fields in (
        ("/aktivitaeten/neu", "/aktivitaeten/neu", {"title": TITLE, "text": "Halb getippt."}),
        (f"/aktivitaeten/{number}/stand", the(number).url, {"text": "Halb gesagt."}),
    ):
        assert visitor.submit(path, entwurf="1", **fields).status_code == 303
        assert fields["text"] in visitor.get(back).text
        assert fields["text"] in visitor.get("/entwuerfe").text
    assert (
        visitor.submit(f"/aktivitaeten/{number}/stand", text=NEWS, status="laeuft", draft_version="1").status_code
        == 303
    )
    assert [row.action for row in db.session.scalars(select(Draft))] == ["activity.start"]


def test_lists_are_narrowed_and_paged(app: Flask, client: Visitor) -> None:
    """G-02: by kind, status, district and words; no gap, no double."""
    owner, space = factories.person(), factories.space()
    numbers = [presented(owner, space) for _turn in range(20)]
    _change(numbers[0], owner, kind=ActivityKind.INITIATIVE, district=120, organisation="Kanalverein")
    _change(numbers[1], owner, status=Status.ENDED)
    first = queries.activities(Nobody())
    rest = queries.activities(Nobody(), after=first.after)
    seen = [row.id for row in (*first.items, *rest.items)]
    assert sorted(seen) == sorted({*numbers} - {numbers[1]})
    for words in ("art=initiative", "bezirk=120", "q=kanalverein"):
        found = queries.activities(Nobody(), queries.filter_from(dict([words.split("=")])))
        assert [row.id for row in found.items] == [numbers[0]], words
    assert len(queries.activities(Nobody(), queries.filter_from({"stand": "beendet"})).items) == 1
    for words in ("art=x", "stand=x", "bezirk=x", "after=x"):
        assert client.get(f"/aktivitaeten?{words}").status_code in {200, 422}


def test_pages_ask_the_same_number_of_questions_however_much_there_is(sign_in: SignIn) -> None:
    """E-11: list and page."""
    owner, space = factories.person(), factories.space()
    number, reader = presented(owner, space), sign_in(factories.person())
    tell(number, owner)

    def asked(path: str) -> int:
        statements: list[str] = []

        def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        assert reader.get(path).status_code == 200
        event.listen(db.engine, "before_cursor_execute", count)
        try:
            assert reader.get(path).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
        return len(statements)

    paths = ["/aktivitaeten", the(number).url]
    before = [asked(path) for path in paths]
    for _turn in range(5):
        presented(factories.person(), space)
        tell(number, owner)
    assert [asked(path) for path in paths] == before
    assert db.session.scalars(select(Thread.id)).all()
