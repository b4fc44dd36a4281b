"""Both languages are complete: every sentence is in the catalogues, and nothing is said outside them (E-41)."""

import ast
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from flask import Flask
from flask_babel import force_locale
from jinja2 import Environment, nodes

from forum.core.i18n import catalogues, ngettext
from forum.strategy.models import strategy
from tools import translations

ROOT = Path(__file__).resolve().parents[2]
SAY = {"_", "gettext", "lazy", "marked", "ngettext"}
PLACEHOLDER = re.compile(r"%\(\w+\)[ds]")
# Pages of the last resort speak both languages without a catalogue; the style guide is a German page of samples.
WITHOUT_CATALOGUE = {"errors/plain.html", "errors/other_host.html", "styleguide.html"}
# The demo's people write German, and so do the samples of the style guide.
GERMAN_CONTENT = ("forum/demo/", "forum/pages/samples.py")
MODULES = [
    path
    for path in sorted((ROOT / "forum").rglob("*.py"))
    if not path.relative_to(ROOT).as_posix().startswith(GERMAN_CONTENT)
]
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.*")
    if path.relative_to(ROOT / "templates").as_posix() not in WITHOUT_CATALOGUE
)


def forms(value: object) -> tuple[str, ...]:
    """Return the singular and the plural of a sentence, or the sentence alone."""
    return tuple(str(form) for form in value) if isinstance(value, list | tuple) else (str(value),)


# To read the whole source takes seconds; nothing changes it while the tests of this file run.
translated = cache(translations.translated)


def messages() -> Iterator[tuple[str, Message]]:
    """Yield every sentence of the source with its translation."""
    for package in translations.packages():
        for message in translated(package)[0]:
            if message.id:
                yield package, message


@pytest.mark.parametrize("package", translations.packages())
def test_every_sentence_has_one_certain_translation_and_none_is_unused(package: str) -> None:
    """E-41: nothing missing, fuzzy, unused or with a wrong placeholder; `make translations` names what is."""
    assert translated(package)[1] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    """E-41: no number and no name is lost on the way."""
    for package, message in messages():
        for german, english in zip(forms(message.id), forms(message.string), strict=True):
            assert sorted(PLACEHOLDER.findall(german)) == sorted(PLACEHOLDER.findall(english)), (package, german)


def test_the_same_sentence_is_translated_alike_everywhere() -> None:
    """All catalogues are read into one, so two translations of one sentence would be a game of chance."""
    known: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for _package, message in messages():
        known[forms(message.id)[0]].add(forms(message.string))
    assert {german: english for german, english in known.items() if len(english) > 1} == {}


def test_english_sentences_hold_no_german_letters_or_quotation_marks() -> None:
    """Names and search examples may; a forgotten translation may not."""
    allowed = ("Köln-Ehrenfeld", "HHU Düsseldorf", "Fußgängerampeln")
    for package, message in messages():
        for english in forms(message.string):
            rest = english
            for name in allowed:
                rest = rest.replace(name, "")
            assert not re.search("[äöüÄÖÜß„]", rest), (package, english)


def test_every_template_and_module_belongs_to_a_catalogue() -> None:
    """A new folder that no package reads would stay German unnoticed."""
    read = {path for package in translations.packages() for path, _method in translations.sources(package)}
    templates = {path for path in (ROOT / "templates").rglob("*.*") if path.suffix in {".html", ".txt"}}
    modules = set((ROOT / "forum").rglob("*.py"))
    assert (templates | modules) - read == set()


def test_bringing_the_catalogues_up_to_date_twice_changes_nothing(tmp_path: Path) -> None:
    """`make translations` writes what is there, in the same order and without dates."""
    before = {path.name: path.read_bytes() for path in catalogues("en")}
    folder = shutil.copytree(translations.LOCALE, tmp_path / "en")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translations, "LOCALE", folder)
        for package in translations.packages():
            translations.write(package, translations.translated(package)[0])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_plural_forms_work_in_both_languages(app: Flask) -> None:
    """E-41: one, none and many; German has no catalogue and takes its forms from the code."""
    spoken = {}
    for code in ("de", "en"):
        with app.test_request_context(), force_locale(code):
            spoken[code] = [ngettext("%(num)s Beitrag", "%(num)s Beiträge", number) for number in (0, 1, 2)]
    assert spoken == {"de": ["0 Beiträge", "1 Beitrag", "2 Beiträge"], "en": ["0 posts", "1 post", "2 posts"]}


def test_the_strategy_speaks_both_languages(app: Flask) -> None:
    """G-17: goals, criteria, categories and offices lie outside the catalogues, in the file of the strategy."""
    known = strategy()
    things = [*known.goals.values(), *known.criteria.values(), *known.categories.values(), *known.governance.values()]
    assert [thing.title for thing in [*things, *known.isek.values()] if not thing.title_en] == []
    assert [thing.key for thing in [*known.goals.values(), *known.governance.values()] if not thing.text_en] == []
    assert [row.key for row in known.criteria.values() if len(row.anchors) != len(row.anchors_en)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_template_says_a_word_outside_the_catalogue(path: Path) -> None:
    """E-41: literal words stand inside `_()` or `ngettext()`, in labels and titles too."""
    tree = Environment(extensions=["jinja2.ext.do"], autoescape=True).parse(path.read_text("utf-8"))
    html = "\0".join(data.data for data in tree.find_all(nodes.TemplateData))
    spoken = re.findall(r'(?:aria-label|title|placeholder|alt|data-say-\w+)="([^"\0]*)"', html)
    spoken += (
        re.findall(r">([^<>]*)<", html.replace("\0", "")) if path.suffix in {".html", ".xml"} else html.split("\0")
    )
    # Two hyphens are in names of classes only.
    assert [text.strip() for text in spoken if re.search(r"[A-Za-zÄÖÜäöüß]{3,}", text) and "--" not in text] == []
    said = {
        id(constant)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in SAY
        for constant in call.find_all(nodes.Const)
    }
    texts = [one.value for one in tree.find_all(nodes.Const) if id(one) not in said and isinstance(one.value, str)]
    assert [text for text in texts if re.search("[äöüÄÖÜß„]", text)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_says_a_german_sentence_outside_the_catalogue(path: Path) -> None:
    """E-41: refusals, labels and messages are spoken in the reader's language."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAY:
            skipped |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Expr):  # A docstring.
            skipped.add(id(node.value))
    german = re.compile(r"[A-ZÄÖÜ„][^\n]*(?:[äöüß„]| (?:der|die|das|und|ist|nicht|ein|eine|Sie|für|von|bis) )")
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in skipped]
    assert [text for text in texts if isinstance(text, str) and " " in text and german.match(text)] == []
