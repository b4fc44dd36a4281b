"""The list of activities, the page of one with its discussion, and the forms of owners."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.activities import commands, queries
from forum.activities import drafts as drafts_of
from forum.activities.forms import EditForm, FilterForm, HandOverForm, StartForm, UpdateForm
from forum.activities.models import Activity, ActivityUpdate, Status
from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.core.text import slug as slug_of
from forum.discussions import queries as discussions
from forum.discussions.pages import kept, thread_values
from forum.drafts.pages import Desk
from forum.screening.models import HeldText
from forum.strategy.models import strategy
from forum.web.cache import kept_for_anonymous, tagged
from forum.web.errors import status_of
from forum.web.feeds import FIRST_DAY, Entry, feed, tag
from forum.web.limits import WRITING
from forum.web.paging import Page, next_page
from forum.web.security import public, viewer

blueprint = Blueprint("activities", __name__)


@blueprint.get("/aktivitaeten")
@public
@kept_for_anonymous
def index() -> Any:
    """List activities and initiatives, the one heard of last first (G-02)."""
    wanted = queries.filter_from(request.args)
    page = queries.activities(viewer(), wanted, request.args.get("after"))
    return render_template(
        "activities/index.html",
        activities=page.items,
        form=FilterForm(wanted),
        may_start=can(viewer(), "activity.start"),
        next_url=next_page(page.after),
    )


@blueprint.get("/aktivitaeten.atom")
@public
@tagged
@kept_for_anonymous
def index_atom() -> Any:
    """Tell the newest updates of all activities."""
    page = queries.newest_updates(viewer(), request.args.get("after"))
    entries = Page([_entry(row) for row in page.items], page.after)
    name = tag("activities", 0, FIRST_DAY.year)
    return feed(entries, name, _("Neues von Aktivitäten und Initiativen"), url_for("activities.index"))


def _entry(row: ActivityUpdate) -> Entry:
    return Entry(
        kind="activity-update",
        number=row.post_id,
        title=f"{row.activity.title}: {row.status_label}",
        path=row.activity.url,
        html=row.post.html,
        language=row.post.language or "de",
        author=None,
        created_at=row.post.created_at,
        updated_at=row.post.created_at,
    )


@blueprint.get("/aktivitaeten/<int:activity_id>")
@blueprint.get("/aktivitaeten/<int:activity_id>-<slug>")
@public
@kept_for_anonymous
def show(activity_id: int, slug: str = "") -> Any:
    """Show an activity with its last update and its discussion; a wrong or old slug leads to the right address."""
    found = queries.activity(viewer(), activity_id)
    if slug != slug_of(found.title):
        return redirect(found.url, 301)
    return _page(found)


def _page(
    found: Activity, update: UpdateForm | None = None, desk: Desk | None = None, hand: HandOverForm | None = None
) -> str:
    may_manage = can(viewer(), "activity.manage", found)
    told = queries.updates(viewer(), found)
    update = update or UpdateForm(formdata=None, status=found.status)
    return render_template(
        "activities/show.html",
        **thread_values(found.thread),
        activity=found,
        update=told[0] if told else None,
        earlier=told[1:],
        district=_district(found),
        may_manage=may_manage,
        may_take_over=can(viewer(), "activity.take_over", found),
        update_desk=desk or (_update_desk(found, update) if may_manage else None),
        update_form=update.set_apart("update"),
        hand=hand or HandOverForm(formdata=None),
    )


def _district(found: Activity) -> str:
    return str(strategy().districts[found.district].name) if found.district in strategy().districts else ""


def _update_desk(found: Activity, form: UpdateForm) -> Desk:
    return Desk(viewer(), "activity.manage", drafts_of.target_of(found), form)


@blueprint.route("/aktivitaeten/neu", methods=["GET", "POST"])
@WRITING
def start() -> Any:
    """Begin an activity."""
    require(viewer(), "activity.start")
    spaces = [space for space in discussions.spaces(viewer()) if can(viewer(), "thread.start", space)]
    form = StartForm()
    form.offer(spaces)
    desk = Desk(viewer(), "activity.start", drafts_of.NEW, form)
    status = 422 if form.is_submitted() else 200
    if desk.is_wanted:
        status = desk.keep()
        if not status:
            return kept(request.path)
    elif form.validate_on_submit():
        space = next(one for one in spaces if one.slug == form.space.data)
        try:
            found = commands.send_activity(viewer(), space, form.facts, text=form.text.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            desk.clear()
            if isinstance(found, HeldText):
                return redirect(found.url, 303)
            flash(_("Danke! Ihre Aktivität steht jetzt im Forum."), "success")
            return redirect(found.url, 303)
    return render_template("activities/start.html", form=form, desk=desk, spaces=spaces), status


@blueprint.route("/aktivitaeten/<int:activity_id>/bearbeiten", methods=["GET", "POST"])
@WRITING
def edit(activity_id: int) -> Any:
    """Change what stands about an activity; a conflict shows both."""
    found = queries.activity(viewer(), activity_id)
    require(viewer(), "activity.manage", found)
    names = ("title", "kind", "status", "organisation", "link", "version")
    form = EditForm(data={name: getattr(found, name) for name in names} | {"district": str(found.district or "")})
    stored, status = None, 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            commands.change_activity(viewer(), found, form.facts, version=form.version.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if isinstance(error, Conflict) and error.current is not None:
                # The next click saves the own words over those that are shown now beside them.
                stored = found
                form.version.process_data(found.version)
                form.version.raw_data = None
        else:
            flash(_("Ihre Änderung ist gespeichert."), "success")
            return redirect(found.url, 303)
    return render_template("activities/edit.html", activity=found, form=form, stored=stored), status


@blueprint.post("/aktivitaeten/<int:activity_id>/stand")
@WRITING
def update(activity_id: int) -> Any:
    """Say how it stands."""
    found = queries.activity(viewer(), activity_id)
    require(viewer(), "activity.manage", found)
    form = UpdateForm()
    desk = _update_desk(found, form)
    status = 422
    if desk.is_wanted:
        status = desk.keep()
        if not status:
            return kept(found.url)
    elif form.validate():
        try:
            commands.publish_update(viewer(), found, text=form.text.data, status=Status(form.status.data))
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            desk.clear()
            flash(_("Danke! Wer der Diskussion folgt, erfährt davon."), "success")
            return redirect(found.url, 303)
    return _page(found, update=form, desk=desk), status


@blueprint.post("/aktivitaeten/<int:activity_id>/uebernehmen")
@WRITING
def take_over(activity_id: int) -> Any:
    """Answer for it from now on, or say no."""
    found = queries.activity(viewer(), activity_id)
    if request.form.get("antwort") == "nein":
        commands.decline(viewer(), found)
        flash(_("Sie haben abgelehnt."), "success")
    else:
        commands.take_over(viewer(), found)
        flash(_("Sie sind jetzt dafür zuständig."), "success")
    return redirect(found.url, 303)


@blueprint.post("/aktivitaeten/<int:activity_id>/uebergeben")
@WRITING
def hand_over(activity_id: int) -> Any:
    """Ask somebody else to answer for it."""
    found = queries.activity(viewer(), activity_id)
    require(viewer(), "activity.manage", found)
    form = HandOverForm()
    status = 422
    if form.validate():
        try:
            commands.hand_over(viewer(), found, handle=form.handle.data)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Die Person ist gefragt. Bis sie zusagt, bleibt alles, wie es ist."), "success")
            return redirect(found.url, 303)
    return _page(found, hand=form), status
