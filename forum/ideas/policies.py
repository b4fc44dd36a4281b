"""Who may do what with ideas. Who may take which step of the path stands in ``lifecycle.TRANSITIONS``."""

from typing import Any, NamedTuple

from forum.core.permissions import Actor, allow, anyone, is_board, is_member, is_moderator, is_staff, is_system
from forum.ideas import lifecycle
from forum.ideas.lifecycle import EDITABLE, IdeaState, is_author, is_chair, is_unit


class Step(NamedTuple):
    """A step that somebody wants to take."""

    idea: Any
    target: IdeaState


def may_see_idea(actor: Actor, idea: Any) -> bool:
    """May, if the idea is for people with a word the person holds, or is the person's own."""
    return idea.audience in actor.words or is_author(actor, idea)


def is_first_author(actor: Actor, idea: Any) -> bool:
    """May, if the person began the idea, or follows the one who did."""
    return actor.person_id is not None and actor.person_id == idea.author_id


def was_asked_to_join(actor: Actor, idea: Any) -> bool:
    """May, if the authors asked the person to write the idea with them, or it joined already."""
    return any(one.person_id == actor.person_id for one in idea.co_authors)


def moderates_its_space(actor: Actor, idea: Any) -> bool:
    """May, if the person moderates the space in which the idea stands (M-25)."""
    return idea.space_id is not None and f"space:{idea.space_id}:moderator" in actor.words


def is_draft(_actor: Actor, idea: Any) -> bool:
    """May, as long as the idea is a draft."""
    return bool(idea.state == IdeaState.ENTWURF)


def is_submitted(_actor: Actor, idea: Any) -> bool:
    """May, once the idea was handed in."""
    return bool(idea.state != IdeaState.ENTWURF)


def is_shown(_actor: Actor, idea: Any) -> bool:
    """May, if the moderation did not hide the idea."""
    return idea.hidden_at is None


def is_editable(_actor: Actor, idea: Any) -> bool:
    """May, before the administration took the idea over or answered."""
    return idea.state in EDITABLE and idea.answered_at is None


def is_closed_for_edits(_actor: Actor, idea: Any) -> bool:
    """May, after the administration took the idea over or answered, as long as its text can be read."""
    return not is_editable(_actor, idea) and idea.state not in {IdeaState.ZURUECKGEZOGEN, IdeaState.ZUSAMMENGEFUEHRT}


def is_inside(_actor: Actor, idea: Any) -> bool:
    """May, as long as only the administration may read the idea."""
    return bool(idea.audience == lifecycle.INSIDE)


def is_not_retired(_actor: Actor, idea: Any) -> bool:
    """May, as long as the idea points to no other one."""
    return idea.retired_for_id is None


def is_unclaimed(_actor: Actor, idea: Any) -> bool:
    """May, if the desk put the idea down and nobody claimed it yet."""
    return idea.told_on is not None and idea.author_id is None


def is_another_person(actor: Actor, figure: Any) -> bool:
    """May, if somebody else entered the figure."""
    return actor.person_id is not None and actor.person_id != figure.entered_by


def has_a_role_for_it(actor: Actor, step: Any) -> bool:
    """May, if the table of transitions names a role of the person for this step."""
    row = lifecycle.transition(step.idea.state, step.target)
    return row is not None and lifecycle.holds_a_role(actor, row, step.idea)


