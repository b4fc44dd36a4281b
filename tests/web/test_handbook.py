"""The handbook inside the forum: every chapter is there, its links and pictures lead somewhere, the search knows it."""

import re
from itertools import pairwise

import pytest
from flask import Flask

from forum.pages.handbook import CHAPTERS, FOLDER
from forum.search import subscribers
from forum.search.sources import standing
from tests.factories import Visitor
from tests.web.site import parsed


def test_each_file_of_the_handbook_is_a_chapter() -> None:
    """The list, the folder and the search name the same chapters."""
    files = {path.stem for path in FOLDER.glob("*.md")} - {"README"}
    assert files == set(CHAPTERS) == set(standing.CHAPTERS.values())


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_whole_and_leads_somewhere(app: Flask, client: Visitor, name: str) -> None:
    """A-03, A-21: one title, no skipped level, pictures with words for those who do not see them, no dead link."""
    page = parsed(client.get(f"/hilfe/handbuch/{name}").get_data(as_text=True))
    main = next(part for part in page.iter("main"))
    levels = [int(part.tag[1]) for part in main.iter() if re.fullmatch("h[1-6]", str(part.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    headings = re.findall(r"^##+ (.+)$", (FOLDER / f"{name}.md").read_text("utf-8"), re.MULTILINE)
    assert len(levels) == 1 + len(headings)
    for picture in main.iter("img"):
        assert picture.get("alt")
        sizes = [one.split()[0] for one in str(picture.get("srcset")).split(", ")]
        assert picture.get("src") in sizes
        for size in sizes:
            with client.get(size) as answer:
                assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    ids = {part.get("id") for part in main.iter()}
    for link in main.iter("a"):
        target = str(link.get("href"))
        assert target[1:] in ids if target.startswith("#") else client.get(target).status_code == 200, target
    assert ".md" not in "".join(main.itertext())


def test_nothing_but_chapters_and_pictures_is_served(client: Visitor) -> None:
    """E-21: no other file of the project can be read by its name."""
    for path in (
        "README",
        "gibt-es-nicht",
        "../operations",
        "..%2foperations",
        "bilder/..%2fmoderation.md",
        "bilder/x.webp",
    ):
        assert client.get(f"/hilfe/handbuch/{path}").status_code == 404, path


def test_an_english_reader_is_told_that_the_chapters_are_german(client: Visitor) -> None:
    """A-04: the frame is English, the words of the chapter are marked as German."""
    html = client.get("/hilfe/handbuch/vorsitz?sprache=en").get_data(as_text=True)
    assert "The chapters are in German." in html
    assert 'lang="de"' in html.split("<main")[1]


def test_the_handbook_is_found(app: Flask, client: Visitor) -> None:
    """Q-09: a chapter is found by its words, among help and rules."""
    subscribers.rebuild()
    page = client.get("/suche?q=Schriftführung Niederschrift art:hilfe").get_data(as_text=True)
    assert "/hilfe/handbuch/vorsitz" in page
