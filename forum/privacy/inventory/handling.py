"""What the administration does: answers, assessments, decisions, moderation, and the log of it all."""

from forum.core.i18n import lazy, ngettext
from forum.privacy.inventory.kinds import Fate, Ground, Holding, Purpose

ACTS = lazy("Es hält fest, was jemand im Amt getan hat.")
RECORDS = lazy("auf Dauer, als Teil der Akten")
PROCEEDING = lazy("Solange ein Verfahren läuft, entscheidet die zuständige Behörde über die Auskunft.")

_ANSWER = ("source", "html", "unit", "target", "cost", "period", "conditions", "problem")
_CIRCULATION = (
    "title",
    "withheld_title",
    "withdrawn_reason",
    "withdrawal_removed",
    "removed",
    "source",
    "html",
    "reasons",
    "reasons_html",
    "papers",
    "papers_html",
    "adopted_for",
    "entitled",
)
_DECISION = (
    *("number", "body", "title", "withheld_title", "text", "text_html", "withheld_text", "reasons", "reasons_html"),
    *("withheld_reasons", "conditions", "conditions_html", "rule", "recused", "binding_basis", "assessments"),
    *("replaces", "digest"),
)
_PROJECT = (
    *("title", "withheld_title", "summary", "summary_html", "unit", "contact", "started_by", "area", "benefit"),
    *("participation_form", "lighthouse_number", "sponsor", "budget_effect", "next_step", "staff_need"),
    *("resource_use", "state_reason"),
)
_NOTICE = (
    *("name", "email", "rule", "explanation", "evidence", "legal_ground", "address", "evidence_files", "named_because"),
    "answer",
    "answer_reason",
)
_STATEMENT = (
    *("rule", "legal_ground", "facts", "evidence", "revert_reason", "evidence_files", "content_type"),
    *("content_language", "bulk", "source", "detail"),
)
_RECORD = (
    *("authority", "legal_basis", "reference", "facts", "addresses", "territory", "effect", "not_informed_because"),
)
_HELD = ("place", "data", "title", "source", "findings", "published_url")


def _act(
    table: str, *others: str, texts: tuple[str, ...] = (), names: tuple[str, ...] = (), frozen: bool = False
) -> Holding:
    """Return a table of the administration's own work, where people stand only for what they did in office."""
    return Holding(table, others=others, texts=texts, names=names, fate=Fate.KEPT, apart=ACTS, frozen=frozen)


