"""One act on many ideas: first what it would do with each, then what became of each (N-25)."""

from typing import Any

from flask import Blueprint, render_template, request

from forum.accounts.units import units
from forum.core.errors import ForumError
from forum.core.permissions import require
from forum.office import commands, queries
from forum.office.commands import Act, Plan
from forum.office.commands.bulk import MOST_IDEAS
from forum.office.forms import BulkForm
from forum.office.models import BlockKind
from forum.office.views.choosing import person_of, unit_named_by, unit_of, workers
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("office_bulk", __name__)

# From which text blocks the text of an act can be made.
BLOCKS = {Act.STEP: BlockKind.STATUS, Act.ANSWER: BlockKind.ANSWER}


@blueprint.route("/stabsstelle/sammeln", methods=["GET", "POST"])
@WRITING
def ideas() -> Any:
    """Show what the act would do with each idea and ask what it still needs; once it is confirmed, do it."""
    who = viewer()
    require(who, "office.open")
    words = request.form if request.method == "POST" else request.args
    ids = [number for word in words.getlist("idee") if (number := number_in(word))][: MOST_IDEAS + 1]
    form = BulkForm() if request.method == "POST" else BulkForm(formdata=request.args)
    form.akt.data = form.act.value
    form.offer(open_units := units(), workers(open_units))
    form.offer_blocks(blocks := queries.blocks(who, BLOCKS.get(form.act)))
    if "einsetzen" in request.form:
        form.put_in(blocks)
    status = 200
    if form.is_submitted() and not {"vorschau", "einsetzen"} & request.form.keys():
        outcomes, status = _done(form, ids)
        if outcomes:
            done = [one for one in outcomes if not one.problem]
            left = [one for one in outcomes if one.problem]
            page = render_template("office/bulk_done.html", form=form, done=done, left=left)
            return page, 200 if done else 409
    chosen = queries.chosen(who, ids)
    foreseen = commands.effects(who, chosen, form.act, form.step)
    return render_template("office/bulk.html", form=form, effects=foreseen, acts=Act), status


def _done(form: BulkForm, ids: list[int]) -> tuple[Any, int]:
    """Return what became of each idea, or nothing and the status of the page that says what is wrong."""
    takes_step = form.act in BLOCKS
    if not form.validate() or (takes_step and not form.names_its_ground()):
        return None, 422
    plan = Plan(
        act=form.act,
        target=form.step,
        reason=form.reason.data or "",
        reason_key=form.ground,
        unit=unit_of(form.unit.data),
        named=unit_named_by(form.unit.data),
        person=person_of(form.person.data),
        block=form.block_used,
        committee=number_in(form.committee.data),
    )
    try:
        return commands.treat_ideas(viewer(), ids, plan), 200
    except ForumError as error:
        form.show(error)
        return None, status_of(error)
