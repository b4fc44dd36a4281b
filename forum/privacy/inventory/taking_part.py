"""What people write, back and vote for in public."""

from forum.core.i18n import lazy, ngettext
from forum.privacy.inventory.kinds import Fate, Ground, Holding, Purpose

_GONE, _UNNAMED = Fate.DELETED, Fate.UNNAMED
_SUMMARY = ("source", "html", "against", "against_html", "affected", "affected_html")
_ACTIVITY = ("status", "title", "organisation", "link", "withheld")
_FACTS = ("hidden_from", "hidden_ground", "told_at", "source_url", "foreign_key")
LASTING = lazy("auf Dauer, weil es zum öffentlichen Gespräch gehört; Ihr Name nur, solange es Ihr Konto gibt")
BESIDE = lazy("Es steht bei dem Beitrag, zu dem es gehört.")
WORDS_OF_FILE = lazy("Es sind die Wörter Ihrer Datei; die Datei liegt bei.")
ANSWER = lazy("Eine Antwort verbindet nichts mit einer Person, auch für uns nicht.")

PURPOSES = (
    Purpose(
        lazy("Beiträge und Ideen"),
        lazy("Ihre Beiträge, Ideen, Aktivitäten, Zusammenfassungen und frühere Fassungen davon; wer Sie darin nennt"),
        lazy("alle, die den Raum lesen; was zurückgenommen ist, nur Sie und die Moderation"),
        Ground.TASK,
        lambda _config: LASTING,
        (
            Holding(
                "post",
                person="author_id",
                others=("editor_id",),
                texts=("unit", "source", "html", "state_ground", "edit_reason", "edit_kind"),
                fate=_UNNAMED,
                stays=("unit", "state_ground", "edit_kind"),
            ),
            Holding(
                "post_revision",
                person="editor_id",
                through=("post_id", "post"),
                texts=("source", "html", "reason", "kind", "blackened", "files"),
                fate=_UNNAMED,
                cleared=("files",),
                stays=("kind",),
            ),
            Holding("post_quote", through=("quoted_id", "post"), texts=("text",), fate=_UNNAMED, apart=BESIDE),
            # The name in it is replaced together with the text that it stands in, by whoever hears of another name.
            Holding("mention", person="person_id", texts=("handle",), fate=_UNNAMED, stays=("handle",)),
            Holding(
                "thread",
                person="author_id",
                texts=(
                    "title",
                    "withheld_title",
                    "writers",
                    "languages",
                    "closed_reason",
                    "state_reason",
                    "locked_reason",
                ),
                fate=_UNNAMED,
                stays=("writers", "languages", "closed_reason", "state_reason", "locked_reason"),
            ),
            Holding(
                "thread_summary",
                person="author_id",
                texts=_SUMMARY,
                fate=_UNNAMED,
                stays=_SUMMARY,
            ),
            Holding("summary_correction", person="person_id", texts=("text",), fate=_UNNAMED),
            Holding(
                "activity", person="owner_id", others=("asked_id",), texts=_ACTIVITY, fate=_UNNAMED, stays=_ACTIVITY
            ),
            Holding(
                "idea",
                person="author_id",
                texts=(
                    *("title", "source", "html", "edit_kind", "place_text", "unit", "goals_reason", "dossier_number"),
                    *_FACTS,
                ),
                fate=_UNNAMED,
                stays=("edit_kind", "unit", "goals_reason", "dossier_number", *_FACTS),
            ),
            Holding(
                "idea_revision",
                person="editor_id",
                through=("idea_id", "idea"),
                texts=("title", "source", "html", "reason", "kind", "blackened", "beside"),
                fate=_UNNAMED,
                stays=("kind",),
            ),
            Holding("idea_addendum", person="author_id", texts=("source", "html"), fate=_UNNAMED),
            Holding("idea_co_author", person="person_id", others=("invited_by_id",), fate=_GONE),
            Holding(
                "begun_idea",
                texts=("fields",),
                secret=("digest",),
                fate=_GONE,
                apart=lazy("Es gehört noch zu keinem Konto und ist nur über Ihre geheime Adresse zu lesen."),
            ),
            Holding(
                "idea_claim",
                others=("issued_by",),
                secret=("digest",),
                fate=_GONE,
                apart=lazy("Es gehört zu keinem Konto, bis jemand den Zettel vom Schalter einlöst."),
            ),
            Holding("space_application", person="person_id", texts=("text",), fate=_GONE),
            Holding("space_member", person="person_id", fate=_GONE),
        ),
    ),
    Purpose(
        lazy("Unterstützung und Reaktionen"),
        lazy("welche Ideen Sie unterstützen, auf welche Beiträge Sie reagieren"),
        lazy("nur Sie; alle sehen die Zahl"),
        Ground.TASK,
        lambda _config: lazy("so lange wie das Konto; die Zahl auf Dauer"),
        (
            Holding("support", person="person_id", fate=Fate.COUNTED),
            Holding("reaction", person="person_id", fate=Fate.COUNTED),
        ),
    ),
    Purpose(
        lazy("Umfragen"),
        lazy(
            "dass Sie an einer Umfrage teilgenommen haben, die noch läuft; Antworten liegen ohne Namen getrennt davon"
        ),
        lazy("Teilnahme: nur Sie. Ergebnisse nach dem Ende: alle, die den Raum lesen"),
        Ground.TASK,
        lambda _config: lazy("die Teilnahme bis zum Ende der Umfrage; Ergebnisse auf Dauer"),
        (
            Holding("survey_turnout", person="person_id", fate=Fate.COUNTED),
            Holding("survey_answer", texts=("id", "value"), fate=Fate.KEPT, frozen=True, apart=ANSWER),
            Holding("survey_text", texts=("text",), fate=Fate.KEPT, apart=ANSWER),
        ),
    ),
    Purpose(
        lazy("Bilder und Dateien"),
        lazy("Dateien zu Ihren Beiträgen und ihre Wörter für die Suche; Ort und Kameradaten entfernen wir"),
        lazy("alle, die den Beitrag sehen"),
        Ground.TASK,
        lambda config: ngettext(
            "wie der Beitrag, als Beweis so lange wie der Fall der Moderation; was Sie nicht absenden, %(num)s Stunde",
            "wie der Beitrag, als Beweis so lange wie der Fall der Moderation; was Sie nicht absenden, %(num)s Stunden",
            config["FILE_HOLD_HOURS"],
        ),
        (
            # Whatever hangs on a text that goes is removed with its words; of the rest only the name can tell of somebody.
            Holding(
                "file",
                person="owner_id",
                texts=("name", "alt", "hidden_ground"),
                secret=("key", "sha256"),
                fate=_UNNAMED,
                cleared=("name",),
                stays=("alt", "hidden_ground"),
            ),
            Holding(
                "file_text",
                texts=("text",),
                fate=_UNNAMED,
                stays=("text",),
                apart=lazy("Es sind die Wörter Ihrer Datei; die Datei liegt bei."),
            ),
        ),
    ),
)
