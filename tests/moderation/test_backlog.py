"""How the moderation keeps up, recounted by hand over cases of several ages (M-30)."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.moderation import commands, targets
from forum.moderation.models import Case
from forum.moderation.transparency import backlog
from tests import factories
from tests.moderation.test_cases import WHY
from tests.moderation.test_complaints import REASONS
from tests.moderation.test_measures import FACTS
from tests.moderation.test_redoing import the

# So long before, in hours, cases were opened that wait still: three for less than a day, two, three, and two for long.
WAITING = (1, 12, 23, 25, 71, 73, 100, 167, 169, 900)
# Of decided ones: when each was opened, first looked at and decided. The last one is too old to count.
DECIDED = ((100, 99, 96), (200, 190, 140), (50, 49, 48), (2000, 1900, 1990 - 90), (3000, 2900, 2800))


def reported(hours: float, notifier: int, rule: str = "respekt") -> int:
    """Let a post be written and reported so many hours ago, and return the number of its case."""
    with shifted_by(timedelta(hours=-hours)):
        number = factories.post(factories.thread()).id
        with transaction():
            target = targets.load(the(notifier), "post", number)
            commands.file_notice(the(notifier), target, rule=rule, explanation=WHY, good_faith=True)
        return db.session.scalars(select(Case.id).order_by(Case.id.desc())).first() or 0


def of_old(*words: str) -> int:
    """Return a person who was there before all of it."""
    with shifted_by(timedelta(hours=-4000)):
        return factories.person(*words).id


def the_case(number: int) -> Case:
    return db.session.get_one(Case, number)


def test_the_backlog_equals_a_recount_by_hand(app: Flask) -> None:
    """M-30: each age has its own number, and middles are those of the last ninety days, odd and even."""
    judge = of_old("moderator")
    for hours in WAITING:
        reported(hours, of_old())
    assert backlog(the(judge)).waiting == {"1": 3, "3": 2, "7": 3, "more": 2}
    assert (backlog(the(judge)).hours_to_decide, backlog(the(judge)).hours_to_look) == (None, None)
    seen = []
    for opened, looked, decided in DECIDED:
        number = reported(opened, of_old())
        with shifted_by(timedelta(hours=-looked)), transaction():
            commands.claim(the(judge), the_case(number))
        with shifted_by(timedelta(hours=-decided)), transaction():
            commands.dismiss(the(judge), the_case(number), reason=REASONS, version=the_case(number).version)
        found = backlog(the(judge))
        seen.append((found.hours_to_decide, found.hours_to_look))
    # Deciding took 4, 60, 2 and 100 hours, looking 1, 10, 1 and 100; what is older than ninety days changes nothing.
    assert seen == [(4.0, 1.0), (32.0, 5.5), (4.0, 1.0), (32.0, 5.5), (32.0, 5.5)]
    assert backlog(the(judge)).waiting == {"1": 3, "3": 2, "7": 3, "more": 2}


def test_measures_and_reversals_are_counted_by_rule(app: Flask) -> None:
    """M-30: three for one rule, of which one fell, and one for another."""
    judge, other = of_old("moderator"), of_old("moderator")
    for index, rule in enumerate(("respekt", "respekt", "respekt", "thema")):
        number = reported(10 + index, of_old(), rule)
        with transaction():
            commands.hide(the(judge), the_case(number), rule=rule, facts=FACTS, version=the_case(number).version)
    with transaction():
        commands.restore(the(other), the_case(number - 1), reason=REASONS, version=the_case(number - 1).version)
    assert backlog(the(judge)).rules == {"respekt": (3, 1), "thema": (1, 0)}
    assert backlog(the(judge)).waiting == {"1": 0, "3": 0, "7": 0, "more": 0}
    assert backlog(the(judge)).hours_to_decide == 11.5
