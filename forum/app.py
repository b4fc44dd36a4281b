"""The composition root: plain lists of everything that is plugged together. Nothing imports this module but the package.

Whoever adds a package adds its blueprint, permission table, subscribers, jobs and word source here, and nowhere else.
"""

import os
import secrets
import time
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

import config.default
from config.check import problems
from forum.accounts import commands as accounts_commands
from forum.accounts import models as accounts_models
from forum.accounts import policies as accounts_policies
from forum.accounts import views as accounts_views
from forum.api import discussions as api_discussions
from forum.api import document as api_document
from forum.api import files as api_files
from forum.api import ideas as api_ideas
from forum.api import meetings as api_meetings
from forum.api import search as api_search
from forum.cli import commands as cli_commands
from forum.committees import models as committees_models
from forum.committees import policies as committees_policies
from forum.committees import queries as committees_queries
from forum.committees import views as committees_views
from forum.core import counts, events, mail, rendered
from forum.core.db import db, migrate, transaction
from forum.core.i18n import lazy
from forum.core.permissions import collect
from forum.core.rendered import Rendered
from forum.core.tokens import random_key
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
from forum.notifications import commands as notifications_commands
from forum.notifications import policies as notifications_policies
from forum.notifications import queries as notifications_queries
from forum.notifications import subscribers as notifications_subscribers
from forum.notifications import views as notifications_views
from forum.pages import legal as legal_pages
from forum.pages import strategy as strategy_pages
from forum.pages import views as pages_views
from forum.search import queries as search_queries
from forum.search import subscribers as search_subscribers
from forum.search import views as search_views
from forum.web import addresses, assets, cache, errors, language, limits, navigation, realtime, security
from forum.web.navigation import Item
from forum.web.transaction import Forum, allow_files, close_files, forget_old_submissions

ROOT = Path(__file__).parent.parent

BLUEPRINTS = [
    pages_views.blueprint,
    accounts_views.blueprint,
    drafts_views.blueprint,
    files_views.blueprint,
    *discussions_views.blueprints,
    committees_views.blueprint,
    meetings_views.blueprint,
    *ideas_views.blueprints,
    *dossiers_views.blueprints,
    moderation_views.blueprint,
    notifications_views.blueprint,
    search_views.blueprint,
    strategy_pages.blueprint,
    legal_pages.blueprint,
    api_document.blueprint,
    api_discussions.blueprint,
    api_files.blueprint,
    api_ideas.blueprint,
    api_meetings.blueprint,
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
    ideas_policies.RULES,
    dossiers_policies.RULES,
    moderation_policies.RULES,
    notifications_policies.RULES,
]

# Selects of the words that a person holds beyond ``public`` and ``members``.
WORD_SOURCES = [
    accounts_models.granted_words,
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
    *discussions_drafts.PLACES,
]

# What files can be attached to.
FILE_PURPOSES = [
    discussions_files.POSTS,
    ideas_files.IDEAS,
]

