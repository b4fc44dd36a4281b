"""Reading and writing the words of legal pages, in versions that stay (S-08, S-19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from forum.accounts.models import AS_NAMED
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.difference import Piece, difference
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, language
from forum.core.permissions import Actor, require
from forum.core.text import LONGEST_SOURCE, clean_line, clean_text, render
from forum.terms.events import PageTextChanged
from forum.terms.models import PageText, SignVideo
from forum.terms.pages import LegalPage, legal_page
from forum.terms.things import page_of, permission_for

NOTE = (5, 250)
TESTER = (3, 120)


@dataclass(frozen=True)
class Wording:
    """What a page says today in the reader's language, or in German while there is nothing else; without HTML as typed."""

    html: str
    plain: str
    code: str
    at: datetime | None
    # Of a text in Leichte Sprache: who tested it, and when.
    tested_by: str | None = None
    tested_on: date | None = None


@dataclass(frozen=True)
class Was:
    """A version with what it changed in the one before."""

    row: PageText
    pieces: Sequence[Piece]
    english: Sequence[Piece]


def wording(name: str) -> Wording:
    """Return what stands on a legal page; before the first version it is what the settings say."""
    page, row = legal_page(name), newest(name)
    if row is None:
        return Wording("", page.first().strip(), "de", None)
    if language() == "en" and row.english:
        return Wording(row.english_html, "", "en", row.at)
    return Wording(row.text_html, "", "de", row.at, row.tested_by, row.tested_on)


def newest(name: str) -> PageText | None:
    """Return the newest version of a page's words, if anybody wrote one."""
    found = select(PageText).where(PageText.page == name)
    return db.session.scalars(found.order_by(PageText.version.desc()).limit(1)).first()


def course(viewer: Actor, name: str) -> list[Was]:
    """Return all versions of a page's words with their differences, the newest first. Raises NotFound."""
    require(viewer, permission_for(name))
    page = page_of(viewer, name)
    found = select(PageText).where(PageText.page == page.name).order_by(PageText.version)
    rows = db.session.scalars(
        found.options(joinedload(PageText.editor).load_only(*AS_NAMED), joinedload(PageText.video))
    ).all()
    before, english, told = page.first().strip(), "", []
    for row in rows:
        told.append(Was(row, difference(before, row.text), difference(english, row.english)))
        before, english = row.text, row.english
    return told[::-1]


@dataclass(frozen=True)
class Tested:
    """Which test group read a text in Leichte Sprache, and when."""

    by: str
    on: date | None


def write_page(
    actor: Actor,
    name: str,
    *,
    text: str,
    english: str,
    note: str,
    version: int,
    tested: Tested | None = None,
    video_id: int | None = None,
) -> PageText:
    """Put new words on a legal page from now on; earlier versions stay. Raises Invalid, Conflict, NotFound.

    ``version`` is the one that the actor saw, 0 before the first. English may be missing; then German stands there. A text
    in Leichte Sprache needs to have been tested (A-25). What stands beside a goal, a room or a decision may name a video.
    """
    require(actor, permission_for(name))
    page, held = page_of(actor, name), newest(name)
    text, english, note = clean_text(text) if page.has_text else "", clean_text(english), clean_line(note)
    tested = _test_of(text, held, tested) if page.is_easy else None
    _check(page, (text, english, note), tested, video_id)
    if version != (held.version if held else 0):
        raise _changed_meanwhile(held)
    if (text, english, video_id) == _said(page, held):
        raise Invalid(_("Am Text ist nichts geändert."))
    row = PageText(
        page=page.name,
        version=version + 1,
        text=text,
        text_html=render(text),
        english=english,
        english_html=render(english),
        note=note,
        tested_by=clean_line(tested.by) if tested is not None else None,
        tested_on=tested.on if tested is not None else None,
        video_id=video_id,
        editor_id=actor.person_id,
        at=now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise _changed_meanwhile(newest(name)) from error
    record(actor, PageTextChanged(page_text_id=row.id, page=page.name, version=row.version), audience="admin")
    return row


def _check(page: LegalPage, words: tuple[str, str, str], tested: Tested | None, video_id: int | None) -> None:
    """Refuse words outside their limits, untested ones in Leichte Sprache, and a video that is none. Raises Invalid."""
    limits = (("text", page.least, LONGEST_SOURCE), ("english", 0, LONGEST_SOURCE), ("note", *NOTE))
    wrong = {
        field: [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=least, most=most)]
        for value, (field, least, most) in zip(words, limits, strict=True)
        if not least <= len(value) <= most
    }
    wrong |= _untested(tested) if page.is_easy and words[0] else {}
    film = db.session.get(SignVideo, video_id) if video_id is not None and page.is_aside else None
    if video_id is not None and film is None:
        wrong["video"] = [_("Dieses Video gibt es nicht mehr.")]
    if wrong:
        raise Invalid(fields=wrong)


def _test_of(text: str, held: PageText | None, tested: Tested | None) -> Tested | None:
    """Return who tested a text in Leichte Sprache: the test of the same words holds on when only the video is another."""
    if not text:
        return None
    if held is not None and held.text == text and held.tested_by and not (tested and clean_line(tested.by)):
        return Tested(held.tested_by, held.tested_on)
    return tested


def _said(page: LegalPage, held: PageText | None) -> tuple[str, str, int | None]:
    """Return what holds now: words, English ones, and the video."""
    return (held.text, held.english, held.video_id) if held else (page.first().strip(), "", None)


def _untested(tested: Tested | None) -> dict[str, list[str]]:
    """Return what is missing of who tested a text in Leichte Sprache and when."""
    wrong = {}
    if tested is None or not TESTER[0] <= len(clean_line(tested.by)) <= TESTER[1]:
        wrong["tested_by"] = [_("Bitte nennen Sie die Prüfgruppe, die den Text gelesen hat.")]
    if tested is None or tested.on is None or tested.on > today():
        wrong["tested_on"] = [_("Bitte nennen Sie den Tag, an dem die Prüfgruppe den Text gelesen hat.")]
    return wrong


def _changed_meanwhile(held: PageText | None) -> Conflict:
    return Conflict(_("Jemand anderes hat diesen Text inzwischen geändert."), current=held)
