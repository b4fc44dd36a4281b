"""Writing an idea before having an account: nothing typed is lost, and nothing is stored of who only reads (N-02)."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum.accounts.models import Person
from forum.core import worker
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import NotFound
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.core.tokens import digest
from forum.files.models import File
from forum.ideas import commands
from forum.ideas.models import BegunIdea, Idea
from forum.strategy.models import Point
from tests import factories
from tests.factories import Visitor
from tests.files import samples
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
TITLE = "Trinkbrunnen am Schlossplatz"
TEXT = "Im Sommer **fehlt** dort Wasser, und niemand will dafür etwas kaufen müssen."
TYPED = {
    "title": TITLE,
    "text": TEXT,
    "place": "Schlossplatz",
    "category": "mobilitaet",
    "goals": ["daten"],
    "districts": ["130"],
    "point": "52.26412, 10.52636",
}
PASSWORD = "ein sehr langer Satz"


def count(table: type[BegunIdea | Idea]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def begun(client: Visitor, **changes: object) -> str:
    """Write as a visitor and return where the text waits."""
    answer = client.submit("/ideen/neu", **(TYPED | changes))
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    return str(answer.location)


def is_draft_of(handle: str) -> Idea:
    """Return the only idea there is, all of it, with its author."""
    made = db.session.scalars(select(Idea)).one()
    author = db.session.get_one(Person, made.author_id)
    assert (author.handle, made.state, made.title, made.source) == (handle, "entwurf", TITLE, TEXT)
    assert (made.place_text, made.category, made.goal_keys) == ("Schlossplatz", "mobilitaet", ["daten"])
    assert (made.district_numbers, made.point) == ([130], Point(52.26412, 10.52636))
    assert "<strong>fehlt</strong>" in made.html
    return made


def link_in_mail() -> str:
    body = db.session.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or ""
    found = re.search(r"http://localhost(/\S+)", body)
    assert found is not None
    return found[1]


def test_the_form_is_open_and_says_first_what_is_needed(client: Visitor, sign_in: SignIn) -> None:
    """N-02: before typing a visitor reads that an account is needed and why; opening the page stores nothing."""
    answer = client.get("/ideen/neu")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.text.index("Zum Einreichen brauchen Sie ein Konto") < answer.text.index('name="title"')
    for closed in ("/entwuerfe/", "/vorschau", "/dateien", 'name="entwurf"'):
        assert closed not in answer.text.partition("<main")[2], closed
    assert count(BegunIdea) == 0
    assert "Zum Einreichen brauchen Sie ein Konto" not in sign_in(factories.person()).get("/ideen/neu").text


def test_a_visitor_writes_registers_elsewhere_and_hands_in(app: Flask, client: Visitor) -> None:
    """N-02: from the form by registration and the mail, opened in another browser, to the idea."""
    waits = begun(client)
    page = client.get(waits)
    assert TITLE in page.text
    assert "**fehlt**" in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "private, no-store"
    register = f"/registrieren?weiter={waits}"
    assert register in page.text
    form = client.get(register).text
    assert f'name="weiter" value="{waits}"' in form
    fields = {"email": "neu@example.org", "handle": "Neuling", "password": PASSWORD, "rules": "y"}
    assert waits in client.submit("/registrieren", **(fields | {"weiter": waits, "handle": ""})).text
    assert client.submit("/registrieren", weiter=waits, **fields).status_code == 303
    other = factories.visitor(app)
    link = link_in_mail()
    assert other.get(link).status_code == 200
    answer = other.submit(link, password=PASSWORD)
    assert answer.location == waits
    assert count(Idea) == 0
    assert "Übernehmen und prüfen" in other.get(waits).text
    assert count(BegunIdea) == 1
    answer = other.submit(waits)
    made = is_draft_of("Neuling")
    assert answer.location == f"/ideen/{made.id}/pruefung"
    assert TITLE in other.get(answer.location).text
    assert count(BegunIdea) == 0
    assert other.submit(answer.location).status_code == 303
    assert TITLE in client.get("/ideen").text


def test_a_visitor_writes_and_signs_in(client: Visitor) -> None:
    """N-02: who has an account lands at the text after the sign-in, also after a wrong password."""
    person = factories.person(handle="Ada")
    waits = begun(client)
    assert f"/anmelden?weiter={waits}" in client.get(waits).text
    page = client.get(f"/anmelden?weiter={waits}").text
    for way in ("registrieren", "passwort-vergessen"):
        assert f"/{way}?weiter={waits}" in page
    assert waits in client.submit("/anmelden", email=person.email, password="falsch", weiter=waits).text
    answer = client.submit("/anmelden", email=person.email, password=factories.PASSWORD, weiter=waits)
    assert answer.location == waits
    client.submit(waits)
    is_draft_of("Ada")


def test_a_forgotten_password_is_no_obstacle(app: Flask, client: Visitor) -> None:
    """N-02: the mail with the link for a new password leads to the text too."""
    person = factories.person(handle="Ada")
    waits = begun(client)
    client.submit("/passwort-vergessen", email=person.email, weiter=waits)
    worker.run_until_idle()
    answer = factories.visitor(app).submit(link_in_mail(), password=PASSWORD)
    assert answer.location == waits


def test_known_and_unconfirmed_addresses_lead_to_the_text_too(client: Visitor) -> None:
    """N-02, I-14: the mail for a known address, and the second mail for one that nobody confirmed yet."""
    known = factories.person().email
    waits = begun(client)
    fields = {"handle": "Neuling", "password": PASSWORD, "rules": "y", "weiter": waits}
    client.submit("/registrieren", email=known, **fields)
    assert link_in_mail() == f"/anmelden?weiter={waits}"
    client.submit("/registrieren", email="neu@example.org", **{**fields, "handle": "Neue"})
    refused = client.submit("/anmelden", email="neu@example.org", password=PASSWORD, weiter=waits)
    assert f"/anmelden/link?weiter={waits}" in refused.text
    client.submit("/anmelden/link", email="neu@example.org", weiter=waits)
    worker.run_until_idle()
    assert link_in_mail().endswith(f"?weiter={waits}")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/" + "x" * 300])
def test_mails_carry_no_foreign_or_endless_targets(client: Visitor, target: str) -> None:
    """E-29: registering somebody else's address puts nobody's words into the mail."""
    fields = {"email": "neu@example.org", "handle": "Neuling", "password": PASSWORD, "rules": "y"}
    client.submit("/registrieren", weiter=target, **fields)
    assert "weiter" not in link_in_mail()
    assert client.submit(f"{link_in_mail()}?weiter={target}").location == "/"


def test_a_text_of_an_ended_sign_in_waits_with_its_files(sign_in: SignIn, client: Visitor) -> None:
    """N-02, A-14: the session ended meanwhile; unfinished text and file are there again, the file for its owner alone."""
    ada, ben = sign_in(factories.person()), sign_in(factories.person())
    ada.submit("/ideen/neu", vorschau="1", files=(io.BytesIO(samples.picture()), "platz.jpg"))
    key = db.session.scalars(select(File.key)).one()
    held = {"text": "halb", "entwurf": "1", "file": key, f"alt-{key}": "Ein Platz"}
    for who, there in ((ben, []), (ada, ["Ein Platz"])):
        who.submit(begun(client, **held))
        made = db.session.scalars(select(Idea).order_by(Idea.id.desc()).limit(1)).one()
        assert (made.title, made.source) == (TITLE, "halb")
        files = select(File.alt).where(File.purpose == "idea", File.thing_id == made.id)
        assert db.session.scalars(files).all() == there


@pytest.mark.parametrize(
    "changes", [{"text": "x" * 20_001}, {"title": "y" * 121}, {"place": "z" * 201}, {"goals": ["erfunden"]}]
)
@pytest.mark.parametrize("pressed", ["", "entwurf", "vorschau"])
def test_what_cannot_be_kept_comes_back_as_typed(client: Visitor, changes: dict[str, str], pressed: str) -> None:
    """N-02: too long a text is refused with everything in it."""
    typed = TYPED | changes
    answer = client.submit("/ideen/neu", **typed, **({pressed: "1"} if pressed else {}))
    assert answer.status_code == 422
    for name in ("title", "text", "place", "point"):
        assert str(typed[name]) in answer.text
    assert count(BegunIdea) == 0


def test_a_visitor_sees_the_text_as_it_will_be(client: Visitor) -> None:
    """N-02, X-01: the preview needs no account, and keeps nothing."""
    assert "<strong>fehlt</strong>" in client.submit("/ideen/neu", **TYPED, vorschau="1").text
    assert count(BegunIdea) == 0


def test_a_form_sent_twice_waits_once(client: Visitor) -> None:
    """N-02, E-02."""
    first, second = (client.post("/ideen/neu", data=TYPED | {"once": "x" * 30}) for _time in range(2))
    assert first.location == second.location
    assert count(BegunIdea) == 1


def test_only_the_secret_opens_a_text_and_once(client: Visitor, sign_in: SignIn) -> None:
    """N-02, E-27: a guess opens nothing, the secret is not stored, and who comes second learns where texts are."""
    waits = begun(client)
    token = waits.rpartition("/")[2]
    assert db.session.scalars(select(BegunIdea.digest)).all() == [digest(token)]
    ada, ben = sign_in(factories.person(handle="Ada")), sign_in(factories.person())
    for who in (client, ben):
        assert who.get(f"{waits[:-1]}~").status_code == 404
    assert ben.submit(f"{waits[:-1]}~").status_code == 404
    answer = client.submit(waits, back=waits)
    assert (answer.status_code, answer.location) == (303, f"/anmelden?weiter={waits}")
    ada.submit(waits)
    made = is_draft_of("Ada")
    for answer in (ben.get(waits), ben.submit(waits), ada.submit(waits)):
        assert answer.status_code == 404
        assert "bei Ihren Entwürfen" in answer.text
        assert TITLE not in answer.text
    assert ben.get(f"/ideen/{made.id}/pruefung").status_code == 404


def test_nothing_waits_longer_than_a_week(client: Visitor, sign_in: SignIn) -> None:
    """N-02: an expired text opens for nobody, and a job removes it."""
    old, young = begun(client), begun(client)
    with transaction():
        row = update(BegunIdea).where(BegunIdea.digest == digest(old.rpartition("/")[2]))
        db.session.execute(row.values(expires_at=now() - timedelta(seconds=1)))
    ada = sign_in(factories.person())
    assert ada.get(old).status_code == ada.submit(old).status_code == 404
    commands.forget_begun_ideas()
    assert db.session.scalars(select(BegunIdea.digest)).all() == [digest(young.rpartition("/")[2])]
    left = db.session.scalars(select(BegunIdea.expires_at)).one() - now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_two_who_claim_in_the_same_moment_make_one_draft(app: Flask) -> None:
    """N-02, E-19."""
    people = [factories.person().id, factories.person().id]
    with transaction():
        token = commands.begin_idea(Nobody(), commands.Content(title=TITLE, text=TEXT))
    acts = [
        lambda number=number: commands.claim_begun_idea(db.session.get_one(Person, number), token) for number in people
    ]
    assert at_once(app, acts, refused=(NotFound,)) == 1
    assert (count(Idea), count(BegunIdea)) == (1, 0)


def test_a_text_outlives_the_goals_it_named(app: Flask) -> None:
    """N-02: what the strategy knows no longer does not keep the text from its author."""
    ada = factories.person()
    with transaction():
        token = commands.begin_idea(Nobody(), commands.Content(title=TITLE, text=TEXT, place="Schlossplatz"))
        row = db.session.get_one(BegunIdea, digest(token))
        row.fields = row.fields | {"goals": ["vergangen"]}
    with transaction():
        made = commands.claim_begun_idea(db.session.get_one(Person, ada.id), token)
        assert (made.title, made.place_text, made.goal_keys) == (TITLE, "Schlossplatz", [])


def test_texts_of_one_network_are_limited_and_none_is_lost(limited: Flask) -> None:
    """N-02, E-28: the form itself says it, with everything still in it; refused ones do not count."""
    visitor = factories.visitor(limited)
    assert visitor.submit("/ideen/neu", **(TYPED | {"title": "zu kurz"})).status_code == 422
    answers = [visitor.submit("/ideen/neu", **TYPED) for _number in range(21)]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429]
    for word in (TITLE, TEXT, "Schlossplatz", "52.26412"):
        assert word in answers[-1].text
    assert count(BegunIdea) == 20
