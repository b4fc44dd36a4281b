"""Who is told of what: one function per kind of event, called by the worker after the commit."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from flask import current_app, url_for

from forum.accounts.models import Person
from forum.accounts.queries import holders
from forum.committees.events import CommitteeDeclined, CommitteeFounded, MemberAppointed
from forum.committees.models import Committee
from forum.committees.queries import board_members
from forum.core import mail
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.permissions import can
from forum.discussions.commands import people_to_tell
from forum.discussions.events import (
    BranchClosed,
    BranchReopened,
    MoveUndone,
    PostEdited,
    PostPublished,
    PostRestored,
    PostsMoved,
    SpaceApplicationDecided,
    SpaceApplied,
    SpaceMemberAdded,
    ThreadArchived,
    ThreadClosed,
    ThreadMoved,
    ThreadReopened,
)
from forum.discussions.models import OFFICIAL, Move, MoveKind, Post, PostState, Space, Thread
from forum.discussions.queries import authors_in_branch, authors_of_move, reason_of_undoing
from forum.discussions.tree import word
from forum.dossiers.events import DossierFrozen
from forum.dossiers.models import Dossier
from forum.ideas.commands.clock import ESCALATED, SOON
from forum.ideas.events import (
    IdeaAdvanced,
    IdeaAnswered,
    IdeaClaimed,
    IdeaEdited,
    IdeaRecommended,
    IdeaReminded,
    IdeaSubmitted,
    IdeaSupported,
)
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.queries import supporters
from forum.ideas.rules import rules_of
from forum.notifications.commands import follow_by_taking_part, follow_on, mail_what_is_due, tell
from forum.notifications.commands.mailing import SUBSCRIBER as MAILS
from forum.notifications.events import MailsDue
from forum.notifications.handling import each
from forum.notifications.of_projects import SUBSCRIBERS as OF_PROJECTS
from forum.notifications.placing import listeners, place_of
from forum.office.events import AnswerHandedIn, AnswerSentBack, AnswerStuck, FileNoted, IdeaAssigned
from forum.office.models import AnswerDraft


def _post_published(event: LoggedEvent) -> None:
    """Tell whom the post answers, then who listens; whoever writes hears of answers from then on (T-17)."""
    post = _visible_post(event)
    if post is None:
        return
    thread = db.session.get_one(Thread, post.thread_id)
    kind, thing = ("idea", thread.idea_id) if thread.idea_id is not None else ("thread", thread.id)
    if post.author_id is not None:
        follow_by_taking_part(post.author_id, kind, thing)
    if thread.idea_id is None and post.path == word(1):
        _tell_mentioned(event, post)
        tell(event, listeners(place_of(event), "thread"), "thread", thread.url, by=_voice(post), title=thread.title)
        return
    answered, how = (_author_of(post.parent), "reply") if post.parent is not None else (_began(thread), "answer")
    tell(event, answered, how, post.url, by=_voice(post), title=thread.title)
    _tell_mentioned(event, post)
    tell(event, listeners(place_of(event), "post"), "post", post.url, by=_voice(post), title=thread.title)


def _author_of(post: Post) -> Iterable[int]:
    return [post.author_id] if post.author_id is not None else []


def _began(thread: Thread) -> Iterable[int]:
    """Return who began a thread: under an idea these are all its authors (N-06)."""
    if thread.idea_id is not None:
        return db.session.get_one(Idea, thread.idea_id).author_ids
    return [thread.author_id] if thread.author_id is not None else []


def _post_changed(event: LoggedEvent) -> None:
    """Tell whom a post names since it was changed, or since it can be read again (T-15)."""
    post = _visible_post(event)
    if post is not None:
        _tell_mentioned(event, post)


def _visible_post(event: LoggedEvent) -> Post | None:
    post = db.session.get(Post, event.data["post_id"])
    return post if post is not None and post.state == PostState.VISIBLE else None


def _tell_mentioned(event: LoggedEvent, post: Post) -> None:
    people = [number for number in people_to_tell(post) if number != post.author_id]
    tell(event, people, "mention", post.url, by=_voice(post), title=post.thread.title)


def _voice(post: Post) -> int | None:
    """Return whose voice a post is; what somebody says in office is heard also by those who ignore the person (T-37)."""
    return None if post.mark in OFFICIAL else post.author_id


_THREAD_KINDS = {
    ThreadClosed.__name__: "thread_closed",
    ThreadArchived.__name__: "thread_archived",
    ThreadReopened.__name__: "thread_reopened",
}


def _thread_closed(event: LoggedEvent) -> None:
    """Tell who follows a thread that nobody can write there any more."""
    thread = db.session.get_one(Thread, event.data["thread_id"])
    tell(event, listeners(place_of(event), "step"), _THREAD_KINDS[event.type], thread.url, title=thread.title)


def _posts_moved(event: LoggedEvent) -> None:
    """Tell whose posts went to another thread, once each, and let them follow it (T-20, T-21)."""
    move = db.session.get_one(Move, event.data["move_id"])
    target, authors = move.to_thread, authors_of_move(move)
    if move.kind == MoveKind.MERGE:
        follow_on(_followed(move.from_thread), _followed(target))
    elif move.kind == MoveKind.SPLIT:
        follow_on(_followed(move.from_thread), _followed(target), only=authors)
    tell(event, authors, "posts_moved", target.url, at=target, title=target.title)
    _tell_outsiders(event, authors, move, at=target, old=move.from_thread, reason=move.reason)


def _thread_moved(event: LoggedEvent) -> None:
    """Tell who began a thread, and who wrote in it, that it lies in another space now (T-22)."""
    move = db.session.get_one(Move, event.data["move_id"])
    thread, authors = move.to_thread, authors_of_move(move)
    if thread.author_id is not None:
        tell(event, [thread.author_id], "thread_moved", thread.url, at=thread, title=thread.title)
        authors = authors | {thread.author_id}
    tell(event, authors, "talk_moved", thread.url, at=thread, title=thread.title)
    _tell_outsiders(event, authors, move, at=thread, old=thread, reason=move.reason)


def _move_undone(event: LoggedEvent) -> None:
    """Tell those whom the move was told that it was taken back (T-23)."""
    move = db.session.get_one(Move, event.data["move_id"])
    thread, authors, reason = move.from_thread, authors_of_move(move), reason_of_undoing(move)
    if move.kind == MoveKind.THREAD and thread.author_id is not None:
        authors = authors | {thread.author_id}
    tell(event, authors, "move_undone", thread.url, at=thread, title=thread.title, reason_given=reason)
    _tell_outsiders(event, authors, move, at=thread, old=move.to_thread, reason=reason)


def _tell_outsiders(
    event: LoggedEvent, authors: Iterable[int], move: Move, *, at: Thread, old: Thread, reason: str
) -> None:
    """Tell whose words went where they cannot read them, by the place where they were and not by the one where they are."""
    url = old.url if at is not old and old.merged_into_id is None else url_for("discussions.spaces", _external=False)
    told: dict[str, Any] = {"title": old.title, "reason_given": reason}
    tell(event, authors, "words_closed_off", url, at=at, outsiders=True, **told)


def _followed(thread: Thread) -> tuple[str, int]:
    """Return the thing that people follow: the thread, or the idea to which it belongs."""
    return ("idea", thread.idea_id) if thread.idea_id is not None else ("thread", thread.id)


def _branch_closed(event: LoggedEvent) -> None:
    """Tell the authors in a branch that it was closed, or that it is open again; each hears of it once."""
    post = db.session.get_one(Post, event.data["post_id"])
    kind = "branch_closed" if event.type == BranchClosed.__name__ else "branch_reopened"
    tell(event, authors_in_branch(post), kind, post.url, title=post.thread.title)


def _space_joined(event: LoggedEvent) -> None:
    """Tell a person that a space is open to them now."""
    space = db.session.get_one(Space, event.data["space_id"])
    tell(event, [event.data["person_id"]], "space_joined", space.url, title=space.title)


def _space_applied(event: LoggedEvent) -> None:
    """Tell the Stabsstelle that somebody asks to be let in."""
    space = db.session.get_one(Space, event.data["space_id"])
    tell(event, holders("staff"), "space_applied", space.door_url, title=space.title)


def _application_decided(event: LoggedEvent) -> None:
    """Tell who asked in vain; whoever was let in hears of that."""
    if not event.data["accepted"]:
        space = db.session.get_one(Space, event.data["space_id"])
        tell(event, [event.data["person_id"]], "space_declined", space.url, title=space.title)


def _of_role(role: str) -> set[int]:
    """Return who holds a role: by a grant, or as a member of the Board."""
    return {*holders(role), *(board_members() if role == "board" else ())}


def _of_unit(idea: Idea) -> set[int]:
    """Return who works in the unit that is responsible for an idea; nobody where the Stabsstelle is."""
    return set(holders(f"unit:{idea.unit_id}")) if idea.unit_id is not None else set()


def _idea_submitted(event: LoggedEvent) -> None:
    """Send the authors a receipt with number and next step (N-21); tell the Stabsstelle; the authors follow."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    for author in idea.authors:
        follow_by_taking_part(author.id, "idea", idea.id)
        mail.queue(
            author.email,
            "idea_received",
            language=author.language,
            handle=author.handle,
            number=idea.id,
            title=idea.title,
            url=mail.absolute(idea.url),
            days=rules_of(idea).check_days,
        )
    tell(event, holders("staff"), "idea_submitted", idea.url, title=idea.title)


