"""What minutes note, in the order of a session: who was there, and under each item what was moved, voted and adopted."""

from dataclasses import dataclass, field
from datetime import datetime

from forum.meetings.conditions import Condition


@dataclass
class SubstituteNote:
    """Somebody stands in for a member (L-21)."""

    seq: int
    person_id: int
    handle: str | None


@dataclass
class PresenceNote:
    """From when to when somebody was present, and how; whoever stood in for a member, for whom."""

    seq: int
    since: datetime
    until: datetime | None = None
    kind: str = ""
    instead_of: SubstituteNote | None = None


@dataclass
class AttendanceNote:
    """A member with every time of presence."""

    person_id: int
    handle: str | None
    intervals: list[PresenceNote] = field(default_factory=list)


@dataclass
class SaidNote:
    """How somebody voted on several options: a word for a blank ballot, what each option got, or the whole order."""

    name: str
    choice: str
    marks: list[int]
    ranking: list[int]


@dataclass
class PollNote:
    """A vote."""

    seq: int
    question: str
    rule: str
    present: int
    entitled: int | None = None
    level: str = "roll_call"
    # Votes on several options: what could be chosen, how often it was, and which places of the list were elected.
    options: list[str] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    kind: str = "yes_no"
    # Who voted how, where votes have names: by what was said, and where there are options, one by one.
    votes: dict[str, list[str]] = field(
        default_factory=lambda: {"yes": [], "no": [], "abstain": [], "blank": [], "invalid": []}
    )
    said: list[SaidNote] = field(default_factory=list)
    yes: int = 0
    no: int = 0
    abstain: int = 0
    blank: int = 0
    invalid: int = 0
    # What was objected in consent, with the numbers by which these words are removed.
    objections: list[tuple[int, str]] = field(default_factory=list)
    verdict: str | None = None
    # Why it was declared void (L-79), with the event; nothing stands here when these words were removed.
    void_reason: str = ""
    void_seq: int | None = None
    # The majority that the rules of procedure ask for, where the vote was counted by another.
    usual_rule: str | None = None
    # Neither binds the committee: what is asked for ten seconds, and what is voted on where no quorum had been found.
    straw: bool = False
    without_quorum: bool = False
    # What a vote of the Board decided about ideas, and until when it postponed them.
    ruling: str | None = None
    next_on: str | None = None
    ideas: list[int] | None = None
    # Under which number the register has the decision that came of it.
    decision: str | None = None


@dataclass
class PointNote:
    """A point of order: who moved it, what for, and in which words (L-09)."""

    seq: int
    at: datetime
    id: int
    point: str
    note: str
    person_id: int
    handle: str | None


@dataclass
class TextNote:
    """A motion or a resolution, word by word."""

    seq: int
    id: int
    text_html: str
    reasons_html: str = ""
    against_html: str = ""
    state: str = ""
    number: str = ""
    kind: str = ""
    by: str = ""
    # Where a referred motion went.
    referred_to: str = ""
    # The words with which a motion came in, when they were changed afterwards.
    first_html: str = ""
    # Of an amendment: its motion, the paragraph and its words before, and the motion as it read with the amendment.
    parent_id: int | None = None
    paragraph: int | None = None
    before: str = ""
    result_html: str = ""
    conditions: list[Condition] = field(default_factory=list)


@dataclass
class RecusalNote:
    """Somebody took no part in an item; until ``ended_seq``, if that was a mistake."""

    seq: int
    person_id: int
    handle: str | None
    ended_seq: int | None = None
    mistake: str = "click"


@dataclass
class QuorumNote:
    """The chair found a quorum, or a member doubted it."""

    seq: int
    at: datetime
    doubted: bool
    present: int = 0
    needed: int = 0
    again: bool = False


@dataclass
class InvitationNote:
    """How many days before the meeting its members were invited, and whether that was late (L-30)."""

    seq: int
    days: int
    late: bool


@dataclass
class ItemNote:
    """An agenda item."""

    seq: int
    id: int
    number: str
    title: str
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    # That it came to the agenda when the notice period had begun (L-30).
    late: bool = False
    contributions: int = 0
    speeches: int = 0
    recused: list[RecusalNote] = field(default_factory=list)
    points: list[PointNote] = field(default_factory=list)
    motions: list[TextNote] = field(default_factory=list)
    polls: list[PollNote] = field(default_factory=list)
    resolutions: list[TextNote] = field(default_factory=list)


@dataclass
class Skeleton:
    """What the log says about a session."""

    opened_at: datetime | None = None
    opened_seq: int | None = None
    opened_by: str | None = None
    closed_at: datetime | None = None
    closed_seq: int | None = None
    closed_by: str | None = None
    invitation: InvitationNote | None = None
    # How many the session needed as it was planned, and how many the rules of procedure asked for.
    planned_quorum: int = 0
    usual_quorum: int = 0
    quorum: list[QuorumNote] = field(default_factory=list)
    attendance: list[AttendanceNote] = field(default_factory=list)
    # Who stands in for whom at the moment of the log that was read last, by who stands in.
    substitutes: dict[int, SubstituteNote] = field(default_factory=dict)
    items: list[ItemNote] = field(default_factory=list)
