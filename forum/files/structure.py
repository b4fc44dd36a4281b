"""Say whether a PDF has the tags that screen readers need (A-21): run as a process of its own, with limits.

Arguments: source, memory in bytes, seconds. Prints ``true`` or ``false``, and nothing where the file cannot be read. It
imports nothing but pypdf, and knows nothing of the site.
"""

import resource
import sys
from typing import Any

from pypdf import PdfReader


def main(source: str, memory: str, seconds: str) -> int:
    """Look at a file and say what it has."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    try:
        # ISO 32000-2, 14.7 and 14.8: a document that follows the rules of tagging says so, and names its tree.
        root: Any = PdfReader(source, strict=False).root_object
        tagged = "/StructTreeRoot" in root and "/MarkInfo" in root and bool(root["/MarkInfo"].get("/Marked"))
    except Exception:  # noqa: BLE001  Whatever a broken file does to the reader: then nothing is known.
        return 1
    sys.stdout.write("true" if tagged else "false")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
