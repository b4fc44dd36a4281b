"""Taking words out of the register that were removed where the Board met; the record and its proof stay (G-07, L-51)."""

from sqlalchemy import select, update

from forum.core.db import db
from forum.core.events import record
from forum.core.i18n import german, lazy
from forum.core.permissions import Actor, require
from forum.core.text import render
from forum.dossiers.events import DecisionWithheld
from forum.dossiers.models import Decision, DecisionDuty
from forum.ideas import commands as ideas

WITHHELD_UNIT = "–"
_REMOVED = lazy("Dieser Text wurde entfernt.")


def withhold_words(actor: Actor, number: str) -> None:
    """Show text and reasons of a decision no longer, nor on the logs of its ideas; the record and its digest stay (L-51)."""
    require(actor, "decision.withhold")
    decision = db.session.scalars(select(Decision).where(Decision.number == number)).one()
    if decision.withheld_text is not None:
        return
    sentence = german(_REMOVED)
    values = {
        "withheld_text": decision.text,
        "withheld_reasons": decision.reasons,
        "text": sentence,
        "text_html": render(sentence),
        "reasons": "",
        "reasons_html": "",
    }
    # The mapper refuses to change a record; which words are shown is no part of what it proves.
    statement = update(Decision).where(Decision.id == decision.id).values(**values)
    db.session.execute(statement, execution_options={"synchronize_session": False})
    of_it = update(DecisionDuty).where(DecisionDuty.decision_id == decision.id)
    db.session.execute(
        of_it.values(
            withheld_text=DecisionDuty.text, text=sentence, withheld_unit=DecisionDuty.unit, unit=WITHHELD_UNIT
        ),
        execution_options={"synchronize_session": False},
    )
    for duty in decision.duties:
        db.session.expire(duty)
    db.session.expire(decision)
    for subject in decision.subjects:
        if subject.idea_id is not None:
            ideas.blank_decision(actor, subject.idea_id, url=decision.url)
    event = DecisionWithheld(decision_id=decision.id, idea_id=decision.idea_id)
    record(actor, event, audience=decision.audience)
