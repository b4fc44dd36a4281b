"""The theme's colours can be told apart (D-05), and its files hold nothing they should not."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKEN = re.compile(r"--kern-color-([\w-]+):\s*(?:light-dark\((#\w{6}),\s*(#\w{6})\)|(#\w{6}))\s*;")
BLOCK = re.compile(r"/\*.*?\*/", re.DOTALL)

PAPERS = (
    "layout-background-default",
    "layout-background-hued",
    "layout-background-default-surface",
    "layout-background-level-1",
    "layout-background-level-1-surface",
    "layout-background-level-2",
    "layout-background-level-2-surface",
    "form-input-background",
)
KINDS = ("info", "success", "warning", "danger")

# Whatever is read stands on every paper; a state's text and links stand on its own wash.
TEXT_PAIRS = [
    *((text, paper) for text in ("layout-text-default", "layout-text-muted") for paper in PAPERS),
    *((text, paper) for text in ("action-default", "action-visited", "feedback-danger") for paper in PAPERS),
    ("action-on-default", "action-default"),
    *((text, f"feedback-{kind}-background") for text in ("layout-text-default", "action-default") for kind in KINDS),
    *(
        (text, "feedback-default-background")
        for text in ("layout-text-default", "layout-text-muted", "feedback-default")
    ),
    *((f"feedback-{kind}", f"feedback-{kind}-background") for kind in KINDS),
]

# Frames of inputs, focus rings, signs and bars only have to be seen.
PART_PAIRS = [
    *(
        (part, paper)
        for part in (
            "layout-border",
            "form-input-border",
            "action-focus-default",
            "decorative-brand-default",
            *(f"feedback-{kind}" for kind in KINDS),
        )
        for paper in PAPERS
    ),
    ("layout-border-level-1", "layout-background-level-1"),
    ("layout-border-level-2", "layout-background-level-2"),
    ("action-default", "feedback-default-background"),
    ("feedback-success", "feedback-default-background"),
]

# The hero and the footer are dark in both themes, so only dark values meet them.
NIGHT_PAIRS = [
    (text, ground)
    for text in ("layout-text-default", "layout-text-muted", "action-default", "action-focus-default")
    for ground in ("brand-colorpalette-1-850", "brand-colorpalette-1-900")
]


def tokens() -> dict[str, dict[str, str]]:
    """Read the theme file as {"light": {token: "#rrggbb"}, "dark": …}."""
    themes: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    for name, light, dark, both in TOKEN.findall((CSS / "theme.css").read_text("utf-8")):
        themes["light"][name] = light or both
        themes["dark"][name] = dark or both
    return themes


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb as WCAG 2.2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(theme: str, text: str, ground: str) -> None:
    colours = tokens()[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_parts_can_be_seen_on_their_ground(theme: str, part: str, ground: str) -> None:
    colours = tokens()[theme]
    assert contrast(colours[part], colours[ground]) >= 3


@pytest.mark.parametrize(("text", "ground"), NIGHT_PAIRS)
def test_text_can_be_read_on_the_hero_and_the_footer(text: str, ground: str) -> None:
    colours = tokens()["dark"]
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_the_theme_only_gives_values_to_tokens_of_kern() -> None:
    text = BLOCK.sub("", (CSS / "theme.css").read_text("utf-8"))
    names = set(re.findall(r"([\w-]+)\s*:\s*[^;{}]+;", text))
    assert {name for name in names if not name.startswith("--kern-")} == {"color-scheme"}


def test_every_token_of_the_theme_exists_in_kern() -> None:
    kern = (CSS.parent / "vendor" / "kern" / "kern.min.css").read_text("utf-8")
    ours = set(re.findall(r"(--kern-[\w-]+)\s*:", (CSS / "theme.css").read_text("utf-8")))
    assert {name for name in ours if f"{name}:" not in kern} == set()


@pytest.mark.parametrize("name", ["layout.css", "parts.css", "charts.css", "print.css"])
def test_parts_take_their_colours_from_the_theme(name: str) -> None:
    """Other colours would not follow the theme; shadows and print's black are the exceptions."""
    text = BLOCK.sub("", (CSS / name).read_text("utf-8"))
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\([^)]*\)|\bhsla?\([^)]*\)", text)
    assert set(found) <= {"#000", "rgb(0 0 0 / 8%)", "rgb(0 0 0 / 60%)"}


@pytest.mark.parametrize("name", ["theme.css", "layout.css", "parts.css", "charts.css", "paper.css", "print.css"])
def test_style_sheets_load_only_from_our_own_host(name: str) -> None:
    """Every address is relative and its file exists (P-03)."""
    for address in re.findall(r'url\("?([^")]+)"?\)', (CSS / name).read_text("utf-8")):
        assert (CSS / address).resolve().is_file(), address


def test_every_icon_named_in_a_template_is_drawn() -> None:
    css = (CSS / "parts.css").read_text("utf-8")
    templates = CSS.parents[1] / "templates"
    names = {
        name
        for path in templates.rglob("*.html")
        for name in re.findall(r"\bicon--([a-z]+)|\bicon='([a-z]+)'", path.read_text("utf-8"))
        for name in name
        if name
    }
    own = set(re.findall(r"\.icon--([a-z]+) ", css)) | {"info", "success", "warning", "danger"}
    assert names <= own
