"""Every mail of the forum with made-up data, so that the administration reads what people get (previews).

A new template needs an example here; a test asks for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import current_app
from flask_babel import force_locale

from forum.accounts.models import ROLES
from forum.core import mail
from forum.core.clock import now, today
from forum.core.errors import NotFound
from forum.core.i18n import LANGUAGES, _, german, lazy
from forum.core.permissions import Actor, require
from forum.discussions.models import Parting
from forum.ideas.lifecycle import IdeaState
from forum.moderation.measures import MEASURES
from forum.moderation.models import MisuseKind
from forum.moderation.plain import FOLLOWS
from forum.moderation.rules import RULES
from forum.notifications.levels import REASONS, usual_reason
from forum.projects.models import ProjectState
from forum.terms.documents import TERMS

NAME = "Lindenblatt"
TITLE, REASON = lazy("Trinkbrunnen an heißen Plätzen"), lazy("Der Text gehört nicht zum Thema.")
ADDRESS = "beispiel@example.org"
# What a message tells when nothing else was chosen.
USUAL_KIND = "reply"


@dataclass(frozen=True)
class Letter:
    """A mail as somebody gets it in one language."""

    code: str
    language: str
    subject: str
    text: str


def names() -> Sequence[str]:
    """Return the names of all templates of mails."""
    return sorted(path.stem for path in _folder("mail").glob("*.txt"))


def kinds() -> Sequence[str]:
    """Return what a single message can tell of."""
    return sorted(path.stem for path in _folder("notifications").glob("*.txt"))


def _folder(name: str) -> Path:
    return Path(current_app.root_path) / "templates" / name


def subjects(viewer: Actor, code: str) -> Mapping[str, str]:
    """Return the subject of each mail in a language."""
    require(viewer, "mail.preview")
    return {name: _letter(name, USUAL_KIND, code).subject for name in names()}


def letters(viewer: Actor, name: str, kind: str = "") -> Sequence[Letter]:
    """Return a mail in every language. Raises NotFound."""
    require(viewer, "mail.preview")
    kind = kind or USUAL_KIND
    if name not in names() or kind not in kinds():
        raise NotFound
    return [_letter(name, kind, code) for code in LANGUAGES]


def _letter(name: str, kind: str, code: str) -> Letter:
    with force_locale(code):
        made = mail.written(mail.Draft(ADDRESS, name, code, example(name, kind)))
    return Letter(code, LANGUAGES[code], made.subject, made.text)


def example(name: str, kind: str = USUAL_KIND) -> Mapping[str, Any]:
    """Return what a template is filled with: what all of them know, and what this one needs besides."""
    return {**_common(), **_special(name, kind)}


def _common() -> dict[str, Any]:
    return {
        "handle": NAME,
        "title": str(TITLE),
        "number": 42,
        "count": 3,
        "days": 7,
        "day": today() + timedelta(days=14),
        "due_on": today() + timedelta(days=20),
        "url": _link("beispiel"),
        "statement_url": _link("barrierefreiheit"),
        "settings_url": _link("mitteilungen/einstellungen"),
        "unsubscribe_url": _link("abbestellen"),
        "inbox_url": _link("mitteilungen"),
        "answer": _("Danke für Ihren Hinweis. Wir haben es behoben."),
        "reason": str(REASON),
        "reasons": str(REASON),
        "with_texts": False,
        "inside": False,
        "reversed": False,
        "automation": "none",
        "partly": False,
        "at": now(),
        "device": "Firefox, Windows",
        "change": "passkey_added",
        "outcome": "hidden",
        "roles": [ROLES["moderator"]],
        "since": today(),
        "ended": False,
        "until": None,
    }


def _special(name: str, kind: str) -> dict[str, Any]:
    """Return what only this template needs."""
    rule = next(iter(RULES.values()))
    if name == "message":
        why = REASONS[usual_reason(kind)].sentence
        return {"kind": kind, "values": told(kind), "why": why, "quote": "> " + _("Ein Satz aus dem Beitrag.")}
    if name == "digest":
        lines = [{"kind": one, "data": told(one), "url": _link("beispiel")} for one in ("reply", "idea_advanced")]
        return {"gatherings": [SimpleNamespace(title=str(TITLE), lines=lines, more=1)], "left_out": 2}
    if name == "meeting":
        meeting = SimpleNamespace(
            title=_("Dritte Sitzung"),
            committee=SimpleNamespace(title=_("Fachbeirat Mobilität")),
            starts_at=now() + timedelta(days=14),
            ends_at=now() + timedelta(days=14, hours=2),
            place=_("Rathaus, Raum 2"),
            link=_link("video"),
            cancel_reason="",
        )
        agenda = [f"1. {TITLE}"]
        return {"kind": "meeting_invited", "meeting": meeting, "agenda": agenda, "late": False, "second": False}
    if name == "statement":
        return {
            "measure": german(MEASURES["hide"].said),
            "rule": german(rule.label),
            "plain": german(rule.plain),
            "follows": german(FOLLOWS["hide"]),
            "in_thread": False,
            "legal_ground": "",
            "facts": str(REASON),
            "automated": False,
            "decided_by_program": False,
            "source": "durch eine Meldung",
            "decided_on": today(),
            "again_on": today(),
            "until": None,
            "minutes": 0,
            "restricts": True,
            "in_session": False,
        }
    if name == "misuse":
        kind_of_misuse = german(next(iter(MisuseKind)).label)
        return {"kind": kind_of_misuse, "in_all": 50, "words": str(REASON)}
    return {"rule": german(rule.label)} if name == "urgent_notice" else {}


def told(kind: str) -> dict[str, Any]:
    """Return what the one line of any message may name."""
    day = (today() + timedelta(days=14)).isoformat()
    return {
        **dict.fromkeys(("day", "until", "due_on", "ends", "when"), day),
        "title": str(TITLE),
        "into": _("Wasser in der ganzen Stadt"),
        "handle": NAME,
        "number": "2026/4",
        "count": 3,
        "threshold": 50,
        "cases": 3,
        "complaints": 1,
        "level": 1,
        "year": today().year,
        "overdue": False,
        "accepted": True,
        "change": "renamed",
        "record": "order",
        "outcome": "accepted",
        "milestone": _("Der erste Brunnen steht"),
        "text": _("Der erste Brunnen steht"),
        "reason_given": str(REASON),
        "why": german(Parting.TASK_OVER.label),
        "rule": german(next(iter(RULES.values())).label),
        "document": german(TERMS.label),
        "state": (ProjectState.LAUFEND if kind == "project_advanced" else IdeaState.FACHPRUEFUNG).value,
    }


def _link(path: str) -> str:
    return mail.absolute(f"/{path}")
