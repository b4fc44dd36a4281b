"""What is plugged together: plain lists, one for each kind of part."""

from datetime import timedelta
from functools import partial

from forum.accounts import commands as accounts_commands
from forum.accounts import models as accounts_models
from forum.accounts import policies as accounts_policies
from forum.accounts import views as accounts_views
from forum.api import decisions as api_decisions
from forum.api import discussions as api_discussions
from forum.api import document as api_document
from forum.api import files as api_files
from forum.api import ideas as api_ideas
from forum.api import meetings as api_meetings
from forum.api import projects as api_projects
from forum.api import search as api_search
from forum.assessments import drafts as assessments_drafts
from forum.assessments import policies as assessments_policies
from forum.assessments import views as assessments_views
from forum.committees import models as committees_models
from forum.committees import policies as committees_policies
from forum.committees import queries as committees_queries
from forum.committees import views as committees_views
from forum.core import counts, events, mail, rendered
from forum.core.db import transaction
from forum.core.i18n import lazy
from forum.core.rendered import Rendered
from forum.core.worker import Job
from forum.discussions import commands as discussions_commands
from forum.discussions import counts as discussions_counts
from forum.discussions import drafts as discussions_drafts
from forum.discussions import files as discussions_files
from forum.discussions import models as discussions_models
from forum.discussions import policies as discussions_policies
from forum.discussions import rendered as discussions_rendered
from forum.discussions import subscribers as discussions_subscribers
from forum.discussions import views as discussions_views
from forum.dossiers import models as dossiers_models
from forum.dossiers import policies as dossiers_policies
from forum.dossiers import printing as dossiers_printing
from forum.dossiers import queries as dossiers_queries
from forum.dossiers import views as dossiers_views
from forum.drafts import commands as drafts_commands
from forum.drafts import policies as drafts_policies
from forum.drafts import views as drafts_views
from forum.files import commands as files_commands
from forum.files import policies as files_policies
from forum.files import views as files_views
from forum.files.queries import pictures_of
from forum.ideas import commands as ideas_commands
from forum.ideas import counts as ideas_counts
from forum.ideas import files as ideas_files
from forum.ideas import models as ideas_models
from forum.ideas import policies as ideas_policies
from forum.ideas import subscribers as ideas_subscribers
from forum.ideas import views as ideas_views
from forum.meetings import models as meetings_models
from forum.meetings import policies as meetings_policies
from forum.meetings import queries as meetings_queries
from forum.meetings import sockets as meetings_sockets
from forum.meetings import subscribers as meetings_subscribers
from forum.meetings import views as meetings_views
from forum.moderation import counts as moderation_counts
from forum.moderation import policies as moderation_policies
from forum.moderation import subscribers as moderation_subscribers
from forum.moderation import views as moderation_views
from forum.notifications import authors as notifications_authors
from forum.notifications import commands as notifications_commands
from forum.notifications import districts as notifications_districts
from forum.notifications import policies as notifications_policies
from forum.notifications import subscribers as notifications_subscribers
from forum.notifications import views as notifications_views
from forum.office import commands as office_commands
from forum.office import models as office_models
from forum.office import policies as office_policies
from forum.office import views as office_views
from forum.office.queries import readers_of_notes
from forum.pages import legal as legal_pages
from forum.pages import office as office_pages
from forum.pages import strategy as strategy_pages
from forum.pages import views as pages_views
from forum.projects import commands as projects_commands
from forum.projects import models as projects_models
from forum.projects import policies as projects_policies
from forum.projects import views as projects_views
from forum.reports import policies as reports_policies
from forum.reports import queries as reports_queries
from forum.reports import views as reports_views
from forum.search import subscribers as search_subscribers
from forum.search import views as search_views
from forum.strategy import policies as strategy_policies
from forum.strategy import views as strategy_views
from forum.web.navigation import Item
from forum.web.transaction import forget_old_submissions

