"""Pages of rules and terms: what holds, all versions with their differences, and the desk for new ones."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for

from forum.core.db import get_or_404
from forum.core.errors import ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.terms import commands, queries, things, videos
from forum.terms.documents import TERMS, document
from forum.terms.forms import form_for
from forum.terms.models import TermsVersion
from forum.web.cache import kept_for_anonymous
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("terms", __name__)
# Pages lead to the videos only where there is one.
blueprint.app_template_global("has_sign_videos")(videos.is_any)
NAME = "<any(regeln,nutzungsbedingungen):name>"


@blueprint.app_template_global("asides_of")
def asides_of(kind: str, keys: Sequence[Any]) -> Any:
    """Return what pages of goals, rooms and decisions say of them in Leichte Sprache and in sign language (A-25)."""
    return things.asides(viewer(), kind, keys)


@blueprint.get("/nutzungsbedingungen")
@public
@kept_for_anonymous
def conditions() -> Any:
    """Show the terms of use that hold today (S-08)."""
    name = TERMS.name
    return render_template(
        "terms/version.html", version=queries.in_force(name), coming=queries.coming(name), holds=True
    )


@blueprint.get(f"/{NAME}/fassungen")
@public
@kept_for_anonymous
def versions(name: str) -> Any:
    """Show all versions of a document, each with what it changed (S-08, S-20)."""
    found = queries.versions(name)
    pairs = [(one, queries.changes(before, one)) for one, before in pairwise(found)]
    return render_template(
        "terms/versions.html",
        document=document(name),
        pairs=pairs,
        first=found[-1],
        holds=queries.in_force(name).number,
    )


@blueprint.get(f"/{NAME}/fassungen/<int:number>")
@public
@kept_for_anonymous
def version(name: str, number: int) -> Any:
    """Show one version for good, because decisions point to it (S-20)."""
    found = queries.version(name, number)
    holds = queries.in_force(name).number == number
    return render_template("terms/version.html", version=found, coming=None, holds=holds)


@blueprint.route(f"/stabsstelle/{NAME}", methods=["GET", "POST"])
@WRITING
def desk(name: str) -> Any:
    """Propose a new version, and see what waits for a second person."""
    require(viewer(), "terms.propose")
    holds = queries.newest(name)
    form, status = form_for(holds), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                commands.propose_version(
                    viewer(),
                    name,
                    form.clauses(holds),
                    summary=form.summary.data,
                    note=form.note.data,
                    valid_from=form.valid_from.data,
                    seen=form.version.data,
                )
            except ForumError as error:
                form.show(error)
                status = status_of(error)
                # What was announced meanwhile is named above the form; the next click proposes a change of that.
                form.version.process_data(holds.number)
                form.version.raw_data = None
            else:
                flash(_("Der Vorschlag ist gespeichert. Jetzt sieht ihn sich eine zweite Person an."), "success")
                return redirect(url_for("terms.desk", name=name), 303)
    waiting = [
        (row, queries.changes(holds, queries.shown(row)), can(viewer(), "terms.confirm", row))
        for row in queries.proposals(viewer(), name)
    ]
    page = render_template(
        "terms/desk.html", form=form, holds=holds, waiting=waiting, days=current_app.config["TERMS_NOTICE_DAYS"]
    )
    return page, status


@blueprint.post("/stabsstelle/regelwerk/<int:version_id>/bestaetigen")
@WRITING
def confirm(version_id: int) -> Any:
    """Announce a version that somebody else proposed."""
    found = get_or_404(TermsVersion, version_id)
    commands.confirm_version(viewer(), found)
    flash(_("Die neue Fassung ist bekannt gegeben. Alle mit Konto erfahren davon."), "success")
    return redirect(url_for("terms.versions", name=found.document), 303)


@blueprint.post("/stabsstelle/regelwerk/<int:version_id>/verwerfen")
@WRITING
def discard(version_id: int) -> Any:
    """Take a proposal back."""
    found = get_or_404(TermsVersion, version_id)
    name = found.document
    commands.discard_version(viewer(), found)
    flash(_("Der Vorschlag ist verworfen."), "success")
    return redirect(url_for("terms.desk", name=name), 303)
