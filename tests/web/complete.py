"""Forms that are filled in, for lines of the matrix where an empty form is answered before the right is asked (E-16).

The address is the first that somebody reaches who may see everything, so what is named here stands on the small site.
``ALIKE`` are the lines that answer everybody the same even so: no right is asked there, for the reason that stands beside.
"""

from collections.abc import Mapping
from typing import Any

from tests import factories

TEXT = "Hier steht ein ganzer Satz, der lang genug ist."
TITLE = "Eine Überschrift"
PASSWORD = {"password": factories.PASSWORD}
MOMENT = "2026-01-01T10:00:00+00:00"
ADDRESS = {"email": "somebody@example.org"}
_POST = {"text": TEXT, "mark": "private", "language": "de"}

# What a browser sends, or a program as JSON, by the name of the line.
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "POST /barrierefreiheit/melden": {"text": TEXT},
    "POST /konto": {"language": "de", "theme": ""},
    "POST /konto/adresse": {**PASSWORD, **ADDRESS},
    "POST /konto/name": {"handle": "Somebody-Renamed"},
    "POST /konto/passwort": {"old": factories.PASSWORD, "new": "ein ganz anderes langes Wort"},
    "POST /konto/loeschen": {**PASSWORD, "texts": "stay"},
    "POST /konto/daten": PASSWORD,
    "POST /konto/mitteilungen": {
        **dict.fromkeys(("rhythm", "answers", "posts", "steps", "tasks", "districts", "own"), "daily"),
        "quiet_begin": "",
        "quiet_end": "",
    },
    "POST /stabsstelle/raeume/<name>/mitglieder/<int:person_id>/entfernen": {"reason": "task_over"},
    "POST /anmelden/link": ADDRESS,
    "POST /passwort-vergessen": ADDRESS,
    "POST /registrieren": {**ADDRESS, "handle": "Somebody-New", "password": "ein ganz neues langes Wort", "rules": "y"},
    "POST /konto/dienste/<name>/verbinden": PASSWORD,
    "POST /aktivitaeten/neu": {
        "title": TITLE,
        "text": TEXT,
        "kind": "initiative",
        "status": "laeuft",
        "space": "squares-of-the-city",
        "district": "",
    },
    "POST /api/v1/threads/<int:thread_id>/posts": {"text": TEXT},
    "POST /api/v1/spaces/<slug>/threads": {"title": TITLE, "text": TEXT},
    "POST /api/v1/ideas": {"title": TITLE, "text": TEXT},
    "POST /api/v1/meetings/<int:meeting_id>/commands": {"type": "session.close", "data": {}},
    "POST /sitzungen/<int:meeting_id>/befehl": {"type": "session.close"},
    "POST /sitzungen/<int:meeting_id>/abstimmungen/<int:poll_id>/stimme": {"choice": "yes"},
    "POST /gremien/<name>/bewerben": {"group": "business", "text": TEXT},
    "POST /gremien/<name>/vorschlagen": {"handle": "Everybody", "group": "business", "text": TEXT},
    "POST /gremien/vorschlagen": {"title": "Fachbeirat Wasser", "theme": "Wasser", "mandate": TEXT, "reason": TEXT},
    "POST /lesen": {"ansicht": "baum", "ordnung": "neueste", "haltung": "", "nur": ""},
    "POST /entwuerfe/speichern": {"action": "post.publish", "target": "thread:1", "fields": {"text": TEXT}},
    "POST /ideen/neu": {"title": TITLE, "text": TEXT},
    "POST /sitzungen/<int:meeting_id>/fragen": {"text": TEXT},
    "POST /melden/<kind>/<int:target_id>": {"rule": "respekt", "explanation": TEXT, "good_faith": "y"},
    "POST /leute/<handle>/melden": {"rule": "respekt", "explanation": TEXT, "good_faith": "y"},
    "POST /folgen/<kind>/<int:thing_id>": {"level": "watching"},
    "POST /reaktionen": {"reaktion": "4.helpful.1"},
    "POST /merkliste": {"merken": "beitrag.4.1"},
    "POST /themen/<int:thread_id>/antworten": _POST,
    "POST /raeume/<name>/neu": {**_POST, "title": TITLE, "similar_seen": "1"},
    "POST /raeume/<name>/gelesen": {"bis": MOMENT},
    "POST /themen/<int:thread_id>/gelesen": {"bis": MOMENT},
    "POST /suche/gespeichert": {"q": "Fahrrad", "rhythmus": "daily"},
    "POST /raeume/<name>/aufnahme": {"text": TEXT},
    "POST /stabsstelle/ansichten": {"name": "Mine"},
    "POST /moderation/ansichten": {"name": "Mine"},
    "POST /themen/<int:thread_id>/zwischenstand/korrektur": {"text": TEXT},
}

