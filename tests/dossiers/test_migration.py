"""Decisions that were recorded before the record grew keep their proof, and get what they lack."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text, update

from forum.core.db import db, transaction
from forum.dossiers import proof, queries
from forum.dossiers.models import Decision, DecisionSubject
from tests import factories


def test_older_decisions_stay_provable(app: Flask) -> None:
    """E-06, G-07: the words change, the digest of that time still fits, and what is missing gets a value."""
    idea = factories.idea(state="beschlossen")
    idea_id = idea.id
    with transaction():
        found = db.session.scalars(select(Decision)).one()
        db.session.execute(update(Decision).values(digest_version=1))
        db.session.refresh(found)
        db.session.execute(update(Decision).values(digest=proof.of_decision(found)))
    db.session.remove()
    try:
        downgrade(revision="removed_support")
        before = db.session.execute(text("SELECT result, digest FROM decision")).one()
        db.session.remove()
    finally:
        upgrade()
    after = db.session.scalars(select(Decision)).one()
    assert (before.result, after.result, after.digest) == ("beschlossen", "ungeaendert", before.digest)
    assert (after.present, after.entitled, after.binding, after.recused) == (8, 8, True, [])
    assert "NKomVG" in after.rule
    assert db.session.scalars(select(DecisionSubject.idea_id)).all() == [idea_id]
    assert queries.changed_decisions() == []
