"""Official answers on their way: written, looked at by a second person, published now or at a set time (N-23).

Until an answer is published it exists in this package alone; ``ideas.commands.note_answer`` is the only way to the public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, ForumError, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import LONGEST_SOURCE, clean_line, clean_text, render
from forum.ideas.commands import Answer, note_answer
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.office.commands.assigning import note
from forum.office.commands.outcomes import Effect, sentence_of
from forum.office.events import AnswerHandedIn, AnswerReleased, AnswerSentBack, AnswerStuck
from forum.office.models import AnswerDraft, DraftState

LEAST = 10
MOST_AT_ONCE = 100
LATEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an answer says; without a ``unit`` it is that of before.

    ``block`` is the text block from which it was made, with its version.
    """

    text: str
    unit: str = ""
    target: IdeaState | None = None
    reason_key: str | None = None
    cost: str = ""
    period: str = ""
    conditions: str = ""
    block: tuple[int, int] | None = None


def write_answer(actor: Actor, idea: Idea, words: Words, *, hand_in: bool) -> AnswerDraft:
    """Write an answer, as a draft or for a second look at once. Raises Invalid."""
    require(actor, "file.answer", idea)
    draft = AnswerDraft(idea_id=idea.id, author_id=actor.person_id, changed_at=now())
    _set(actor, draft, words)
    db.session.add(draft)
    db.session.flush()
    if hand_in:
        _hand_in(actor, draft)
    return draft


def change_answer(actor: Actor, draft: AnswerDraft, words: Words, *, version: int, hand_in: bool) -> None:
    """Change an answer; a release is gone with the words that were released. Raises Conflict, Invalid."""
    draft = _open(draft)
    require(actor, "answer.change", draft)
    if draft.version != version:
        raise Conflict(_("Jemand anderes hat das inzwischen geändert. Bitte laden Sie die Seite neu."))
    _set(actor, draft, words)
    draft.state, draft.releaser_id, draft.publish_at, draft.problem = DraftState.DRAFT, None, None, ""
    db.session.flush()
    if hand_in:
        _hand_in(actor, draft)


def _hand_in(actor: Actor, draft: AnswerDraft) -> None:
    draft.state = DraftState.REVIEW
    db.session.flush()
    record(actor, AnswerHandedIn(idea_id=draft.idea_id, draft_id=draft.id), audience="staff")


def send_back(actor: Actor, draft: AnswerDraft, *, reason: str) -> None:
    """Make an answer a draft again, also one that is released for later; the reason goes into the file of the idea.

    Raises Conflict, Invalid.
    """
    draft = _open(draft)
    require(actor, "answer.send_back", draft)
    if draft.state == DraftState.DRAFT:
        raise Conflict(_("Diese Antwort ist schon ein Entwurf."))
    note(actor, draft.idea, reason)
    draft.state, draft.releaser_id, draft.publish_at = DraftState.DRAFT, None, None
    db.session.flush()
    record(actor, AnswerSentBack(idea_id=draft.idea_id, draft_id=draft.id), audience="staff")


def discard_answer(actor: Actor, draft: AnswerDraft) -> None:
    """Throw an answer away before it is published."""
    draft = _open(draft)
    require(actor, "answer.change", draft)
    db.session.delete(draft)
    db.session.flush()


