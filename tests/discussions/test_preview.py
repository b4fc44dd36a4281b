"""The preview equals the result, byte for byte, and loads nothing from elsewhere."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.text import clean_text
from forum.discussions.models import Post
from tests import factories
from tests.core.attacks import own
from tests.core.test_text import COSTLY
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]

CORPUS = [
    "Ein **wichtiger** Satz mit *Betonung* und ~~Irrtum~~.",
    "# Eins\n\n## Zwei\n\n- a\n  - b\n\n1. c\n2. d\n\n> zitiert\n> weiter",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "`code` und\n\n```\nmehr code\n```\n\n    eingerückt",
    "https://example.org/seite und [Wort](https://example.org) und [x](/ideen)",
    "![Bild](https://example.org/bild.png) ![](https://example.org/leer.png) ![lokal](/dateien/" + "a" * 32 + ")",
    "  Leerzeichen am Rand und a\u0308 \u202e drin  \r\n\r\nZeile  \nUmbruch",
    *(attack for attack in own() if len(clean_text(attack)) >= 8),
]


def test_the_preview_equals_what_is_stored(sign_in: SignIn) -> None:
    """X-01: the same bytes from the live preview, the button and the stored post, over the whole corpus."""
    client, thread = sign_in(factories.person()), factories.thread()
    for source in CORPUS:
        live = client.submit("/vorschau", text=source)
        assert (live.status_code, live.mimetype) == (200, "text/html")
        path = f"/themen/{thread.id}/antworten"
        button = client.submit(path, text=source, vorschau="1").get_data(as_text=True)
        assert client.submit(path, text=source).status_code == 303, source
        html = db.session.scalars(select(Post.html).order_by(Post.id.desc()).limit(1)).one()
        assert live.get_data(as_text=True) == html
        assert html in button


@pytest.mark.parametrize("button", [{}, {"vorschau": "1"}])
def test_a_text_that_costs_too_much_is_refused_and_kept(sign_in: SignIn, button: dict[str, str]) -> None:
    """X-08: a clear sentence above the form, and in it everything that was typed."""
    client, thread = sign_in(factories.person()), factories.thread()
    answer = client.submit(f"/themen/{thread.id}/antworten", text=COSTLY["long table"][:20_000], **button)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Der Text hat zu viele einzelne Teile" in page
    assert "|a|b|\n|a|b|\n" in page


def test_a_preview_changes_nothing(sign_in: SignIn, client: Visitor) -> None:
    """X-01: no post, no event, no lock; only for people who are signed in."""
    author = sign_in(factories.person())
    before = db.session.scalar(select(func.count()).select_from(Post))
    assert author.submit("/vorschau", text="Nur einmal ansehen").status_code == 200
    assert db.session.scalar(select(func.count()).select_from(Post)) == before
    assert author.submit("/vorschau", text="x" * 20_001).status_code == 422
    assert client.post("/vorschau", data={"text": "Ohne Konto"}).status_code in {303, 401}


@pytest.mark.parametrize(
    "source",
    [
        "![Bild](https://example.org/bild.png)",
        "![](https://example.org/bild.png)",
        "[![Bild](https://example.org/bild.png)](https://example.org)",
        "![Bild][eins]\n\n[eins]: https://example.org/bild.png",
        "![Bild](data:image/png;base64,aaaa)",
        "![Bild](//example.org/bild.png)",
    ],
)
def test_pictures_of_others_become_links(sign_in: SignIn, source: str) -> None:
    """X-11: a reader's browser loads nothing from another host."""
    html = sign_in(factories.person()).submit("/vorschau", text=source).get_data(as_text=True)
    assert "<img" not in html
    assert html.count("<a ") <= 1
    assert "!<a" not in html
