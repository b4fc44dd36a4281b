"""The words in which cases, notices and complaints say where they stand, and which measures concern more than a text."""

import enum

# Measures that concern a whole account and not one text; they are for those who moderate everywhere (M-17, M-25).
ON_PERSON = frozenset({"hint", "warn", "slow", "limit", "suspend", "misuse"})
# Measures that concern a whole thread, and so whoever began it, whoever wrote the post that led there.
ON_THREAD = frozenset({"lock_thread", "slow_thread"})

# Measures after which nobody else reads the content any more, until another decision.
HIDING = frozenset({"hide", "remove_in_session"})


class CaseState(enum.StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ACTED = "acted"
    DISMISSED = "dismissed"


class Answer(enum.StrEnum):
    """What a notifier was told last of what they reported (S-10)."""

    HIDDEN = "hidden"
    ACTED = "acted"
    DISMISSED = "dismissed"
    # It was taken back or removed elsewhere before anybody decided.
    GONE = "gone"


class Outcome(enum.StrEnum):
    """What became of a complaint (S-13)."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REVERSED = "reversed"
