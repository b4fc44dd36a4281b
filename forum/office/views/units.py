"""The list of units and of the people who work in them; the Stabsstelle keeps it (G-16)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.accounts import units as accounts
from forum.accounts.models import Person, Unit
from forum.accounts.queries import person_by_handle
from forum.core.db import get_or_404
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.permissions import require
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
    people: dict[int, list[Person]] = {}
    for number, person in accounts.people_of([unit.id for unit in rows]):
        people.setdefault(number, []).append(person)
    return render_template("office/units.html", units=rows, people=people, form=form), status


@blueprint.route("/stabsstelle/stellen/<int:unit_id>", methods=["GET", "POST"])
@WRITING
def show(unit_id: int) -> Any:
    """Show a unit, and let a person work in it."""
    require(viewer(), "unit.manage")
    unit = get_or_404(Unit, unit_id)
    form, status = MemberForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                accounts.add_to_unit(viewer(), unit, person_by_handle(viewer(), form.handle.data or ""))
            except NotFound:
                form.handle.errors = [_("Niemand hat diesen Namen.")]
            else:
                return redirect(url_for("units.show", unit_id=unit.id), 303)
    people = [person for _unit, person in accounts.people_of([unit.id])]
    return render_template("office/unit.html", unit=unit, people=people, form=form, name_form=_named(unit)), status


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
    people = [person for _unit, person in accounts.people_of([unit.id])]
    member_form = MemberForm(formdata=None)
    return render_template("office/unit.html", unit=unit, people=people, form=member_form, name_form=form), status


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
