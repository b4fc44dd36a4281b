"""Counting: every kind of vote, every rule, published examples, and what must hold for any ballots (L-17, L-18, L-78)."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.meetings.commands.polls.freezing import FORMAT
from forum.meetings.counting import RULES, canonical, checked, count, digest, figures, problems, verdict_of
from forum.meetings.counting.rules import has_majority
from forum.meetings.counting.script import script


def poll(kind: str = "yes_no", **changes: Any) -> dict[str, Any]:
    values = {
        "kind": kind, "rule": RULES[kind][0], "options": [], "least": 0, "most": 1, "scale": 5, "seats": 1,
        "straw": False, "present": 12, "members": 15, "entitled": list(range(1, 200)), "question": "Wohin?",
    }  # fmt: skip
    if kind in ("choice", "rating", "irv", "stv"):
        values["options"] = ["A", "B", "C"]
    return values | changes


def votes(yes: int, no: int = 0, abstain: int = 0) -> list[dict[str, Any]]:
    return [{"choice": word} for word, times in (("yes", yes), ("no", no), ("abstain", abstain)) for _ in range(times)]


def rankings(*groups: tuple[int, str], names: str) -> list[dict[str, Any]]:
    """Return so many ballots with each order of initials."""
    return [{"ranking": [names.index(one) for one in order]} for times, order in groups for _ in range(times)]


@pytest.mark.parametrize(
    ("rule", "yes", "no", "abstain", "expected"),
    [
        ("simple", 0, 0, 0, "rejected"),
        ("simple", 1, 0, 0, "accepted"),
        ("simple", 3, 3, 0, "rejected"),
        ("simple", 3, 3, 6, "rejected"),
        ("simple", 4, 3, 5, "accepted"),
        ("simple", 0, 0, 12, "rejected"),
        ("simple", 1, 0, 11, "accepted"),
        ("absolute_present", 6, 0, 6, "rejected"),
        ("absolute_present", 7, 5, 0, "accepted"),
        ("absolute_present", 0, 0, 0, "rejected"),
        ("absolute_members", 7, 0, 0, "rejected"),
        ("absolute_members", 8, 4, 0, "accepted"),
        ("two_thirds", 2, 1, 9, "accepted"),
        ("two_thirds", 5, 3, 0, "rejected"),
        ("two_thirds", 0, 0, 12, "rejected"),
        ("two_thirds_members", 9, 0, 0, "rejected"),
        ("two_thirds_members", 10, 2, 0, "accepted"),
    ],
)
def test_rules_of_majority(rule: str, yes: int, no: int, abstain: int, expected: str) -> None:
    """L-18: abstentions are not counted, a tie is rejected, and without a vote nothing is accepted."""
    one = poll(rule=rule)
    assert verdict_of(one, count(one, votes(yes, no, abstain))) == expected


def test_consent_holds_until_somebody_objects_with_a_reason() -> None:
    """L-17."""
    one = poll("consent")
    assert verdict_of(one, count(one, votes(3, 0, 2))) == "accepted"
    objection = {"choice": "no", "reason": "Die  Kosten sind\nnicht bekannt."}
    kept = checked(one, objection)
    assert kept["reason"] == "Die Kosten sind nicht bekannt."
    assert verdict_of(one, count(one, [*votes(9), kept])) == "rejected"
    assert verdict_of(one, count(one, [])) == "rejected"


def test_several_options_and_a_tie_that_leaves_it_open() -> None:
    """L-17: the most votes win; when two share the last place nobody is chosen by chance."""
    one = poll("choice", least=1, most=2, seats=1)
    result = count(one, [{"options": [0, 1]}, {"options": [1]}, {"blank": True}])
    assert (result["options"], result["elected"], result["blank"]) == ([1, 2, 0], [1], 1)
    assert verdict_of(one, result) == "decided"
    assert verdict_of(one, count(one, [{"options": [0, 1]}])) == "undecided"
    absolute = one | {"rule": "absolute_present"}
    assert verdict_of(absolute, count(absolute, [{"options": [1]}] * 6)) == "undecided"
    assert verdict_of(absolute, count(absolute, [{"options": [1]}] * 7)) == "decided"


@pytest.mark.parametrize(
    ("marks", "elected", "tied"),
    [
        ((5, 3, 3), [0], [1, 2]),
        ((5, 4, 3), [0, 1], []),
        ((3, 3, 3), [], [0, 1, 2]),
        ((5, 0, 0), [0], []),
        ((0, 0, 0), [], []),
    ],
)
def test_only_the_last_seat_stays_open_when_it_is_tied(
    marks: tuple[int, ...], elected: list[int], tied: list[int]
) -> None:
    """L-17, L-18: whoever has more than those who tie is elected; a further vote or a lot fills what is left."""
    one = poll("choice", least=1, most=1, seats=2, format=FORMAT)
    ballots = [{"options": [place]} for place, times in enumerate(marks) for _ in range(times)]
    result = count(one, ballots)
    assert (result["elected"], result["tied"]) == (elected, tied)
    assert verdict_of(one, result) == ("decided" if len(elected) == 2 else "undecided")


def test_a_majority_is_asked_of_those_who_tie_too() -> None:
    one = poll("choice", least=1, most=2, seats=2, format=FORMAT, rule="absolute_present", present=8)
    result = count(one, [*[{"options": [0, 1]}] * 3, *[{"options": [0, 2]}] * 3])
    assert (result["elected"], result["tied"]) == ([0], [])


@pytest.mark.parametrize("version", [None, "smart-city-forum/poll/1", "smart-city-forum/poll/2"])
def test_votes_of_earlier_formats_are_counted_anew_as_they_were_counted_then(version: str | None) -> None:
    """L-78: a recount agrees with the result that was published, also after the rule for ties became another one."""
    one = poll("choice", least=1, most=1, seats=2) | ({"format": version} if version else {})
    result = count(one, [{"options": [place]} for place in (0, 0, 0, 1, 2)])
    assert (result["elected"], "tied" in result, verdict_of(one, result)) == ([], False, "undecided")


def test_the_highest_mean_wins_a_rating() -> None:
    """L-17: an option that somebody did not rate is not worse for it."""
    one = poll("rating")
    result = count(one, [{"ratings": [5, None, 1]}, {"ratings": [2, 4, 1]}])
    assert (result["means"], result["ratings"], result["elected"]) == (["7/2", "4", "1"], [2, 1, 2], [1])


def test_tennessee_chooses_its_capital_by_instant_run_off() -> None:
    """The example of the article on instant-runoff voting: Chattanooga and Nashville drop out, Knoxville wins 58 to 42."""
    one = poll("irv", options=["Memphis", "Nashville", "Chattanooga", "Knoxville"])
    result = count(one, rankings((42, "MNCK"), (26, "NCKM"), (15, "CKNM"), (17, "KCNM"), names="MNCK"))
    assert [step["votes"] for step in result["rounds"]] == [
        ["42", "26", "15", "17"],
        ["42", "26", None, "32"],
        ["42", None, None, "58"],
    ]
    assert result["elected"] == [3]


def test_five_voters_and_three_candidates() -> None:
    """The small example of the same article: Sue drops out first, and Bob wins with Bill's neighbours against Bill."""
    one = poll("irv", options=["Bob", "Sue", "Bill"])
    result = count(one, rankings((2, "BSI"), (1, "SBI"), (2, "ISB"), names="BSI"))
    assert (result["rounds"][0]["out"], result["elected"]) == (1, [0])


