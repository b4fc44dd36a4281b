"""Another mail address: asked for, proven, and taken back by whoever has the former one (E-27, I-12, I-14)."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts import commands as accounts
from forum.accounts.models import (
    AddressChange,
    ApiToken,
    OneTimeLink,
    Passkey,
    Person,
    ProviderIdentity,
    RecoveryCode,
    Standing,
)
from forum.accounts.queries import is_kept_address, person_by_email
from forum.app.jobs import JOBS
from forum.core import worker
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.privacy import erasing
from forum.privacy.packing import pack
from tests import factories
from tests.factories import PASSWORD, Visitor
from tests.privacy.test_canary import found

SignIn = Callable[[Person], Visitor]
NEW, OLD = "neu@example.org", "alt@example.org"
DAY = timedelta(days=1)


@pytest.fixture
def number(app: Flask) -> int:
    """The number of somebody whose address is ``alt@example.org``."""
    return factories.person(handle="Alt-Eingesessen", email=OLD, email_key=OLD).id


def again(number: int) -> Person:
    return db.session.get_one(Person, number)


def letters(address: str) -> list[str]:
    """Return the texts of the letters to an address, in their order."""
    return list(db.session.scalars(select(Mail.text).where(Mail.to_address == address).order_by(Mail.id)))


def link_to(address: str, path: str) -> str:
    """Return the newest link of this kind that went to an address."""
    match = [re.search(rf"http://[^/]+({path}/\S+)", text) for text in letters(address)]
    return [one[1] for one in match if one][-1]


def ask(client: Visitor, email: str = NEW, password: str = PASSWORD) -> int:
    return client.submit("/konto/adresse", email=email, password=password).status_code


def to_confirm(address: str = NEW) -> str:
    return link_to(address, "/adresse-bestaetigen")


def to_undo(address: str = OLD) -> str:
    return link_to(address, "/adresse-nicht-gewollt")


def moved(client: Visitor) -> Visitor:
    """Let the address be changed, confirmed where somebody is signed in."""
    assert ask(client) == 303
    assert client.submit(to_confirm()).location == "/konto/adresse"
    return client


def test_another_address_counts_once_its_link_was_opened(number: int, sign_in: SignIn, client: Visitor) -> None:
    """Until then the present one counts; opening alone changes nothing; the former one hears of both."""
    own = sign_in(again(number))
    assert OLD in own.get("/konto/adresse").text
    assert ask(own, f"  {NEW} ") == 303
    page = own.get("/konto/adresse").text
    assert NEW in page
    assert OLD in page
    assert len(letters(OLD)) == 1
    assert NEW not in letters(OLD)[0]
    assert own.get(to_confirm()).status_code == 200
    assert again(number).email == OLD
    assert own.submit(to_confirm()).location == "/konto/adresse"
    assert (again(number).email, again(number).email_key) == (NEW, NEW)
    assert "Ihre neue E-Mail-Adresse gilt." in own.get("/konto/adresse").text
    assert len(letters(OLD)) == 2
    assert client.submit("/anmelden", email=OLD, password=PASSWORD).status_code == 422
    assert client.submit("/anmelden", email=NEW.upper(), password=PASSWORD).status_code == 303


def test_a_new_address_ends_other_sign_ins_and_links_in_older_mails(
    number: int, sign_in: SignIn, client: Visitor
) -> None:
    """I-12, E-26, E-27: only where it was confirmed somebody stays signed in; a link for a password opens nothing."""
    here, there = sign_in(again(number)), sign_in(again(number))
    client.submit("/passwort-vergessen", email=OLD)
    worker.run_until_idle()
    reset = link_to(OLD, "/passwort-neu")
    moved(here)
    assert here.get("/konto").status_code == 200
    assert there.get("/konto").status_code == 303
    assert client.get(reset).status_code == 404


def test_it_can_be_confirmed_where_nobody_is_signed_in(number: int, sign_in: SignIn, client: Visitor) -> None:
    """The link signs nobody in: whoever reads the mails needs the password still."""
    own = sign_in(again(number))
    ask(own)
    answer = client.submit(to_confirm())
    assert (answer.status_code, answer.location) == (303, "/adresse-bestaetigt")
    assert "Ihre neue Adresse gilt" in client.get("/adresse-bestaetigt").text
    assert client.get("/konto").status_code == 303
    assert own.get("/konto").status_code == 303
    assert again(number).email == NEW


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        (NEW, "falsch falsch", "password"),
        (NEW, "", "password"),
        ("keine", PASSWORD, "email"),
        ("", PASSWORD, "email"),
        ("ALT@example.org", PASSWORD, "email"),
    ],
)
def test_what_cannot_be_asked_for_is_said_at_the_field(
    number: int, sign_in: SignIn, email: str, password: str, field: str
) -> None:
    """E-28: a wrong password, no address, the own one in other letters; nothing is written, nobody gets a mail."""
    answer = sign_in(again(number)).submit("/konto/adresse", email=email, password=password)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert not db.session.scalars(select(AddressChange)).all()
    assert not letters(NEW) + letters(OLD)


def test_a_known_address_gets_the_same_answer(number: int, sign_in: SignIn) -> None:
    """I-14: page, events and rows are alike; only whoever reads there is told, and gets no link that changes anything."""
    other = factories.person(email="anderer@example.org", email_key="anderer@example.org").id
    own = sign_in(again(number))
    pages = []
    for email in ("anderer@example.org", "niemand@example.org"):
        assert ask(own, email) == 303
        page = own.get("/konto/adresse").text.replace(email, "…")
        pages.append(re.sub(r'name="(?:once|csrf_token)" value="[^"]+"|datetime="[^"]+"|\d\d:\d\d', "", page))
    assert pages[0] == pages[1]
    assert len(letters("anderer@example.org")) == len(letters("niemand@example.org")) == 1
    assert "/adresse-bestaetigen" not in letters("anderer@example.org")[0]
    assert "Alt-Eingesessen" not in letters("anderer@example.org")[0]
    assert again(other).email == "anderer@example.org"


def test_an_address_that_found_an_account_meanwhile_does_not_count(number: int, sign_in: SignIn) -> None:
    """The link of the mail is refused in words, and everything stays."""
    own = sign_in(again(number))
    ask(own)
    link = to_confirm()
    factories.person(email=NEW, email_key=NEW)
    answer = own.submit(link)
    assert answer.status_code == 422
    assert "Ihre bisherige Adresse gilt weiter." in answer.text
    assert again(number).email == OLD


def test_both_links_work_once_for_a_time_and_for_one_purpose(number: int, sign_in: SignIn, client: Visitor) -> None:
    """E-27: used, expired, asked anew, taken back, or for another purpose: refused; only digests are stored."""
    own = sign_in(again(number))
    ask(own)
    first = to_confirm()
    ask(own)
    second = to_confirm()
    assert client.get(first).status_code == 404
    for wrong in (
        second.replace("bestaetigen", "nicht-gewollt"),
        second.replace("/adresse-bestaetigen", "/passwort-neu"),
    ):
        assert client.get(wrong).status_code == 404
        assert client.submit(wrong, password="ein ganz neues langes Wort").status_code == 422
    assert found(second.rpartition("/")[2]) == ["mail.text"]
    own.submit("/konto/adresse/behalten")
    assert client.submit(second).status_code == 422
    assert again(number).email == OLD


def test_a_link_expires_and_its_address_is_forgotten(number: int, sign_in: SignIn) -> None:
    """E-27, P-10: after a day."""
    ask(sign_in(again(number)))
    token = to_confirm().rpartition("/")[2]
    with frozen_at(now() + DAY + timedelta(minutes=1)):
        with pytest.raises(Exception, match="gilt nicht mehr"), transaction():
            accounts.confirm_address(token)
        for name in ("accounts.addresses", "accounts.links"):
            next(job for job in JOBS if job.name == name).run()
    assert db.session.scalars(select(AddressChange.email)).all() == [""]
    assert "new_address" not in db.session.scalars(select(OneTimeLink.purpose)).all()


def test_a_new_password_ends_the_wish(number: int, sign_in: SignIn, client: Visitor) -> None:
    """E-27: the link that went to the other address opens nothing, as with all links in older mails."""
    own = sign_in(again(number))
    ask(own)
    own.submit("/konto/passwort", old=PASSWORD, new="ein ganz neues langes Wort")
    assert client.submit(to_confirm()).status_code == 422
    assert again(number).email == OLD


def test_whoever_did_not_want_it_keeps_the_address(number: int, sign_in: SignIn, client: Visitor) -> None:
    """The link of the first mail: the wish ends, everybody is out, the password too, and a new one is set at once."""
    thief = sign_in(again(number))
    ask(thief)
    assert client.get(to_undo()).status_code == 200
    assert again(number).email == OLD
    answer = client.submit(to_undo())
    assert answer.location.startswith("/passwort-neu/")
    assert thief.get("/konto").status_code == 303
    assert client.submit(to_confirm()).status_code == 422
    assert factories.visitor(client.application).submit("/anmelden", email=OLD, password=PASSWORD).status_code == 422
    assert client.submit(answer.location, password="ein ganz neues langes Wort").status_code == 303
    assert client.get("/konto").status_code == 200
    assert client.submit(to_undo()).status_code == 422


def test_an_account_that_was_taken_comes_back(number: int, sign_in: SignIn, client: Visitor) -> None:
    """Either mail works after the change, also when the thief set a password, added a passkey, and wants it erased."""
    thief = sign_in(again(number))
    ask(thief)
    first_link = to_undo()
    thief.submit(to_confirm())
    thief.submit("/konto/passwort", old=PASSWORD, new="ein ganz neues langes Wort")
    with transaction():
        made = {"person_id": number, "made_at": now()}
        db.session.add(Passkey(credential="AAAA", public_key="AAAA", name="Dieb", **made))
        db.session.add(ProviderIdentity(provider="bund", subject="x", **made))
        accounts.issue_token(again(number), again(number), name="Dieb", scopes=["read"])
    assert thief.submit("/konto/loeschen", password="ein ganz neues langes Wort", texts="stay").status_code == 303
    assert to_undo() != first_link
    answer = client.submit(first_link)
    assert answer.location.startswith("/passwort-neu/")
    person = again(number)
    assert (person.email, person.email_key, person.standing) == (OLD, OLD, Standing.ACTIVE)
    assert not db.session.scalars(select(Passkey)).all() + db.session.scalars(select(ProviderIdentity)).all()
    assert db.session.scalars(select(ApiToken.epoch)).all() != [person.epoch]
    assert client.submit(answer.location, password="noch ein langes Wort").status_code == 303
    assert client.get("/konto").status_code == 200
    assert client.submit(to_undo()).status_code == 422


@pytest.mark.parametrize("what", ["asked again", "taken back", "left alone", "left for days"])
def test_nobody_in_the_account_can_take_the_way_back_away(
    number: int, sign_in: SignIn, client: Visitor, what: str
) -> None:
    """E-27, I-12: whatever a thief does with the wish, the first letter throws them out with all they added."""
    thief = sign_in(again(number))
    ask(thief)
    token = to_undo().rpartition("/")[2]
    with transaction():
        db.session.add(ProviderIdentity(provider="bund", subject="x", person_id=number, made_at=now()))
    if what == "asked again":
        ask(thief, "andere@example.org")
    if what == "taken back":
        assert thief.submit("/konto/adresse/behalten").status_code == 303
        assert NEW not in thief.get("/konto/adresse").text
    days = {"left alone": 1, "left for days": 14}.get(what, 0)
    with frozen_at(now() + days * DAY + timedelta(minutes=1)):
        next(job for job in JOBS if job.name == "accounts.addresses").run()
        with transaction():
            accounts.undo_address(token)
    assert again(number).email == OLD
    assert not db.session.scalars(select(ProviderIdentity)).all()
    assert thief.get("/konto").status_code == 303


def test_a_passkey_from_before_stays(number: int, sign_in: SignIn, client: Visitor) -> None:
    """Only what was added since the wish goes; codes on paper from before stay as well."""
    with transaction():
        made = {"person_id": number, "made_at": now() - DAY}
        db.session.add(Passkey(credential="AAAA", public_key="AAAA", name="Eigener", **made))
        db.session.add(RecoveryCode(digest="a" * 64, **made))
    moved(sign_in(again(number)))
    client.submit(to_undo())
    assert db.session.scalars(select(Passkey.name)).all() == ["Eigener"]
    assert db.session.scalars(select(RecoveryCode.digest)).all() == ["a" * 64]


def test_codes_on_paper_that_a_thief_made_open_nothing(number: int, sign_in: SignIn, client: Visitor) -> None:
    """I-12, E-27: also when the owner has a passkey from before, and so keeps a second factor."""
    with transaction():
        made = {"person_id": number, "made_at": now() - DAY}
        db.session.add(Passkey(credential="AAAA", public_key="AAAA", name="Eigener", **made))
        db.session.add(RecoveryCode(digest="a" * 64, person_id=number, made_at=None))
    thief = moved(sign_in(again(number)))
    assert thief.submit("/konto/zweiter-faktor/ersatzcodes", password=PASSWORD).status_code == 200
    client.submit(to_undo())
    assert not db.session.scalars(select(RecoveryCode)).all()
    assert db.session.scalars(select(Passkey.name)).all() == ["Eigener"]


def test_the_way_back_ends_after_some_days(number: int, sign_in: SignIn) -> None:
    """E-27, P-10: so long there is no further change; then the former address is free and its links open nothing."""
    own = moved(sign_in(again(number)))
    token = to_undo().rpartition("/")[2]
    assert own.submit("/konto/adresse", email="dritte@example.org", password=PASSWORD).status_code == 422
    assert is_kept_address(OLD)
    with frozen_at(now() + 14 * DAY + timedelta(minutes=1)):
        assert not is_kept_address(OLD)
        with pytest.raises(Exception, match="gilt nicht mehr"), transaction():
            accounts.undo_address(token)
        next(job for job in JOBS if job.name == "accounts.addresses").run()
    assert OLD not in json.dumps([list(row) for row in db.session.execute(select(AddressChange.former))])


def test_a_link_of_an_earlier_change_opens_nothing_of_a_later_one(number: int, sign_in: SignIn) -> None:
    """E-27: the first postbox may be somebody else's by now; its mail of then takes no account over."""
    own = sign_in(again(number))
    ask(own)
    token = to_undo().rpartition("/")[2]
    own.submit(to_confirm())
    with frozen_at(now() + 14 * DAY + timedelta(minutes=1)):
        with transaction():
            person = again(number)
            accounts.ask_for_address(person, person, email="dritte@example.org", password=PASSWORD)
        with pytest.raises(Exception, match="gilt nicht mehr"), transaction():
            accounts.undo_address(token)


