"""Summing a discussion up, in versions that stay; under an idea the summary weighs both sides (T-38, G-28)."""

from collections.abc import Mapping

from sqlalchemy import select, update

from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_text, render
from forum.discussions.commands.limits import text_problem
from forum.discussions.commands.locks import refuse_merged
from forum.discussions.events import CorrectionAsked, ThreadSummarised
from forum.discussions.models import SummaryCorrection, Thread, ThreadSummary

WISH = (10, 2000)


def summarise_thread(
    actor: Actor, thread: Thread, *, text: str, version: int, against: str = "", affected: str = ""
) -> ThreadSummary:
    """Write a new version of the summary above a thread; ``version`` is the one the writer saw (T-38).

    Under an idea the text says what speaks for it, ``against`` what speaks against it, and ``affected`` whom it concerns.
    A new version settles all wishes for a correction that came before. Raises Invalid, and Conflict with the stored version
    when somebody else was faster.
    """
    require(actor, "thread.summarise", thread)
    refuse_merged(thread)
    raised = update(Thread).where(Thread.id == thread.id, Thread.summary_version == version)
    if not changed(raised.values(summary_version=version + 1)):
        raise Conflict(_("Der Zwischenstand wurde inzwischen an anderer Stelle geändert."))
    said = _checked(thread, {"text": text, "against": against, "affected": affected})
    summary = ThreadSummary(
        thread_id=thread.id,
        version=version + 1,
        source=said["text"],
        html=render(said["text"]),
        against=said["against"],
        against_html=render(said["against"]),
        affected=said["affected"],
        affected_html=render(said["affected"]),
        author_id=actor.person_id,
        role="staff" if "staff" in actor.words else "moderator",
        at=now(),
    )
    db.session.add(summary)
    open_wishes = update(SummaryCorrection).where(
        SummaryCorrection.thread_id == thread.id, SummaryCorrection.settled_at.is_(None)
    )
    db.session.execute(open_wishes.values(settled_at=now()))
    db.session.flush()
    record(actor, ThreadSummarised(thread_id=thread.id, version=summary.version), audience=thread.audience)
    return summary


def ask_for_correction(actor: Actor, thread: Thread, *, text: str) -> SummaryCorrection:
    """Ask that the summary be corrected, for either side (G-28). Raises Invalid, Conflict."""
    require(actor, "thread.ask_correction", thread)
    if not thread.summary_version:
        raise Conflict(_("Hier gibt es noch keinen Zwischenstand."))
    text = clean_text(text)
    if not WISH[0] <= len(text) <= WISH[1]:
        limits = _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=WISH[0], most=WISH[1])
        raise Invalid(fields={"text": [limits]})
    asked = select(SummaryCorrection.id).where(
        SummaryCorrection.thread_id == thread.id,
        SummaryCorrection.person_id == actor.person_id,
        SummaryCorrection.settled_at.is_(None),
    )
    if db.session.scalar(asked.limit(1)) is not None:
        raise Conflict(_("Ihr Wunsch liegt schon vor. Die nächste Fassung beantwortet ihn."))
    wish = SummaryCorrection(
        thread_id=thread.id, version=thread.summary_version, person_id=actor.person_id, text=text, at=now()
    )
    db.session.add(wish)
    db.session.flush()
    record(actor, CorrectionAsked(thread_id=thread.id, correction_id=wish.id), audience="staff")
    return wish


def _checked(thread: Thread, said: Mapping[str, str]) -> dict[str, str]:
    """Return the texts tidied. Raises Invalid; under an idea no side of the balance may be missing."""
    texts = {name: clean_text(text) for name, text in said.items()}
    if thread.idea_id is None:
        texts |= {"against": "", "affected": ""}
    needed = texts if thread.idea_id is not None else ["text"]
    problems = {name: [complaint] for name in needed if (complaint := text_problem(texts[name]))}
    if problems:
        raise Invalid(fields=problems)
    return texts