def _idea_claimed(event: LoggedEvent) -> None:
    """Whoever claims an idea hears of it from then on, like every author (N-16, N-29)."""
    if event.actor_id is not None:
        follow_by_taking_part(event.actor_id, "idea", event.data["idea_id"])


def _idea_supported(event: LoggedEvent) -> None:
    """Whoever supports an idea hears of it from then on (N-29)."""
    if event.actor_id is not None:
        follow_by_taking_part(event.actor_id, "idea", event.data["idea_id"])


def _idea_advanced(event: LoggedEvent) -> None:
    """Tell the groups that the table of transitions names (N-22); of a merge by its own sentence (N-18)."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    if event.data["target"] == IdeaState.ZUSAMMENGEFUEHRT:
        _idea_lives_on(event, idea)
        return
    groups, values = set(event.data["told"]), {"title": idea.title, "state": event.data["target"]}
    if "author" in groups:
        tell(event, idea.author_ids, "idea_advanced", idea.url, reason="author", **values)
    on_duty = {number for role in groups & {"staff", "board"} for number in _of_role(role)}
    on_duty |= _of_unit(idea) if "unit" in groups else set()
    tell(event, on_duty, "idea_advanced", idea.url, reason="role", **values)
    if "followers" in groups:
        tell(event, listeners(place_of(event), "step"), "idea_advanced", idea.url, **values)


def _idea_reminded(event: LoggedEvent) -> None:
    """Remind the unit, from the day on also the Stabsstelle; of a day long missed the head hears by mail too (G-36)."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    level, unit = event.data["level"], _of_unit(idea)
    reminded = unit if unit and level == SOON else unit | set(holders("staff"))
    may_know = partial(_may_read_file, idea)
    tell(event, reminded, "idea_due", idea.url, may_know=may_know, title=idea.title, level=level)
    if level == ESCALATED:
        values = {"number": idea.id, "title": idea.title, "url": mail.absolute(idea.url)}
        addresses = current_app.config["CLOCK_ESCALATION_TO"]
        mail.queue_all([mail.Draft(address, "idea_escalated", values=values) for address in addresses])