# Where HTML is kept beside its source, what people read most first; frozen papers keep the HTML that was adopted.
RENDERED = [
    *discussions_rendered.TABLES,
    Rendered(ideas_models.Idea, pictures=partial(pictures_of, "idea")),
    Rendered(ideas_models.IdeaStep),
    Rendered(ideas_models.IdeaRevision, pictures=partial(pictures_of, "idea"), thing="idea_id"),
    Rendered(
        dossiers_models.Decision,
        (("text", "text_html"), ("reasons", "reasons_html"), ("conditions", "conditions_html")),
    ),
    Rendered(dossiers_models.Project, (("summary", "summary_html"),)),
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
    meetings_subscribers.DISSOLVED,
    *moderation_subscribers.SUBSCRIBERS,
    *notifications_subscribers.SUBSCRIBERS,
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


def _remind_of_deadlines() -> None:
    with transaction():
        ideas_commands.remind_of_deadlines()


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
        "discussions.spaces", lazy("Räume"), under=("discussions", "spaces", "threads", "posts", "progress", "curation")
    ),
    Item("committees.index", lazy("Gremien"), under=("committees",)),
    Item("meetings.index", lazy("Sitzungen"), under=("meetings",)),
    Item("decisions.index", lazy("Beschlüsse"), under=("decisions",)),
    Item("projects.index", lazy("Vorhaben"), under=("projects",)),
    Item("strategy.overview", lazy("Strategie")),
]
ROLE_NAVIGATION = [
    Item("office.index", lazy("Stabsstelle"), frozenset({"staff"}), under=("office",)),
    Item("board.index", lazy("Board"), frozenset({"board"}), under=("board",)),
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

log = structlog.get_logger()


class UnsafeSettings(RuntimeError):
    """Production must not start like this."""


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Return the application, with settings from defaults, environment and argument, in rising rank."""
    app = Forum("forum", root_path=str(ROOT), instance_path=_settings(settings)["INSTANCE"])
    app.config.update(_settings(settings))
    _check_settings(app)
    _configure(app)
    addresses.init_app(app)
    _init_extensions(app)
    app.extensions["permissions"] = collect(POLICIES)
    app.extensions["subscribers"] = SUBSCRIBERS
    app.extensions["jobs"] = JOBS
    app.extensions["word_sources"] = WORD_SOURCES
    app.extensions["audience_sources"] = AUDIENCE_SOURCES
    app.extensions["draft_places"] = {place.action: place for place in DRAFT_PLACES}
    app.extensions["file_purposes"] = {purpose.name: purpose for purpose in FILE_PURPOSES}
    app.extensions["counts"] = COUNTS
    app.extensions["rendered"] = RENDERED
    app.extensions["ties_of_committees"] = TIES_OF_COMMITTEES
    search_queries.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    api_document.init_app(app)
    app.cli.add_command(cli_commands.forum)
    realtime.init_app(app, CHANNELS)
    security.public(app.view_functions["static"])
    return app


def _settings(settings: Mapping[str, Any] | None) -> dict[str, Any]:
    values: dict[str, Any] = {name: value for name, value in vars(config.default).items() if name.isupper()}
    for name, default in values.items():
        given = os.environ.get(f"FORUM_{name}")
        if given is not None:
            values[name] = _parsed(given, default)
    return {**values, **(settings or {})}


def _parsed(given: str, default: Any) -> Any:
    if isinstance(default, bool):
        return given.strip().lower() in {"1", "true", "yes", "on", "ja"}
    return int(given) if isinstance(default, int) else given


def _check_settings(app: Flask) -> None:
    if app.config["MODE"] == "production" and (found := problems(app.config)):
        raise UnsafeSettings("Refusing to start in production:\n" + "\n".join(f"  - {sentence}" for sentence in found))


def _configure(app: Flask) -> None:
    instance = Path(app.config["INSTANCE"])
    instance.mkdir(parents=True, exist_ok=True)
    values = app.config
    values["SECRET_KEY"] = values["SECRET_KEY"] or _own_secret_key(instance)
    values["SQLALCHEMY_DATABASE_URI"] = values["DATABASE_URL"] or f"sqlite:///{instance / 'forum.db'}"
    values["SESSION_COOKIE_NAME"] = "__Host-forum" if values["HTTPS"] else "forum"
    values["SESSION_COOKIE_SECURE"] = values["REMEMBER_COOKIE_SECURE"] = values["HTTPS"]
    values["SESSION_COOKIE_HTTPONLY"] = True
    values["SESSION_COOKIE_SAMESITE"] = values["REMEMBER_COOKIE_SAMESITE"] = "Lax"
    values["PERMANENT_SESSION_LIFETIME"] = accounts_models.SIGN_IN_LIVES
    values["MAX_CONTENT_LENGTH"] = 12 * 1024 * 1024
    values["MAX_FORM_MEMORY_SIZE"] = 512 * 1024
    values["WTF_CSRF_CHECK_DEFAULT"] = False  # security.check_request asks for the token of everybody signed in.
    values["WTF_CSRF_TIME_LIMIT"] = None  # A token lives as long as its session, so that no long text is refused.
    values.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(values["SQLALCHEMY_DATABASE_URI"]))
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "5000")
    values["BASE_URL"] = values["BASE_URL"] or f"http://{host}:{port}"
    # The worker writes links without a request; requests keep the host they were sent to.
    values["PREFERRED_URL_SCHEME"], _, values["SERVER_NAME"] = values["BASE_URL"].rstrip("/").partition("://")
    if values["TRUSTED_PROXIES"]:
        hops = values["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"pool_size": 20, "max_overflow": 400}
    return {"pool_size": 20, "max_overflow": 20, "pool_pre_ping": True}


def _own_secret_key(instance: Path) -> str:
    """Return the random key of this instance; it is made once and readable by its owner only."""
    path = instance / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


def _init_extensions(app: Flask) -> None:
    structlog.configure(processors=_log_processors(), cache_logger_on_first_use=False)
    app.before_request(_begin_request)
    app.teardown_request(close_files)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    accounts_views.login_manager.init_app(app)
    security.csrf.init_app(app)
    language.init_app(app)
    cache.init_app(app)
    limits.init_app(app)
    app.before_request(accounts_views.identify_by_token)
    app.before_request(allow_files)
    app.before_request(security.check_request)
    app.after_request(security.add_headers)
    app.after_request(_end_request)
    app.add_template_global(security.csrf_field)
    assets.init_app(app)
    errors.init_app(app)
    navigation.init_app(app, main=NAVIGATION, roles=ROLE_NAVIGATION, footer=FOOTER, unread=notifications_queries.unread)


def _log_processors() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ]


def _begin_request() -> None:
    g.request_id = random_key()
    g.began = time.perf_counter()


def _end_request(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint != "static":
        log.info(
            "request",
            id=g.get("request_id"),
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        )
    return response
