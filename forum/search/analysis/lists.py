"""Reads the small word lists that editors may change without touching code (folder `forum/search/data`)."""

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data"


@lru_cache(maxsize=16)
def read_list(name: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the lines of a list in lower case, without comments (from `#`) and empty lines."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for raw in lines if (line := raw.partition("#")[0].strip().lower()))
