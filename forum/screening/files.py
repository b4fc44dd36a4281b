"""Files of texts that wait: their author and moderators may look at them, nobody else (T-30, X-24)."""

from forum.core.permissions import Actor
from forum.files.queries import Purpose
from forum.screening import queries


def _check(viewer: Actor, held_id: int) -> None:
    queries.held_text(viewer, held_id)


HELD = Purpose("held", _check)