def test_a_party_chooses_three_kinds_of_food_by_single_transferable_vote() -> None:
    """The example of the article on STV: 20 guests, quota 6; chocolate, then oranges, then strawberries."""
    names = "OPCSW"  # Orange, pear, chocolate, strawberry, sweets.
    one = poll("stv", options=list(names), seats=3)
    groups = ((4, "O"), (2, "PO"), (8, "CS"), (4, "CW"), (1, "S"), (1, "W"))
    result = count(one, rankings(*groups, names=names))
    assert result["quota"] == "6"
    assert [names[place] for place in result["elected"]] == ["C", "O", "S"]
    # The surplus of 6 goes on at half its worth: 4 votes to strawberries, 2 to sweets.
    assert result["rounds"][1]["votes"] == ["4", "2", None, "5", "3"]
    assert [step.get("out") for step in result["rounds"]] == [None, 1, None, 4, None]


def test_two_seats_and_a_surplus_of_twenty() -> None:
    """The example of the article on counting STV: Andrea has 40 of a quota of 20; Carter follows when Brad drops out."""
    one = poll("stv", options=["Andrea", "Brad", "Carter", "Delilah"], seats=2)
    result = count(one, rankings((16, "ABCD"), (24, "ACBD"), (17, "DABC"), names="ABCD"))
    assert result["quota"] == "20"
    assert result["rounds"][1]["votes"] == [None, "8", "12", "17"]
    assert result["elected"] == [0, 2]


