"""The form in which other weights are looked at; it changes nothing."""

from collections.abc import Mapping

from forum.assessments.queries import Comparison
from forum.strategy.models import strategy
from forum.web.addresses import number_in

# What the names of weights in an address begin with.
PREFIX = "g-"


def wanted_weights(args: Mapping[str, str]) -> dict[str, int | None]:
    """Read weights from an address; what is no number keeps the weight that applies."""
    return {key: number_in(args.get(f"{PREFIX}{key}")) for key in strategy().criteria_set.weights}


def kept_weights(comparison: Comparison) -> dict[str, int]:
    """Return the weights as words of an address, if they are others than those that apply."""
    return {f"{PREFIX}{key}": weight for key, weight in comparison.weights.items()} if comparison.is_changed else {}
