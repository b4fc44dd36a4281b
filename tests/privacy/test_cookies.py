"""The one cookie: what it is like, when it comes, and where it is told of (P-04)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from forum import create_app
from forum.accounts.models import Person
from forum.core.db import db
from tests import factories
from tests.conftest import _settings
from tests.factories import PASSWORD, Visitor
from tests.serving import migrate

SignIn = Callable[[Person], Visitor]


@pytest.fixture
def secure(tmp_path: Path) -> Flask:
    """The forum as it is served over HTTPS."""
    app = create_app(_settings(tmp_path, "") | {"HTTPS": True, "BASE_URL": "https://localhost"})
    with app.app_context():
        migrate(app)
        db.session.remove()
    return app


def test_over_https_signing_in_sets_one_cookie_and_out_takes_it(secure: Flask) -> None:
    """P-04: ``__Host-``, HttpOnly, Secure, SameSite=Lax, whole site, no domain; the CSRF token is inside, not beside."""
    with secure.app_context():
        email = factories.person().email
        client = factories.visitor(secure)
        at = {
            "base_url": "https://localhost",
            "headers": {"Origin": "https://localhost", "Referer": "https://localhost/"},
        }
        assert "Set-Cookie" not in client.get("/anmelden", **at).headers
        answer = client.post("/anmelden", data={"email": email, "password": PASSWORD}, **at)
        assert answer.status_code == 303
        cookies = answer.headers.getlist("Set-Cookie")
        assert len(cookies) == 1
        name, *rest = cookies[0].split("; ")
        assert name.startswith("__Host-forum=")
        assert {part for part in rest if not part.startswith(("Expires", "Max-Age"))} == {
            "Secure",
            "HttpOnly",
            "Path=/",
            "SameSite=Lax",
        }
        page = client.get("/konto", **at)
        assert page.status_code == 200
        assert all(one.startswith("__Host-forum=") for one in page.headers.getlist("Set-Cookie"))
        db.session.remove()
        db.engine.dispose()


def test_the_privacy_page_tells_of_the_cookie_by_its_name_and_no_banner_asks(app: Flask, client: Visitor) -> None:
    """P-04: a table instead of a banner."""
    page = client.get("/datenschutz").text
    assert "Cookies dieser Seite" in page
    assert app.config["SESSION_COOKIE_NAME"] in page
    start = client.get("/").text.lower()
    assert "cookie" not in start.partition("<footer")[0]


def test_language_and_theme_are_kept_with_the_account_and_not_in_the_browser(client: Visitor, sign_in: SignIn) -> None:
    """P-04: only after the person chose them; a visitor's language stands in the address."""
    answer = client.get("/?sprache=en")
    assert "Set-Cookie" not in answer.headers
    assert "sprache=en" in answer.text
    own = sign_in(factories.person())
    assert own.submit("/konto", language="en", theme="dark").status_code == 303
    page = own.get("/konto").text
    assert 'lang="en"' in page
    assert "dark" in page.partition("<body")[0]