def _may_read_file(idea: Idea, person: Person) -> bool:
    return can(person, "idea.read_file", idea)


def _idea_assigned(event: LoggedEvent) -> None:
    """Tell to whom an idea went: the person who was named, or else everybody in the unit (N-26)."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    person_id = event.data["person_id"]
    people = {person_id} if person_id is not None else _of_unit(idea)
    url = url_for("files_of_ideas.show", idea_id=idea.id, _external=False)
    tell(event, people, "idea_assigned", url, reason="role", may_know=partial(_may_read_file, idea), title=idea.title)


def _file_noted(event: LoggedEvent) -> None:
    """Tell whom an internal note names, as long as they may read it (N-26)."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    url = url_for("files_of_ideas.show", idea_id=idea.id, _external=False) + f"#notiz-{event.data['note_id']}"
    people = event.data["mentioned"]
    tell(event, people, "file_noted", url, reason="role", may_know=partial(_may_read_file, idea), title=idea.title)


_DRAFT_KINDS = {
    AnswerHandedIn.__name__: "answer_handed_in",
    AnswerSentBack.__name__: "answer_sent_back",
    AnswerStuck.__name__: "answer_stuck",
}


def _answer_on_its_way(event: LoggedEvent) -> None:
    """Tell the Stabsstelle of an answer to look at, and who wrote it that it came back or could not appear (N-23)."""
    draft = db.session.get(AnswerDraft, event.data["draft_id"])
    if draft is None:
        return
    wrote = {draft.author_id, draft.editor_id}
    people = set(holders("staff")) - wrote if event.type == AnswerHandedIn.__name__ else wrote
    if draft.releaser_id is not None:
        people |= {draft.releaser_id}
    url = url_for("answers.edit", draft_id=draft.id, _external=False)
    may_know = partial(_may_read_file, draft.idea)
    tell(event, people, _DRAFT_KINDS[event.type], url, reason="role", may_know=may_know, title=draft.idea.title)


def _idea_lives_on(event: LoggedEvent, idea: Idea) -> None:
    """Tell author, supporters and followers where their idea lives on, and that they may take their support back."""
    target = db.session.get(Idea, idea.merged_into_id)
    if target is None:
        return
    told: dict[str, Any] = {"url": target.url, "title": idea.title, "into": target.title}
    tell(event, idea.author_ids, "idea_merged", reason="author", **told)
    tell(event, supporters(idea), "idea_merged", reason="support", **told)
    tell(event, listeners(place_of(event), "step"), "idea_merged", **told)
    follow_on(("idea", idea.id), ("idea", target.id))


