"""Freezing the dossier of an idea, and reading one."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request

from forum.assessments.policies import ASSESSABLE
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.dossiers import commands, queries
from forum.dossiers.forms import FreezeForm
from forum.dossiers.printing import pdf_of
from forum.dossiers.withholding import shown
from forum.ideas import queries as ideas
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import PRINTING, WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("dossiers", __name__)


@blueprint.get("/vorlagen/<number>")
@public
@kept_for_anonymous
def show(number: str) -> Any:
    """Show a dossier as it was frozen; made to be printed."""
    found = queries.dossier(viewer(), number, number_in(request.args.get("fassung")))
    versions = queries.dossier_versions(viewer(), found)
    return render_template("dossiers/dossier.html", dossier=found, shown=shown(found), versions=versions)


@blueprint.get("/vorlagen/<number>.json")
@public
@kept_for_anonymous
def show_json(number: str) -> Any:
    """Give a dossier to programs: the same sections as on the page, and the data behind them."""
    found = queries.dossier(viewer(), number, number_in(request.args.get("fassung")))
    return jsonify({**shown(found).data, "url": found.url, "digest": found.digest})


@blueprint.get("/vorlagen/<number>.pdf")
@public
@PRINTING
def show_pdf(number: str) -> Any:
    """Give a dossier as tagged PDF; the page says the same (A-22)."""
    found = queries.dossier(viewer(), number, number_in(request.args.get("fassung")))
    answer = Response(pdf_of(found), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.number}-{found.version}.pdf"'
    return answer


@blueprint.get("/vorlagen/<number>/vergleich")
@public
@kept_for_anonymous
def compare(number: str) -> Any:
    """Show how two versions of a dossier differ."""
    newest = queries.dossier(viewer(), number)
    after = number_in(request.args.get("bis")) or newest.version
    before = number_in(request.args.get("von")) or max(1, after - 1)
    sections = queries.comparison(viewer(), number, before, after)
    return render_template("dossiers/compare.html", dossier=newest, before=before, after=after, sections=sections)


@blueprint.route("/ideen/<int:idea_id>/vorlage", methods=["GET", "POST"])
@WRITING
def freeze(idea_id: int) -> Any:
    """Freeze the dossier of an idea."""
    idea = ideas.idea(viewer(), idea_id)
    require(viewer(), "dossier.freeze", idea)
    form = FreezeForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            dossier = commands.freeze_dossier(
                viewer(), idea, goals_reason=form.goals_reason.data, reason=form.reason.data
            )
        except ForumError as error:
            # A sentence about the goals may come back under the name that the package of ideas uses.
            form.show(error)
            form.form_errors += getattr(error, "fields", {}).get("sentence", [])
            status = status_of(error)
        else:
            flash(_("Die Vorlage %(number)s ist eingefroren.", number=dossier.number), "success")
            return redirect(dossier.url, 303)
    may_freeze, drafts = idea.state in ASSESSABLE, queries.drafts(viewer(), idea_id=idea.id)
    return render_template("dossiers/freeze.html", idea=idea, form=form, may_freeze=may_freeze, drafts=drafts), status
