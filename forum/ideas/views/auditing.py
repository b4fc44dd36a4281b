"""Suspicious support, for the Stabsstelle: figures, and removing a group (N-37)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template

from forum.core.errors import ForumError
from forum.core.i18n import ngettext
from forum.core.permissions import require
from forum.ideas import commands, queries
from forum.ideas.forms import RemovalForm
from forum.web.charts import Bar, Reading, bars, over_time
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("idea_auditing", __name__)


@blueprint.route("/ideen/<int:idea_id>/unterstuetzungen", methods=["GET", "POST"])
@WRITING
def audit(idea_id: int) -> Any:
    """Show how support came, and remove a group of it."""
    found = queries.idea(viewer(), idea_id)
    require(viewer(), "support.audit", found)
    form = RemovalForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            removal = commands.remove_support(viewer(), found.id, **form.group, reason=form.reason.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            text = ngettext(
                "%(num)s Unterstützung ist entfernt.", "%(num)s Unterstützungen sind entfernt.", removal.number
            )
            flash(text, "success")
            return redirect(found.url, 303)
    figures = queries.audit(viewer(), found)
    page = render_template(
        "ideas/audit.html",
        idea=found,
        figures=figures,
        time_chart=over_time([Reading(day, number) for day, number in figures.over_time]),
        age_chart=bars([Bar(str(age.label), number) for age, number in figures.by_age.items()]),
        form=form,
    )
    return page, status
