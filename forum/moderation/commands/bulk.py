"""Deciding many cases in one act: each has its own statement and line in the log, and one failing fails alone (M-22)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from forum.core.db import db
from forum.core.errors import Conflict, ForumError, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.tokens import random_key
from forum.moderation.commands.cases import dismiss
from forum.moderation.commands.locking import lock_for_many
from forum.moderation.commands.measures import hide
from forum.moderation.commands.reverting import standing_of
from forum.moderation.commands.undoing import undo
from forum.moderation.models import CannedReason, Case, Statement
from forum.screening.models import HeldText

MOST = 100
HIDE, DISMISS = "verbergen", "abweisen"
STEPS = (HIDE, DISMISS)


@dataclass
class Outcome:
    """What became of an act on many cases."""

    key: str
    # Whether anything was hidden, which can be shown again in one act.
    hid: bool = False
    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    # Where the texts stand that had waited and appeared by it, by the numbers of their cases.
    appeared: dict[int, str] = field(default_factory=dict)


def decide_many(
    actor: Actor,
    versions: Mapping[int, int],
    *,
    step: str,
    facts: str,
    rule: str = "",
    legal_ground: str = "",
    canned: CannedReason | None = None,
    untold: bool = False,
    marks: Mapping[int, str] | None = None,
) -> Outcome:
    """Hide or dismiss what these cases are about, one after the other; ``versions`` are those that were seen.

    ``marks`` are those of the words that were seen; a case whose text changed since fails alone.

    Raises Invalid when nothing happened at all, as when the reason itself is wrong.
    """
    require(actor, "case.read")
    if not 1 <= len(versions) <= MOST:
        raise Invalid(_("Bitte wählen Sie zwischen 1 und %(most)s Fällen.", most=MOST))
    if step not in STEPS:
        raise Invalid(_("Bitte wählen Sie, was geschehen soll."))
    # One thing is no bulk, whichever page it was chosen on (Art. 17 (2) DSA); all posts of an account are.
    if untold and len(versions) == 1 and db.session.get_one(Case, *versions).kind != "account":
        single = _("Ohne Nachricht geht es nur bei vielen auf einmal, nicht bei einem einzelnen Inhalt.")
        raise Invalid(fields={"untold": [single]})
    found = Outcome(random_key(), hid=step == HIDE)

    def decide(case: Case) -> None:
        looked_at: dict[str, Any] = {"version": versions[case.id], "seen": (marks or {}).get(case.id, "")}
        if step == DISMISS:
            dismiss(actor, case, reason=facts, **looked_at)
            return
        words: dict[str, Any] = {"rule": rule, "facts": facts, "legal_ground": legal_ground}
        hide(actor, case, **words, **looked_at, canned=canned, bulk=found.key, untold=untold)

    _each(sorted(versions), found, decide)
    if step == DISMISS:
        found.appeared = _appeared(found.done)
    return found


def _appeared(case_ids: Sequence[int]) -> dict[int, str]:
    """Return where the texts stand now that waited in these cases."""
    waited = select(Case.id, HeldText.published_url).join(HeldText, HeldText.id == Case.target_id)
    rows = db.session.execute(waited.where(Case.id.in_(case_ids), Case.kind == "held").order_by(Case.id))
    return {number: url for number, url in rows if url is not None}


def undo_many(actor: Actor, key: str) -> Outcome:
    """Take back within ten minutes what one act on many cases hid, as far as nobody went on with them (M-15)."""
    require(actor, "case.read")
    standing = select(Statement.case_id).where(Statement.bulk == key, Statement.reverted_at.is_(None))
    found = Outcome(key)

    def take_back(case: Case) -> None:
        newest = standing_of(case)
        if newest is None or newest.bulk != key:
            raise Conflict(_("In diesem Fall gilt inzwischen eine andere Maßnahme."))
        if case.decided_by != actor.person_id:
            raise Conflict(_("Das hat jemand anderes entschieden. Sie nehmen es am Fall zurück, mit einer Begründung."))
        undo(actor, case)

    _each(sorted(db.session.scalars(standing)), found, take_back)
    return found


def _each(case_ids: Sequence[int], found: Outcome, act: Callable[[Case], object]) -> None:
    """Act on each case within a savepoint of its own, in the order of their numbers, so that nobody waits in a circle.

    Raises Invalid where all fail and one of them by what was sent in: then that is to be put right.
    """
    wrong: Invalid | None = None
    lock_for_many(case_ids)
    for case_id in case_ids:
        try:
            with db.session.begin_nested():
                case = db.session.get(Case, case_id)
                if case is None:
                    raise Conflict(_("Diesen Fall gibt es nicht."))
                act(case)
        except Invalid as error:
            wrong = wrong or error
            found.refused[case_id] = sentence_of(error)
        except StaleDataError:
            found.refused[case_id] = _("Inzwischen hat jemand anderes an diesem Fall gearbeitet.")
        except ForumError as error:
            found.refused[case_id] = error.message or _("Dazu fehlt Ihnen das Recht.")
        else:
            found.done.append(case_id)
    if wrong is not None and not found.done:
        raise wrong


def sentence_of(error: Invalid) -> str:
    """Return what is wrong in one line."""
    lines = [line for found in error.fields.values() for line in found]
    return " ".join([error.message, *lines]).strip()