def _idea_step_added(event: LoggedEvent) -> None:
    """Tell author and followers of answers and recommendations; an answer that is a step was told as that step."""
    if db.session.get_one(IdeaStep, event.data["step_id"]).to_state is not None:
        return
    idea = db.session.get_one(Idea, event.data["idea_id"])
    kind = "idea_answered" if event.type == IdeaAnswered.__name__ else "idea_recommended"
    tell(event, idea.author_ids, kind, idea.url, reason="author", title=idea.title)
    tell(event, listeners(place_of(event), "step"), kind, idea.url, title=idea.title)


def _idea_edited(event: LoggedEvent) -> None:
    """Tell the supporters when the text they signed has changed (N-14)."""
    if event.data["text_changed"]:
        idea = db.session.get_one(Idea, event.data["idea_id"])
        tell(event, supporters(idea), "idea_edited", idea.url, title=idea.title)


def _dossier_frozen(event: LoggedEvent) -> None:
    """Tell the Board that there is a paper to decide on."""
    dossier = db.session.get_one(Dossier, event.data["dossier_id"])
    tell(event, _of_role("board"), "dossier_frozen", dossier.url, number=dossier.number, title=dossier.title)


def _member_appointed(event: LoggedEvent) -> None:
    """Tell a person that they belong to a committee now."""
    committee = db.session.get_one(Committee, event.data["committee_id"])
    tell(event, [event.data["person_id"]], "member_appointed", committee.url, title=committee.title)


def _proposal_decided(event: LoggedEvent) -> None:
    """Tell who proposed a Fachbeirat what became of it."""
    committee = db.session.get_one(Committee, event.data["committee_id"])
    if committee.proposer_id is not None:
        kind = "committee_founded" if event.type == CommitteeFounded.__name__ else "committee_declined"
        tell(event, [committee.proposer_id], kind, committee.url, title=committee.title)


SUBSCRIBERS = [
    Subscriber("notifications.posts", (PostPublished,), each(_post_published)),
    Subscriber("notifications.threads", (ThreadClosed, ThreadArchived, ThreadReopened), each(_thread_closed)),
    Subscriber("notifications.mentions", (PostEdited, PostRestored), each(_post_changed)),
    Subscriber("notifications.moves", (PostsMoved,), each(_posts_moved)),
    Subscriber("notifications.branches", (BranchClosed, BranchReopened), each(_branch_closed)),
    Subscriber("notifications.thread_moved", (ThreadMoved,), each(_thread_moved)),
    Subscriber("notifications.move_undone", (MoveUndone,), each(_move_undone)),
    Subscriber("notifications.space_joined", (SpaceMemberAdded,), each(_space_joined)),
    Subscriber("notifications.space_applied", (SpaceApplied,), each(_space_applied)),
    Subscriber("notifications.applications", (SpaceApplicationDecided,), each(_application_decided)),
    Subscriber("notifications.idea_submitted", (IdeaSubmitted,), each(_idea_submitted)),
    Subscriber("notifications.idea_claimed", (IdeaClaimed,), each(_idea_claimed)),
    Subscriber("notifications.idea_supported", (IdeaSupported,), each(_idea_supported), batch=50),
    Subscriber("notifications.idea_advanced", (IdeaAdvanced,), each(_idea_advanced)),
    Subscriber("notifications.idea_assigned", (IdeaAssigned,), each(_idea_assigned)),
    Subscriber("notifications.answers", (AnswerHandedIn, AnswerSentBack, AnswerStuck), each(_answer_on_its_way)),
    Subscriber("notifications.file_noted", (FileNoted,), each(_file_noted)),
    Subscriber("notifications.idea_reminded", (IdeaReminded,), each(_idea_reminded)),
    Subscriber("notifications.idea_spoken", (IdeaAnswered, IdeaRecommended), each(_idea_step_added)),
    Subscriber("notifications.idea_edited", (IdeaEdited,), each(_idea_edited)),
    *OF_PROJECTS,
    Subscriber("notifications.dossier_frozen", (DossierFrozen,), each(_dossier_frozen)),
    Subscriber("notifications.member_appointed", (MemberAppointed,), each(_member_appointed)),
    Subscriber("notifications.proposal", (CommitteeFounded, CommitteeDeclined), each(_proposal_decided)),
    Subscriber(MAILS, (MailsDue,), mail_what_is_due),
]