def test_a_former_address_is_nobody_elses_while_it_can_come_back(number: int, sign_in: SignIn, client: Visitor) -> None:
    """I-14: whoever registers with it reads the same as always, and no account begins."""
    moved(sign_in(again(number)))
    fields = {"email": OLD, "handle": "Neuling", "password": PASSWORD, "rules": "y"}
    assert client.submit("/registrieren", **fields).location == "/registrieren/mail"
    assert person_by_email(OLD) is None
    other = sign_in(factories.person())
    assert ask(other, OLD) == 303
    assert "/adresse-bestaetigen" not in letters(OLD)[-1]
    client.submit(to_undo())
    assert again(number).email == OLD


def test_the_log_says_what_happened_and_no_address(number: int, sign_in: SignIn, client: Visitor) -> None:
    """L-51, P-14: the events are there for the administration."""
    own = sign_in(again(number))
    ask(own)
    own.submit("/konto/adresse/behalten")
    moved(own)
    client.submit(to_undo())
    rows = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type.startswith("Address"))).all()
    assert [row.type for row in sorted(rows, key=lambda one: one.id)][-5:] == [
        "AddressChangeAsked",
        "AddressChangeDropped",
        "AddressChangeAsked",
        "AddressChanged",
        "AddressChangeUndone",
    ]
    assert {row.audience for row in rows} == {"admin"}
    assert "@" not in json.dumps([row.data for row in rows])


