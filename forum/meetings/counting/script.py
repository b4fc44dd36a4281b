"""The published script: the modules that count, joined into one file that needs nothing but Python."""

import re
from functools import cache
from pathlib import Path

MODULES = ("ballots", "ranking", "rules", "recount")
HEAD = '''#!/usr/bin/env python3
"""Zählt veröffentlichte Abstimmungen des Smart City-Forums nach: python3 nachzaehlen.py abstimmung.json

Diese Datei besteht aus den Modulen, mit denen das Forum selbst zählt; sie braucht nur Python ab 3.11.
Counts published polls of the forum anew, with the very modules that the forum counts with.
"""
'''
FOOT = '\n\nif __name__ == "__main__":\n    raise SystemExit(main(sys.argv[1:]))\n'
_OWN_IMPORT = re.compile(r"^from forum\.meetings\.counting\.\w+ import .*\n", re.MULTILINE)


@cache
def script() -> str:
    """Return the source of the script."""
    folder = Path(__file__).parent
    parts = [_OWN_IMPORT.sub("", (folder / f"{name}.py").read_text(encoding="utf-8")) for name in MODULES]
    return HEAD + "\n\n".join(parts).rstrip() + FOOT
