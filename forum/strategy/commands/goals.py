"""Making the next version of the goals: it is written piece by piece, looked at, and published as a whole (G-17)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.clock import now
from forum.core.db import db, dialect, get_or_404
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, slug
from forum.strategy.events import GoalsPublished
from forum.strategy.models import LINKS, WORDS, Goal, GoalVersion, StoredGoal, strategy

TITLE = (3, 120)
TEXT = (10, 1000)
NOTE = (10, 500)
MOST_FRAMEWORKS = 26


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a goal says, in German, English and, if there is one, Leichte Sprache; and what of the ISEK it serves."""

    title: str
    text: str
    title_en: str
    text_en: str
    title_easy: str = ""
    text_easy: str = ""
    isek: tuple[int, ...] = ()
    fields: tuple[int, ...] = ()
    frameworks: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    verified: bool = False


def write_goal(actor: Actor, wording: Wording, *, key: str = "", seen: int | None = None) -> StoredGoal:
    """Write a goal of the next version, or with an empty key add one.

    ``seen`` is the count of changes that the writer saw. Raises Invalid, NotFound, and Conflict with the stored goal.
    """
    require(actor, "strategy.edit")
    wording = _tidied(wording)
    rows = _next_version()
    row = rows.get(key)
    if row is None and key:
        raise NotFound
    if row is None:
        key = _free_key(wording.title)
        last = max((one.position for one in rows.values()), default=0)
        row = StoredGoal(version=_number_in_the_making(), key=key, position=last + 1)
        db.session.add(row)
    elif seen is not None and seen != row.changes:
        raise Conflict(_("Jemand anderes hat dieses Ziel inzwischen geändert."), current=row)
    for name, value in asdict(wording).items():
        setattr(row, name, list(value) if name in LINKS else value)
    db.session.flush()
    return row


def drop_goal(actor: Actor, key: str) -> None:
    """Leave a goal out of the next version; what is linked to it stays on the older one. Raises NotFound, Conflict."""
    require(actor, "strategy.edit")
    rows = _next_version()
    if key not in rows:
        raise NotFound
    if len(rows) == 1:
        raise Conflict(_("Eine Strategie braucht mindestens ein Ziel."))
    db.session.delete(rows[key])
    db.session.flush()


def move_goal(actor: Actor, key: str, *, up: bool) -> None:
    """Move a goal of the next version one place up or down. Raises NotFound."""
    require(actor, "strategy.edit")
    rows = list(_next_version().values())
    place = next((place for place, row in enumerate(rows) if row.key == key), None)
    if place is None:
        raise NotFound
    rows.insert(max(0, place + (-1 if up else 1)), rows.pop(place))
    for position, row in enumerate(rows):
        row.position = position
    db.session.flush()


def discard_goals(actor: Actor) -> None:
    """Give the version that is in the making up. Raises NotFound when there is none."""
    require(actor, "strategy.edit")
    number = _number_in_the_making()
    version = get_or_404(GoalVersion, number, lock=True)
    db.session.execute(delete(StoredGoal).where(StoredGoal.version == number))
    db.session.delete(version)
    db.session.flush()


def publish_goals(actor: Actor, *, note: str) -> GoalVersion:
    """Let the version in the making apply from now on; older links stay where they are. Raises Invalid, Conflict."""
    require(actor, "strategy.edit")
    note = clean_line(note)
    if not NOTE[0] <= len(note) <= NOTE[1]:
        raise Invalid(
            fields={
                "note": [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=NOTE[0], most=500)]
            }
        )
    version = db.session.get(GoalVersion, _number_in_the_making(), with_for_update=True, populate_existing=True)
    if version is None or version.published_at is not None:
        raise Conflict(_("Es gibt keine neue Fassung. Vielleicht hat sie jemand schon in Kraft gesetzt."))
    rows = db.session.scalars(
        select(StoredGoal).where(StoredGoal.version == version.number).order_by(StoredGoal.position)
    ).all()
    if _says([row.plain() for row in rows]) == _says(list(strategy().goal_set.goals.values())):
        raise Conflict(_("Die neue Fassung sagt dasselbe wie die jetzige."))
    version.note, version.published_at, version.publisher_id = note, now(), actor.person_id
    db.session.flush()
    record(actor, GoalsPublished(version=version.number), audience="public")
    db.session.info.clear()
    return version