BLUEPRINTS = [
    pages_views.blueprint,
    accounts_views.blueprint,
    drafts_views.blueprint,
    files_views.blueprint,
    *discussions_views.blueprints,
    committees_views.blueprint,
    meetings_views.blueprint,
    *ideas_views.blueprints,
    *office_views.blueprints,
    *assessments_views.blueprints,
    *dossiers_views.blueprints,
    *projects_views.blueprints,
    moderation_views.blueprint,
    notifications_views.blueprint,
    search_views.blueprint,
    strategy_pages.blueprint,
    office_pages.blueprint,
    *strategy_views.blueprints,
    reports_views.blueprint,
    legal_pages.blueprint,
    api_document.blueprint,
    api_decisions.blueprint,
    api_discussions.blueprint,
    api_files.blueprint,
    api_ideas.blueprint,
    api_meetings.blueprint,
    api_projects.blueprint,
    api_search.blueprint,
]
# Each package's part of the permission table.
POLICIES = [
    accounts_policies.RULES,
    drafts_policies.RULES,
    files_policies.RULES,
    discussions_policies.RULES,
    committees_policies.RULES,
    meetings_policies.RULES,
    strategy_policies.RULES,
    ideas_policies.RULES,
    office_policies.RULES,
    assessments_policies.RULES,
    dossiers_policies.RULES,
    projects_policies.RULES,
    reports_policies.RULES,
    moderation_policies.RULES,
    notifications_policies.RULES,
]
# Selects of the words that a person holds beyond ``public`` and ``members``.
WORD_SOURCES = [
    accounts_models.granted_words,
    accounts_models.unit_words,
    discussions_models.space_words,
    committees_models.member_words,
    committees_models.role_words,
    committees_models.board_words,
]
# Groups for which a space can be.
AUDIENCE_SOURCES = [
    committees_queries.audiences,
]
# What drafts can be for.
DRAFT_PLACES = [
    *assessments_drafts.PLACES,
    *discussions_drafts.PLACES,
]
# What files can be attached to.
FILE_PURPOSES = [
    discussions_files.POSTS,
    ideas_files.IDEAS,
    ideas_files.PAPER,
]
# Where HTML is kept beside its source, what people read most first; frozen papers keep the HTML that was adopted.
RENDERED = [
    *discussions_rendered.TABLES,
    Rendered(ideas_models.Idea, pictures=partial(pictures_of, "idea")),
    Rendered(ideas_models.IdeaStep),
    Rendered(ideas_models.Addendum),
    Rendered(office_models.FileNote, people=readers_of_notes),
    Rendered(office_models.AnswerDraft),
    Rendered(office_models.TextBlock, (("text", "text_html"),)),
    Rendered(ideas_models.IdeaRevision, pictures=partial(pictures_of, "idea"), thing="idea_id"),
    Rendered(
        dossiers_models.Decision,
        (("text", "text_html"), ("reasons", "reasons_html"), ("conditions", "conditions_html")),
    ),
    Rendered(projects_models.Project, (("summary", "summary_html"),)),
    Rendered(committees_models.Committee, (("mandate", "mandate_html"),)),
    Rendered(meetings_models.AgendaItem, (("text", "text_html"),)),
    Rendered(meetings_models.Contribution),
    Rendered(meetings_models.Motion, (("source", "html"), ("reasons", "reasons_html"))),
]
# Figures that are kept beside the rows they count.
COUNTS = [
    *discussions_counts.COUNTS,
    *ideas_counts.COUNTS,
    *moderation_counts.COUNTS,
]
# What was frozen and must never change, by its name: each returns what does not fit its digest any more (E-38).
PROOFS = {
    "decision": dossiers_queries.changed_decisions,
    "dossier": dossiers_queries.changed_dossiers,
    "report": reports_queries.changed_reports,
}
# What keeps a committee from being dissolved for now: each returns a sentence, or nothing.
TIES_OF_COMMITTEES = [
    meetings_queries.running_session,
]
# What sockets can listen to.
CHANNELS = [
    meetings_sockets.CHANNEL,
]
SUBSCRIBERS = [
    mail.SUBSCRIBER,
    discussions_subscribers.NAMES,
    ideas_subscribers.ACTIVITY,
    dossiers_printing.PRINTER,
    meetings_subscribers.DISSOLVED,
    *moderation_subscribers.SUBSCRIBERS,
    *notifications_subscribers.SUBSCRIBERS,
    *notifications_districts.SUBSCRIBERS,
    *notifications_authors.SUBSCRIBERS,
    search_subscribers.SUBSCRIBER,
]


