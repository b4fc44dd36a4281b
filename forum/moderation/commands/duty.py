"""Telling those on duty what waits: danger to life at once by mail, everything else once a day (M-28).

On duty is who holds the role today, for the whole forum or for the space; a role has a first and a last day, and is so
the roster, too.
"""

from collections.abc import Sequence
from datetime import datetime, time

from flask import current_app, url_for
from sqlalchemy import func, select

from forum.accounts.models import Person, Standing
from forum.accounts.queries import holding_word
from forum.core import mail
from forum.core.clock import local, now, of_city
from forum.core.db import db
from forum.core.events import LoggedEvent, record
from forum.core.i18n import german
from forum.core.permissions import SYSTEM, Actor
from forum.moderation.events import QueueSummed
from forum.moderation.models import Case, CaseState, Complaint, Notice
from forum.moderation.queries.queue import visible_to
from forum.moderation.rules import RULES


def on_duty(space_id: int | None = None) -> Sequence[Person]:
    """Return who moderates today, everywhere or in this space, by number."""
    words = holding_word("moderator")
    if space_id is not None:
        words |= holding_word(f"space:{space_id}:moderator")
    return db.session.scalars(select(Person).where(Person.standing == Standing.ACTIVE, words).order_by(Person.id)).all()


def call_at_once(case: Case, notice: Notice) -> None:
    """Write to those on duty about danger to life, in the transaction of the notice and whatever mails they wish.

    They are called once for each opening of a case. The mail holds its number and address, and no word of the content.
    """
    urgent = [key for key, rule in RULES.items() if rule.urgent]
    earlier = select(Notice.id).where(
        Notice.case_id == case.id, Notice.id < notice.id, Notice.rule.in_(urgent), Notice.created_at >= case.opened_at
    )
    if db.session.scalar(earlier.limit(1)) is not None:
        return
    url = mail.absolute(url_for("moderation.case", case_id=case.id, _external=False))
    rule = german(RULES[notice.rule].label)
    for person in on_duty(case.space_id):
        if person.id != notice.person_id:
            mail.queue(person.email, "urgent_notice", language=person.language, number=case.id, rule=rule, url=url)


def sum_up_queue() -> bool:
    """Record in the morning that cases wait since yesterday, once a day; whoever is on duty hears of it (M-28)."""
    moment = local(now())
    today = of_city(datetime.combine(moment.date(), time()))
    if moment.hour < current_app.config["MODERATION_SUMMARY_HOUR"]:
        return False
    old = select(func.count()).where(Case.state == CaseState.OPEN, Case.opened_at < today)
    objected = select(func.count()).where(Complaint.answered_at.is_(None), Complaint.created_at < today)
    waits = (db.session.scalar(old) or 0) + (db.session.scalar(objected) or 0)
    done = select(LoggedEvent.id).where(LoggedEvent.type == QueueSummed.__name__, LoggedEvent.at >= today)
    if not waits or db.session.scalar(done.limit(1)) is not None:
        return False
    record(SYSTEM, QueueSummed(queue_id=moment.toordinal()), audience="moderator")
    return True


def waiting_for(viewer: Actor) -> tuple[int, int]:
    """Return how many cases and how many complaints wait in somebody's reach."""
    cases = select(func.count()).select_from(Case).where(Case.state == CaseState.OPEN, visible_to(viewer))
    complaints = (
        select(func.count(Complaint.id)).join(Complaint.case).where(Complaint.answered_at.is_(None), visible_to(viewer))
    )
    return db.session.scalar(cases) or 0, db.session.scalar(complaints) or 0
