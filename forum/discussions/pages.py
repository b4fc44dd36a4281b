"""What pages of threads and posts need; the packages above put threads into their own pages with it."""

from typing import Any

from flask import flash, redirect, request

from forum.core.i18n import _, spoken
from forum.core.permissions import can
from forum.core.text import render
from forum.discussions import queries, tree
from forum.discussions.forms import PostForm
from forum.discussions.models import Post, PostState, Thread
from forum.drafts.pages import Desk
from forum.files.pages import Attachments
from forum.files.queries import attached
from forum.web.addresses import number_in
from forum.web.security import viewer


def thread_values(found: Thread) -> dict[str, Any]:
    """Return what ``discussions/_posts.html`` and ``_reply.html`` need to show a page of a thread, here or under an idea."""
    who = viewer()
    page = queries.posts(who, found, number_in(request.args.get("seite")) or 1)
    base = found.url
    may_reply = can(who, "post.publish", found)
    reply = PostForm(formdata=None)
    desk = Desk(who, "post.publish", reply_target(found, None), reply) if may_reply else None
    shown = [row.id for row in page.rows if row.state == PostState.VISIBLE]
    return {
        "thread": found,
        "posts": list(tree.nested(page.rows)),
        "page_number": page.number,
        "pages": page.of,
        "previous_url": f"{base}?seite={page.number - 1}" if page.number > 1 else None,
        "next_url": f"{base}?seite={page.number + 1}" if page.number < page.of else None,
        "may_reply": may_reply,
        "may_moderate": can(who, "post.hide"),
        "may_close": can(who, "thread.close", found),
        "reply": reply,
        "desk": desk,
        "attachments": Attachments(who, reply, "post") if may_reply else None,
        "files": attached("post", shown),
    }


def reply_target(thread: Thread, parent: Post | None) -> str:
    """Name what a draft of a reply is for: the thread, or the post that it answers."""
    return f"post:{parent.id}" if parent else f"thread:{thread.id}"


def kept(where: str) -> Any:
    """Say that the draft is saved, and go on with the form."""
    flash(_("Ihr Entwurf ist gespeichert. Nur Sie sehen ihn."), "success")
    return redirect(where, 303)


def checked(form: Any, attachments: Attachments) -> bool:
    """Tell whether a form was sent to be published and is complete, files and all; says at each place what is missing."""
    if not form.is_submitted():
        return False
    if "vorschau" in request.form or "entwurf" in request.form:
        form.validate()
        attachments.tell()
        return False
    return bool(form.validate() & attachments.check())


def preview(form: Any, attachments: Attachments) -> str:
    """Return the rendered text when a preview was asked for; it equals what would be stored (X-01)."""
    if "vorschau" not in request.form or form.text.errors:
        return ""
    return render(form.text.data, attachments.pictures)


def tombstone(found: Post) -> str:
    """Say why a removed post is not there any more (S-06)."""
    if found.state == PostState.HIDDEN:
        return _("Die Moderation hat diesen Beitrag verborgen. Grund: %(ground)s", ground=spoken(found.state_ground))
    return _("Die Verfasserin oder der Verfasser hat diesen Beitrag gelöscht.")
