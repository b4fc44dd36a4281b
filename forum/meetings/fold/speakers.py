"""The speakers' list: who waits in which order, who has the floor, and where the clock of each speech stands."""

from typing import Any

from forum.meetings.fold.case import Case

RULES = {"alternate": False, "balanced": False, "present_only": True, "limit_seconds": None}
START: dict[str, Any] = {"speakers": {}, "order": {}, "speaking_rules": RULES, "lists": {}}
WISH = {"kind": "speech", "stance": "", "point": "", "speech_id": None}
CLOCK = ("limit_seconds", "started_at", "halted_at", "stood_still", "ended_at")
NOT_BEGUN: dict[str, Any] = dict.fromkeys(CLOCK) | {"stood_still": 0}


def _ordered(core: dict[str, Any], data: dict[str, Any]) -> None:
    # Lines of the log from before there were rules carry no order; they were heard in the order of asking.
    if "order" in data:
        core["order"][data["item_id"]] = [list(place) for place in data["order"]]


def _requested(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["speakers"][data["speaker_id"]] = {
        "state": "waiting", **{name: data.get(name, usual) for name, usual in WISH.items()}, **NOT_BEGUN,
    }  # fmt: skip
    _ordered(core, data)


def _stands(state: str, *names: str, orders: bool = True) -> Case:
    def apply(core: dict[str, Any], data: dict[str, Any]) -> None:
        core["speakers"][data["speaker_id"]].update(state=state, **{name: data.get(name) for name in names})
        if orders:
            _ordered(core, data)

    return apply


def _resumed(core: dict[str, Any], data: dict[str, Any]) -> None:
    entry = core["speakers"][data["speaker_id"]]
    entry.update(state="speaking", halted_at=None, stood_still=data["stood_still"])


def _ended(core: dict[str, Any], data: dict[str, Any]) -> None:
    entry = core["speakers"][data["speaker_id"]]
    entry.update(state="done", ended_at=data.get("ended_at"), halted_at=None, stood_still=data.get("stood_still", 0))
    _ordered(core, data)


def _undone(core: dict[str, Any], data: dict[str, Any]) -> None:
    entry = core["speakers"][data["speaker_id"]]
    entry["state"] = data["state"]
    entry.update(NOT_BEGUN if data["state"] == "waiting" else {"ended_at": None})
    _ordered(core, data)


def _rules(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["speaking_rules"] = {name: data[name] for name in RULES}


def _list(core: dict[str, Any], data: dict[str, Any], **values: Any) -> None:
    core["lists"].setdefault(data["item_id"], {"is_open": True, "limit_seconds": None}).update(values)


CASES: dict[str, Case] = {
    "SpeakingRulesSet": _rules,
    "ListClosed": lambda core, data: _list(core, data, is_open=False),
    "ListOpened": lambda core, data: _list(core, data, is_open=True),
    "SpeechLimitSet": lambda core, data: _list(core, data, limit_seconds=data["limit_seconds"]),
    "SpeakersOrdered": _ordered,
    "SpeechRequested": _requested,
    "SpeechWithdrawn": _stands("withdrawn"),
    "SpeechRemoved": _stands("removed"),
    "SpeechLapsed": _stands("lapsed"),
    "SpeechStarted": _stands("speaking", "started_at", "limit_seconds"),
    "SpeechHalted": _stands("halted", "halted_at", orders=False),
    "SpeechResumed": _resumed,
    "SpeechEnded": _ended,
    "SpeechUndone": _undone,
}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    names = ("state", *WISH, *CLOCK)
    order: dict[int, list[Any]] = {one["item_id"]: [] for one in state["speakers"]}
    for one in sorted(state["speakers"], key=lambda one: one["place"]):
        if one["state"] == "waiting":
            order[one["item_id"]].append([one["id"], one["why"]])
    return {
        "speakers": {one["id"]: {name: _plain(one[name]) for name in names} for one in state["speakers"]},
        "order": order,
        "speaking_rules": {name: state["speaking_rules"][name] for name in RULES},
        "lists": {
            one["item_id"]: {"is_open": one["is_open"], "limit_seconds": one["limit_seconds"]}
            for one in state["speaker_lists"]
        },
    }


def _plain(value: Any) -> Any:
    """Return a moment as its text; a snapshot holds moments, or as JSON their texts."""
    return value.isoformat() if hasattr(value, "isoformat") else value
