"""Internal notes, and asking others for a second opinion (M-29)."""

from sqlalchemy import update

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.moderation.authorship import authors_of
from forum.moderation.events import CaseNoted
from forum.moderation.models import Case, CaseNote, NoteKind
from forum.moderation.target import barred, people_barred
from forum.moderation.targets import load

LENGTH = (3, 5_000)
# Which measures take the consent of a second person, some of them only beyond a limit (M-23).
NEED_TWO = ("suspend", "hide")


def add_note(actor: Actor, case: Case, *, text: str, kind: NoteKind = NoteKind.NOTE, measure: str = "") -> CaseNote:
    """Say something to the other moderators about a case; asking for an opinion marks it, an opinion takes the mark off.

    Consent names its ``measure``. Raises Invalid, and Conflict where somebody has to do with the case.
    """
    require(actor, "case.work_on", case)
    if kind == NoteKind.OPINION and actor.person_id in people_barred(case) | authors_of(case.kind, case.target_id):
        # Who asks for an opinion asks somebody else than its author, and goes on waiting for that (M-24).
        raise Conflict(_("Sie haben selbst mit diesem Fall zu tun. Eine zweite Meinung gibt jemand anderes ab."))
    if kind == NoteKind.CONSENT:
        # Whoever may not decide about it cannot agree to it either (M-23, M-24).
        require(actor, "person.sanction", barred(case, load(actor, case.kind, case.target_id)))
        if measure not in NEED_TWO:
            raise Invalid(fields={"text": [_("Bitte sagen Sie, welchem Schritt Sie zustimmen.")]})
    text = clean_text(text)
    if not LENGTH[0] <= len(text) <= LENGTH[1]:
        raise Invalid(fields={"text": [_("Bitte schreiben Sie zwischen 3 und 5.000 Zeichen.")]})
    note = CaseNote(case_id=case.id, author_id=actor.person_id, kind=kind, text=text, at=now(), measure=measure)
    db.session.add(note)
    db.session.flush()
    if kind in {NoteKind.QUESTION, NoteKind.OPINION}:
        # A note is no decision, so it makes nobody's open page stale.
        asked = update(Case).where(Case.id == case.id).values(wants_opinion=kind == NoteKind.QUESTION)
        db.session.execute(asked.execution_options(synchronize_session=False))
        db.session.expire(case, ["wants_opinion"])
    record(actor, CaseNoted(case_id=case.id, note_id=note.id, kind=kind), audience="moderator")
    return note