_SECRET = "whoever has the secret of the address or a device comes in by it, and nobody has the one that is sent here"
_OWN = "about the own account, by its password or the first step of a passkey or an app"
_BODY = "takes a code, and looks at nothing else before that"
_QUESTION = "the same for everybody who may read; without a question or a moment there is no answer"
ALIKE: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("POST /bestaetigen/<token>", "POST /passwort-neu/<token>", "POST /anmelden/link/<token>"),
            *("POST /anmelden", "POST /anmelden/passkey", "POST /anmelden/dienst/<name>/zurueck"),
            *("GET /anmelden/dienst/<name>/weiter", "GET /anmelden/dienst/<name>/neu/<token>"),
            "POST /anmelden/dienst/<name>/neu/<token>",
            *("POST /adresse-bestaetigen/<token>", "POST /adresse-nicht-gewollt/<token>"),
            "POST /anmeldung-nicht-gewollt/<token>",
        ),
        _SECRET,
    ),
    **dict.fromkeys(
        (
            *("POST /konto/zweiter-faktor/app", "POST /konto/zweiter-faktor/app/entfernen"),
            *("POST /konto/zweiter-faktor/ersatzcodes", "POST /konto/passkeys/neu", "POST /konto/passkeys/frage"),
            "POST /konto/schluessel/neu",
        ),
        _OWN,
    ),
    "POST /ideen/einloesen": _BODY,
    **dict.fromkeys(
        ("GET /api/v1/search", "GET /themen/<int:thread_id>/neues", "GET /themen/<int:thread_id>/neues/zahl"), _QUESTION
    ),
}

_NONE = "there is nothing of the kind on the small site; the tests of the package prove who may"
_OWN_PART = "for one person who has a part in it, and who is none of the columns"
_UNINVOLVED = "who is all in one is involved, and so chooses no address; who is not may, see tests/moderation"
_NAMED = "nobody and nothing is named, so nothing is found; the right is asked in the same command"
# Lines in which nobody is let in show nothing of those who may; why, and where that is proven, stands here.
NOBODY: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("GET /dateien/<key>/klein", "POST /ideen/<int:idea_id>/veroeffentlichen"),
            *("GET /begruendungen/<puid>/beitraege", "POST /begruendungen/<puid>/oeffnen"),
            *("GET /umfragen/<int:survey_id>/ergebnis.csv", "GET /umfragen/<int:survey_id>/texte"),
            "POST /umfragen/<int:survey_id>/texte/<int:text_id>",
            *(
                "POST /empfehlungen/<int:resolution_id>/bekanntgabe",
                "POST /gremien/<name>/sitze/<int:seat_id>/entfernen",
            ),
            "POST /stabsstelle/zwillinge/<int:one_id>/<int:other_id>/kein-duplikat",
            "POST /ideen/<int:idea_id>/bewertung/personen/<int:person_id>/austragen",
            "POST /sitzungen/<int:meeting_id>/niederschrift",
        ),
        _NONE,
    ),
    **dict.fromkeys(
        (
            "POST /aktivitaeten/<int:activity_id>/uebernehmen",
            "POST /gremien/<name>/bewerbungen/<int:application_id>/zurueckziehen",
            "POST /zusammenfuehrungen/<int:merge_id>/ablehnen",
            "GET /sitzungen/<int:meeting_id>/abstimmungen/<int:poll_id>/umschlaege",
            "POST /sitzungen/<int:meeting_id>/abstimmungen/<int:poll_id>/bericht",
            "POST /empfehlungen/<int:resolution_id>/minderheitsvotum",
            "POST /empfehlungen/<int:resolution_id>/minderheitsvotum/<int:vote_id>/zustimmen",
            "POST /empfehlungen/<int:resolution_id>/minderheitsvotum/<int:vote_id>/veroeffentlichen",
            *("SOCKET poll.key", "SOCKET poll.parcel", "SOCKET poll.report", "SOCKET recusal.take_back"),
            "POST /konto/schluessel/<int:token_id>/beenden",
        ),
        _OWN_PART,
    ),
    **dict.fromkeys(
        (f"{method} /moderation/<int:case_id>/meldungen/<int:notice_id>/nennen" for method in ("GET", "POST")),
        _UNINVOLVED,
    ),
    **dict.fromkeys(
        (
            *("POST /moderation/besetzung/ende", "POST /stabsstelle/stellen/<int:unit_id>/austragen", "GET /erwaehnen"),
            *("POST /verwaltung/betrieb/zustellungen", "POST /verwaltung/betrieb/aufgaben"),
        ),
        _NAMED,
    ),
}
