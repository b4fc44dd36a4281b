"""Say what a video holds (A-25): run as a process of its own, with limits, and without the forum around it.

Arguments: source, memory in bytes, seconds. Prints one line of JSON: the facts of the file and of each track, nothing where
it cannot be read, or "no reader" where that is for want of the library, of which alone it tells without a source. It
imports nothing but pymediainfo, and knows nothing of the site. A file may name others to be read beside it, on the disk or
on the net: the library finds none, because the process can open nothing more by then.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

try:
    import pymediainfo
except ImportError:
    is_installed = False
else:
    is_installed = True

NO_READER = '"no reader"'
FACTS = ("track_type", "format", "width", "height", "rotation", "frame_rate", "duration")
# What cameras write about where they were; only the name of one that is there is told.
PLACES = ("xyz", "recorded_location", "comapplequicktimelocationiso6709")


def main(source: str, memory: str, seconds: str) -> int:
    """Look at a file and say what is in it."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        # Loads the library while files can still be opened.
        if not is_installed or not pymediainfo.MediaInfo.can_parse():
            sys.stdout.write(NO_READER)
            return 1
        if not source:
            return 0
        with Path(source).open("rb") as file:
            most = file.fileno() + 1
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
            found = pymediainfo.MediaInfo.parse(file)
        answer = [_facts(track.to_data()) for track in found.tracks]
    except Exception:  # noqa: BLE001  Whatever a broken file does to the reader: it is no video.
        return 1
    sys.stdout.write(json.dumps(answer))
    return 0


def _facts(track: dict[str, Any]) -> dict[str, Any]:
    said = {name: track.get(name) for name in FACTS}
    return said | {"had_place": any("location" in name or name in PLACES for name in track)}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
