"""Rules for every template, so that pages stay safe and speak to everyone (A-07, D-08, requirements X)."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "mail" not in path.parts]
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)

# An alert interrupts: only failures the reader must act on, and the two places of a live meeting (L-85).
ALERT_ALLOWED = {"kit/forms.html", "kit/page.html"}


def source(path: Path) -> str:
    """Return a template without its comments."""
    return COMMENT.sub("", path.read_text("utf-8"))


def name(path: Path) -> str:
    """Return a template's name as Flask knows it."""
    return path.relative_to(ROOT / "templates").as_posix()


every_page = pytest.mark.parametrize("path", PAGES, ids=name)
every_template = pytest.mark.parametrize("path", TEMPLATES, ids=name)


@every_page
def test_no_template_holds_inline_styles_or_event_handlers(path: Path) -> None:
    """The content security policy would block them, and a reader would not see why."""
    text = source(path)
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", text) == []
    assert re.findall(r"javascript:", text) == []


@every_page
def test_every_script_has_a_source(path: Path) -> None:
    for tag in re.findall(r"<script\b[^>]*>", source(path)):
        assert "src=" in tag or 'type="application/json"' in tag


@every_template
def test_only_cleaned_html_is_printed_as_it_is(path: Path) -> None:
    """`|safe` stands only behind names ending in _html, which core/text has cleaned."""
    text = source(path)
    assert len(re.findall(r"\|\s*safe\b", text)) == len(re.findall(r"\w_html\s*\|\s*safe\b", text))
    assert "autoescape false" not in text


@every_page
def test_german_words_are_marked_in_one_manner(path: Path) -> None:
    """A-04: `lang_of` and `written` say nothing where the page itself is German; a mark written by hand always does."""
    if name(path) != "errors/other_host.html":
        assert not re.search(r'(?<!href)lang="de"', source(path).replace("lang_of", ""))


@every_page
def test_no_page_holds_a_text_for_mails(path: Path) -> None:
    """E-22: texts for mails escape nothing, so a page that includes one would print what people typed as markup."""
    assert ".txt" not in source(path)


@every_page
def test_only_errors_interrupt_a_screen_reader(path: Path) -> None:
    text = source(path)
    if name(path) not in ALERT_ALLOWED:
        assert 'role="alert"' not in text
    # The opening of a vote and "you have the floor" may interrupt: one region, in the room of a meeting.
    assert text.count('aria-live="assertive"') == (name(path) == "meetings/room.html")


@every_page
def test_alerts_come_from_the_kit(path: Path) -> None:
    """D-04: the one macro knows which of them may interrupt; an alert written by hand would follow KERN's examples."""
    if not name(path).startswith("kit/"):
        assert "kern-alert" not in source(path)


@every_page
def test_pages_show_the_city_and_no_federal_mark(path: Path) -> None:
    """D-13, D-02."""
    text = source(path)
    assert re.findall(r"(?i)kern-kopfzeile|bundesadler|bundesrepublik|official website", text) == []
    if name(path) in {"base.html", "screen.html"}:
        assert "Smart City-Forum Braunschweig" in text


@every_page
def test_assets_come_through_static_url(path: Path) -> None:
    """Only so do they carry the version that lets browsers keep them."""
    text = source(path)
    assert "/static/" not in text
    assert re.findall(r"(?:src|href)=\"https?://", text) == []


@every_page
def test_buttons_and_links_say_what_they_do(path: Path) -> None:
    """A-33: no „hier klicken“, no „OK“ alone."""
    text = source(path)
    assert re.findall(r"(?i)hier klicken|_\('(?:OK|Ok|Hier|Weiter)'\)", text) == []


@every_page
def test_posting_forms_carry_the_token(path: Path) -> None:
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source(path), re.DOTALL):
        assert "csrf_field()" in form or "csrf_token" in form or "hidden_tag" in form


@every_page
def test_buttons_of_kern_hold_their_label(path: Path) -> None:
    """D-08: `kern-btn` with an inner `kern-label`."""
    text = source(path)
    for tag in ("button", "a"):
        for button in re.findall(rf"<{tag}\b[^>]*class=\"kern-btn[^>]*>.*?</{tag}>", text, re.DOTALL):
            assert "kern-label" in button


def test_our_own_scripts_stay_small() -> None:
    """D-10: 60 KB gzip in all; the vendored socket client counts apart."""
    size = sum(len(gzip.compress(path.read_bytes())) for path in (ROOT / "static/js").rglob("*.js"))
    assert size <= 60_000


def test_the_frame_fits_the_first_visit() -> None:
    """D-14: style sheets, script and header pictures leave most of the 150 KB gzip to the page itself."""
    named = re.findall(r"static_url\('([^']+)'\)", source(ROOT / "templates/base.html"))
    files = [ROOT / "static" / name for name in [*named, "img/hero.svg"]]
    assert {"css/parts.css", "js/enhance.js"} <= set(named)
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= 75_000


def test_the_room_says_news_in_two_regions_and_is_no_log() -> None:
    """L-85, A-06: its parts are drawn anew, which a log must not be; what is refused to oneself is said at its place."""
    regions = re.compile(r'id="([\w-]+)" aria-live="(\w+)"')
    room = ROOT / "templates" / "meetings"
    assert regions.findall(source(room / "room.html")) == [
        ("live-now", "assertive"),
        ("live-later", "polite"),
        ("live-refusal", "polite"),
    ]
    assert regions.findall(source(room / "screen.html")) == [("live-later", "polite")]
    # Whoever has a key for secret votes hears of it where it is made.
    saying = {
        name(path) for path in room.rglob("*.html") if re.search(r"aria-live|role=\"(log|status|alert)", source(path))
    }
    assert saying == {"meetings/room.html", "meetings/screen.html", "meetings/room/officers.html"}
