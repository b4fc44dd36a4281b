"""Disputes before bodies outside of the forum are recorded: which body, since when, how they ended, what followed."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core.clock import local, now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.moderation import commands
from forum.moderation.models import Case, Dispute, DisputeOutcome
from tests import factories
from tests.moderation.test_cases import SignIn, the_case
from tests.moderation.test_measures import take

BODY = "Schlichtungsstelle für digitale Dienste"


def a_case() -> int:
    """Return a case that was decided."""
    take(factories.post(factories.thread()).id, factories.person("moderator").id, "hide")
    return the_case().id


def test_a_dispute_is_kept_from_beginning_to_end(sign_in: SignIn) -> None:
    """S-14: body, date, outcome, days, carried out; page by page, with what is missing told at its field."""
    case_id = a_case()
    client = sign_in(factories.person("moderator"))
    begin = f"/moderation/{case_id}/streitfall"
    assert begin in client.get(f"/moderation/{case_id}").text
    assert client.submit(begin, body="", opened_on="").status_code == 422
    assert client.submit(begin, body=BODY, opened_on=str(local(now()).date() + timedelta(days=1))).status_code == 422
    opened = local(now()).date() - timedelta(days=20)
    assert client.submit(begin, body=BODY, opened_on=str(opened)).status_code == 303
    assert BODY in client.get("/moderation/streitfaelle").text
    row = db.session.scalars(select(Dispute)).one()
    assert (row.days, row.outcome, row.opened_on) == (None, None, opened)
    url, version = row.url, str(row.version)
    end = {"closed_on": str(opened + timedelta(days=15)), "carried_out": "y", "version": version}
    assert client.submit(url, **end).status_code == 422
    early = {**end, "outcome": "reversed", "closed_on": str(opened - timedelta(days=1))}
    assert client.submit(url, **early).status_code == 422
    assert client.submit(url, **{**end, "outcome": "reversed"}).status_code == 303
    row = db.session.scalars(select(Dispute)).one()
    assert (row.days, row.outcome, row.carried_out) == (15, DisputeOutcome.REVERSED, True)
    assert client.submit(url, **{**end, "outcome": "upheld"}).status_code == 409
    page = client.get("/moderation/streitfaelle").text
    assert "15 Tage" in page
    assert "umgesetzt" in page


def test_only_the_moderation_keeps_them(app: Flask, sign_in: SignIn) -> None:
    """S-14, E-16: neither citizens nor the Stabsstelle, nor who moderates one space only."""
    case_id = a_case()
    for role in ("", "staff", "board"):
        person = factories.person(*([role] if role else []))
        number = person.id
        assert sign_in(person).get("/moderation/streitfaelle").status_code == 403
        with pytest.raises(Forbidden), transaction():
            commands.record_dispute(
                db.session.get_one(Person, number), db.session.get_one(Case, case_id), body=BODY, opened_on=date.min
            )


def test_the_database_refuses_half_an_end(app: Flask) -> None:
    """S-14: no outcome without a day, no day before the beginning, and nothing carried out that is not decided."""
    case_id, moderator_id = a_case(), factories.person("moderator").id
    day = local(now()).date()
    for values in (
        {"outcome": "upheld"},
        {"closed_on": day, "outcome": "upheld"},
        {"closed_on": day - timedelta(days=1), "outcome": "upheld", "carried_out": True},
    ):
        with pytest.raises(IntegrityError), transaction():
            db.session.add(
                Dispute(
                    case_id=case_id,
                    body=BODY,
                    opened_on=day,
                    recorded_by=moderator_id,
                    recorded_at=now(),
                    version=1,
                    **values,
                )
            )


def test_two_who_note_the_end_at_once(app: Flask) -> None:
    """S-14, M-03: a stale version is a conflict."""
    case_id, moderator_id = a_case(), factories.person("moderator").id
    day = local(now()).date()
    with transaction():
        actor = db.session.get_one(Person, moderator_id)
        made = commands.record_dispute(actor, db.session.get_one(Case, case_id), body=BODY, opened_on=day)
        number = made.id
        with pytest.raises(Invalid):
            commands.close_dispute(actor, made, outcome="unsinn", closed_on=day, carried_out=False, version=1)
    with pytest.raises(Conflict), transaction():
        commands.close_dispute(
            db.session.get_one(Person, moderator_id),
            db.session.get_one(Dispute, number),
            outcome="upheld",
            closed_on=day,
            carried_out=True,
            version=7,
        )
