"""What is written down about requests says nothing about who made them (P-11)."""

import json

import pytest
from flask import Flask

from forum.web.limits import shortened_address
from tests import factories

ADDRESS, TOKEN, WORDS = "203.0.113.77", "geheimer-Schluessel-aus-einer-Mail", "Kanarienvogel"


def test_no_line_has_an_address_or_a_token(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    """P-11: lines name the route and not the path, so neither tokens, searches nor names of people are in them."""
    client = factories.visitor(app)
    where = {"environ_base": {"REMOTE_ADDR": ADDRESS}}
    for path in (
        f"/passwort-neu/{TOKEN}",
        f"/bestaetigen/{TOKEN}?weiter=/{TOKEN}",
        f"/suche?q={WORDS}",
        f"/leute/{WORDS}",
        f"/gibt-es-nicht/{TOKEN}",
    ):
        client.get(path, headers={"Authorization": f"Bearer {TOKEN}"}, **where)
    client.post("/anmelden", data={"email": f"{WORDS}@example.org", "password": TOKEN}, **where)
    lines = capsys.readouterr().out
    assert "/passwort-neu/<token>" in lines
    assert sum('"event": "request"' in line for line in lines.splitlines()) == 6
    assert [word for word in (ADDRESS, TOKEN, WORDS) if word in lines] == []
    assert all("address" not in json.loads(line) for line in lines.splitlines() if line.startswith("{"))


@pytest.mark.parametrize(
    ("address", "kept"),
    [(ADDRESS, "203.0.113.0/24"), ("2001:db8:77:1:2:3:4:5", "2001:db8:77::/48"), ("::1", "::/48"), ("odd", "")],
)
def test_attempts_are_counted_by_network(app: Flask, address: str, kept: str) -> None:
    """P-11: /24 and /48, and only in the memory of the running process."""
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert shortened_address() == kept
