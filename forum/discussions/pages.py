"""What pages of threads and posts need; the packages above put threads into their own pages with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import current_app, flash, redirect, request, url_for

from forum.accounts.ignoring import ignored_among
from forum.accounts.units import unit_names
from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.i18n import _, spoken
from forum.core.permissions import can
from forum.core.text import render
from forum.discussions import commands, queries, tree
from forum.discussions.forms import PostForm, ReadingForm
from forum.discussions.models import OFFICIAL, Post, PostState, Stance, Thread, ThreadKind, known_writer
from forum.discussions.policies import marks_of
from forum.discussions.queries import PostRow, PostsPage, Reading, Sorting, View, Where
from forum.drafts.pages import Desk
from forum.files.pages import Attachments
from forum.files.queries import attached
from forum.web.addresses import number_in
from forum.web.language import day
from forum.web.paging import moment
from forum.web.security import viewer


def thread_values(found: Thread) -> dict[str, Any]:
    """Return what ``discussions/_talk.html`` needs to show a page of a thread, here or under an idea."""
    who = viewer()
    view, wanted = _wanted(who, found)
    pages = _pages(found, view, wanted)
    page = max(pages, key=lambda one: one.of)
    rows = [row for one in pages for row in one.posts]
    kept = _kept(view, wanted)
    may_reply = can(who, "post.publish", found)
    reply = _reply_form(who)
    desk = Desk(who, "post.publish", reply_target(found, None), reply) if may_reply else None
    return {
        "thread": found,
        "view": view.value,
        "wanted": wanted,
        "is_empty": not rows,
        "columns": [tree.nested(one.rows) if view == View.TREE else tree.flat(one.rows) for one in pages],
        "reading_form": ReadingForm.of(view, wanted, found.languages.split()),
        "is_mixed": " " in found.languages,
        "pager": pager(found.url, page, kept, _still(found, wanted)),
        **post_values(found, rows),
        "head": queries.head(who, found),
        "steps": queries.steps(who, found),
        "moves": queries.moves(who, found),
        "closed": "" if found.takes_posts else commands.why_closed(found),
        "may_arrange": can(who, "thread.arrange", found),
        "may_curate": can(who, "thread.curate", found),
        "may_brake": can(who, "thread.brake", found),
        # Moves that are younger are undone with one click (T-23).
        "undone_at_once": now() - timedelta(minutes=current_app.config["UNDO_MINUTES"]),
        "may_answer": found.kind == ThreadKind.QUESTION and can(who, "thread.answer", found),
        "reply": reply,
        "desk": desk,
        "attachments": Attachments(who, reply, "post") if may_reply else None,
    }


def _reply_form(who: Any) -> PostForm:
    form = PostForm(formdata=None)
    form.offer_marks(marks_of(who), unit_names(who))
    return form


def post_values(within: Thread, rows: Sequence[PostRow]) -> dict[str, Any]:
    """Return what ``discussions/_posts.html`` needs beside the posts themselves."""
    who = viewer()
    reading = queries.unread(who, [within]).get(within.id)
    branches = queries.closed_branches([within])
    is_bookmarked, bookmarked_posts = queries.bookmarked(who, within, [row.id for row in rows])
    return {
        "reading": reading,
        "new_posts": {row.id for row in rows if reading and reading.begun and _is_new(row, reading, who)},
        # The newest post of the page; who has read up to here says so with a button where no script runs.
        "newest": max((row.created_at for row in rows), default=None),
        "closed_here": {one.post_id: one for one in branches},
        "closed_shown": {row.id for row in rows},
        "closed_above": queries.closed_above(branches, rows),
        "may_close_branch": can(who, "thread.curate", within),
        "may_reply": can(who, "post.publish", within),
        "ignored": ignored_among(who, {row.author_id for row in rows if row.author_id and row.mark not in OFFICIAL}),
        "official_marks": OFFICIAL,
        "may_see_writer": can(who, "post.see_writer", within),
        "may_bookmark": can(who, "bookmark.set", within),
        "is_bookmarked": is_bookmarked,
        "bookmarked_posts": bookmarked_posts,
        "may_react": can(who, "reading.remember"),
        "may_moderate": can(who, "thread.moderate", within),
        "own_reactions": queries.own_reactions(who, rows),
        "files": attached("post", [row.id for row in rows if row.state == PostState.VISIBLE]),
    }


def _is_new(row: PostRow, reading: queries.Unread, who: Any) -> bool:
    return row.created_at > reading.since and row.state == PostState.VISIBLE and row.author_id != who.person_id


def wanted_view(who: Any) -> View:
    """Return the view that the address names, else the one that the account remembers (T-05)."""
    remembered = getattr(who, "reading", None) or {}
    return View(_word(View, request.args.get("ansicht"), remembered.get("view"), View.TREE))


def _wanted(who: Any, found: Thread) -> tuple[View, Reading]:
    """Return how the reader wants to see the thread: as the address says, else as the account remembers (T-05)."""
    remembered = getattr(who, "reading", None) or {}
    view = wanted_view(who)
    sorting = _word(Sorting, request.args.get("ordnung"), remembered.get("sorting"), Sorting.OLDEST)
    stance = _word(Stance, request.args.get("haltung"), None, Stance.NONE)
    language = request.args.get("nur", "")
    if language not in found.languages.split():
        language = ""
    until = _moment_in(request.args.get("bis", "")) if sorting is Sorting.NEWEST else None
    wanted = Reading(number_in(request.args.get("seite")) or 1, sorting, stance.value, language, until)
    # An answer may be in another language than what it answers, so one language is read in the order of time (T-39).
    return (View.FLAT if language else view), wanted


def _moment_in(word: str) -> datetime | None:
    try:
        return moment(word)
    except ValueError:
        return None


def _word(kind: Any, given: str | None, remembered: str | None, default: Any) -> Any:
    """Return the first of the words that the list knows; what it does not know is the default, never an error (E-21)."""
    known = {one.value: one for one in kind}
    return known.get(given or "", known.get(remembered or "", default))


def _pages(found: Thread, view: View, wanted: Reading) -> list[PostsPage]:
    who = viewer()
    if view == View.FLAT:
        return [queries.posts_in_time(who, found, wanted.number, wanted.language)]
    if view == View.SIDES:
        sides = (Stance.PRO, Stance.CONTRA)
        return [queries.posts(who, found, replace(wanted, stance=side.value)) for side in sides]
    return [queries.posts(who, found, wanted)]


def _kept(view: View, wanted: Reading) -> dict[str, str]:
    """Return the part of the address that says how to read, so that the next page looks alike."""
    words = {"ansicht": view.value, "ordnung": wanted.sorting.value, "haltung": wanted.stance, "nur": wanted.language}
    return {name: value for name, value in words.items() if value and name in request.args}


def _still(found: Thread, wanted: Reading) -> dict[str, str]:
    """Return what makes pages hold still whose beginning is where posts arrive: they show what was there at first."""
    if wanted.sorting is not Sorting.NEWEST:
        return {}
    return {"bis": (wanted.until or found.last_post_at).isoformat()}


def pager(
    base: str, page: PostsPage, kept: dict[str, str] | None = None, still: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return what the kit's pager needs for a numbered page; the first page is always read anew, without ``still``."""
    words, of = {**(kept or {}), **(still or {})}, page.of
    return {
        "number": page.number,
        "of": of,
        "first_url": _address(base, kept or {}, 1) if page.number > 2 else None,
        "previous_url": _address(base, words, page.number - 1) if page.number > 1 else None,
        "next_url": _address(base, words, page.number + 1) if page.number < of else None,
        "last_url": _address(base, words, of) if page.number < of - 1 else None,
    }


