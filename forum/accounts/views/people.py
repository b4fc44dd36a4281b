"""People as others see them, whom one does not wish to read, and the mails of the demo."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from forum.accounts import blocking, ignoring
from forum.accounts.naming import former_handles, person_known_as
from forum.accounts.queries import roles_of
from forum.accounts.views.door import blueprint
from forum.core.db import db
from forum.core.i18n import _
from forum.core.mail import Mail
from forum.core.permissions import can
from forum.web.limits import WRITING
from forum.web.security import own_path, public, viewer


@blueprint.get("/leute/<handle>")
@public
def profile(handle: str) -> Any:
    """Show what a person chose to show; a name given up lately leads to the present one (I-15)."""
    person = person_known_as(viewer(), handle)
    if person.handle != handle:
        return redirect(url_for("accounts.profile", handle=person.handle))
    return render_template(
        "accounts/profile.html",
        person=person,
        roles=roles_of(person),
        former=former_handles(viewer(), person) if can(viewer(), "person.names", person) else (),
        may_ignore=can(viewer(), "person.ignore", person),
        is_ignored=person.id in ignoring.ignored_among(viewer(), [person.id]),
        is_blocked=viewer().person_id is not None and blocking.is_kept_from_naming(viewer(), person.id),
    )


@blueprint.post("/leute/<handle>/ausblenden")
@WRITING
def ignore(handle: str) -> Any:
    """Put somebody's posts out of the viewer's sight, or show them again (T-37)."""
    person = person_known_as(viewer(), handle)
    if request.form.get("an") == "1":
        ignoring.ignore(viewer(), person)
        flash(_("Beiträge von %(name)s sind für Sie nun zugeklappt.", name=person.handle), "success")
    else:
        ignoring.stop_ignoring(viewer(), person)
        flash(_("Beiträge von %(name)s sehen Sie nun wieder.", name=person.handle), "success")
    return redirect(own_path(request.form.get("back")) or person.url, 303)


@blueprint.post("/leute/<handle>/erwaehnen")
@WRITING
def mentions(handle: str) -> Any:
    """Let somebody name the viewer no more, or again."""
    person = person_known_as(viewer(), handle)
    if request.form.get("an") == "1":
        blocking.block_mentions(viewer(), person)
        flash(_("%(name)s kann Sie nicht mehr erwähnen.", name=person.handle), "success")
    else:
        blocking.allow_mentions(viewer(), person)
        flash(_("%(name)s kann Sie wieder erwähnen.", name=person.handle), "success")
    return redirect(own_path(request.form.get("back")) or person.url, 303)


@blueprint.get("/konto/ausgeblendet")
def ignored() -> Any:
    """List whose posts the viewer does not wish to see."""
    return render_template(
        "accounts/ignored.html",
        people=ignoring.ignored_people(viewer()),
        blocked=blocking.kept_from_naming(viewer()),
    )


@blueprint.get("/postausgang")
@public
def outbox() -> Any:
    """Show the mails of the demo, which has no mail server; the page does not exist anywhere else."""
    if current_app.config["MODE"] != "demo" or current_app.config["MAIL_SERVER"]:
        abort(404)
    mails = db.session.scalars(select(Mail).order_by(Mail.id.desc()).limit(50)).all()
    return render_template("accounts/outbox.html", mails=mails)
