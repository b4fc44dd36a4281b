"""Votes, from the question to the verdict: opening freezes, voting happens once, closing counts."""

from forum.meetings.commands.action import Action
from forum.meetings.commands.polls.closing import abandon, close_poll, go_on, void_poll
from forum.meetings.commands.polls.officers import (
    Key,
    Parcel,
    Report,
    make_key,
    report,
    send_parcel,
)
from forum.meetings.commands.polls.opening import Start, open_poll, start_poll
from forum.meetings.commands.polls.shapes import NewPoll, PollRef, Void
from forum.meetings.commands.polls.voting import Receipt, Vote, VoteFor, cast, note_vote, vote, vote_for

__all__ = ["ACTIONS", "Receipt", "abandon", "cast", "go_on"]

ACTIONS = {
    "poll.open": Action("meeting.lead", NewPoll, open_poll),
    "poll.start": Action("meeting.lead", Start, start_poll),
    "poll.vote": Action("meeting.vote", Vote, vote),
    "poll.vote_for": Action("meeting.lead", VoteFor, vote_for),
    "poll.note": Action("meeting.vote", PollRef, note_vote),
    "poll.close": Action("meeting.lead", PollRef, close_poll),
    "poll.void": Action("poll.void", Void, void_poll),
    "poll.key": Action("meeting.contribute", Key, make_key),
    "poll.parcel": Action("meeting.contribute", Parcel, send_parcel),
    "poll.report": Action("meeting.contribute", Report, report),
}
