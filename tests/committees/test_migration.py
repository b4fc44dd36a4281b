"""What was there before committees had acts, and recusals an item, is still there after it (E-06)."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from forum.committees import commands
from forum.committees.models import Committee, CommitteeAct, Membership, Recusal
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from tests import factories


def test_recusals_and_the_last_act_survive_the_way_down_and_up(app: Flask) -> None:
    """E-06: the key of a table changes, its rows do not; what the code before cannot know becomes what it can."""
    idea_id, person_id = factories.idea().id, factories.person().id
    awake, asleep = factories.committee().id, factories.committee().id
    factories.member(db.session.get_one(Committee, awake), "deputy")
    with transaction():
        db.session.add(Recusal(idea_id=idea_id, person_id=person_id, interest="Mein Garten", declared_at=now()))
        commands.suspend(SYSTEM, db.session.get_one(Committee, asleep), reason="Wir machen eine Pause.")
    db.session.remove()
    try:
        downgrade(revision="speaking")
        before = db.session.execute(text("SELECT idea_id, person_id, interest FROM recusal")).all()
        states = db.session.execute(text("SELECT state FROM committee ORDER BY id")).scalars().all()
        db.session.remove()
    finally:
        upgrade()
    assert before == [(idea_id, person_id, "Mein Garten")]
    assert states == ["active", "dissolved"]
    after = db.session.scalars(select(Recusal)).one()
    assert (after.idea_id, after.item_id, after.interest) == (idea_id, None, "Mein Garten")
    assert db.session.scalars(select(Membership.role)).all() == ["member"]
    acts = db.session.execute(
        select(CommitteeAct.committee_id, CommitteeAct.act, CommitteeAct.reason).order_by(CommitteeAct.committee_id)
    ).all()
    assert acts == [(awake, "founded", ""), (asleep, "dissolved", "Wir machen eine Pause.")]
