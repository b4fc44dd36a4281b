"""What goals, rooms and decisions are about in Leichte Sprache and in sign language (A-25).

Their words are kept like those of legal pages, in versions, under a name such as ``raum-12``. The goals have their easy
words in their own versions, so that only the video is chosen here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select
from sqlalchemy.orm import aliased, joinedload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, can
from forum.discussions.queries import space_by_id
from forum.dossiers.queries import decision
from forum.strategy.models import strategy
from forum.terms.models import PageText
from forum.terms.pages import PAGES, LegalPage, legal_page
from forum.terms.videos import Shown, shown
from forum.web.addresses import number_in


def _goal(_viewer: Actor, key: str) -> LegalPage:
    goal = strategy().goals.get(key)
    if goal is None:
        raise NotFound
    place = lazy("Steht bei dem Ziel. Den Text in Leichter Sprache ändern Sie mit dem Ziel selbst.")
    values = {"_anchor": f"ziel-{key}"}
    return _page(f"ziel-{key}", str(goal.label), "strategy.overview", place, values, has_text=False)


def _room(viewer: Actor, number: str) -> LegalPage:
    if (known := number_in(number)) is None:
        raise NotFound
    found = space_by_id(viewer, known)
    place = lazy("Steht auf der Seite des Raums: worum es geht und wie man mitmacht.")
    return _page(f"raum-{found.id}", found.title, "discussions.space", place, {"name": found.slug})


def _decision(viewer: Actor, number: str) -> LegalPage:
    found = decision(viewer, number)
    place = lazy("Steht auf der Seite des Beschlusses. Der Beschluss selbst bleibt, wie er ist.")
    label = _("Beschluss %(number)s", number=found.number)
    return _page(f"beschluss-{found.number}", label, "decisions.show", place, {"number": found.number})


def _page(
    name: str, label: str, endpoint: str, place: object, values: Mapping[str, str], *, has_text: bool = True
) -> LegalPage:
    return LegalPage(
        name,
        label,
        endpoint,
        place,
        is_easy=True,
        is_aside=True,
        has_text=has_text,
        values=values,
    )


THINGS: Mapping[str, Callable[[Actor, str], LegalPage]] = {"ziel": _goal, "raum": _room, "beschluss": _decision}


def permission_for(name: str) -> str:
    """Return what it takes to word a page, whether there is one of this name or not."""
    return "easy_text.write" if _is_aside(name) else "page_text.write"


def page_of(viewer: Actor, name: str) -> LegalPage:
    """Return a legal page, or what stands beside a goal, a room or a decision that the viewer reads. Raises NotFound."""
    if _is_aside(name):
        kind, _dash, key = name.partition("-")
        return THINGS[kind](viewer, key)
    return legal_page(name)


def _is_aside(name: str) -> bool:
    return name not in PAGES and name.partition("-")[0] in THINGS


@dataclass(frozen=True)
class Aside:
    """What stands beside a thing: its words in Leichte Sprache, its video, and where both are changed by who may."""

    row: PageText | None
    video: Shown | None
    edit_name: str

    @property
    def html(self) -> str:
        """The words in Leichte Sprache, if there are any."""
        return self.row.text_html if self.row is not None else ""


def key_of(page: str, kind: str) -> str:
    """Return the key of the thing of this kind beside which a page's words stand; nothing where it is another."""
    named, _dash, key = page.partition("-")
    return key if named == kind and page not in PAGES else ""


def easy_texts(kind: str, keys: Sequence[Any]) -> Mapping[Any, PageText]:
    """Return what things of one kind say in Leichte Sprache, by their key, where they do."""
    names = {f"{kind}-{key}": key for key in keys}
    return {names[row.page]: row for row in db.session.scalars(_newest(names)) if row.text}


def easy_words(kind: str, keys: Sequence[Any]) -> Mapping[Any, str]:
    """Return the words alone, for the search."""
    return {key: row.text for key, row in easy_texts(kind, keys).items()}


def easy_text(kind: str, key: Any) -> ColumnElement[str]:
    """Return what a thing says in Leichte Sprache as a part of a query; ``key`` is the column of its key."""
    found = select(PageText.text).where(PageText.page == literal(f"{kind}-") + cast(key, String))
    return found.order_by(PageText.version.desc()).limit(1).scalar_subquery()


def _newest(names: Collection[str]) -> Select[PageText]:
    later = aliased(PageText)
    newest = select(func.max(later.version)).where(later.page == PageText.page).scalar_subquery()
    return select(PageText).where(PageText.page.in_(names), PageText.version == newest)


def asides(viewer: Actor, kind: str, keys: Sequence[Any]) -> Mapping[Any, Aside]:
    """Return what stands beside things of one kind, by their key; the viewer was asked for the things before."""
    names = {f"{kind}-{key}": key for key in keys}
    rows = {row.page: row for row in db.session.scalars(_newest(names).options(joinedload(PageText.video)))}
    films = {one.row.id: one for one in shown([row.video for row in rows.values() if row.video is not None])}
    may_write = can(viewer, "easy_text.write")
    return {
        key: Aside(
            rows.get(name),
            films.get(rows[name].video_id or 0) if name in rows else None,
            name if may_write else "",
        )
        for name, key in names.items()
    }
