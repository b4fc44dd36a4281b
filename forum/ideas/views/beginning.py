"""Writing an idea without an account: the text waits under a secret address until it is somebody's draft (N-02)."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.discussions.pages import preview as preview_of
from forum.files.pages import sent_choices
from forum.ideas import commands, queries
from forum.ideas.forms import VisitorForm
from forum.ideas.rules import rules_for, special_rules
from forum.web.errors import status_of
from forum.web.limits import WRITING, check_beginning
from forum.web.security import public, viewer

blueprint = Blueprint("idea_beginning", __name__)


def write_as_visitor(form: VisitorForm) -> Any:
    """Show the form to somebody without an account; what is sent waits, and the sign-in comes next.

    Whoever was signed in when the page opened also lands here, with all that was typed.
    """
    status = 200
    if form.is_submitted():
        complete = form.validate() and "vorschau" not in request.form
        if complete or ("entwurf" in request.form and not form.homepage.errors):
            try:
                check_beginning()
                token = commands.begin_idea(viewer(), form.content(sent_choices()))
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                return redirect(url_for("idea_beginning.begun", token=token), 303)
        else:
            status = 422
    page = render_template(
        "ideas/write.html",
        form=form,
        draft=None,
        desk=None,
        stored=None,
        attachments=None,
        preview=preview_of(form),
        rules=rules_for(),
        special=special_rules(),
    )
    return page, status


@blueprint.get("/ideen/begonnen/<token>")
@public
def begun(token: str) -> Any:
    """Show the text that waits, and the way to make it one's own."""
    found = queries.begun_idea(viewer(), token)
    here = url_for("idea_beginning.begun", token=token)
    answer = make_response(render_template("ideas/begun.html", begun=found, here=here))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/ideen/begonnen/<token>")
@WRITING
def claim(token: str) -> Any:
    """Take the text into the own drafts, and go on to check it."""
    draft = commands.claim_begun_idea(viewer(), token)
    flash(_("Ihr Text ist jetzt ein Entwurf. Nur Sie sehen ihn."), "success")
    return redirect(url_for("idea_writing.preview", idea_id=draft.id), 303)
