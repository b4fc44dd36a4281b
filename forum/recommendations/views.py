"""The page of a recommendation: what was adopted, what the minority says, what the Board answered."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.meetings import commands as meetings
from forum.meetings.models import Resolution
from forum.meetings.queries.resolutions import ideas_read_by
from forum.recommendations import commands, queries
from forum.recommendations.forms import AnnounceForm, AnswerForm, DissentForm
from forum.recommendations.models import address, last_day_of_dissent
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("recommendations", __name__)


@blueprint.get("/empfehlungen/<int:resolution_id>")
@public
def show(resolution_id: int) -> Any:
    """Show a recommendation and what became of it."""
    return _page(queries.recommendation(viewer(), resolution_id))


@blueprint.post("/empfehlungen/<int:resolution_id>/antwort")
@WRITING
def answer(resolution_id: int) -> Any:
    """Answer a recommendation in words."""
    found = queries.recommendation(viewer(), resolution_id)
    require(viewer(), "recommendation.answer", found)
    form = AnswerForm(prefix="antwort")
    status = 422
    if form.validate_on_submit():
        try:
            commands.answer(viewer(), found, text=form.text.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Antwort steht bei der Empfehlung."), "success")
            return redirect(address(found.id), 303)
    return _page(found, answering=form), status


@blueprint.post("/empfehlungen/<int:resolution_id>/bekanntgabe")
@WRITING
def announce(resolution_id: int) -> Any:
    """Announce what was adopted behind closed doors."""
    found = queries.recommendation(viewer(), resolution_id)
    meetings.announce(viewer(), found.id, reasons=bool(AnnounceForm(prefix="bekannt").reasons.data))
    flash(_("Das ist jetzt bekannt gegeben."), "success")
    return redirect(address(found.id), 303)


@blueprint.post("/empfehlungen/<int:resolution_id>/minderheitsvotum")
@WRITING
def dissent(resolution_id: int) -> Any:
    """Write a minority vote, or change one's own."""
    found = queries.recommendation(viewer(), resolution_id)
    require(viewer(), "recommendation.dissent", found)
    form = DissentForm(prefix="votum")
    status = 422
    if form.validate_on_submit():
        try:
            commands.dissent(viewer(), found, text=form.text.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Ihr Minderheitsvotum liest zunächst nur das Gremium."), "success")
            return redirect(address(found.id), 303)
    return _page(found, dissenting=form), status


@blueprint.post("/empfehlungen/<int:resolution_id>/minderheitsvotum/<int:vote_id>/zustimmen")
def agree(resolution_id: int, vote_id: int) -> Any:
    """Agree with a minority vote, or no longer."""
    found = queries.recommendation(viewer(), resolution_id)
    vote = queries.minority_vote(viewer(), found, vote_id)
    commands.agree(viewer(), vote, agrees=request.form.get("an") == "1")
    return redirect(address(found.id), 303)


@blueprint.post("/empfehlungen/<int:resolution_id>/minderheitsvotum/<int:vote_id>/veroeffentlichen")
def publish(resolution_id: int, vote_id: int) -> Any:
    """Publish a minority vote."""
    found = queries.recommendation(viewer(), resolution_id)
    commands.publish_minority_vote(viewer(), queries.minority_vote(viewer(), found, vote_id))
    flash(_("Das Minderheitsvotum ist veröffentlicht."), "success")
    return redirect(address(found.id), 303)


def _page(found: Resolution, answering: AnswerForm | None = None, dissenting: DissentForm | None = None) -> str:
    who = viewer()
    owed, votes = queries.follow_up(who, found), queries.minority_votes(who, found)
    own = next((vote for vote in votes if vote.author_id == who.person_id), None)
    may_dissent = can(who, "recommendation.dissent", found)
    return render_template(
        "recommendations/show.html",
        resolution=found,
        motion=queries.motion_of(found),
        opinions=queries.opinions_in_writing(who, found),
        tells_reasons=found.tells_reasons_to(who),
        place=queries.place_of(who, found),
        may_announce=queries.can_be_announced(who, found),
        announcing=AnnounceForm(formdata=None, prefix="bekannt"),
        committee=found.committee,
        ideas=ideas_read_by(who.words, found.idea_ids),
        owed=owed,
        votes=votes,
        own=own,
        me=who.person_id,
        last_day=last_day_of_dissent(found),
        may_answer=owed is not None and owed.answered_at is None and can(who, "recommendation.answer", found),
        may_agree=may_dissent,
        may_dissent=may_dissent and (own is None or (own.published_at is None and len(own.dissenters) == 1)),
        answering=answering or AnswerForm(formdata=None, prefix="antwort"),
        dissenting=dissenting or DissentForm(formdata=None, prefix="votum", text=own.source if own else ""),
    )
