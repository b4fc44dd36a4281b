"""Writing an idea together: the page of its authors, and the page of somebody who was asked (N-06)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.core.db import get_or_404
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import can
from forum.ideas import commands, queries
from forum.ideas.forms import InviteForm
from forum.ideas.lifecycle import is_author
from forum.ideas.models import Idea
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("idea_authors", __name__)


@blueprint.route("/ideen/<int:idea_id>/mitschreiben", methods=["GET", "POST"])
@WRITING
def authors(idea_id: int) -> Any:
    """Show who writes an own idea, and ask somebody else to."""
    found = _own(idea_id)
    form = InviteForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            asked = commands.invite_co_author(viewer(), found, handle=form.handle.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("%(name)s ist eingeladen.", name=asked.person.handle), "success")
            return redirect(_page_of(found), 303)
    may_invite = can(viewer(), "idea.invite", found)
    page = render_template(
        "ideas/authors.html",
        idea=found,
        form=form,
        may_invite=may_invite,
        asked=queries.asked(viewer(), found) if may_invite else (),
        place=f"thread:{found.thread_id}" if found.thread_id else "public",
    )
    return page, status


def _own(idea_id: int) -> Idea:
    found = queries.idea(viewer(), idea_id)
    if not is_author(viewer(), found):
        raise NotFound
    return found


def _page_of(found: Idea) -> str:
    return url_for("idea_authors.authors", idea_id=found.id)


@blueprint.post("/ideen/<int:idea_id>/mitschreiben/<int:person_id>/zuruecknehmen")
@WRITING
def withdraw(idea_id: int, person_id: int) -> Any:
    """Take an unanswered question back."""
    found = _own(idea_id)
    commands.withdraw_invitation(viewer(), found, person_id)
    flash(_("Die Einladung ist zurückgenommen."), "success")
    return redirect(_page_of(found), 303)


@blueprint.post("/ideen/<int:idea_id>/mitschreiben/verlassen")
@WRITING
def leave(idea_id: int) -> Any:
    """Stop writing an idea."""
    found = _own(idea_id)
    was_draft = found.is_draft
    commands.leave_idea(viewer(), found)
    flash(_("Sie schreiben an dieser Idee nicht mehr mit."), "success")
    return redirect(url_for("idea_writing.drafts") if was_draft else found.url, 303)


@blueprint.get("/ideen/<int:idea_id>/einladung")
def invitation(idea_id: int) -> Any:
    """Show who asks whether one wants to write an idea too; of a draft one sees no more than the title."""
    return render_template("ideas/invitation.html", invitation=queries.invitation(viewer(), idea_id))


@blueprint.post("/ideen/<int:idea_id>/einladung/annehmen")
@WRITING
def accept(idea_id: int) -> Any:
    """Become an author."""
    found = get_or_404(Idea, idea_id)
    commands.accept_invitation(viewer(), found)
    flash(_("Sie schreiben jetzt an dieser Idee mit."), "success")
    return redirect(url_for("idea_writing.edit", idea_id=found.id) if found.is_draft else found.url, 303)


@blueprint.post("/ideen/<int:idea_id>/einladung/ablehnen")
@WRITING
def decline(idea_id: int) -> Any:
    """Say no, without a trace."""
    commands.decline_invitation(viewer(), get_or_404(Idea, idea_id))
    flash(_("Sie haben abgelehnt. Auf der Seite der Idee steht davon nichts."), "success")
    return redirect(url_for("ideas.index"), 303)