def _address(base: str, kept: dict[str, str], number: int) -> str:
    return f"{base}?{urlencode({**kept, 'seite': number})}"


def place_in_tree(found: Post) -> str:
    """Return the address at which a post stands in the tree, or on the page of its branch (T-08)."""
    place = queries.standing(found)
    if place.branch_id is not None:
        base = url_for("discussions.branch", post_id=place.branch_id)
    else:
        base = found.thread.url
    # Whoever reads in another order by habit still lands where the post stands.
    order = {"ansicht": View.TREE.value, "ordnung": Sorting.OLDEST.value}
    kept = order if getattr(viewer(), "reading", None) and place.branch_id is None else {}
    words = kept | ({"seite": str(place.number)} if place.number > 1 else {})
    return f"{base}{'?' if words else ''}{urlencode(words)}#beitrag-{found.id}"


def place_in_time(found: Post) -> str:
    """Return the address at which a post stands when the thread is read in the order of time."""
    return (
        _address(found.thread.url, {"ansicht": View.FLAT.value}, queries.page_in_time(found)) + f"#beitrag-{found.id}"
    )


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


def preview(form: Any, attachments: Attachments | None = None, place: str = "") -> str:
    """Return the rendered text when a preview was asked for; it equals what would be stored there (X-01)."""
    if "vorschau" not in request.form or form.text.errors:
        return ""
    try:
        return previewed(form.text.data, attachments, where(place, mark=request.form.get("mark", "")))
    except Invalid as refusal:  # It would cost too much: said above the form, which keeps the text.
        form.show(refusal)
        return ""


def previewed(text: str, attachments: Attachments | None, place: Where | None) -> str:
    """Return a text as it would be stored in a place; without one it names nobody."""
    people = commands.shown(queries.people_named(place.audience, text, place.writer_id)) if place else None
    return render(text, attachments.pictures if attachments else None, people)


def where(place: str, *, mark: str = "") -> Where | None:
    """Return where a text is written: ``thread:3``, ``post:5`` or, for a new thread, ``space:7``; None elsewhere.

    ``public`` is a place that everybody may read once it is there. ``mark`` says for whom a new text speaks; one that is
    there already goes on speaking for whom it did.

    Raises NotFound when the viewer may not know of it.
    """
    # Whoever does not hold the office speaks for themselves, whatever the form says.
    writer = known_writer(mark if mark in marks_of(viewer()) else "", viewer().person_id)
    if place == "public":
        return Where("public", writer_id=writer)
    kind, _colon, word = place.partition(":")
    number = number_in(word)
    if number is None:
        return None
    if kind == "space":
        return Where(queries.space_by_id(viewer(), number).audience, writer_id=writer)
    if kind not in {"thread", "post"}:
        return None
    if kind == "thread":
        return Where(queries.thread(viewer(), number).audience, number, writer)
    post = queries.post(viewer(), number)
    return Where(post.thread.audience, post.thread_id, post.known_writer)


def tombstone(found: Post) -> str:
    """Say why a removed post is not there any more (S-06)."""
    if found.state == PostState.HIDDEN:
        ground = spoken(found.state_ground)
        return _("Von der Moderation verborgen am %(when)s. Grund: %(ground)s", when=day(found.state_at), ground=ground)
    return _("Von der Verfasserin oder dem Verfasser gelöscht am %(when)s.", when=day(found.state_at))
