"""Handing ideas and sessions on: the code holds the plain address, and only of what everybody may read."""

import re
from collections.abc import Callable

import pytest
import segno
from flask import Flask
from sqlalchemy import update

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.ideas.models import Idea
from forum.meetings.models import Meeting
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def drawn(text: str) -> str:
    """Return the path of the code of a text, drawn anew."""
    picture = segno.make(text, micro=False).svg_inline(omitsize=True, border=4, dark="#000", light="#fff")
    return max(re.findall(r'\bd="([^"]+)"', picture), key=len)


@pytest.mark.parametrize("language", ["", "?sprache=en"])
def test_the_code_holds_the_address(app: Flask, client: Visitor, language: str) -> None:
    """P-03, A-09: words, code and copy say the same plain address, and no other host is named."""
    idea, meeting = factories.idea(), factories.meeting()
    for path, url in (
        (f"/ideen/{idea.id}/weitersagen", idea.url),
        (f"/sitzungen/{meeting.id}/weitersagen", meeting.url),
    ):
        page = client.get(path + language).get_data(as_text=True)
        address = f"http://localhost{url}"
        assert f"<code>{address}</code>" in page
        assert f'data-copy="{address}"' in page
        assert drawn(address) in page
        assert client.get(url).status_code == 200
        main = page.split("<main")[1].split("</main>")[0]
        assert set(re.findall(r"https?://([^/\"<&]+)", main)) <= {"localhost", "www.w3.org"}


def test_what_is_not_for_everybody_is_not_handed_on(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """E-16, E-18: drafts, what the administration keeps to itself, and closed sessions, also for those who read them."""
    author, staff = factories.person(), factories.person("staff")
    draft, inside, meeting = factories.idea(author, "entwurf").id, factories.idea().id, factories.meeting().id
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == inside).values(audience="staff"))
        db.session.execute(update(Meeting).where(Meeting.id == meeting).values(audience="staff"))
    for reader in (client, sign_in(author), sign_in(staff)):
        for path in (
            f"/ideen/{draft}/weitersagen",
            f"/ideen/{inside}/weitersagen",
            f"/sitzungen/{meeting}/weitersagen",
        ):
            assert reader.get(path).status_code == 404
