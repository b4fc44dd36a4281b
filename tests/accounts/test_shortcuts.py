"""Single keys for those who want them (T-36)."""

import json
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from html5lib import parse

from forum.accounts.models import Person
from forum.accounts.shortcuts import USUAL, Shortcut, problems
from forum.core.db import db
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
PAGE = "/konto/tastenkuerzel"
KEYS = {shortcut.value: key for shortcut, key in USUAL.items()}


def test_nobody_has_shortcuts_who_did_not_switch_them_on(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """T-36, WCAG 2.1.4: off by default, and off again whenever somebody likes; the keys are kept."""
    person = factories.person()
    visitor = sign_in(person)
    for who in (client, visitor):
        assert "shortcuts.js" not in who.get("/").get_data(as_text=True)
    assert visitor.submit(PAGE, on="y", **{**KEYS, "next": "W", "help": ""}).status_code == 303
    html = unescape(visitor.get("/").get_data(as_text=True))
    assert "shortcuts.js" in html
    assert '"next": "w"' in html
    assert '"help"' not in html
    visitor.submit(PAGE, **{**KEYS, "next": "w"})
    assert "shortcuts.js" not in visitor.get("/").get_data(as_text=True)
    assert db.session.get_one(Person, person.id).keys == {}
    assert 'value="w"' in visitor.get(PAGE).get_data(as_text=True)


def test_no_two_steps_have_the_same_key(app: Flask, sign_in: SignIn) -> None:
    """T-36: said at the second of them, and everything typed is still there."""
    answer = sign_in(factories.person()).submit(PAGE, on="y", **{**KEYS, "previous": "J"})
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "Diese Taste tut schon etwas anderes." in html
    assert 'value="J"' in html


@pytest.mark.parametrize("key", ["jj", "\n", "\u200b", "\u202e"])
def test_only_a_single_sign_is_a_key(key: str) -> None:
    """E-21."""
    assert set(problems({Shortcut.NEXT: key, Shortcut.HELP: ""})) == {"next"}


def test_odd_keys_stay_text(app: Flask, sign_in: SignIn) -> None:
    """E-22."""
    visitor = sign_in(factories.person())
    assert visitor.submit(PAGE, on="y", **{**KEYS, "next": '"', "previous": "<", "answer": "&"}).status_code == 303
    html = visitor.get("/").get_data(as_text=True)
    assert "<kbd>&lt;</kbd>" in html
    dialog = next(parse(html, namespaceHTMLElements=False).iter("dialog"))
    assert json.loads(dialog.get("data-keys")) == {**KEYS, "next": '"', "previous": "<", "answer": "&"}
