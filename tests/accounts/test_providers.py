"""Signing in by a sign-in service: the way there and back, and everything that somebody may change on it (I-01 to I-06)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, text

from config.default import OIDC_FILE
from forum import create_app
from forum.accounts import commands as accounts
from forum.accounts import oidc_keeping
from forum.accounts.assurance import assurance_problems, demanding
from forum.accounts.commands.factors import drop_factors_since
from forum.accounts.models import LeftResident, Person, ProviderIdentity, ProviderVisit, Standing
from forum.accounts.providers import provider_problems, providers
from forum.app import UnsafeSettings
from forum.core import clock, worker
from forum.core.db import db, transaction
from forum.core.errors import Forbidden
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM, can, require, rules
from tests import factories
from tests.accounts import oidc
from tests.accounts.devices import code_of, set_up_app
from tests.accounts.oidc import Service, asked_for, go, visit
from tests.accounts.test_sign_in import newest_link
from tests.factories import PASSWORD, Visitor
from tests.web.site import parsed
from tests.web.test_english import german_in

SignIn = Callable[[Person], Visitor]
BACK = "/anmelden/dienst/bund/zurueck"


@pytest.fixture
def service(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service; what it says is asked for each time, so that a test may change it."""
    for period in ("KEPT", "LEADS", "GONE", "ANEW"):
        monkeypatch.setattr(oidc_keeping, period, timedelta(0))
    monkeypatch.setenv("TEST_OIDC_SECRET", "what only the service and the forum know")
    with oidc.service() as running:
        app.config["OIDC_FILE"] = running.settings(tmp_path)
        yield running


def again(person: Person) -> Person:
    return db.session.get_one(Person, person.id)


def link(client: Visitor, subject: str) -> Any:
    """Link the service to the account that is signed in, and return the last answer."""
    begun = client.submit("/konto/dienste/bund/verbinden", password=PASSWORD)
    assert begun.location == "/anmelden/dienst/bund/weiter"
    brought = visit(oidc.leads_to(client.get(begun.location).text), subject)
    return client.submit(BACK, **brought)


def come_in(client: Visitor, subject: str, **changes: str) -> Any:
    """Sign in by the service, and return the last answer."""
    return client.submit(BACK, **{**visit(go(client), subject), **changes})


