"""Official answers on their way: writing, the second look, and publishing several together (N-23)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.queries import holders
from forum.accounts.units import unit_named, units
from forum.core.clock import of_city
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, is_staff, require
from forum.ideas.lifecycle import DEFAULT_UNIT, TRANSITIONS, Transition, Way
from forum.ideas.models import Idea
from forum.office import commands, queries
from forum.office.forms import AnswerForm, ReleaseAnswersForm, SendBackForm
from forum.office.models import AnswerDraft, BlockKind, DraftState
from forum.office.views.choosing import unit_named_by
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("answers", __name__)


def _steps(idea: Idea) -> list[Transition]:
    """Return the steps that the Stabsstelle, which releases the answer, may take from where the idea stands."""
    return [row for row in TRANSITIONS if row.source == idea.state and row.way == Way.HAND and is_staff in row.roles]


def _form(idea: Idea, **values: Any) -> AnswerForm:
    form = AnswerForm(**values)
    form.offer(units(), _steps(idea))
    form.offer_blocks(blocks := queries.blocks(viewer(), BlockKind.ANSWER))
    if "einsetzen" in request.form:
        form.put_in(blocks)
    return form


@blueprint.route("/stabsstelle/ideen/<int:idea_id>/antwort", methods=["GET", "POST"])
@WRITING
def write(idea_id: int) -> Any:
    """Write an answer to an idea; save it, or hand it in for the second look at once."""
    found = queries.file_of(viewer(), idea_id)
    require(viewer(), "file.answer", found)
    form, status = _form(found), 200
    if form.is_submitted() and "einsetzen" not in request.form:
        status = 422
        if form.validate():
            words = form.words(unit_named_by(form.unit.data))
            try:
                commands.write_answer(viewer(), found, words, hand_in="durchsicht" in request.form)
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                return _saved(found)
    return render_template("office/answer.html", idea=found, form=form, draft=None), status


@blueprint.route("/stabsstelle/antworten/<int:draft_id>", methods=["GET", "POST"])
@WRITING
def edit(draft_id: int) -> Any:
    """Show an answer on its way as the public will see it, and change it."""
    draft = queries.answer_draft(viewer(), draft_id)
    form, status = _filled(draft), 200
    if form.is_submitted() and "einsetzen" not in request.form:
        status = 422
        if form.validate():
            words, version = form.words(unit_named_by(form.unit.data)), form.version.data or 0
            hand_in = "durchsicht" in request.form
            try:
                commands.change_answer(viewer(), draft, words, version=version, hand_in=hand_in)
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                return _saved(draft.idea)
    return _page(draft, form), status


def _filled(draft: AnswerDraft) -> AnswerForm:
    unit = unit_named(draft.unit) if draft.unit else None
    return _form(
        draft.idea,
        text=draft.source,
        target=draft.target or "",
        reason_key=draft.reason_key or "",
        rule=draft.reason_key or "",
        unit=str(unit.id) if unit is not None else "0" if draft.unit == DEFAULT_UNIT else "",
        cost=draft.cost,
        period=draft.period,
        conditions=draft.conditions,
        used="/".join(map(str, draft.block)) if draft.block else "",
        version=draft.version,
    )


def _page(draft: AnswerDraft, form: AnswerForm, send_back_form: SendBackForm | None = None) -> str:
    who = viewer()
    return render_template(
        "office/answer.html",
        idea=draft.idea,
        draft=draft,
        form=form,
        may_release=can(who, "answer.release", draft) and draft.state == DraftState.REVIEW,
        may_send_back=can(who, "answer.send_back", draft) and draft.state != DraftState.DRAFT,
        release_form=ReleaseAnswersForm(formdata=None),
        send_back_form=send_back_form or SendBackForm(formdata=None),
        is_alone=is_staff(who, None) and len(holders("staff")) < 2,
    )


def _saved(idea: Idea) -> Any:
    handed_in = "durchsicht" in request.form
    flash(_("Die Antwort wartet auf Durchsicht.") if handed_in else _("Der Entwurf ist gespeichert."), "success")
    return redirect(url_for("files_of_ideas.show", idea_id=idea.id), 303)


@blueprint.post("/stabsstelle/antworten/<int:draft_id>/zurueck")
@WRITING
def send_back(draft_id: int) -> Any:
    """Ask for changes; the reason goes into the file of the idea."""
    draft = queries.answer_draft(viewer(), draft_id)
    form, status = SendBackForm(), 422
    if form.validate():
        try:
            commands.send_back(viewer(), draft, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Antwort ist wieder ein Entwurf."), "success")
            return redirect(url_for("answers.index"), 303)
    shown = _form(draft.idea, formdata=None, text=draft.source, version=draft.version)
    return _page(draft, shown, form), status


@blueprint.post("/stabsstelle/antworten/<int:draft_id>/verwerfen")
@WRITING
def discard(draft_id: int) -> Any:
    """Throw an answer away."""
    draft = queries.answer_draft(viewer(), draft_id)
    idea_id = draft.idea_id
    commands.discard_answer(viewer(), draft)
    flash(_("Die Antwort ist verworfen."), "success")
    return redirect(url_for("files_of_ideas.show", idea_id=idea_id), 303)


@blueprint.route("/stabsstelle/antworten", methods=["GET", "POST"])
@WRITING
def index() -> Any:
    """List the answers on their way with what each would do, and publish the marked ones now or at a set time."""
    require(viewer(), "office.open")
    form, status = ReleaseAnswersForm(), 200
    if form.is_submitted():
        outcomes, status = _released(form)
        if outcomes:
            done = [one for one in outcomes if not one.problem]
            left = [one for one in outcomes if one.problem]
            return render_template("office/released.html", done=done, left=left), 200 if done else 409
    drafts = queries.answer_drafts(viewer())
    ready = [one for one in drafts if one.state == DraftState.REVIEW and can(viewer(), "answer.release", one)]
    others = [one for one in drafts if one not in ready]
    return render_template("office/answers.html", ready=ready, others=others, form=form), status


def _released(form: ReleaseAnswersForm) -> tuple[Any, int]:
    """Return what became of each answer, or nothing and the status of the page that says what is wrong."""
    if not form.validate():
        return None, 422
    ids = [number for word in request.form.getlist("antwort") if (number := number_in(word))]
    at = of_city(form.publish_at.data) if form.publish_at.data else None
    try:
        return commands.release_answers(viewer(), ids, publish_at=at), 200
    except ForumError as error:
        form.show(error)
        return None, status_of(error)
