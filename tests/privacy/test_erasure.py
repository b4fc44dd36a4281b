"""Whoever goes is told what becomes of everything, has two weeks, and then is nobody any more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts import blocking, ignoring, leaving
from forum.accounts import commands as accounts
from forum.accounts.models import ApiToken, Erasure, Grant, Ignoring, MentionBlock, Person, SignIn, Standing
from forum.accounts.queries import email_key
from forum.cli.commands import forum
from forum.committees.models import Membership
from forum.core import mail, worker
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostState, Reaction, ReactionKind, Thread
from forum.holds.commands import lift_hold, set_hold
from forum.holds.models import LegalHold
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.moderation.models import Notice
from forum.privacy import erasing, ledger
from forum.privacy.ties import must_wait, ties
from forum.privacy.traces import Traces
from tests import factories
from tests.factories import PASSWORD, Visitor
from tests.racing import overtaken

SignedIn = Callable[[Person], Visitor]
LATER = timedelta(days=14, minutes=1)


def of(person: Person) -> Person:
    return db.session.get_one(Person, person.id)


def wish(person: Person, *, with_texts: bool = False) -> None:
    """Let a person ask for the account to be erased."""
    number = person.id
    with transaction():
        one = db.session.get_one(Person, number)
        erasing.ask(one, one, password=PASSWORD, with_texts=with_texts)


def gone(person: Person, *, with_texts: bool = False) -> None:
    """Let a person be erased, now."""
    number = person.id
    with transaction():
        erasing.erase(SYSTEM, db.session.get_one(Person, number), with_texts=with_texts)
    worker.run_until_idle()
    db.session.expire_all()


# With SQLite one writes at a time.
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_whoever_signs_in_while_the_account_goes_reads_so(app: Flask) -> None:
    """P-06: of two who act at once one comes second: no sign-in and no letter for somebody who is gone."""
    person = factories.person()
    number, email = person.id, person.email
    wish(person)
    with frozen_at(now() + LATER):
        db.session.rollback()
        with (
            pytest.raises(Conflict, match="gibt es nicht mehr"),
            transaction(),
            overtaken(app, lambda: erasing.erase(SYSTEM, db.session.get_one(Person, number), with_texts=False)),
        ):
            accounts.sign_in(db.session.get_one(Person, number))
    db.session.expire_all()
    assert db.session.get_one(Erasure, number).done_at is not None
    assert db.session.get_one(Person, number).standing == Standing.ERASED
    assert not db.session.scalars(select(SignIn).where(SignIn.person_id == number)).all()
    assert not db.session.scalars(select(Mail).where(Mail.to_address == email)).all()


def test_the_page_says_what_happens_and_takes_the_password(app: Flask, sign_in: SignedIn) -> None:
    """P-06: both choices and their consequences are there before; a borrowed device is not enough; all sign-ins end."""
    person = factories.person(handle="Kiesel")
    client = sign_in(person)
    page = client.get("/konto/loeschen").text
    for words in ("ohne meinen Namen stehen", "werden auch entfernt", "14 Tage", "zählen weiter", "Verfahren offen"):
        assert words in page
    assert "Bitte wählen Sie aus." in client.submit("/konto/loeschen", password=PASSWORD).text
    wrong = client.submit("/konto/loeschen", password="ein falsches Passwort", texts="stay")
    assert (wrong.status_code, "Das Passwort stimmt nicht." in wrong.text) == (422, True)
    answer = client.submit("/konto/loeschen", password=PASSWORD, texts="stay")
    assert (answer.status_code, answer.location) == (303, "/konto-geloescht")
    assert client.get("/konto").status_code == 303
    assert client.get("/konto-geloescht").status_code == 200
    letter = db.session.scalars(select(Mail).where(Mail.to_address == person.email)).one()
    assert "Melden Sie sich einfach wieder an" in letter.text
    assert (of(person).standing, of(person).handle) == (Standing.ACTIVE, "Kiesel")


def test_doors_close_at_once(app: Flask) -> None:
    """P-06, I-12: neither another device nor a program's key opens anything any more."""
    person = factories.person()
    factories.sign_in_key(person)
    with transaction():
        accounts.issue_token(of(person), of(person), name="Programm", scopes=["read"])
    epoch = of(person).epoch
    wish(person)
    assert of(person).epoch == epoch + 1
    for doors in (SignIn, ApiToken):
        assert db.session.scalar(select(func.count()).select_from(doors)) == 0


