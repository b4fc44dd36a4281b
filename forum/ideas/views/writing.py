"""Writing, checking, submitting, editing and withdrawing ideas, and supporting them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _, ngettext
from forum.core.permissions import can, require
from forum.discussions.pages import checked
from forum.discussions.pages import preview as preview_of
from forum.files.pages import Attachments, refusals, take_in
from forum.files.queries import attached
from forum.ideas import commands, queries
from forum.ideas.commands.writing import is_free_to_edit
from forum.ideas.forms import EditForm, FactsForm, IdeaForm, WithdrawForm
from forum.ideas.models import Idea
from forum.ideas.rules import rules_for, rules_of, special_rules
from forum.ideas.similar import similar_ideas
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer
from forum.web.transaction import receives

blueprint = Blueprint("idea_writing", __name__)


@blueprint.route("/ideen/neu", methods=["GET", "POST"])
@receives(take_in)
@WRITING
def new() -> Any:
    """Write a new idea: keep it as a draft, or go on to check it."""
    return _write(None, IdeaForm())


def _write(draft: Idea | None, form: IdeaForm) -> Any:
    """Keep what was typed as a draft; going on to the check needs the required fields (N-01, N-03)."""
    status = 200
    attachments = Attachments(viewer(), form, "idea", draft.id if draft else None)
    if form.is_submitted():
        keeps = "entwurf" in request.form
        complete = form.validate() if keeps else checked(form, attachments)
        if complete or keeps:
            try:
                draft = commands.save_draft(viewer(), form.content(attachments.choices), idea=draft)
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                return _saved(draft)
        else:
            status = 422
    page = render_template(
        "ideas/write.html",
        form=form,
        draft=draft,
        attachments=attachments,
        preview=preview_of(form, attachments),
        rules=rules_of(draft) if draft else rules_for(),
        special=special_rules(),
    )
    return page, status


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
            commands.submit(viewer(), draft)
        except ForumError as error:
            fields = getattr(error, "fields", {})
            problems = [sentence for sentences in fields.values() for sentence in sentences] or [error.message]
            status = status_of(error)
        else:
            flash(_("Danke! Ihre Idee hat die Nummer %(number)s und ist jetzt öffentlich.", number=draft.id), "success")
            return redirect(draft.url, 303)
    similar = similar_ideas(viewer(), draft.title, draft.source, draft.id)
    page = render_template(
        "ideas/preview.html",
        draft=draft,
        may_discard=can(viewer(), "idea.discard", draft),
        similar=similar,
        files=attached("idea", [draft.id]).get(draft.id, ()),
        problems=problems,
        rules=rules_of(draft),
    )
    return page, status


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
    }


@blueprint.route("/ideen/<int:idea_id>/bearbeiten", methods=["GET", "POST"])
@receives(take_in)
@WRITING
def edit(idea_id: int) -> Any:
    """Change an own draft or idea; a conflict shows both texts. Staff sorts ideas here (N-14, N-40)."""
    found = queries.idea(viewer(), idea_id)
    if found.is_draft:
        return _write(found, IdeaForm(data=_typed(found)))
    if not can(viewer(), "idea.edit", found) and can(viewer(), "idea.sort", found):
        return _sort(found)
    require(viewer(), "idea.edit", found)
    form = EditForm(data={**_typed(found), "version": found.version})
    attachments = Attachments(viewer(), form, "idea", found.id)
    stored, status = None, 422 if form.is_submitted() else 200
    if checked(form, attachments):
        content = form.content(attachments.choices)
        try:
            commands.edit(viewer(), found, content, version=form.version.data, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            stored = found if isinstance(error, Conflict) else None
            if stored is not None:
                # The next click saves the own text over the version that is shown now beside it.
                form.version.process_data(found.version)
                form.version.raw_data = None
        else:
            flash(_("Ihre Änderung ist gespeichert."), "success")
            return redirect(found.url, 303)
    page = render_template(
        "ideas/edit.html",
        idea=found,
        form=form,
        stored=stored,
        attachments=attachments,
        preview=preview_of(form, attachments),
        asks_reason=not is_free_to_edit(found),
    )
    return page, status


def _sort(found: Idea) -> Any:
    form = FactsForm(data=_typed(found))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.sort_idea(viewer(), found, **form.facts)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Einordnung ist gespeichert."), "success")
            return redirect(found.url, 303)
    return render_template("ideas/sort.html", idea=found, form=form), status


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
    return redirect(found.url, 303)


@blueprint.post("/ideen/<int:idea_id>/zuruecknehmen")
@WRITING
def take_back(idea_id: int) -> Any:
    """Take the own support back."""
    found = queries.idea(viewer(), idea_id)
    commands.withdraw_support(viewer(), found)
    flash(_("Sie unterstützen diese Idee nicht mehr."), "success")
    return redirect(found.url, 303)


@blueprint.route("/ideen/<int:idea_id>/zurueckziehen", methods=["GET", "POST"])
@WRITING
def withdraw(idea_id: int) -> Any:
    """Take an own idea back, after a question."""
    found = queries.idea(viewer(), idea_id)
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
