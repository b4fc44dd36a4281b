"""Answers are compressed on their way, and sizes tell nobody what stands on somebody's page (D-14)."""

import gzip
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from forum.accounts.models import Person
from forum.web import compression
from forum.web.assets import static_url
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
PACKED = {"Accept-Encoding": "gzip, deflate, br"}


@given(body=st.binary(max_size=3000), noise=st.text("abc", max_size=compression.MOST_NOISE))
def test_every_reader_gets_back_what_was_packed(body: bytes, noise: str) -> None:
    """D-14: also behind bytes that only change the size."""
    assert gzip.decompress(compression.pack(body, 4, noise=noise)) == body


@pytest.mark.parametrize("name", ["vendor/kern/kern.min.css", "js/enhance.js", "img/hero.svg"])
def test_static_files_are_sent_compressed(app: Flask, client: Visitor, name: str) -> None:
    """D-14: the same bytes for everybody, with an ETag that holds for both ways, and parts as they are."""
    with app.test_request_context():
        url = static_url(name)
    plain, packed = client.get(url), client.get(url, headers=PACKED)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 2 < len(plain.data)
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert "immutable" in packed.headers["Cache-Control"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Ranges" not in packed.headers
    assert client.get(url, headers=PACKED).data == packed.data
    for etag in (plain.headers["ETag"], packed.headers["ETag"]):
        again = client.get(url, headers=PACKED | {"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
    part = client.get(url, headers=PACKED | {"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, plain.data[:10])


def test_pages_for_visitors_are_compressed_once(app: Flask, client: Visitor) -> None:
    """D-14, T-34: whoever has the page already hears 304, whichever way it came."""
    app.config["PAGE_CACHE_SECONDS"] = 60
    plain, packed = client.get("/"), client.get("/", headers=PACKED)
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert client.get("/", headers=PACKED).data == packed.data
    for etag in (plain.headers["ETag"], packed.headers["ETag"]):
        assert client.get("/", headers=PACKED | {"If-None-Match": etag}).status_code == 304


def test_the_size_of_a_personal_page_tells_nothing(app: Flask, sign_in: SignIn) -> None:
    """E-16: to the same address with the same content, sizes differ at random."""
    visitor = sign_in(factories.person())
    answers = [visitor.get("/suche?q=Fahrrad", headers=PACKED) for _time in range(12)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    assert len({len(answer.data) for answer in answers}) > 3
    assert "Fahrrad" in gzip.decompress(answers[0].data).decode()


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/vendor/kern/fonts/FiraSans-Regular.woff2", PACKED),
        ("/", {"Accept-Encoding": "identity"}),
        ("/", {"Accept-Encoding": "gzip;q=0, br"}),
        ("/gesund", PACKED),
    ],
)
def test_what_gains_nothing_or_is_not_wanted_stays_as_it_is(
    client: Visitor, path: str, headers: dict[str, str]
) -> None:
    """D-14: fonts are compressed already, a few bytes are few."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_a_shared_link_tells_what_the_idea_is_about(client: Visitor) -> None:
    """D-14: programs that show a preview read the beginning of the text; other pages say what the forum is."""
    idea = factories.idea(text="Am Nussberg fehlt ein Brunnen, an dem man seine Flasche füllen kann.")
    assert 'name="description" content="Am Nussberg fehlt ein Brunnen' in client.get(idea.url).text
    assert 'name="description" content="Ideen für Braunschweig' in client.get("/").text
