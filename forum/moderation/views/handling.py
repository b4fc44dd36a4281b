"""What moderators do with a case besides deciding it: taking it on, handing it over, talking about it, undoing."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.moderation import commands, queries
from forum.moderation.forms import HandOverForm, NoteForm, UndoForm
from forum.moderation.models import Case, NoteKind
from forum.moderation.views.cases import case_page
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("handling", __name__)


def _done(found: Case, act: Callable[[], object], said: str, **typed: Any) -> Any:
    """Act, and go back to the case; what stands in the way is said there, and what was typed stays."""
    try:
        act()
    except (Conflict, Invalid) as error:
        for form in typed.values():
            form.show(error)
        if typed:
            return case_page(found, **typed), status_of(error)
        sentences = [sentence for sentences in getattr(error, "fields", {}).values() for sentence in sentences]
        flash(error.message or " ".join(sentences), "danger")
    else:
        flash(said, "success")
    return redirect(found.url, 303)


@blueprint.post("/moderation/<int:case_id>/uebernehmen")
@WRITING
def claim(case_id: int) -> Any:
    """Take a case on for a quarter of an hour, also from somebody else (M-04)."""
    found = queries.case(viewer(), case_id)
    take_over = request.form.get("trotzdem") == "1"
    return _done(
        found,
        lambda: commands.claim(viewer(), found, take_over=take_over),
        _("Sie bearbeiten diesen Fall. Andere sehen das 15 Minuten lang."),
    )


@blueprint.post("/moderation/<int:case_id>/verlaengern")
@WRITING
def renew(case_id: int) -> Any:
    """Keep a case that one works on, and say who does now; the open page asks for that piece of it (M-04)."""
    found = queries.case(viewer(), case_id)
    commands.renew(viewer(), found)
    return render_template("moderation/_claim.html", case=found)


@blueprint.post("/moderation/<int:case_id>/freigeben")
@WRITING
def release(case_id: int) -> Any:
    """Let go of a case."""
    found = queries.case(viewer(), case_id)
    return _done(found, lambda: commands.release(viewer(), found), _("Der Fall ist wieder frei."))


@blueprint.post("/moderation/<int:case_id>/uebergeben")
@WRITING
def hand_over(case_id: int) -> Any:
    """Give a case to another moderator, with a note."""
    found = queries.case(viewer(), case_id)
    form = HandOverForm()
    return _done(
        found,
        lambda: commands.hand_over(viewer(), found, handle=form.handle.data or "", text=form.text.data or ""),
        _("Der Fall ist übergeben."),
        hand_form=form,
    )


@blueprint.post("/moderation/<int:case_id>/notizen")
@WRITING
def note(case_id: int) -> Any:
    """Say something to the other moderators, or ask them for a second opinion (M-29)."""
    found = queries.case(viewer(), case_id)
    asked, _colon, measure = request.form.get("art", "").partition(":")
    kind = NoteKind(asked) if asked in set(NoteKind) else NoteKind.NOTE
    form = NoteForm()
    return _done(
        found,
        lambda: commands.add_note(viewer(), found, text=form.text.data or "", kind=kind, measure=measure),
        _("Ihre Notiz ist gespeichert."),
        note_form=form,
    )


@blueprint.post("/moderation/<int:case_id>/rueckgaengig")
@WRITING
def undo(case_id: int) -> Any:
    """Undo the last decision within ten minutes (M-15)."""
    found = queries.case(viewer(), case_id)
    form = UndoForm()
    # Only the decision of somebody else takes a reason; its form comes back with what is wrong.
    typed = {} if commands.undoes_own(viewer(), found) else {"undo_form": form}
    return _done(
        found,
        lambda: commands.undo(
            viewer(), found, reason=form.text.data or "", version=number_in(request.form.get("version"))
        ),
        _("Die Entscheidung ist zurückgenommen. Der Fall ist wieder offen."),
        **typed,
    )
