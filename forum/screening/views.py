"""Pages for whoever wrote a text that waits: what waits, why, how long it usually takes, and the way back (M-12)."""

from typing import Any

from babel.dates import format_timedelta
from flask import Blueprint, flash, redirect, render_template, request

from forum.core.i18n import _, language
from forum.files.queries import attached
from forum.screening import commands, queries
from forum.screening.models import HeldState
from forum.screening.places import places
from forum.screening.tone import hints
from forum.web.limits import PREVIEWING, WRITING
from forum.web.security import viewer
from forum.web.transaction import only_reads

blueprint = Blueprint("screening", __name__)
# Without scripts the preview shows them beside the text.
blueprint.add_app_template_global(hints, "hints_for")


@blueprint.get("/konto/zurueckgehalten")
def own() -> Any:
    """List what the viewer sent and had to wait."""
    return render_template("screening/own.html", texts=queries.own_held(viewer()), places=places(), states=HeldState)


@blueprint.get("/konto/zurueckgehalten/<int:held_id>")
def held(held_id: int) -> Any:
    """Show a text that waits, why it does, and how long that usually takes."""
    found = queries.held_text(viewer(), held_id)
    return render_template(
        "screening/held.html",
        held=found,
        state=HeldState(found.state),
        place=places()[found.place],
        before=queries.before(found),
        usual=format_timedelta(queries.usual_wait(), locale=language()),
        files=attached("held", [found.id]).get(found.id, ()),
        is_own=found.person_id == viewer().person_id,
    )


@blueprint.post("/hinweise")
@only_reads
@PREVIEWING
def hints_fragment() -> Any:
    """Suggest what might be said more kindly while somebody writes; nothing of the text is kept."""
    return render_template("screening/_tone.html", hints=hints(request.form.get("text", "")))


@blueprint.post("/konto/zurueckgehalten/<int:held_id>/zurueckziehen")
@WRITING
def withdraw(held_id: int) -> Any:
    """Take the own text back, and go on with it in its form."""
    back = commands.withdraw_held(viewer(), queries.held_text(viewer(), held_id))
    flash(_("Ihr Text ist zurückgezogen. Sie können ihn hier ändern und noch einmal senden."), "success")
    return redirect(back, 303)
