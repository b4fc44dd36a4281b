"""The tables of the moderation: cases with notices and statements, complaints, and the moderators' desk."""

from forum.moderation.models.cases import Case, Complaint, Notice, Statement
from forum.moderation.models.desk import CannedReason, CaseNote, NoteKind, QueueView
from forum.moderation.models.evidence import SweptEvidence
from forum.moderation.models.hands import StatementHand
from forum.moderation.models.standing import Dispute, DisputeOutcome, MisuseCase, MisuseKind, PublishedReport, digest_of
from forum.moderation.models.words import HIDING, ON_PERSON, ON_THREAD, Answer, CaseState, Outcome

__all__ = [
    "HIDING",
    "ON_PERSON",
    "ON_THREAD",
    "Answer",
    "CannedReason",
    "Case",
    "CaseNote",
    "CaseState",
    "Complaint",
    "Dispute",
    "DisputeOutcome",
    "MisuseCase",
    "MisuseKind",
    "NoteKind",
    "Notice",
    "Outcome",
    "PublishedReport",
    "QueueView",
    "Statement",
    "StatementHand",
    "SweptEvidence",
    "digest_of",
]
