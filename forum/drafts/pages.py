"""What a page with a form needs so that nothing typed into it is lost; the packages above open a ``Desk`` in their views."""

from collections.abc import Mapping
from typing import Any

from flask import request

from forum.core.clock import local, now
from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.core.signing import sign, signed
from forum.core.tokens import random_key
from forum.drafts import commands, queries
from forum.drafts.models import Draft
from forum.drafts.places import place
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.forms import Form
from forum.web.language import clock_time, moment

OPENED = "form opened"


class Desk:
    """A form together with the draft of what is typed into it.

    A fresh page fills the form from the draft (``restored``); a form that was sent keeps what it says itself.
    ``writer`` is the form's random key, by which it may write again what it wrote itself.
    ``other`` is a draft that another tab or device wrote meanwhile: the page shows both texts (T-10).
    """

    def __init__(self, viewer: Actor, action: str, target: str, form: Form) -> None:
        self.action, self.target, self.form = action, target, form
        self.fields = place(action).names(field.name for field in form)
        self.restored: Draft | None = None
        self.other: Draft | None = None
        self.refused = request.method == "POST"
        self.seen, self.writer = 0, random_key()
        # When the form was opened, under a seal of the site.
        self.begun = sign(OPENED, int(now().timestamp()))
        self._viewer = viewer
        if self.refused:
            self.seen = number_in(request.form.get("draft_version")) or 0
            self.writer = request.form.get("draft_form", "")[:64] or self.writer
            self.begun = request.form.get("draft_begun", "")[:200]
        else:
            self._restore()

    @property
    def person_id(self) -> int | None:
        """Whose desk it is; the browser keeps copies apart by it."""
        return self._viewer.person_id

    @property
    def is_wanted(self) -> bool:
        """Whether the button „Entwurf speichern“ was pressed."""
        return "entwurf" in request.form

    @property
    def seconds(self) -> float:
        """How long the form was open; no time at all for whoever sends it without having seen it."""
        try:
            opened = float(signed(OPENED, self.begun))
        except (ValueError, TypeError):
            return 0
        return now().timestamp() - opened

    def when(self, draft: Draft) -> str:
        """Say when a draft was changed: the time, and the day in front of it unless it is today."""
        if local(draft.changed_at).date() != local(now()).date():
            return moment(draft.changed_at)
        return _("%(time)s Uhr", time=clock_time(draft.changed_at))

    def keep(self, base_version: int | None = None) -> int:
        """Save what was typed; return 0, or the status with which the page is shown again."""
        try:
            commands.save_draft(
                self._viewer,
                self.action,
                self.target,
                fields=self._typed(),
                form=self.writer,
                seen=self.seen,
                base_version=base_version,
            )
        except ForumError as error:
            self.form.show(error)
            if isinstance(error, Conflict) and isinstance(error.current, Draft):
                # Both texts are shown now, so the next click decides.
                self.other, self.seen = error.current, error.current.version
            return status_of(error)
        return 0

    def clear(self) -> None:
        """Remove the draft, because its text is published in this transaction."""
        commands.clear_draft(
            self._viewer,
            self.action,
            self.target,
            form=self.writer,
            seen=self.seen,
            fields=self._typed(),
        )

    def _restore(self) -> None:
        found = queries.draft(self._viewer, self.action, self.target)
        if found is None:
            return
        self.restored, self.seen = found, found.version
        for name in self.fields:
            if name in self.form and found.fields.get(name):
                self.form[name].process_data(found.fields[name])

    def _typed(self) -> Mapping[str, Any]:
        return {name: self.form[name].data for name in self.fields if name in self.form}
