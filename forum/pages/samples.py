"""Sample people, texts and a form for the style guide at /gestaltung.

The guide shows every part of the kit in every state. Real data has not every state at once, and the guide
must not depend on what lies in the database, so its data is written here.
"""

from datetime import UTC, datetime, timedelta
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
