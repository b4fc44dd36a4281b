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
        "backup", "check", "demo", "events", "explain", "import-ideas", "polls", "privacy", "restore", "search",
        "user", "worker",
    }  # fmt: skip


def test_dependencies_are_pinned_with_hashes() -> None:
    """E-34: each package of the lock files has a version and hashes; no address of a registry is in them."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
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


# How many sections each chapter of ASVS 5.0 has, V1 to V17.
SECTIONS = (5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3)


def test_every_test_that_the_security_page_names_exists() -> None:
    """E-16, E-23: the checklist of ASVS points at tests; all seventeen chapters with their sections are there."""
    page = (ROOT / "docs/security.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page)
    assert len(named) > 60
    lost = []
    for path, test in named:
        file = ROOT / path
        if not file.exists() or (test and f"\ndef {test}(" not in file.read_text("utf-8")):
            lost.append(f"{path}::{test}")
    assert lost == []
    chapters = " ".join(re.findall(r"^## (.*)$", page, re.MULTILINE))
    assert {f"V{number}" for number in range(1, 18)} <= set(re.findall(r"V\d+", chapters))
    told = set(re.findall(r"\b(\d+\.\d+)\b", page))
    # "11.2 to 11.5" tells of those between, too.
    for first, last in re.findall(r"\b(\d+\.\d+) to (\d+\.\d+)\b", page):
        chapter = first.partition(".")[0]
        told |= {f"{chapter}.{one}" for one in range(int(first.split(".")[1]), int(last.split(".")[1]) + 1)}
    wanted = {f"{chapter}.{one}" for chapter, most in enumerate(SECTIONS, start=1) for one in range(1, most + 1)}
    assert wanted - told == set()


def test_a_test_that_fails_now_and_then_is_never_tried_again() -> None:
    """E-40: nothing repeats a failed test; tests run in random order, and a warning is a fault."""
    locked = (ROOT / "requirements-dev.lock").read_text("utf-8")
    assert not re.search(r"^(pytest-rerunfailures|flaky|pytest-retry)==", locked, re.MULTILINE)
    assert re.search(r"^pytest-randomly==", locked, re.MULTILINE)
    assert 'filterwarnings = ["error"]' in (ROOT / "pyproject.toml").read_text("utf-8")
    marks = [
        path.name
        for path in (ROOT / "tests").rglob("*.py")
        if re.search(r"mark\.(flaky|reruns)", path.read_text("utf-8"))
    ]
    assert marks == []


def test_the_demo_names_nobody_who_can_be_reached() -> None:
    """P-20: no mail address outside of example domains, and no number of a telephone but zeros."""
    for path in [*(ROOT / "forum/demo").glob("*.toml"), *(ROOT / "forum/demo").glob("*.py")]:
        text = path.read_text("utf-8")
        domains = set(re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text))
        assert {one for one in domains if not one.endswith((".example", "example.org", ".invalid"))} == set(), path.name
        assert re.findall(r"(?<![\w.-])(?:\+49|0)[1-9]\d{1,4}[ /-](?!0{4,})\d{4,}", text) == [], path.name
