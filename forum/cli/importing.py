"""Taking ideas over from a file: the file is checked whole, then taken in parts, so that the site goes on meanwhile.

A second run changes nothing, and a run that was broken off goes on where it was (N-35).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import sleep

from sqlalchemy import select

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.cli.reading import Contribution, read
from forum.core import events
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.discussions.models import Space
from forum.discussions.queries import space as find_space
from forum.ideas import commands
from forum.ideas.models import Idea
from forum.web.feeds import tag

# Each part holds the writing of a small database; in the pause behind it everybody else has a turn.
AT_ONCE = 25
PAUSE = 0.1
# Authors are not in a file, and days not in every one; they are made up, the same on every run.
SEED = 1892
DAYS = 30
_NAMES = ("Amsel", "Buchfink", "Drossel", "Elster", "Fink", "Kleiber", "Lerche", "Meise", "Specht", "Star", "Zeisig")


def import_ideas(path: Path, file_format: str, *, space: str | None) -> dict[str, int]:
    """Take the ideas of a file over, into a space if one is named; return how many are new and how many were known.

    Raises Invalid with a sentence per fault, and NotFound for an unknown space; then nothing was taken.
    """
    contributions = read(path, file_format)
    space_id = find_space(SYSTEM, space).id if space else None
    figures = {"read": len(contributions), "new": 0, "known": 0}
    for part in _parts(contributions):
        with events.in_bulk(), transaction():
            within = db.session.get_one(Space, space_id) if space_id is not None else None
            for contribution in part:
                is_new = _take(contribution, within, file_format)
                figures["new" if is_new else "known"] += 1
        sleep(PAUSE)
    return figures


def _parts(contributions: Sequence[Contribution]) -> Iterator[Sequence[Contribution]]:
    for start in range(0, len(contributions), AT_ONCE):
        yield contributions[start : start + AT_ONCE]


def _take(contribution: Contribution, space: Space | None, file_format: str) -> bool:
    if _is_known(contribution):
        return False
    random = Random(f"{SEED}:{contribution.foreign_key}")  # noqa: S311  The same on every run, and no secret.
    _idea, is_new = commands.import_idea(
        SYSTEM,
        contribution.content(),
        foreign_key=contribution.foreign_key,
        source_url=contribution.url,
        origin=file_format,
        author=_author(contribution.foreign_key, random),
        submitted_at=contribution.submitted_at or _moment(random),
        space=space,
    )
    return is_new


def _is_known(contribution: Contribution) -> bool:
    """Tell whether the idea was taken over before, or is one of our own that was exported."""
    own = re.fullmatch(r"tag:[^:]+,(\d{4}):idea:(\d{1,9})", contribution.foreign_key)
    if own is not None and contribution.foreign_key == tag("idea", int(own[2]), int(own[1])):
        return db.session.get(Idea, int(own[2])) is not None
    return bool(db.session.scalar(select(Idea.id).where(Idea.foreign_key == contribution.foreign_key)))


def _author(foreign_key: str, random: Random) -> Person:
    """Return an account nobody can sign in to, which stands for the unknown author of one contribution."""
    while True:
        handle = f"{random.choice(_NAMES)}-{random.choice(_NAMES)}-{random.randrange(10_000, 99_999)}"
        if not accounts.is_taken(handle):
            return accounts.create_stand_in(SYSTEM, handle=handle, source=foreign_key)


def _moment(random: Random) -> datetime:
    return now() - timedelta(minutes=random.randrange(1, DAYS * 24 * 60))
