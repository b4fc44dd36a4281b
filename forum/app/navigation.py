"""What the header and the footer of every page lead to."""

from forum.core.i18n import lazy
from forum.web.navigation import Item

# The main navigation, in the order of the header; role items appear for those who hold one of the words.
NAVIGATION = [
    Item("ideas.index", lazy("Ideen"), under=("ideas", "idea_writing", "idea_beginning", "idea_steps", "districts")),
    Item("activities.index", lazy("Aktivitäten"), under=("activities",)),
    Item(
        "discussions.spaces",
        lazy("Räume"),
        under=(
            *("discussions", "spaces", "threads", "posts", "progress", "curation", "summaries"),
            *("surveys", "survey_answers"),
        ),
    ),
    Item(
        "committees.index",
        lazy("Gremien"),
        under=("committees", "committee", "committee_figures", "members", "calls", "procedure", "recommendations"),
    ),
    Item(
        "meetings.index",
        lazy("Sitzungen"),
        under=("meetings", "meeting_plans", "calendars", "session_papers", "minutes", "replay", "circulation"),
    ),
    Item("decisions.index", lazy("Beschlüsse"), under=("decisions",)),
    Item(
        "projects.index", lazy("Vorhaben"), under=("projects", "project_keeping", "project_steps", "project_measuring")
    ),
    Item("strategy.overview", lazy("Strategie"), under=("strategy", "goals", "idea_goals", "offices", "reports")),
]
ROLE_NAVIGATION = [
    Item("authorities.index", lazy("Behörden"), frozenset({"legal"}), under=("authorities",)),
    Item(
        "office.index",
        lazy("Stabsstelle"),
        frozenset({"staff", "unit"}),
        under=(
            *("office", "overview", "office_bulk", "files_of_ideas", "answers", "blocks", "units", "criteria"),
            *("survey_desk", "survey_texts", "accessibility", "archive"),
            *("idea_capturing", "idea_twins", "dossier_drafts"),
            # Board and Stabsstelle rate ideas alike; whoever is in both finds the page at the Board, whose item comes later.
            "assessments",
        ),
    ),
    Item(
        "board.index",
        lazy("Board"),
        frozenset({"board"}),
        under=("board", "assessments", "comparison"),
    ),
    Item(
        "moderation.queue",
        lazy("Moderation"),
        frozenset({"moderator", "space_moderator"}),
        under=("moderation", "queue", "handling", "complaints", "watching", "disputes", "misuses", "appointing"),
    ),
    Item(
        "administration.index",
        lazy("Verwaltung"),
        frozenset({"admin", "dpo"}),
        under=("administration", "granted_roles", "looks", "operation", "rights", "setup", "page_texts", "sign_videos"),
    ),
]
FOOTER = [
    Item("legal.help_page", lazy("So geht das")),
    Item("legal.rules", lazy("Regeln")),
    Item("terms.conditions", lazy("Nutzungsbedingungen")),
    Item("transparency.index", lazy("Moderation in Zahlen")),
    Item("legal.easy", lazy("Leichte Sprache")),
    Item("accessibility.statement_page", lazy("Barrierefreiheit")),
    Item("accessibility.report", lazy("Barriere melden")),
    Item("privacy.statement", lazy("Datenschutz")),
    Item("legal.contact", lazy("Kontakt")),
    Item("legal.imprint", lazy("Impressum")),
    Item("legal.licences", lazy("Lizenzen")),
]
