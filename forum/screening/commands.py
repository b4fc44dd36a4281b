"""Asking the rules before a text is published, letting it wait, and deciding what becomes of it."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, null, select, update

from forum.accounts.models import NEWCOMER, Person
from forum.core.clock import now
from forum.core.db import changed, db, get_or_404, transaction
from forum.core.errors import Conflict, ForumError
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.tokens import random_key
from forum.drafts.commands import save_draft
from forum.files import commands as files_of
from forum.files.queries import Choice
from forum.holds.queries import free_of_holds, is_person_held
from forum.screening.events import (
    HeldTextPublished,
    HeldTextRefused,
    HeldTextReturned,
    HeldTextWithdrawn,
    TextHeld,
    TextLabelled,
)
from forum.screening.findings import Effect, Finding, plain
from forum.screening.models import HeldState, HeldText, Label, Trace
from forum.screening.places import Back, places
from forum.screening.rules import Text, Verdict, judge
from forum.screening.watching import refuse_watched, watched_in

# Whoever speaks for the city or looks after the forum is known; their texts wait for nobody.
TRUSTED = frozenset({"moderator", "staff", "board", "admin", "unit"})
# Only here every moderator reads, so that somebody can release what waits; who is in a closed room was let in.
READ_BY_ALL = frozenset({"public", "members"})


def screen(actor: Actor, audience: str, *, refuses: bool = True, **facts: Any) -> Verdict:
    """Ask the rules about a text that somebody is about to publish for an audience, and remember that it was sent.

    Raises Invalid for words that are blocked or to be replaced, unless it is too late to send the text back.
    """
    if actor.person_id is None or actor.words & TRUSTED or audience not in READ_BY_ALL:
        return Verdict()
    # Two texts of one person in the same moment are looked at one after the other; of a change only where it links to.
    person = get_or_404(Person, actor.person_id)
    if not facts.get("is_change", False):
        # Whoever only names the person does not wait, as a moderator who publishes what that person sent before.
        db.session.refresh(person, with_for_update={"key_share": True})
    text = Text(person=person, **facts)
    if refuses:
        refuse_watched(text.everything)
    verdict = judge(text)
    sites = text.sites_to_remember
    if not text.is_change or sites:
        digest = "" if text.is_change else text.digest
        db.session.add(Trace(person_id=person.id, digest=digest, at=now(), sites=sites or null()))
    return verdict


def hold(
    actor: Actor,
    place: str,
    data: dict[str, Any],
    found: Sequence[Finding],
    *,
    source: str,
    audience: str,
    title: str = "",
    space_id: int | None = None,
    thing_id: int | None = None,
    files: Sequence[Choice] = (),
) -> HeldText:
    """Let a text wait for the moderation instead of publishing it; its files wait with it."""
    held = HeldText(
        place=place,
        data=data,
        thing_id=thing_id,
        space_id=space_id,
        person_id=actor.person_id,
        audience=audience,
        title=title,
        source=source,
        findings=plain(found),
        sent_at=now(),
    )
    db.session.add(held)
    db.session.flush()
    if files:
        files_of.arrange(actor, "held", held.id, files, audience=f"person:{actor.person_id}")
    event = TextHeld(held_id=held.id, rules=[one.rule for one in found])
    record(actor, event, audience="moderator")
    return held


def label(actor: Actor, kind: str, target_id: int, found: Sequence[Finding]) -> None:
    """Show the moderation something that was just published, if the rules found anything to look at."""
    if not found:
        return
    row = Label(kind=kind, target_id=target_id, findings=plain(found), at=now())
    db.session.add(row)
    db.session.flush()
    record(actor, TextLabelled(label_id=row.id, rules=[one.rule for one in found]), audience="moderator")


def look_at_change(actor: Actor, kind: str, target_id: int, audience: str, *, source: str, **facts: Any) -> None:
    """Show the moderation what became of a text that could be read already; a change is never held.

    ``facts`` say more about it, as the rules ask for it, such as how many ``files`` came with the change.
    """
    verdict = screen(actor, audience, source=source, is_change=True, **facts)
    label(actor, kind, target_id, (*verdict.holds, *verdict.labels))


def look_at_nameless(kind: str, target_id: int, audience: str, *, source: str) -> None:
    """Show the moderation watched words in what somebody said without a name; of who it was nothing is known (L-27)."""
    if audience not in READ_BY_ALL:
        return
    refuse_watched(source)
    found = dict.fromkeys(word for effect in (Effect.HOLD, Effect.LABEL) for word in watched_in(effect, source))
    label(SYSTEM, kind, target_id, [Finding("watched_words", ", ".join([*found][:3]))] if found else ())


def look_at_profile(person: Person) -> None:
    """Show the moderation what the rules find in a name or organisation; the same finding is shown once (M-27)."""
    said = "\n".join(word for word in (person.handle, person.organisation) if word)
    verdict = screen(person, "public", source=said, is_change=True, refuses=False)
    # A name is chosen already when the rules hear of it: nothing can be sent back, so somebody looks.
    late = dict.fromkeys(word for effect in (Effect.BLOCK, Effect.REPLACE) for word in watched_in(effect, said))
    found = (*verdict.holds, *verdict.labels, *([Finding("watched_words", ", ".join([*late][:3]))] if late else ()))
    shown = db.session.scalars(select(Label).where(Label.kind == "profile", Label.target_id == person.id))
    if found and plain(found) not in [row.findings for row in shown]:
        label(person, "profile", person.id, found)


def publish_held(actor: Actor, held: HeldText) -> None:
    """Publish a text that waits, or that was refused and should not have been, in its author's name (M-12, S-04).

    Place and time are those of this moment, so that nobody has read past it. Raises Conflict.
    """
    require(actor, "held.decide", held)
    places()[held.place].lock(held)
    _take(held, HeldState.PUBLISHED, HeldState.WAITING, HeldState.REFUSED)
    held.published_url = places()[held.place].publish(held)
    _blank(held)
    record(actor, HeldTextPublished(held_id=held.id), audience="moderator")


# In what ``release_refused`` returns: the author has the text back.
RETURNED = "returned"


def release_refused(actor: Actor, held: HeldText) -> dict[str, str]:
    """Publish a text that was refused and should not have been; hand it back where it cannot appear at present (S-04).

    A refusal was wrong also when the thread was closed since, or its author may not write there now. What cannot be sent
    lies in its form again; where that holds other words, it stays on its own page. Returns under ``left`` that it was so.
    """
    require(actor, "held.decide", held)
    try:
        with db.session.begin_nested():
            publish_held(actor, held)
    except ForumError:
        db.session.refresh(held)
        if held.state != HeldState.REFUSED:
            raise  # Somebody else was faster.
        _hand_back(actor, held)
        return {"left": RETURNED}
    return {}


def _hand_back(actor: Actor, held: HeldText) -> None:
    _take(held, HeldState.RETURNED, HeldState.REFUSED)
    try:
        with db.session.begin_nested():
            back = places()[held.place].back(held)
            files = files_of.let_go("held", held.id)
            if back.action:
                _back_to_draft(author_of(held), held, back, files)
    except ForumError:
        db.session.refresh(held)
    else:
        _blank(held)
    record(actor, HeldTextReturned(held_id=held.id), audience="moderator")


def refuse_held(actor: Actor, held: HeldText, *, ground: str) -> None:
    """Do not publish a text; its author keeps it, with the statement of reasons that the moderation writes (M-14)."""
    require(actor, "held.decide", held)
    _take(held, HeldState.REFUSED, HeldState.WAITING)
    record(actor, HeldTextRefused(held_id=held.id), audience="moderator")


def wait_again(actor: Actor, held: HeldText) -> None:
    """Let a refused text wait again, because the refusal was undone at once (M-15)."""
    require(actor, "held.decide", held)
    back = update(HeldText).where(HeldText.id == held.id, HeldText.state == HeldState.REFUSED)
    if not changed(back.values(state=HeldState.WAITING, decided_at=None)):
        raise Conflict(_("Über diesen Text ist schon entschieden: %(state)s.", state=HeldState(held.state).label))
    db.session.refresh(held)


def withdraw_held(actor: Actor, held: HeldText) -> str:
    """Take the own text back while it waits, and return the address at which to go on writing (M-12). Raises Conflict."""
    require(actor, "held.withdraw", held)
    _take(held, HeldState.WITHDRAWN, HeldState.WAITING)
    back = places()[held.place].back(held)
    files = files_of.let_go("held", held.id)
    if back.action:
        _back_to_draft(actor, held, back, files)
    _blank(held)
    record(actor, HeldTextWithdrawn(held_id=held.id), audience="moderator")
    return back.url


def drop_held(actor: Actor, held: HeldText) -> None:
    """Take the own text back for good while it waits, because its author goes; nothing of it becomes a draft (P-07)."""
    require(actor, "held.withdraw", held)
    _take(held, HeldState.WITHDRAWN, HeldState.WAITING)
    files_of.let_go("held", held.id)
    _blank(held)
    record(actor, HeldTextWithdrawn(held_id=held.id), audience="moderator")


def _back_to_draft(actor: Actor, held: HeldText, back: Back, files: Sequence[Choice]) -> None:
    """Let the form open with the text; another draft that lies there already is not overwritten. Raises Conflict."""
    rows = [[one.key, one.alt, one.decorative] for one in files]
    fields = {"text": held.source, "held": json.dumps(rows) if rows else ""}
    if back.with_title:
        fields["title"] = held.title
    save_draft(actor, back.action, back.target, fields=fields, form=random_key())


def _take(held: HeldText, state: HeldState, *among: HeldState) -> None:
    """Move a text on in one statement; of two who decide in the same moment one does it."""
    moved = update(HeldText).where(HeldText.id == held.id, HeldText.state.in_(among))
    if not changed(moved.values(state=state, decided_at=now()).execution_options(synchronize_session=False)):
        db.session.refresh(held)
        raise Conflict(
            _("Über diesen Text ist schon entschieden: %(state)s.", state=HeldState(held.state).label), current=held
        )
    db.session.refresh(held)


def _blank(held: HeldText) -> None:
    if is_person_held(held.person_id):
        return  # The words stay until nobody may ask for them any more (P-09).
    held.title, held.source, held.data = "", "", {}
    db.session.flush()


def forget_words(held: HeldText) -> None:
    """Let go of the words and files of a text of which nothing can become any more (P-10)."""
    files_of.let_go("held", held.id)
    _blank(held)


def author_of(held: HeldText) -> Person:
    """Return in whose name a held text is published."""
    return get_or_404(Person, held.person_id)


def forget_traces() -> None:
    """Remove what was remembered of texts that were sent, once no rule looks so far back."""
    repeats = timedelta(hours=current_app.config["SCREEN_REPEAT_HOURS"])
    longest = max(repeats, timedelta(minutes=current_app.config["SCREEN_MASS_MINUTES"]), NEWCOMER)
    with transaction():
        db.session.execute(delete(Trace).where(Trace.at < now() - longest))
        over = HeldText.state.in_([HeldState.PUBLISHED, HeldState.WITHDRAWN])
        kept = update(HeldText).where(over, HeldText.source != "", free_of_holds(HeldText.person_id))
        db.session.execute(kept.values(title="", source="", data={}).execution_options(synchronize_session=False))


def refuse_while_waiting(place: str, thing_id: int) -> None:
    """Keep a thing as it is while it waits, so that the moderation publishes what it has read. Raises Conflict."""
    waits = select(HeldText.id).where(
        HeldText.place == place, HeldText.thing_id == thing_id, HeldText.state == HeldState.WAITING
    )
    if db.session.scalar(waits) is not None:
        raise Conflict(
            _("Der Text wartet gerade auf Prüfung. Ziehen Sie ihn zuerst zurück, wenn Sie etwas ändern möchten.")
        )
