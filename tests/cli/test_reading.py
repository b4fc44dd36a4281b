"""Files with ideas are read whole or not at all, and every fault is named with its line."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.cli import reading
from forum.core.errors import Invalid

CIMT = Path(os.environ.get("FORUM_CIMT", Path(__file__).parents[2].parent / "shared" / "data" / "cimt"))
HEAD = "id\tdocument_id\tsentence_nr\tcontent\tcode\ttitle/text\tcurated/single\tdataset\turl\n"
ROW = "0\tB1\t1\tRadweg fehlt\tmpos\ttitle\tcurated\tCD_B\thttps://example.org/1\n"


@pytest.fixture(autouse=True)
def _rules(_applications: Callable[[str], Flask]) -> Iterator[None]:
    """Let the rules of ideas find goals, categories and districts; no file is taken, so no data are touched."""
    with _applications("sqlite").app_context():
        yield


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "ideas.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.skipif(not CIMT.is_dir(), reason="the CIMT corpus is not there")
@pytest.mark.parametrize(
    ("name", "ideas", "empty"),
    [("bonn-raddialog-2017.tsv", 2163, 28), ("koeln-ehrenfeld-raddialog-2017.tsv", 366, 0)],
)
def test_the_corpus_is_read_completely(name: str, ideas: int, empty: int) -> None:
    """N-35, X-26: all ideas, none twice, umlauts and tabs intact."""
    found = reading.read(CIMT / name, "cimt")
    assert len(found) == ideas
    assert len({idea.foreign_key for idea in found}) == ideas
    assert sum(not idea.text for idea in found) == empty
    assert all("\t" not in idea.title + idea.text for idea in found)
    assert any("ß" in idea.text for idea in found)
    assert any("Ü" in idea.title or "ü" in idea.title for idea in found)


def test_sentences_are_joined_in_their_order(tmp_path: Path) -> None:
    text = HEAD + ROW + ROW.replace("Radweg fehlt", '"Er hört\tauf."').replace("title\tc", "text\tc")
    (idea,) = reading.read(written(tmp_path, text), "cimt")
    assert (idea.title, idea.text, idea.url) == ("Radweg fehlt", "Er hört auf.", "https://example.org/1")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", 1),
        ("falsche\tspalten\n1\t2\n", 1),
        (HEAD, 1),
        (HEAD + ROW + "0\tB2\t1\n", 3),
        (HEAD + ROW + ROW.replace("title", "weder noch"), 3),
        (HEAD + ROW.replace("https://example.org/1", "ohne Adresse"), 2),
        (HEAD + ROW.replace("\tRadweg fehlt\t", "\t\t"), 2),
        (HEAD + ROW.replace("Radweg fehlt", "x" * 251), 2),
        (HEAD + ROW + ROW.replace("title", "text").replace("Radweg fehlt", "y" * 20_001), 2),
        (HEAD.encode() + ROW.encode() + b"\xff\xfe kaputt\n", 3),
        (HEAD + ROW + ROW.replace("Radweg", '"Radweg'), 3),
        (HEAD + ROW + ROW.replace("/1\n", "/2\n"), 3),
    ],
)
def test_broken_files_name_the_line(tmp_path: Path, content: str | bytes, line: int) -> None:
    """X-26: a reason with its line, for each kind of fault."""
    with pytest.raises(Invalid) as refusal:
        reading.read(written(tmp_path, content), "cimt")
    assert f"Zeile {line}:" in refusal.value.fields["file"][0]


def test_a_csv_like_our_own_export_is_read_back(tmp_path: Path) -> None:
    """X-25: the apostrophe that guards a cell is taken off again."""
    text = 'title,text,source_url,districts,goals\n\'=Ampel,"Zeile 1\nZeile 2",https://example.org/7,111;130,daten\n'
    (idea,) = reading.read(written(tmp_path, text.encode("utf-8-sig")), "csv")
    assert idea.title == "=Ampel"
    assert idea.text == "Zeile 1\nZeile 2"
    assert idea.districts == [111, 130]


CSV_HEAD = "title;text;category;districts;goals;source_url;foreign_key\n"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (";;gibtsnicht;;", "goals"),
        ("gibtsnicht;;;;", "category"),
        (";999;;;", "districts"),
        (";;;javascript:alert(1);", "source_url"),
        (f";;;https://example.org/{'x' * 500};zwei", "source_url"),
        (f";;;;{'k' * 201}", "foreign_key"),
    ],
)
def test_every_rule_of_an_idea_is_asked_before_the_file_is_taken(tmp_path: Path, cells: str, column: str) -> None:
    """X-26: what the strategy does not know and what may not be a link or key is named with its line."""
    text = CSV_HEAD + "Fahrradbügel;Am Markt;;;;;eins\n" + f"Zebrastreifen;Am Ring;{cells}\n"
    with pytest.raises(Invalid) as refusal:
        reading.read(written(tmp_path, text), "csv")
    (sentence,) = refusal.value.fields["file"]
    assert sentence.startswith(f"Zeile 3: {column}:")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: (HEAD + text).encode("utf-8", "replace")))
)
@pytest.mark.parametrize("file_format", ["cimt", "csv"])
def test_whatever_a_file_holds_it_is_read_or_refused(tmp_path: Path, file_format: str, content: bytes) -> None:
    """X-26: no other error than the refusal, whatever comes."""
    with suppress(Invalid):
        assert reading.read(written(tmp_path, content), file_format)


def test_reading_works_inside_the_application(app: Flask, tmp_path: Path) -> None:
    """The sentences are translated like all others."""
    with pytest.raises(Invalid):
        reading.read(written(tmp_path, ""), "csv")