def test_nothing_goes_to_whoever_has_reached_the_quota() -> None:
    """L-17: Brad has 26 of 26 and is elected; so the surplus of 18 goes on to Carter, who beats Delilah's 16."""
    one = poll("stv", options=["Andrea", "Brad", "Carter", "Delilah"], seats=3)
    groups = ((44, "ABC"), (26, "BD"), (14, "C"), (16, "D"))
    result = count(one, rankings(*groups, names="ABCD"))
    assert (result["quota"], sorted(result["elected"])) == ("26", [0, 1, 2])
    assert result["rounds"][1]["votes"] == [None, "26", "32", "16"]


def test_a_tie_is_broken_by_the_round_before_and_then_by_lot_and_both_are_shown() -> None:
    one = poll("irv", options=["A", "B", "C", "D"])
    # D drops out first; then B and C have 3 votes each, and C had fewer in the round before.
    result = count(one, rankings((4, "A"), (3, "B"), (2, "C"), (1, "DC"), names="ABCD"))
    assert result["rounds"][1] | {"votes": []} == {
        "votes": [], "out": 2, "tie": {"between": [1, 2], "by": "earlier_round"},
    }  # fmt: skip
    equal = count(one, rankings((2, "A"), (2, "B"), names="ABCD"))
    assert [step.get("tie", {}).get("by") for step in equal["rounds"]] == ["lot", None, "lot", None]
    assert equal == count(one, rankings((2, "B"), (2, "A"), names="ABCD"))


def test_whom_nobody_ranked_is_not_elected() -> None:
    """L-17, L-78: places stay open then; votes of before are counted anew as they were counted."""
    one = poll("stv", options=["A", "B", "C", "D"], seats=3)
    given = rankings((3, "AB"), (1, "B"), names="ABCD")
    result = count(one | {"format": FORMAT}, given)
    assert (result["elected"], verdict_of(one, result)) == ([0, 1], "undecided")
    assert all(step["votes"][2:] == [None, None] for step in result["rounds"])
    before = count(one | {"format": "smart-city-forum/poll/3"}, given)
    assert before["elected"][:2] == [0, 1]
    assert len(before["elected"]) == 3
    alone = count(poll("irv", format=FORMAT), rankings((1, "C"), names="ABC"))
    assert alone["elected"] == [2]
    assert len(alone["rounds"]) == 1


