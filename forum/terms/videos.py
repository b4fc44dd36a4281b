"""Videos in Deutscher Gebärdensprache: publishing, changing and removing them, and what a page shows of them (A-25)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import joinedload

from forum.accounts.models import AS_NAMED
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, can, require
from forum.core.text import LONGEST_SOURCE, clean_line, clean_text, render
from forum.files import commands as files
from forum.files.models import File
from forum.files.queries import Choice, Purpose, attached
from forum.terms.events import SignVideoChanged, SignVideoPublished, SignVideoRemoved
from forum.terms.models import PageText, SignVideo

TITLE, TEXT = (3, 120), (20, LONGEST_SOURCE)
# Under which names former words are kept: video-12.
KEPT = "video"


def _check(_viewer: Actor, video_id: int) -> None:
    """Let everybody have a video that stands on the page of videos. Raises NotFound."""
    get_or_404(SignVideo, video_id)


VIDEO = Purpose("sign_video", _check, lambda viewer, _video_id: can(viewer, "page_text.write"))


@dataclass(frozen=True)
class Shown:
    """A video with its file."""

    row: SignVideo
    file: File


def is_any() -> bool:
    """Tell whether there is a video, so that pages may lead to them."""
    return bool(db.session.scalar(select(exists().where(File.purpose == VIDEO.name))))


def videos() -> list[Shown]:
    """Return all videos in the order in which they came; everybody may see them."""
    return shown(db.session.scalars(select(SignVideo).order_by(SignVideo.id)).all())


def shown(rows: Sequence[SignVideo]) -> list[Shown]:
    """Return videos with their files, which are asked for in one query."""
    files_of = attached(VIDEO.name, [row.id for row in rows]) if rows else {}
    return [Shown(row, files_of[row.id][0]) for row in rows if row.id in files_of]


def publish_video(actor: Actor, *, title: str, text: str, choices: Sequence[Choice]) -> SignVideo:
    """Put a video on the page of videos, with the words that say the same. Raises Invalid."""
    require(actor, "page_text.write")
    title, text = _checked(title, text, choices)
    row = SignVideo(title=title, text=text, text_html=render(text), editor_id=actor.person_id, at=now())
    db.session.add(row)
    db.session.flush()
    _attach(actor, row, choices)
    record(actor, SignVideoPublished(sign_video_id=row.id), audience="admin")
    return row


def change_video(
    actor: Actor, row: SignVideo, *, title: str, text: str, choices: Sequence[Choice], version: int
) -> None:
    """Change words of a video, or put another file in its place. Raises Invalid, Conflict."""
    require(actor, "page_text.write")
    title, text = _checked(title, text, choices)
    if version != row.version:
        raise Conflict(_("Jemand anderes hat dieses Video inzwischen geändert."), current=row)
    if (title, text) != (row.title, row.text):
        _keep_words(row)
    row.title, row.text, row.text_html = title, text, render(text)
    row.editor_id, row.at = actor.person_id, now()
    _attach(actor, row, choices)
    record(actor, SignVideoChanged(sign_video_id=row.id), audience="admin")


def remove_video(actor: Actor, row: SignVideo) -> None:
    """Take a video from its page and from all that name it; their words stay, and so do those of the video for the desk."""
    require(actor, "page_text.write")
    _keep_words(row)
    files.arrange(actor, VIDEO.name, row.id, [], audience="public")
    db.session.execute(update(PageText).where(PageText.video_id == row.id).values(video_id=None))
    record(actor, SignVideoRemoved(sign_video_id=row.id), audience="admin")
    db.session.delete(row)
    db.session.flush()


def former_words(row: SignVideo) -> Sequence[PageText]:
    """Return what a video said in words before, the newest first; the note of each is its title."""
    kept = select(PageText).where(PageText.page == _name(row)).order_by(PageText.version.desc())
    return db.session.scalars(kept.options(joinedload(PageText.editor).load_only(*AS_NAMED))).all()


def removed_words() -> Sequence[PageText]:
    """Return the last words of each video that is gone, the newest first."""
    there = [_name(row) for row in db.session.scalars(select(SignVideo))]
    last = select(func.max(PageText.id)).where(PageText.page.startswith(f"{KEPT}-"), PageText.page.not_in(there))
    kept = select(PageText).where(PageText.id.in_(last.group_by(PageText.page))).order_by(PageText.at.desc())
    return db.session.scalars(kept).all()


def _name(row: SignVideo) -> str:
    return f"{KEPT}-{row.id}"


def _keep_words(row: SignVideo) -> None:
    """Keep what a video says in words as a version that never changes, as those of pages are kept."""
    words = {"text": row.text, "text_html": row.text_html, "english": "", "english_html": ""}
    by = {"editor_id": row.editor_id, "at": row.at}
    db.session.add(PageText(page=_name(row), version=row.version, note=row.title, **words, **by))


def _checked(title: str, text: str, choices: Sequence[Choice]) -> tuple[str, str]:
    title, text = clean_line(title), clean_text(text)
    wrong = {
        field: [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=least, most=most)]
        for field, value, (least, most) in (("title", title, TITLE), ("text", text, TEXT))
        if not least <= len(value) <= most
    }
    keys = [choice.key for choice in choices]
    others = select(func.count()).where(File.key.in_(keys), File.kind.not_in(("mp4", "webm")))
    if len(keys) != 1 or db.session.scalar(others):
        wrong["files"] = [_("Bitte wählen Sie ein Video.")]
    if wrong:
        raise Invalid(fields=wrong)
    return title, text


def _attach(actor: Actor, row: SignVideo, choices: Sequence[Choice]) -> None:
    """Make the file the one of the video; it is the city's from now on, whoever sent it in."""
    files.arrange(actor, VIDEO.name, row.id, choices, audience="public")
    db.session.execute(update(File).where(File.purpose == VIDEO.name, File.thing_id == row.id).values(owner_id=None))
    db.session.flush()
