"""Texts that are put to the vote; a closed vote says in ``polls`` what became of them."""

from typing import Any

from forum.meetings.fold.case import Case

START: dict[str, Any] = {"motions": {}, "motion_versions": {}, "motion_supporters": {}}


def _drafted(core: dict[str, Any], data: dict[str, Any]) -> None:
    _added(core, data | {"state": "draft"})


def _added(core: dict[str, Any], data: dict[str, Any]) -> None:
    number = data["motion_id"]
    core["motions"][number] = data.get("state", "submitted")
    core["motion_versions"][number] = data.get("version", 1)
    core["motion_supporters"][number] = data.get("supporters", 0)


def _moved(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["motions"][data["motion_id"]] = data["state"]


def _changed(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["motion_versions"][data["motion_id"]] = data["version"]


def _supported(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["motion_supporters"][data["motion_id"]] = data["supporters"]


def _opposed(_core: dict[str, Any], _data: dict[str, Any]) -> None:
    """Change nothing but a text, which stands beside the log."""


CASES: dict[str, Case] = {
    "MotionDrafted": _drafted,
    "MotionAdded": _added,
    "MotionMoved": _moved,
    "MotionChanged": _changed,
    "MotionSupported": _supported,
    "MotionOpposed": _opposed,
}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    return {
        "motions": {one["id"]: one["state"] for one in state["motions"]},
        "motion_versions": {one["id"]: one["version"] for one in state["motions"]},
        "motion_supporters": {one["id"]: one["supporters"] for one in state["motions"]},
    }
