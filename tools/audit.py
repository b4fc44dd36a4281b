"""Look up known weaknesses of every pinned library at osv.dev; ends with status 1 when there is one.

    .venv/bin/python -m tools.audit [--service-url URL]

uv audits projects and scripts and no lists with hashes, so the pins become a script that does nothing else.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
# A library, its version, and where it is needed; the hashes below it say nothing about weaknesses.
PIN = re.compile(r"^(?P<pin>[A-Za-z0-9._-]+(\[[\w,-]+\])?==[^\s\\]+(\s*;[^\\\n]+)?)", re.MULTILINE)


def pins() -> list[str]:
    """Return every library that the forum runs on or is tested with, with its version."""
    text = (ROOT / "requirements-dev.lock").read_text("utf-8")
    return [found["pin"].strip() for found in PIN.finditer(text)]


def main() -> int:
    """Ask for weaknesses of all pins and return the status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--service-url", help="Another service than osv.dev that speaks its language.")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        script = Path(folder) / "pins.py"
        lines = ['# requires-python = ">=3.11"', "# dependencies = ["]
        lines += [f"#   {pin!r}," for pin in pins()]
        script.write_text("\n".join(["# /// script", *lines, "# ]", "# ///", ""]), encoding="utf-8")
        command: list[str | Path] = [
            Path(sys.executable).parent / "uv",
            "audit",
            "--preview-features",
            "audit",
            "--script",
            script,
        ]
        more = ["--service-url", asked.service_url] if asked.service_url else []
        return subprocess.run([*command, *more], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
