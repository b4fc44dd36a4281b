"""Writing papers before they are frozen."""

from collections.abc import Mapping, Sequence

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text
from forum.dossiers.commands.together import mixed_audience
from forum.dossiers.events import DossierDraftSaved
from forum.dossiers.models import DossierDraft, DossierDraftIdea, Part
from forum.ideas.models import Idea

MOST_IDEAS = 20


def begin_draft(actor: Actor, ideas: Sequence[Idea], *, title: str = "") -> DossierDraft:
    """Begin a paper about one or several ideas. Raises Invalid."""
    require(actor, "dossier.draft", ideas)
    draft = DossierDraft(parts={}, created_at=now())
    db.session.add(draft)
    return _save(actor, draft, ideas, title=title or ideas[0].title, parts={})


def save_draft(
    actor: Actor, draft: DossierDraft, ideas: Sequence[Idea], *, title: str, parts: Mapping[str, str], version: int
) -> DossierDraft:
    """Keep what was written. Raises Conflict for an older version, with what is stored now; Invalid."""
    require(actor, "dossier.draft", draft)
    if version != draft.version:
        raise Conflict(_("Jemand anderes hat diesen Entwurf inzwischen geändert."), current=draft)
    return _save(actor, draft, ideas, title=title, parts=parts)


def _save(
    actor: Actor, draft: DossierDraft, ideas: Sequence[Idea], *, title: str, parts: Mapping[str, str]
) -> DossierDraft:
    title = clean_line(title)
    wrong: dict[str, list[str]] = {}
    if not 5 <= len(title) <= 250:
        wrong["title"] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=5, most=250)]
    if not 1 <= len(ideas) <= MOST_IDEAS:
        wrong["numbers"] = [_("Eine Vorlage handelt von mindestens einer Idee.")]
    elif sentence := mixed_audience(ideas):
        wrong["numbers"] = [sentence]
    if wrong:
        raise Invalid(fields=wrong)
    draft.title = title
    draft.parts = {part.value: text for part in Part if (text := clean_text(parts.get(part.value, "")))}
    kept = {link.idea_id: link for link in draft.idea_links}
    draft.idea_links = [kept.get(idea.id) or DossierDraftIdea(idea_id=idea.id) for idea in ideas]
    for place, link in enumerate(draft.idea_links, start=1):
        link.position = place
    draft.changed_at, draft.changed_by = now(), actor.person_id
    db.session.flush()
    record(actor, DossierDraftSaved(draft_id=draft.id), audience="staff")
    return draft
