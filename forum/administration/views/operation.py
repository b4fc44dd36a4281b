"""Jobs, deliveries, mails that wait, the state of the parts, and the check of the log."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.administration import operating, state, verifying
from forum.core.i18n import _, ngettext
from forum.web.limits import WRITING
from forum.web.paging import next_page
from forum.web.security import viewer

blueprint = Blueprint("operation", __name__)


@blueprint.get("/verwaltung/betrieb")
def index() -> Any:
    """Show how the parts are doing, the jobs, and mails that wait."""
    who = viewer()
    return render_template(
        "administration/operation.html",
        facts=state.facts(who),
        jobs=state.job_states(who),
        subscribers=state.waiting_by_subscriber(who),
        mails=state.unsent_mails(who),
    )


@blueprint.get("/verwaltung/betrieb/zustellungen")
def deliveries() -> Any:
    """List what a subscriber could not hear of yet, with the fault."""
    page = state.failed_deliveries(viewer(), request.args.get("after"))
    return render_template("administration/deliveries.html", failed=page.items, next_url=next_page(page.after))


@blueprint.post("/verwaltung/betrieb/zustellungen")
@WRITING
def retry() -> Any:
    """Let what failed for one subscriber be tried again."""
    count = operating.retry_deliveries(viewer(), request.form.get("name", ""))
    if count:
        said = ngettext(
            "%(num)s Zustellung kommt jetzt an die Reihe.", "%(num)s Zustellungen kommen jetzt an die Reihe.", count
        )
        flash(said, "success")
    else:
        flash(_("Alles davon kommt in den nächsten Minuten ohnehin an die Reihe."), "info")
    return redirect(url_for("operation.deliveries"), 303)


@blueprint.post("/verwaltung/betrieb/aufgaben")
@WRITING
def run() -> Any:
    """Let a job run now."""
    name = request.form.get("name", "")
    operating.hasten_job(viewer(), name)
    flash(_("„%(name)s“ läuft, sobald der Hintergrunddienst frei ist.", name=name), "success")
    return redirect(url_for("operation.index"), 303)


@blueprint.get("/verwaltung/protokoll")
def log() -> Any:
    """Show when the event log was last checked and what was found."""
    return render_template("administration/log.html", checks=state.checks(viewer()), facts=state.facts(viewer()))


@blueprint.post("/verwaltung/protokoll")
@WRITING
def check() -> Any:
    """Let the job check the log now."""
    operating.hasten_job(viewer(), verifying.JOB)
    flash(_("Die Prüfung beginnt, sobald der Hintergrunddienst frei ist. Laden Sie diese Seite dann neu."), "success")
    return redirect(url_for("operation.log"), 303)
