"""Sample people, texts and a form for the style guide at /gestaltung.

The guide shows every part of the kit in every state. Real data has not every state at once, and the guide
must not depend on what lies in the database, so its data is written here.
"""

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FileField,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    SearchField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Regexp

from forum.web.charts import (
    Bar,
    Crossline,
    Passage,
    Profile,
    Reading,
    Share,
    bars,
    crossing,
    flowing,
    over_time,
    profile,
    shares,
)

DISTRICTS = [
    SelectChoice("", "Bitte wählen"),
    SelectChoice("lehndorf", "Lehndorf"),
    SelectChoice("weststadt", "Weststadt"),
]
TOPICS = [
    SelectChoice("mobilitaet", "Mobilität"),
    SelectChoice("klima", "Klima und Energie"),
    SelectChoice("bildung", "Bildung"),
]
AUDIENCES = [SelectChoice("public", "Alle"), SelectChoice("members", "Nur Mitglieder des Raums")]


class SampleForm(Form):  # type: ignore[misc]
    """One field of every type that the kit can draw."""

    title = StringField("Titel der Idee", [InputRequired("Bitte geben Sie einen Titel ein."), Length(max=120)])
    email = EmailField(
        "E-Mail-Adresse",
        [
            InputRequired("Bitte geben Sie Ihre Adresse ein."),
            Regexp(r".+@.+\..+", message="Bitte prüfen Sie die Schreibweise."),
        ],
    )
    password = PasswordField("Passwort", [InputRequired("Bitte geben Sie Ihr Passwort ein.")])
    search = SearchField("Suchbegriff")
    text = TextAreaField("Beschreibung", [InputRequired("Bitte beschreiben Sie Ihre Idee.")])
    district = SelectField("Stadtbezirk", choices=DISTRICTS)
    audience = RadioField(
        "Wer darf mitlesen?",
        [InputRequired("Bitte wählen Sie eine Möglichkeit.")],
        choices=AUDIENCES,
    )
    topics = SelectMultipleField("Themenfelder", choices=TOPICS)
    image = FileField("Bild")
    due = DateField("Frist")
    begin = DateTimeLocalField("Beginn der Sitzung")
    seats = IntegerField("Sitze")
    rules = BooleanField("Ich habe die Spielregeln gelesen.", [InputRequired("Bitte stimmen Sie den Regeln zu.")])


class WrongForm(SampleForm):
    """The same form as it looks when it was sent in empty; other ids, because both stand on one page."""


@cache
def axe_results() -> dict[str, Any]:
    """Return what axe found in each part of the style guide; `python -m tests.design.measuring` writes the file."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "axe.json").read_text(encoding="utf-8"))
    return found


def context() -> dict[str, Any]:
    """Return what templates/styleguide.html shows."""
    now = datetime(2026, 5, 11, 18, 30, tzinfo=UTC)
    wrong = WrongForm(MultiDict({"wrong-email": "mia@example", "wrong-district": ""}), prefix="wrong-")
    wrong.validate()
    mia = SimpleNamespace(handle="Mia Lehmann", affiliation_label=None, url="#")
    office = SimpleNamespace(handle="Jonas Wolters", affiliation_label="Stabsstelle", url="#")
    return {
        "form": SampleForm(),
        "filter_form": SampleForm(prefix="filter-"),
        "wrong_form": wrong,
        "now": now,
        "mia": mia,
        "office": office,
        "page_of_many": SimpleNamespace(first_url="#", previous_url="#", next_url="#", last_url="#", number=3, of=8),
        "entries": [
            SimpleNamespace(at=now - timedelta(days=40), title="Idee eingereicht", actor="Mia Lehmann"),
            SimpleNamespace(
                at=now - timedelta(days=12),
                title="200 Unterstützungen erreicht",
                text="Die Idee geht an den Fachbeirat Mobilität.",
                kind="success",
            ),
            SimpleNamespace(
                at=now,
                title="Empfehlung beschlossen",
                text_html="<p>Der Fachbeirat empfiehlt einen <strong>Probebetrieb</strong>.</p>",
                actor="Jonas Wolters",
                unit="Fachbeirat Mobilität",
                kind="now",
                url="#",
            ),
        ],
        "text_html": SAMPLE_TEXT,
        "axe": axe_results(),
        **_charts(),
    }


def _charts() -> dict[str, Any]:
    """Return a chart of each kind, with what is rare among them: nothing rated, a missing reading, an empty whole."""
    readings = [
        Reading(date(2025, 6, 1), 40),
        Reading(date(2025, 9, 1), 55),
        Reading(date(2025, 12, 1), None),
        Reading(date(2026, 3, 1), 72),
        Reading(date(2026, 6, 1), 96),
    ]
    return {
        "chart_bars": bars(
            [Bar("Lehndorf", 128, 200), Bar("Nordstadt-Schunteraue", 212, 200), Bar("Stöckheim", 0, 50)]
        ),
        "chart_shares": shares(
            ("sammelt Unterstützung", "in Prüfung", "beschlossen", "abgelehnt", "ruht", "zurückgezogen"),
            [
                Share("2025", (24, 11, 8, 6, 3, 5)),
                Share("2026", (31, 4, 0, 2, 1, 0)),
                Share("2027", (0, 0, 0, 0, 0, 0)),
            ],
        ),
        "chart_profile": profile(
            [
                Profile("Wirkung für Bürgerinnen und Bürger", (3, 4, 4)),
                Profile("Kosten und Folgekosten", (1, 4), apart=True),
                Profile("Skalierbarkeit und Übertragbarkeit auf andere Städte", (5,)),
                Profile("Kooperation", ()),
            ]
        ),
        "chart_flow": flowing(
            [
                Passage("Eingereicht", 86, 6, 8),
                Passage("In der Diskussion", 40, 36, 10),
                Passage("Geprüft und beraten", 21, 12, 7),
                Passage("Beschlossen", 0, 21, 0),
            ]
        ),
        "chart_time": over_time(readings, target=80),
        "chart_time_empty": over_time([], target=120),
        "chart_crossing": crossing(
            [
                Crossline("Offene Messwerte der Oker", 78, 40),
                Crossline("Sichere Fahrradbügel", 58, 60),
                Crossline("Digitale Anzeige für freie Plätze", 34, 95),
            ],
            20,
            [(50, 59), (49.4, 59), (39.6, 58.8)],
        ),
    }


SAMPLE_TEXT = """
<p>An der Haltestelle <strong>Lehndorf-West</strong> fehlen sichere Abstellplätze. Wer mit dem Rad kommt,
schließt es heute an <a href="#">Zäune und Laternen</a> an.</p>
<ul><li>zwölf Bügel, überdacht</li><li>vier Fächer mit Steckdose</li></ul>
<blockquote><p>Ich würde öfter umsteigen, wenn mein Rad trocken steht.</p></blockquote>
<p>Die Belegung kann der Sensor <code>radar-2</code> melden.</p>
<pre><code>GET /api/v1/ideas/17</code></pre>
<table><thead><tr><th>Platz</th><th>Räder</th></tr></thead><tbody><tr><td>Nord</td><td>14</td></tr></tbody></table>
"""
