"""The statement of reasons for a pause of notices or complaints: told, in the public log, and open to a complaint (S-17)."""

from dataclasses import replace

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db
from forum.core.events import record
from forum.core.i18n import german, in_words_of, lazy
from forum.core.permissions import Actor
from forum.core.tokens import random_key
from forum.moderation.commands.cases import case_of, close, lock, open_again
from forum.moderation.commands.issuing import issue, tell_author
from forum.moderation.events import StatementReverted
from forum.moderation.measures import MEASURES
from forum.moderation.measures_misuse import MISUSE
from forum.moderation.models import CaseState, MisuseCase, MisuseKind, Statement
from forum.moderation.plan import Plan
from forum.moderation.rules import MISUSED
from forum.moderation.targets import of_profile

_NUMBERS = lazy("Es geht um %(kind)s: In zwölf Monaten waren es %(number)s von %(in_all)s.")
_NOT_NEEDED = lazy("Die Moderation hat das zurückgenommen.")


def state_reasons_for_misuse(actor: Actor, misuse: MisuseCase) -> None:
    """Write why nothing of that kind is taken in from somebody, in the transaction in which it begins (S-02).

    It stands at the case of the person's profile; what was reported about that waits on for a decision of its own.
    """
    person = db.session.get_one(Person, misuse.person_id)
    numbers = {"kind": MisuseKind(misuse.kind).label, "number": misuse.number, "in_all": misuse.in_all}
    said = in_words_of(person.language, _NUMBERS, **numbers)
    target = replace(of_profile(person), text=said, kept=None)
    case, _is_new = case_of(target)
    lock(case)
    open_again(case)
    plan = Plan(statement_puid=random_key(), rule=MISUSED, until=misuse.suspended_until)
    detail = {"misuse": misuse.id}
    statement = issue(actor, case, target, MEASURES[MISUSE], plan, facts=misuse.reasons, detail=detail)
    misuse.statement_puid = statement.puid
    db.session.flush()
    if not case.present_notices:
        close(actor, case, CaseState.ACTED, misuse.reasons)
    tell_author(actor, statement)


def fall_with_misuse(actor: Actor, statement: Statement) -> None:
    """Mark the statement of a pause as reverted, because the pause is taken back."""
    case = statement.case
    lock(case)
    statement.reverted_at, statement.reverted_by, statement.revert_reason = now(), actor.person_id, german(_NOT_NEEDED)
    db.session.flush()
    db.session.expire(case, ["statements"])
    if case.state != CaseState.OPEN:
        stands = any(row.stands for row in case.statements)
        close(actor, case, CaseState.ACTED if stands else CaseState.DISMISSED, german(_NOT_NEEDED))
    event = StatementReverted(case_id=case.id, statement_id=statement.id, author_id=statement.author_id)
    record(actor, event, audience=f"person:{statement.author_id}")
