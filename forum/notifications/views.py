"""The inbox, the choice of levels, the wishes about mails, and the page that ends them."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.ideas.lifecycle import IdeaState
from forum.notifications import commands, queries, unsubscribing
from forum.notifications.forms import MailWishesForm
from forum.notifications.levels import GROUP_LABELS, LEVEL_LABELS, Level
from forum.notifications.moments import RHYTHM_LABELS, Rhythm
from forum.notifications.sentences import sentence
from forum.projects.models import ProjectState
from forum.web.cache import tagged
from forum.web.language import in_language
from forum.web.limits import WRITING
from forum.web.paging import next_page
from forum.web.security import by_link, own_path, public, viewer

blueprint = Blueprint("notifications", __name__)
blueprint.add_app_template_filter(sentence, "sentence")


@blueprint.app_template_filter("idea_state")
def idea_state(word: str) -> str:
    """Return the name of an idea's state in the reader's language; messages keep the word alone."""
    return str(IdeaState(word).label)


@blueprint.app_template_filter("project_state")
def project_state(word: str) -> str:
    """Return the name of a project's state in the reader's language; messages keep the word alone."""
    return str(ProjectState(word).label)


@blueprint.app_template_global("following")
def following(kind: str, thing_id: int, space_id: int | None = None) -> queries.Following | None:
    """Return the viewer's level on the thing of a page, for ``notifications/_level.html``."""
    return queries.following(viewer(), kind, thing_id, space_id)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """Hand the names of levels and rhythms to the templates."""
    return {"level_labels": LEVEL_LABELS, "rhythm_labels": RHYTHM_LABELS}


@blueprint.get("/mitteilungen")
def inbox() -> Any:
    """Show the viewer's messages, all or only those not read yet."""
    unread_only = request.args.get("ungelesen") == "1"
    page = queries.inbox(viewer(), request.args.get("after"), unread_only=unread_only)
    return render_template(
        "notifications/inbox.html", messages=page.items, unread_only=unread_only, next_url=next_page(page.after)
    )


@blueprint.get("/mitteilungen/zahl")
@tagged
def badge_fragment() -> Any:
    """Return the badge alone, for the script that keeps it fresh; an unchanged one costs no bytes."""
    return render_template("notifications/_badge.html")


@blueprint.post("/mitteilungen/gelesen")
def mark_read() -> Any:
    """Mark all messages as read."""
    commands.mark_all_read(viewer())
    return redirect(url_for("notifications.inbox"), 303)


@blueprint.post("/mitteilungen/<int:message_id>")
def open_message(message_id: int) -> Any:
    """Mark a message as read and go where it leads."""
    return redirect(in_language(commands.open_message(viewer(), message_id).url), 303)


@blueprint.post("/folgen/<kind>/<int:thing_id>")
@WRITING
def follow(kind: str, thing_id: int) -> Any:
    """Choose how much to hear of a thing, and on the page of all of them also how soon to be mailed."""
    who, fields = viewer(), request.form
    commands.follow(who, kind, thing_id, level=_chosen(Level, fields.get("level", "")))
    if "mails" in fields:
        rhythm = _chosen(Rhythm, fields["mails"]) if fields["mails"] else None
        commands.set_mails_about(who, kind, thing_id, rhythm=rhythm)
    flash(_("Ihre Wahl ist gespeichert."), "success")
    return redirect(own_path(fields.get("back")) or url_for("notifications.settings"), 303)


def _chosen(kind: Any, word: str) -> Any:
    if word not in set(kind):
        raise Invalid(_("Diese Auswahl gibt es nicht."))
    return kind(word)


@blueprint.route("/konto/mitteilungen", methods=["GET", "POST"])
@WRITING
def settings() -> Any:
    """Show and change when the viewer wants mails, and what they follow."""
    who = viewer()
    form = MailWishesForm.showing(queries.mail_wishes(who), mails=getattr(who, "mails", False))
    if form.validate_on_submit():
        try:
            rhythm = Rhythm(form.rhythm.data)
            commands.save_mail_wishes(who, rhythm=rhythm, groups=form.groups(), quiet=form.quiet())
        except Invalid as error:
            form.show(error)
        else:
            flash(_("Ihre Wahl ist gespeichert."), "success")
            return redirect(url_for("notifications.settings"), 303)
    page = queries.followed(who, request.args.get("after"))
    html = render_template(
        "notifications/settings.html", form=form, followed=page.items, next_url=next_page(page.after)
    )
    return html, 422 if form.is_submitted() else 200


@blueprint.route("/abbestellen/<token>", methods=["GET", "POST"])
@public
@by_link
def unsubscribe(token: str) -> Any:
    """Ask which mails shall end, and end them; a mail program ends them with one POST of its own (RFC 8058)."""
    ending = unsubscribing.read(token)
    scopes = {"this": ending.scope, "all": unsubscribing.ALL}
    if ending.group is not None and ending.scope.group is None:
        scopes["group"] = unsubscribing.Scope("group", ending.group)
    if request.method == "POST":
        if request.form.get("List-Unsubscribe") == "One-Click":
            commands.unsubscribe(ending.person, ending.scope)
            return Response(status=204)
        scope = scopes.get(request.form.get("scope", ""))
        if scope is None:
            raise Invalid(_("Diese Auswahl gibt es nicht."))
        commands.unsubscribe(ending.person, scope)
        return render_template("notifications/unsubscribed.html", scope=scope)
    # The closest choice comes first; a digest knows but one.
    labels = {_scope_label(ending.person, scopes[word]): word for word in ("all", "group", "this") if word in scopes}
    choices = [(word, label) for label, word in reversed(labels.items())]
    return render_template("notifications/unsubscribe.html", choices=choices)


def _scope_label(person: Any, scope: unsubscribing.Scope) -> str:
    """Say which mails end; a title is named only as long as the person may see it."""
    if scope.group is not None:
        return _("Alle E-Mails dieser Art: %(kind)s", kind=str(GROUP_LABELS[scope.group]))
    if scope.thing is None:
        return _("Alle E-Mails mit Mitteilungen")
    try:
        thing = queries.visible_thing(person, *scope.thing)
    except NotFound:
        return _("E-Mails zu diesem Gespräch")
    return _("E-Mails zu „%(title)s“", title=thing.title)
