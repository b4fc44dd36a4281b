"""Ideas and official answers for the search."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from forum.accounts.events import HandleChanged, NamesSwept, PersonErased
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.i18n import lazy
from forum.core.permissions import Actor
from forum.core.text import plain
from forum.ideas.events import (
    CoAuthorJoined,
    CoAuthorLeft,
    IdeaAdded,
    IdeaAdvanced,
    IdeaAnswered,
    IdeaCaptured,
    IdeaClaimed,
    IdeaDecided,
    IdeaEdited,
    IdeaHidden,
    IdeaImported,
    IdeaMergeUndone,
    IdeaRecommended,
    IdeaReleased,
    IdeaRestored,
    IdeasMerged,
    IdeaSplit,
    IdeaSubmitted,
    IdeaSupported,
    IdeaSupportWithdrawn,
    PaperConfirmed,
    SupportRemoved,
)
from forum.ideas.lifecycle import FINAL, UNLISTED, StepKind
from forum.ideas.models import Addendum, CoAuthor, Idea, IdeaStep, written_by
from forum.meetings.events import CirculationRedacted, MotionOpposed, TextRedacted
from forum.meetings.models import Poll, Resolution, ResolutionIdea
from forum.recommendations.events import MinorityVoteHidden, MinorityVotePublished, MinorityVoteRestored
from forum.search.engines import Document
from forum.search.sources.source import Shown, Source, held, matching

# What the city and its committees say about an idea.
SPOKEN = (StepKind.ANSWER, StepKind.RECOMMENDATION, StepKind.MINORITY, StepKind.DECISION)


# Up to so many each supporter brings the idea into the index anew, beyond them each tenth.
_FEW_SUPPORTERS, _STEP = 20, 10


def _idea_of(event: LoggedEvent) -> Iterable[int]:
    return [event.data["idea_id"]]


def _supported(event: LoggedEvent) -> Iterable[int]:
    """Return the idea when its support has changed enough to count for its place among hits; the night brings the rest."""
    count = event.data["count"]
    return [event.data["idea_id"]] if count <= _FEW_SUPPORTERS or count % _STEP == 0 else []


def _merged_ones(event: LoggedEvent) -> Iterable[int]:
    # The support of all is counted at the one in which the others live on, and theirs again when that is undone.
    return [event.data["idea_id"], *event.data["merged"]]


def _child_of(event: LoggedEvent) -> Iterable[int]:
    return [event.data["child_id"]]


def _answers_of(event: LoggedEvent) -> Iterable[int]:
    """Return the lines that an event touches: the new one, or all of an idea that was hidden or restored."""
    if "step_id" in event.data:
        return [event.data["step_id"]]
    return db.session.scalars(select(IdeaStep.id).where(IdeaStep.idea_id == event.data["idea_id"]))


def _answers_listed(event: LoggedEvent) -> Iterable[int]:
    """Return all lines of an idea that is no longer listed from this step on, or is again."""
    if not {event.data["source"], event.data["target"]} & set(UNLISTED):
        return ()
    return db.session.scalars(select(IdeaStep.id).where(IdeaStep.idea_id == event.data["idea_id"]))


def _listed() -> Select[Idea]:
    return select(Idea).where(Idea.state.not_in(UNLISTED), Idea.hidden_at.is_(None))


def _ideas_by(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(Idea.id).where(written_by(event.data["person_id"])))


def _ideas(ids: Sequence[int]) -> Iterable[Document]:
    rows = db.session.scalars(
        _listed()
        .where(Idea.id.in_(ids))
        .options(
            joinedload(Idea.author).load_only(Person.handle),
            selectinload(Idea.co_authors).joinedload(CoAuthor.person).load_only(Person.handle),
            selectinload(Idea.goal_links),
            selectinload(Idea.district_links),
        )
    )
    added, files = _added(ids), held("idea", ids)
    for idea in rows:
        yield Document(
            key=f"idea:{idea.id}",
            kind="idea",
            audience=idea.audience,
            created=idea.submitted_at or idea.created_at,
            title=idea.title,
            body=plain("\n\n".join([idea.source, *added.get(idea.id, ())])),
            comments=_place(idea),
            language=idea.language,
            author=idea.author.handle if idea.author else "",
            co_authors=tuple(author.handle for author in idea.authors if author is not idea.author),
            thread=str(idea.thread_id or ""),
            state=idea.state,
            goals=tuple(link.goal for link in idea.goal_links),
            districts=tuple(str(link.district) for link in idea.district_links),
            has=(*files.get(idea.id, ()), *(["answer"] if idea.answered_at else [])),
            votes=idea.support_count,
            is_open=idea.state not in FINAL,
        )


def _place(idea: Idea) -> str:
    """Return where an idea is about, in words: people look for places by their names."""
    return "\n".join([*([idea.place_text] if idea.place_text else []), *(one.name for one in idea.districts)])


def _added(ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """Return what was added below ideas, by idea (N-14)."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = select(Addendum.idea_id, Addendum.source).where(Addendum.idea_id.in_(ids)).order_by(Addendum.id)
    for idea_id, source in db.session.execute(rows):
        found[idea_id].append(source)
    return found


def _answers_removed(event: LoggedEvent) -> Iterable[int]:
    """Return the recommendations and decisions on the log of an idea whose words their committee removed (L-51)."""
    is_resolution = event.data["kind"] == "resolution"
    return _said_on(event.data["text_id"], StepKind.RECOMMENDATION, StepKind.DECISION) if is_resolution else []


def _removed_in_writing(event: LoggedEvent) -> Iterable[int]:
    """Return the same for what was adopted in writing."""
    return _said_on(event.data["resolution_id"], StepKind.RECOMMENDATION, StepKind.DECISION)


