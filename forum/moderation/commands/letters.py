"""The letter with which the author of content gets the statement of reasons, whatever mails they wish else (S-02)."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core import mail
from forum.core.clock import local
from forum.core.db import db
from forum.core.i18n import german, lazy
from forum.moderation.measures import IN_SESSION, MEASURES
from forum.moderation.models import Statement
from forum.moderation.plain import plain_words
from forum.moderation.queries.cases import authors_of
from forum.moderation.rules import RULES

_NOT_PUBLISHED = lazy("Der Text wartete auf Prüfung und erscheint nicht. Sie behalten ihn.")


def write_to(statement: Statement) -> None:
    """Mail the statement to its authors, whatever mails they wish else: the law asks for it (S-02, Art. 17 DSA)."""
    if statement.untold:
        return
    numbers = sorted(authors_of(statement))
    people = select(Person).where(Person.id.in_(numbers), Person.confirmed_at.is_not(None)).order_by(Person.id)
    for person in db.session.scalars(people).all():
        _write(person, statement)


def _write(person: Person, statement: Statement) -> None:
    plain, follows = plain_words(statement)
    mail.queue(
        person.email,
        "statement",
        language=person.language,
        measure=german(_NOT_PUBLISHED if statement.is_refusal else MEASURES[statement.measure].said),
        rule=german(RULES[statement.rule].label),
        plain=plain,
        follows=follows,
        legal_ground=statement.legal_ground,
        facts=statement.facts,
        in_session=statement.measure == IN_SESSION,
        in_thread=statement.is_on_thread,
        automated=statement.automated_detection,
        decided_by_program=statement.automated_decision,
        source=german(_source_of(statement)),
        decided_on=local(statement.created_at).date(),
        again_on=local(statement.again_at).date() if statement.again_at else None,
        until=local(statement.until).date() if statement.until else None,
        minutes=(statement.detail or {}).get("minutes", 0),
        # A hint and a warning narrow nothing, so they have no end either.
        restricts=bool(MEASURES[statement.measure].word),
        url=mail.absolute(url_for("moderation.statement", puid=statement.puid, _external=False)),
    )


def _source_of(statement: Statement) -> Any:
    """Return how the forum learnt of the content (Art. 17 (3) b DSA)."""
    if statement.measure == IN_SESSION:
        return lazy("in der Sitzung selbst")
    if statement.after_notice:
        return lazy("durch eine Meldung")
    if statement.source == "SOURCE_VOLUNTARY":
        return lazy("durch die Moderation selbst")
    return lazy("durch einen Hinweis von außen")
