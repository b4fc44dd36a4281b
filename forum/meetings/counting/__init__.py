"""Counting votes, as pure functions of Python's own library: the same ballots always give the same result (L-78).

The forum counts with these modules, ``flask forum polls recount`` counts with them, and everybody else does, too:
``script`` joins them into one file that is published beside the ballots and needs nothing but Python.
"""

from forum.meetings.counting.ballots import (
    KINDS,
    canonical,
    checked,
    digest,
    figures,
    fingerprint,
    fits_its_options,
    no_figures,
    with_one_more,
)
from forum.meetings.counting.recount import count, problems, verdict_of
from forum.meetings.counting.rules import RULES

__all__ = [
    "KINDS",
    "RULES",
    "canonical",
    "checked",
    "count",
    "digest",
    "figures",
    "fingerprint",
    "fits_its_options",
    "no_figures",
    "problems",
    "verdict_of",
    "with_one_more",
]