RULES = [
    # Members write drafts, as many as they like.
    allow("idea.draft", [is_member]),
    # Whoever began a draft may throw it away; the others can leave it.
    allow("idea.discard", [is_first_author, is_draft]),
    # The administration may hand an idea in for itself alone at first; its authors decide when everybody reads it (G-25).
    allow("idea.submit_inside", [is_staff, is_author, is_draft]),
    allow("idea.release", [is_member, is_author, is_submitted, is_inside, is_shown]),
    # Anybody may begin an idea; without an account the text waits for one (N-02).
    allow("idea.begin", [anyone]),
    # Authors ask others to write with them, as long as the text is in their hands (N-06).
    allow("idea.invite", [is_member, is_author, is_editable, is_shown]),
    # Members who were asked join the authors.
    allow("idea.join", [is_member, was_asked_to_join, is_shown]),
    # Authors leave when they like; the command keeps the last one.
    allow("idea.leave", [is_author]),
    # Authors edit their ideas until the administration took them over or answered (N-14).
    allow("idea.edit", [is_member, is_author, is_editable, is_shown]),
    # Later they add below the text, dated and for good (N-14).
    allow("idea.add", [is_member, is_author, is_submitted, is_closed_for_edits, is_shown]),
    # As long as the idea is in their hands, authors may point to another one instead (N-31).
    allow("idea.retire", [is_member, is_author, is_submitted, is_editable, is_shown, is_not_retired]),
    # The Stabsstelle makes a part of an idea an idea of its own (N-19).
    allow("idea.split", [is_staff, is_submitted, is_shown]),
    # Whoever supports an idea decides whether the own pseudonym is shown with it (N-13).
    allow("idea.show_support", [is_member, may_see_idea, is_submitted]),
    # Staff sorts ideas by goal, category and district; the author's words stay as they are (N-40).
    allow("idea.sort", [is_staff, is_submitted]),
    # The Stabsstelle and the responsible unit say how mature the solution is, and where others have done the like (G-23).
    allow("idea.describe", [is_staff, is_submitted], [is_unit, is_submitted]),
    # The Stabsstelle puts down what people tell it, and hands out the code with which they claim it (N-16).
    allow("idea.capture", [is_staff]),
    allow("idea.issue_code", [is_staff, is_submitted, is_unclaimed]),
    allow("idea.claim", [is_member]),
    # Members support what they can see, also their own ideas (N-08).
    allow("idea.support", [is_member, may_see_idea, is_submitted, is_shown]),
    # Whose support a merge brought to another idea may decline that (N-18).
    allow("support.decline", [is_member]),
    # The Stabsstelle enters signatures on paper; a second person confirms them, never the same one (N-15).
    allow("paper.enter", [is_staff, is_submitted, is_shown]),
    allow("paper.confirm", [is_staff, is_another_person]),
    # The Stabsstelle looks at support in figures, and removes what was not honest, for a public reason (N-37).
    allow("support.audit", [is_staff, is_submitted]),
    # Each step has its roles in the table of transitions (N-22).
    allow("idea.advance", [has_a_role_for_it]),
    # The Stabsstelle joins ideas that say the same, and takes that back (N-17, N-19).
    allow("idea.merge", [is_staff, is_submitted, is_shown]),
    # The Stabsstelle looks through likely twins, and says which are none (N-05).
    allow("twins.sort", [is_staff]),
    # The Stabsstelle answers for the city, after the idea was handed in and a second person looked at it (package office).
    allow("idea.answer", [is_staff, is_submitted]),
    # The Stabsstelle enters where council and committees deal with an idea (B-18).
    allow("idea.enter_station", [is_staff, is_submitted, is_shown]),
    # The Stabsstelle lets a deadline stand still, for a public reason, and run on (N-20).
    allow("idea.pause_clock", [is_staff, is_submitted]),
    # The Stabsstelle confirms which goals an idea serves (G-13).
    allow("idea.confirm_goals", [is_staff, is_submitted]),
    # A committee's chair, or the forum after a live vote, puts a recommendation on the log.
    allow("idea.recommend", [is_chair, is_submitted], [is_system, is_submitted]),
    # Decisions reach the log through the register of decisions; after a live vote it is the forum that writes them.
    allow("idea.note_decision", [is_board, is_submitted], [is_system, is_submitted]),
    # What is kept inside about an idea is read by Stabsstelle and Board, and by the responsible unit (N-26).
    allow("idea.read_file", [is_staff, is_submitted], [is_unit, is_submitted], [is_board, is_submitted]),
    # News of a project reach the log of its idea, also from its unit; the project asks whose it is.
    allow("idea.note", [is_staff, is_submitted], [lifecycle.is_unit, is_submitted], [is_system, is_submitted]),
    # The moderation hides and restores; a statement of reasons goes with it (package moderation).
    allow("idea.hide", [is_moderator], [moderates_its_space], [is_system]),
    # Ideas from elsewhere come in through the command line or the Stabsstelle.
    allow("idea.import", [is_staff], [is_system]),
    # The Stabsstelle says which unit is responsible; that unit may hand the idea on (G-16).
    allow("idea.entrust", [is_staff, is_submitted], [is_unit, is_submitted]),
]
