"""Settings without secrets, and every mail in both languages."""

from collections.abc import Callable

import pytest
from flask import Flask
from jinja2 import StrictUndefined

import config.default
from forum.accounts.models import Person
from forum.administration import letters, settings
from forum.core.db import db
from forum.core.errors import Forbidden
from forum.core.i18n import LANGUAGES
from forum.core.mail import Mail
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def test_every_mail_is_shown_in_both_languages_with_examples(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X-19, E-41: a new template without an example fails here, and so does a word in it that no example fills."""
    monkeypatch.setattr(app.jinja_env, "undefined", StrictUndefined)
    admin = factories.person("admin")
    with app.test_request_context():
        for name in letters.names():
            shown = letters.letters(admin, name)
            assert [one.code for one in shown] == list(LANGUAGES)
            assert all(one.subject and one.text.strip() for one in shown), name
            assert shown[0].subject != shown[1].subject, name
        for kind in letters.kinds():
            german, english = letters.letters(admin, "message", kind)
            assert german.text != english.text, kind
    assert len(letters.names()) > 20


def test_the_pages_of_mails_keep_and_send_nothing(app: Flask, sign_in: SignIn) -> None:
    """E-24: looking changes nothing."""
    client = sign_in(factories.person("admin"))
    assert client.get("/verwaltung/mails").text.count("row__title") == len(letters.names())
    page = client.get("/verwaltung/mails/message?art=mention").text
    assert "Sie wurden erwähnt" in page
    assert "You were mentioned" in page
    assert db.session.query(Mail).count() == 0
    for odd in ("gibt-es-nicht", "../base", "frame", "message?art=gibt.es.nicht"):
        assert client.get(f"/verwaltung/mails/{odd}").status_code == 404, odd


def test_every_setting_is_shown_with_its_source_and_meaning(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every line of config/default.py: default, environment or set at the start."""
    monkeypatch.setenv("FORUM_POSTS_PER_PAGE", "33")
    app.config["POSTS_PER_PAGE"] = 33
    admin = factories.person("admin")
    found = {one.name: one for one in settings.settings(admin)}
    assert set(found) == {name for name in vars(config.default) if name.isupper()}
    assert [one.name for one in found.values() if not one.meaning] == []
    assert (found["POSTS_PER_PAGE"].value, found["POSTS_PER_PAGE"].source) == ("33", "environment")
    assert found["UNDO_MINUTES"].source == "default"
    assert found["SECRET_KEY"].source == "start"
    assert found["SCREEN_FASTEST_SECONDS"].meaning.startswith("Seconds for which a form")
    assert found["INACTIVE_ERASE_MONTHS"].meaning == found["INACTIVE_TELL_MONTHS"].meaning
    assert "FORUM_UNDO_MINUTES" in sign_in(admin).get("/verwaltung/einstellungen").text


def test_no_secret_is_on_the_page(app: Flask, sign_in: SignIn) -> None:
    """E-32, E-37: neither keys nor passwords, and not those inside of addresses."""
    app.config["MAIL_PASSWORD"] = "geheimes-Wort-1"
    app.config["REDIS_URL"] = "redis://nutzer:geheimes-Wort-2@redis.example:6379/1"
    app.config["DATABASE_URL"] = "postgresql://nutzer:geheimes-Wort-3@db.example/forum?password=geheimes-Wort-4"
    page = sign_in(factories.person("admin")).get("/verwaltung/einstellungen").text
    assert "geheimes-Wort" not in page
    assert str(app.config["SECRET_KEY"]) not in page
    assert "redis://redis.example:6379/1" in page
    assert "postgresql://db.example/forum" in page
    assert "gesetzt, nicht gezeigt" in page


def test_the_page_says_what_production_would_refuse(app: Flask, sign_in: SignIn) -> None:
    """E-32: the same check that refuses the start."""
    app.config["SCREEN_LINKS"] = "vielleicht"
    page = sign_in(factories.person("admin")).get("/verwaltung/einstellungen").text
    assert "FORUM_SCREEN_LINKS must be one of" in page
    assert "FORUM_MAIL_SERVER must be set" in page


def test_others_read_neither_settings_nor_mails(app: Flask) -> None:
    """E-16: the queries ask themselves."""
    person = factories.person("staff")
    for refused in (settings.settings, settings.complaints):
        with pytest.raises(Forbidden):
            refused(person)
    with pytest.raises(Forbidden):
        letters.subjects(person, "de")
    with pytest.raises(Forbidden):
        letters.letters(person, "confirm")
