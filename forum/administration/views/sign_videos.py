"""Videos in Deutscher Gebärdensprache: sending them in, replacing and removing them (A-25)."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for

from forum.administration.forms import SignVideoForm
from forum.core.db import get_or_404
from forum.core.errors import Conflict, ForumError
from forum.core.i18n import _
from forum.core.permissions import require
from forum.files.pages import Attachments, take_in_video
from forum.terms import videos
from forum.terms.models import SignVideo
from forum.web.errors import status_of
from forum.web.limits import WRITING
from forum.web.security import viewer
from forum.web.transaction import receives

blueprint = Blueprint("sign_videos", __name__)
TAKES = receives(take_in_video, room=("VIDEO_MEBIBYTES",), needs="file.upload_video")


@blueprint.get("/verwaltung/texte/gebaerdensprache")
def index() -> Any:
    """List the videos."""
    require(viewer(), "page_text.write")
    return render_template("administration/sign_videos.html", videos=videos.videos(), removed=videos.removed_words())


@blueprint.route("/verwaltung/texte/gebaerdensprache/neu", methods=["GET", "POST"])
@TAKES
@WRITING
def new() -> Any:
    """Publish a video."""
    require(viewer(), "page_text.write")
    form = SignVideoForm(version=0)
    form.files.flags.required = True
    attachments = _attachments(form)
    status = 422 if form.is_submitted() else 200
    if _is_whole(form, attachments):
        try:
            videos.publish_video(
                viewer(), title=form.title.data or "", text=form.text.data or "", choices=attachments.choices
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Das Video steht jetzt auf der Seite „Gebärdensprache“."), "success")
            return redirect(url_for("sign_videos.index"), 303)
    return _page(form, attachments, None), status


@blueprint.route("/verwaltung/texte/gebaerdensprache/<int:video_id>", methods=["GET", "POST"])
@TAKES
@WRITING
def edit(video_id: int) -> Any:
    """Change the words of a video, or put another file in its place."""
    require(viewer(), "page_text.write")
    found = get_or_404(SignVideo, video_id)
    form = SignVideoForm(version=found.version, title=found.title, text=found.text)
    attachments = _attachments(form, found.id)
    status, stored = 422 if form.is_submitted() else 200, None
    if _is_whole(form, attachments):
        try:
            videos.change_video(
                viewer(),
                found,
                title=form.title.data or "",
                text=form.text.data or "",
                choices=attachments.choices,
                version=form.version.data or 0,
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
            if isinstance(error, Conflict) and error.current is not None:
                # The next click saves the own words over those that are shown now beside them.
                stored = found
                form.see_version(found)
        else:
            flash(_("Ihre Änderung ist gespeichert."), "success")
            return redirect(url_for("sign_videos.index"), 303)
    return _page(form, attachments, found, stored), status


@blueprint.post("/verwaltung/texte/gebaerdensprache/<int:video_id>/entfernen")
@WRITING
def remove(video_id: int) -> Any:
    """Take a video from its page and from all that name it."""
    require(viewer(), "page_text.write")
    videos.remove_video(viewer(), get_or_404(SignVideo, video_id))
    flash(_("Das Video ist entfernt."), "success")
    return redirect(url_for("sign_videos.index"), 303)


def _attachments(form: SignVideoForm, video_id: int | None = None) -> Attachments:
    """Return the one file of the form: what was just sent in takes the place of what was there."""
    attachments = Attachments(viewer(), form, videos.VIDEO.name, video_id)
    del attachments.items[:-1]
    return attachments


def _is_whole(form: SignVideoForm, attachments: Attachments) -> bool:
    """Tell whether a sent form is filled in; a file that was refused says why, even where another one is there."""
    return form.is_submitted() and form.validate() & attachments.check()


def _page(
    form: SignVideoForm, attachments: Attachments, video: SignVideo | None, stored: SignVideo | None = None
) -> str:
    return render_template(
        "administration/sign_video.html",
        form=form,
        items=attachments.items,
        video=video,
        stored=stored,
        former=videos.former_words(video) if video is not None else [],
        size=current_app.config["VIDEO_MEBIBYTES"],
        minutes=current_app.config["VIDEO_MINUTES"],
    )
