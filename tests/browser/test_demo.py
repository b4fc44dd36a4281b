"""The demo is the same wherever it is built, and of the project's own making (E-43)."""

import re

import pytest
from flask import Flask

from forum.core.db import Model
from forum.demo import build as demo
from forum.demo.build import FOLDER
from tests.browser.conftest import Demo
from tests.browser.dumping import BY_LOT, dump
from tests.search.conftest import cimt

# Shorter sentences may be the same by chance.
LONGEST_CHANCE = 40
END = re.compile(r"(?<=[.!?])\s+")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_builds_are_equal(app: Flask, demo_site: Demo) -> None:
    """E-43: word by word and number by number, but for what is drawn by lot and what the clock says."""
    demo.build()
    first, second = demo_site.built, dump()
    assert {name for name in first if first[name] != second[name]} == set()
    for table in ("thread", "post", "idea", "support", "idea_step", "meeting", "poll"):
        assert len(second[table]) > 0, table
    columns = {f"{table.name}.{column.name}" for table in Model.metadata.sorted_tables for column in table.columns}
    assert columns >= BY_LOT


def test_no_idea_of_another_city_is_in_it() -> None:
    """E-43: the ideas of Bonn and Köln come in by import, so no sentence of theirs is in the project's files."""
    ours = " ".join(path.read_text("utf-8") for path in FOLDER.glob("*.toml"))
    theirs = cimt()
    if not theirs:
        pytest.skip("the ideas of the CIMT corpus are not there")
    sentences = {one for _title, text in theirs.values() for one in END.split(text) if len(one) > LONGEST_CHANCE}
    assert len(sentences) > 1000
    assert [one for one in sentences if one in ours] == []
