"""Registering, confirming, signing in and out, and setting a new password."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import event, func, select

from forum.accounts import commands as accounts
from forum.accounts.models import SIGN_IN_LIVES, AskedLink, Person, SignIn, Standing, Unit
from forum.accounts.queries import person_of_cookie
from forum.core import clock, worker
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.privacy.retention import forget_unconfirmed
from forum.web.transaction import Submission
from tests import factories
from tests.accounts.devices import set_up_app
from tests.factories import PASSWORD, Visitor


def register(client: Visitor, **changes: str) -> int:
    fields = {"email": "ada@example.org", "handle": "Ada", "password": PASSWORD, "rules": "y", **changes}
    return client.submit("/registrieren", **fields).status_code


def newest_link(path: str) -> str:
    text = db.session.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or ""
    match = re.search(rf"http://[^/]+({path}/\S+)", text)
    assert match, text
    return match[1]


def test_somebody_registers_confirms_and_is_signed_in(client: Visitor) -> None:
    """P-01: an address, a name, the rules and a password are enough; nothing else is asked for, and no column has it."""
    page = client.get("/registrieren").text.partition("<main")[2].partition("</main>")[0]
    fields = set(re.findall(r'<(?:input|select|textarea)[^>]*\bname="(\w+)"', page))
    # What only programs meet: the one-time key of the form, and a field that people do not see.
    assert fields - {"once", "homepage"} == {"email", "handle", "rules", "password"}
    assert not {"name", "real_name", "first_name", "birthday", "born_on", "street", "address"} & set(
        Person.__table__.c.keys()
    )
    assert register(client) == 303
    person = db.session.scalars(select(Person)).one()
    assert person.standing == Standing.UNCONFIRMED
    assert person.words == {"public"}
    link = newest_link("/bestaetigen")
    assert client.get(link).status_code == 200
    assert client.submit(link).status_code == 303
    assert b"Ada" in client.get("/konto").data
    assert "members" in db.session.scalars(select(Person)).one().words


def test_a_confirmation_link_works_once(client: Visitor) -> None:
    """E-27: used links are refused."""
    register(client)
    link = newest_link("/bestaetigen")
    client.submit(link)
    assert client.submit(link).status_code == 422
    assert client.get(link).status_code == 404


def test_a_known_address_looks_like_a_new_one(client: Visitor) -> None:
    """I-14: the page says the same; only the mail knows."""
    known = factories.person()
    assert register(client, email=known.email) == 303
    assert db.session.scalars(select(Mail.to_address)).all() == [known.email]


def test_no_second_try_tells_whether_an_address_was_known(app: Flask) -> None:
    """I-14, E-36: neither the chosen password nor the chosen name nor another sign-up, whatever happens until both go."""
    known = factories.person().email
    asked = []
    for email, name in ((known, "Erster"), ("neu@example.org", "Zweite")):
        visitor = factories.visitor(app)
        fields = {"email": email, "handle": name, "password": "ein ganz eigenes Wort", "rules": "y"}
        steps = [
            visitor.submit("/registrieren", **fields),
            visitor.submit("/anmelden", email=email, password="ein ganz eigenes Wort"),
            visitor.submit("/registrieren", **{**fields, "email": "dritte@example.org"}),
            visitor.submit("/registrieren", **fields),
            visitor.submit("/registrieren", **{**fields, "handle": name + "-wieder"}),
            visitor.get(f"/leute/{name}"),
            visitor.get("/konto"),
        ]
        told = [without_typing(step.text, email).replace(name, "…") for step in steps]
        asked.append([(step.status_code, step.location, text) for step, text in zip(steps, told, strict=True)])
    assert asked[0] == asked[1]
    assert [step[0] for step in asked[0]][:5] == [303, 422, 422, 422, 303]
    assert all("taken.invalid" not in address for address in db.session.scalars(select(Mail.to_address)))
    with clock.shifted_by(timedelta(days=8)):
        forget_unconfirmed()
        db.session.rollback()
    assert db.session.scalars(select(Person.email)).all() == [known]


def test_whoever_began_an_account_for_another_stays_outside(app: Flask) -> None:
    """I-03: the owner of the address says the password, in whichever browser; a link to sign in leads there too."""
    attacker, owner = factories.visitor(app), factories.visitor(app)
    fields = {"email": "opfer@example.org", "rules": "y"}
    attacker.submit("/registrieren", handle="Fremdling", password=PASSWORD, **fields)
    owner.submit("/registrieren", handle="Opferlamm", password="mein eigenes Wort", **fields)
    owner.submit("/anmelden/link", email="opfer@example.org")
    worker.run_until_idle()
    link = newest_link("/bestaetigen")
    assert 'name="password"' in owner.get(link).text
    assert owner.submit(link).status_code == 422
    assert owner.submit(link, password="kurz").status_code == 422
    assert owner.get("/konto").status_code == 303
    assert owner.submit(link, password="mein eigenes Wort").status_code == 303
    assert owner.get("/konto").status_code == 200
    for visitor, password, status in ((attacker, PASSWORD, 422), (owner, "mein eigenes Wort", 303)):
        assert visitor.submit("/anmelden", email="opfer@example.org", password=password).status_code == status


def test_a_taken_name_is_refused_alike_for_known_and_new_addresses(client: Visitor) -> None:
    """I-14: names are public and addresses are not, so the refusal of a name says nothing about an address."""
    known = factories.person(handle="Vergeben").email
    answers = []
    for email in (known, "neu@example.org"):
        response = client.submit("/registrieren", email=email, handle="Vergeben", password=PASSWORD, rules="y")
        answers.append((response.status_code, without_typing(response.get_data(as_text=True), email)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert not db.session.scalars(select(Mail)).all()


def without_typing(page: str, email: str) -> str:
    return re.sub(r'name="once" value="[^"]+"', "", page.replace(email, "…"))


def test_bad_registrations_come_back_with_everything_typed(client: Visitor) -> None:
    response = client.submit("/registrieren", email="ada@", handle="Stadt", password="Xq7z9", rules="y")
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert 'value="ada@"' in page
    assert 'value="Stadt"' in page
    assert "Xq7z9" not in page
    assert not db.session.scalars(select(Person)).all()


def test_names_that_look_alike_are_taken(client: Visitor) -> None:
    """I-15: look-alikes of handles and of offices are refused."""
    factories.person(handle="Martin")
    assert register(client, handle="Mart1n") == 422
    assert register(client, handle="Moderati0n") == 422
    for office in ("Oberbuergermeister", "Oberbürgermeister", "Stabsstelle-Digital", "Moderation1", "admin_2"):
        assert register(client, handle=office) == 422, office
    offices = (
        "Stadtverwaltung Bürgermeister Team-Moderation Das-Board Stadt-BS Ordnungsamt Datenschutzbeauftragte Vorsitz "
    )
    for office in (*offices.split(), "Fachamt", "Vorsitzender", "board.bs", "Bauamt-Mitte", "Rathaus7"):
        assert register(client, handle=office) == 422, office
    for one in (
        "M\u0251rtin",
        "Verw\u0251ltung",
        "\u1d00nna",
        "Mart\u00edn",
        "\u041cartin",
        "Martin\u3164",
        "\U0001d40cartin",
        "Mart\u0131n",
        "Moderat\u00edon",
        "Fachbe\u00edrat",
    ):
        assert register(client, handle=one) == 422, one
    for one in ("\u3164" * 3, "\ufb03" * 30, "\ufdfa" * 4, "\u0410\u043d\u043d\u0430", "Stad\u03c4"):
        assert register(client, handle=one) == 422, one
    # Short names of offices begin or end many a word.
    for number, free in enumerate(("Stadtradlerin", "Ehrenamt", "Boardsportler", "Jørgen", "Émilie", "Nguyễn", "Weiß")):
        assert register(client, handle=free, email=f"frei{number}@example.org") == 303, free


def test_names_of_offices_are_nobody_elses(client: Visitor) -> None:
    """I-15: nor words that begin with one, nor what a team of the forum would be called, nor units."""
    with transaction():
        db.session.add_all([Unit(name="Stadtarchiv"), Unit(name="Jugend und Kultur")])
    offices = (
        "Dezernat-Bauen Dezernat3 Fachbereich20 FachbereichKultur Pressestelle OB-Buero OBBüro Referat0120 Polizei-BS "
        "Feuerwehr Berufsfeuerwehr Mod-Team ModTeam Forum-Team TeamForum Team-Braunschweig Braunschweig Support-BS "
        "Ordnungsdienst Po1izei Stadtarchiv Stadtarchiv-BS Jugend-und-Kultur stadt.archiv JugendUndKu1tur"
    )
    for office in offices.split():
        assert register(client, handle=office) == 422, office
    ordinary = (
        "Forumsfreundin Braunschweiger-Löwe Teamplayer Modellbauer Presseleser Systematikerin Obstbäuerin Mein-Forum "
        "Nordstadtarchivar Kultur Jugend38 Dezember Reformer Braunschweigerin"
    )
    for number, free in enumerate(ordinary.split()):
        assert register(client, handle=free, email=f"frei{number}@example.org") == 303, free


def test_who_has_an_account_takes_no_name_of_a_unit(app: Flask) -> None:
    """I-15: by changing the name neither; the command line still opens the account of an office."""
    number = factories.person().id
    with transaction():
        db.session.add(Unit(name="Stadtarchiv"))
    person = db.session.get_one(Person, number)
    db.session.rollback()
    with pytest.raises(Invalid), transaction():
        accounts.change_handle(person, person, handle="Stadtarchiv-BS")
    with transaction():
        words = {"email": "archiv@example.org", "password": PASSWORD}
        assert accounts.create_confirmed(SYSTEM, handle="Stadtarchiv", **words).id


def test_an_address_whose_key_is_too_long_is_refused(client: Visitor) -> None:
    """E-21: some letters count double when addresses are compared."""
    assert register(client, email="\u00df" * 200 + "@x.de") == 422


def test_signing_in_needs_the_right_password(client: Visitor) -> None:
    person = factories.person()
    assert client.submit("/anmelden", email=person.email, password="falsch falsch").status_code == 422
    assert client.get("/konto").status_code == 303
    answer = client.submit("/anmelden", email=person.email.upper(), password=PASSWORD, weiter="/konto")
    assert answer.location == "/konto"
    assert client.get("/konto").status_code == 200


def test_the_same_form_twice_leads_the_same_way_and_keeps_no_secret(app: Flask) -> None:
    """E-02, E-27: of an answer that leads on by a secret nobody reads it in the database; a very long one is asked anew."""
    person = factories.person()
    email = person.email
    set_up_app(person)
    fields = {"email": email, "password": PASSWORD, "once": "k" * 22}
    first, second = (factories.visitor(app).post("/anmelden", data=fields) for _time in range(2))
    assert first.location == second.location
    token = first.location.removeprefix("/anmelden/zweiter-schritt/").partition("?")[0]
    assert len(token) > 40
    assert [row for row in db.session.scalars(select(Submission.location)) if token in row] == []
    target = "/suche?q=" + "ä" * 600
    longest = {"email": factories.person().email, "password": PASSWORD, "weiter": target, "once": "l" * 22}
    answers = [factories.visitor(app).post("/anmelden", data=longest).status_code for _time in range(2)]
    assert answers == [303, 303]


def test_signing_in_never_leads_to_another_site(client: Visitor) -> None:
    """E-29: only own paths are followed."""
    person = factories.person()
    for target in ("https://evil.example", "//evil.example", "/\\evil.example", "/%0d//x\n"):
        answer = client.submit("/anmelden", email=person.email, password=PASSWORD, weiter=target)
        assert answer.location == "/"
        client.submit("/abmelden")


def test_a_new_password_ends_all_other_sign_ins(client: Visitor, sign_in: Callable[[Person], Visitor]) -> None:
    """I-12, E-26: the epoch ends every other session."""
    person = factories.person()
    elsewhere = sign_in(person)
    assert elsewhere.get("/konto").status_code == 200
    assert client.submit("/passwort-vergessen", email=person.email).status_code == 303
    worker.run_until_idle()
    link = newest_link("/passwort-neu")
    assert client.submit("/passwort-vergessen", email=person.email).status_code == 303
    worker.run_until_idle()
    other_link = newest_link("/passwort-neu")
    assert client.submit(link, password="ein anderer langer Satz").status_code == 303
    assert factories.visitor(client.application).submit(other_link, password="noch ein langer Satz").status_code == 422
    assert elsewhere.get("/konto").status_code == 303
    assert client.get("/konto").status_code == 200


def test_a_new_password_ends_every_link_and_half_done_sign_in(app: Flask, client: Visitor) -> None:
    """E-27, I-12: whoever knew the old password, or found an older mail, is not let in by it any more."""
    register(client)
    first = newest_link("/bestaetigen")
    client.submit("/anmelden", email="ada@example.org", password=PASSWORD)
    assert client.submit(newest_link("/bestaetigen")).status_code == 303
    stranger = factories.visitor(app)
    assert stranger.submit(first).status_code == 422
    person = db.session.scalars(select(Person)).one()
    set_up_app(person)
    client.submit("/anmelden/link", email=person.email)
    worker.run_until_idle()
    by_mail = newest_link("/anmelden/link")
    half_done = stranger.submit("/anmelden", email=person.email, password=PASSWORD).location
    assert stranger.get(half_done).status_code == 200
    client.submit("/passwort-vergessen", email=person.email)
    worker.run_until_idle()
    answer = client.submit(newest_link("/passwort-neu"), password="ein anderer langer Satz")
    assert stranger.get(half_done).status_code == 303
    assert stranger.submit(by_mail).status_code == 422
    # The second step of whoever has set the password is open still.
    assert client.get(answer.location).status_code == 200


def test_a_reset_for_nobody_says_nothing(client: Visitor) -> None:
    """I-14, E-36: an unknown address gets the same answer and no mail."""
    assert client.submit("/passwort-vergessen", email="nobody@example.org").status_code == 303
    worker.run_until_idle()
    assert not db.session.scalars(select(Mail)).all()


def noting(step: Callable[..., Any], done: list[str]) -> Callable[..., Any]:
    """Return a step that notes by its name that it was done."""

    def noted(*given: Any) -> Any:
        done.append(step.__name__)
        return step(*given)

    return noted


def told(answer: Any, email: str) -> str:
    """Return all that an answer says, without what is new in each and the address that was typed."""
    own = {"Set-Cookie", "Date", "X-Request-Id", "Server-Timing"}
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers if name not in own)
    return re.sub(r'value="[\w.-]{20,}"', "", f"{heads}\n{answer.text}".replace(email, ""))


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/anmelden", {"password": "ein falsches Passwort"}), ("/passwort-vergessen", {}), ("/anmelden/link", {})],
)
def test_the_door_does_the_same_for_every_address(
    app: Flask, monkeypatch: pytest.MonkeyPatch, path: str, fields: dict[str, str]
) -> None:
    """I-14, E-36: statement by statement, hash by hash and byte by byte; only the worker looks further."""
    known, done = factories.person().email, []
    for name in ("hash", "verify"):
        monkeypatch.setattr(PasswordHasher, name, noting(getattr(PasswordHasher, name), done))

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        done.append(statement)

    answers = []
    event.listen(db.engine, "before_cursor_execute", note)
    # The first one alone makes the hash that stands for nobody.
    for email in ("erst@example.org", known, "niemand@example.org"):
        visitor = factories.visitor(app)
        visitor.get(path)
        done.clear()
        answer = visitor.submit(path, email=email, **fields)
        work = tuple(done)
        answers.append((answer.status_code, told(answer, email), work, db.session.scalar(select(func.count(Mail.id)))))
        db.session.rollback()
    event.remove(db.engine, "before_cursor_execute", note)
    assert answers[1] == answers[2]
    assert len(answers[1][2]) > 3
    assert answers[1][3] == 0
    worker.run_until_idle()
    assert db.session.scalars(select(Mail.to_address)).all() == ([] if fields else [known])
    assert not db.session.scalars(select(AskedLink)).all()
    # What the worker never came to is not kept either (P-10).
    with transaction():
        old = clock.now() - timedelta(days=2)
        db.session.add(AskedLink(email=known, purpose="reset", target=None, asked_at=old))
    accounts.forget_unsent_links()
    assert not db.session.scalars(select(AskedLink)).all()


def test_an_unsafe_request_needs_its_token_and_its_own_origin(app: Flask) -> None:
    """E-24: no token or a foreign origin, no change."""
    person = factories.person()
    client = factories.signed_in(app, person)
    profile = {"language": "en", "theme": ""}
    assert client.post("/konto", data=profile).status_code == 400
    fields = {**profile, "csrf_token": client.csrf}
    assert client.post("/konto", data=fields, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/konto", data=fields, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert db.session.get_one(Person, person.id).language == "de"
    assert client.post("/konto", data=fields, headers={"Origin": "http://localhost"}).status_code == 303
    assert db.session.get_one(Person, person.id).language == "en"


def test_visitors_get_no_cookie(client: Visitor) -> None:
    """P-04: reading and even opening forms sets none."""
    for path in ("/", "/anmelden", "/registrieren", "/passwort-vergessen"):
        response = client.get(path)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers


def test_pages_speak_the_language_of_the_address_and_keep_it(client: Visitor) -> None:
    page = client.get("/anmelden?sprache=en").get_data(as_text=True)
    assert '<html lang="en"' in page
    assert "/registrieren?sprache=en" in page


def test_a_text_survives_an_ended_sign_in(client: Visitor) -> None:
    """A-14: whoever wrote gets the text back, and a way to the sign-in and from there to the form."""
    text = "Ein Gedanke, an dem jemand lange geschrieben hat."
    fields = {"title": "Mehr Bänke", "text": text, "weiter": "/some/path/that-nobody-typed"}
    headers = {"Referer": "http://localhost/raeume/verkehr/neu"}
    answer = client.post("/raeume/verkehr/neu", data=fields, headers=headers)
    assert answer.status_code == 401
    assert text in answer.text
    assert "Mehr Bänke" in answer.text
    assert "/anmelden?weiter=/raeume/verkehr/neu" in answer.text
    assert fields["weiter"] not in answer.text


def test_a_script_hears_that_the_sign_in_has_ended(app: Flask, client: Visitor) -> None:
    """A-14: who has an account is not told to get one; who never signed in is."""
    person = factories.person()
    number, signed_in = person.id, factories.signed_in(app, person)
    with transaction():
        db.session.get_one(Person, number).epoch += 1  # As a changed password does: all sign-ins end.
    for visitor, words in ((signed_in, "Ihre Anmeldung ist abgelaufen."), (client, "Dafür brauchen Sie ein Konto.")):
        answer = visitor.post("/entwuerfe/speichern", json={}, headers={"Accept": "application/json"})
        assert answer.status_code == 401
        assert answer.get_json()["detail"].startswith(words)


def test_a_press_of_a_button_without_a_sign_in_leads_to_it(client: Visitor) -> None:
    answer = client.post("/ideen/1/unterstuetzen", data={"once": "x" * 30})
    assert answer.status_code == 303
    assert answer.location.startswith("/anmelden")


def test_settings_can_be_saved_without_choosing_a_theme(app: Flask, sign_in: Callable[[Person], Visitor]) -> None:
    """D-09: who never chose follows the device, and the form says so."""
    person = factories.person()
    client, number = sign_in(person), person.id
    assert 'id="theme-0" value="" checked' in client.get("/konto").text
    assert client.submit("/konto", organisation="Chor", language="de").status_code == 303
    saved = db.session.get_one(Person, number)
    assert (saved.organisation, saved.theme, saved.affiliations) == ("Chor", None, None)


def stored_cookie(client: Visitor) -> str:
    cookie = client.get_cookie("forum")
    assert cookie is not None
    return cookie.value


def holds(app: Flask, value: str) -> bool:
    copy = factories.visitor(app)
    copy.set_cookie("forum", value)
    return copy.get("/konto").status_code == 200


def test_signing_out_ends_the_sign_in_and_no_other(app: Flask, client: Visitor) -> None:
    """E-26: a copy of the cookie opens nothing any more; other devices stay signed in."""
    person = factories.person()
    elsewhere = factories.signed_in(app, person)
    email = person.email
    client.submit("/anmelden", email=email, password=PASSWORD)
    copied = stored_cookie(client)
    assert holds(app, copied)
    client.submit("/abmelden")
    assert not holds(app, copied)
    assert elsewhere.get("/konto").status_code == 200


def test_signing_in_anew_ends_the_sign_in_before(app: Flask, client: Visitor) -> None:
    """One device has one sign-in, whoever it is."""
    first, second = factories.person().email, factories.person().email
    client.submit("/anmelden", email=first, password=PASSWORD)
    copied = stored_cookie(client)
    client.submit("/anmelden", email=second, password=PASSWORD)
    assert not holds(app, copied)
    assert holds(app, stored_cookie(client))


def test_old_sign_ins_end_and_are_forgotten(app: Flask) -> None:
    """E-26: after thirty days the row holds no longer, and then it goes."""
    key = factories.sign_in_key(factories.person())
    with clock.shifted_by(SIGN_IN_LIVES - timedelta(minutes=1)):
        accounts.forget_old_sign_ins()
        assert person_of_cookie(key) is not None
    db.session.rollback()
    with clock.shifted_by(SIGN_IN_LIVES + timedelta(minutes=1)):
        assert person_of_cookie(key) is None
        accounts.forget_old_sign_ins()
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_cookies_that_nobody_gave_out_open_nothing(app: Flask) -> None:
    """The form of earlier cookies, too."""
    person = factories.person()
    for value in ("", "1:0", f"{person.id}:{person.epoch}", "x" * 5000):
        client = factories.visitor(app)
        with client.session_transaction() as session:
            session["_user_id"] = value
        assert client.get("/konto").status_code == 303


def test_an_affiliation_is_optional_and_shown_only_by_choice(
    app: Flask, client: Visitor, sign_in: Callable[[Person], Visitor]
) -> None:
    """G-01: nobody needs one to sign up and write; what is stated is absent from pages until its owner shows it."""
    author = factories.person(affiliations="research", organisation="Institut für Wege")
    thread = factories.thread(author)
    assert not author.shows_affiliation
    for path in (thread.url, author.url, f"/api/v1/threads/{thread.id}/posts"):
        page = client.get(path).text
        assert "Institut für Wege" not in page
        assert "Wissenschaft" not in page
    chosen = {"language": "de", "theme": "", "organisation": "Institut für Wege", "shows_affiliation": "y"}
    several = ["research", "resident"]
    assert sign_in(author).submit("/konto", **chosen, affiliations=several).status_code == 303
    for page in (thread.url, author.url):
        assert "Institut für Wege · Einwohnerschaft, Wissenschaft" in client.get(page).text
    assert sign_in(author).submit("/konto", **chosen, affiliations=["koenig"]).status_code == 422
    assert sign_in(author).submit("/konto", **{**chosen, "organisation": ""}).status_code == 303
    assert "Wissenschaft" not in client.get(author.url).text
    assert factories.thread(factories.person()).author is not None


def test_no_stranger_fills_a_letter_box(app: Flask, work: Callable[[], int]) -> None:
    """I-13, I-14: while so many links still hold no other is mailed, whoever asks and from however many networks."""
    person = factories.person()
    for _ in range(12):
        with transaction():
            accounts.request_reset(email=person.email)
    work()
    letters = select(func.count()).select_from(Mail).where(Mail.to_address == person.email)
    assert db.session.scalar(letters) == 5
    assert db.session.scalar(select(func.count()).select_from(AskedLink)) == 0