def test_whoever_signs_in_stays(app: Flask) -> None:
    """P-06: within two weeks everything is as before, and a mail says so."""
    person = factories.person()
    wish(person)
    client = factories.visitor(app)
    client.submit("/anmelden", email=person.email, password=PASSWORD)
    assert "Ihr Konto wird nicht gelöscht" in client.get("/").text
    assert leaving.waiting(person.id) is None
    with frozen_at(now() + LATER):
        assert erasing.carry_out_due() == 0
    assert of(person).standing == Standing.ACTIVE
    assert any("bleibt bestehen" in subject for subject in db.session.scalars(select(Mail.subject)))


def test_after_two_weeks_it_is_final(app: Flask) -> None:
    """P-06: not a minute before; then nobody can sign in, and address and name are free for somebody else."""
    person = factories.person(handle="Kiesel")
    email, number = person.email, person.id
    wish(person)
    with frozen_at(now() + timedelta(days=13, hours=23)):
        assert erasing.carry_out_due() == 0
    with frozen_at(now() + LATER):
        assert erasing.carry_out_due() == 1
        assert erasing.carry_out_due() == 0
    db.session.expire_all()
    person = db.session.get_one(Person, number)
    assert (person.standing, person.handle, person.email) == (Standing.ERASED, "", "")
    assert "kiesel" not in person.handle_key + person.email_key
    assert db.session.get_one(Erasure, number).done_at is not None
    client = factories.visitor(app)
    assert client.submit("/anmelden", email=email, password=PASSWORD).status_code == 422
    assert client.get("/leute/Kiesel").status_code == 404
    with transaction():
        again = accounts.create_confirmed(SYSTEM, email=email, handle="Kiesel", password=PASSWORD)
        assert again.id != number


def test_texts_stay_without_the_name(app: Flask) -> None:
    """P-06 (a), P-07: words stay under "Gelöschtes Konto"; who was named with an @ is named no more."""
    person, other = factories.person(handle="Kiesel"), factories.person()
    thread = factories.thread(other)
    factories.post(thread, person, text="Ein Satz von mir.")
    answer = factories.post(thread, other, text="Danke, @Kiesel und @kiesel, aber nicht @Kieselstein.")
    gone(person)
    page = factories.visitor(app).get(thread.url).text
    assert "Ein Satz von mir." in page
    assert "Gelöschtes Konto" in page
    assert db.session.get_one(Post, answer.id).source == (
        "Danke, @Gelöschtes-Konto und @Gelöschtes-Konto, aber nicht @Kieselstein."
    )
    assert "@Kiesel " not in page
    assert "/leute/Kiesel" not in page


def test_texts_go_and_threads_keep_their_shape(app: Flask) -> None:
    """P-06 (b): text, earlier versions and quotes are gone; what others answered stays in its place."""
    person, other = factories.person(), factories.person()
    thread = factories.thread(person, title="Mein Anliegen", text="Federkleid eins.")
    mine = factories.post(thread, person, text="Federkleid zwei.")
    with transaction():
        row = db.session.get_one(Post, mine.id)
        discussions.edit_post(of(person), row, text="Federkleid drei.", version=row.version)
    answer = factories.post(thread, other, text="Eine Antwort.", parent_id=mine.id)
    before = db.session.get_one(Post, answer.id).path
    gone(person, with_texts=True)
    row = db.session.get_one(Post, mine.id)
    assert (row.state, row.source, row.html) == (PostState.DELETED, "", "")
    assert db.session.get_one(Post, answer.id).path == before
    page = factories.visitor(app).get(db.session.get_one(Thread, thread.id).url).text
    assert "Eine Antwort." in page
    assert "Federkleid" not in page
    assert "Mein Anliegen" not in page
    assert "<mark" not in factories.visitor(app).get("/suche?q=Federkleid").text


