"""Making the application out of settings and parts."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, request, session
from werkzeug.middleware.proxy_fix import ProxyFix

import config.default
from config.check import impossible, problems
from forum.accounts import models as accounts_models
from forum.accounts import views as accounts_views
from forum.accounts import visits
from forum.accounts.assurance import assurance_problems, demanding
from forum.accounts.providers import provider_problems
from forum.api import document as api_document
from forum.app import folder
from forum.app.jobs import JOBS
from forum.app.navigation import FOOTER, NAVIGATION, ROLE_NAVIGATION
from forum.app.parts import (
    AUDIENCE_SOURCES,
    BLUEPRINTS,
    BORROWED_TITLES,
    CHANNELS,
    COUNTS,
    DOCUMENTS,
    DRAFT_PLACES,
    FILE_KEEPERS,
    FILE_PURPOSES,
    HELD_PLACES,
    HOUSE_RULES,
    LEFT_WAITING,
    ORDERS_IN_FIGURES,
    POLICIES,
    PROOFS,
    REMOVED_IN_SESSION,
    RENDERED,
    STEP_HINDRANCES,
    SUBSCRIBERS,
    TIES_OF_COMMITTEES,
    WORD_SOURCES,
)
from forum.cli import commands as cli_commands
from forum.core.db import db, migrate
from forum.core.faults import without_words
from forum.core.permissions import Rule, collect
from forum.core.signing import Sessions
from forum.core.tokens import random_key
from forum.ideas.rules import clock_problems
from forum.notifications import queries as notifications_queries
from forum.search import counting as search_counting
from forum.search import queries as search_queries
from forum.web import (
    addresses,
    assets,
    cache,
    compression,
    errors,
    hosts,
    language,
    limits,
    navigation,
    realtime,
    security,
)
from forum.web.transaction import Forum, allow_files, close_files

ROOT = Path(__file__).parent.parent.parent
log = structlog.get_logger()


class UnsafeSettings(RuntimeError):
    """Production must not start like this."""


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Return the application, with settings from defaults, environment and argument, in rising rank."""
    app = Forum("forum", root_path=str(ROOT), instance_path=_settings(settings)["INSTANCE"])
    app.config.update(_settings(settings))
    permissions = collect(POLICIES)
    _check_settings(app, permissions)
    _configure(app)
    addresses.init_app(app)
    _init_extensions(app)
    app.extensions["permissions"] = demanding(permissions, app.config["ASSURANCE"])
    app.extensions["subscribers"] = SUBSCRIBERS
    app.extensions["jobs"] = JOBS
    app.extensions["word_sources"] = WORD_SOURCES
    app.extensions["audience_sources"] = AUDIENCE_SOURCES
    app.extensions["draft_places"] = {place.action: place for place in DRAFT_PLACES}
    app.extensions["file_purposes"] = {purpose.name: purpose for purpose in FILE_PURPOSES}
    app.extensions["file_keepers"] = FILE_KEEPERS
    app.extensions["held_places"] = {place.name: place for place in HELD_PLACES}
    app.extensions["documents"] = {document.name: document for document in DOCUMENTS}
    app.extensions["counts"] = COUNTS
    app.extensions["rendered"] = RENDERED
    app.extensions["proofs"] = PROOFS
    app.extensions["orders_in_figures"] = ORDERS_IN_FIGURES
    app.extensions["step_hindrances"] = STEP_HINDRANCES
    app.extensions["house_rules"] = HOUSE_RULES
    app.extensions["borrowed_titles"] = BORROWED_TITLES
    app.extensions["removed_in_session"] = REMOVED_IN_SESSION
    app.extensions["left_waiting"] = LEFT_WAITING
    app.extensions["ties_of_committees"] = TIES_OF_COMMITTEES
    search_queries.init_app(app)
    search_counting.init_app(app)
    visits.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    api_document.init_app(app)
    app.cli.add_command(cli_commands.forum)
    realtime.init_app(app, CHANNELS)
    hosts.init_app(app)
    security.public(app.view_functions["static"])
    return app


