"""The forum is served under its own name only; what asks for another one gets a plain page and nothing else."""

from collections.abc import Iterator

import pytest
from flask import Flask

from forum import create_app
from forum.core.db import db
from forum.web.limits import limiter
from forum.web.security import HEADERS
from tests import factories
from tests.factories import PASSWORD
from tests.serving import migrate
from tests.web.test_settings import SAFE

OWN = "https://forum.example.org"
OTHERS = [
    "evil.example",
    "forum.example.org.evil.example",
    "evil.example:443",
    "forum.example.org:8443",
    "forum.example.org@evil.example",
    "forum.example.org.",
    "forum.example.org,evil.example",
    "a b",
    "",
]


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The forum as a city serves it, on an empty database."""
    app = create_app({**SAFE, "INSTANCE": str(tmp_path_factory.mktemp("production")), "POST_PAUSE": 0})
    limiter.enabled = False
    with app.app_context():
        migrate(app)
        db.session.remove()
    yield app
    app.extensions["search"].close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("host", OTHERS)
@pytest.mark.parametrize(
    "path", ["/", "/anmelden", "/registrieren/", "/static/css/theme.css", "/api/v1/ideas", "/nirgends"]
)
def test_another_name_is_refused_for_pages_files_and_the_api(production: Flask, host: str, path: str) -> None:
    """E-32, E-29: with the headers of every answer, and nothing of what was asked comes back."""
    answer = production.test_client().get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "Das Forum hat eine andere Adresse" in answer.text
    assert "evil" not in answer.text
    assert OWN in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Location" not in answer.headers


def test_another_name_opens_no_socket(production: Flask) -> None:
    """E-32, L-62: whatever the origin says."""
    client = production.test_client()
    path, refused = "/socket.io/?EIO=4&transport=websocket", "andere Adresse"
    for headers in ({"Host": "evil.example"}, {"Host": "evil.example", "Origin": OWN}):
        assert refused in client.get(path, headers=headers).text
    assert refused not in client.get(path, headers={"Host": "forum.example.org", "Origin": OWN}).text


def test_the_own_name_is_known_however_it_is_forwarded(production: Flask) -> None:
    """E-32: by the header of the proxy that is trusted, and by none that a visitor sends before it."""
    client = production.test_client()
    for headers, status in [
        ({"Host": "forum.example.org"}, 200),
        ({"Host": "Forum.Example.ORG:443"}, 200),
        ({"Host": "live", "X-Forwarded-Host": "forum.example.org"}, 200),
        ({"Host": "live", "X-Forwarded-Host": "evil.example, forum.example.org"}, 200),
        ({"Host": "live", "X-Forwarded-Host": "forum.example.org, evil.example"}, 400),
        ({"Host": "forum.example.org", "X-Forwarded-Host": "evil.example"}, 400),
    ]:
        assert client.get("/anmelden", headers=headers).status_code == status, headers


@pytest.mark.parametrize("path", ["/gesund", "/bereit", "/metriken"])
def test_machines_ask_by_number(production: Flask, path: str) -> None:
    """E-15: a load balancer knows the machine, not the name."""
    assert production.test_client().get(path, headers={"Host": "10.0.0.7:5000"}).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (OWN, 303),
        ("http://forum.example.org", 403),
        ("https://forum.example.org:8443", 403),
        ("https://evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_a_form_comes_from_the_address_of_the_settings(production: Flask, origin: str, status: int) -> None:
    """E-24: the whole origin counts, not the host that the request itself names."""
    with production.app_context():
        email = factories.person().email
        answer = production.test_client().post(
            "/anmelden",
            data={"email": email, "password": PASSWORD},
            headers={"Host": "forum.example.org", "Origin": origin, "X-Forwarded-Proto": "https"},
        )
    assert answer.status_code == status