def test_letters_go_however_their_address_was_typed(app: Flask) -> None:
    """P-06, P-07: somebody wrote the address of an account in capitals, on a form for those without one."""
    person = factories.person()
    number, keep = person.id, "andere.äule@example.org"
    with transaction():
        one = db.session.get_one(Person, number)
        one.email = "äule@straße.example"
        one.email_key = email_key(one.email)
        for address in ("ÄULE@Strasse.Example", "äule@STRASSE.example", keep):
            mail.queue(address, "confirm", handle="x", url="http://localhost/x")
    gone(db.session.get_one(Person, number))
    assert db.session.scalars(select(Mail.to_address)).all() == [keep]


def test_figures_stay(app: Flask) -> None:
    """P-08, N-18: supports and reactions count as before, and the page of the idea says how many are of nobody."""
    person, other = factories.person(), factories.person()
    idea, post = factories.idea(other), factories.post(factories.thread(other), other)
    with transaction():
        ideas.support(of(person), db.session.get_one(Idea, idea.id))
        discussions.react(of(person), db.session.get_one(Post, post.id), ReactionKind.HELPFUL)
    count = db.session.get_one(Idea, idea.id).support_count
    gone(person, with_texts=True)
    assert db.session.get_one(Idea, idea.id).support_count == count
    assert db.session.get_one(Post, post.id).helpful == 1
    assert person.id not in db.session.scalars(select(Reaction.person_id)).all()


def test_offices_end_as_they_end_for_everybody(app: Flask) -> None:
    """P-06: roles, terms and ideas written with others; the idea stays with who wrote it too."""
    person, other = factories.person("moderator"), factories.person()
    factories.member(factories.committee(), "chair", person)
    idea = factories.idea(person)
    with transaction():
        found = db.session.get_one(Idea, idea.id)
        ideas.invite_co_author(of(person), found, handle=other.handle)
        ideas.accept_invitation(of(other), found)
    gone(person, with_texts=True)
    assert db.session.get_one(Idea, idea.id).author_id == other.id
    assert db.session.get_one(Idea, idea.id).source == idea.source != ""
    yesterday = today() - timedelta(days=1)
    assert db.session.scalars(select(Membership.until).where(Membership.person_id == person.id)).all() == [yesterday]
    assert db.session.scalars(select(Grant.until).where(Grant.person_id == person.id)).all() == [yesterday]
    events = set(db.session.scalars(select(LoggedEvent.type)))
    assert {"MembershipEnded", "RoleEnded", "CoAuthorLeft", "PersonErased"} <= events


def test_what_one_did_for_others_stays_theirs(app: Flask) -> None:
    """P-06: whoever was asked in goes on writing; being ignored or kept from naming ends with the person."""
    person, second, third = factories.person(), factories.person(), factories.person()
    idea = factories.idea(person)
    with transaction():
        found = db.session.get_one(Idea, idea.id)
        for other in (second, third):
            ideas.invite_co_author(of(person), found, handle=of(other).handle)
            ideas.accept_invitation(of(other), found)
        ignoring.ignore(of(second), of(person))
        blocking.block_mentions(of(second), of(person))
    gone(person)
    assert db.session.get_one(Idea, idea.id).author_ids == {second.id, third.id}
    for table in (Ignoring, MentionBlock):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_who_is_needed_hears_what_to_hand_over(app: Flask, sign_in: SignedIn) -> None:
    """P-06: the last one in the technical administration, and who answers for a project, cannot leave unnoticed."""
    admin = factories.person("admin")
    assert "letzte Person in der technischen Verwaltung" in sign_in(admin).get("/konto/loeschen").text
    with pytest.raises(Conflict):
        wish(admin)
    factories.person("admin")
    assert ties(of(admin)) == []
    staff = factories.person("staff")
    project = factories.project()
    with transaction():
        db.session.get_one(type(project), project.id).owner_id = staff.id
    with pytest.raises(Conflict, match="verantworten das Vorhaben"):
        wish(staff)


