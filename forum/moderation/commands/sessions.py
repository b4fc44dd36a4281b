"""Statements of reasons for what the desk of a session removes: the room is its house, the reasons are owed (S-02, S-04).

The desk acts at once and openly, by a word from a short list. Each of them names a rule, so whoever wrote the text reads
what it rests on, and complains to the moderation, in which another person decides.
"""

from collections.abc import Mapping

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.i18n import in_words_of, lazy
from forum.core.permissions import Actor
from forum.core.tokens import random_key
from forum.meetings.models import Contribution, Question
from forum.meetings.written import REASONS, Reason
from forum.moderation import targets_sessions
from forum.moderation.commands.cases import case_of, close, lock, open_again
from forum.moderation.commands.issuing import issue, tell_author
from forum.moderation.measures import ERASED, IN_SESSION, MEASURES, WITH_THE_THING
from forum.moderation.models import CaseState
from forum.moderation.plan import Plan

# The rule of the house that each word of the desk names.
_RULES = {
    Reason.TOPIC: "thema",
    Reason.REPEATED: "thema",
    Reason.TONE: "respekt",
    Reason.PERSONAL: "daten",
    Reason.ADVERTISING: "werbung",
    Reason.EXCLUDING: "hetze",
}
_FACTS = lazy(
    "Die Sitzungsleitung hat diesen Text in der Sitzung entfernt. Ihr Grund: Er %(reason)s. In der Sitzung sorgt sie für "
    "Ordnung und entscheidet sofort. Wenn Sie sich beschweren, prüft das jemand aus der Moderation."
)
_LEFT = lazy(
    "Die Sitzungsleitung hat diesen Text in der Sitzung zurückgehalten und bis zum Ende nicht gezeigt. Ihr Grund: Er "
    "%(reason)s. In der Sitzung sorgt sie für Ordnung und entscheidet sofort. Wenn Sie sich beschweren, prüft das jemand "
    "aus der Moderation."
)


def state_reasons(
    actor: Actor, row: Contribution | Question, was: Mapping[str, str], *, erased: bool = False, left: bool = False
) -> None:
    """Write why the desk removed something, in the transaction in which it did; ``was`` brings it back (S-02).

    ``left`` is what was held until the session ended. What is ``erased`` for good is kept with the reasons, but for words
    from closed parts, which no paper keeps (S-04). What was removed before, with its reasons, needs no others.
    """
    target = targets_sessions.of_question(row) if isinstance(row, Question) else targets_sessions.of_contribution(row)
    (case, _is_new), reason = case_of(target), Reason(row.reason)
    was = {**was, ERASED: target.text} if erased and target.kept is None else was
    # Whoever reports it at this moment, or works on the case, waits for the desk, which holds its session already.
    lock(case)
    standing = next((one for one in reversed(case.statements) if one.stands and one.measure in WITH_THE_THING), None)
    if standing is not None:
        standing.detail = {**was, **(standing.detail or {})}
        return
    # What was decided before had other reasons, and other notices.
    open_again(case)
    author = db.session.get(Person, row.person_id) if row.person_id is not None else None
    # Whoever wrote the text reads the reasons in their own language (S-25).
    facts = in_words_of(
        author.language if author is not None else "de", _LEFT if left else _FACTS, reason=REASONS[reason]
    )
    plan = Plan(statement_puid=random_key(), rule=_RULES[reason])
    statement = issue(actor, case, target, MEASURES[IN_SESSION], plan, facts=facts, detail=dict(was))
    db.session.flush()
    if not case.present_notices:
        # What was reported waits on for the moderation, which sees what became of it and answers.
        close(actor, case, CaseState.ACTED, facts)
    tell_author(actor, statement)