def _says(goals: Sequence[Goal]) -> list[tuple[object, ...]]:
    return [(goal.key, *(getattr(goal, name) for name in (*WORDS, *LINKS))) for goal in goals]


def _number_in_the_making() -> int:
    return strategy().goal_set.number + 1


def _next_version() -> dict[str, StoredGoal]:
    """Return the goals of the version in the making, by key; begin one from the present goals if there is none.

    The version stays locked until the end of the transaction, so two people who begin at once work on one.
    """
    if db.session.scalar(select(func.count()).select_from(GoalVersion)) == 0:
        _begin(strategy().goal_set.number, published=True)
    number = _number_in_the_making()
    _begin(number, published=False)
    version = get_or_404(GoalVersion, number, lock=True)
    if version.published_at is not None:
        raise Conflict(_("Inzwischen gilt eine neue Fassung der Ziele. Bitte beginnen Sie von ihr aus."))
    rows = db.session.scalars(select(StoredGoal).where(StoredGoal.version == number).order_by(StoredGoal.position))
    return {row.key: row for row in rows}


def _begin(number: int, *, published: bool) -> None:
    """Add a version that says what the present one says, unless it is there."""
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    moment = now()
    added = (
        insert(GoalVersion)
        .values(number=number, note="", opened_at=moment, published_at=moment if published else None)
        .on_conflict_do_nothing()
    )
    if db.session.scalar(added.returning(GoalVersion.number)) is None:
        return
    for position, goal in enumerate(strategy().goal_set.goals.values()):
        values = {name: getattr(goal, name) for name in WORDS} | {name: list(getattr(goal, name)) for name in LINKS}
        db.session.add(StoredGoal(version=number, key=goal.key, position=position, **values))
    db.session.flush()


def _free_key(title: str) -> str:
    wanted = slug(title, longest=34)
    taken = set(strategy().known_goals) | set(db.session.scalars(select(StoredGoal.key)))
    return next(key for key in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if key not in taken)


def _tidied(wording: Wording) -> Wording:
    """Return the wording without odd blanks. Raises Invalid for what is too short, too long or unknown."""
    lines = {name: clean_line(getattr(wording, name)) for name in ("title", "title_en", "title_easy")}
    texts = {name: clean_text(getattr(wording, name)) for name in ("text", "text_en", "text_easy")}
    frameworks = tuple(dict.fromkeys(filter(None, (clean_line(one)[:120] for one in wording.frameworks))))
    problems = _problems(lines, TITLE) | _problems(texts, TEXT)
    known = strategy()
    if not set(wording.isek) <= set(known.isek) or not set(wording.fields) <= set(known.isek_fields):
        problems["isek"] = [_("Diese Auswahl gibt es nicht.")]
    if len(frameworks) > MOST_FRAMEWORKS:
        problems["frameworks"] = [_("Bitte nennen Sie höchstens %(most)d.", most=MOST_FRAMEWORKS)]
    if wording.since and wording.until and wording.until < wording.since:
        problems["until"] = [_("Das Ende liegt vor dem Anfang.")]
    if problems:
        raise Invalid(fields=problems)
    return Wording(
        **lines,
        **texts,
        frameworks=frameworks,
        isek=tuple(sorted(set(wording.isek))),
        fields=tuple(sorted(set(wording.fields))),
        since=wording.since,
        until=wording.until,
        verified=wording.verified,
    )


def _problems(values: dict[str, str], limits: tuple[int, int]) -> dict[str, list[str]]:
    """Return a sentence for each value outside the limits; Leichte Sprache may come later."""
    least, most = limits
    sentence = _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=least, most=most)
    return {
        name: [sentence]
        for name, value in values.items()
        if not (least <= len(value) <= most or (not value and name.endswith("_easy")))
    }
