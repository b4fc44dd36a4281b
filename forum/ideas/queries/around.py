"""What hangs on an idea, told by one statement, so that its page asks only for what there is (E-11)."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from forum.accounts.models import Person, Standing
from forum.core.db import db
from forum.files.models import File
from forum.ideas.models import Addendum, CouncilPaper, Idea, Solution, Support
from forum.ideas.queries.support import Parts


@dataclass(frozen=True)
class Around:
    """Whether there are files, stations, additions, split parts, merged ideas, named supporters, words on the solution.

    ``erased`` is the number of supporters whose accounts are gone.
    """

    files: bool
    stations: bool
    addenda: bool
    parts: bool
    merged: bool
    named: bool
    solution: bool
    erased: int


def around(found: Idea) -> Around:
    """Tell what hangs on an idea. The viewer was asked for the idea before; what is there is asked for by its own query."""
    supports = select(Support.person_id).where(Support.idea_id == found.id)
    gone = (
        select(func.count())
        .select_from(Support)
        .join(Person, Person.id == Support.person_id)
        .where(Support.idea_id == found.id, Person.standing == Standing.ERASED)
    )
    row = db.session.execute(
        select(
            exists().where(File.purpose == "idea", File.thing_id == found.id),
            exists().where(CouncilPaper.idea_id == found.id),
            exists().where(Addendum.idea_id == found.id),
            exists().where(Idea.split_from_id == found.id),
            exists().where(Idea.merged_into_id == found.id),
            supports.where(Support.is_shown).exists(),
            exists().where(Solution.idea_id == found.id),
            gone.scalar_subquery(),
        )
    ).one()
    return Around(*row)


def support_parts(found: Idea, there: Around) -> Parts:
    """Return the parts of an idea's support (N-15, N-18); the one figure equals its rows and the paper at all times."""
    return Parts(found.support_count - found.paper_count - there.erased, there.erased, found.paper_count)
