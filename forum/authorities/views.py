"""Pages of the register of authorities, and the step from a case to a report (S-16, S-18)."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.authorities import commands, queries
from forum.authorities.forms import EffectForm, InformedForm, LiftForm, OrderForm, SuspicionForm
from forum.authorities.models import AuthorityRecord
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.files.queries import attached
from forum.moderation.targets import KINDS
from forum.moderation.targets_kept import load_kept
from forum.web.errors import status_of
from forum.web.forms import Form
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("authorities", __name__)


@blueprint.get("/behoerden")
def index() -> Any:
    """Show the register and the holds that stand."""
    page = queries.register(viewer(), request.args.get("after"))
    next_url = url_for("authorities.index", after=page.after) if page.after else None
    holds = [(one, can(viewer(), "hold.lift", one)) for one in queries.standing_holds(viewer())]
    return render_template("authorities/index.html", records=page.items, next_url=next_url, holds=holds, kinds=KINDS)


@blueprint.route("/behoerden/neu", methods=["GET", "POST"])
@WRITING
def register() -> Any:
    """Register an order."""
    require(viewer(), "authority.keep")
    form = OrderForm()
    return _sent(form, lambda: commands.register_order(viewer(), form.order).url) or _page(
        "authorities/order.html", form
    )


@blueprint.route("/behoerden/verdacht/<kind>/<int:target_id>", methods=["GET", "POST"])
@WRITING
def suspicion(kind: str, target_id: int) -> Any:
    """Note that a suspicion was told to an authority, and freeze the evidence."""
    require(viewer(), "authority.report_suspicion")
    target = load_kept(viewer(), kind, target_id)
    form = SuspicionForm()

    def act() -> str:
        row = commands.report_suspicion(
            viewer(), kind, target_id, authority=form.authority.data, facts=form.facts.data, crime=form.crime.data
        )
        flash(_("Der Verdacht ist vermerkt, und der Inhalt ist als Beweis gesichert."), "success")
        return row.url if can(viewer(), "authority.keep") else target.url

    return _sent(form, act) or _page("authorities/suspicion.html", form, target=target)


@blueprint.get("/behoerden/<int:record_id>")
def record(record_id: int) -> Any:
    """Show a record with its evidence, and what can be noted about it."""
    return _record_page(queries.record(viewer(), record_id))


def _record_page(found: AuthorityRecord, effect: Form | None = None, informed: Form | None = None) -> str:
    files = attached("evidence", [one.id for one in found.evidence])
    return render_template(
        "authorities/record.html",
        record=found,
        files=files,
        kinds=KINDS,
        effect=effect or EffectForm(formdata=None, version=found.version),
        informed=informed or InformedForm(formdata=None, version=found.version),
    )


@blueprint.post("/behoerden/<int:record_id>/eingang")
@WRITING
def acknowledge(record_id: int) -> Any:
    """Note that the authority was told of the arrival."""
    found = queries.record(viewer(), record_id)
    commands.acknowledge(viewer(), found)
    return redirect(found.url, 303)


@blueprint.post("/behoerden/<int:record_id>/wirkung")
@WRITING
def effect(record_id: int) -> Any:
    """Note what was done."""
    found, form = queries.record(viewer(), record_id), EffectForm()

    def act() -> str:
        commands.note_effect(viewer(), found, effect=form.effect.data, version=form.version.data)
        return found.url

    answer = _sent(form, act)
    return answer or (_record_page(found, effect=form), _status(form))


@blueprint.post("/behoerden/<int:record_id>/beteiligte")
@WRITING
def informed(record_id: int) -> Any:
    """Note that the people concerned were told, or why not."""
    found, form = queries.record(viewer(), record_id), InformedForm()

    def act() -> str:
        commands.note_informed(viewer(), found, why_not=form.why_not.data or "", version=form.version.data)
        return found.url

    answer = _sent(form, act)
    return answer or (_record_page(found, informed=form), _status(form))


@blueprint.route("/behoerden/sperren/<int:hold_id>/aufheben", methods=["GET", "POST"])
@WRITING
def lift(hold_id: int) -> Any:
    """Lift a hold that somebody else has set."""
    found = queries.hold(viewer(), hold_id)
    require(viewer(), "hold.lift", found)
    form = LiftForm()

    def act() -> str:
        commands.lift_hold(viewer(), found, reason=form.reason.data)
        flash(_("Die Sperre ist aufgehoben."), "success")
        return url_for("authorities.index")

    return _sent(form, act) or _page("authorities/lift.html", form, hold=found, kinds=KINDS)


def _sent(form: Form, act: Callable[[], str]) -> Any:
    """Carry out what was sent in and lead on; return nothing when the form is to be shown."""
    if not form.validate_on_submit():
        return None
    try:
        return redirect(act(), 303)
    except ForumError as error:
        form.show(error)
        form.refused_with = status_of(error)
        return None


def _status(form: Form) -> int:
    return getattr(form, "refused_with", 422 if form.is_submitted() else 200)


def _page(template: str, form: Form, **values: Any) -> Any:
    return render_template(template, form=form, **values), _status(form)
