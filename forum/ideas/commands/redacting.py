"""Blackening passages of an idea in all its texts, and giving them back (M-13); see ``forum.core.blackening``."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, update

from forum.core import blackening
from forum.core.blackening import VersionKind
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.files.queries import pictures_of
from forum.ideas import texts as texts_in
from forum.ideas.commands.bearing import follow_titles, named_in_other_logs
from forum.ideas.commands.twins import look_again
from forum.ideas.commands.versions import keep_revision
from forum.ideas.commands.writing import write_text
from forum.ideas.events import IdeaEdited
from forum.ideas.models import Idea, IdeaTwin
from forum.ideas.titles import replaced, titles_of, versions_of


def lock_idea(idea: Idea) -> None:
    """Let nobody change an idea until the end, and read it anew."""
    db.session.refresh(idea, with_for_update={"of": Idea})


def redact_idea(actor: Actor, idea: Idea, passages: Sequence[str]) -> list[int]:
    """Blacken passages wherever they stand in an idea, and return the versions that hold them still; those are hidden.

    The first is the one that was current, the others are earlier ones with the same words. What stands in earlier versions
    alone changes nothing of the present one. Raises Invalid, Conflict.
    """
    require(actor, "idea.hide", idea)
    lock_idea(idea)
    if idea.hidden_at is not None or idea.is_draft:
        raise Conflict(_("Die Idee ist schon verborgen."))
    titles, said = titles_of(idea), texts_in.texts_of(idea)
    versions, elsewhere = versions_of(idea), named_in_other_logs(idea)
    wanted = blackening.passages_in({**said, **elsewhere, **blackening.said_before(versions)}, passages)
    only_before = blackening.said_only_before(said.values(), versions, wanted)
    earlier = blackening.that_say(versions, wanted)
    blackening.turn(versions, earlier, hidden_at=now())
    if only_before is not None:
        blackening.keep(only_before, wanted)
        _tell(actor, idea, blackened=True)
        follow_titles(idea, replaced(titles, titles_of(idea)))
        return sorted(earlier, key=lambda version: version != only_before.version)
    black = {name: blackening.blackened(text, wanted) for name, text in said.items()}
    changed = {name: text for name, text in black.items() if text != said[name]}
    before, kept = idea.text_version, keep_revision(idea)
    kept.hidden_at, kept.blackened = now(), "\n".join(wanted)
    kept.beside = {name: said[name] for name in changed if name not in texts_in.VERSIONED}
    _store(actor, idea, changed, VersionKind.BLACKENED)
    follow_titles(idea, replaced(titles, titles_of(idea)))
    return [before, *earlier]


def unredact_idea(
    actor: Actor, idea: Idea, versions: Sequence[int], passages: Sequence[str], *, held: Collection[int] = ()
) -> bool:
    """Give back the passages that one blackening took; return whether they can be read now.

    ``versions`` are those of ``redact_idea``; versions that something else holds, ``held``, stay hidden. What somebody wrote
    since stays, in each of the texts.
    """
    require(actor, "idea.hide", idea)
    lock_idea(idea)
    titles, rows, said = titles_of(idea), versions_of(idea), texts_in.texts_of(idea)
    own = {name: text for name, text in said.items() if name in texts_in.VERSIONED}
    beside = {name: text for name, text in said.items() if name not in own}
    first, words = next((row for row in rows if row.version == versions[0]), None), blackening.words_of(passages)
    falling = (first, words) if first is not None else None
    back, is_whole = blackening.given_back(idea.edit_kind, own, beside, rows, falling)
    if first is not None:
        blackening.release(first, words)
    blackening.turn(rows, set(versions) - {*held}, hidden_at=None)
    changed = {name: text for name, text in back.items() if text != said[name]}
    if changed or (idea.edit_kind == VersionKind.BLACKENED and not any(row.blackened for row in rows)):
        keep_revision(idea)
        _store(actor, idea, changed, VersionKind.GIVEN_BACK)
    db.session.flush()
    follow_titles(idea, replaced(titles, titles_of(idea)))
    return is_whole


def _store(actor: Actor, idea: Idea, changed: Mapping[str, str], kind: VersionKind) -> None:
    """Write texts by their names, as a new version. Nobody is told: it is no change that its supporters should weigh."""
    places = texts_in.places_of(idea)
    if any(places[name].most is not None and len(text) > (places[name].most or 0) for name, text in changed.items()):
        sentence = _("Mit den Balken wird der Text zu lang. Bitte nennen Sie längere Stellen.")
        raise Invalid(fields={"passages": [sentence]})
    for name, text in changed.items():
        places[name].write(text)
    # What is derived from title and text, with the pictures that the text shows.
    write_text(idea, idea.title, idea.source, pictures_of("idea", [idea.id]).get(idea.id))
    idea.text_version += 1
    idea.edited_at, idea.edit_kind = now(), kind
    look_again(idea)
    # The words that pairs of ideas have in common stand there as well; the worker finds those that are left.
    pairs = update(IdeaTwin).where(or_(IdeaTwin.one_id == idea.id, IdeaTwin.other_id == idea.id))
    db.session.execute(pairs.values(words=[]))
    _tell(actor, idea, blackened=kind is VersionKind.BLACKENED)


def _tell(actor: Actor, idea: Idea, *, blackened: bool) -> None:
    """Say in the log that words were taken, or are there again."""
    db.session.flush()
    event = IdeaEdited(idea_id=idea.id, version=idea.version, text_changed=False, blackened=blackened)
    record(actor, event, audience=idea.audience if idea.hidden_at is None else "public")
