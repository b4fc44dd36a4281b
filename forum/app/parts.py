"""What is plugged together: plain lists, one for each kind of part; jobs and navigation stand beside."""

from functools import partial

from forum.accessibility import policies as accessibility_policies
from forum.accessibility import subscribers as accessibility_subscribers
from forum.accessibility import views as accessibility_views
from forum.accounts import models as accounts_models
from forum.accounts import policies as accounts_policies
from forum.accounts import subscribers as accounts_subscribers
from forum.accounts import views as accounts_views
from forum.activities import commands as activities_commands
from forum.activities import drafts as activities_drafts
from forum.activities import policies as activities_policies
from forum.activities import views as activities_views
from forum.administration import policies as administration_policies
from forum.administration import views as administration_views
from forum.api import activities as api_activities
from forum.api import decisions as api_decisions
from forum.api import discussions as api_discussions
from forum.api import document as api_document
from forum.api import files as api_files
from forum.api import ideas as api_ideas
from forum.api import meetings as api_meetings
from forum.api import projects as api_projects
from forum.api import search as api_search
from forum.api import surveys as api_surveys
from forum.archive import policies as archive_policies
from forum.archive import views as archive_views
from forum.assessments import drafts as assessments_drafts
from forum.assessments import policies as assessments_policies
from forum.assessments import views as assessments_views
from forum.authorities import files as authorities_files
from forum.authorities import policies as authorities_policies
from forum.authorities import queries as authorities_queries
from forum.authorities import subscribers as authorities_subscribers
from forum.authorities import views as authorities_views
from forum.committees import models as committees_models
from forum.committees import policies as committees_policies
from forum.committees import queries as committees_queries
from forum.committees import views as committees_views
from forum.core import mail
from forum.core.rendered import Rendered
from forum.discussions import commands as discussions_commands
from forum.discussions import counts as discussions_counts
from forum.discussions import drafts as discussions_drafts
from forum.discussions import files as discussions_files
from forum.discussions import models as discussions_models
from forum.discussions import policies as discussions_policies
from forum.discussions import rendered as discussions_rendered
from forum.discussions import subscribers as discussions_subscribers
from forum.discussions import views as discussions_views
from forum.dossiers import drafting as dossiers_drafting
from forum.dossiers import hiding as dossiers_hiding
from forum.dossiers import models as dossiers_models
from forum.dossiers import policies as dossiers_policies
from forum.dossiers import printing as dossiers_printing
from forum.dossiers import queries as dossiers_queries
from forum.dossiers import releasing as dossiers_releasing
from forum.dossiers import views as dossiers_views
from forum.drafts import policies as drafts_policies
from forum.drafts import views as drafts_views
from forum.files import policies as files_policies
from forum.files import views as files_views
from forum.files.queries import pictures_of
from forum.ideas import commands as ideas_commands
from forum.ideas import counts as ideas_counts
from forum.ideas import drafts as ideas_drafts
from forum.ideas import files as ideas_files
from forum.ideas import models as ideas_models
from forum.ideas import policies as ideas_policies
from forum.ideas import subscribers as ideas_subscribers
from forum.ideas import views as ideas_views
from forum.meetings import files as meetings_files
from forum.meetings import hiding as meetings_hiding
from forum.meetings import models as meetings_models
from forum.meetings import policies as meetings_policies
from forum.meetings import queries as meetings_queries
from forum.meetings import sealing as meetings_sealing
from forum.meetings import sockets as meetings_sockets
from forum.meetings import subscribers as meetings_subscribers
from forum.meetings import views as meetings_views
from forum.moderation import counts as moderation_counts
from forum.moderation import evidence as moderation_evidence
from forum.moderation import house_rules
from forum.moderation import policies as moderation_policies
from forum.moderation import rules as moderation_rules
from forum.moderation import subscribers as moderation_subscribers
from forum.moderation import views as moderation_views
from forum.moderation.commands import publishing as moderation_publishing
from forum.moderation.commands import sessions as moderation_sessions
from forum.moderation.commands import waiting as moderation_waiting
from forum.notifications import authors as notifications_authors
from forum.notifications import districts as notifications_districts
from forum.notifications import names as notifications_names
from forum.notifications import of_invitations as notifications_of_invitations
from forum.notifications import policies as notifications_policies
from forum.notifications import subscribers as notifications_subscribers
from forum.notifications import titles as notifications_titles
from forum.notifications import unsent as notifications_unsent
from forum.notifications import views as notifications_views
from forum.office import models as office_models
from forum.office import policies as office_policies
from forum.office import views as office_views
from forum.office.queries import readers_of_notes
from forum.pages import committee_figures as committee_figure_pages
from forum.pages import committees as committee_pages
from forum.pages import districts as district_pages
from forum.pages import handbook as handbook_pages
from forum.pages import legal as legal_pages
from forum.pages import office as office_pages
from forum.pages import offline as offline_pages
from forum.pages import sharing as sharing_pages
from forum.pages import strategy as strategy_pages
from forum.pages import tour as tour_pages
from forum.pages import views as pages_views
from forum.privacy import commands as privacy_commands
from forum.privacy import policies as privacy_policies
from forum.privacy import views as privacy_views
from forum.projects import describing as projects_describing
from forum.projects import hiding as projects_hiding
from forum.projects import models as projects_models
from forum.projects import policies as projects_policies
from forum.projects import queries as projects_queries
from forum.projects import releasing as projects_releasing
from forum.projects import views as projects_views
from forum.recommendations import models as recommendations_models
from forum.recommendations import policies as recommendations_policies
from forum.recommendations import subscribers as recommendations_subscribers
from forum.recommendations import views as recommendations_views
from forum.reports import policies as reports_policies
from forum.reports import queries as reports_queries
from forum.reports import views as reports_views
from forum.screening import files as screening_files
from forum.screening import policies as screening_policies
from forum.screening import subscribers as screening_subscribers
from forum.screening import views as screening_views
from forum.search import filetexts as search_filetexts
from forum.search import policies as search_policies
from forum.search import saving as search_saving
from forum.search import subscribers as search_subscribers
from forum.search import views as search_views
from forum.strategy import policies as strategy_policies
from forum.strategy import views as strategy_views
from forum.surveys import models as surveys_models
from forum.surveys import policies as surveys_policies
from forum.surveys import queries as surveys_queries
from forum.surveys import views as surveys_views
from forum.terms import documents as terms_documents
from forum.terms import models as terms_models
from forum.terms import policies as terms_policies
from forum.terms import subscribers as terms_subscribers
from forum.terms import videos as terms_videos
from forum.terms import views as terms_views

