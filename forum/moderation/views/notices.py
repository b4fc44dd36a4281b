"""Pages of those who report something: the form, and the state of a notice."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from forum.accounts.appointing import TRUSTED_FLAGGER
from forum.accounts.naming import person_known_as
from forum.core.errors import Forbidden, ForumError, Gone, NotFound
from forum.core.i18n import _
from forum.moderation import commands, queries, targets
from forum.moderation.forms import OUTCOMES, NoticeForm
from forum.moderation.models import Notice
from forum.moderation.rules import RULES
from forum.moderation.target import LEAVES_A_NOTE
from forum.moderation.targets_meant import version_meant, with_version
from forum.moderation.views.cases import blueprint
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING, notifying
from forum.web.paging import next_page
from forum.web.security import public, viewer


def _always_comes_through() -> bool:
    """Tell whether a notice may be sent however many came before: danger to people, and who is trusted (M-06, S-15)."""
    rule = RULES.get(request.form.get("rule", ""))
    return TRUSTED_FLAGGER in viewer().words or (rule is not None and rule.urgent)


REPORTING = notifying(_always_comes_through)


@blueprint.route("/melden/<kind>/<int:target_id>", methods=["GET", "POST"])
@public
@WRITING
@REPORTING
def report(kind: str, target_id: int) -> Any:
    """Report something, with or without an account; a person is reported by the name, for no address tells a number."""
    if kind == "profile":
        raise NotFound
    return _report(kind, target_id)


@blueprint.route("/leute/<handle>/melden", methods=["GET", "POST"])
@public
@WRITING
@REPORTING
def report_person(handle: str) -> Any:
    """Report the name of somebody, or what they say of themselves (M-27, P-02)."""
    return _report("profile", person_known_as(viewer(), handle).id)


def _report(kind: str, target_id: int) -> Any:
    target = targets.load(viewer(), kind, target_id)
    if target.is_hidden:
        # In its place stands for all that it was hidden, or its authors know; else nobody learns that it was ever there.
        if viewer().person_id not in target.involved and kind not in LEAVES_A_NOTE:
            raise NotFound
        if viewer().person_id not in target.involved:
            raise Gone(
                _("Das ist nicht mehr zu sehen, die Moderation hat es verborgen. Sie müssen nichts mehr melden.")
            )
        raise Gone(_("Die Moderation hat diesen Inhalt schon entfernt. Ihre Meldung ist nicht mehr nötig."))
    meant = version_meant(viewer(), target, number_in(request.args.get("fassung")))
    form = NoticeForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            receipt = commands.file_notice(
                viewer(),
                with_version(target, meant),
                rule=form.rule.data,
                explanation=form.explanation.data,
                good_faith=form.good_faith.data,
                name=form.name.data or "",
                email=form.email.data or "",
                legal_ground=form.legal_ground.data or "",
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(url_for("moderation.state", token=receipt.token), 303)
    label = targets.KINDS[kind].label
    return render_template("moderation/report.html", form=form, target=target, label=label, meant=meant), status


@blueprint.get("/meldungen/<token>")
@public
def state(token: str) -> Any:
    """Show the state of a notice to whoever holds its secret link; no cache keeps it, not even that of the browser."""
    withdraw_url, complain_url = (
        url_for(endpoint, token=token) for endpoint in ("moderation.withdraw_by_link", "complaints.of_notifier")
    )
    page = _state(queries.notice_by_token(token), withdraw_url, complain_url, by_link=True)
    return page, {"Cache-Control": "private, no-store"}


def _is_readable(notice: Notice) -> bool:
    """Tell whether whoever looks can read the reported content at this moment."""
    try:
        return not targets.load(viewer(), notice.case.kind, notice.case.target_id).is_hidden
    except (NotFound, Gone, Forbidden):
        return False


def _state(notice: Notice, withdraw_url: str, complain_url: str, *, by_link: bool = False) -> str:
    return render_template(
        "moderation/state.html",
        notice=notice,
        by_link=by_link,
        withdraw_url=withdraw_url,
        complain_url=complain_url,
        rules=RULES,
        outcomes=OUTCOMES,
        is_readable=_is_readable(notice),
        # Nobody else is told what was decided about an account.
        is_about_somebody=any(row.is_on_person and row.opening == notice.opening for row in notice.case.statements),
        automation=commands.automation_in(notice),
        reason=commands.reason_told(notice),
    )


@blueprint.post("/meldungen/<token>/zurueckziehen")
@public
@WRITING
def withdraw_by_link(token: str) -> Any:
    """Take a notice back by its secret link (M-34)."""
    commands.withdraw_by_link(viewer(), queries.notice_by_token(token))
    flash(_("Ihre Meldung ist zurückgezogen."), "success")
    return redirect(url_for("moderation.state", token=token), 303)


@blueprint.get("/konto/meldungen")
def own_notices() -> Any:
    """List what the viewer reported, and what became of it (M-05)."""
    page = queries.own_notices(viewer(), request.args.get("after"))
    return render_template(
        "moderation/own_notices.html",
        notices=page.items,
        rules=RULES,
        reason_of=commands.reason_told,
        next_url=next_page(page.after),
    )


@blueprint.get("/konto/meldungen/<int:notice_id>")
def own_state(notice_id: int) -> Any:
    """Show the state of an own notice, for which the account is the key (S-12)."""
    withdraw_url, complain_url = (
        url_for(endpoint, notice_id=notice_id) for endpoint in ("moderation.withdraw", "complaints.of_own_notice")
    )
    return _state(queries.own_notice(viewer(), notice_id), withdraw_url, complain_url)


@blueprint.post("/konto/meldungen/<int:notice_id>/zurueckziehen")
@WRITING
def withdraw(notice_id: int) -> Any:
    """Take an own notice back (M-34)."""
    commands.withdraw_notice(viewer(), queries.own_notice(viewer(), notice_id))
    flash(_("Ihre Meldung ist zurückgezogen."), "success")
    return redirect(url_for("moderation.own_notices"), 303)
