"""The items of the agenda: what each is called, below which it stands, and the order of all."""

from typing import Any

from forum.meetings.fold.case import Case

START: dict[str, Any] = {"items": {}, "agenda": [], "current_item_id": None}


def _added(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["items"][data["item_id"]] = {
        "state": "planned",
        "number": str(data["number"]),
        "parent_id": data.get("parent_id"),
        "minutes": data.get("minutes"),
        "late": data.get("late", False),
    }
    core["agenda"].append(data["item_id"])


def _changed(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["items"][data["item_id"]]["minutes"] = data["minutes"]


def _removed(core: dict[str, Any], data: dict[str, Any]) -> None:
    del core["items"][data["item_id"]]
    core["agenda"].remove(data["item_id"])


def _ordered(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["agenda"] = [number for number, _parent_id, _name in data["order"]]
    for number, parent_id, name in data["order"]:
        core["items"][number] |= {"parent_id": parent_id, "number": name}


def _opened(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["items"][data["item_id"]]["state"] = "open"
    core["current_item_id"] = data["item_id"]


def _debated(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["items"][data["item_id"]]["state"] = "debated"


def _closed(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["items"][data["item_id"]]["state"] = data["outcome"]
    if core["current_item_id"] == data["item_id"]:
        core["current_item_id"] = None


CASES: dict[str, Case] = {
    "ItemAdded": _added,
    "ItemChanged": _changed,
    "ItemRemoved": _removed,
    "AgendaOrdered": _ordered,
    "ItemOpened": _opened,
    "ItemDebated": _debated,
    "ItemClosed": _closed,
}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    names = ("state", "number", "parent_id", "minutes", "late")
    return {
        "items": {item["id"]: {name: item[name] for name in names} for item in state["items"]},
        "agenda": [item["id"] for item in state["items"]],
        "current_item_id": state["current_item_id"],
    }
