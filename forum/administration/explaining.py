"""Explaining a permission, for the command line and the page: what each predicate says of a person.

A thing is named as ``kind:id``, such as ``idea:1`` or ``space:verkehr``.
"""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person, UnitEntry
from forum.accounts.queries import person_by_email
from forum.activities.models import Activity
from forum.administration.models import RoleProposal
from forum.committees.models import Application, BoardEntry, Call, Committee, Interest
from forum.core.db import db
from forum.core.errors import Gone, Invalid, NotFound
from forum.core.permissions import Actor, Finding, explain, rules
from forum.discussions.models import Post, Space, Thread
from forum.dossiers.commands import Subjects
from forum.drafts.models import Draft
from forum.files.models import File
from forum.holds.models import LegalHold
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, PaperFigure
from forum.ideas.policies import Step
from forum.meetings.models import Circulation, Meeting, Resolution
from forum.moderation import targets
from forum.moderation.models import Case, Complaint, Notice, QueueView, Statement
from forum.moderation.target import barred
from forum.notifications.models import Message
from forum.office.models import AnswerDraft, SavedView
from forum.projects.models import Project
from forum.recommendations.models import MinorityVote
from forum.screening.models import HeldText
from forum.search.models import SavedSearch
from forum.surveys.models import Survey
from forum.terms.models import TermsVersion
from forum.web.addresses import number_in

Finder = Callable[[Actor, str], Any]


def _row(model: Any, *names: Any) -> Finder:
    """Build the look-up of a row by its number, or by one of these columns."""

    def find(_viewer: Actor, word: str) -> Any:
        number = number_in(word)
        if number is not None and (row := db.session.get(model, number)) is not None:
            return row
        return next((row for name in names if (row := db.session.scalar(select(model).where(name == word)))), None)

    return find


def _person(viewer: Actor, word: str) -> Any:
    return person_by_email(word) or _row(Person, Person.handle)(viewer, word)


def _step(viewer: Actor, word: str) -> Any:
    """Return a step of an idea, named as ``step:1:fachpruefung``."""
    number, _colon, target = word.partition(":")
    idea = _row(Idea)(viewer, number)
    return Step(idea, IdeaState(target)) if idea is not None and target in set(IdeaState) else None


def _subjects(viewer: Actor, word: str) -> Any:
    """Return what is decided on, named by the numbers of its ideas as ``subjects:1,2``."""
    ideas = [_row(Idea)(viewer, number) for number in word.split(",")]
    return Subjects(ideas=ideas) if all(ideas) else None


def _case(viewer: Actor, word: str) -> Any:
    """Return what a case is about and who reported it, as far as the person may see it."""
    case: Case | None = _row(Case)(viewer, word)
    return barred(case, targets.load(viewer, case.kind, case.target_id)) if case is not None else None


KINDS: dict[str, Finder] = {
    "activity": _row(Activity),
    "answer": _row(AnswerDraft),
    "application": _row(Application),
    "call": _row(Call),
    "case": _case,
    "circulation": _row(Circulation),
    "committee": _row(Committee, Committee.slug),
    "complaint": _row(Complaint),
    "draft": _row(Draft),
    "figure": _row(PaperFigure),
    "file": _row(File),
    "held": _row(HeldText),
    "hold": _row(LegalHold),
    "idea": _row(Idea),
    "interest": _row(Interest),
    "meeting": _row(Meeting),
    "mark": lambda _viewer, word: word,
    "message": _row(Message),
    "notice": _row(Notice),
    "person": _person,
    "post": _row(Post),
    "project": _row(Project),
    "proposal": _row(RoleProposal),
    "entry": _row(UnitEntry),
    "board_entry": _row(BoardEntry),
    "queue_view": _row(QueueView),
    "resolution": _row(Resolution, Resolution.number),
    "space": _row(Space, Space.slug),
    "statement": _row(Statement, Statement.puid),
    "step": _step,
    "subjects": _subjects,
    "survey": _row(Survey),
    "terms": _row(TermsVersion),
    "thread": _row(Thread),
    "search": _row(SavedSearch),
    "view": _row(SavedView),
    "vote": _row(MinorityVote),
}

# What permissions are asked about where their predicates do not name it by one of the words above.
ALSO = {
    "target": ("case",),
    "agenda": ("meeting",),
    "meeting": ("meeting", "committee"),
    "contribution": ("meeting",),
    "minutes": ("meeting",),
    "poll": ("meeting",),
    "text": ("meeting", "circulation"),
    "reading": ("thread", "space"),
    "bookmark": ("thread",),
}


def kinds_of(permission: str) -> tuple[str, ...]:
    """Return of which kinds the thing of a permission may be; none when no predicate looks at a thing.

    A predicate that does not look at the thing says so by the underscore before the parameter's name, and one that
    looks at a certain kind names the parameter after it. Raises KeyError for a permission that does not exist.
    """
    predicates = [one for alternative in rules()[permission].alternatives for one in alternative]
    named = {[*inspect.signature(one).parameters][1] for one in predicates}
    looked_at = {name for name in named if not name.startswith("_")}
    certain = sorted(looked_at - {"thing"})
    if not certain and looked_at:
        certain = [permission.partition(".")[0]]
    return tuple(kind for name in certain for kind in ALSO.get(name, (name,)))


def thing_of(viewer: Actor, permission: str, named: str | None) -> Any:
    """Return the thing that was named for a permission. Raises Invalid with what is needed, and NotFound."""
    kinds = kinds_of(permission)
    if named is None:
        if kinds:
            examples = " or ".join(f"{kind}:ID" for kind in kinds)
            raise Invalid(f"{permission} is asked about a thing. Name it: explain PERSON {permission} {examples}")
        return None
    kind, _colon, word = named.partition(":")
    if kind not in KINDS or not word:
        raise Invalid(f"{named} names no thing. Name it as KIND:ID, with one of: {', '.join(KINDS)}.")
    if kinds and kind not in kinds:
        raise Invalid(f"{permission} is asked about {' or '.join(kinds)}, not about {kind}.")
    try:
        thing = KINDS[kind](viewer, word)
    except (NotFound, Gone):
        thing = None
    if thing is None:
        raise NotFound(f"There is no {named}.")
    return thing


def explained(person: Actor, permission: str, named: str | None = None) -> list[Finding]:
    """Return what each predicate of a permission says of a person and the named thing. Raises Invalid and NotFound."""
    if permission not in rules():
        raise Invalid(f"There is no permission {permission}.")
    return explain(person, permission, thing_of(person, permission, named))


def is_allowed(findings: Sequence[Finding]) -> bool:
    """Tell what the findings come to: all predicates of any one alternative hold."""
    alternatives = {one.alternative for one in findings}
    return any(all(one.holds for one in findings if one.alternative == number) for number in alternatives)
