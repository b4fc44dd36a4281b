"""The whole count of a poll, and counting anew what was published of it."""

import json
import sys
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from forum.meetings.counting.ballots import Ballot, canonical, checked, digest, figures, fingerprint, fits_its_options
from forum.meetings.counting.ranking import ranked
from forum.meetings.counting.rules import ALL_OR_NOBODY, ANYBODY, RULES, chosen, has_majority

# The levels at which everybody reads who voted how, and at which each vote has a receipt instead.
_NAMED = ("open", "roll_call")
_NAMELESS = ("unnamed", "secret")


def count(poll: dict[str, Any], ballots: Sequence[Ballot]) -> dict[str, Any]:
    """Return the result of a poll: its figures, and for options who was chosen and how.

    ``poll`` is the configuration as it was frozen when the vote opened. Raises ValueError for a ballot that it does not
    allow.
    """
    ballots = [checked(poll, ballot) for ballot in ballots]
    options, kind, seats = len(poll["options"]), poll["kind"], poll["seats"]
    result: dict[str, Any] = figures(options, ballots)
    if kind in ("irv", "stv"):
        return result | ranked(kind, options, seats, ballots, fingerprint(poll), anybody=_format(poll) in ANYBODY)
    if kind == "rating":
        given = [[b["ratings"][place] for b in ballots if "ratings" in b] for place in range(options)]
        numbers = [len([one for one in column if one is not None]) for column in given]
        means = [Fraction(sum(one or 0 for one in column), n or 1) for column, n in zip(given, numbers, strict=True)]
        return result | {"ratings": numbers, "means": [str(mean) for mean in means]} | _seated(poll, means)
    if kind == "choice":
        return result | _seated(poll, [Fraction(votes) for votes in result["options"]])
    return result


def _seated(poll: dict[str, Any], scores: list[Fraction]) -> dict[str, Any]:
    """Return who is elected, and between whom the last seats are open: a further vote or a lot decides about those."""
    elected, tied = chosen(scores, poll["seats"])
    if poll["kind"] == "choice" and poll["rule"] != "simple":
        present, members, rule = poll["present"], poll["members"], poll["rule"]
        elected, tied = (
            [place for place in places if has_majority(rule, int(scores[place]), 0, present, members)]
            for places in (elected, tied)
        )
    if _format(poll) in ALL_OR_NOBODY:
        return {"elected": elected if _was_clear(scores, poll["seats"]) else []}
    return {"elected": elected, "tied": tied}


def _format(poll: dict[str, Any]) -> str:
    """Return the number of the format in which a vote was frozen; the first ones had none."""
    number: str = poll.get("format", "").rpartition("/")[2]
    return number


def _was_clear(scores: list[Fraction], seats: int) -> bool:
    """Tell whether every seat was taken without a tie, before majorities; else the first formats elected nobody."""
    elected, _tied = chosen(scores, seats)
    return len(elected) == seats


def verdict_of(poll: dict[str, Any], result: dict[str, Any]) -> str:
    """Return ``accepted`` or ``rejected``, with options ``decided`` or ``undecided``, for a straw poll ``noted``."""
    if poll["rule"] not in RULES[poll["kind"]]:
        raise ValueError(f"unknown rule: {poll['rule']}")
    if poll["straw"]:
        return "noted"
    if "elected" in result:
        return "decided" if len(result["elected"]) == poll["seats"] else "undecided"
    majority = has_majority(poll["rule"], result["yes"], result["no"], poll["present"], poll["members"])
    return "accepted" if majority else "rejected"


def problems(record: dict[str, Any]) -> list[str]:
    """Count a published poll anew and return one sentence for everything that does not agree; nothing means all is well."""
    poll, ballots = record["configuration"], record["ballots"]
    # What was declared void while it was only prepared was never frozen, so that no hash was published.
    was_prepared = record["verdict"] == "void" and not record["configuration_hash"] and "entitled" not in poll
    checks = [
        (
            was_prepared or record["configuration_hash"] == fingerprint(poll),
            "The configuration is not the one whose hash was published.",
        ),
        (fits_its_options(poll), "The options are not those of the configuration."),
    ]
    if record["verdict"] == "void" and record["result"] is None and not ballots:
        # It was declared void before anything was counted.
        left = [name for name in ("turnout", "receipts", "envelopes", "votes") if record.get(name)]
        checks.append((not left, "The vote is void and uncounted, but something of a count is left."))
        return [sentence for holds, sentence in checks if not holds]
    try:
        result = count(poll, ballots)
        verdict = verdict_of(poll, result)
    except (ValueError, KeyError, TypeError) as error:
        return [f"The ballots cannot be counted: {error!r}."]
    # Of a vote that was declared void before its end only the figures were kept.
    allowed = [result, figures(len(poll["options"]), ballots)] if record["verdict"] == "void" else [result]
    checks += [
        (record["result"] in allowed, "The result is another one."),
        (record["verdict"] in (verdict, "void"), f"The verdict is {verdict}, not {record['verdict']}."),
        (record["turnout"] == len(ballots), "The number of votes is not the number of ballots."),
        (len(ballots) <= len(poll["entitled"]), "There are more ballots than people who may vote."),
        (ballots == sorted(ballots, key=canonical), "The ballots do not stand in the order of their content."),
    ]
    if poll.get("level") in _NAMED or "votes" in record:
        votes = record.get("votes", [])
        names = [vote["name"] for vote in votes if vote["name"]]
        checks += [
            (
                sorted((vote["ballot"] for vote in votes), key=canonical) == ballots,
                "The votes beside the names are not the ballots.",
            ),
            # An erased account has no name any more.
            (len(set(names)) == len(names), "Somebody voted twice."),
        ]
    if record["receipts"] or poll.get("level") in _NAMELESS:
        checks.append(
            (
                len(set(record["receipts"])) == len(record["receipts"]) == len(ballots),
                "The receipts are not as many as the ballots.",
            )
        )
    if record.get("envelopes"):
        opened = sorted(digest(envelope) for envelope in record["envelopes"])
        checks.append((opened == record["receipts"], "The receipts are not those of the envelopes."))
    return [sentence for holds, sentence in checks if not holds]


def main(paths: list[str]) -> int:
    """Count each file anew, say what was found, and return 0 when everything agrees.

    A file holds one vote, or all votes of a session as its archive has them.
    """
    wrong = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123  Plain Python for everybody.
            content = json.load(file)
        for record in content if isinstance(content, list) else [content]:
            found = problems(record)
            wrong += bool(found)
            name = f"{path}, {record['poll_id']}" if isinstance(content, list) else path
            sys.stdout.write(f"{name}: {record['verdict'] if not found else ' '.join(found)}\n")
    return 1 if wrong else 0