def release_answers(actor: Actor, ids: Sequence[int], *, publish_at: datetime | None = None) -> Sequence[Effect]:
    """Release answers after a second look, to be published now or at a set time, all of them together (N-23).

    Each for itself: what cannot be released stays as it was and is named with its reason. Raises Invalid.
    """
    chosen = list(dict.fromkeys(ids))
    if not chosen:
        raise Invalid(_("Bitte wählen Sie mindestens eine Antwort."))
    if len(chosen) > MOST_AT_ONCE:
        raise Invalid(_("Bitte wählen Sie höchstens %(most)s Antworten auf einmal.", most=MOST_AT_ONCE))
    if publish_at is not None and not now() < publish_at < now() + LATEST:
        raise Invalid(fields={"publish_at": [_("Bitte wählen Sie einen Zeitpunkt, der noch kommt, im nächsten Jahr.")]})
    drafts = db.session.scalars(
        select(AnswerDraft)
        .where(AnswerDraft.id.in_(chosen))
        .order_by(AnswerDraft.idea_id, AnswerDraft.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return [_released(actor, draft, publish_at) for draft in drafts]


def _released(actor: Actor, draft: AnswerDraft, publish_at: datetime | None) -> Effect:
    idea = draft.idea
    try:
        with db.session.begin_nested():
            _release(actor, draft, publish_at)
    except ForumError as error:
        return Effect(idea, problem=sentence_of(error))
    return Effect(idea, told=str(draft.stage.label))


def _release(actor: Actor, draft: AnswerDraft, publish_at: datetime | None) -> None:
    require(actor, "answer.release", draft)
    if draft.state != DraftState.REVIEW:
        raise Conflict(_("Diese Antwort wartet nicht auf eine Durchsicht."))
    draft.state, draft.releaser_id = DraftState.RELEASED, actor.person_id
    draft.publish_at, draft.problem = publish_at, ""
    db.session.flush()
    record(actor, AnswerReleased(idea_id=draft.idea_id, draft_id=draft.id), audience="staff")
    if publish_at is None:
        _publish(actor, draft)


def publish_due_answers() -> int:
    """Publish the released answers whose time has come, in the name of who released each; return how many they were.

    What cannot be published any more waits for another look, and those who wrote and released it are told why.
    """
    due = db.session.scalars(
        select(AnswerDraft)
        .where(AnswerDraft.state == DraftState.RELEASED, AnswerDraft.publish_at <= now())
        .order_by(AnswerDraft.publish_at, AnswerDraft.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for draft in due:
        try:
            with db.session.begin_nested():
                _publish(db.session.get_one(Person, draft.releaser_id), draft)
        except ForumError as error:
            draft.state, draft.problem, draft.publish_at = DraftState.REVIEW, sentence_of(error)[:500], None
            db.session.flush()
            record(SYSTEM, AnswerStuck(idea_id=draft.idea_id, draft_id=draft.id), audience="staff")
    return len(due)


def _publish(actor: Actor, draft: AnswerDraft) -> None:
    idea = get_or_404(Idea, draft.idea_id, lock=True)
    said = Answer(
        text=draft.source,
        unit=draft.unit,
        target=draft.step,
        reason_key=draft.reason_key,
        cost=draft.cost,
        period=draft.period,
        conditions=draft.conditions,
        block=draft.block,
    )
    draft.step_id = note_answer(actor, idea, said).id
    draft.state = DraftState.PUBLISHED
    db.session.flush()


def _open(draft: AnswerDraft) -> AnswerDraft:
    """Lock an answer that is not published yet, so that nobody publishes it meanwhile. Raises Conflict."""
    draft = get_or_404(AnswerDraft, draft.id, lock=True)
    if draft.state == DraftState.PUBLISHED:
        raise Conflict(_("Diese Antwort ist schon veröffentlicht."))
    return draft


def _set(actor: Actor, draft: AnswerDraft, words: Words) -> None:
    text, conditions = clean_text(words.text), clean_text(words.conditions)
    cost, period = clean_line(words.cost), clean_line(words.period)
    wrong: dict[str, list[str]] = {}
    for field, value, least, most in (
        ("text", text, LEAST, LONGEST_SOURCE),
        ("conditions", conditions, 0, 1000),
        ("cost", cost, 0, 120),
        ("period", period, 0, 120),
    ):
        if not least <= len(value) <= most:
            wrong[field] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=least, most=most)]
    if wrong:
        raise Invalid(fields=wrong)
    draft.source, draft.html = text, render(text)
    draft.unit = words.unit
    draft.target, draft.reason_key = words.target, words.reason_key or None
    draft.cost, draft.period, draft.conditions = cost, period, conditions
    draft.block_id, draft.block_version = words.block or (None, None)
    draft.editor_id, draft.changed_at = actor.person_id or 0, now()
