"""Somebody looks for something, in their own words, and finds, narrows and keeps it."""

import re
from collections.abc import Callable
from html import unescape

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.meetings.models import Minutes, MinutesState, Paragraph
from forum.search import subscribers
from forum.search.models import SavedSearch
from tests import factories
from tests.factories import Visitor


def test_a_search_in_own_words_is_narrowed_and_kept(
    app: Flask, client: Visitor, sign_in: Callable[[Person], Visitor]
) -> None:
    """Q-02, Q-04, Q-07, Q-08, Q-30, Q-32, Q-37: the story of the search, without scripts."""
    factories.idea(title="Eine Fahrradstraße am Ring", text="Sie führt an der Schule vorbei und macht den Weg sicher.")
    factories.idea(title="Ein Fahrrad für alle", text="Bürger*innen leihen sich welche, wo sie gebraucht werden.")
    factories.thread(title="Der alte Spielplatz", text="Wann wird der Spielplatz erneuert?")
    for number in range(3):  # From its own words the site learns of what longer ones are made.
        factories.thread(title=f"Sanierung Nummer {number}", text="Der Spielplatz und die Sanierung.")
    factories.thread(title="Geld für die Spielplatzsanierung", text="Reicht es?")
    meeting = factories.meeting(title="Sitzung über Wege").id
    with transaction():
        db.session.add(Minutes(meeting_id=meeting, state=MinutesState.PUBLISHED, seal="", seal_seq=0, drafted_at=now()))
        db.session.flush()
        words = "Das Gremium empfiehlt, den Gehweg nicht barrierefrei zu nennen."
        db.session.add(Paragraph(meeting_id=meeting, place=1, audience="public", source=words, html=words))
    subscribers.rebuild()

    def page(text: str, **more: str) -> str:
        return client.get("/suche", query_string={"q": text, **more}).get_data(as_text=True)

    assert "<mark>Fahrradstraße</mark>" in page("Fahrradstrasse")
    assert "<mark>Bürger*innen</mark>" in page("Buergerinnen")
    mistyped = page("Fahrad")
    suggestion = re.search(r'Meinten Sie:.*?href="([^"]*)"', mistyped, re.DOTALL)
    assert suggestion is not None
    assert " für alle" in client.get(unescape(suggestion[1])).get_data(as_text=True)
    assert "Niederschrift: Sitzung über Wege" in page('"nicht barrierefrei"')
    assert "row__title" not in page('"barrierefrei nicht"')
    assert "Geld für die <mark>Spielplatz</mark>sanierung" in page("Spielplatz")

    everything = page("Spielplatz")
    link = next(
        unescape(url) for url in re.findall(r'class="facet__link" href="([^"]*)"', everything) if "art=post" in url
    )
    narrowed = client.get(link).get_data(as_text=True)
    assert narrowed.count('class="row__title"') == 4
    me = sign_in(factories.person())
    me.submit("/suche/gespeichert", q="Spielplatz", art="post", rhythmus="daily")
    kept = db.session.scalars(select(SavedSearch)).one()
    assert (kept.words, kept.choices) == ("Spielplatz", {"art": ["post"]})
    assert "„Spielplatz“, Art: Beiträge" in me.get("/suche/gespeichert").get_data(as_text=True)