def test_somebody_links_the_service_and_signs_in_by_it(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """I-01, I-03: after the password once more; then one press and the service are enough, and a mail tells of it."""
    person = factories.person()
    service.knows("nutzer-1", acr="STORK-QAA-Level-3", wohnhaft_braunschweig=True, stadtbezirk="Weststadt")
    own = sign_in(person)
    assert own.submit("/konto/dienste/bund/verbinden", password="falsch falsch").status_code == 422
    assert link(own, "nutzer-1").location == "/konto/zweiter-faktor"
    assert "ein Anmeldedienst verbunden" in (
        db.session.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or ""
    )
    page = own.get("/konto/zweiter-faktor").text
    assert "substanziell, in Braunschweig wohnhaft: ja, Weststadt" in page
    answer = client.submit(BACK, **visit(go(client, target="/ideen"), "nutzer-1"))
    assert (answer.status_code, answer.location) == (303, "/ideen")
    assert again(person).handle in client.get("/konto").text


def test_the_service_is_asked_as_the_standard_says(client: Visitor, service: Service) -> None:
    """I-01: discovery, scope openid, PKCE with S256, a nonce and a state, each new for every visit."""
    first, second = asked_for(go(client)), asked_for(go(client))
    assert first["response_type"] == "code"
    assert first["scope"] == "openid"
    assert first["code_challenge_method"] == "S256"
    assert first["redirect_uri"] == f"http://localhost{BACK}"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 22
        assert first[name] != second[name]


@pytest.mark.parametrize(
    ("setting", "claim", "resident"),
    [
        ('["Ja"]', "ja", True),
        ('["BRAUNSCHWEIG", "1"]', "Braunschweig", True),
        ("[true]", True, True),
        ("[true]", "True", True),
        ("[1]", 1, True),
        ("true", True, True),
        ("[true]", False, False),
        ('["Ja"]', "nein", False),
    ],
)
def test_a_word_for_living_here_counts_however_it_is_written(
    sign_in: SignIn, app: Flask, service: Service, setting: str, claim: Any, *, resident: bool
) -> None:
    """I-04, I-05: in the settings as in what the service says, in capital letters, small ones or as a value of TOML."""
    file = Path(app.config["OIDC_FILE"])
    file.write_text(f"{file.read_text('utf-8')}resident_values = {setting}\n", "utf-8")
    assert provider_problems(str(file), production=False) == []
    service.knows("nutzer-1", wohnhaft_braunschweig=claim)
    assert link(sign_in(factories.person()), "nutzer-1").location == "/konto/zweiter-faktor"
    assert db.session.scalars(select(ProviderIdentity.resident)).one() is resident


def test_the_way_back_changes_nothing_before_it_is_sent(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """E-24: a GET signs nobody in; its page sends what it brought."""
    person = factories.person()
    link(sign_in(person), "nutzer-1")
    brought = visit(go(client), "nutzer-1")
    page = client.get(BACK, query_string=brought)
    assert page.status_code == 200
    assert brought["code"] in page.text
    assert client.get("/konto").status_code == 303
    assert client.submit(BACK, **brought).status_code == 303
    assert client.get("/konto").status_code == 200


def unlink(client: Visitor) -> None:
    number = db.session.scalars(select(ProviderIdentity.id)).one()
    assert client.submit(f"/konto/dienste/{number}/trennen", password=PASSWORD).status_code == 303
    assert not db.session.scalars(select(ProviderIdentity.id)).all()


def test_one_resident_proves_one_account(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """I-05: what is unlinked goes back to the same account only for half a year, and opens no new one meanwhile."""
    one, other = factories.person(), factories.person()
    here, there = sign_in(one), sign_in(other)
    service.knows("nutzer-1", wohnhaft_braunschweig=True)
    link(here, "nutzer-1")
    number = db.session.scalars(select(ProviderIdentity.id)).one()
    page = here.get(f"/konto/dienste/{number}/trennen").text
    assert "180 Tage" in page
    unlink(here)
    refused = link(there, "nutzer-1")
    assert refused.status_code == 409
    assert "Mit einem anderen Konto geht das ab" in refused.text
    assert come_in(client, "nutzer-1").status_code == 409
    assert not db.session.scalars(select(ProviderIdentity.id)).all()
    assert link(here, "nutzer-1").location == "/konto/zweiter-faktor"
    assert link(there, "nutzer-1").status_code == 409
    unlink(here)
    with clock.shifted_by(timedelta(days=181)):
        accounts.forget_left_residents()
        assert not db.session.scalars(select(LeftResident.subject)).all()


def test_who_does_not_live_here_takes_a_service_along(sign_in: SignIn, service: Service) -> None:
    """I-04: nothing is kept of whom no service called a resident."""
    here, there = sign_in(factories.person()), sign_in(factories.person())
    for says in (False, None):
        service.knows("nutzer-2", **({} if says is None else {"wohnhaft_braunschweig": says}))
        link(here, "nutzer-2")
        unlink(here)
        assert link(there, "nutzer-2").location == "/konto/zweiter-faktor"
        unlink(there)


def test_a_service_that_is_taken_away_is_no_way_around(app: Flask, sign_in: SignIn, service: Service) -> None:
    """I-05, I-08: neither by the administration nor by whoever takes back what was added."""
    person, other = factories.person(), factories.person()
    number = person.id
    there = sign_in(other)
    service.knows("nutzer-3", wohnhaft_braunschweig=True)
    for take_away in (
        lambda found: accounts.remove_factors(SYSTEM, found),
        lambda found: drop_factors_since(found, clock.now() - timedelta(days=1)),
    ):
        link(sign_in(again(person)), "nutzer-3")
        with transaction():
            take_away(db.session.get_one(Person, number))
        assert not db.session.scalars(select(ProviderIdentity.id)).all()
        assert link(there, "nutzer-3").status_code == 409


CHANGED: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "a nonce of somebody else"},
    "no nonce": {"nonce": None},
    "audience": {"aud": "another site"},
    "audience among others": {"aud": ["another site", "forum"], "azp": "another site"},
    "issuer": {"iss": "https://evil.example"},
    "expired": {"exp": 1_700_000_000, "iat": 1_699_990_000},
    "not yet": {"nbf": 4_100_000_000},
    "no subject": {"sub": None},
    "odd subject": {"sub": ["nutzer-1"]},
    "long subject": {"sub": "n" * 300},
}


@pytest.mark.parametrize("what", CHANGED)
def test_an_untrue_token_signs_nobody_in(client: Visitor, sign_in: SignIn, service: Service, what: str) -> None:
    """I-02: a plain page with status 400, in every case."""
    link(sign_in(factories.person()), "nutzer-1")
    assert db.session.scalars(select(ProviderIdentity)).one()
    brought = visit(go(client), "nutzer-1")
    service.changes = CHANGED[what]
    answer = client.submit(BACK, **brought)
    assert answer.status_code == 400
    assert "passt nicht zu Ihrer Anmeldung" in answer.text
    assert client.get("/konto").status_code == 303


def test_a_token_that_is_only_signed_anew_is_taken(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """I-02: what the cases above show is the change and not the signature."""
    link(sign_in(factories.person()), "nutzer-1")
    service.changes = {"harmless": "claim"}
    assert come_in(client, "nutzer-1").status_code == 303


def test_a_token_by_an_unknown_key_signs_nobody_in(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """I-02: the key must be one that the service names."""
    link(sign_in(factories.person()), "nutzer-1")
    service.known_key = False
    assert come_in(client, "nutzer-1").status_code == 400
    assert client.get("/konto").status_code == 303


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256"])
def test_a_token_without_a_key_signs_nobody_in(
    client: Visitor, sign_in: SignIn, service: Service, algorithm: str
) -> None:
    """I-02, ASVS 9.1.2: neither one without a signature nor one that takes the public key for a shared secret."""
    link(sign_in(factories.person()), "nutzer-1")
    service.algorithm = algorithm
    assert come_in(client, "nutzer-1").status_code == 400
    assert client.get("/konto").status_code == 303


def test_a_state_counts_once_and_in_its_own_browser(
    app: Flask, client: Visitor, sign_in: SignIn, service: Service
) -> None:
    """I-02: changed, missing, of another browser, too late, and a second time."""
    link(sign_in(factories.person()), "nutzer-1")
    for changes in (
        {"state": "x" * 43},
        {"state": ""},
        {"code": ""},
        {"code": "made up"},
        {"iss": "https://evil.example"},
    ):
        assert come_in(client, "nutzer-1", **changes).status_code == 400
    brought = visit(go(client), "nutzer-1")
    assert factories.visitor(app).submit(BACK, **brought).status_code == 400
    with transaction():
        for row in db.session.scalars(select(ProviderVisit)):
            row.expires_at = clock.now() - timedelta(seconds=1)
    assert client.submit(BACK, **brought).status_code == 400
    late = visit(go(client), "nutzer-1")
    assert client.submit(BACK, **late).status_code == 303
    client.submit("/abmelden")
    assert client.submit(BACK, **late).status_code == 400
    with client.session_transaction() as session:
        session["provider_visit"] = late["state"]
    assert client.submit(BACK, **late).status_code == 400
    assert client.get("/konto").status_code == 303


def test_whoever_says_no_there_reads_so_here(client: Visitor, service: Service) -> None:
    """I-02: an error of the service is a plain page."""
    go(client)
    answer = client.get(BACK, query_string={"error": "access_denied", "state": "x"})
    assert answer.status_code == 400
    assert "wurde abgebrochen" in answer.text


def test_an_equal_address_opens_nothing(client: Visitor, service: Service) -> None:
    """I-03: whoever claims somebody's mail address at the service gets no account by it, not even by registering."""
    victim = factories.person()
    service.knows("fremd", email=victim.email, email_verified=True)
    answer = come_in(client, "fremd")
    assert answer.location.startswith("/anmelden/dienst/bund/neu/")
    sent = client.submit(answer.location, email=victim.email, handle="Fremdling", rules="y")
    assert sent.location == "/registrieren/mail"
    assert victim.id not in db.session.scalars(select(ProviderIdentity.person_id)).all()
    # The next visit tells no more than with a new address, and no further mail goes anywhere (I-14).
    assert come_in(client, "fremd").location == "/registrieren/mail"
    assert db.session.scalars(select(Mail.to_address)).all() == [victim.email]
    assert client.get("/konto").status_code == 303


def test_whoever_proves_the_address_owns_the_account_alone(app: Flask, client: Visitor, service: Service) -> None:
    """I-03: a stranger begins an account with somebody's address, and what opens it goes with the first password by mail."""
    stranger = factories.visitor(app)
    choose = come_in(stranger, "fremd").location
    stranger.submit(choose, email="opfer@example.org", handle="Fremdling", rules="y")
    page = client.get(newest_link("/bestaetigen")).text
    assert "„Fremdling“" in page
    assert "BundID" in page
    client.submit("/passwort-vergessen", email="opfer@example.org")
    worker.run_until_idle()
    assert client.submit(newest_link("/passwort-neu"), password=PASSWORD).status_code == 303
    assert "Fremdling" in client.get("/konto").text
    assert not db.session.scalars(select(ProviderIdentity)).all()
    assert come_in(stranger, "fremd").location.startswith("/anmelden/dienst/bund/neu/")


def test_the_way_to_a_new_account_is_for_one_browser(app: Flask, client: Visitor, service: Service) -> None:
    """I-02, I-03: whoever is sent it would open an account for two."""
    choose = come_in(factories.visitor(app), "fremd").location
    assert client.get(choose).status_code == 400
    assert client.submit(choose, email="opfer@example.org", handle="Opferlamm", rules="y").status_code == 400
    assert not db.session.scalars(select(Person)).all()


def test_a_new_account_needs_a_name_and_a_confirmed_address(client: Visitor, service: Service) -> None:
    """I-03, I-05, P-01: the service gives neither; the account is open once its address is confirmed."""
    choose = come_in(client, "neu-hier").location
    assert "Anschrift" in client.get(choose).text
    assert client.submit(choose, email="neu@example.org", handle="Ne", rules="y").status_code == 422
    assert client.submit(choose, email="neu@example.org", handle="Neuling").status_code == 422
    assert client.submit(choose, email="neu@example.org", handle="Neuling", rules="y").location == "/registrieren/mail"
    assert client.submit(choose, email="neu2@example.org", handle="Neuling2", rules="y").status_code == 400
    person = db.session.scalars(select(Person)).one()
    assert person.standing == Standing.UNCONFIRMED
    assert come_in(client, "neu-hier").location == "/registrieren/mail"
    assert client.get("/konto").status_code == 303
    with transaction():
        again(person).standing = Standing.ACTIVE
    assert come_in(client, "neu-hier").location == "/"
    assert "Neuling" in client.get("/konto").text


def test_only_the_digest_of_the_subject_and_two_facts_are_kept(
    client: Visitor, sign_in: SignIn, service: Service
) -> None:
    """I-04: a canary in every other claim is found in no row."""
    service.knows(
        "kanari-nummer",
        given_name="Kanari-Vorname",
        family_name="Kanari-Nachname",
        email="kanari@example.org",
        anschrift="Kanari-Weg 1",
        acr="STORK-QAA-Level-4",
        wohnhaft_braunschweig="true",
    )
    link(sign_in(factories.person()), "kanari-nummer")
    come_in(factories.visitor(client.application), "kanari-nummer")
    service.knows("kanari-zwei", anschrift="Kanari-Weg 2")
    come_in(factories.visitor(client.application), "kanari-zwei")
    row = db.session.scalars(select(ProviderIdentity)).one()
    assert (row.level, row.resident, row.resident_on, row.district) == ("high", True, clock.today(), "")
    for table in Person.metadata.sorted_tables:
        for found in db.session.execute(text(f'SELECT * FROM "{table.name}"')):  # noqa: S608  Our own names.
            assert "kanari" not in str(tuple(found)).casefold(), table.name


def test_a_service_opens_one_account(sign_in: SignIn, service: Service) -> None:
    """I-03: linked once, it is nobody else's."""
    link(sign_in(factories.person()), "nutzer-1")
    assert link(sign_in(factories.person()), "nutzer-1").status_code == 409
    assert len(db.session.scalars(select(ProviderIdentity)).all()) == 1


def test_a_link_that_somebody_else_began_is_not_finished(sign_in: SignIn, client: Visitor, service: Service) -> None:
    """I-03: whoever began to link is the one who ends it."""
    person, other = factories.person(), factories.person()
    own = sign_in(person)
    begun = own.submit("/konto/dienste/bund/verbinden", password=PASSWORD)
    brought = visit(oidc.leads_to(own.get(begun.location).text), "nutzer-1")
    others = sign_in(other)
    for stranger in (others, client):
        with stranger.session_transaction() as session:
            session["provider_visit"] = brought["state"]
        assert stranger.submit(BACK, **brought).status_code == 400
    assert not db.session.scalars(select(ProviderIdentity)).all()


def test_a_service_is_unlinked_by_its_owner_only(sign_in: SignIn, client: Visitor, service: Service) -> None:
    """I-03, P-06: what it said goes with it."""
    person = factories.person()
    own = sign_in(person)
    link(own, "nutzer-1")
    path = f"/konto/dienste/{db.session.scalars(select(ProviderIdentity.id)).one()}/trennen"
    stranger = sign_in(factories.person())
    assert stranger.get(path).status_code == 404
    assert stranger.submit(path, password=PASSWORD).status_code == 404
    assert own.submit(path, password="falsch falsch").status_code == 422
    assert own.submit(path, password=PASSWORD).status_code == 303
    assert not db.session.scalars(select(ProviderIdentity)).all()
    assert come_in(client, "nutzer-1").location.startswith("/anmelden/dienst/bund/neu/")


def test_the_second_step_stays(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """I-09: whoever has an app is asked for its code after the service, too."""
    person = factories.person()
    link(sign_in(person), "nutzer-1")
    secret, _codes = set_up_app(again(person))
    answer = come_in(client, "nutzer-1")
    assert answer.location.startswith("/anmelden/zweiter-schritt/")
    assert client.get("/konto").status_code == 303
    assert client.submit(answer.location, code=code_of(secret)).status_code == 303
    assert client.get("/konto").status_code == 200


def test_nobody_who_may_not_sign_in_does(client: Visitor, sign_in: SignIn, service: Service) -> None:
    person = factories.person()
    link(sign_in(person), "nutzer-1")
    with transaction():
        again(person).standing = Standing.ERASED
    assert come_in(client, "nutzer-1").status_code == 400


def test_signing_out_ends_at_the_service_too(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """I-06: here always, there when it offers that; without the service the page says so."""
    link(sign_in(factories.person()), "nutzer-1")
    come_in(client, "nutzer-1")
    left = client.submit("/abmelden")
    assert left.location == "/abgemeldet/bund"
    assert client.get("/konto").status_code == 303
    asked = oidc.leads_to(client.get(left.location).text)
    assert urlsplit(asked).path == "/oauth2/end_session"
    assert asked_for(asked) == {"client_id": "forum", "post_logout_redirect_uri": "http://localhost/"}
    service.document = {"end_session_endpoint": None}
    assert "vielleicht noch nicht" in client.get(left.location).text
    service.document = {"end_session_endpoint": "javascript:alert(1)"}
    assert "javascript:" not in client.get(left.location).text
    service.stop()
    assert "vielleicht noch nicht" in client.get(left.location).text


def test_the_forum_works_while_the_service_is_away(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """I-10, E-08: reading and the other ways stay open, and a plain sentence says what is the matter."""
    person = factories.person()
    link(sign_in(person), "nutzer-1")
    brought = visit(go(client), "nutzer-1")
    service.stop()
    assert client.submit(BACK, **brought).status_code == 503
    page = client.get(client.submit("/anmelden/dienst/bund").location)
    assert page.status_code == 503
    assert "BundID antwortet gerade nicht" in page.text
    assert "/anmelden" in page.text
    assert client.get("/").status_code == 200
    assert "Mit BundID anmelden" in client.get("/anmelden").text
    assert client.submit("/anmelden", email=person.email, password=PASSWORD).status_code == 303
    assert client.get("/konto").status_code == 200


DOCUMENTS: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://evil.example"},
    "keys elsewhere": {"jwks_uri": "http://169.254.169.254/keys"},
    "tokens elsewhere": {"token_endpoint": "http://127.0.0.1:1/token"},
    "no keys": {"jwks_uri": None},
    "a script": {"authorization_endpoint": "javascript:alert(1)"},
}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_the_server_asks_the_service_only(client: Visitor, sign_in: SignIn, service: Service, what: str) -> None:
    """E-25: addresses in the discovery document lead to no other machine."""
    link(sign_in(factories.person()), "nutzer-1")
    brought = visit(go(client), "nutzer-1")
    service.document = DOCUMENTS[what]
    answer = client.submit(BACK, **brought)
    assert answer.status_code == 503
    assert "antwortet gerade nicht" in answer.text
    assert client.get("/konto").status_code == 303


@pytest.mark.parametrize(
    ("level", "resident", "open_to"),
    [
        (None, None, set()),
        ("STORK-QAA-Level-1", False, {"low"}),
        ("STORK-QAA-Level-3", False, {"low", "substantial"}),
        ("STORK-QAA-Level-4", None, {"low", "substantial", "high"}),
        ("unheard of", True, {"resident"}),
    ],
)
def test_what_an_act_asks_for_is_asked_of_the_person(
    app: Flask,
    sign_in: SignIn,
    service: Service,
    level: str | None,
    resident: bool | None,
    open_to: set[str],
) -> None:
    """I-05: act by proof; without the setting an account is enough, and the forum itself always may."""
    claims = {"acr": level, "wohnhaft_braunschweig": resident}
    service.knows("nutzer-1", **{name: value for name, value in claims.items() if value is not None})
    person = factories.person()
    assert can(person, "idea.draft")
    link(sign_in(person), "nutzer-1")
    usual = rules()
    try:
        for proof in ("low", "substantial", "high", "resident"):
            app.extensions["permissions"] = demanding(usual, [f"idea.draft={proof}"])
            db.session.info.clear()
            assert can(again(person), "idea.draft") == (proof in open_to), proof
            assert can(SYSTEM, "idea.draft")
        app.extensions["permissions"] = demanding(usual, ["idea.draft=high|resident"])
        assert can(again(person), "idea.draft") == bool({"high", "resident"} & open_to)
        if not {"high", "resident"} & open_to:
            with pytest.raises(Forbidden, match="Anmeldedienst"):
                require(again(person), "idea.draft")
    finally:
        app.extensions["permissions"] = usual


def test_what_a_service_no_longer_says_holds_no_longer(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """I-05: somebody moved away; the next sign-in tells."""
    person = factories.person()
    service.knows("nutzer-1", wohnhaft_braunschweig=True)
    link(sign_in(person), "nutzer-1")
    assert "resident" in again(person).words
    service.knows("nutzer-1", wohnhaft_braunschweig=False)
    come_in(client, "nutzer-1")
    db.session.info.clear()
    assert "resident" not in again(person).words


def test_nobody_else_sees_what_a_service_said(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """I-04: the public profile says nothing of it."""
    person = factories.person()
    service.knows("nutzer-1", wohnhaft_braunschweig=True, stadtbezirk="Kanaribezirk")
    link(sign_in(person), "nutzer-1")
    for reader in (client, sign_in(factories.person()), sign_in(factories.person("admin"))):
        page = reader.get(again(person).url).text
        assert "wohnhaft" not in page
        assert "Kanaribezirk" not in page


def test_old_visits_are_forgotten(client: Visitor, service: Service) -> None:
    go(client)
    accounts.forget_old_visits()
    assert len(db.session.scalars(select(ProviderVisit)).all()) == 1
    with clock.shifted_by(timedelta(minutes=16)):
        accounts.forget_old_visits()
    assert not db.session.scalars(select(ProviderVisit)).all()


def test_a_site_without_services_offers_none(client: Visitor, sign_in: SignIn) -> None:
    """I-01: none to any number of services; an unknown name is no page."""
    assert OIDC_FILE == ""
    assert providers() == ()
    assert "/anmelden/dienst/" not in client.get("/anmelden").text
    assert "Anmeldedienste" not in sign_in(factories.person()).get("/konto/zweiter-faktor").text
    assert client.submit("/anmelden/dienst/bund").status_code == 404
    assert client.get(BACK).status_code == 404


BROKEN = {
    "no file": None,
    "no TOML": "[[provider",
    "unknown word": '[[provider]]\nname = "a"\ntitle = "A"\nissuer = "https://a.example"\nclient_id = "f"\nkind = "x"\n',
    "unsafe issuer": '[[provider]]\nname = "a"\ntitle = "A"\nissuer = "http://a.example"\nclient_id = "f"\n',
    "odd level": '[[provider]]\nname = "a"\ntitle = "A"\nissuer = "https://a.example"\nclient_id = "f"\nlevels = {x = "m"}',
    "odd name": '[[provider]]\nname = "A/B"\ntitle = "A"\nissuer = "https://a.example"\nclient_id = "f"\n',
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_nobody_can_mean_is_refused_at_the_start(tmp_path: Path, what: str) -> None:
    """E-32: the sentence names the setting."""
    path = tmp_path / "providers.toml"
    if (content := BROKEN[what]) is not None:
        path.write_text(content, "utf-8")
    found = provider_problems(str(path), production=True)
    assert found
    assert all("FORUM_OIDC_FILE" in one for one in found)


@pytest.mark.parametrize("given", [None, ""])
def test_a_missing_secret_makes_no_public_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    """E-32, I-01: a mistyped variable is refused at the start; a service that needs no secret names none."""
    path = tmp_path / "providers.toml"
    plain = '[[provider]]\nname = "a"\ntitle = "A"\nissuer = "https://a.example"\nclient_id = "f"\n'
    path.write_text(plain + 'secret_variable = "FORUM_NO_SUCH_SECRET"\n', "utf-8")
    if given is not None:
        monkeypatch.setenv("FORUM_NO_SUCH_SECRET", given)
    with pytest.raises(UnsafeSettings, match="FORUM_NO_SUCH_SECRET"):
        create_app({"INSTANCE": str(tmp_path), "OIDC_FILE": str(path)})
    monkeypatch.setenv("FORUM_NO_SUCH_SECRET", "known to both")
    assert provider_problems(str(path), production=True) == []
    path.write_text(plain, "utf-8")
    assert provider_problems(str(path), production=True) == []


def test_an_assurance_that_nobody_can_mean_is_refused_at_the_start(app: Flask, tmp_path: Path) -> None:
    """E-32, I-05: a permission or a proof that does not exist."""
    assert assurance_problems(rules(), ["idea.draft=resident|substantial"]) == []
    assert len(assurance_problems(rules(), ["idea.fly=resident", "idea.draft=trust", "idea.draft"])) == 3
    with pytest.raises(UnsafeSettings, match="FORUM_ASSURANCE"):
        create_app({"INSTANCE": str(tmp_path), "ASSURANCE": ["idea.fly=resident"]})


def test_every_page_of_a_service_speaks_english(client: Visitor, sign_in: SignIn, service: Service) -> None:
    """E-41, I-10: there, back, a name, linked, unlinked, out again, and while the service is away."""
    own = sign_in(factories.person(language="en"))
    assert link(own, "somebody").status_code == 303
    number = db.session.scalars(select(ProviderIdentity.id)).one()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    there = client.submit("/anmelden/dienst/bund").location
    answers = [client.get(there)]
    brought = visit(oidc.leads_to(answers[0].text), "somebody-new")
    answers += [client.get(BACK, query_string=brought)]
    choose = client.submit(BACK, **brought).location
    answers += [
        client.get(choose),
        client.submit(choose),
        client.submit(BACK, **brought),
        client.get(f"{BACK}?error=x"),
    ]
    for path in ("/konto/dienste/bund/verbinden", f"/konto/dienste/{number}/trennen", "/konto/zweiter-faktor"):
        answers += [own.get(path)]
    answers += [own.submit("/konto/dienste/bund/verbinden", password="wrong"), client.get("/abgemeldet/bund")]
    begun = client.submit("/anmelden/dienst/bund").location
    service.stop()
    answers += [client.get(begun), client.get("/abgemeldet/bund")]
    assert [answer.status_code for answer in answers] == [
        200,
        200,
        200,
        422,
        400,
        400,
        200,
        200,
        200,
        422,
        200,
        503,
        200,
    ]
    for answer in answers:
        assert '<html lang="en"' in answer.text
        assert german_in(parsed(answer.text)) == [], answer.request.path
