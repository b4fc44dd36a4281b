"""Who could speak in office says before writing whether they do (G-27)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts import blocking, units
from forum.accounts.models import Person, Unit
from forum.core.db import db, transaction
from forum.core.errors import Forbidden
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.discussions import commands
from forum.discussions.models import Post, ReactionKind, Thread
from tests import factories
from tests.factories import Visitor
from tests.search.surfaces import told_by

SignIn = Callable[[Person], Visitor]


def in_unit(name: str) -> tuple[Person, str]:
    """Return a person who works in a new unit, and the word of the unit."""
    number = factories.person().id
    with transaction():
        unit = units.found_unit(SYSTEM, name)
        units.add_to_unit(SYSTEM, unit, db.session.get_one(Person, number))
        word = unit.word
    return db.session.get_one(Person, number), word


def newest() -> Post:
    return db.session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()


@pytest.mark.parametrize("role", ["staff", "moderator"])
def test_nothing_is_chosen_for_somebody_with_an_office(sign_in: SignIn, role: str) -> None:
    """G-27: no default; without a choice the text comes back, and each choice is kept."""
    thread = factories.thread()
    visitor, path = sign_in(factories.person(role)), f"/themen/{thread.id}/antworten"
    form = visitor.get(thread.url).text
    assert 'name="mark"' in form
    assert 'value="private" checked' not in form
    assert f'value="{role}" checked' not in form
    refused = visitor.submit(path, text="Die Bank kommt im März.")
    assert refused.status_code == 422
    assert "Die Bank kommt im März." in refused.text
    for mark, kept in (("private", ""), (role, role)):
        assert visitor.submit(path, text=f"Ich schreibe als {mark}.", mark=mark).status_code == 303
        assert newest().mark == kept
    assert visitor.submit(f"{thread.space.url}/neu", title="Ein neues Thema", text="Hört bitte zu.").status_code == 422


def test_a_unit_speaks_under_its_name_and_a_private_post_has_no_mark(sign_in: SignIn, client: Visitor) -> None:
    """G-27: the mark is text with the unit's name as it was then; it stays when the unit is renamed or left."""
    thread = factories.thread()
    ada, word = in_unit("Tiefbau und Verkehr")
    visitor, path = sign_in(ada), f"/themen/{thread.id}/antworten"
    assert "als Amt: Tiefbau und Verkehr" in visitor.get(thread.url).text
    assert visitor.submit(path, text="Mir persönlich gefällt das.", mark="private").status_code == 303
    assert "als Amt" not in client.get(thread.url).text
    assert visitor.submit(path, text="Wir bauen die Rampe im Mai.", mark=word).status_code == 303
    assert (newest().mark, newest().unit) == ("unit", "Tiefbau und Verkehr")
    with transaction():
        unit = db.session.scalars(select(Unit)).one()
        units.remove_from_unit(SYSTEM, unit, db.session.get_one(Person, ada.id))
        unit.name = "Fachbereich Wege"
    for page in (thread.url, f"{thread.url}/druck"):
        answer = client.get(page)
        if answer.status_code == 200:
            assert answer.text.count("Tiefbau und Verkehr") == 1
    late = sign_in(db.session.get_one(Person, ada.id)).submit(path, text="Ich bin nicht mehr dabei.", mark=word)
    assert late.status_code == 403


def test_people_without_an_office_are_asked_nothing(sign_in: SignIn) -> None:
    """G-27: and what programs write is in one's own voice unless they say otherwise."""
    thread = factories.thread()
    ada = factories.person()
    assert 'name="mark"' not in sign_in(ada).get(thread.url).text
    staff = factories.person("staff")
    assert factories.post(thread, staff).mark == ""
    ids = ada.id, thread.id
    with transaction(), pytest.raises(Forbidden):
        commands.publish_post(
            db.session.get_one(Person, ids[0]), db.session.get_one(Thread, ids[1]), text="Im Namen.", mark="staff"
        )


