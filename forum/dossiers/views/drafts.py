"""Writing papers, for the Stabsstelle: drafts, what changed since the last version, and freezing them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template

from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.dossiers import commands, queries
from forum.dossiers.drafting import ACTION, target_of
from forum.dossiers.forms import FreezeForm, PaperForm
from forum.dossiers.models import DossierDraft, Part
from forum.drafts.pages import Desk
from forum.ideas import queries as ideas
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("dossier_drafts", __name__)


@blueprint.get("/stabsstelle/vorlagen")
def index() -> Any:
    """List the drafts of papers."""
    return render_template("dossiers/drafts.html", drafts=queries.drafts(viewer()))


@blueprint.post("/ideen/<int:idea_id>/vorlage/entwurf")
@WRITING
def begin(idea_id: int) -> Any:
    """Begin a paper about an idea."""
    draft = commands.begin_draft(viewer(), [ideas.idea(viewer(), idea_id)])
    return redirect(draft.url, 303)


@blueprint.route("/stabsstelle/vorlagen/<int:draft_id>", methods=["GET", "POST"])
@WRITING
def write(draft_id: int) -> Any:
    """Write a paper; who saves an older version sees what is stored now beside the own text."""
    draft = queries.draft(viewer(), draft_id)
    form = PaperForm(data=_stored(draft))
    status, stored = 422 if form.is_submitted() else 200, None
    desk = Desk(viewer(), ACTION, target_of(draft), form)
    if desk.restored is not None and desk.restored.base_version != draft.version:
        stored = draft  # What was typed began with an older version: both texts are shown at once.
    if form.validate_on_submit():
        try:
            about = [ideas.idea(viewer(), number) for number in form.idea_ids]
            values = {"title": form.title.data, "parts": form.parts, "version": form.version.data}
            commands.save_draft(viewer(), draft, about, **values)
        except ForumError as error:
            form.show(error)
            status, stored = status_of(error), draft if isinstance(error, Conflict) else None
            # Whoever saves again has seen what is stored.
            form.version.data, form.version.raw_data = draft.version, None
        else:
            desk.clear()
            flash(_("Der Entwurf ist gespeichert."), "success")
            return redirect(draft.url, 303)
    return _page(draft, form, desk, FreezeForm(formdata=None, seen=draft.version), stored), status


@blueprint.post("/stabsstelle/vorlagen/<int:draft_id>/einfrieren")
@WRITING
def freeze(draft_id: int) -> Any:
    """Freeze what is saved in a draft."""
    draft = queries.draft(viewer(), draft_id)
    require(viewer(), "dossier.freeze", draft)
    form, status = FreezeForm(), 422
    if form.validate():
        try:
            values = {"goals_reason": form.goals_reason.data, "reason": form.reason.data, "seen": form.seen.data}
            dossier = commands.freeze_dossier(viewer(), draft.ideas[0], draft=draft, **values)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            # The page shows what is stored now; whoever freezes again has seen it.
            form.seen.data, form.seen.raw_data = draft.version, None
        else:
            flash(_("Die Vorlage %(number)s ist eingefroren.", number=dossier.number), "success")
            return redirect(dossier.url, 303)
    written = PaperForm(formdata=None, data=_stored(draft))
    return _page(draft, written, Desk(viewer(), ACTION, target_of(draft), written), form), status


def _stored(draft: DossierDraft) -> dict[str, Any]:
    numbers = ", ".join(str(idea.id) for idea in draft.ideas)
    return {"title": draft.title, "numbers": numbers, "version": draft.version, **draft.parts}


def _page(
    draft: DossierDraft, form: Any, desk: Desk, freeze_form: FreezeForm, stored: DossierDraft | None = None
) -> str:
    return render_template(
        "dossiers/draft.html",
        draft=draft,
        form=form,
        desk=desk,
        freeze_form=freeze_form,
        parts=list(Part),
        stored=stored,
        changes=queries.changes_since(viewer(), draft),
    )