def _settings(settings: Mapping[str, Any] | None) -> dict[str, Any]:
    values: dict[str, Any] = {name: value for name, value in vars(config.default).items() if name.isupper()}
    for name, default in values.items():
        given = os.environ.get(f"FORUM_{name}")
        if given is not None:
            values[name] = _parsed(name, given, default)
    return {**values, **(settings or {})}


# How yes and no may be written; a mistyped word is neither.
_YES_NO = dict.fromkeys(("1", "true", "yes", "on", "ja"), True) | dict.fromkeys(
    ("0", "false", "no", "off", "nein", ""), False
)


def _parsed(name: str, given: str, default: Any) -> Any:
    """Return what a variable of the environment says. Raises UnsafeSettings where nobody can tell."""
    if isinstance(default, list):
        return given.replace(",", " ").split()
    if not isinstance(default, int):
        return given
    try:
        return _YES_NO[given.strip().lower()] if isinstance(default, bool) else int(given)
    except (KeyError, ValueError) as error:
        kind = "yes or no" if isinstance(default, bool) else "a number"
        raise UnsafeSettings(f"Refusing to start: FORUM_{name} must be {kind}.") from error


def _check_settings(app: Flask, permissions: Mapping[str, Rule]) -> None:
    production = app.config["MODE"] == "production"
    found = impossible(app.config) + clock_problems(app.config["CLOCK_DAYS"])
    found += assurance_problems(permissions, app.config["ASSURANCE"])
    found += provider_problems(app.config["OIDC_FILE"], production=production)
    if found:
        raise UnsafeSettings("Refusing to start:\n" + "\n".join(f"  - {sentence}" for sentence in found))
    if production and (found := problems(app.config)):
        raise UnsafeSettings("Refusing to start in production:\n" + "\n".join(f"  - {sentence}" for sentence in found))


def _configure(app: Flask) -> None:
    instance = Path(app.config["INSTANCE"])
    folder.prepare(instance)
    values = app.config
    values["SECRET_KEY"] = values["SECRET_KEY"] or folder.own_secret_key(instance)
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
    values.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(values))
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "5000")
    values["BASE_URL"] = values["BASE_URL"] or f"http://{host}:{port}"
    # The worker writes links without a request; requests keep the host they were sent to.
    values["PREFERRED_URL_SCHEME"], _, values["SERVER_NAME"] = values["BASE_URL"].rstrip("/").partition("://")
    if values["TRUSTED_PROXIES"]:
        hops = values["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _engine_options(config: Mapping[str, Any]) -> dict[str, Any]:
    # Errors of the database name the statement, never its values: a ballot could be among them (L-74).
    if str(config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite"):
        return {"pool_size": 20, "max_overflow": 400, "hide_parameters": True}
    # Whoever finds no free connection waits here; a server that has too many refuses, and the step would be lost.
    most = config["DATABASE_CONNECTIONS"]
    return {"pool_size": most, "max_overflow": 0, "pool_pre_ping": True, "hide_parameters": True}


def _init_extensions(app: Flask) -> None:
    structlog.configure(processors=_log_processors(), cache_logger_on_first_use=False)
    compression.init_app(app)
    app.before_request(_begin_request)
    app.teardown_request(close_files)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    accounts_views.login_manager.init_app(app)
    app.session_interface = Sessions()
    security.csrf.init_app(app)
    language.init_app(app)
    cache.init_app(app)
    limits.init_app(app)
    app.before_request(accounts_views.identify_by_token)
    app.before_request(allow_files)
    app.before_request(security.check_request)
    app.after_request(security.add_headers)
    app.after_request(_end_request)
    app.after_request(_count_page)
    app.add_template_global(security.csrf_field)
    assets.init_app(app)
    errors.init_app(app)
    navigation.init_app(app, main=NAVIGATION, roles=ROLE_NAVIGATION, footer=FOOTER, unread=notifications_queries.unread)


def _log_processors() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
        structlog.processors.JSONRenderer(),
    ]


def _begin_request() -> None:
    g.request_id = random_key()
    g.began = time.perf_counter()


def _count_page(response: Response) -> Response:
    """Count a page that somebody read, by account or as a page without one; nobody is followed (S-22)."""
    if request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html":
        visits.count(security.viewer().person_id if "_user_id" in session else None)
    return response


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
