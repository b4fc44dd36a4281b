"""What committees and the Board do: sessions, votes, decisions, and who is a member of what."""

from forum.core.i18n import lazy, ngettext
from forum.privacy.inventory.kinds import Fate, Ground, Holding, Purpose

RECORDS = lazy("auf Dauer, als Teil der öffentlichen Akten")
BALLOT = lazy("Einen Stimmzettel verbindet nichts mit einer Person, auch für uns nicht.")

_COMMITTEE = (
    *("slug", "title", "mandate", "mandate_html", "reason", "founded_by", "contact", "places", "decision_reason"),
)
_MOTION = (
    *("source", "html", "reasons", "reasons_html", "against", "against_html", "addressee", "referred_to", "before"),
    "duties",
)

PURPOSES = (
    Purpose(
        lazy("Mitarbeit in Gremien"),
        lazy(
            "Bewerbungen, Vorschläge für das Board, die auf Bestätigung warten, Sitze, Amtszeiten, Interessen, "
            "Befangenheit, Vertretungen, Einladungen und Zusagen"
        ),
        lazy(
            "Sitz, Amtszeit und Interessen: alle. Bewerbungen: Sie, die Stabsstelle und der Vorsitz. Vorschläge, die "
            "warten: die Stabsstelle"
        ),
        Ground.TASK,
        lambda _config: RECORDS,
        (
            Holding(
                "application",
                person="person_id",
                others=("named_by", "decided_by"),
                texts=("society_group", "organisation", "text", "interests", "reason"),
                fate=Fate.UNNAMED,
                cleared=("organisation", "text", "interests", "reason"),
                stays=("society_group",),
            ),
            Holding(
                "membership",
                person="person_id",
                others=("appointed_by",),
                texts=("organisation", "society_group"),
                fate=Fate.KEPT,
            ),
            Holding(
                "board_entry",
                person="person_id",
                others=("proposed_by",),
                texts=("organisation", "society_group", "reason"),
                fate=Fate.DELETED,
            ),
            Holding("committee", person="proposer_id", texts=_COMMITTEE, fate=Fate.UNNAMED, stays=_COMMITTEE),
            Holding("interest", person="person_id", texts=("text",), fate=Fate.KEPT),
            Holding("recusal", person="person_id", others=("noted_by",), texts=("interest",), fate=Fate.KEPT),
            Holding("substitution", person="member_id", others=("substitute_id",), fate=Fate.KEPT),
            Holding("invitation", person="person_id", fate=Fate.KEPT),
            Holding("presence", person="person_id", others=("noted_by",), fate=Fate.KEPT),
            Holding(
                "office_term",
                texts=("name", "note", "note_en"),
                fate=Fate.KEPT,
                apart=lazy("Wer ein Amt hat, steht öffentlich auf der Seite der Ämter und hat dafür kein Konto."),
            ),
        ),
    ),
    Purpose(
        lazy("Wort in Sitzungen"),
        lazy("Beiträge, Fragen, Anträge, Wortmeldungen, Einwände gegen Niederschriften, abweichende Voten"),
        lazy("alle, die die Sitzung sehen; Fragen ohne Namen verbindet nichts mit Ihnen"),
        Ground.TASK,
        lambda config: ngettext(
            "auf Dauer; was in nichtöffentlichen Teilen gesagt wurde, %(num)s Tag nach dem Ende der Einwendungsfrist",
            "auf Dauer; was in nichtöffentlichen Teilen gesagt wurde, %(num)s Tage nach dem Ende der Einwendungsfrist",
            config["CLOSED_TALK_KEEP_DAYS"],
        ),
        (
            Holding(
                "contribution", person="person_id", texts=("source", "html", "reason"), fate=Fate.KEPT, frozen=True
            ),
            Holding(
                "question", person="person_id", texts=("text", "reason"), secret=("words",), fate=Fate.KEPT, frozen=True
            ),
            Holding("question_vote", person="person_id", fate=Fate.COUNTED),
            Holding("motion", person="person_id", texts=_MOTION, fate=Fate.KEPT, frozen=True),
            Holding(
                "motion_version", texts=("source",), fate=Fate.KEPT, frozen=True, apart=lazy("Es steht beim Antrag.")
            ),
            Holding("motion_support", person="person_id", fate=Fate.KEPT),
            Holding("speaker_entry", person="person_id", others=("noted_by",), texts=("note",), fate=Fate.KEPT),
            Holding("session_paper", person="person_id", texts=("title",), fate=Fate.KEPT),
            Holding("minutes_objection", person="person_id", texts=("text", "answer"), fate=Fate.KEPT),
            Holding(
                "minority_vote",
                person="author_id",
                texts=("source", "html", "names", "hidden_ground"),
                fate=Fate.KEPT,
                names=("names",),
            ),
            Holding("dissenter", person="person_id", fate=Fate.KEPT),
            Holding("sent_command", person="person_id", secret=("key",), fate=Fate.DELETED),
        ),
    ),
    Purpose(
        lazy("Zusehen bei Sitzungen"),
        lazy("welche Sitzung Sie gerade offen haben, wie weit Sie gelesen haben und wann Sie zuletzt verbunden waren"),
        lazy("wer die Sitzung leitet oder das Protokoll führt"),
        Ground.TASK,
        lambda _config: lazy("solange die Seite offen ist, danach höchstens zwei Stunden"),
        (
            Holding(
                "lease",
                person="person_id",
                texts=("stream",),
                secret=("connection", "process"),
                fate=Fate.DELETED,
            ),
        ),
    ),
    Purpose(
        lazy("Abstimmungen in Gremien"),
        lazy("namentliche Stimmen; bei anderen nur, dass Sie abgestimmt haben"),
        lazy("namentliche Stimmen: alle, die die Sitzung sehen. Geheime Stimmen: niemand"),
        Ground.TASK,
        lambda _config: RECORDS,
        (
            Holding(
                "named_vote", person="voter_id", others=("acting_id",), texts=("payload",), fate=Fate.KEPT, frozen=True
            ),
            Holding("turnout", person="voter_id", others=("acting_id",), secret=("key_hash",), fate=Fate.KEPT),
            Holding("ballot", texts=("id", "payload"), fate=Fate.KEPT, frozen=True, apart=BALLOT),
            Holding("poll_objection", texts=("text",), fate=Fate.KEPT, frozen=True, apart=BALLOT),
            Holding(
                "poll_officer",
                person="person_id",
                texts=("public_key", "parcel", "report"),
                fate=Fate.KEPT,
                frozen=True,
            ),
            Holding("circulation_reply", person="person_id", texts=("reason", "against", "removed"), fate=Fate.KEPT),
        ),
    ),
)
