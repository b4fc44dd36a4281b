"""One act on many threads of a space, for moderation and Stabsstelle."""

from typing import Any

from flask import Blueprint, render_template, request

from forum.core.errors import ForumError
from forum.core.permissions import require
from forum.discussions import commands, queries
from forum.discussions.commands import Act
from forum.discussions.commands.bulk import MOST_THREADS
from forum.discussions.forms import BulkForm, usual_end
from forum.discussions.models import Space
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.forms import choices
from forum.web.security import viewer

blueprint = Blueprint("bulk", __name__)


@blueprint.route("/raeume/<name>/ordnen", methods=["GET", "POST"])
def threads(name: str) -> Any:
    """Ask what the act still needs for the threads that were ticked, then do it and say what became of each."""
    space = queries.space(viewer(), name)
    require(viewer(), "thread.curate", space)
    words = request.form if request.method == "POST" else request.args
    ids = [number for word in words.getlist("thema") if (number := number_in(word))][: MOST_THREADS + 1]
    chosen = queries.chosen_threads(viewer(), space, ids)
    form = BulkForm() if request.method == "POST" else BulkForm(formdata=None, akt=words.get("akt"))
    form.akt.data = form.act.value if request.method == "GET" else form.akt.data
    _offer(form, space, chosen)
    status = 200
    if form.is_submitted():
        outcomes, status = _done(form, space, ids)
        if outcomes:
            done = [one for one in outcomes if not one.problem]
            page = render_template(
                "discussions/bulk_done.html",
                space=space,
                form=form,
                done=done,
                left=[one for one in outcomes if one.problem],
                target=queries.thread(viewer(), form.target.data) if done and form.act == Act.MERGE else None,
            )
            return page, 200 if done else 409
    return render_template("discussions/bulk.html", space=space, form=form, threads=chosen, acts=Act), status


def _done(form: BulkForm, space: Space, ids: list[int]) -> tuple[Any, int]:
    """Return what became of each thread, or nothing and the status of the page that says what is wrong."""
    if not form.validate():
        return None, 422
    try:
        room = queries.space_by_id(viewer(), form.space.data) if form.act == Act.MOVE and form.space.data else None
        return commands.treat_threads(viewer(), space, ids, form.treatment(room)), 200
    except ForumError as error:
        form.show(error)
        return None, status_of(error)


def _offer(form: BulkForm, space: Space, chosen: Any) -> None:
    form.space.choices = choices(pair for pair in queries.spaces_to_move_to(viewer()) if pair[0] != space.id)
    form.target.choices = choices((thread.id, thread.title) for thread in chosen)
    if request.method == "GET":
        form.until.data = usual_end()
