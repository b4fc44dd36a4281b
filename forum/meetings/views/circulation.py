"""Pages of decisions in writing between sessions."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import force_locale

from forum.committees.models import Committee
from forum.committees.queries import committee as find_committee
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, ForumError, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.meetings import commands, labels, queries
from forum.meetings.commands import Matter
from forum.meetings.forms import CirculationForm, ReplyForm
from forum.meetings.models import Circulation
from forum.web import language
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("circulation", __name__)


@blueprint.get("/gremien/<name>/umlauf")
@public
@kept_for_anonymous
def index(name: str) -> Any:
    """List what a committee decides in writing, and decided so."""
    return _list(find_committee(viewer(), name))


def _list(committee: Committee, refused: Sequence[str] = ()) -> str:
    return render_template(
        "meetings/circulation/index.html",
        committee=committee,
        circulations=queries.circulations(viewer(), committee),
        may_start=can(viewer(), "circulation.start", committee),
        without_lead=queries.circulations_without_lead(viewer(), committee),
        refused=refused,
    )


@blueprint.route("/gremien/<name>/umlauf/neu", methods=["GET", "POST"])
@WRITING
def start(name: str) -> Any:
    """Ask the members to decide in writing."""
    committee = find_committee(viewer(), name)
    require(viewer(), "circulation.start", committee)
    form = CirculationForm(data=_about_minutes(committee, number_in(request.args.get("niederschrift"))))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        matter = Matter(
            title=form.title.data,
            text=form.text.data,
            reasons=form.reasons.data or "",
            papers=form.papers.data or "",
            idea_id=form.idea_id.data,
            minutes_id=form.minutes_id.data,
            public=form.public.data,
            ruling=form.ruling.data,
            next_on=form.next_on.data,
        )
        try:
            made = commands.start_circulation(viewer(), committee, matter, deadline=form.moment())
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Der Umlauf hat begonnen. Die Mitglieder bekommen eine Nachricht."), "success")
            return redirect(made.url, 303)
    return render_template("meetings/circulation/start.html", committee=committee, form=form), status


def _about_minutes(committee: Committee, meeting_id: int | None) -> dict[str, Any]:
    """Return what the form begins with when it asks for approving the minutes of a session."""
    if meeting_id is None:
        return {}
    meeting = queries.meeting(viewer(), meeting_id)
    if meeting.committee_id != committee.id or queries.minutes_of(viewer(), meeting) is None:
        raise NotFound
    # What is voted on is stored as it stands in the form, so it begins in German.
    with force_locale("de"):
        day = language.day(meeting.starts_at)
        title = _("Niederschrift der Sitzung vom %(day)s", day=day)
        text = _("Die Niederschrift der Sitzung „%(title)s“ vom %(day)s wird genehmigt.", title=meeting.title, day=day)
    return {"minutes_id": meeting.id, "title": title, "text": text}


@blueprint.get("/umlauf/<int:circulation_id>")
@public
@kept_for_anonymous
def show(circulation_id: int) -> Any:
    """Show a decision in writing: motion, reasons, papers, and where it stands."""
    return _page(circulation_id, ReplyForm(formdata=None))


@blueprint.post("/umlauf/<int:circulation_id>")
@WRITING
def answer(circulation_id: int) -> Any:
    """Vote, or object to deciding in writing."""
    form, status = ReplyForm(), 422
    if form.validate():
        try:
            commands.answer_circulation(
                viewer(),
                circulation_id,
                form.choice.data,
                form.reason.data or "",
                against=form.against.data or "",
            )
        except ForumError as error:
            db.session.rollback()  # The page shows what is stored.
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Ihre Antwort ist gespeichert."), "success")
            return redirect(queries.circulation(viewer(), circulation_id).url, 303)
    return _page(circulation_id, form), status


@blueprint.post("/umlauf/<int:circulation_id>/zurueckziehen")
@WRITING
def withdraw(circulation_id: int) -> Any:
    """Take back what is still being decided in writing, with a reason."""
    try:
        made = commands.withdraw_circulation(viewer(), circulation_id, request.form.get("reason", ""))
    except (Conflict, Invalid) as error:
        db.session.rollback()  # The page shows what is stored.
        found = get_or_404(Circulation, circulation_id)
        if found.audience not in viewer().words:
            return _list(found.committee, _sentences(error)), status_of(error)
        return _page(circulation_id, ReplyForm(formdata=None), _sentences(error)), status_of(error)
    flash(_("Der Umlauf ist zurückgezogen."), "success")
    seen = made.audience in viewer().words
    return redirect(made.url if seen else url_for(".index", name=made.committee.slug), 303)


@blueprint.post("/umlauf/<int:circulation_id>/entfernen")
@WRITING
def redact(circulation_id: int) -> Any:
    """Remove a text of a decision in writing, and what was copied from it."""
    part, reason = request.form.get("part", ""), request.form.get("reason", "")
    try:
        made = commands.redact_circulation(viewer(), circulation_id, part, reason, mark=request.form.get("mark", ""))
    except (Conflict, Invalid) as error:
        db.session.rollback()  # The page shows what is stored.
        return _page(circulation_id, ReplyForm(formdata=None), _sentences(error)), status_of(error)
    flash(_("Der Text ist entfernt."), "success")
    return redirect(made.url, 303)


def _sentences(error: ForumError) -> list[str]:
    return [one for several in getattr(error, "fields", {}).values() for one in several] or [error.message]


def _page(circulation_id: int, form: ReplyForm, refused: Sequence[str] = ()) -> str:
    found = queries.circulation(viewer(), circulation_id)
    replies = queries.replies(viewer(), found)
    own = next((one for one in replies if one.person_id == viewer().person_id), None)
    answers = found.state == "open" and own is None and can(viewer(), "circulation.answer", found)
    return render_template(
        "meetings/circulation/show.html",
        circulation=found,
        replies=replies,
        own=own,
        answers=answers,
        form=form,
        opinions=queries.dissenting_opinions(viewer(), found),
        minutes=queries.minutes_in_question(viewer(), found),
        resolution=queries.resolution_of(viewer(), found),
        refused=refused,
        may_redact=can(viewer(), "text.redact", found),
        withdraws=found.state == "open" and can(viewer(), "circulation.withdraw", found),
        labels=labels,
    )