PURPOSES = (
    Purpose(
        lazy("Arbeit der Verwaltung und des Boards"),
        lazy("wer im Amt geantwortet, bewertet, entschieden, zugeordnet oder ein Vorhaben gepflegt hat"),
        lazy("Antworten und Beschlüsse: alle, im Namen der Stelle. Wer sie geschrieben hat: die Verwaltung"),
        Ground.TASK,
        lambda _config: RECORDS,
        (
            _act("answer_draft", "author_id", "editor_id", "releaser_id", texts=_ANSWER),
            _act("assessment", "assessor_id", texts=("given", "remarks", "goals", "failed", "comment")),
            _act("assessment_round", "opened_by", texts=("reason",)),
            _act("assessor", "assessor_id", "assigned_by"),
            _act("assignment", "person_id"),
            _act("circulation", "started_by", texts=_CIRCULATION, frozen=True),
            _act("committee_act", "actor_id", texts=("reason", "former_title")),
            _act("committee_rules", "actor_id", texts=("reason",)),
            _act("council_paper", "entered_by", texts=("number", "committee", "url")),
            _act("criteria_version", "publisher_id", texts=("criteria", "reason")),
            _act("decision", "recorded_by", texts=_DECISION, frozen=True),
            _act("dossier", "frozen_by", texts=("number", "title", "data", "html", "digest"), frozen=True),
            _act("dossier_draft", "changed_by", texts=("title", "parts", "number")),
            _act("duty_fulfilment", "noted_by", texts=("note",)),
            _act("file_note", "author_id", "person_id", texts=("source", "html", "unit")),
            _act("follow_up", "answered_by", texts=("source", "html", "hidden_ground")),
            _act("goal_version", "publisher_id", texts=("note",)),
            _act("idea_merge", "actor_id"),
            _act(
                "idea_step",
                "actor_id",
                texts=("title", "withheld_title", "source", "html", "unit", "url", "data"),
                names=("data.names",),
            ),
            _act("idea_twin", "dismissed_by", texts=("words",)),
            _act("measured_value", "person_id", texts=("note",)),
            _act("member_call", "opened_by", texts=("source", "html")),
            _act("minutes_paragraph", "edited_by", texts=("source", "html"), frozen=True),
            _act("move", "actor_id", texts=("reason",)),
            _act(
                "page_text",
                "editor_id",
                texts=("page", "text", "text_html", "english", "english_html", "note", "tested_by"),
            ),
            _act("project", "owner_id", texts=_PROJECT),
            _act("project_change", "person_id", texts=("reason", "unit")),
            _act("report", "published_by", texts=("number", "foreword", "data", "html", "digest"), frozen=True),
            _act("sign_video", "editor_id", texts=("title", "text", "text_html")),
            _act("support_removal", "actor_id", texts=("age", "reason")),
            _act(
                "terms_version",
                "proposed_by",
                "confirmed_by",
                texts=("document", "clauses", "summary", "note"),
                frozen=True,
            ),
            _act("text_block_version", "editor_id", texts=("text",)),
            _act("thread_step", "actor_id", texts=("reason",)),
        ),
    ),
    Purpose(
        lazy("Unterschriften auf Papier"),
        lazy("Zahl, Herkunft und Datum der Listen; eingescannte Listen liegen verschlossen"),
        lazy("die Zahl: alle. Die Liste: die Stabsstelle"),
        Ground.TASK,
        lambda config: ngettext(
            "die Zahlen auf Dauer; eingescannte Listen %(num)s Monat nach der Entscheidung über die Idee",
            "die Zahlen auf Dauer; eingescannte Listen %(num)s Monate nach der Entscheidung über die Idee",
            config["SCAN_KEEP_MONTHS"],
        ),
        (
            _act("paper_figure", "entered_by", "confirmed_by", texts=("reason",)),
            Holding("paper_batch", texts=("source", "desk"), fate=Fate.KEPT, apart=ACTS),
        ),
    ),
    Purpose(
        lazy("Moderation"),
        lazy("Meldungen, der gemeldete Text, Entscheidungen mit Begründung, Beschwerden"),
        lazy("die Moderation; Sie sehen Ihre Meldungen und was Sie betrifft; öffentlich nur ohne Namen"),
        Ground.DUTY,
        lambda config: ngettext(
            "Texte und Namen %(num)s Jahr nach der Entscheidung; Zahlen und Maßnahmen auf Dauer",
            "Texte und Namen %(num)s Jahre nach der Entscheidung; Zahlen und Maßnahmen auf Dauer",
            config["MODERATION_KEEP_YEARS"],
        ),
        (
            Holding(
                "notice",
                person="person_id",
                others=("named_by", "answered_by"),
                texts=_NOTICE,
                secret=("token_digest",),
                fate=Fate.KEPT,
                cleared=("name", "email"),
            ),
            Holding(
                "statement",
                person="author_id",
                others=("moderator_id", "reverted_by"),
                texts=_STATEMENT,
                fate=Fate.KEPT,
            ),
            _act("statement_hand", "person_id"),
            Holding("swept_evidence", person="person_id", texts=("source",), fate=Fate.KEPT),
            Holding(
                "complaint",
                person="person_id",
                others=("against_id", "answered_by"),
                texts=("text", "reasons"),
                fate=Fate.KEPT,
            ),
            _act("moderation_case", "decided_by", "claimed_by", texts=("reason", "points")),
            _act("case_note", "author_id", texts=("text", "measure")),
            _act("canned_reason", "author_id", texts=("name", "rule", "text", "text_en", "text_plain")),
            _act("dispute", "recorded_by", texts=("body",)),
            Holding(
                "misuse_case",
                person="person_id",
                others=("warned_by", "suspended_by"),
                texts=("gravity", "intent", "reasons", "statement_puid"),
                fate=Fate.KEPT,
            ),
            _act("published_report", "published_by", texts=("parts", "digest"), frozen=True),
            _act("watched_word", "added_by", texts=("pattern", "folded", "action", "replacement")),
            Holding("restriction", person="person_id", fate=Fate.KEPT),
            Holding(
                "held_text",
                person="person_id",
                texts=_HELD,
                fate=Fate.UNNAMED,
                cleared=("data", "title", "source", "findings", "published_url"),
                stays=("place",),
            ),
            Holding("screening_trace", person="person_id", secret=("digest", "sites"), fate=Fate.DELETED),
            Holding(
                "screening_label",
                texts=("findings",),
                fate=Fate.KEPT,
                apart=lazy("Es ist ein Hinweis für die Moderation zu einem Beitrag."),
            ),
            Holding(
                "post_sweep",
                person="person_id",
                others=("actor_id",),
                texts=("ground", "audiences"),
                fate=Fate.KEPT,
            ),
        ),
    ),
    Purpose(
        lazy("Gemeldete Barrieren"),
        lazy("was Sie hindert, die Seite, Ihre Adresse, wenn Sie eine nennen, und die Antwort"),
        lazy("die Stabsstelle, und wer den geheimen Link hat"),
        Ground.DUTY,
        lambda config: ngettext(
            "%(num)s Tag nach der Antwort; Nummer und Tage bleiben",
            "%(num)s Tage nach der Antwort; Nummer und Tage bleiben",
            config["BARRIER_KEEP_DAYS"],
        ),
        (
            Holding(
                "barrier_report",
                person="person_id",
                others=("answered_by",),
                texts=("number", "page", "text", "email", "answer"),
                secret=("token_digest",),
                fate=Fate.UNNAMED,
                cleared=("page", "text", "email", "answer"),
                stays=("number",),
            ),
            _act("accessibility_review", "entered_by", texts=("pages", "tools", "results")),
        ),
    ),
    Purpose(
        lazy("Anordnungen von Behörden und Beweise"),
        lazy("was eine Behörde verlangt hat, was wir getan haben, und gesicherte Texte, solange ein Verfahren läuft"),
        lazy("wenige dafür Beauftragte; Sie hören davon, sobald es das Gesetz erlaubt"),
        Ground.DUTY,
        lambda _config: lazy("bis das Verfahren endet; das Verzeichnis der Anordnungen auf Dauer"),
        (
            _act("authority_record", "registered_by", texts=_RECORD),
            Holding(
                "legal_hold",
                others=("person_id", "set_by", "lifted_by"),
                texts=("reason", "lift_reason"),
                fate=Fate.KEPT,
                apart=PROCEEDING,
            ),
            Holding(
                "evidence",
                others=("author_id", "taken_by"),
                texts=("author_handle", "address", "text", "audience", "files", "digest"),
                fate=Fate.KEPT,
                frozen=True,
                apart=PROCEEDING,
            ),
        ),
    ),
    Purpose(
        lazy("Protokoll der Vorgänge"),
        lazy("wer wann was getan hat, ohne Texte; daran lässt sich prüfen, dass nichts heimlich geändert wurde"),
        lazy("die technische Verwaltung"),
        Ground.TASK,
        lambda _config: RECORDS,
        (
            Holding(
                "event",
                person="actor_id",
                texts=("subject_kind", "stream", "data"),
                secret=("seal",),
                fate=Fate.KEPT,
                frozen=True,
            ),
        ),
    ),
)
