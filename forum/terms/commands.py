"""Proposing, confirming and taking back new versions of rules and terms."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import func, select, update

from forum.core.clock import now, today
from forum.core.db import changed, db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, ngettext
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text
from forum.terms.documents import document
from forum.terms.events import TermsAnnounced, TermsDiscarded, TermsProposed
from forum.terms.models import TermsVersion
from forum.terms.queries import FIRST, newest

TITLE, TEXT, SHORT = (3, 120), (10, 5_000), (20, 2_000)


def propose_version(
    actor: Actor,
    name: str,
    clauses: Mapping[str, tuple[str, str]],
    *,
    summary: str,
    note: str,
    valid_from: date,
    seen: int | None = None,
) -> TermsVersion:
    """Propose a new version: title and text of each clause, in short, what is new, and from which day.

    ``seen`` is the version that a person began with. Raises Invalid, and Conflict when another was announced meanwhile.
    """
    require(actor, "terms.propose")
    if seen is not None and seen != newest(name).number:
        raise Conflict(_("Inzwischen ist eine andere Fassung bekannt gegeben. Bitte vergleichen Sie noch einmal."))
    said = {key: {"title": clean_line(title), "text": clean_text(text)} for key, (title, text) in clauses.items()}
    summary, note = clean_text(summary), clean_text(note)
    _check(name, said, summary, note, valid_from)
    highest = select(func.max(TermsVersion.number)).where(TermsVersion.document == name)
    version = TermsVersion(
        document=name,
        number=(db.session.scalar(highest) or FIRST) + 1,
        clauses=said,
        summary=summary,
        note=note,
        valid_from=valid_from,
        proposed_by=actor.person_id,
        proposed_at=now(),
    )
    db.session.add(version)
    db.session.flush()
    record(actor, TermsProposed(terms_version_id=version.id, document=name), audience="staff")
    return version


def _check(name: str, said: Mapping[str, Mapping[str, str]], summary: str, note: str, valid_from: date) -> None:
    wrong: dict[str, list[str]] = {}
    expected = {clause.key for clause in document(name).clauses}
    if set(said) != expected:
        raise Invalid(_("Die Klauseln passen nicht zu diesem Dokument."))
    limits = [
        (f"{key}_{part}", words[part], TITLE if part == "title" else TEXT)
        for key, words in said.items()
        for part in words
    ]
    for field, value, (least, most) in [*limits, ("summary", summary, SHORT), ("note", note, SHORT)]:
        if not least <= len(value) <= most:
            wrong[field] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=least, most=most)]
    before = newest(name)
    if problem := _too_early(valid_from):
        wrong["valid_from"] = [problem]
    elif before.valid_from is not None and valid_from <= before.valid_from:
        wrong["valid_from"] = [_("An diesem Tag beginnt erst die Fassung davor. Bitte wählen Sie einen späteren.")]
    if wrong:
        raise Invalid(fields=wrong)
    same = {clause.key: {"title": str(clause.title), "text": str(clause.text)} for clause in before.clauses}
    if said == same:
        raise Invalid(_("An den Klauseln ist nichts geändert."))


def _too_early(valid_from: date) -> str:
    """Say that people would hear of a version too late, or nothing (Art. 14 DSA)."""
    days = current_app.config["TERMS_NOTICE_DAYS"]
    if valid_from >= today() + timedelta(days=days):
        return ""
    sentence: str = ngettext(
        "Zwischen der Bekanntgabe und diesem Tag muss %(num)s Tag liegen.",
        "Zwischen der Bekanntgabe und diesem Tag müssen %(num)s Tage liegen.",
        days,
    )
    return sentence


def confirm_version(actor: Actor, version: TermsVersion) -> None:
    """Announce a version that somebody else proposed, to everybody with an account (M-23, S-20). Raises Conflict."""
    require(actor, "terms.confirm", version)
    if problem := _too_early(version.valid_from):
        raise Conflict(problem)
    every = select(TermsVersion).where(TermsVersion.document == version.document).order_by(TermsVersion.id)
    rows = db.session.scalars(every.with_for_update().execution_options(populate_existing=True)).all()
    if any(
        row.confirmed_at is not None and row.confirmed_at > version.proposed_at for row in rows if row is not version
    ):
        # What the other version changed would be taken back without anybody having proposed that.
        raise Conflict(
            _("Nach diesem Vorschlag wurde eine andere Fassung bekannt gegeben. Bitte schlagen Sie neu vor.")
        )
    waiting = update(TermsVersion).where(TermsVersion.id == version.id, TermsVersion.confirmed_at.is_(None))
    if not changed(waiting.values(confirmed_by=actor.person_id, confirmed_at=now())):
        raise Conflict(_("Diese Fassung ist schon bestätigt."))
    db.session.refresh(version)
    event = TermsAnnounced(terms_version_id=version.id, document=version.document)
    record(actor, event, audience="public")


def discard_version(actor: Actor, version: TermsVersion) -> None:
    """Take a proposal back; what was announced stays. Raises Conflict."""
    require(actor, "terms.propose")
    if version.confirmed_at is not None:
        raise Conflict(_("Diese Fassung ist schon bestätigt."))
    record(actor, TermsDiscarded(terms_version_id=version.id, document=version.document), audience="staff")
    db.session.delete(version)
    db.session.flush()
