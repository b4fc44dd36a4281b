"""Writing surveys, for the staff office: what one says of itself, its questions, its preview, its end."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.clock import local, of_city
from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.discussions import queries as discussions
from forum.surveys import commands, queries
from forum.surveys.forms import ExtendForm, PlanForm, QuestionForm, WithdrawForm, answer_form
from forum.surveys.models import GROUPING, LISTED, Kind, Question, Stage, State, Survey
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.paging import next_page
from forum.web.security import viewer

blueprint = Blueprint("survey_desk", __name__)


@blueprint.get("/stabsstelle/umfragen")
def index() -> Any:
    """List all surveys with where they stand, and the processes in which a new one can begin."""
    require(viewer(), "survey.arrange")
    page = queries.every_survey(viewer(), request.args.get("after"))
    processes = [space for space in discussions.spaces(viewer()) if space.course]
    return render_template(
        "surveys/arrange.html", surveys=page.items, next_url=next_page(page.after), processes=processes
    )


@blueprint.route("/stabsstelle/raeume/<name>/umfragen/neu", methods=["GET", "POST"])
def new(name: str) -> Any:
    """Begin a survey in a process."""
    space = discussions.space(viewer(), name)
    require(viewer(), "survey.draft", space)
    form = PlanForm.of(space, None)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            found = commands.draft_survey(viewer(), space, form.plan)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(url_for("survey_desk.desk", survey_id=found.id), 303)
    return render_template("surveys/plan.html", space=space, survey=None, form=form, stored=None), status


def _managed(survey_id: int) -> Survey:
    found = queries.survey(viewer(), survey_id)
    require(viewer(), "survey.manage", found)
    return found


@blueprint.get("/umfragen/<int:survey_id>/einrichten")
def desk(survey_id: int) -> Any:
    """Show the staff office a survey with everything that can be done about it."""
    return _desk(_managed(survey_id))


def _desk(found: Survey, later: ExtendForm | None = None, ending: WithdrawForm | None = None) -> str:
    shown_end = local(found.closes_at).replace(tzinfo=None)
    return render_template(
        "surveys/desk.html",
        survey=found,
        stage=found.stage,
        questions=queries.questions(found),
        kinds=list(Kind),
        is_open_to_change=found.state in {State.DRAFT, State.PUBLISHED} and not queries.has_answers(found),
        at_least=queries.about_so_many(found),
        later=later or ExtendForm(formdata=None, closes_at=shown_end),
        ending=ending or WithdrawForm(formdata=None),
        ends_ahead=found.stage in {Stage.COMING, Stage.RUNNING},
    )


@blueprint.route("/umfragen/<int:survey_id>/bearbeiten", methods=["GET", "POST"])
def edit(survey_id: int) -> Any:
    """Change what a survey says of itself; a conflict shows both."""
    found = _managed(survey_id)
    form = PlanForm.of(found.space, found)
    stored, status = None, 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.change_survey(viewer(), found, form.plan, version=form.version.data or 0)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            stored = _shown_beside(error, form, found)
        else:
            return redirect(url_for("survey_desk.desk", survey_id=found.id), 303)
    return render_template("surveys/plan.html", space=found.space, survey=found, form=form, stored=stored), status


def _shown_beside(error: ForumError, form: Any, found: Survey) -> Survey | None:
    """Return what is stored now, if somebody else changed it; the next click saves the own words over it."""
    if not isinstance(error, Conflict) or error.current is None:
        return None
    form.version.process_data(found.version)
    form.version.raw_data = None
    return found


@blueprint.route("/umfragen/<int:survey_id>/fragen/neu", methods=["GET", "POST"])
def ask(survey_id: int) -> Any:
    """Ask one more question of the kind that the address names."""
    found = _managed(survey_id)
    word = request.args.get("art", "")
    kind = Kind(word) if word in set(Kind) else Kind.SINGLE

    def add(form: QuestionForm) -> None:
        commands.add_question(viewer(), found, form.asked(kind), version=form.version.data or 0)

    return _question_page(found, None, kind, add)


@blueprint.route("/umfragen/<int:survey_id>/fragen/<int:question_id>", methods=["GET", "POST"])
def question(survey_id: int, question_id: int) -> Any:
    """Change a question."""
    found = _managed(survey_id)
    row = queries.question(found, question_id)

    def change(form: QuestionForm) -> None:
        asked = form.asked(Kind(row.kind))
        commands.change_question(viewer(), found, row, asked, version=form.version.data or 0)

    return _question_page(found, row, Kind(row.kind), change)


def _question_page(found: Survey, row: Question | None, kind: Kind, act: Callable[[QuestionForm], None]) -> Any:
    form = QuestionForm.of(found, row)
    stored, status = None, 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            act(form)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            stored = _shown_beside(error, form, found)
        else:
            return redirect(f"{url_for('survey_desk.desk', survey_id=found.id)}#fragen", 303)
    page = render_template(
        "surveys/question.html",
        survey=found,
        question=row,
        kind=kind,
        form=form,
        stored=stored,
        has_options=kind in LISTED,
        can_group=kind in GROUPING,
    )
    return page, status


@blueprint.post("/umfragen/<int:survey_id>/fragen/<int:question_id>/ordnen")
def order(survey_id: int, question_id: int) -> Any:
    """Move a question up or down by one place, or leave it out."""
    found = _managed(survey_id)
    row, act = queries.question(found, question_id), request.form.get("akt", "")
    version = number_in(request.form.get("version")) or 0
    if act == "entfernen":
        commands.remove_question(viewer(), found, row, version=version)
    else:
        commands.move_question(viewer(), found, row, up=act == "hoch", version=version)
    return redirect(f"{url_for('survey_desk.desk', survey_id=found.id)}#fragen", 303)


@blueprint.get("/umfragen/<int:survey_id>/vorschau")
def preview(survey_id: int) -> Any:
    """Show the sheet as people will see it; nothing can be sent."""
    found = _managed(survey_id)
    asked = queries.questions(found)
    return render_template("surveys/preview.html", survey=found, questions=asked, form=answer_form(found, asked))


@blueprint.post("/umfragen/<int:survey_id>/veroeffentlichen")
def publish(survey_id: int) -> Any:
    """Show a survey to everybody of the process."""
    found = _managed(survey_id)
    version = number_in(request.form.get("version")) or 0
    commands.publish_survey(viewer(), found, version=version)
    flash(_("Die Umfrage ist veröffentlicht. Sie beginnt und endet von selbst."), "success")
    return redirect(found.url, 303)


@blueprint.post("/umfragen/<int:survey_id>/verwerfen")
def discard(survey_id: int) -> Any:
    """Throw a draft away."""
    commands.discard_survey(viewer(), _managed(survey_id))
    flash(_("Der Entwurf ist verworfen."), "success")
    return redirect(url_for("survey_desk.index"), 303)


@blueprint.post("/umfragen/<int:survey_id>/verlaengern")
def extend(survey_id: int) -> Any:
    """Let a survey end later."""
    found = _managed(survey_id)
    form = ExtendForm()
    status = 422
    if form.validate():
        try:
            commands.extend_survey(viewer(), found, closes_at=of_city(form.closes_at.data))
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Das neue Ende gilt und steht auf der Seite der Umfrage."), "success")
            return redirect(url_for("survey_desk.desk", survey_id=found.id), 303)
    return _desk(found, later=form), status


@blueprint.post("/umfragen/<int:survey_id>/zurueckziehen")
def withdraw(survey_id: int) -> Any:
    """End a survey without a result."""
    found = _managed(survey_id)
    form = WithdrawForm()
    status = 422
    if form.validate():
        try:
            commands.withdraw_survey(viewer(), found, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Umfrage ist zurückgezogen; alle Antworten sind gelöscht."), "success")
            return redirect(found.url, 303)
    return _desk(found, ending=form), status
