"""Documents tell the truth about what can be checked: settings, commands, files, licences."""

import re
from pathlib import Path

import pytest

import config.default
from forum.cli.commands import forum

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_has_one_line_of_meaning() -> None:
    lines = Path(config.default.__file__).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if re.match(r"[A-Z_]+ = ", line):
            before = lines[number - 1]
            # Settings that belong together share the line above the first of them.
            assert before.startswith("#") or re.match(r"[A-Z_]+ = ", before), line


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", README))
def test_what_the_readme_points_to_exists(target: str) -> None:
    assert (ROOT / target).exists(), target


def test_the_readme_names_commands_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in re.findall(r"`make ([a-z]+)", README) + re.findall(r"^make ([a-z]+)", README, re.MULTILINE):
        assert re.search(rf"^{name}:", makefile, re.MULTILINE), name


def test_the_command_line_keeps_its_contract() -> None:
    """The names that operators and scripts rely on."""
    assert set(forum.commands) == {
        "backup", "check", "demo", "events", "explain", "import-ideas", "restore", "search", "user", "worker",
    }  # fmt: skip


def test_dependencies_are_pinned_with_hashes() -> None:
    """E-34: each package of the lock files has a version and hashes; no address of a registry is in them."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "http" not in text
        for block in re.split(r"\n(?=[a-z])", text.strip()):
            if re.match(r"[a-z]", block):
                assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", block), block[:80]
                assert "--hash=sha256:" in block, block[:80]


def test_the_walls_have_their_least_versions() -> None:
    """X-03, L-64: releases with the fixes we rely on."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    least = {"bleach": (6, 4, 0), "nh3": (0, 3, 8), "python-socketio": (5, 18, 1), "python-engineio": (4, 15, 1)}
    for name, version in least.items():
        match = re.search(rf"^{name}==(\d+)\.(\d+)\.(\d+)", text, re.MULTILINE)
        assert match, name
        assert tuple(int(part) for part in match.groups()) >= version
    assert "eventlet" not in text