def test_nobody_erases_somebody_else(app: Flask) -> None:
    """P-06: not even the technical administration, and not without the password."""
    person, admin = factories.person(), factories.person("admin")
    with pytest.raises(Forbidden):
        erasing.ask(admin, person, password=PASSWORD, with_texts=True)
    with pytest.raises(Invalid):
        erasing.ask(person, person, password="ein falsches Passwort", with_texts=True)


def test_a_hold_keeps_the_account_until_it_is_lifted(app: Flask) -> None:
    """P-09: it is erased without further act once the hold is gone, and nobody is told of it."""
    person, one, other = factories.person(), factories.person("legal"), factories.person("legal")
    post = factories.post(factories.thread(), person)
    with transaction():
        set_hold(of(one), "post", post.id, person_id=person.id, reason="Verfahren", review_on=today())
    wish(person)
    with frozen_at(now() + LATER):
        assert erasing.carry_out_due() == 0
        with transaction():
            lift_hold(of(other), db.session.scalars(select(LegalHold)).one(), reason="Erledigt")
        assert erasing.carry_out_due() == 1
    letter = db.session.scalars(select(Mail).where(Mail.subject == "Ihr Konto wird gelöscht")).all()
    assert "sobald es abgeschlossen ist" in (letter[0].text if letter else "sobald es abgeschlossen ist")


def test_an_open_case_keeps_the_account(app: Flask) -> None:
    """P-09, S-16: what is reported, and who reported it, stays until the case is decided."""
    person, reporter = factories.person(), factories.person()
    post = factories.post(factories.thread(), person)
    assert not must_wait(of(person))
    with transaction():
        target = targets.load(of(reporter), "post", post.id)
        moderation.file_notice(
            of(reporter),
            target,
            rule="respekt",
            explanation="Das verletzt mich sehr, und es stimmt nicht.",
            good_faith=True,
        )
    assert must_wait(of(person))
    assert must_wait(of(reporter))
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1


def test_a_letter_field_is_emptied_and_words_are_marked() -> None:
    """P-07: an address goes wherever it stands; only names behind an @ and in addresses of profiles are names."""
    traces = Traces(("Kiesel",), ("kiesel@bach.example",))
    assert traces.without("Kiesel@Bach.example") == ""
    assert traces.without("Schreiben Sie an kiesel@bach.example!") == "Schreiben Sie an [entfernt]!"
    assert traces.without("Der Kiesel am Bach, @KIESEL, @Kiesel-2, /leute/Kiesel?x") == (
        "Der Kiesel am Bach, @Gelöschtes-Konto, @Kiesel-2, /leute/Gelöschtes-Konto?x"
    )
    assert traces.outside("Kiesel hat Ihnen geantwortet") == "Gelöschtes-Konto hat Ihnen geantwortet"
    assert traces.inside({"a": ["Kiesel", 1]}, exactly=True) == {"a": ["Gelöschtes-Konto", 1]}


def test_a_backup_brings_nobody_back(app: Flask) -> None:
    """P-06, P-10: whoever is on the list is erased again, and who has the number of somebody earlier is left alone."""
    ledger.place().unlink(missing_ok=True)
    person, newer = factories.person(handle="Kiesel"), factories.person()
    ledger.note(person.id, with_texts=True, at=now())
    ledger.note(newer.id, with_texts=True, at=now() - timedelta(days=1))
    result = app.test_cli_runner().invoke(forum, ["privacy", "erase-again", "--json"])
    assert result.output.strip().endswith('{"erased": 1}')
    db.session.rollback()
    db.session.expire_all()
    assert (of(person).handle, of(newer).standing) == ("", Standing.ACTIVE)
    ledger.place().write_text("kein JSON\n")
    assert app.test_cli_runner().invoke(forum, ["privacy", "erase-again"]).exit_code == 1
    ledger.place().unlink()