BLUEPRINTS = [
    pages_views.blueprint,
    *accounts_views.blueprints,
    drafts_views.blueprint,
    files_views.blueprint,
    screening_views.blueprint,
    *discussions_views.blueprints,
    *committees_views.blueprints,
    committee_pages.blueprint,
    committee_figure_pages.blueprint,
    *meetings_views.blueprints,
    *ideas_views.blueprints,
    *office_views.blueprints,
    *assessments_views.blueprints,
    *dossiers_views.blueprints,
    *projects_views.blueprints,
    activities_views.blueprint,
    *surveys_views.blueprints,
    recommendations_views.blueprint,
    *moderation_views.blueprints,
    terms_views.blueprint,
    accessibility_views.blueprint,
    authorities_views.blueprint,
    notifications_views.blueprint,
    search_views.blueprint,
    search_saving.blueprint,
    strategy_pages.blueprint,
    district_pages.blueprint,
    offline_pages.blueprint,
    tour_pages.blueprint,
    office_pages.blueprint,
    *strategy_views.blueprints,
    reports_views.blueprint,
    archive_views.blueprint,
    *administration_views.blueprints,
    legal_pages.blueprint,
    handbook_pages.blueprint,
    sharing_pages.blueprint,
    privacy_views.blueprint,
    api_document.blueprint,
    api_activities.blueprint,
    api_decisions.blueprint,
    api_discussions.blueprint,
    api_files.blueprint,
    api_ideas.blueprint,
    api_meetings.blueprint,
    api_projects.blueprint,
    api_search.blueprint,
    api_surveys.blueprint,
]
# Each package's part of the permission table.
POLICIES = [
    accounts_policies.RULES,
    drafts_policies.RULES,
    files_policies.RULES,
    screening_policies.RULES,
    discussions_policies.RULES,
    committees_policies.RULES,
    meetings_policies.RULES,
    strategy_policies.RULES,
    ideas_policies.RULES,
    office_policies.RULES,
    assessments_policies.RULES,
    dossiers_policies.RULES,
    projects_policies.RULES,
    activities_policies.RULES,
    surveys_policies.RULES,
    recommendations_policies.RULES,
    reports_policies.RULES,
    archive_policies.RULES,
    moderation_policies.RULES,
    terms_policies.RULES,
    accessibility_policies.RULES,
    authorities_policies.RULES,
    notifications_policies.RULES,
    search_policies.RULES,
    privacy_policies.RULES,
    administration_policies.RULES,
]
# Selects of the words that a person holds beyond ``public`` and ``members``.
WORD_SOURCES = [
    accounts_models.granted_words,
    accounts_models.unit_words,
    accounts_models.space_moderator_words,
    accounts_models.restriction_words,
    accounts_models.factor_words,
    accounts_models.assurance_words,
    accounts_models.resident_words,
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
    *activities_drafts.PLACES,
    *assessments_drafts.PLACES,
    *discussions_drafts.PLACES,
    *dossiers_drafting.PLACES,
    *ideas_drafts.PLACES,
]
# What files can be attached to.
FILE_PURPOSES = [
    discussions_files.POSTS,
    ideas_files.IDEAS,
    ideas_files.FORMER,
    ideas_files.PAPER,
    meetings_files.PAPERS,
    screening_files.HELD,
    terms_videos.VIDEO,
    authorities_files.EVIDENCE,
    *authorities_files.WITHHELD,
    *moderation_evidence.TAKEN_OFF,
]
# Who needs files that are taken off their thing; each says which.
FILE_KEEPERS = [
    moderation_evidence.needed_among,
]
# How what waited for the moderation becomes public.
HELD_PLACES = [
    *activities_commands.HELD_PLACES,
    *discussions_commands.HELD_PLACES,
    *ideas_commands.HELD_PLACES,
]
# What holds for everybody, in versions.
DOCUMENTS = [
    house_rules.HOUSE_RULES,
    terms_documents.TERMS,
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
    Rendered(ideas_models.IdeaRevision, pictures=ideas_files.pictures_of_versions, thing="idea_id"),
    Rendered(
        dossiers_models.Decision,
        (("text", "text_html"), ("reasons", "reasons_html"), ("conditions", "conditions_html")),
    ),
    Rendered(projects_models.Project, (("summary", "summary_html"),)),
    Rendered(surveys_models.Survey, (("text", "text_html"),)),
    Rendered(terms_models.PageText, (("text", "text_html"), ("english", "english_html"))),
    Rendered(terms_models.SignVideo, (("text", "text_html"),)),
    Rendered(committees_models.Committee, (("mandate", "mandate_html"),)),
    Rendered(committees_models.Call),
    Rendered(recommendations_models.FollowUp, thing="resolution_id"),
    Rendered(recommendations_models.MinorityVote),
    Rendered(meetings_models.AgendaItem, (("text", "text_html"),)),
    Rendered(meetings_models.Contribution),
    Rendered(meetings_models.Paragraph),
    Rendered(
        meetings_models.Circulation,
        (("source", "html"), ("reasons", "reasons_html"), ("papers", "papers_html")),
    ),
    Rendered(meetings_models.Motion, (("source", "html"), ("reasons", "reasons_html"), ("against", "against_html"))),
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
    "evidence": authorities_queries.changed_evidence,
    "report": reports_queries.changed_reports,
    "yearly_report": moderation_publishing.changed_reports,
    "session": meetings_sealing.changed_sessions,
    "survey": surveys_queries.changed_surveys,
}
# How the yearly report of the moderation learns of the orders of authorities (S-18).
ORDERS_IN_FIGURES = authorities_queries.orders_in_figures
# What keeps a committee from being dissolved for now: each returns a sentence, or nothing.
TIES_OF_COMMITTEES = [
    meetings_queries.running_session,
    meetings_queries.open_circulation,
]
# What keeps an idea from a step by hand for now: each returns a sentence, or nothing.
STEP_HINDRANCES = [
    projects_queries.open_project,
]
# What the rules are called that an idea may break, for the step that says so.
HOUSE_RULES = {rule.key: rule.label for rule in moderation_rules.RULES.values()}
# What bears the title of an idea, and shows it as the moderation lets it be shown.
BORROWED_TITLES = [
    dossiers_hiding.follow_titles,
    projects_hiding.follow_titles,
    meetings_hiding.follow_titles,
    notifications_titles.follow_titles,
    notifications_unsent.follow_titles,
]
# What follows when the desk of a session removes what somebody wrote there (S-02).
REMOVED_IN_SESSION = moderation_sessions.state_reasons
# What follows when something waited for the desk until the session was over: the moderation looks at it.
LEFT_WAITING = moderation_waiting.open_case_by_rule
# What sockets can listen to.
CHANNELS = [
    meetings_sockets.CHANNEL,
]
SUBSCRIBERS = [
    mail.SUBSCRIBER,
    accounts_subscribers.LETTERS,
    discussions_subscribers.NAMES,
    ideas_subscribers.ACTIVITY,
    dossiers_printing.PRINTER,
    dossiers_releasing.RELEASED,
    projects_releasing.RELEASED,
    projects_describing.DESCRIBED,
    meetings_subscribers.DISSOLVED,
    meetings_subscribers.LEFT,
    meetings_subscribers.SUSPENDED,
    *recommendations_subscribers.SUBSCRIBERS,
    *screening_subscribers.SUBSCRIBERS,
    *moderation_subscribers.SUBSCRIBERS,
    *terms_subscribers.SUBSCRIBERS,
    *accessibility_subscribers.SUBSCRIBERS,
    *authorities_subscribers.SUBSCRIBERS,
    *notifications_subscribers.SUBSCRIBERS,
    *notifications_districts.SUBSCRIBERS,
    *notifications_authors.SUBSCRIBERS,
    *notifications_of_invitations.SUBSCRIBERS,
    *notifications_names.SUBSCRIBERS,
    *notifications_titles.SUBSCRIBERS,
    *notifications_unsent.SUBSCRIBERS,
    search_subscribers.SUBSCRIBER,
    search_subscribers.MATCHED,
    search_filetexts.READER,
    privacy_commands.PACKER,
]
