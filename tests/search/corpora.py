"""Small corpora for the conformance suite: a made-up town, its words, its compounds, its closed rooms."""

from collections.abc import Callable
from datetime import UTC, datetime

from forum.search.engines import Document
from tests.search.documents import document


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def town() -> list[Document]:
    """Return things of all sorts with facets, days and support; keys are one word, so that a case reads as a line."""
    return [
        document("idea:ampel", "Längere Grünphase", body="Die Ampel am Hagenmarkt ist für Kinder zu kurz.", state="offen",
                 author="anna", space="verkehr", districts=("mitte",), goals=("mobilität",), votes=40, is_open=True,
                 created=_day("2026-03-01")),
        document("idea:ampeln", "Ampeln nachts ausschalten", body="Das spart Strom in der ganzen Stadt.", state="offen",
                 author="ben", space="verkehr", districts=("mitte", "nord"), goals=("klima",), votes=12,
                 created=_day("2025-05-02")),
        document("idea:radweg", "Radweg am Ring", body="Ein breiter Radweg vom Hagenmarkt bis zum Bahnhof.",
                 state="beschlossen", author="anna", space="verkehr", districts=("nord",), goals=("mobilität", "klima"),
                 votes=99, has=("image",), created=_day("2024-06-03")),
        document("idea:brunnen", "Brunnen im Park", body="Trinkwasser für alle, nicht nur im Sommer.", state="abgelehnt",
                 author="cem", space="umwelt", districts=("süd",), goals=("klima",), votes=7, has=("image", "answer"),
                 created=_day("2026-02-04")),
        document("post:brunnen", body="Ein Brunnen im Park kostet wenig. Das Trinkwasser kommt aus der Leitung.",
                 author="anna", space="umwelt", thread="7", votes=3, created=_day("2026-02-05")),
        document("post:nein", body="Ich bin nicht dafür. Kein Brunnen, bitte, sondern Bäume im Park.", author="dora",
                 space="umwelt", thread="7", created=_day("2026-02-06")),
        document("thread:bus", "Wie pünktlich ist der Bus?", body="Die Linie 411 kommt oft zu spät.", author="ben",
                 space="verkehr", thread="8", has=("file",), created=_day("2025-11-07")),
        document("file:fahrplan", "Fahrplan 2026.pdf", files="Bus Linie 411, Abfahrt am Bahnhof alle zehn Minuten.",
                 space="verkehr", thread="8", created=_day("2025-11-08")),
        document("decision:radweg", "Beschluss zum Radverkehr", official="Der Radweg am Ring wird gebaut.",
                 committee="board", goals=("mobilität",), created=_day("2024-09-09")),
        document("minutes:märz", "Niederschrift der Sitzung im März",
                 body="Der Beirat spricht. Die Ampel bleibt, sagt das Amt. Abstimmung: einstimmig.",
                 committee="verkehr", created=_day("2026-03-10")),
        document("answer:strom", "Ampeln nachts ausschalten", official="Die Stadt prüft, wo Ampeln nachts aus sein können.",
                 created=_day("2025-06-11"), state="offen"),
        document("project:sensoren", "Sensoren an Bäumen", body="LoRaWAN misst, ob ein Baum Wasser braucht.",
                 districts=("süd",), goals=("klima", "daten"), votes=1, created=_day("2025-01-12")),
        document("idea:daten", "Offene Daten zum Verkehr", body="Zahlen vom Radweg und vom Bus für alle.", author="cem",
                 space="daten", goals=("daten",), votes=40, is_open=True, created=_day("2026-04-13")),
        document("help:suche", "Hilfe zur Suche", body="So finden Sie, was Sie suchen.", created=_day("2024-01-14")),
    ]  # fmt: skip


_SPELLINGS = {
    "straße": "Die Straße ist laut.", "groß": "Eine große Wiese.", "müller": "Frau Müller spricht.",
    "café": "Ein Café am Fluss.", "ubahn": "Eine U-Bahn wäre gut.", "a39": "Lärm an der A 39.",
    "b1": "Stau auf der B 1.", "tempo": "Tempo 30 vor dem Kindergarten.", "prozent": "Das sind 3,5 % mehr.",
    "paragraf": "Nach § 13a geht das.", "vorlage": "Siehe 21-15513 vom Mai.", "ergänzung": "Siehe 21-15513-01 vom Juni.",
    "email": "Bitte per E-Mail.", "board": "Das Smart-City-Board tagt.", "bplan": "Ein B-Plan liegt aus.",
    "bürger": "Alle Bürger*innen sind eingeladen.", "ärzte": "Es fehlen Ärzt:innen.", "schüler": "Schüler/innen fahren Rad.",
    "nutzerin": "Jede Nutzer_in zählt.", "adresse": "Mehr unter https://ratsinfo.beispiel.de/vo020?key=geheim bald.",
    "fünfg": "5G am Markt.", "schon": "Das ist schon gebaut.", "schön": "Das ist schön gebaut.", "kita": "Neue Kitas.",
    "haus": "Viele Häuser.", "rat": "Der Rat tagt heute.", "rad": "Das Rad fährt.", "weich": "Stra\u00adßen\u00adrand",
    "zerlegt": "Ein Ma\u0308dchen spielt.", "versalie": "DIE GRO\u1e9eE WELLE", "stadt": "Eine Stadt.",
    "staat": "Ein Staat.",
    "betrag": "Das kostet 20 Euro im Jahr.", "uhrzeit": "Treffpunkt 18.00 Uhr.", "klima": "Weniger CO₂-Ausstoß.",
    "breite": "Der Weg wird 10 m breit.", "verein": "Der Verein e.V. hilft.", "burg": "Die Burg am Fluss.",
    "autos": "Weniger Autos.", "plätze": "Zwei freie Plätze.", "gebühren": "Keine Gebuehren.", "akzent": "Josipović kommt.",
}  # fmt: skip


