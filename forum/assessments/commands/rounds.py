"""Who assesses an idea: naming assessors, stepping back because of an interest, and opening another round."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from forum.accounts.models import Person
from forum.assessments import queries
from forum.assessments.events import AssessmentRoundOpened, AssessorAssigned, AssessorReleased, InterestDeclared
from forum.assessments.models import AssessmentRound, Assessor
from forum.assessments.queries import Round
from forum.committees.models import Recusal
from forum.core.clock import now
from forum.core.db import db, dialect, get_or_404
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, can, require
from forum.core.text import clean_line
from forum.ideas.models import Idea

REASON = (10, 500)


def lock(idea: Idea) -> None:
    """Hold an idea until the end of the transaction, so that who assesses, names, freezes or decides comes one by one.

    What the idea says by then is read anew; that somebody changed it meanwhile is no reason to refuse an assessment.
    """
    db.session.execute(select(Idea.id).where(Idea.id == idea.id).with_for_update())
    db.session.refresh(idea)


def present_round(idea: Idea) -> Round:
    """Return the newest round of an idea; whoever changes anything in it holds the lock of the idea."""
    return queries.rounds(idea)[0]


def stored_round(idea: Idea, present: Round) -> AssessmentRound:
    """Return the row of a round; the first round gets its row with the first who takes part."""
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    values = {"idea_id": idea.id, "number": present.number, "reason": "", "opened_at": now()}
    db.session.execute(insert(AssessmentRound).values(**values).on_conflict_do_nothing())
    return db.session.get_one(AssessmentRound, (idea.id, present.number))


def note_shown(idea: Idea) -> None:
    """Keep the moment in which the present round was complete first; whoever may have completed it calls this."""
    present = present_round(idea)
    if present.is_complete and present.shown_at is None:
        stored_round(idea, present).shown_at = now()
        db.session.flush()


def assign(actor: Actor, idea: Idea, person_id: int) -> None:
    """Name somebody who is to assess the idea. Raises NotFound, Conflict."""
    require(actor, "assessment.arrange", idea)
    _add(actor, idea, get_or_404(Person, person_id))


def take(actor: Actor, idea: Idea) -> None:
    """Take the assessment of an idea upon oneself. Raises Conflict."""
    require(actor, "assessment.give", idea)
    _add(actor, idea, get_or_404(Person, actor.person_id))


def _add(actor: Actor, idea: Idea, person: Person) -> None:
    lock(idea)
    if not can(person, "assessment.give", idea):
        raise Conflict(_("%(name)s kann diese Idee nicht bewerten.", name=person.handle))
    present = present_round(idea)
    if present.of(person.id) or present.waits_for(person.id):
        return
    if present.is_complete:
        raise Conflict(_("Diese Runde ist abgeschlossen. Die Stabsstelle kann eine weitere Runde öffnen."))
    stored_round(idea, present)
    db.session.add(
        Assessor(idea_id=idea.id, round=present.number, assessor_id=person.id, assigned_by=actor.person_id, at=now())
    )
    db.session.flush()
    event = AssessorAssigned(idea_id=idea.id, assessor_id=person.id, round=present.number)
    record(actor, event, audience="staff")


def release(actor: Actor, idea: Idea, person_id: int) -> None:
    """Let somebody off who has not finished; everybody may let themselves off. Raises NotFound."""
    require(actor, "assessment.give" if person_id == actor.person_id else "assessment.arrange", idea)
    lock(idea)
    present = present_round(idea)
    row = next((row for row in present.waiting if row.assessor_id == person_id), None)
    if row is None:
        raise NotFound
    db.session.delete(row)
    db.session.flush()
    note_shown(idea)
    event = AssessorReleased(idea_id=idea.id, assessor_id=person_id, round=present.number)
    record(actor, event, audience="staff")


def open_round(actor: Actor, idea: Idea, *, reason: str) -> None:
    """Let the idea be assessed once more, when the present round is complete. Raises Invalid, Conflict."""
    require(actor, "assessment.arrange", idea)
    reason = clean_line(reason)
    if not REASON[0] <= len(reason) <= REASON[1]:
        sentence = _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=REASON[0], most=REASON[1])
        raise Invalid(fields={"reason": [sentence]})
    lock(idea)
    present = present_round(idea)
    # Of a round whose points were seen, but that is not whole any more, nobody has to wait for the end.
    if not present.was_shown:
        raise Conflict(_("Die laufende Runde ist noch nicht abgeschlossen."))
    row = AssessmentRound(
        idea_id=idea.id, number=present.number + 1, reason=reason, opened_at=now(), opened_by=actor.person_id
    )
    db.session.add(row)
    db.session.flush()
    record(actor, AssessmentRoundOpened(idea_id=idea.id, round=row.number), audience="staff")


def declare_interest(actor: Actor, idea: Idea, *, interest: str = "") -> None:
    """Step back from assessing and deciding on an idea, for good; what one gave before does not count any more (B-15)."""
    require(actor, "assessment.recuse", idea)
    if actor.person_id is None:
        raise Forbidden
    lock(idea)
    require(actor, "assessment.recuse", idea)
    if queries.is_recused(actor, idea):
        return
    interest = clean_line(interest)
    if len(interest) > REASON[1]:
        raise Invalid(fields={"interest": [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=REASON[1])]})
    db.session.add(Recusal(idea_id=idea.id, person_id=actor.person_id, interest=interest, declared_at=now()))
    db.session.flush()
    note_shown(idea)
    record(actor, InterestDeclared(idea_id=idea.id, person_id=actor.person_id), audience="staff")
