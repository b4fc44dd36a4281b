"""Pages of complaints: object to a decision as author or notifier, and answer as another moderator."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.moderation import commands, queries
from forum.moderation.authorship import authors_of
from forum.moderation.forms import AnswerForm, ComplaintForm
from forum.moderation.models import Complaint, Notice
from forum.moderation.rules import RULES
from forum.moderation.targets import KINDS
from forum.web.errors import status_of
from forum.web.limits import NOTIFYING
from forum.web.security import public, viewer

blueprint = Blueprint("complaints", __name__)


@blueprint.route("/begruendungen/<puid>/beschwerde", methods=["GET", "POST"])
@NOTIFYING
def of_author(puid: str) -> Any:
    """Object to a decision about one's own content."""
    statement = queries.statement(viewer(), puid)
    require(viewer(), "complaint.file", statement)
    return _complain(lambda text: commands.complain(viewer(), statement, text=text), statement.url)


@blueprint.route("/meldungen/<token>/beschwerde", methods=["GET", "POST"])
@public
@NOTIFYING
def of_notifier(token: str) -> Any:
    """Object to leaving what one reported as it is; the secret link is the key."""
    return _object(queries.notice_by_token(token), url_for("moderation.state", token=token))


@blueprint.route("/konto/meldungen/<int:notice_id>/beschwerde", methods=["GET", "POST"])
@NOTIFYING
def of_own_notice(notice_id: int) -> Any:
    """Object to leaving what one reported as it is; the account is the key, also without the secret link (S-12)."""
    return _object(queries.own_notice(viewer(), notice_id), url_for("moderation.own_state", notice_id=notice_id))


def _object(notice: Notice, back: str) -> Any:
    # Nobody writes a long text for nothing: where there is nothing to object to, the state of the notice says why.
    if request.method == "GET" and not notice.can_be_objected:
        return redirect(back, 303)
    return _complain(lambda text: commands.complain_of_inaction(viewer(), notice, text=text), back)


def _complain(act: Any, back: str) -> Any:
    form, status = ComplaintForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                act(form.text.data)
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                flash(_("Ihre Beschwerde ist eingegangen. Eine andere Person prüft die Entscheidung."), "success")
                return redirect(back, 303)
    return render_template("moderation/complain.html", form=form, back=back), status


@blueprint.get("/moderation/beschwerden")
def index() -> Any:
    """Show the complaints that wait, or the answered ones."""
    require(viewer(), "case.read")
    answered = request.args.get("stand") == "beantwortet"
    page = queries.complaints(viewer(), answered=answered, after=request.args.get("after"))
    stand = "beantwortet" if answered else None
    next_url = url_for("complaints.index", after=page.after, stand=stand) if page.after else None
    return render_template(
        "moderation/complaints.html", complaints=page.items, answered=answered, next_url=next_url, kinds=KINDS
    )


@blueprint.get("/moderation/beschwerden/<int:complaint_id>")
def show(complaint_id: int) -> Any:
    """Show a complaint and the decision it is about."""
    return _page(queries.complaint(viewer(), complaint_id), None)


@blueprint.post("/moderation/beschwerden/<int:complaint_id>")
def answer(complaint_id: int) -> Any:
    """Answer a complaint; what was decided falls, if the complaint is right."""
    found = queries.complaint(viewer(), complaint_id)
    form, status = AnswerForm(), 422
    if form.validate():
        values = {"outcome": form.outcome.data, "reasons": form.reasons.data, "version": form.version.data}
        try:
            commands.answer_complaint(viewer(), found, **values)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Ihre Antwort gilt. Alle Beteiligten erfahren davon."), "success")
            return redirect(found.case.url if found.case.state == "open" else found.url, 303)
    return _page(found, form), status


def _page(found: Complaint, form: AnswerForm | None) -> str:
    return render_template(
        "moderation/complaint.html",
        complaint=found,
        form=form or AnswerForm(formdata=None, version=found.version),
        rules=RULES,
        kind=KINDS[found.case.kind].label,
        words=queries.words_are_for(viewer(), found.case),
        may_answer=can(viewer(), "complaint.answer", found),
        # Who wrote it and moderates as well reads nothing that tells who reported it (S-11, M-24).
        is_withheld=found.statement is None and viewer().person_id in authors_of(found.case.kind, found.case.target_id),
    )