def _seal_events() -> None:
    with transaction():
        events.seal()


def _open_and_close_threads() -> None:
    with transaction():
        discussions_commands.take_scheduled_steps()


def _close_missed_deadlines() -> None:
    with transaction():
        ideas_commands.close_missed_deadlines()


def _publish_due_answers() -> None:
    with transaction():
        office_commands.publish_due_answers()


def _remind_of_deadlines() -> None:
    with transaction():
        ideas_commands.remind_of_deadlines()


def _remind_of_news() -> None:
    with transaction():
        projects_commands.remind_of_news()


def _tell_of_late_milestones() -> None:
    with transaction():
        projects_commands.tell_of_late_milestones()


JOBS = [
    Job("counts.repair", timedelta(hours=24), counts.repair),
    Job("discussions.schedule", timedelta(minutes=1), _open_and_close_threads),
    Job("discussions.sweep", timedelta(seconds=10), discussions_commands.go_on_sweeping),
    Job("discussions.forget", timedelta(hours=12), discussions_commands.forget_old_marks),
    Job("drafts.forget", timedelta(hours=12), drafts_commands.forget_old_drafts),
    Job("events.seal", timedelta(minutes=5), _seal_events),
    Job("files.forget", timedelta(hours=1), files_commands.forget_unused_files),
    Job("ideas.deadlines", timedelta(minutes=30), _close_missed_deadlines),
    Job("ideas.reminders", timedelta(minutes=30), _remind_of_deadlines),
    Job("projects.reminders", timedelta(minutes=30), _remind_of_news),
    Job("projects.milestones", timedelta(minutes=30), _tell_of_late_milestones),
    Job("ideas.twins", timedelta(seconds=30), ideas_commands.find_twins),
    Job("office.answers", timedelta(minutes=1), _publish_due_answers),
    Job("notifications.mails", timedelta(minutes=1), notifications_commands.begin_mailing),
    Job("mail.forget", timedelta(hours=12), mail.forget_old_mails),
    Job("accounts.sign_ins", timedelta(hours=12), accounts_commands.forget_old_sign_ins),
    Job("search.heal", timedelta(minutes=1), search_subscribers.heal),
    Job("search.rebuild", timedelta(hours=24), search_subscribers.rebuild),
    Job("texts.renew", timedelta(seconds=10), rendered.renew),
    Job("submissions.forget", timedelta(hours=12), forget_old_submissions),
]
# The main navigation, in the order of the header; role items appear for those who hold one of the words.
NAVIGATION = [
    Item("ideas.index", lazy("Ideen"), under=("ideas", "idea_writing", "idea_steps")),
    Item(
        "discussions.spaces",
        lazy("Räume"),
        under=("discussions", "spaces", "threads", "posts", "progress", "curation", "summaries"),
    ),
    Item("committees.index", lazy("Gremien"), under=("committees",)),
    Item("meetings.index", lazy("Sitzungen"), under=("meetings",)),
    Item("decisions.index", lazy("Beschlüsse"), under=("decisions",)),
    Item(
        "projects.index", lazy("Vorhaben"), under=("projects", "project_keeping", "project_steps", "project_measuring")
    ),
    Item("strategy.overview", lazy("Strategie"), under=("strategy", "goals", "idea_goals", "offices", "reports")),
]
ROLE_NAVIGATION = [
    Item(
        "office.index",
        lazy("Stabsstelle"),
        frozenset({"staff", "unit"}),
        under=("office", "overview", "office_bulk", "files_of_ideas", "answers", "blocks", "units", "criteria"),
    ),
    Item(
        "board.index",
        lazy("Board"),
        frozenset({"board"}),
        under=(
            "board",
            "assessments",
        ),
    ),
    Item("moderation.queue", lazy("Moderation"), frozenset({"moderator"}), under=("moderation",)),
]
FOOTER = [
    Item("legal.help_page", lazy("So geht das")),
    Item("legal.rules", lazy("Regeln")),
    Item("legal.accessibility", lazy("Barrierefreiheit")),
    Item("legal.privacy", lazy("Datenschutz")),
    Item("legal.imprint", lazy("Impressum")),
    Item("legal.licences", lazy("Lizenzen")),
]
