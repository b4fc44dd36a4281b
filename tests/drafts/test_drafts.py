"""Drafts on the server: saved, restored, never overwritten silently, gone with publication."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from forum.accounts.models import Person
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, Thread
from forum.drafts import commands
from forum.drafts.models import Draft
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def save(client: Visitor, action: str, target: str, text: str, **more: Any) -> TestResponse:
    """Save as the page's script does."""
    body = {"action": action, "target": target, "fields": {"text": text}, "form": "fenster", "seen": 0, **more}
    headers = {"X-CSRFToken": client.csrf, "Accept": "application/json"}
    return client.post("/entwuerfe/speichern", json=body, headers=headers)


def stored() -> list[str]:
    """Return the texts of all drafts."""
    return [row.fields["text"] for row in db.session.scalars(select(Draft).order_by(Draft.id))]


def test_what_was_typed_is_there_after_signing_in_again(sign_in: SignIn) -> None:
    """T-09: saved while typing, restored on another device, with the time and a way to throw it away."""
    ada, thread = factories.person(), factories.thread()
    answer = save(sign_in(ada), "post.publish", f"thread:{thread.id}", "Halb gedacht")
    assert answer.get_json()["version"] == 1
    page = sign_in(ada).get(thread.url).get_data(as_text=True)
    assert "Halb gedacht</textarea>" in page
    assert "wiederhergestellt." in page
    assert "Halb gedacht" not in sign_in(factories.person()).get(thread.url).get_data(as_text=True)


def test_each_form_has_its_own_draft(sign_in: SignIn) -> None:
    """T-09: replies to the thread, to a post, changes and new threads of one person stay apart."""
    ada = factories.person()
    space = factories.space()
    thread = factories.thread(ada, space)
    first = db.session.scalars(select(Post)).one()
    client = sign_in(ada)
    places = {
        ("post.publish", f"thread:{thread.id}"): thread.url,
        ("post.publish", f"post:{first.id}"): f"/beitraege/{first.id}/antworten",
        ("post.edit", f"post:{first.id}"): f"/beitraege/{first.id}/bearbeiten",
        ("thread.start", f"space:{space.id}"): f"/raeume/{space.slug}/neu",
    }
    for number, (action, target) in enumerate(places):
        assert save(client, action, target, f"Entwurf Nummer {number}").status_code == 200
    for number, path in enumerate(places.values()):
        assert f"Entwurf Nummer {number}</textarea>" in client.get(path).get_data(as_text=True)


def test_publishing_removes_the_draft_in_the_same_step(sign_in: SignIn) -> None:
    """T-09: a published text is no draft any more; a refused one still is."""
    ada, thread = factories.person(), factories.thread()
    client = sign_in(ada)
    save(client, "post.publish", f"thread:{thread.id}", "Ein ganzer Satz.")
    fields = {"draft_form": "fenster", "draft_version": "1"}
    path = f"/themen/{thread.id}/antworten"
    assert client.submit(path, text="kurz", **fields).status_code == 422
    assert stored() == ["Ein ganzer Satz."]
    assert client.submit(path, text="Ein ganzer Satz mit Ende.", **fields).status_code == 303
    assert stored() == []


def test_publishing_in_one_window_keeps_what_another_wrote(sign_in: SignIn) -> None:
    """T-10: the draft of the other device was not what was published."""
    ada, thread = factories.person(), factories.thread()
    client = sign_in(ada)
    save(client, "post.publish", f"thread:{thread.id}", "Vom Telefon")
    assert client.submit(f"/themen/{thread.id}/antworten", text="Vom Rechner geschrieben").status_code == 303
    assert stored() == ["Vom Telefon"]


def test_two_devices_with_different_texts_both_stay(sign_in: SignIn) -> None:
    """T-10: the second one hears what the first wrote; only a choice replaces it."""
    ada, thread = factories.person(), factories.thread()
    client, target = sign_in(ada), f"thread:{thread.id}"
    save(client, "post.publish", target, "Vom Telefon", form="telefon")
    refused = save(client, "post.publish", target, "Vom Rechner", form="rechner")
    assert refused.status_code == 409
    assert refused.get_json()["draft"]["fields"]["text"] == "Vom Telefon"
    assert stored() == ["Vom Telefon"]
    chosen = save(client, "post.publish", target, "Vom Rechner", form="rechner", seen=1)
    assert chosen.get_json()["version"] == 2
    assert save(client, "post.publish", target, "Vom Telefon, länger", form="telefon", seen=1).status_code == 409
    assert stored() == ["Vom Rechner"]


def test_the_same_text_twice_is_no_conflict(sign_in: SignIn) -> None:
    client, target = sign_in(factories.person()), f"thread:{factories.thread().id}"
    save(client, "post.publish", target, "Gleich", form="telefon")
    assert save(client, "post.publish", target, "Gleich ", form="rechner").status_code == 200


