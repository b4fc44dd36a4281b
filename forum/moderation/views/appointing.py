"""The page on which Stabsstelle and administration appoint who moderates a space, and trusted flaggers (M-25, S-15)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from forum.accounts import appointing
from forum.accounts.models import Grant
from forum.accounts.queries import person_by_handle
from forum.core.db import db
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.discussions.models import Space
from forum.moderation.forms import AppointForm
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("appointing", __name__)


@blueprint.route("/moderation/besetzung", methods=["GET", "POST"])
@WRITING
def index() -> Any:
    """Show who moderates which space, and appoint somebody."""
    require(viewer(), "moderator.appoint")
    spaces, labels = _labels()
    form = AppointForm(labels)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            person = person_by_handle(viewer(), form.handle.data or "")
            appointing.appoint(viewer(), person, form.word.data, until=form.until.data, reason=form.reason.data or "")
        except NotFound:
            form.handle.errors = [*form.handle.errors, _("Diesen Namen gibt es im Forum nicht.")]
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Aufgabe gilt ab heute."), "success")
            return redirect(url_for("appointing.index"), 303)
    grants = [one for one in appointing.appointed(viewer()) if one.role in spaces or _is_flagger(one)]
    names = {**spaces, appointing.TRUSTED_FLAGGER: _("vertrauenswürdiger Hinweisgeber")}
    page = render_template("moderation/appointing.html", form=form, grants=grants, names=names, may_end=set(labels))
    return page, status


def _labels() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the spaces by their words, and the tasks that the viewer gives and ends."""
    spaces = {appointing.word_for(one.id): one.title for one in _spaces()}
    flagger = {appointing.TRUSTED_FLAGGER: _("vertrauenswürdiger Hinweisgeber")} if can(viewer(), "role.grant") else {}
    return spaces, {**spaces, **flagger}


def _is_flagger(grant: Grant) -> bool:
    return grant.role == appointing.TRUSTED_FLAGGER


def _spaces() -> Any:
    """Return the spaces that the viewer may read; of others nobody needs to know."""
    wanted = select(Space).where(Space.audience.in_(viewer().words), Space.archived_at.is_(None))
    return db.session.scalars(wanted.order_by(Space.title)).all()


@blueprint.post("/moderation/besetzung/ende")
@WRITING
def end() -> Any:
    """Take one of the tasks away that the page shows."""
    require(viewer(), "moderator.appoint")
    word = request.form.get("word", "")
    if word not in _labels()[1]:
        raise NotFound
    appointing.end_appointment(viewer(), person_by_handle(viewer(), request.form.get("handle", "")), word)
    flash(_("Die Aufgabe ist beendet."), "success")
    return redirect(url_for("appointing.index"), 303)
