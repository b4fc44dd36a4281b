"""The list of units and of the people who work in them; the Stabsstelle keeps it (G-16)."""

from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.accounts import units as accounts
from forum.accounts.models import Person, Unit, UnitEntry
from forum.accounts.queries import person_by_handle
from forum.core.db import get_or_404
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.ideas.commands import rename_unit
from forum.office.forms import MemberForm, MoveForm, UnitForm
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("units", __name__)


@blueprint.route("/stabsstelle/stellen", methods=["GET", "POST"])
@WRITING
def index() -> Any:
    """Show the units with their people, and put a new one on the list."""
    require(viewer(), "unit.manage")
    form, status = UnitForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                unit = accounts.found_unit(viewer(), form.name.data or "")
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                return redirect(url_for("units.show", unit_id=unit.id), 303)
    rows = accounts.units(closed=True)
    numbers = [unit.id for unit in rows]
    people: dict[int, list[Person]] = {}
    for number, person in accounts.people_of(numbers):
        people.setdefault(number, []).append(person)
    waiting = Counter(one.unit_id for one in accounts.waiting_for(numbers))
    return render_template("office/units.html", units=rows, people=people, waiting=waiting, form=form), status


@blueprint.route("/stabsstelle/stellen/<int:unit_id>", methods=["GET", "POST"])
@WRITING
def show(unit_id: int) -> Any:
    """Show a unit, and propose that a person works in it."""
    require(viewer(), "unit.manage")
    unit = get_or_404(Unit, unit_id)
    form, status = MemberForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                accounts.propose_for_unit(viewer(), unit, person_by_handle(viewer(), form.handle.data or ""))
            except NotFound:
                form.handle.errors = [_("Niemand hat diesen Namen.")]
            except ForumError as error:
                form.show(error)
                status = status_of(error)
            else:
                return redirect(url_for("units.show", unit_id=unit.id), 303)
    return _page(unit, form, _named(unit)), status


def _page(unit: Unit, form: MemberForm, name_form: UnitForm) -> str:
    """Render a unit with its people, those who are proposed, and its forms."""
    waiting = accounts.waiting_for([unit.id])
    return render_template(
        "office/unit.html",
        unit=unit,
        people=[person for _unit, person in accounts.people_of([unit.id])],
        waiting=waiting,
        may_confirm={one.id for one in waiting if can(viewer(), "unit.confirm", one)},
        form=form,
        name_form=name_form,
    )


@blueprint.post("/stabsstelle/stellen/eintragungen/<int:entry_id>/bestaetigen")
@WRITING
def confirm(entry_id: int) -> Any:
    """Agree as the second person that somebody works in a unit."""
    entry = get_or_404(UnitEntry, entry_id)
    unit_id = entry.unit_id
    accounts.confirm_entry(viewer(), entry)
    flash(_("Die Person arbeitet jetzt in dieser Stelle."), "success")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


@blueprint.post("/stabsstelle/stellen/eintragungen/<int:entry_id>/verwerfen")
@WRITING
def drop(entry_id: int) -> Any:
    """Take a proposal back, or refuse it."""
    entry = get_or_404(UnitEntry, entry_id)
    unit_id = entry.unit_id
    accounts.drop_entry(viewer(), entry)
    return redirect(url_for("units.show", unit_id=unit_id), 303)


@blueprint.post("/stabsstelle/stellen/<int:unit_id>/name")
@WRITING
def rename(unit_id: int) -> Any:
    """Give a unit another name."""
    unit = get_or_404(Unit, unit_id)
    require(viewer(), "unit.manage")
    form, status = UnitForm(), 422
    if form.validate():
        try:
            rename_unit(viewer(), unit, form.name.data or "")
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            return redirect(url_for("units.show", unit_id=unit.id), 303)
    return _page(unit, MemberForm(formdata=None), form), status


@blueprint.post("/stabsstelle/stellen/<int:unit_id>/schliessen")
@WRITING
def close(unit_id: int) -> Any:
    """Take a unit from the list."""
    accounts.close_unit(viewer(), get_or_404(Unit, unit_id))
    flash(_("Die Stelle ist geschlossen. Ihre Ideen bleiben, neue kommen nicht dazu."), "success")
    return redirect(url_for("units.index"), 303)


@blueprint.post("/stabsstelle/stellen/<int:unit_id>/austragen")
@WRITING
def remove(unit_id: int) -> Any:
    """End a person's work in a unit."""
    form = MoveForm()
    if not form.validate():
        raise NotFound
    accounts.remove_from_unit(viewer(), get_or_404(Unit, unit_id), get_or_404(Person, form.person.data))
    return redirect(url_for("units.show", unit_id=unit_id), 303)


def _named(unit: Unit) -> UnitForm:
    return UnitForm(formdata=None, name=unit.name)
