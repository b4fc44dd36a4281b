"""Writing, checking, submitting, editing and withdrawing ideas, and supporting them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _, ngettext
from forum.core.permissions import can, require
from forum.discussions.pages import checked
from forum.discussions.pages import kept as kept_page
from forum.discussions.pages import preview as preview_of
from forum.drafts.pages import Desk
from forum.files.pages import Attachments, refusals, take_in
from forum.files.queries import attached
from forum.ideas import commands, queries
from forum.ideas import drafts as drafts_of
from forum.ideas.commands.writing import is_free_to_edit
from forum.ideas.forms import DraftForm, EditForm, IdeaForm, SortForm, VisitorForm, WithdrawForm
from forum.ideas.lifecycle import INSIDE, IdeaState, is_author
from forum.ideas.models import Idea
from forum.ideas.policies import Step
from forum.ideas.rules import rules_for, rules_of, special_rules
from forum.ideas.similar import similar_ideas
from forum.ideas.views.beginning import write_as_visitor
from forum.screening.models import HeldText
from forum.strategy.models import outline
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer
from forum.web.transaction import receives

blueprint = Blueprint("idea_writing", __name__)
# Where the button stands: whoever pressed it comes back to it.
SUPPORT = "#support-title"


@blueprint.route("/ideen/neu", methods=["GET", "POST"])
@public
@receives(take_in)
@WRITING
def new() -> Any:
    """Write a new idea: keep it as a draft, or go on to check it; without an account it waits for one (N-02)."""
    return write_as_visitor(VisitorForm()) if viewer().person_id is None else _write(None, IdeaForm())


def _write(draft: Idea | None, form: IdeaForm) -> Any:
    """Keep what was typed as a draft; going on to the check needs the required fields (N-01, N-03)."""
    stored, status = None, 200
    desk = _desk(draft, form)
    if draft is not None and desk.restored is not None and desk.restored.base_version != draft.version:
        stored = draft  # What was typed began with an older version: both texts are shown at once.
    attachments = Attachments(viewer(), form, "idea", draft.id if draft else None)
    if form.is_submitted():
        keeps = "entwurf" in request.form
        complete = form.validate() if keeps else checked(form, attachments)
        if complete or keeps:
            try:
                seen = form.version.data if isinstance(form, DraftForm) else None
                kept = commands.save_draft(viewer(), form.content(attachments.choices), idea=draft, version=seen)
            except ForumError as error:
                form.show(error)
                status = status_of(error)
                stored = _beside(form, draft, error)
            else:
                desk.clear()
                return _saved(kept)
        else:
            status = 422
    page = render_template(
        "ideas/write.html",
        form=form,
        draft=draft,
        desk=desk,
        stored=stored,
        attachments=attachments,
        preview=preview_of(form, attachments),
        rules=rules_of(draft) if draft else rules_for(),
        special=special_rules(),
    )
    return page, status


def _desk(idea: Idea | None, form: IdeaForm) -> Desk:
    """Return what keeps the typed text of a form; of a new idea there is one text at a time."""
    action, target = ("idea.draft", drafts_of.NEW) if idea is None else ("idea.edit", drafts_of.target_of(idea))
    return Desk(viewer(), action, target, form)


def _beside(form: IdeaForm, idea: Idea | None, error: ForumError) -> Idea | None:
    """Return what the page shows beside the own text after a conflict; the next click saves the own text over it."""
    if idea is None or not isinstance(error, Conflict) or not isinstance(form, DraftForm):
        return None
    form.version.process_data(idea.version)
    form.version.raw_data = None
    return idea


def _saved(draft: Idea) -> Any:
    if "entwurf" in request.form:
        for sentence in refusals():
            flash(sentence, "warning")
        flash(_("Ihr Entwurf ist gespeichert. Nur wer ihn schreibt, sieht ihn."), "success")
        return redirect(url_for("idea_writing.drafts"), 303)
    return redirect(url_for("idea_writing.preview", idea_id=draft.id), 303)


@blueprint.get("/ideen/entwuerfe")
def drafts() -> Any:
    """List the own drafts."""
    return render_template(
        "ideas/drafts.html", drafts=queries.drafts(viewer()), invitations=queries.invitations(viewer())
    )


@blueprint.route("/ideen/<int:idea_id>/pruefung", methods=["GET", "POST"])
@WRITING
def preview(idea_id: int) -> Any:
    """Show a draft as it will look, similar ideas and what happens next; a press of the button hands it in."""
    draft = queries.idea(viewer(), idea_id)
    if not draft.is_draft:
        return redirect(draft.url, 303)
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            sent = commands.send_idea(viewer(), draft, inside="intern" in request.form)
        except ForumError as error:
            fields = getattr(error, "fields", {})
            problems = [sentence for sentences in fields.values() for sentence in sentences] or [error.message]
            status = status_of(error)
        else:
            if isinstance(sent, HeldText):
                return redirect(sent.url, 303)
            said = _("Danke! Ihre Idee hat die Nummer %(number)s und ist jetzt öffentlich.", number=draft.id)
            inside = _(
                "Danke! Ihre Idee hat die Nummer %(number)s. Noch liest sie nur die Stabsstelle.", number=draft.id
            )
            flash(inside if draft.audience == INSIDE else said, "success")
            return redirect(draft.url, 303)
    similar = similar_ideas(viewer(), draft.title, draft.source, draft.id)
    page = render_template(
        "ideas/preview.html",
        draft=draft,
        may_discard=can(viewer(), "idea.discard", draft),
        may_submit_inside=can(viewer(), "idea.submit_inside", draft),
        similar=similar,
        files=attached("idea", [draft.id]).get(draft.id, ()),
        problems=problems,
        rules=rules_of(draft),
        outline=outline(),
    )
    return page, status


@blueprint.post("/ideen/<int:idea_id>/veroeffentlichen")
@WRITING
def release(idea_id: int) -> Any:
    """Make an idea of the administration public (G-25)."""
    found = queries.idea(viewer(), idea_id)
    commands.release_idea(viewer(), found)
    flash(_("Ihre Idee ist jetzt öffentlich, mit ihrer Diskussion."), "success")
    return redirect(found.url, 303)


@blueprint.post("/ideen/<int:idea_id>/verwerfen")
def discard(idea_id: int) -> Any:
    """Throw a draft away."""
    draft = queries.idea(viewer(), idea_id)
    commands.discard_draft(viewer(), draft)
    flash(_("Ihr Entwurf ist gelöscht."), "success")
    return redirect(url_for("idea_writing.drafts"), 303)


def _typed(found: Idea) -> dict[str, Any]:
    return {
        "title": found.title,
        "text": found.source,
        "goals": found.goal_keys,
        "category": found.category,
        "districts": found.district_numbers,
        "place": found.place_text,
        "point": found.point,
    }


@blueprint.route("/ideen/<int:idea_id>/bearbeiten", methods=["GET", "POST"])
@receives(take_in)
@WRITING
def edit(idea_id: int) -> Any:
    """Change an own draft or idea; a conflict shows both texts. Staff sorts ideas here (N-14, N-40)."""
    found = queries.idea(viewer(), idea_id)
    if found.is_draft:
        return _write(found, DraftForm(data={**_typed(found), "version": found.version}))
    if not can(viewer(), "idea.edit", found) and can(viewer(), "idea.sort", found):
        return _sort(found)
    require(viewer(), "idea.edit", found)
    form = EditForm(data={**_typed(found), "version": found.version})
    desk = _desk(found, form)
    attachments = Attachments(viewer(), form, "idea", found.id)
    stored, status = None, 422 if form.is_submitted() else 200
    if desk.restored is not None and desk.restored.base_version != found.version:
        stored = found  # What was typed began with an older version: both texts are shown at once.
    if desk.is_wanted:
        status = desk.keep(base_version=form.version.data)
        if not status:
            return kept_page(request.path)
    elif checked(form, attachments):
        content = form.content(attachments.choices)
        try:
            commands.edit(viewer(), found, content, version=form.version.data, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            stored = _beside(form, found, error)
        else:
            desk.clear()
            flash(_("Ihre Änderung ist gespeichert."), "success")
            return redirect(found.url, 303)
    page = render_template(
        "ideas/edit.html",
        idea=found,
        form=form,
        desk=desk,
        stored=stored,
        attachments=attachments,
        preview=preview_of(form, attachments),
        asks_reason=not is_free_to_edit(found),
    )
    return page, status


def _seen(form: SortForm) -> str:
    """Return the mark that was sent; whoever sends none has seen nothing, whatever the form begins with."""
    return (form.seen.data or "") if form.seen.raw_data else ""


def _sort(found: Idea) -> Any:
    form = SortForm(data={**_typed(found), "seen": commands.mark_of_facts(found)})
    status, stored = 422 if form.is_submitted() else 200, None
    if form.validate_on_submit():
        try:
            commands.sort_idea(viewer(), found, **form.facts, seen=_seen(form))
        except ForumError as error:
            form.show(error)
            status, stored = status_of(error), found if isinstance(error, Conflict) else None
            # Whoever saves again has seen what is stored.
            form.seen.data, form.seen.raw_data = commands.mark_of_facts(found), None
        else:
            flash(_("Die Einordnung ist gespeichert."), "success")
            return redirect(found.url, 303)
    return render_template("ideas/sort.html", idea=found, form=form, stored=stored), status


@blueprint.post("/ideen/<int:idea_id>/unterstuetzen")
@WRITING
def support(idea_id: int) -> Any:
    """Support an idea."""
    found = queries.idea(viewer(), idea_id)
    count = commands.support(viewer(), found)
    text = ngettext(
        "Sie unterstützen diese Idee. Sie hat jetzt %(num)s Unterstützung.",
        "Sie unterstützen diese Idee. Sie hat jetzt %(num)s Unterstützungen.",
        count,
    )
    flash(text, "success")
    return redirect(f"{found.url}{SUPPORT}", 303)


@blueprint.post("/ideen/<int:idea_id>/zuruecknehmen")
@WRITING
def take_back(idea_id: int) -> Any:
    """Take the own support back."""
    found = queries.idea(viewer(), idea_id)
    commands.withdraw_support(viewer(), found)
    flash(_("Sie unterstützen diese Idee nicht mehr."), "success")
    return redirect(f"{found.url}{SUPPORT}", 303)


@blueprint.route("/ideen/<int:idea_id>/zurueckziehen", methods=["GET", "POST"])
@WRITING
def withdraw(idea_id: int) -> Any:
    """Take an own idea back, after a question."""
    found = queries.idea(viewer(), idea_id)
    if not is_author(viewer(), found):
        # Authors are told why it is too late; to everybody else the form is not shown.
        require(viewer(), "idea.advance", Step(found, IdeaState.ZURUECKGEZOGEN))
    form = WithdrawForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.withdraw_idea(viewer(), found, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Ihre Idee ist zurückgezogen."), "success")
            return redirect(found.url, 303)
    return render_template("ideas/withdraw.html", idea=found, form=form), status
