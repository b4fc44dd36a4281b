"""Rows that are written once: the mapper refuses to change or remove them (B-13, G-07)."""

from typing import Any

from sqlalchemy import event

from forum.core.db import Model
from forum.core.errors import Conflict
from forum.core.i18n import _


def _refuse(_mapper: Any, _connection: Any, _row: Any) -> None:
    raise Conflict(
        _("Was beschlossen oder eingefroren ist, wird nicht geändert. Eine Änderung ist ein neuer Beschluss.")
    )


def freeze(*models: type[Model]) -> None:
    """Let the rows of these tables be written once and never changed."""
    for model in models:
        event.listen(model, "before_update", _refuse)
        event.listen(model, "before_delete", _refuse)
