"""The check of the event log and of all that was frozen: one function for the command line, the pages and the job (E-38)."""

from collections.abc import Callable, Mapping, Sequence

import structlog
from flask import current_app, url_for
from sqlalchemy import delete, select

from forum.accounts.models import Person
from forum.accounts.queries import holders
from forum.administration.events import LogChecked
from forum.administration.models import LogCheck
from forum.core import chain, events, mail
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM

JOB = "administration.verify"
# So many checks are kept; each also stands in the log itself.
KEPT = 60

log = structlog.get_logger()


def changed_papers() -> list[tuple[str, str]]:
    """Return kind and name of everything that was frozen and does not fit its digest any more (G-07, E-38)."""
    proofs: Mapping[str, Callable[[], Sequence[str]]] = current_app.extensions["proofs"]
    return [(kind, name) for kind, changed in proofs.items() for name in changed()]


def first_break() -> chain.Break | None:
    """Return the first place where the log is not as it was sealed and as checks before this one saw it, or None."""
    earlier = db.session.execute(select(LogCheck.position, LogCheck.seal)).all()
    return chain.first_break([chain.Head(one.position, one.seal or "") for one in earlier])


def verify() -> LogCheck:
    """Look at every seal and everything frozen, seal what is new, and keep what was found; opens transactions.

    Looking comes first: sealing would cover up what has lost its seal.
    """
    broken = first_break()
    with transaction():
        chain.seal()
    head = chain.head()
    changed = [f"{kind} {name}" for kind, name in changed_papers()]
    with transaction():
        check = LogCheck(at=now(), position=head.event_id, seal=head.seal, place="", changed=changed)
        if broken is not None:
            check.first_broken, check.place = broken.event_id, broken.place[:120]
        db.session.add(check)
        db.session.flush()
        record = LogChecked(log_check_id=check.id, whole=check.is_whole)
        events.record(SYSTEM, record, audience="admin")
        newest = select(LogCheck.id).order_by(LogCheck.id.desc()).limit(KEPT)
        kept = db.session.scalars(newest).all()
        db.session.execute(delete(LogCheck).where(LogCheck.id.not_in(kept)))
    return check


def verify_by_the_clock() -> None:
    """Verify, and tell the administration and the server's log when something was changed.

    Whoever runs the command reads its answer.
    """
    check = verify()
    if not check.is_whole:
        log.error("events.broken", place=check.place, changed=len(check.changed))
        with transaction():
            _tell_administration()


def _tell_administration() -> None:
    """Write to everybody who administers the forum; the mail names no place, only the page that does (E-38)."""
    url = mail.absolute(url_for("operation.log", _external=False))
    people = db.session.scalars(select(Person).where(Person.id.in_(holders("admin"))).order_by(Person.id)).all()
    mail.queue_all(
        [mail.Draft(one.email, "log_broken", one.language, {"handle": one.handle, "url": url}) for one in people]
    )