def test_whoever_came_by_a_service_sets_a_password_first(number: int, sign_in: SignIn, client: Visitor) -> None:
    """I-03, I-08: the page says how; the link by mail gives a password, and then it works as for everybody."""
    own = sign_in(again(number))
    with transaction():
        db.session.execute(update(Person).where(Person.id == number).values(password_hash="!"))
    assert "/passwort-vergessen" in own.get("/konto/adresse").text
    client.submit("/passwort-vergessen", email=OLD)
    worker.run_until_idle()
    client.submit(link_to(OLD, "/passwort-neu"), password="ein ganz neues langes Wort")
    assert ask(client, password="ein ganz neues langes Wort") == 303


def test_wishes_for_addresses_are_few(limited: Flask, number: int) -> None:
    """E-28: five an hour reach a postbox, whoever reads there."""
    own = factories.signed_in(limited, again(number))
    assert [ask(own, f"fremd{one}@example.org") for one in range(6)] == [303] * 5 + [429]


def test_a_password_is_guessed_on_no_page_after_the_other(limited: Flask, number: int) -> None:
    """I-13: who found a device signed in tries five times in ten minutes, wherever; right passwords do not count."""
    own = factories.signed_in(limited, again(number))
    assert [ask(own, f"fremd{one}@example.org") for one in range(3)] == [303] * 3
    wrong = {"password": "falsch falsch"}
    for _time in range(3):
        assert own.submit("/konto/adresse", email=NEW, **wrong).status_code == 422
    for _time in range(2):
        assert own.submit("/konto/loeschen", texts="stay", **wrong).status_code == 422
    assert own.submit("/konto/passwort", old="falsch falsch", new="ein ganz neues langes Wort").status_code == 429
    assert own.submit("/konto/loeschen", texts="stay", **wrong).status_code == 429


def test_addresses_of_a_change_go_with_the_account(number: int, sign_in: SignIn, tmp_path: Path) -> None:
    """P-05, P-06: they are in the package while they are kept, and an erasure leaves neither."""
    post = factories.post(factories.thread(), text=f"Schreibt mir an {OLD}.")
    moved(sign_in(again(number)))
    pack(again(number), tmp_path / "own.zip")
    with ZipFile(tmp_path / "own.zip") as package:
        assert OLD in package.read("data.json").decode()
    assert post.id
    with transaction():
        erasing.erase(SYSTEM, again(number), with_texts=False)
    assert found(OLD, NEW) == []