@pytest.mark.parametrize(
    ("kind", "ballot"),
    [
        ("yes_no", None),
        ("yes_no", {}),
        ("yes_no", {"choice": "maybe"}),
        ("yes_no", {"choice": "yes", "weight": 2}),
        ("yes_no", {"blank": False}),
        ("consent", {"choice": "no"}),
        ("consent", {"choice": "no", "reason": " "}),
        ("consent", {"choice": "no", "reason": "x" * 501}),
        ("choice", {"options": []}),
        ("choice", {"options": [0, 1, 2]}),
        ("choice", {"options": [0, 0]}),
        ("choice", {"options": [3]}),
        ("choice", {"options": [True]}),
        ("rating", {"ratings": [1, 2]}),
        ("rating", {"ratings": [6, 0, 0]}),
        ("rating", {"ratings": [None, None, None]}),
        ("irv", {"ranking": []}),
        ("stv", {"ranking": [1, 1]}),
    ],
)
def test_what_a_ballot_does_not_allow_is_refused(kind: str, ballot: Any) -> None:
    one = poll(kind, least=1, most=2)
    with pytest.raises(ValueError, match=r"^\w+$"):
        checked(one, ballot)
    with pytest.raises(ValueError, match=r"^\w+$"):
        count(one, [ballot])


def test_an_unknown_rule_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown"):
        has_majority("qualified", 1, 0, 1, 1)
    with pytest.raises(ValueError, match="unknown"):
        verdict_of(poll(rule="ranking"), figures(0, []))


