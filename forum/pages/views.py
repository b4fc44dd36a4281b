"""Start page, health checks, figures for operators, style guide."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, render_template
from flask_babel import force_locale
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from forum.activities.queries import activities
from forum.core.clock import local, now
from forum.core.db import db
from forum.core.i18n import lazy
from forum.core.permissions import Actor
from forum.discussions.queries import newest_threads, unread
from forum.dossiers.queries import RegisterFilter, decisions, decisions_since
from forum.ideas.lifecycle import IdeaState
from forum.ideas.queries import Filter, ideas, ideas_since
from forum.meetings.models import MeetingState
from forum.meetings.queries import sessions_since, upcoming
from forum.pages import samples
from forum.projects.queries import projects
from forum.strategy.models import strategy
from forum.web.cache import kept_for_anonymous
from forum.web.security import public, viewer

blueprint = Blueprint("pages", __name__)

WEEK = timedelta(days=7)
# The way of an idea, as the start page draws it.
WAY = (
    (lazy("Idee"), lazy("Sie schreiben auf, was besser werden soll.")),
    (lazy("Unterstützung"), lazy("Andere reden mit und unterstützen.")),
    (lazy("Fachbeirat"), lazy("Fachleute beraten live und empfehlen.")),
    (lazy("Beschluss"), lazy("Das Smart City-Board entscheidet mit Gründen.")),
    (lazy("Vorhaben"), lazy("Sie verfolgen, was daraus wird.")),
)


@blueprint.get("/")
@public
@kept_for_anonymous
def start() -> Any:
    """Show what the forum is and what happens in it, by what people come for."""
    who = viewer()
    meetings = upcoming(who)
    return render_template(
        "pages/start.html",
        running=[meeting for meeting in meetings if meeting.state == MeetingState.RUNNING][:2],
        coming=[meeting for meeting in meetings if meeting.state == MeetingState.PLANNED][:3],
        close=ideas(who, Filter(sort="unterstuetzung", state=IdeaState.IN_DISKUSSION), limit=3).items,
        fresh=ideas(who, Filter(), limit=3).items,
        threads=(threads := newest_threads(who, 5)),
        unread=unread(who, threads),
        decisions=decisions(who, RegisterFilter(), limit=3).items,
        activities=activities(who, limit=3).items,
        projects=projects(who, limit=2).items,
        week=_last_week(who),
        districts=strategy().districts.values(),
        way=WAY,
    )


def _last_week(who: Actor) -> dict[str, int]:
    """Return how much happened in the last seven days, for whoever asks themselves whether anything does."""
    since = now() - WEEK
    return {
        "ideas": ideas_since(who, since),
        "sessions": sessions_since(who, since),
        "decisions": decisions_since(who, local(since).date()),
    }


@blueprint.get("/gestaltung")
@public
def styleguide() -> Any:
    """Show every part of the design in its states; its samples are German, and so is the page."""
    with force_locale("de"):
        return render_template("styleguide.html", **samples.context())


@blueprint.get("/gesund")
@public
def alive() -> Any:
    """Say that the process is alive (E-15)."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/bereit")
@public
def ready() -> Any:
    """Say that the database answers (E-15)."""
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/metriken")
@public
def metrics() -> Any:
    """Give figures in Prometheus' format, without personal data (E-15)."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
