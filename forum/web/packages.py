"""Packages to take away: ZIP files whose manifest names the SHA-256 of every other file (L-34, P-17)."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# Packages of the same content are the same bytes, so no file carries the moment of packing.
EPOCH = (1980, 1, 1, 0, 0, 0)
MANIFEST = "manifest.json"


def as_json(value: Any) -> bytes:
    """Return a value as a file of JSON that people can read too."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def write_package(target: IO[bytes], manifest: Mapping[str, Any], files: Mapping[str, bytes | Path]) -> None:
    """Write the files, given as bytes or by where they lie, and the manifest with their sums."""
    sums = {}
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name, content in sorted(files.items()):
            if isinstance(content, Path):
                with content.open("rb") as file:
                    sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
                    file.seek(0)
                    with package.open(_entry(name), "w") as place:
                        shutil.copyfileobj(file, place)
            else:
                sums[name] = hashlib.sha256(content).hexdigest()
                package.writestr(_entry(name), content)
        package.writestr(_entry(MANIFEST), as_json({**manifest, "files": sums}))


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type = ZIP_DEFLATED
    return entry
