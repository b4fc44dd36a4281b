"""Documents tell the truth about what can be checked: settings, commands, files, licences."""

import os
import re
from pathlib import Path

import pytest

import config.default
from forum.cli.commands import forum
from tools.audit import pins

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


# How many requirements of level 1 and 2 each section of ASVS 5.0.0 has, V1 to V17; in each, those of level 3 come last.
REQUIREMENTS = (
    (2, 9, 11, 3, 2), (3, 3, 4, 1), (0, 2, 4, 6, 5, 0, 2), (3, 1, 2, 4), (1, 3, 2, 3), (3, 12, 4, 4, 5, 3, 0, 4),
    (3, 4, 2, 5, 2, 2), (2, 3, 1, 1), (3, 4), (2, 2, 4, 11, 5, 2, 3), (2, 3, 3, 4, 1, 1, 0), (3, 2, 4), (1, 5, 2, 5),
    (2, 4, 3), (3, 3, 7, 0), (1, 5, 4, 3, 3), (1, 4, 2),
)  # fmt: skip


def _checklist() -> list[tuple[str, str, str]]:
    """Return the rows of the checklist: number, what is asked, and where it is done."""
    page = (ROOT / "docs/asvs.md").read_text("utf-8")
    return re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+) \|$", page, re.MULTILINE)


def test_every_test_that_the_security_page_names_exists() -> None:
    """E-16, E-23: the overview and the checklist of ASVS point at tests that are there."""
    pages = [(ROOT / "docs" / name).read_text("utf-8") for name in ("security.md", "asvs.md")]
    named = {one for page in pages for one in re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", page)}
    assert len(named) > 200
    lost = []
    for path, test in named:
        file = ROOT / path
        if not test or not file.exists() or f"\ndef {test}(" not in file.read_text("utf-8"):
            lost.append(f"{path}::{test}")
    assert lost == []


def test_each_requirement_of_asvs_stands_once_in_the_checklist() -> None:
    """E-16, E-23: 253 numbers of level 1 and 2, in their order; none is missing, and none stands there twice."""
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in enumerate(REQUIREMENTS, start=1)
        for section, most in enumerate(sections, start=1)
        for number in range(1, most + 1)
    ]
    assert len(wanted) == 253
    assert [number for number, _what, _where in _checklist()] == wanted


def test_what_is_not_met_has_its_reason() -> None:
    """E-23: the overview says why of each requirement that the checklist calls not met, and of no other."""
    page = (ROOT / "docs/security.md").read_text("utf-8")
    reasons = [re.findall(r"\d+\.\d+\.\d+", cell) for cell in re.findall(r"^\| (\d[\d., ]+) \|", page, re.MULTILINE)]
    told = [number for cell in reasons for number in cell]
    assert len(told) == len(set(told))
    assert set(told) == {number for number, _what, where in _checklist() if "**not met" in where.casefold()}


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


def test_every_night_asks_three_times_on_every_database() -> None:
    """E-40: what fails now and then is found before it stops somebody's change."""
    night = (ROOT / ".ci/nightly").read_text("utf-8")
    assert "for _ in 1 2 3; do FORUM_TEST_DATABASES=all .ci/run; done" in night
    assert "make audit" in night
    assert all(os.access(ROOT / ".ci" / name, os.X_OK) for name in ("run", "nightly"))


def test_every_pinned_library_is_looked_up() -> None:
    """E-23: what is asked about is what is installed, with its version and where it is needed."""
    pinned, running = (
        re.findall(r"^([^#\s;]+==[^\s;]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
        for name in ("requirements-dev.lock", "requirements.lock")
    )
    assert [pin.partition(";")[0].strip() for pin in pins()] == pinned
    # The tests ask some libraries for an extra.
    assert set(running) <= {re.sub(r"\[.*\]", "", pin) for pin in pinned} | set(pinned)


def test_the_demo_names_nobody_who_can_be_reached() -> None:
    """P-20: no mail address outside of example domains, and no number of a telephone but zeros."""
    for path in [*(ROOT / "forum/demo").glob("*.toml"), *(ROOT / "forum/demo").glob("*.py")]:
        text = path.read_text("utf-8")
        domains = set(re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text))
        assert {one for one in domains if not one.endswith((".example", "example.org", ".invalid"))} == set(), path.name
        assert re.findall(r"(?<![\w.-])(?:\+49|0)[1-9]\d{1,4}[ /-](?!0{4,})\d{4,}", text) == [], path.name
