"""Who may do what in meetings."""

from typing import Any

from forum.committees.queries import is_led
from forum.core.permissions import Actor, allow, is_member, is_moderator, is_staff, is_system

# What a token needs one of to follow a meeting, and to act in it; the API and the sockets name the same.
READ_SCOPES = ("read", "meetings")
ACT_SCOPES = ("write", "meetings")


def _word(thing: Any) -> str:
    # A meeting names its committee; a committee is asked about before there is a meeting.
    return f"committee:{getattr(thing, 'committee_id', None) or thing.id}"


def belongs_to_committee(actor: Actor, thing: Any) -> bool:
    """May, if the person belongs to the committee today, in whatever role."""
    return _word(thing) in actor.words


def is_chair(actor: Actor, thing: Any) -> bool:
    """May, if the person chairs the committee today."""
    return f"{_word(thing)}:chair" in actor.words


def is_clerk(actor: Actor, thing: Any) -> bool:
    """May, if the person keeps the minutes of the committee today."""
    return f"{_word(thing)}:clerk" in actor.words


def has_a_vote(actor: Actor, thing: Any) -> bool:
    """May, if the person belongs to the committee today and is not its clerk."""
    return belongs_to_committee(actor, thing) and not is_clerk(actor, thing)


def has_account(actor: Actor, _thing: Any) -> bool:
    """May, if it is a person with an account, not the system or a visitor."""
    return actor.person_id is not None


def nobody_leads(_actor: Actor, meeting: Any) -> bool:
    """May, if the committee has neither chair nor clerk today, or is dissolved."""
    return not is_led(meeting.committee_id)


def is_entitled(actor: Actor, circulation: Any) -> bool:
    """May, if the person could vote when the circulation began, and belongs to the committee still."""
    return actor.person_id in circulation.entitled and belongs_to_committee(actor, circulation)


RULES = [
    # Chair, clerk and Stabsstelle plan meetings of a committee.
    allow("meeting.plan", [is_chair], [is_clerk], [is_staff], [is_system]),
    # They arrange its agenda, too, once it is planned.
    allow("agenda.arrange", [is_chair, has_account], [is_clerk, has_account], [is_staff, has_account]),
    # The chair and the clerk lead the session from the desk.
    allow("meeting.lead", [is_chair, has_account], [is_clerk, has_account]),
    # They end it too; when nobody leads it any more, the Stabsstelle does, so that no session runs for ever.
    allow("meeting.end", [is_chair, has_account], [is_clerk, has_account], [is_staff, has_account, nobody_leads]),
    # Members check in and out, ask to speak and vote.
    allow("meeting.vote", [has_a_vote, has_account]),
    # Everybody with an account has a calendar of their own.
    allow("calendar.keep", [is_member]),
    # Everybody in the committee may write contributions.
    allow("meeting.contribute", [belongs_to_committee, has_account]),
    # Members object to the minutes, the clerk and the chair write them.
    allow("minutes.write", [is_chair, has_account], [is_clerk, has_account]),
    allow("minutes.object", [has_a_vote, has_account]),
    # Chair and clerk ask the members to decide in writing; whoever had a vote then answers.
    allow("circulation.start", [is_chair, has_account], [is_clerk, has_account]),
    # They take it back, too; when nobody leads, the Stabsstelle does, so that none holds a committee for ever.
    allow(
        "circulation.withdraw", [is_chair, has_account], [is_clerk, has_account], [is_staff, has_account, nobody_leads]
    ),
    allow("circulation.answer", [is_entitled, has_account]),
    # Chair and clerk erase texts of a session, openly and for good (L-51); the Stabsstelle does when nobody leads. The
    # moderation never does: what is erased comes back after no complaint (S-04), so it hides by a case instead (S-02).
    allow("text.redact", [is_chair, has_account], [is_clerk, has_account], [is_staff, has_account, nobody_leads]),
    # They announce what was adopted behind closed doors; the Stabsstelle does when nobody leads.
    allow(
        "resolution.announce", [is_chair, has_account], [is_clerk, has_account], [is_staff, has_account, nobody_leads]
    ),
    # They declare a vote void, for instance when what is voted on turns out unlawful; a reason stands beside it (L-79).
    allow("poll.void", [is_chair, has_account], [is_clerk, has_account]),
    # Everybody with an account in good standing may ask the committee, and say which answers they want to hear.
    allow("question.ask", [is_member, has_account]),
    # Chair and clerk hold or remove contributions and questions at once, openly in the room: that leads the session. Whose
    # text they remove gets a statement of reasons and may complain to the moderation (S-02, S-04).
    allow("contribution.hide", [is_chair, has_account], [is_clerk, has_account]),
    # The moderation does it by deciding a case, with a statement of reasons, and never by a command of the room (S-02).
    allow("contribution.moderate", [is_moderator, has_account]),
]
