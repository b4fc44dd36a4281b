"""Pages of the moderation: report something, the queue, a case, statements of reasons."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.errors import Conflict, ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.files.queries import attached
from forum.moderation import commands, queries, targets
from forum.moderation.forms import DecisionForm, NoticeForm
from forum.moderation.models import Case, CaseState
from forum.moderation.rules import RULES
from forum.web.errors import status_of
from forum.web.limits import NOTIFYING
from forum.web.security import public, viewer

blueprint = Blueprint("moderation", __name__)


@blueprint.route("/melden/<kind>/<int:target_id>", methods=["GET", "POST"])
@public
@NOTIFYING
def report(kind: str, target_id: int) -> Any:
    """Report something, with or without an account."""
    target = targets.load(viewer(), kind, target_id)
    if target.is_hidden:
        raise NotFound
    form = NoticeForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            receipt = commands.file_notice(
                viewer(),
                target,
                rule=form.rule.data,
                explanation=form.explanation.data,
                good_faith=form.good_faith.data,
                name=form.name.data or "",
                email=form.email.data or "",
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(url_for("moderation.state", token=receipt.token), 303)
    return render_template("moderation/report.html", form=form, target=target, label=targets.KINDS[kind].label), status


@blueprint.get("/meldungen/<token>")
@public
def state(token: str) -> Any:
    """Show the state of a notice to whoever holds its secret link."""
    return render_template("moderation/state.html", notice=queries.notice_by_token(token), rules=RULES)


@blueprint.get("/moderation")
def queue() -> Any:
    """Show the cases that wait, or the decided ones."""
    require(viewer(), "case.read")
    asked = request.args.get("stand", CaseState.OPEN)
    shown = CaseState(asked) if asked in set(CaseState) else CaseState.OPEN
    page = queries.queue(viewer(), state=shown, after=request.args.get("after"))
    next_url = url_for("moderation.queue", stand=shown, after=page.after) if page.after else None
    return render_template(
        "moderation/queue.html", cases=page.items, shown=shown, next_url=next_url, kinds=targets.KINDS, rules=RULES
    )


@blueprint.post("/moderation/oeffnen/<kind>/<int:target_id>")
def act(kind: str, target_id: int) -> Any:
    """Open the case of a thing from where it stands."""
    case = commands.open_case_for(viewer(), targets.load(viewer(), kind, target_id))
    return redirect(case.url, 303)


@blueprint.get("/moderation/<int:case_id>")
def case(case_id: int) -> Any:
    """Show a case with its notices and what can be done."""
    return _case_page(queries.case(viewer(), case_id), None), 200


def _case_page(found: Case, form: DecisionForm | None) -> str:
    try:
        target = targets.load(viewer(), found.kind, found.target_id)
    except NotFound:
        target = None
    form = form or DecisionForm(formdata=None, version=found.version)
    rule = found.notices[-1].rule if found.notices else None
    if rule and not form.is_submitted():
        form.rule.data = rule
    return render_template(
        "moderation/case.html",
        case=found,
        target=target,
        files=attached(found.kind, [found.target_id]).get(found.target_id, ()) if target is not None else (),
        form=form,
        kind=targets.KINDS[found.kind].label,
        rules=RULES,
        may_decide=target is not None and can(viewer(), "case.decide", commands.with_notifiers(found, target)),
    )


@blueprint.post("/moderation/<int:case_id>")
def decide(case_id: int) -> Any:
    """Hide, dismiss or restore, with a reason."""
    found = queries.case(viewer(), case_id)
    form, status = DecisionForm(), 422
    if form.validate():
        try:
            _carry_out(found, form, request.form.get("schritt", ""))
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if isinstance(error, Conflict):
                form.version.process_data(found.version)
                form.version.raw_data = None
        else:
            flash(_("Ihre Entscheidung gilt. Alle Beteiligten erfahren davon."), "success")
            return redirect(found.url, 303)
    return _case_page(found, form), status


def _carry_out(found: Case, form: DecisionForm, step: str) -> None:
    facts, version = form.facts.data, form.version.data
    if step == "verbergen":
        commands.hide(
            viewer(), found, rule=form.rule.data, facts=facts, version=version, legal_ground=form.legal_ground.data
        )
    elif step == "wiederherstellen":
        commands.restore(viewer(), found, reason=facts, version=version)
    elif step == "abweisen":
        commands.dismiss(viewer(), found, reason=facts, version=version)
    else:
        raise Conflict(_("Diesen Schritt gibt es nicht."))


@blueprint.get("/begruendungen/<puid>")
def statement(puid: str) -> Any:
    """Show a statement of reasons to the author of the content."""
    found = queries.statement(viewer(), puid)
    files = attached(found.case.kind, [found.case.target_id]).get(found.case.target_id, ())
    return render_template("moderation/statement.html", statement=found, files=files, rules=RULES)


@blueprint.get("/begruendungen")
def own_statements() -> Any:
    """List the statements about what the viewer wrote."""
    return render_template("moderation/own.html", statements=queries.own_statements(viewer()), rules=RULES)