def test_a_late_saving_changes_nothing(sign_in: SignIn) -> None:
    """T-09: two savings of one form may arrive in the wrong order."""
    client, target = sign_in(factories.person()), f"thread:{factories.thread().id}"
    save(client, "post.publish", target, "Der längere Text", step=1_800_000_000_002)
    assert save(client, "post.publish", target, "Der", step=1_800_000_000_001).status_code == 200
    assert stored() == ["Der längere Text"]


def test_an_emptied_form_leaves_no_draft(sign_in: SignIn) -> None:
    client, target = sign_in(factories.person()), f"thread:{factories.thread().id}"
    assert save(client, "post.publish", target, "  ").get_json()["version"] == 0
    save(client, "post.publish", target, "Doch nicht")
    save(client, "post.publish", target, "")
    assert stored() == []


def test_without_scripts_a_button_saves(sign_in: SignIn) -> None:
    """T-09: the button of the form; both texts are shown when another window wrote meanwhile (T-10)."""
    ada, space = factories.person(), factories.space()
    client, path = sign_in(ada), f"/raeume/{space.slug}/neu"
    assert client.submit(path, title="Halb", text="Ein Anfang", entwurf="1").location == path
    assert "Ein Anfang</textarea>" in client.get(path).get_data(as_text=True)
    other = client.submit(path, title="Halb", text="Ein anderer Anfang", entwurf="1")
    assert other.status_code == 409
    page = other.get_data(as_text=True)
    assert "Ein Anfang</textarea>" in page
    assert "Ein anderer Anfang</textarea>" in page
    assert 'name="draft_version" value="1"' in page
    again = client.submit(path, title="Halb", text="Ein anderer Anfang", entwurf="1", draft_version="1")
    assert again.status_code == 303
    assert stored() == ["Ein anderer Anfang"]


def test_a_draft_of_a_change_meets_the_newer_text(sign_in: SignIn) -> None:
    """T-09, T-13: the base version is kept, so both texts are shown."""
    ada = factories.person()
    factories.thread(ada, text="Die erste Fassung")
    post = db.session.scalars(select(Post)).one()
    client, path = sign_in(ada), f"/beitraege/{post.id}/bearbeiten"
    save(client, "post.edit", f"post:{post.id}", "Mein Entwurf der Änderung", base_version=1)
    assert "So steht der Beitrag jetzt da" not in client.get(path).get_data(as_text=True)
    with transaction():
        author, found = db.session.get_one(Person, ada.id), db.session.get_one(Post, post.id)
        discussions.edit_post(author, found, text="Anderswo geändert", version=1)
    page = client.get(path).get_data(as_text=True)
    assert "So steht der Beitrag jetzt da" in page
    assert "Anderswo geändert" in page
    assert "Mein Entwurf der Änderung</textarea>" in page


def test_drafts_of_what_is_gone_are_still_listed(sign_in: SignIn) -> None:
    """T-09: closed, hidden, out of reach – the text can be copied, and nothing of the target is told."""
    ada, thread = factories.person(), factories.thread(title="Ein offenes Thema")
    closed, secret = factories.thread(title="Ein geschlossenes Thema"), factories.thread(title="Ein geheimes Thema")
    hidden = factories.post(thread)
    client = sign_in(ada)
    for target in (f"thread:{thread.id}", f"thread:{closed.id}", f"thread:{secret.id}", f"post:{hidden.id}"):
        save(client, "post.publish", target, f"Text zu {target}")
    save(client, "post.publish", "thread:999999", "Text ohne Thema")
    with transaction():
        staff = db.session.merge(factories._inside("staff", "moderator"))
        discussions.close_thread(staff, db.session.get_one(Thread, closed.id), reason="Ist erledigt")
        discussions.hide_post(staff, db.session.get_one(Post, hidden.id), ground="Regel 3")
        db.session.get_one(Thread, secret.id).audience = "staff"
    page = client.get("/entwuerfe").get_data(as_text=True)
    assert page.count("Weiterschreiben") == 1
    assert "Das Thema ist inzwischen geschlossen." in page
    assert "Der Beitrag wurde inzwischen entfernt." in page
    assert page.count("gibt es nicht mehr") == 2
    assert "geheimes" not in page
    assert page.count("</textarea>") == 5