@st.composite
def counted(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Draw a poll of any kind and rule with ballots that it allows."""
    kind = draw(st.sampled_from(list(RULES)))
    options = draw(st.integers(2, 5)) if kind in ("choice", "rating", "irv", "stv") else 0
    one = poll(
        kind, rule=draw(st.sampled_from(RULES[kind])), options=[f"Vorschlag {n}" for n in range(options)], least=0,
        most=max(options, 1), seats=draw(st.integers(1, max(1, options - 1))), straw=draw(st.booleans()),
    )  # fmt: skip
    order = st.permutations(range(max(options, 1)))
    places = st.builds(lambda order, number: order[:number], order, st.integers(0, options))
    rating = st.one_of(st.none(), st.integers(0, 5))
    reason = st.text(st.characters(categories=["L", "N"]), min_size=5, max_size=20)
    ballot = {
        "yes_no": st.builds(lambda word: {"choice": word}, st.sampled_from(("yes", "no", "abstain"))),
        "consent": st.one_of(st.just({"choice": "yes"}), st.builds(lambda r: {"choice": "no", "reason": r}, reason)),
        "choice": st.builds(lambda p: {"options": p}, places),
        "rating": st.builds(
            lambda first, rest: {"ratings": [first, *rest]}, st.integers(0, 5), st.tuples(*[rating] * (options - 1))
        ),
        "irv": st.builds(lambda p: {"ranking": p}, places.filter(len)),
        "stv": st.builds(lambda p: {"ranking": p}, places.filter(len)),
    }[kind]
    empty = st.sampled_from(({"blank": True}, {"invalid": True}))
    return one, [checked(one, found) for found in draw(st.lists(st.one_of(ballot, ballot, empty), max_size=12))]


@given(counted(), st.randoms())
def test_the_order_of_ballots_never_matters(case: Any, chance: random.Random) -> None:
    """L-78: any order gives the same result and verdict."""
    one, ballots = case
    shuffled = list(ballots)
    chance.shuffle(shuffled)
    result = count(one, ballots)
    assert result == count(one, shuffled)
    assert verdict_of(one, result) == verdict_of(one, count(one, shuffled))


@given(counted())
def test_what_holds_for_every_count(case: Any) -> None:
    """Nobody is chosen twice, no vote is made or lost, and everything in a result can be written as JSON."""
    one, ballots = case
    result = count(one, ballots)
    assert result["ballots"] == len(ballots)
    assert json.loads(canonical(result)) == result
    elected = result.get("elected", [])
    assert len(set(elected)) == len(elected) <= one["seats"]
    for step in result.get("rounds", []):
        whole = sum(eval(votes.replace("/", "*1.0/")) for votes in step["votes"] if votes)  # noqa: S307  Fractions.
        assert whole <= len(ballots) + 1e-9
    if one["kind"] in ("yes_no", "consent"):
        words = ("yes", "no", "abstain", "blank", "invalid")
        assert sum(result[word] for word in words) == len(ballots)
    if not ballots:
        assert verdict_of(one, result) in ("rejected", "undecided", "noted")


@given(st.integers(0, 9), st.integers(0, 9), st.sampled_from(RULES["yes_no"]))
def test_one_more_yes_never_turns_yes_into_no(yes: int, no: int, rule: str) -> None:
    if has_majority(rule, yes, no, 12, 15):
        assert has_majority(rule, yes + 1, no, 12, 15)
    assert not (no >= yes and rule == "simple" and has_majority(rule, yes, no, 12, 15))


def record(one: dict[str, Any], ballots: list[dict[str, Any]]) -> dict[str, Any]:
    result = count(one, ballots)
    return {
        "configuration": one,
        "configuration_hash": digest(one),
        "ballots": sorted(ballots, key=canonical),
        "receipts": [],
        "result": result,
        "verdict": verdict_of(one, result),
        "turnout": len(ballots),
    }


@given(counted())
def test_what_is_published_can_be_counted_anew_and_no_change_stays_hidden(case: Any) -> None:
    """L-78: the recount agrees, and disagrees when a ballot, a figure or the configuration was touched."""
    one, ballots = case
    published = record(one, ballots)
    assert problems(published) == []
    assert problems({**published, "ballots": [*published["ballots"], {"blank": True}]})
    assert problems({**published, "result": {**published["result"], "blank": 99}})
    assert problems({**published, "configuration": {**one, "members": 3}})
    assert problems({**published, "verdict": "adopted"})
    assert problems({**published, "ballots": [{"nonsense": 1}]})
    assert problems({**published, "receipts": ["a"] * (len(ballots) + 2)})


def test_the_recount_looks_at_names_and_receipts() -> None:
    """L-78: what stands beside the ballots agrees with them, one name and one receipt for each."""
    ballots = votes(2, 1)
    named = record(poll(level="roll_call"), ballots)
    named["votes"] = [{"name": name, "ballot": ballot} for name, ballot in zip("ABC", ballots, strict=True)]
    assert problems(named) == []
    assert problems({**named, "votes": [{**one, "ballot": {"choice": "no"}} for one in named["votes"]]})
    assert problems({**named, "votes": [{**one, "name": "A"} for one in named["votes"]]})
    assert problems({name: value for name, value in named.items() if name != "votes"})
    nameless = record(poll(level="unnamed"), ballots)
    assert problems({**nameless, "receipts": ["a", "b", "c"]}) == []
    assert problems(nameless)


def test_the_recount_looks_at_what_was_declared_void() -> None:
    """L-78, L-79: its configuration is the published one, and nothing is left of a count."""
    void = {**record(poll(level="unnamed"), []), "verdict": "void", "result": None, "turnout": None}
    assert problems(void) == []
    assert problems({**void, "configuration": {**void["configuration"], "members": 3}})
    assert problems({**void, "receipts": ["a"]})
    # Ranked votes with names that were voided before their end have figures and no rounds.
    one, ballots = poll("irv"), rankings((1, "AB"), names="ABC")
    early = {**record(one, ballots), "verdict": "void", "result": figures(3, ballots)}
    assert problems(early) == []


def test_the_published_script_counts_with_nothing_but_python(tmp_path: Path) -> None:
    """L-78: one file for everybody; it is made of the modules that the forum counts with."""
    program, right, wrong = tmp_path / "nachzaehlen.py", tmp_path / "right.json", tmp_path / "wrong.json"
    program.write_text(script(), encoding="utf-8")
    one = poll("stv", seats=2)
    published = record(one, rankings((4, "AB"), (3, "BC"), (2, "CA"), names="ABC"))
    right.write_text(json.dumps(published), encoding="utf-8")
    wrong.write_text(json.dumps({**published, "verdict": "undecided"}), encoding="utf-8")
    command = [sys.executable, "-I", str(program)]
    done = subprocess.run([*command, str(right)], capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{right}: decided\n", "")
    done = subprocess.run([*command, str(right), str(wrong)], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert "not undecided" in done.stdout
    assert "forum" not in script().replace("Smart City-Forum", "").replace("the forum", "").replace("Forum", "")
