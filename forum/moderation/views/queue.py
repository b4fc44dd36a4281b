"""Pages of the queue: what waits, saved views, acts on many cases, and the reasons that moderators share."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.moderation import commands, queries, score
from forum.moderation.forms import BulkForm, CannedForm, QueueForm, QueueViewForm
from forum.moderation.models import CaseState, QueueView
from forum.moderation.queries.queue import FREE, MINE
from forum.moderation.rules import RULES
from forum.moderation.targets import KINDS
from forum.moderation.views.cases import blueprint as cases_blueprint
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.paging import next_page
from forum.web.security import viewer

blueprint = Blueprint("queue", __name__)


@cases_blueprint.get("/moderation", endpoint="queue")
def index() -> Any:
    """Show the cases that wait, the most urgent first, or the decided ones."""
    require(viewer(), "case.read")
    wanted = queries.wanted_from(request.args)
    page = queries.queue(viewer(), wanted, after=request.args.get("after"))
    return render_template(
        "moderation/queue.html",
        cases=page.items,
        first_words=queries.first_words(viewer(), page.items),
        wanted=wanted,
        form=QueueForm(wanted, queries.spaces_with_cases(viewer())),
        view_form=QueueViewForm(formdata=None),
        tabs=_tabs(wanted),
        next_url=next_page(page.after),
        score_of=score.score,
        kinds=KINDS,
        rules=RULES,
    )


def _tabs(wanted: queries.Wanted) -> list[dict[str, Any]]:
    """Return the views that everybody has, and the moderator's own ones."""
    usual: list[tuple[str, dict[str, str]]] = [
        (_("Offen"), {}),
        (_("Meine"), {"bei": MINE}),
        (_("Noch bei niemandem"), {"bei": FREE}),
        (_("Verborgen"), {"stand": CaseState.ACTED.value}),
        (_("Abgewiesen"), {"stand": CaseState.DISMISSED.value}),
    ]
    words = {name: word for name, word in wanted.words.items() if (name, word) != ("stand", "open")}
    tabs: list[dict[str, Any]] = [
        {"label": label, "url": _address(own), "current": own == words} for label, own in usual
    ]
    own = [
        {"label": view.name, "url": _address(view.words), "current": view.words == words, "view": view}
        for view in queries.queue_views(viewer())
    ]
    return [*tabs, *own, {"label": _("Beschwerden"), "url": url_for("complaints.index"), "current": False}]


def _address(words: Mapping[str, Any]) -> str:
    return f"{url_for('moderation.queue')}?{urlencode(words)}" if words else url_for("moderation.queue")


@blueprint.post("/moderation/ansichten")
@WRITING
def save_view() -> Any:
    """Keep what the queue shows under a name."""
    form, wanted = QueueViewForm(), queries.wanted_from(request.args)
    if not form.validate():
        flash(_("Bitte geben Sie der Ansicht einen Namen mit höchstens 60 Zeichen."), "danger")
        return redirect(_address(wanted.words), 303)
    view: QueueView = commands.save_view(viewer(), form.name.data or "", wanted.words)
    flash(_("Die Ansicht ist gespeichert."), "success")
    return redirect(_address(view.words), 303)


@blueprint.post("/moderation/ansichten/<int:view_id>/loeschen")
@WRITING
def remove_view(view_id: int) -> Any:
    """Forget a view."""
    commands.remove_view(viewer(), queries.queue_view(viewer(), view_id))
    flash(_("Die Ansicht ist gelöscht."), "success")
    return redirect(url_for("moderation.queue"), 303)


@blueprint.get("/moderation/sammeln")
def many() -> Any:
    """Show what an act on the marked cases would do, and ask for its reason."""
    require(viewer(), "case.read")
    numbers = [number for word in request.args.getlist("fall") if (number := number_in(word))]
    return _many_page(BulkForm(formdata=None), numbers[:100]), 200


@blueprint.post("/moderation/sammeln")
@WRITING
def act_on_many() -> Any:
    """Decide the marked cases, each by itself, and say what became of each (M-22)."""
    require(viewer(), "case.read")
    form, status = BulkForm(), 422
    versions = {
        number: seen
        for word in request.form.getlist("fall")
        if (number := number_in(word)) and (seen := number_in(request.form.get(f"version-{word}")))
    }
    marks = {number: request.form.get(f"gesehen-{number}", "") for number in versions}
    if form.validate():
        canned_id = number_in(form.vorlage.data)
        canned = queries.canned_reason(viewer(), canned_id) if canned_id else None
        try:
            found = commands.decide_many(
                viewer(),
                versions,
                step=request.form.get("schritt", ""),
                facts=form.facts.data or "",
                rule=form.rule.data or "",
                legal_ground=form.legal_ground.data or "",
                canned=canned,
                untold=form.untold.data,
                marks=marks,
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return render_template("moderation/bulk_done.html", found=found, undone=False)
    return _many_page(form, list(versions)), status


@blueprint.post("/moderation/sammeln/<key>/zuruecknehmen")
@WRITING
def undo_many(key: str) -> Any:
    """Take back what one act on many cases hid."""
    require(viewer(), "case.read")
    found = commands.undo_many(viewer(), key)
    return render_template("moderation/bulk_done.html", found=found, undone=True)


def _many_page(form: BulkForm, numbers: list[int]) -> str:
    rows = queries.cases_to_act_on(viewer(), numbers)
    canned = queries.canned_reasons(viewer())
    form.offer(canned)
    chosen = next((one for one in canned if str(one.id) == request.args.get("vorlage")), None)
    if chosen is not None and not form.is_submitted():
        languages = {one.target.language for one in rows if one.target is not None}
        form.vorlage.data, form.rule.data, form.facts.data = str(chosen.id), chosen.rule, chosen.text_for(languages)
    return render_template(
        "moderation/bulk.html",
        form=form,
        cases=rows,
        # What waits is published by being left as it is.
        appearing=sum(one.may_decide and one.case.kind == "held" for one in rows),
        kinds=KINDS,
        rules=RULES,
        canned=canned,
    )


@blueprint.route("/moderation/vorlagen", methods=["GET", "POST"])
@WRITING
def reasons() -> Any:
    """List the reasons that moderators share, and keep a new one or a new version (M-19)."""
    require(viewer(), "case.read")
    number = number_in(request.args.get("vorlage"))
    old = queries.canned_reason(viewer(), number) if number else None
    form = CannedForm(obj=old)
    status = 200
    if form.is_submitted():
        require(viewer(), "reason.keep")
        status = 422
        if form.validate():
            values = {
                name: getattr(form, name).data for name in ("name", "rule", "text", "text_en", "text_plain", "clear")
            }
            try:
                commands.save_reason(viewer(), **values, replaces=old)
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                flash(_("Der Textbaustein ist gespeichert."), "success")
                return redirect(url_for("queue.reasons"), 303)
    return (
        render_template(
            "moderation/reasons.html",
            reasons=queries.canned_reasons(viewer()),
            form=form,
            old=old,
            rules=RULES,
            may_keep=can(viewer(), "reason.keep"),
        ),
        status,
    )


@blueprint.post("/moderation/vorlagen/<int:number>/weglegen")
@WRITING
def end_reason(number: int) -> Any:
    """Offer a reason no longer."""
    commands.end_reason(viewer(), queries.canned_reason(viewer(), number))
    flash(_("Der Textbaustein ist weggelegt."), "success")
    return redirect(url_for("queue.reasons"), 303)
