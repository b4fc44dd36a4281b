"""The files of others are what their packages hold, with their licences beside them (D-06)."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "static" / "vendor", ROOT / "tests" / "vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_vendored_files_are_those_of_the_manifest(folder: Path) -> None:
    packages = json.loads((folder / "MANIFEST.json").read_text("utf-8"))["packages"]
    expected = {name: digest for package in packages for name, digest in package["files"].items()}
    present = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "MANIFEST.json"
    }
    assert present == expected


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_vendored_versions_are_those_of_the_lock_file(folder: Path) -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for package in json.loads((folder / "MANIFEST.json").read_text("utf-8"))["packages"]:
        assert package["version"] == lock[f"node_modules/{package['package']}"]["version"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_each_vendored_package_brings_its_licence_and_is_named_in_the_notice(folder: Path) -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    for package in json.loads((folder / "MANIFEST.json").read_text("utf-8"))["packages"]:
        assert any("LICENSE" in name or name.endswith("OFL.txt") for name in package["files"])
        assert package["licence"].split("-")[0] in notice


def test_the_lock_file_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in text
    assert "://" not in text


def test_the_font_is_licensed_and_the_kopfzeile_is_not_shipped() -> None:
    """D-01 and D-02: KERN's header script writes inline styles and names the Federal Republic."""
    assert "SIL OPEN FONT LICENSE" in (FOLDERS[0] / "kern/fonts/OFL.txt").read_text("utf-8")
    assert "font-display: swap" in (ROOT / "static/css/layout.css").read_text("utf-8")
    assert not list(FOLDERS[0].rglob("*kopfzeile*"))
