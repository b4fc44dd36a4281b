"""Where what is typed into the draft of a paper belongs, until it is saved for the whole Stabsstelle (T-09)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from forum.core.db import db
from forum.core.i18n import lazy
from forum.core.permissions import Actor, can
from forum.dossiers.models import DossierDraft, Part
from forum.drafts.places import Place, Spot
from forum.web.addresses import number_in

ACTION = "dossier.draft"


def target_of(draft: DossierDraft) -> str:
    """Return the word by which what is typed names the draft of a paper."""
    return f"paper:{draft.id}"


def _papers(viewer: Actor, targets: Sequence[str]) -> Mapping[str, Spot]:
    ids = [number_in(target.removeprefix("paper:")) for target in targets]
    rows = db.session.scalars(select(DossierDraft).where(DossierDraft.id.in_(ids)))
    return {target_of(row): Spot(row.title, row.url) for row in rows if can(viewer, ACTION, row)}


PLACES = [Place(ACTION, lazy("Entwurf einer Vorlage"), ("title", "numbers", *(part.value for part in Part)), _papers)]
