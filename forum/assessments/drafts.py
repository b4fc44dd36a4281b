"""Where drafts of assessments belong; they keep what was written, and points are given anew with one click."""

from collections.abc import Mapping, Sequence

from flask import url_for
from sqlalchemy import select

from forum.core.db import db
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, can
from forum.drafts.places import Place, Spot
from forum.ideas.models import Idea
from forum.web.addresses import number_in

ACTION = "assessment.give"


def target_of(idea: Idea) -> str:
    """Return the word by which drafts name an idea."""
    return f"idea:{idea.id}"


def _assessments(viewer: Actor, targets: Sequence[str]) -> Mapping[str, Spot]:
    ids = [number_in(target.removeprefix("idea:")) for target in targets]
    rows = db.session.scalars(select(Idea).where(Idea.id.in_(ids), Idea.audience.in_(viewer.words)))
    return {
        target_of(row): Spot(
            row.title,
            url_for("assessments.assess", idea_id=row.id),
            "" if can(viewer, ACTION, row) else _("Diese Idee können Sie zurzeit nicht bewerten."),
        )
        for row in rows
    }


PLACES = [Place(ACTION, lazy("Bewertung"), ("comment",), _assessments, families=("remark-",))]
