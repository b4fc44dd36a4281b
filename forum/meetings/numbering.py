"""The order and the numbers of an agenda, as pure functions of its tree (L-01)."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.meetings.models.agenda import Numbering

_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True)
class Node:
    """An item in the tree."""

    id: int
    parent_id: int | None = None


def roman(number: int) -> str:
    """Return a number from 1 to 89 in roman letters."""
    letters = ""
    for value, sign in _ROMAN:
        while number >= value:
            letters, number = letters + sign, number - value
    return letters


def in_order(nodes: Sequence[Node]) -> list[Node]:
    """Return each item with its children behind it; siblings stand in the order in which they come."""
    tops = [node for node in nodes if node.parent_id is None]
    return [one for top in tops for one in (top, *(node for node in nodes if node.parent_id == top.id))]


def numbers(nodes: Sequence[Node], numbering: str = Numbering.ARABIC) -> dict[int, str]:
    """Return what each item is called: 3 and 3.1, or III and III.1."""
    called: dict[int, str] = {}
    children: dict[int, int] = {}
    top = 0
    for node in in_order(nodes):
        if node.parent_id is None:
            top += 1
            called[node.id] = roman(top) if numbering == Numbering.ROMAN else str(top)
        else:
            children[node.parent_id] = children.get(node.parent_id, 0) + 1
            called[node.id] = f"{called[node.parent_id]}.{children[node.parent_id]}"
    return called


def moved(nodes: Sequence[Node], item_id: int, *, up: bool) -> list[Node]:
    """Return the tree with an item one place further up or down among its siblings; at the end it stays."""
    found = next(node for node in nodes if node.id == item_id)
    siblings = [node for node in nodes if node.parent_id == found.parent_id]
    place = siblings.index(found)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(siblings):
        return list(nodes)
    swapped = {siblings[place].id: siblings[other], siblings[other].id: siblings[place]}
    return [swapped.get(node.id, node) for node in nodes]


def put(nodes: Sequence[Node], item_id: int, *, before: int | None, parent_id: int | None) -> list[Node]:
    """Return the tree with an item below ``parent_id``, in front of ``before`` or last among its siblings."""
    moving = Node(item_id, parent_id)
    rest = [node for node in nodes if node.id != item_id]
    places = [place for place, node in enumerate(rest) if node.id == before]
    at = places[0] if places else len(rest)
    return [*rest[:at], moving, *rest[at:]]
