"""The words of legal pages, and of what stands beside goals, rooms and decisions, with all their versions.

Rules and terms are shown beside them and changed by two people; videos in sign language have pages of their own.
"""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.administration.forms import PageTextForm
from forum.core.easy_german import SAID, WEIGHTS, findings
from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _
from forum.core.permissions import can, require
from forum.core.text import render
from forum.terms import queries, wording
from forum.terms.documents import documents
from forum.terms.pages import PAGES
from forum.terms.things import page_of, permission_for
from forum.terms.videos import videos
from forum.web.addresses import number_in
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("page_texts", __name__)


@blueprint.get("/verwaltung/texte")
def index() -> Any:
    """List the legal pages with what holds, since when and by whom."""
    who = viewer()
    require(who, "page_text.write")
    return render_template(
        "administration/texts.html",
        pages=[(page, wording.newest(page.name)) for page in PAGES.values()],
        documents=[(queries.in_force(name), queries.coming(name)) for name in documents()],
        may_propose=can(who, "terms.propose"),
        videos=len(videos()),
    )


@blueprint.route("/verwaltung/texte/<page>", methods=["GET", "POST"])
@WRITING
def edit(page: str) -> Any:
    """Change the words of a page, look at them before, and read who changed what."""
    require(viewer(), permission_for(page))
    of, held = page_of(viewer(), page), wording.newest(page)
    said = {"text": held.text, "english": held.english} if held else {"text": of.first(), "english": ""}
    video = str(held.video_id or "") if held else ""
    form, shown = PageTextForm(version=held.version if held else 0, video=video, **said), None
    form.offer(videos() if of.is_aside else [])
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        words: dict[str, str] = {"text": form.text.data or "", "english": form.english.data or ""}
        try:
            if "vorschau" in request.form:
                shown, status = {part: render(source) for part, source in words.items()}, 200
            else:
                note, version = form.note.data or "", form.version.data
                tested = wording.Tested(form.tested_by.data or "", form.tested_on.data)
                video_id = number_in(form.video.data)
                wording.write_page(
                    viewer(), page, **words, note=note, version=version, tested=tested, video_id=video_id
                )
                flash(_("Der neue Text steht jetzt auf der Seite. Die Fassung davor bleibt hier lesbar."), "success")
                return redirect(url_for("page_texts.edit", page=page), 303)
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if isinstance(error, Conflict):
                # The next click publishes the own text over the version that is shown below the form.
                form.see_version(error.current)
    course = wording.course(viewer(), page)
    # What is hard in it is said with the words that stand in the form, whenever they are shown.
    hard = findings(form.text.data or "") if of.is_easy else []
    return render_template(
        "administration/text.html",
        page_of=of,
        form=form,
        shown=shown,
        course=course,
        hard=[(WEIGHTS[one.weight], SAID[one.rule], one.place) for one in hard],
    ), status