def _minority_of(event: LoggedEvent) -> Iterable[int]:
    """Return the minority votes on the log of an idea: a new one, or one that was hidden or shown again (B-16)."""
    return _said_on(event.data["resolution_id"], StepKind.MINORITY)


def _opposed(event: LoggedEvent) -> Iterable[int]:
    """Return the recommendations to which an opinion came after the vote."""
    adopted = select(Resolution.id).join(Poll, Poll.id == Resolution.poll_id)
    numbers = db.session.scalars(adopted.where(Poll.motion_id == event.data["motion_id"])).all()
    return [one for number in numbers for one in _said_on(number, StepKind.RECOMMENDATION)]


def _said_on(resolution_id: int | None, *kinds: StepKind) -> Iterable[int]:
    adopted = select(ResolutionIdea.idea_id).where(ResolutionIdea.resolution_id == resolution_id)
    return db.session.scalars(select(IdeaStep.id).where(IdeaStep.idea_id.in_(adopted), IdeaStep.kind.in_(kinds)))


def _answers(ids: Sequence[int]) -> Iterable[Document]:
    rows = db.session.scalars(
        select(IdeaStep)
        .join(Idea)
        .where(IdeaStep.id.in_(ids), IdeaStep.kind.in_(SPOKEN), Idea.hidden_at.is_(None), Idea.state.not_in(UNLISTED))
        .options(joinedload(IdeaStep.idea).load_only(Idea.title, Idea.audience, Idea.thread_id))
    )
    for step in rows:
        yield Document(
            key=f"answer:{step.id}",
            kind="answer",
            audience=step.idea.audience,
            created=step.at,
            official=plain(step.source),
            thread=str(step.idea.thread_id or ""),
        )


def _shown_ideas(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    rows = db.session.scalars(
        _listed()
        .where(Idea.id.in_(ids), Idea.audience.in_(viewer.words))
        .options(
            load_only(
                *(Idea.title, Idea.source, Idea.place_text),
                *(Idea.submitted_at, Idea.created_at, Idea.language, Idea.state),
            ),
            selectinload(Idea.district_links),
        )
    )
    return {
        idea.id: Shown(
            kind="idea",
            id=idea.id,
            title=idea.title,
            url=idea.url,
            # An excerpt runs on from the last sentence into the place.
            text=" · ".join(filter(None, [plain(idea.source), *_place(idea).splitlines()])),
            at=idea.submitted_at or idea.created_at,
            language=idea.language,
            context=str(idea.stage.label),
        )
        for idea in rows
    }


def _shown_answers(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    rows = db.session.scalars(
        select(IdeaStep)
        .join(Idea)
        .where(
            IdeaStep.id.in_(ids),
            Idea.audience.in_(viewer.words),
            Idea.hidden_at.is_(None),
            Idea.state.not_in(UNLISTED),
        )
        .options(joinedload(IdeaStep.idea).load_only(Idea.title))
    )
    return {
        step.id: Shown(
            kind="answer",
            id=step.id,
            title=step.idea.title,
            url=step.idea.url,
            text=plain(step.source),
            at=step.at,
            context=step.unit,
        )
        for step in rows
    }


def _plain_ideas(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    matches = matching(words, Idea.title, Idea.source, Idea.place_text)
    statement = _listed().with_only_columns(Idea.id).where(Idea.audience.in_(viewer.words), matches)
    return db.session.scalars(statement.order_by(Idea.id.desc()).limit(limit)).all()


def _plain_answers(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    matches = matching(words, IdeaStep.source)
    statement = (
        select(IdeaStep.id).join(Idea).where(Idea.audience.in_(viewer.words), IdeaStep.kind.in_(SPOKEN), matches)
    )
    return db.session.scalars(statement.order_by(IdeaStep.id.desc()).limit(limit)).all()


SOURCES = (
    Source(
        kind="idea",
        label=lazy("Ideen"),
        touched=dict.fromkeys(
            (
                CoAuthorJoined,
                CoAuthorLeft,
                IdeaAdded,
                IdeaSubmitted,
                IdeaImported,
                IdeaCaptured,
                IdeaClaimed,
                IdeaEdited,
                IdeaAdvanced,
                IdeaAnswered,
                IdeaHidden,
                IdeaReleased,
                IdeaRestored,
                PaperConfirmed,
                SupportRemoved,
            ),
            _idea_of,
        )
        | dict.fromkeys((IdeaSupported, IdeaSupportWithdrawn), _supported)
        | dict.fromkeys((NamesSwept, PersonErased), lambda event: event.data["ideas"])
        | dict.fromkeys((IdeasMerged, IdeaMergeUndone), _merged_ones)
        | {IdeaSplit: _child_of, HandleChanged: _ideas_by},
        documents=_ideas,
        shown=_shown_ideas,
        every_id=lambda: db.session.scalars(_listed().with_only_columns(Idea.id)),
        plainly=_plain_ideas,
    ),
    Source(
        kind="answer",
        label=lazy("Öffentliche Antworten"),
        touched=dict.fromkeys(
            (IdeaAnswered, IdeaRecommended, IdeaDecided, IdeaHidden, IdeaReleased, IdeaRestored), _answers_of
        )
        | dict.fromkeys((MinorityVotePublished, MinorityVoteHidden, MinorityVoteRestored), _minority_of)
        | {
            IdeaAdvanced: _answers_listed,
            TextRedacted: _answers_removed,
            CirculationRedacted: _removed_in_writing,
            MotionOpposed: _opposed,
        },
        documents=_answers,
        shown=_shown_answers,
        every_id=lambda: db.session.scalars(select(IdeaStep.id).where(IdeaStep.kind.in_(SPOKEN))),
        plainly=_plain_answers,
    ),
)
