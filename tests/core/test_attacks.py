"""No attack of ours, and none of the public corpora, survives either wall (requirements X)."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core import text
from forum.core.errors import Invalid
from forum.core.text.markdown import unclean
from tests.core.attacks import CORPORA, HERE, faults
from tests.core.attacks.own import CLASSES

WALLS = {"bleach": (True, False), "nh3": (False, True), "both": (True, True)}
ROOT = Path(__file__).parents[2]


def as_markdown(source: str, walls: tuple[bool, bool]) -> str:
    try:
        html = unclean(source)
    except Invalid:
        return ""
    return text.sanitise(html, first_wall=walls[0], second_wall=walls[1])


def survivors(attacks: list[str], walls: tuple[bool, bool]) -> list[str]:
    """Return what is left of the attacks, as HTML and as Markdown."""
    return [
        f"{attack!r} leaves {left}"
        for attack in attacks
        for html in (text.sanitise(attack, first_wall=walls[0], second_wall=walls[1]), as_markdown(attack, walls))
        for left in faults(html)
    ]


@pytest.mark.parametrize("walls", WALLS)
@pytest.mark.parametrize("corpus", CORPORA)
def test_no_attack_survives_any_wall(corpus: str, walls: str) -> None:
    """X-02, X-04 to X-06, X-14: bleach only, nh3 only, both; parsed by html5lib for elements, attributes, addresses."""
    read, fewest = CORPORA[corpus]
    attacks = read()
    assert len(attacks) >= fewest
    assert survivors(attacks, WALLS[walls]) == []


def test_every_class_has_cases_enough() -> None:
    """X-06: at least five of each class."""
    assert {name: len(cases) for name, cases in CLASSES.items() if len(cases) < 5} == {}


def test_every_foreign_folder_names_its_source_and_brings_its_licence() -> None:
    """X-06: corpora without licence are not used."""
    readme, notice = (HERE / "README.md").read_text("utf-8"), (ROOT / "NOTICE").read_text("utf-8")
    folders = [path for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert folders
    for folder in folders:
        assert (folder / "LICENSE").is_file()
        assert f"`{folder.name}/" in readme
        assert f"tests/core/attacks/{folder.name}/" in notice


def test_the_forum_is_safe_with_bleach_uninstalled() -> None:
    """X-04: the module is loaded where bleach cannot be imported, and every attack is tried there."""
    program = """
import sys
sys.modules["bleach"] = None
from forum.core import text
from forum.core.text import walls
from tests.core.attacks import CORPORA, faults
assert walls.bleach is None
print(sum(len(faults(text.sanitise(attack))) for read, _fewest in CORPORA.values() for attack in read()))
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "0"


SIGNS = list("<>\"'=/ &;:#()[]!`*_~|\\-+.\n\tabcijrsvtpoxy01\x00\u00ad\u202e\u0301\u200d\ud800")
PIECES = [
    *(
        "<img src=x onerror=",
        "<svg>",
        "<math>",
        "</",
        "<!--",
        "-->",
        "<![CDATA[",
        "<style>",
        "<table>",
        "<td ",
        " href=",
    ),
    *("javascript:", "https://", "](", "```", "\n> ", "\n- ", "\n|", "|-|", "&#", "[x]: ", "//", "&Tab;", "@"),
]
MIXTURES = st.lists(st.sampled_from(SIGNS + PIECES), max_size=80).map("".join)


@settings(max_examples=200, deadline=None)
@given(MIXTURES | st.text(max_size=200))
def test_no_mixture_of_signs_survives(source: str) -> None:
    """X-06: random mixtures; rendering always ends with clean HTML or says what is wrong."""
    try:
        html = text.render(source)
    except Invalid:
        return
    assert faults(html) == []
    text.plain(source)


@settings(max_examples=200, deadline=None)
@given(MIXTURES.map(text.clean_text), st.sampled_from(sorted(WALLS)))
def test_no_mixture_survives_a_wall_alone(html: str, walls: str) -> None:
    """X-04, X-06: random HTML against each wall."""
    first, second = WALLS[walls]
    assert faults(text.sanitise(html, first_wall=first, second_wall=second)) == []
