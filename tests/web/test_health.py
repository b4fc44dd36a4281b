"""What the machines around the forum ask: is it alive, is it ready, and in figures how it is doing (E-15)."""

import pytest
from flask import Flask

from tests import factories
from tests.factories import Visitor


@pytest.mark.parametrize("path", ["/gesund", "/bereit", "/metriken"])
def test_they_answer_without_a_sign_in_and_name_nobody(app: Flask, client: Visitor, path: str) -> None:
    """E-15, P-11: neither name nor address of a person; each answer has the number under which the log knows it."""
    person = factories.person(handle="Kanarienvogel")
    factories.thread(person, text="Ein Satz über Kanarienvögel.")
    answer = client.get(path)
    assert answer.status_code == 200
    assert "kanarienv" not in answer.text.casefold()
    assert person.email not in answer.text
    assert answer.headers["X-Request-Id"]
    assert not answer.headers.getlist("Set-Cookie")


def test_the_figures_are_what_prometheus_reads(client: Visitor) -> None:
    """E-15: names with their kind, one figure on each line."""
    lines = client.get("/metriken").text.splitlines()
    assert any(line.startswith("# TYPE ") for line in lines)
    for line in lines:
        if line and not line.startswith("#"):
            float(line.rpartition(" ")[2])