def test_drafts_belong_to_one_person(client: Visitor, sign_in: SignIn) -> None:
    """E-17: foreign drafts answer 404, visitors have none."""
    ada, thread = factories.person(), factories.thread()
    save(sign_in(ada), "post.publish", f"thread:{thread.id}", "Nur für mich")
    other = sign_in(factories.person())
    assert "Nur für mich" not in other.get("/entwuerfe").get_data(as_text=True)
    assert other.submit("/entwuerfe/1/verwerfen").status_code == 404
    assert client.get("/entwuerfe").status_code == 303
    assert client.post("/entwuerfe/speichern", json={}, headers={"Accept": "application/json"}).status_code == 401
    assert sign_in(ada).submit("/entwuerfe/1/verwerfen", zurueck=thread.url).location == thread.url
    assert sign_in(ada).submit("/entwuerfe/1/verwerfen", zurueck="//boese.example").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 422),
        ({"fields": "x"}, 422),
        ({"action": "post.publish", "target": "thread:1", "fields": {"text": "x" * 100_001}}, 422),
        ({"action": "gibt.es.nicht", "target": "thread:1", "fields": {"text": "x"}}, 404),
        ({"action": "post.publish", "target": "", "fields": {"text": "x"}}, 404),
        ({"action": "post.publish", "target": "x" * 41, "fields": {"text": "x"}}, 404),
        ({"action": "post.publish", "target": "thread:1", "fields": {"text": ["x"]}, "seen": "1"}, 200),
        ({"action": "post.publish", "target": "thread:1", "fields": {"text": "\x00\ud800 a", "zz": "b"}}, 200),
        ({"action": "post.publish", "target": "thread:1", "fields": {"text": "a"}, "seen": 2**40, "step": -1}, 200),
    ],
)
def test_whatever_is_sent_in_is_answered_plainly(sign_in: SignIn, body: Any, status: int) -> None:
    """E-21: no error of the program, whatever the body says."""
    client = sign_in(factories.person())
    client.submit("/entwuerfe/9/verwerfen")
    headers = {"X-CSRFToken": client.csrf, "Accept": "application/json"}
    assert client.post("/entwuerfe/speichern", json=body, headers=headers).status_code == status


def test_saving_needs_the_token(sign_in: SignIn) -> None:
    """E-23: a foreign page cannot write into somebody's draft."""
    client = sign_in(factories.person())
    answer = client.post("/entwuerfe/speichern", json={"fields": {}}, headers={"Accept": "application/json"})
    assert answer.status_code == 400


def test_drafts_that_nobody_touches_are_removed(app: Flask, sign_in: SignIn) -> None:
    """P-10: kept as long as they are of use; their writer hears of it two weeks before, once."""
    save(sign_in(factories.person()), "post.publish", "thread:1", "Alt")
    letters = select(Mail.subject).where(Mail.subject.contains("Entwurf"))
    commands.tell_of_old_drafts()
    commands.forget_old_drafts()
    assert stored() == ["Alt"]
    assert db.session.scalars(letters).all() == []
    with shifted_by(timedelta(days=167)):
        commands.tell_of_old_drafts()
        commands.tell_of_old_drafts()
        commands.forget_old_drafts()
    assert stored() == ["Alt"]
    assert db.session.scalars(letters).all() == ["Ein Entwurf von Ihnen wird bald gelöscht"]
    with shifted_by(timedelta(days=182)):
        commands.forget_old_drafts()
    assert stored() == []


def test_a_draft_goes_only_two_weeks_after_its_writer_was_told(app: Flask, sign_in: SignIn) -> None:
    """P-10: also when the jobs stood still for long; and whoever went on writing is told anew."""
    client = sign_in(factories.person())
    save(client, "post.publish", "thread:1", "Alt")
    with shifted_by(timedelta(days=300)):
        commands.forget_old_drafts()
        assert stored() == ["Alt"]
        commands.tell_of_old_drafts()
        commands.forget_old_drafts()
        assert stored() == ["Alt"]
        with transaction():
            db.session.execute(update(Draft).values(changed_at=now()))
    with shifted_by(timedelta(days=320)):
        commands.forget_old_drafts()
    assert stored() == ["Alt"]


def test_refusals_keep_the_text(sign_in: SignIn) -> None:
    """T-25, T-28, A-14: closed, too fast and forbidden answers show what was typed."""
    ada, space = factories.person(), factories.space()
    thread = factories.thread(within=space)
    text = "Dieser Satz darf nicht verloren gehen."
    client = sign_in(ada)
    client.application.config["POST_PAUSE_NEWCOMERS"] = 60
    assert client.submit(f"/themen/{thread.id}/antworten", text="Ein erster Beitrag").status_code == 303
    fast = client.submit(f"/themen/{thread.id}/antworten", text=text)
    assert fast.status_code == 429
    assert f"{text}</textarea>" in fast.get_data(as_text=True)
    with transaction():
        db.session.get_one(Space, space.id).starters = "staff"
    forbidden = client.submit(f"/raeume/{space.slug}/neu", title="Ein neues Thema", text=text)
    assert forbidden.status_code == 403
    assert f"{text}</textarea>" in forbidden.get_data(as_text=True)


def test_an_end_of_the_sign_in_takes_no_text(sign_in: SignIn) -> None:
    """A-18: a sign-in lasts thirty days, and what was begun is there after the next one; no warning is needed."""
    ada, thread = factories.person(), factories.thread()
    ada_id, url, number = ada.id, thread.url, thread.id
    client = sign_in(ada)
    with shifted_by(timedelta(days=29, hours=23)):
        assert save(client, "post.publish", f"thread:{number}", "Ein langer Gedanke").status_code == 200
    # A process remembers for some seconds which sign-ins it knows, so another device asks anew.
    with shifted_by(timedelta(days=30, minutes=1)):
        again = sign_in(db.session.get_one(Person, ada_id))
        assert "Ein langer Gedanke</textarea>" in again.get(url).get_data(as_text=True)