def test_who_writes_for_an_office_is_internal(
    app: Flask, sign_in: SignIn, client: Visitor, work: Callable[[], int]
) -> None:
    """I-17: readers meet the office's name at post, thread, answer, quote and version; the log knows who wrote."""
    writer, word = in_unit("Tiefbau und Verkehr")
    with transaction():
        db.session.get_one(Person, writer.id).handle = "Zaunkönigin"
    reader, staff = factories.person(), factories.person("staff", handle="Schleiereule")
    place = factories.thread()
    writer = db.session.get_one(Person, writer.id)
    factories.thread(writer, place.space, title="Eine Frage des Amtes", mark=word)
    told = factories.post(place, writer, text="Die Rampe kommt im Mai.", mark=word)
    number = told.id
    factories.post(place, staff, text="Das prüfen wir bis Juni.", mark="staff")
    visitor = sign_in(reader)
    with transaction():
        author, post = db.session.get_one(Person, writer.id), db.session.get_one(Post, number)
        commands.edit_post(author, post, text="Die Rampe kommt im April.", version=post.version)
    answer = visitor.submit(
        f"/themen/{place.id}/antworten",
        parent=number,
        text="Danke sehr.",
        quoted=number,
        quote="Die Rampe kommt im April.",
    )
    assert answer.status_code == 303
    work()
    names = ("Zaunkönigin", "Schleiereule")
    # Whoever is signed in reaches all that a visitor does.
    found = told_by(visitor, names)
    # Who knows a name finds the profile, and can report it; nothing of what was written in office.
    known = {path for name in names for path in found[name]}
    assert [path for path in known if not path.startswith("/leute/")] == []
    own = [db.session.get_one(Person, number).email for number in (writer.id, staff.id)]
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address.not_in(own))).all()
    assert letters
    assert not any(name in letter for name in names for letter in letters)
    page = client.get(place.url).text
    assert page.count("Tiefbau und Verkehr") >= 2
    assert "Stabsstelle" in page
    assert "geschrieben von Zaunkönigin" in sign_in(db.session.get_one(Person, staff.id)).get(place.url).text
    acts = db.session.execute(select(LoggedEvent.actor_id).where(LoggedEvent.type == "PostPublished")).scalars()
    assert {writer.id, staff.id} <= set(acts)


def test_wishes_about_a_person_do_not_tell_who_writes_for_an_office(sign_in: SignIn) -> None:
    """I-17, T-15, T-16: an office names whoever is known here, and its posts are nobody's when reactions are counted."""
    writer, word = in_unit("Tiefbau und Verkehr")
    writer_id, fan_id = writer.id, factories.person(handle="Zaungast").id
    factories.thread(db.session.get_one(Person, fan_id))
    with transaction():
        blocking.block_mentions(db.session.get_one(Person, fan_id), db.session.get_one(Person, writer_id))
    place = factories.thread()
    for mark, is_named in ((word, True), ("", False)):
        author = db.session.get_one(Person, writer_id)
        post = factories.post(place, author, text="Wie gefragt, @Zaungast.", mark=mark)
        assert ("/leute/Zaungast" in post.html) is is_named
        number = post.id
        shown = {"text": post.source, "ort": f"thread:{place.id}", "mark": mark}
        assert sign_in(db.session.get_one(Person, writer_id)).submit("/vorschau", **shown).text == post.html
        # While it is edited, with scripts and without, and while names are proposed.
        live, client = {"text": post.source, "ort": f"post:{number}"}, sign_in(db.session.get_one(Person, writer_id))
        assert client.submit("/vorschau", **live).text == post.html
        edited = {"text": post.source, "version": str(post.version), "vorschau": "1"}
        assert post.html in client.submit(f"/beitraege/{number}/bearbeiten", **edited).text
        for asked in (f"ort=post:{number}", f"ort=thread:{place.id}&mark={mark}"):
            assert ("Zaungast" in client.get(f"/erwaehnen?{asked}&anfang=Zaun").text) is is_named
        with transaction():
            author, post = db.session.get_one(Person, writer_id), db.session.get_one(Post, number)
            commands.edit_post(author, post, text="Wie gefragt, @Zaungast!", version=post.version)
        assert ("/leute/Zaungast" in db.session.get_one(Post, number).html) is is_named
    # Who holds no office learns nothing by naming one.
    asked = f"/erwaehnen?ort=thread:{place.id}&mark=staff&anfang=Zaun"
    assert "Zaungast" not in sign_in(db.session.get_one(Person, writer_id)).get(asked).text
    own = factories.post(place, db.session.get_one(Person, writer_id)).id
    official = [factories.post(place, db.session.get_one(Person, writer_id), mark=word).id for _one in range(7)]
    for number in (*official, own):
        with transaction():
            post = db.session.get_one(Post, number)
            commands.react(db.session.get_one(Person, fan_id), post, ReactionKind.AGREE)
