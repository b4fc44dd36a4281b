"""Copy the front end's third-party files into the tree.

The pages load everything from their own host, and a fresh checkout must run without Node. So the few files
that we use of other people's packages lie in the repository, unmodified and with their licences. This tool is
the only way they get there: it installs exactly what package-lock.json names into a temporary folder, copies
the files listed below, and writes down the hash of each, which tests/design/test_vendor.py checks.

    python tools/vendor.py          refresh the folders
    python tools/vendor.py --check  only say whether a refresh would change anything
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LICENCES = ROOT / "tools" / "licences"


@dataclass(frozen=True)
class Part:
    """One file to copy: where it lies in its package, and where it goes below the vendor folder."""

    source: str
    target: str


@dataclass(frozen=True)
class Package:
    """What we take of one npm package; the licence is that of the files, not always the package's own."""

    name: str
    licence: str
    parts: tuple[Part, ...]


KERN = Package(
    "@kern-ux/native",
    "EUPL-1.2",
    (
        Part("dist/kern.min.css", "kern/kern.min.css"),
        Part("LICENSE.md", "kern/LICENSE.md"),
    ),
)

# KERN's package carries the fonts but not their licence text, so we lay it beside them. Three cuts are
# enough: the browser fetches the italic one only on pages that use it.
FIRA_SANS = Package(
    "@kern-ux/native",
    "OFL-1.1",
    tuple(
        Part(f"dist/fonts/fira-sans/FiraSans-{cut}.woff2", f"kern/fonts/FiraSans-{cut}.woff2")
        for cut in ("Regular", "Italic", "SemiBold")
    ),
)

# The client bundles four small packages of the same project, so their notices come along.
SOCKET_IO = Package(
    "socket.io-client",
    "MIT",
    (
        Part("dist/socket.io.esm.min.js", "socket.io/socket.io.esm.min.js"),
        Part("LICENSE", "socket.io/LICENSE"),
        Part("../engine.io-client/LICENSE", "socket.io/LICENSE.engine.io-client"),
        Part("../engine.io-parser/LICENSE", "socket.io/LICENSE.engine.io-parser"),
        Part("../socket.io-parser/LICENSE", "socket.io/LICENSE.socket.io-parser"),
        Part("../@socket.io/component-emitter/LICENSE", "socket.io/LICENSE.component-emitter"),
    ),
)

AXE = Package(
    "axe-core",
    "MPL-2.0",
    (
        Part("axe.min.js", "axe/axe.min.js"),
        Part("locales/de.json", "axe/locales/de.json"),
        Part("LICENSE", "axe/LICENSE"),
        Part("LICENSE-3RD-PARTY.txt", "axe/LICENSE-3RD-PARTY.txt"),
    ),
)

# What pages use is served; what only tests use stays out of the served folder.
FOLDERS: dict[str, tuple[Package, ...]] = {
    "static/vendor": (KERN, FIRA_SANS, SOCKET_IO),
    "tests/vendor": (AXE,),
}


def install(into: Path) -> Path:
    """Install the locked packages without running any script of theirs, and return their node_modules."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, into / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=into, check=True)
    return into / "node_modules"


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fill(folder: Path, packages: tuple[Package, ...], modules: Path) -> None:
    """Copy the packages' parts into an empty folder and write its manifest."""
    manifest = []
    for package in packages:
        version = json.loads((modules / package.name / "package.json").read_text("utf-8"))["version"]
        targets = {folder / part.target: modules / package.name / part.source for part in package.parts}
        if package.licence == "OFL-1.1":
            targets[folder / "kern/fonts/OFL.txt"] = LICENCES / "OFL-1.1.txt"
        for target, source in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        manifest.append(
            {
                "package": package.name,
                "version": version,
                "licence": package.licence,
                "files": {str(target.relative_to(folder)): sha256(target) for target in sorted(targets)},
            }
        )
    text = json.dumps({"packages": manifest}, indent=2, ensure_ascii=False)
    (folder / "MANIFEST.json").write_text(text + "\n", "utf-8")


def differs(left: Path, right: Path) -> bool:
    """Tell whether two folders hold different files or contents."""
    files = [{path.relative_to(side) for path in side.rglob("*") if path.is_file()} for side in (left, right)]
    return files[0] != files[1] or any(sha256(left / name) != sha256(right / name) for name in files[0])


def main() -> int:
    """Refresh the vendor folders, or with --check report 1 when they are not what the lock file says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing, answer 1 when something would change")
    check: bool = parser.parse_args().check
    stale = False
    with tempfile.TemporaryDirectory() as temporary:
        modules = install(Path(temporary))
        for name, packages in FOLDERS.items():
            fresh = Path(temporary) / "fresh" / name
            fresh.mkdir(parents=True)
            fill(fresh, packages, modules)
            if not differs(fresh, ROOT / name):
                print(f"{name}: up to date")
                continue
            stale = True
            print(f"{name}: {'differs from package-lock.json' if check else 'refreshed'}")
            if not check:
                shutil.rmtree(ROOT / name, ignore_errors=True)
                shutil.copytree(fresh, ROOT / name)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
