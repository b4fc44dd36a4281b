"""What a page needs to show a thread; the packages above put threads into their own pages with it."""

from typing import Any

from flask import request

from forum.core.permissions import can
from forum.discussions import queries, tree
from forum.discussions.forms import PostForm
from forum.discussions.models import Thread
from forum.web.addresses import number_in
from forum.web.security import viewer


def thread_values(found: Thread) -> dict[str, Any]:
    """Return what ``discussions/_posts.html`` and ``_reply.html`` need to show a page of a thread, here or under an idea."""
    who = viewer()
    page = queries.posts(who, found, number_in(request.args.get("seite")) or 1)
    base = found.url
    return {
        "thread": found,
        "posts": list(tree.nested(page.rows)),
        "page_number": page.number,
        "pages": page.of,
        "previous_url": f"{base}?seite={page.number - 1}" if page.number > 1 else None,
        "next_url": f"{base}?seite={page.number + 1}" if page.number < page.of else None,
        "may_reply": can(who, "post.publish", found),
        "may_moderate": can(who, "post.hide"),
        "may_close": can(who, "thread.close", found),
        "reply": PostForm(formdata=None),
    }
