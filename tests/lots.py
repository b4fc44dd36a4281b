"""On which database a test runs where a change waits to land (docs/decisions/databases-by-lot.md)."""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256

DATABASES = ("sqlite", "postgresql")
# Folders whose subject is the database itself, or what one finds in it: their tests run on each.
ON_EACH = ("tests/core/", "tests/search/")


def left_out(names: Iterable[str], seed: int) -> set[str]:
    """Return which of these tests stay away: of each that could run on both databases the one that the lot does not name.

    The lot hangs on the seed and the name alone, so all processes of a run draw the same, and another run draws anew.
    """
    twins: dict[str, list[str]] = defaultdict(list)
    for name in names:
        of = next((one for one in DATABASES if "[" in name and one in name.split("[", 1)[1]), None)
        if of is not None and not name.startswith(ON_EACH):
            twins[name.replace(of, "*")].append(name)
    return {
        sorted(pair)[sha256(f"{seed} {key}".encode()).digest()[0] % 2] for key, pair in twins.items() if len(pair) == 2
    }
