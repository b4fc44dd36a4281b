"""All kinds of links that open something of an account: used, expired, or for another purpose, they open nothing (E-27)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.commands.links import LINK_LIVES, one_time_link, use_link, valid_link
from forum.accounts.models import NOT_ME, NOT_MINE, OneTimeLink, Person
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.core.tokens import digest
from tests import factories

LIVES = {**LINK_LIVES, **dict.fromkeys((NOT_ME, NOT_MINE), timedelta(days=14))}


def refused(token: str, purpose: str) -> bool:
    """Tell whether a link opens nothing of this kind."""
    try:
        with transaction():
            use_link(token, purpose)
    except Invalid:
        return True
    return False


@pytest.mark.parametrize("purpose", LIVES)
def test_a_link_is_for_one_purpose_one_time_and_one_use(app: Flask, purpose: str) -> None:
    """E-27: and the database holds no more than its digest."""
    number = factories.person().id
    with transaction():
        token, late = (
            one_time_link(db.session.get_one(Person, number), purpose, lives=LIVES[purpose]) for _one in range(2)
        )
    kept = {row.digest for row in db.session.scalars(select(OneTimeLink))}
    assert kept == {digest(token), digest(late)}
    assert all(refused(token, other) for other in LIVES if other != purpose)
    assert refused(token[:-1], purpose)
    with frozen_at(now() + LIVES[purpose] + timedelta(seconds=1)):
        assert refused(late, purpose)
    with transaction():
        assert valid_link(token, purpose).person_id == number
    assert not refused(token, purpose)
    assert refused(token, purpose)
