"""Where what is typed about ideas belongs until it is kept: a new idea, and changes of one that is there (N-03)."""

from collections.abc import Mapping, Sequence

from flask import url_for
from sqlalchemy import select

from forum.core.db import db
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, can
from forum.drafts.places import Place, Spot
from forum.ideas.models import Idea
from forum.web.addresses import number_in

# What is typed; goals, districts and category are chosen anew with a click.
FIELDS = ("title", "text", "place", "held")
NEW = "ideas"


def target_of(idea: Idea) -> str:
    """Return the word by which drafts name an idea."""
    return f"idea:{idea.id}"


def _new_ideas(_viewer: Actor, targets: Sequence[str]) -> Mapping[str, Spot]:
    return {target: Spot(_("Neue Idee"), url_for("idea_writing.new")) for target in targets if target == NEW}


def _edits(viewer: Actor, targets: Sequence[str]) -> Mapping[str, Spot]:
    ids = [number_in(target.removeprefix("idea:")) for target in targets]
    rows = db.session.scalars(select(Idea).where(Idea.id.in_(ids), Idea.audience.in_(viewer.words)))
    return {
        target_of(row): Spot(
            row.title,
            url_for("idea_writing.edit", idea_id=row.id),
            "" if can(viewer, "idea.edit", row) else _("Diese Idee können Sie zurzeit nicht ändern."),
        )
        for row in rows
    }


PLACES = [
    Place("idea.draft", lazy("Neue Idee"), FIELDS, _new_ideas),
    Place("idea.edit", lazy("Geänderte Idee"), FIELDS, _edits),
]
