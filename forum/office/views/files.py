"""The file of an idea: who works on it, and internal notes; for Stabsstelle, Board and the responsible unit (N-26)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.accounts.units import units
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import Actor, can, require
from forum.ideas import lifecycle
from forum.ideas.models import Idea
from forum.office import commands, queries
from forum.office.forms import HandOverForm, NoteForm, ReleaseForm, ReviewForm, SponsorForm
from forum.office.views.choosing import person_of, unit_of, workers
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("files_of_ideas", __name__)


@blueprint.get("/stabsstelle/ideen/<int:idea_id>")
def show(idea_id: int) -> Any:
    """Show the file of an idea."""
    return render_template("office/file.html", **_values(queries.file_of(viewer(), idea_id)))


def _values(found: Idea, **forms: Any) -> dict[str, Any]:
    """Return what the page shows; ``forms`` are the ones a person has just filled in."""
    who = viewer()
    may_assign = can(who, "file.assign", found)
    return {
        "idea": found,
        "ways": _ways(who, found),
        "assignment": queries.assignment(who, found),
        "notes": queries.notes(who, found),
        "may_assign": may_assign,
        "may_note": can(who, "file.note", found),
        "hand_over_form": _hand_over_form(found, fresh=True) if may_assign and "hand_over_form" not in forms else None,
        "release_form": ReleaseForm(formdata=None),
        "note_form": NoteForm(formdata=None),
        "may_answer": can(who, "file.answer", found),
        "drafts": queries.answer_drafts_of(who, found),
        "sponsorship": queries.sponsorship(who, found),
        "may_sponsor": can(who, "file.sponsor", found),
        "sponsor_form": SponsorForm(formdata=None),
        "review_form": ReviewForm(formdata=None),
        **forms,
    }


def _ways(who: Actor, found: Idea) -> list[tuple[str, str]]:
    """Return what the viewer can do with the idea as it stands, each with its address; its own page opens at the step."""
    ways = [
        (bool(lifecycle.steps_for(who, found)), _("Nächsten Schritt gehen"), f"{found.url}#target"),
        (can(who, "assessment.give", found), _("Bewertung"), url_for("assessments.assess", idea_id=found.id)),
        # A paper is written as long as the Stabsstelle arranges the rounds of assessment.
        (can(who, "assessment.arrange", found), _("Vorlage einfrieren"), url_for("dossiers.freeze", idea_id=found.id)),
    ]
    return [(label, url) for is_open, label, url in ways if is_open]


def _hand_over_form(found: Idea, *, fresh: bool = False) -> HandOverForm:
    form = HandOverForm(formdata=None, unit=str(found.unit_id or 0)) if fresh else HandOverForm()
    form.offer(open_units := units(), workers(open_units))
    return form


@blueprint.post("/stabsstelle/ideen/<int:idea_id>/uebernehmen")
@WRITING
def claim(idea_id: int) -> Any:
    """Take an idea on oneself."""
    found = queries.file_of(viewer(), idea_id)
    commands.claim(viewer(), found)
    flash(_("Sie bearbeiten diese Idee jetzt."), "success")
    return redirect(url_for("files_of_ideas.show", idea_id=found.id), 303)


@blueprint.post("/stabsstelle/ideen/<int:idea_id>/uebergeben")
@WRITING
def hand_over(idea_id: int) -> Any:
    """Hand an idea over to a unit or a person."""
    found = queries.file_of(viewer(), idea_id)
    require(viewer(), "file.assign", found)
    form, status = _hand_over_form(found), 422
    if form.validate():
        unit, person = unit_of(form.unit.data), person_of(form.person.data)
        try:
            commands.hand_over(viewer(), found, unit=unit, person=person, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Idee ist übergeben."), "success")
            return _back(found)
    return render_template("office/file.html", **_values(found, hand_over_form=form)), status


@blueprint.post("/stabsstelle/ideen/<int:idea_id>/zurueckgeben")
@WRITING
def release(idea_id: int) -> Any:
    """Put an idea back."""
    found = queries.file_of(viewer(), idea_id)
    require(viewer(), "file.assign", found)
    form, status = ReleaseForm(), 422
    if form.validate():
        try:
            commands.release(viewer(), found, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Idee wartet wieder auf jemanden."), "success")
            return _back(found)
    return render_template("office/file.html", **_values(found, release_form=form)), status


@blueprint.post("/stabsstelle/ideen/<int:idea_id>/notizen")
@WRITING
def note(idea_id: int) -> Any:
    """Note something."""
    found = queries.file_of(viewer(), idea_id)
    form, status = NoteForm(), 422
    if form.validate():
        try:
            commands.note(viewer(), found, form.text.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Notiz ist gespeichert."), "success")
            return _back(found)
    return render_template("office/file.html", **_values(found, note_form=form)), status


@blueprint.post("/stabsstelle/ideen/<int:idea_id>/foerderung")
@WRITING
def sponsor(idea_id: int) -> Any:
    """Mark an idea that somebody promotes (G-26)."""
    found = queries.file_of(viewer(), idea_id)
    require(viewer(), "file.sponsor", found)
    form, status = SponsorForm(), 422
    if form.validate():
        try:
            commands.sponsor(viewer(), found, by=form.sponsor.data or "", review_on=form.review_on.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Förderung ist vermerkt."), "success")
            return _back(found)
    return render_template("office/file.html", **_values(found, sponsor_form=form)), status


@blueprint.post("/stabsstelle/ideen/<int:idea_id>/durchsicht")
@WRITING
def review(idea_id: int) -> Any:
    """Note what a look at a promoted idea showed (G-26)."""
    found = queries.file_of(viewer(), idea_id)
    require(viewer(), "file.sponsor", found)
    form, status = ReviewForm(), 422
    if form.validate():
        try:
            commands.note_review(viewer(), found, form.text.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Durchsicht ist vermerkt."), "success")
            return _back(found)
    return render_template("office/file.html", **_values(found, review_form=form)), status


def _back(found: Idea) -> Any:
    """Return to the file, or to the list for those whose unit has just given the idea away."""
    if can(viewer(), "idea.read_file", found):
        return redirect(url_for("files_of_ideas.show", idea_id=found.id), 303)
    return redirect(url_for("office.index"), 303)