def spellings() -> list[Document]:
    """Return a text for each way of writing that German knows."""
    return [document(f"idea:{name}", body=text) for name, text in _SPELLINGS.items()]


def weights() -> list[Document]:
    """Return texts that differ in nothing but where the words stand, how often, and how exactly."""
    fields = ("title", "official", "body", "comments", "files")
    found = []
    for field in fields:
        texts = dict.fromkeys(fields, "Etwas ganz anderes") | {field: "Eine neue Laterne"}
        found.append(document(f"idea:{field}", texts.pop("title"), **texts))
    long = "Viele andere Worte stehen hier in einer langen Reihe. " * 12
    return [
        *found,
        document("idea:short", body="Ein Papierkorb fehlt."),
        document("idea:long", body=f"Ein Papierkorb fehlt. {long}"),
        document("idea:open", "Bänke", body="Eine Sitzbank fehlt.", is_open=True),
        document("idea:closed", "Bänke", body="Eine Sitzbank fehlt."),
        document("idea:whole", "Wochenmarkt"),
        document("idea:partly", "Wochenmarkt am Abend"),
        document("idea:twice", "Skaten", body="Skaten ist hier beliebt. " + long),
        document("idea:once", "Halle", body="Skaten ist hier beliebt. " + long),
        document("idea:both", "Turm und Glocke"),
        document("idea:split", "Turm", body="Dort hängt eine Glocke."),
        document("idea:near", body="Der Verein hilft. Nachbarn im Viertel helfen mit."),
        document("idea:apart", body="Der Verein hilft im Viertel. Die Nachbarn auch."),
        document("idea:busse", body="Ein Wort über Busse dort."),
        document("idea:buße", body="Ein Wort über Buße dort."),
        document("idea:maße", body="Nur die Maße zählen."),
        document("idea:masse", body="Nur die Masse zählen."),
        document("idea:trees", "Bäume am Markt", body="Schatten tut gut."),
        document("idea:tree", "Schatten am Markt", body="Ein Baum tut gut."),
        *(document(f"idea:grove{number}", "Schatten am Markt", body="Die Bäume tun gut.") for number in range(1, 7)),
        *(document(f"post:tie{number}", body="Gleichstand") for number in (3, 1, 2)),
    ]


# Texts that teach the index words and then go, so that they are in nobody's way.
LEARNT = "post:learnt"
_PARTS = (
    "Spielplatz Sanierung Ampel Fußgänger Platz Park Kennedy Brücke Grund Schule Bahn Straße "
    "Haltestelle Rathaus Garten Schnellbus"
)


def compounds() -> list[Document]:
    """Return long words, and other texts that teach the index what they are made of."""
    known = [document(f"{LEARNT}{number}", body=_PARTS) for number in range(3)]
    words = {
        "sanierung": "Spielplatzsanierung", "fuß": "Fußgängerampel", "park": "Parkplatz", "brücke": "Kennedybrücke",
        "bahn": "Straßenbahn", "bus": "Bushaltestelle", "garten": "Kindergarten", "schule": "Grundschule", "rathaus":
        "Rathausplatz", "kreis": "Kreis", "gesamt": "gesamt", "autor": "Autor", "ampel": "Ampel", "platz": "Platz",
        "wege": "Geh- und Radwege", "straße": "Wohnstraße", "summe": "1.500 Euro",
        "schnell": "Schnell Bus",
    }  # fmt: skip
    return [*known, *(document(f"idea:{name}", body=word) for name, word in words.items())]


def languages() -> list[Document]:
    """Return texts in English and German."""
    return [
        document("post:path", body="A new cycle path along the river", language="en"),
        document("post:meeting", body="The meetings were moved to Monday", language="en"),
        document("post:pfad", body="Ein neuer Pfad am Fluss"),
        document("post:treffen", body="Die Treffen sind montags"),
        document("post:digital", body="Digital services for citizens", language="en"),
        document("post:digitale", body="Digitale Dienste für die Stadt"),
    ]


def rooms() -> list[Document]:
    """Return the same words for each audience, so that whoever finds too much finds another's."""
    words = ("public", "members", "staff", "board", "committee:3", "space:7")
    return [
        document(f"post:{word.partition(':')[0]}", body="Der Kanarienvogel singt.", audience=word, author=f"vogel-{word}",
                 space="käfig", created=_day(f"2026-01-0{number + 1}"), votes=number)
        for number, word in enumerate(words)
    ]  # fmt: skip


CORPORA: dict[str, Callable[[], list[Document]]] = {
    "town": town,
    "spellings": spellings,
    "weights": weights,
    "compounds": compounds,
    "languages": languages,
    "rooms": rooms,
}
