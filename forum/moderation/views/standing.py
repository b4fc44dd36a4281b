"""Pages of disputes before bodies outside, and of those who often report or complain without ground."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.accounts.models import Person
from forum.core.db import get_or_404
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.moderation import commands, queries
from forum.moderation.forms import DisputeEndForm, DisputeForm, NamingForm, PauseForm, WarningForm
from forum.moderation.models import DisputeOutcome, MisuseKind
from forum.web.errors import status_of
from forum.web.forms import Form
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("disputes", __name__)
misuses = Blueprint("misuses", __name__)


def _sent(form: Form, act: Callable[[], object]) -> tuple[bool, int]:
    """Act on a form that was sent; return whether it is done, and the status of the page otherwise."""
    if not form.is_submitted():
        return False, 200
    if not form.validate():
        return False, 422
    try:
        act()
    except ForumError as error:
        form.show(error)
        return False, status_of(error)
    return True, 303


@blueprint.get("/moderation/streitfaelle")
def index() -> Any:
    """List the disputes (S-14)."""
    return render_template("moderation/disputes.html", disputes=queries.disputes(viewer()), outcomes=DisputeOutcome)


@blueprint.route("/moderation/<int:case_id>/streitfall", methods=["GET", "POST"])
@WRITING
def begin(case_id: int) -> Any:
    """Note that a dispute about a case began."""
    found = queries.case(viewer(), case_id)
    require(viewer(), "dispute.keep")
    form = DisputeForm()
    done, status = _sent(
        form,
        lambda: commands.record_dispute(
            viewer(),
            found,
            body=form.body.data or "",
            opened_on=form.opened_on.data,
        ),
    )
    if done:
        flash(_("Der Streitfall ist eingetragen."), "success")
        return redirect(url_for("disputes.index"), 303)
    return render_template("moderation/dispute_begin.html", form=form, case=found), status


@blueprint.route("/moderation/streitfaelle/<int:dispute_id>", methods=["GET", "POST"])
@WRITING
def show(dispute_id: int) -> Any:
    """Show a dispute, and note how it ended."""
    found = queries.dispute(viewer(), dispute_id)
    form = DisputeEndForm(obj=found)
    done, status = _sent(
        form,
        lambda: commands.close_dispute(
            viewer(),
            found,
            outcome=form.outcome.data,
            closed_on=form.closed_on.data,
            carried_out=form.carried_out.data,
            version=form.version.data or 0,
        ),
    )
    if done:
        flash(_("Das Ergebnis ist eingetragen."), "success")
        return redirect(url_for("disputes.index"), 303)
    return render_template("moderation/dispute.html", form=form, dispute=found, outcomes=DisputeOutcome), status


def _misuse_page(person: Person, form: WarningForm, pause: PauseForm, status: int) -> Any:
    kinds = (MisuseKind.NOTICES, MisuseKind.COMPLAINTS)
    page = render_template(
        "moderation/misuse.html",
        person=person,
        counts={kind: commands.counts_of(person.id, kind) for kind in kinds},
        kinds=MisuseKind,
        found=queries.misuse_of(viewer(), person.id),
        form=form,
        pause=pause,
        may_decide=can(viewer(), "misuse.decide", person),
    )
    return page, status


@misuses.route("/moderation/missbrauch/<int:person_id>", methods=["GET", "POST"])
@WRITING
def of_person(person_id: int) -> Any:
    """Show what somebody reported and complained of in vain, and warn them (S-17)."""
    require(viewer(), "case.read")
    person = get_or_404(Person, person_id)
    require(viewer(), "misuse.decide", person)
    form = WarningForm()
    done, status = _sent(
        form,
        lambda: commands.warn_of_misuse(
            viewer(),
            person,
            kind=form.kind.data,
            gravity=form.gravity.data or "",
            intent=form.intent.data or "",
        ),
    )
    if done:
        flash(_("Die Verwarnung ist unterwegs."), "success")
        return redirect(url_for("misuses.of_person", person_id=person.id), 303)
    return _misuse_page(person, form, PauseForm(formdata=None), status)


@misuses.post("/moderation/missbrauch/pause/<int:misuse_id>")
@WRITING
def suspend(misuse_id: int) -> Any:
    """Take nothing in for a time from somebody who was warned."""
    found = queries.misuse(viewer(), misuse_id)
    form = PauseForm()
    done, status = _sent(
        form,
        lambda: commands.suspend_for_misuse(viewer(), found, days=form.days.data or 0, reasons=form.reasons.data or ""),
    )
    if done:
        flash(_("Das gilt ab jetzt. Die Person erfährt davon."), "success")
        return redirect(url_for("misuses.of_person", person_id=found.person_id), 303)
    return _misuse_page(found.person, WarningForm(formdata=None), form, status)


@misuses.post("/moderation/missbrauch/<int:misuse_id>/zuruecknehmen")
@WRITING
def lift(misuse_id: int) -> Any:
    """Take a warning or a pause back."""
    found = queries.misuse(viewer(), misuse_id)
    commands.lift_misuse(viewer(), found)
    flash(_("Das ist zurückgenommen. Die Person erfährt davon."), "success")
    return redirect(url_for("misuses.of_person", person_id=found.person_id), 303)


@misuses.route("/moderation/<int:case_id>/meldungen/<int:notice_id>/nennen", methods=["GET", "POST"])
@WRITING
def name_notifier(case_id: int, notice_id: int) -> Any:
    """Tell the author who sent a notice, with the reason why that cannot be avoided (S-11)."""
    found = queries.case(viewer(), case_id)
    notice = queries.notice_of(found, notice_id)
    commands.check_naming(viewer(), notice)
    form = NamingForm()
    done, status = _sent(form, lambda: commands.name_notifier(viewer(), notice, reason=form.reason.data or ""))
    if done:
        flash(
            _("Die Person liest jetzt in der Begründung, wer gemeldet hat. Wer gemeldet hat, erfährt das."), "success"
        )
        return redirect(found.url, 303)
    return render_template("moderation/naming.html", form=form, case=found, notice=notice), status
