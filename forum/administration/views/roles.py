"""The review of all roles, and the second person's word on those that wait (I-16)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.administration import commands, queries
from forum.administration.queries import Span
from forum.administration.roles import grantable, names_of
from forum.core.i18n import _
from forum.core.permissions import can
from forum.web.addresses import here
from forum.web.limits import WRITING
from forum.web.paging import next_page
from forum.web.security import own_path, viewer

blueprint = Blueprint("granted_roles", __name__)


@blueprint.get("/verwaltung/rollen")
def index() -> Any:
    """List who holds which role from when to when, by whom and why, also by a seat, and what waits for a second person."""
    wanted = request.args.get("stand", "")
    span = Span(wanted) if wanted in set(Span) else Span.NOW
    role = request.args.get("rolle", "")
    role = role if role in grantable() else ""
    page = queries.grants(viewer(), span, role, request.args.get("after"))
    seats = queries.seats(viewer(), span, role, request.args.get("sitze"))
    waiting = queries.proposals(viewer())
    tabs = [
        {"label": one.label, "url": here(stand=one.value, after=None, sitze=None), "current": one == span}
        for one in Span
    ]
    return render_template(
        "administration/roles.html",
        tabs=tabs,
        span=span,
        role=role,
        roles=grantable(),
        grants=page.items,
        next_url=next_page(page.after),
        seats=seats.items,
        more_seats=here(sitze=seats.after) if seats.after else None,
        waiting=waiting,
        names=names_of({one.role for one in page.items} | {one.role for one in waiting}),
        handles=queries.handles({one.granted_by for one in page.items} | {one.appointed_by for one in seats.items}),
        may_confirm={one.id for one in waiting if can(viewer(), "role.confirm", one)},
    )


def _back() -> Any:
    return redirect(own_path(request.form.get("back")) or url_for("granted_roles.index"), 303)


@blueprint.post("/verwaltung/rollen/<int:proposal_id>/bestaetigen")
@WRITING
def confirm(proposal_id: int) -> Any:
    """Agree to a proposed role as the second person."""
    proposal = queries.proposal(viewer(), proposal_id)
    commands.confirm_role(viewer(), proposal)
    flash(_("Die Rolle ist beendet.") if proposal.is_end else _("Die Rolle ist vergeben."), "success")
    return _back()


@blueprint.post("/verwaltung/rollen/<int:proposal_id>/verwerfen")
@WRITING
def drop(proposal_id: int) -> Any:
    """Take a proposed role back, or refuse it."""
    commands.drop_role(viewer(), queries.proposal(viewer(), proposal_id))
    flash(_("Der Vorschlag ist verworfen."), "success")
    return _back()
