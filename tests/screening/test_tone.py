"""Hints before publishing: a word list and three counts, which suggest and never block."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.discussions.models import Post
from forum.screening.models import Trace
from forum.screening.tone import hints
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("So ein IDIOT.", "verletzen"),
        ("Das ist doch Schwachsinn!", "verletzen"),
        ("DIESE STADT MUSS ENDLICH handeln", "Schreien"),
        ("DAS ist doch UNSINN und JEDER hier WEISS es", "Schreien"),
        ("NICHT JETZT! SCHLUSS!", "Schreien"),
        ("Sie erreichen mich unter 0531 47-1234.", "Telefonnummer"),
        ("Oder unter 0531/22-3456, am besten morgens.", "Telefonnummer"),
        ("Warum denn???", "Satzzeichen"),
        ("Rufen Sie an: 0531 470-12345.", "Telefonnummer"),
        ("Schreiben Sie an mia.k@example.org", "Telefonnummer oder E-Mail-Adresse"),
    ],
)
def test_what_might_be_said_more_kindly_is_named(app: object, text: str, words: str) -> None:
    """Point 11: a suggestion with a reason."""
    assert any(words in sentence for sentence in hints(text))


@pytest.mark.parametrize(
    "text",
    [
        "Die Bänke am Ringgleis fehlen seit 2019, und das ist schade!",
        "Die BSVG und die VLB sollten reden.",
        "Am 03.05.2026 um 19:30 Uhr im Haus der Wissenschaft?",
        "Gesperrt ist es 01/2026-12/2026, danach 03-05-2027 - 07-05-2027.",
        "BSVG, KVBS, VWFS und DGUV planen zusammen.",
        "Die Linien der BSVG, das Angebot der NIWO und die Karten der ADAC und DEHOGA passen noch nicht gut zusammen.",
        "Dummerweise fehlt der Müllers Kiste ein Dummy. Idiotypie ist ein Fachwort.",
    ],
)
def test_ordinary_texts_have_no_hint(app: object, text: str) -> None:
    """Point 11: whoever writes ordinarily is left in peace."""
    assert hints(text) == []


def test_a_hint_blocks_nothing_and_keeps_nothing(sign_in: SignIn) -> None:
    """Point 11, P-03: the text stays on the own server and is not kept; the post is published as it is."""
    thread = factories.thread()
    client = sign_in(factories.person())
    before = db.session.scalar(select(func.count()).select_from(LoggedEvent))
    shown = client.submit("/hinweise", text="So ein Idiot.")
    assert shown.status_code == 200
    assert "Nur ein Vorschlag" in shown.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(LoggedEvent)) == before
    assert db.session.scalar(select(func.count()).select_from(Trace)) == 0
    assert client.submit("/hinweise", text="Guten Tag.").get_data(as_text=True).strip() == ""
    fields = {"text": "So ein Idiot.", "stance": "", "language": "de"}
    page = client.submit(f"/themen/{thread.id}/antworten", vorschau="1", **fields).get_data(as_text=True)
    assert "Nur ein Vorschlag" in page
    assert client.submit(f"/themen/{thread.id}/antworten", **fields).status_code == 303
    assert db.session.scalar(select(func.count()).where(Post.source == "So ein Idiot.")) == 1
