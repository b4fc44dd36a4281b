"""Which passwords are taken, and how often a wrong one is."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from forum.accounts import passwords
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.web import limits
from tests import factories
from tests.factories import PASSWORD, Visitor


@pytest.mark.parametrize(
    "common",
    ["Password123!", "sonnenschein2024", "Trustno1!!", "1234567890", "qwertyuiop", "Eintracht1967", "liverpool1!"],
)
def test_what_everybody_tries_first_is_refused(common: str) -> None:
    """I-11: words of breaches and of this city, also with digits and marks at the end."""
    assert passwords.is_common(common)


@pytest.mark.parametrize("good", [PASSWORD, "braunschweig-mitreden", "korrekt pferd batterie", "Xq7z9-Lw2k-p0"])
def test_a_sentence_is_taken_and_no_signs_are_asked_for(good: str) -> None:
    """I-11: length counts, not which kinds of signs there are."""
    assert not passwords.is_common(good)


def test_a_hash_of_older_settings_is_made_anew_at_the_next_sign_in(app: Flask) -> None:
    """I-11: the password goes on opening the account; a wrong one changes nothing."""
    older, number = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD), factories.person().id
    with transaction():
        db.session.get_one(Person, number).password_hash = older
    email = db.session.get_one(Person, number).email
    for password, status, is_older in (("falsch falsch", 422, True), (PASSWORD, 303, False), (PASSWORD, 303, False)):
        assert attempt(app, email, password) == status
        assert (db.session.get_one(Person, number).password_hash == older) is is_older
        db.session.rollback()
    assert not passwords.needs_rehash(db.session.get_one(Person, number).password_hash)


@pytest.mark.parametrize(
    ("password", "others"),
    [
        ("  Abstand vorn und hinten  ", ["Abstand vorn und hinten", "  abstand vorn und hinten  "]),
        ("Größe zählt, ſagt 密码 " + "x" * 64, ["Groesse zaehlt, ſagt 密码 " + "x" * 64]),
        ("y" * 100 + "z" * 100, ["y" * 100 + "z" * 99, "y" * 100 + "z" * 99 + "y", "y" * 72]),
    ],
)
def test_a_password_counts_as_it_was_typed(app: Flask, password: str, others: list[str]) -> None:
    """I-11, ASVS 6.2.8 and 6.2.9: nothing is cut off, trimmed or written in another way, up to two hundred signs."""
    number = factories.person().id
    with transaction():
        db.session.get_one(Person, number).password_hash = passwords.hashed(password)
    email = db.session.get_one(Person, number).email
    assert [attempt(app, email, one) for one in others] == [422] * len(others)
    assert attempt(app, email, password) == 303


def attempt(app: Flask, email: str, password: str, network: int = 0) -> int:
    visitor = factories.visitor(app)
    address = {"REMOTE_ADDR": f"10.{network}.0.1"}
    return visitor.post("/anmelden", data={"email": email, "password": password}, environ_overrides=address).status_code


def test_wrong_passwords_have_to_wait_and_right_ones_do_not_count(limited: Flask) -> None:
    """I-13: five in five minutes for one account from one network; its owner elsewhere signs in all the same."""
    email, other = factories.person().email, factories.person().email
    for _number in range(8):
        assert attempt(limited, email, PASSWORD) == 303
    for _number in range(5):
        assert attempt(limited, email, "falsch falsch") == 422
    answer = factories.visitor(limited).post(
        "/anmelden", data={"email": email, "password": PASSWORD}, environ_overrides={"REMOTE_ADDR": "10.0.0.9"}
    )
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 300
    assert "Mit einem Link per E-Mail oder einem Passkey" in answer.text
    assert attempt(limited, email, PASSWORD, network=1) == 303
    assert attempt(limited, other, PASSWORD) == 303


def test_guessing_from_many_networks_has_an_end_and_the_owner_none(limited: Flask) -> None:
    """I-13: fifty in an hour at one account from wherever; who is signed in stays so, and a mail opens the door."""
    person = factories.person()
    email, here = person.email, factories.signed_in(limited, person)
    for number in range(50):
        assert attempt(limited, email, "falsch falsch", network=number) == 422
    assert attempt(limited, email, PASSWORD, network=60) == 429
    assert attempt(limited, "nobody@example.org", "falsch falsch", network=60) == 422
    assert here.get("/konto").status_code == 200
    client: Visitor = factories.visitor(limited)
    assert client.submit("/anmelden/link", email=email).status_code == 303


def test_attempts_are_counted_without_the_address(limited: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """P-11, E-37: neither the counters, which Redis may hold, nor the log say at which account somebody tried."""
    with caplog.at_level(logging.INFO):
        answers = [attempt(limited, "kanarienvogel@example.org", "falsch falsch") for _number in range(6)]
    assert answers == [422] * 5 + [429]
    counted = str(vars(limits.limiter.storage))
    assert "LIMITER" in counted
    assert "kanarienvogel" not in f"{counted}{caplog.text}"
    assert "10.0.0.0/24|" not in caplog.text


def test_guesses_at_the_same_moment_are_few_and_count(limited: Flask) -> None:
    """I-13: whoever sends all guesses at once has no more of them; what was under way counts when it is answered."""
    email = factories.person().email
    db.session.rollback()
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _number: attempt(limited, email, "falsch falsch"), range(20)))
    assert set(answers) == {422, 429}
    assert answers.count(422) <= 9
    assert attempt(limited, email, PASSWORD, network=1) == 303


def test_guesses_of_somebody_signed_in_at_the_same_moment_are_few(limited: Flask) -> None:
    """I-13, E-28: a stolen session is no way to try as many passwords at once as there are threads."""
    person = factories.person()
    devices = [factories.signed_in(limited, person) for _number in range(20)]
    db.session.rollback()

    def guess(here: Visitor) -> int:
        return here.submit("/konto/passwort", old="falsch falsch", new="ein ganz anderes Wort").status_code

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(guess, devices))
    assert set(answers) <= {422, 429}
    assert answers.count(422) <= 9


def test_letters_of_the_sign_up_to_one_address_are_few(limited: Flask) -> None:
    """I-13, I-14: whoever signs up with the address of somebody else again and again fills no letter box."""
    email = factories.person().email
    for number in range(8):
        values = {"email": email, "handle": f"Anderswer{number}", "password": PASSWORD, "rules": "y"}
        address = {"REMOTE_ADDR": f"198.51.{number}.7"}
        assert (
            factories.visitor(limited).post("/registrieren", data=values, environ_overrides=address).status_code == 303
        )
    assert len(db.session.scalars(select(Mail).where(Mail.to_address == email)).all()) == 5


def test_signs_that_nobody_sees_make_no_other_account(limited: Flask) -> None:
    """I-13: an address is counted as it is looked up, however it was typed."""
    email = factories.person().email
    typed = (email, f"\x07{email}", f"{email}\u202a", f" {email.upper()}\u2066", f"\u202e{email}")
    assert [attempt(limited, one, PASSWORD) for one in typed] == [303] * 5
    assert [attempt(limited, one, "falsch falsch") for one in typed] == [422] * 5
    assert attempt(limited, f"\x08{email}", "falsch falsch") == 429


def test_nobody_finds_the_password_at_an_open_device(limited: Flask) -> None:
    """E-28, I-13: who is signed in changes the password, and a stranger at the device does not try through it."""
    here = factories.signed_in(limited, factories.person())
    answers = [
        here.submit("/konto/passwort", old="falsch falsch", new="ein ganz anderes Wort").status_code for _n in range(6)
    ]
    assert answers == [422] * 5 + [429]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.200", True),
        ("192.0.2.7", "192.0.3.7", False),
        ("::ffff:192.0.2.7", "192.0.2.9", True),
        ("::ffff:192.0.2.7", "::ffff:198.51.100.7", False),
        ("2001:db8::5:1", "2001:db8:0:7::1", True),
        ("2001:db8::5:1", "2001:db8:1::5:1", False),
        ("2001::5:1:1:1:1", "2001::6:1:1:1:1", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_a_network_is_known_however_its_address_is_written(app: Flask, one: str, other: str, same: bool) -> None:
    """P-11, I-13: the first 24 bits, or 48 of the longer ones; a written short form is the same address."""
    networks = []
    for address in (one, other):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            networks.append(limits.shortened_address())
    assert (networks[0] == networks[1]) == same
    assert one not in networks


def test_one_network_does_not_go_through_all_accounts(limited: Flask) -> None:
    """I-13: a hundred in an hour from one network, known addresses or not."""
    for number in range(100):
        assert attempt(limited, f"nobody{number}@example.org", "falsch falsch") == 422
    assert attempt(limited, "nobody@example.org", "falsch falsch") == 429
    assert attempt(limited, "nobody@example.org", "falsch falsch", network=1) == 422


def test_three_accounts_an_hour_are_opened_from_one_network(limited: Flask) -> None:
    """I-13: forms with mistakes do not count, other networks go on, and the setting says how many."""

    def register(number: int, network: int = 1, handle: str = "") -> int:
        fields = {
            "email": f"neu{number}@example.org",
            "handle": handle or f"Neuling{number}",
            "password": PASSWORD,
            "rules": "y",
        }
        address = {"REMOTE_ADDR": f"10.{network}.0.1"}
        return factories.visitor(limited).post("/registrieren", data=fields, environ_overrides=address).status_code

    assert register(1, handle="N") == 422
    assert [register(number) for number in range(1, 5)] == [303, 303, 303, 429]
    assert register(5, network=2) == 303
    limited.config["SIGN_UPS_PER_HOUR"] = 5
    assert register(6) == 303


@pytest.mark.parametrize("age", [14, 16])
def test_the_city_says_from_which_age_and_nobody_is_asked_for_a_date(app: Flask, client: Visitor, age: int) -> None:
    """P-13, P-01."""
    app.config["MINIMUM_AGE"] = age
    page = client.get("/registrieren").text
    assert f"mindestens {age} Jahre alt oder habe die Zustimmung meiner Eltern" in page
    assert 'type="date"' not in page
