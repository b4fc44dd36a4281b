"""Office documents that fetch something from elsewhere when they are opened: templates, pictures, objects (X-20, 1.3.6).

Such a document tells a stranger who reads it and when, and a template brings macros that the document itself has none of.
Addresses that a reader may follow are links like any other and do no harm; files beside the document on the disk of its
author, which Word notes for each template, are found by nobody else.
"""

import re
import zipfile
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

# So much is read of the parts that say what is fetched; a document that needs more of them is not taken.
MOST_READ = 64 * 1024 * 1024
_OPEN_DOCUMENT = {"content.xml", "styles.xml", "meta.xml"}
_FOLLOWED = ("/hyperlink",)
# A scheme of the network, a share of a server, or a file: that is not on the reader's own disk.
_ELSEWHERE = re.compile(r"\s*((https?|ftp|smb|mhtml|webdavs?|davs?|ldap):|file:(?!///[^/\\])|[\\/]{2})", re.IGNORECASE)
_XLINK = "http://www.w3.org/1999/xlink href"
# What a reader clicks on, as OpenDocument calls it.
_CLICKED = (":text:1.0 a", ":drawing:1.0 a", ":presentation:1.0 event-listener")


class _Found(Exception):
    """Something is fetched; nothing more needs to be read."""


def fetches_from_elsewhere(archive: zipfile.ZipFile) -> bool:
    """Tell whether an office document fetches anything over a network when it is opened. Raises ValueError and OSError."""
    read = 0
    # Which program will open it nobody knows, so the parts of both families are looked at in every document.
    for entry in archive.infolist():
        name = entry.filename.lower()
        judge = _relation if name.endswith(".rels") else _embedding if name in _OPEN_DOCUMENT else None
        if judge is None:
            continue
        read += entry.file_size
        if read > MOST_READ:
            raise ValueError(name)
        with archive.open(entry) as file:
            if _meets(file, judge):
                return True
    return False


def _meets(part: IO[bytes], judge: Callable[[str, dict[str, str]], None]) -> bool:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = judge
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.ParseFile(part)
    except _Found:
        return True
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return False


def _refuse(*_declaration: object) -> None:
    raise ValueError("no office program writes a DOCTYPE")


def _relation(_name: str, attributes: dict[str, str]) -> None:
    is_outside = attributes.get("TargetMode", "").strip().lower() == "external"
    if is_outside and not attributes.get("Type", "").endswith(_FOLLOWED):
        _judge(attributes.get("Target", ""))


def _embedding(name: str, attributes: dict[str, str]) -> None:
    if not name.endswith(_CLICKED):
        _judge(attributes.get(_XLINK, ""))


def _judge(address: str) -> None:
    if _ELSEWHERE.match(address):
        raise _Found
