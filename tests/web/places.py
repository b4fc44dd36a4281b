"""Where each rule of the matrix is asked: addresses with what stands in the database, first what most people may reach."""

from collections.abc import Mapping
from itertools import islice, product
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from forum.committees.models import Committee
from forum.core.db import db
from forum.discussions.models import Post, Space, SpaceMember
from forum.ideas.models import Idea
from forum.meetings.models import Meeting
from forum.moderation.models import Statement
from forum.pages.handbook import CHAPTERS, PICTURES
from forum.projects.models import Topic
from forum.reports.models import Report
from forum.strategy.models import strategy
from tests.search import surfaces

# Nobody guesses these parts of an address; whoever has them is let in by them, which their own tests prove (E-27).
SECRETS = {"token": "a-secret-that-nobody-has", "secret": "a-secret-that-nobody-has", "filename": "css/theme.css"}
MOST_TRIED = 24


class Places:
    """The addresses of one site."""

    def __init__(self, app: Flask, meeting_id: int, everybody: int) -> None:
        known = surfaces._values()
        own = db.session.scalars(
            select(Committee.slug).join(Meeting, Meeting.committee_id == Committee.id).where(Meeting.id == meeting_id)
        ).one()
        self.values: dict[str, list[Any]] = known | {
            "decision": ["gruenden", "ablehnen", "ruhen", "wiederaufnehmen", "aufloesen"],
            # The committee that "chair" leads comes first, since a line asks at one address for all.
            "name": [own, "bund", *(name for name in known["name"] if name != own)],
            "number": [*db.session.scalars(select(Report.number)), *known["number"]],
            # What only its author may see or change comes last: a draft would be refused to all others.
            "idea_id": _foreign_first(Idea, everybody),
            "post_id": _foreign_first(Post, everybody),
        }
        parts = {part for rule in app.url_map.iter_rules() for part in rule.arguments}
        self.values |= {name: [1, 2, 3] for name in parts - set(self.values)}
        self.values |= {name: [one] for name, one in SECRETS.items()}
        self.of_rules = self._of_rules(everybody)

    def _of_rules(self, everybody: int) -> Mapping[str, Mapping[str, list[Any]]]:
        """Return what can stand in parts that mean something else in these rules."""
        goals, drafts = {"key": list(strategy().goals)}, {"idea_id": _foreign_first(Idea, everybody)[::-1]}
        told = select(Statement.puid).where(Statement.author_id == everybody).order_by(Statement.id)
        statements = {"puid": list(db.session.scalars(told))}
        offices = {"key": list(strategy().governance)}
        seat = select(Space.slug, SpaceMember.person_id).join(SpaceMember).order_by(Space.id, SpaceMember.person_id)
        boards = {"name": list(db.session.scalars(select(Committee.slug).where(Committee.kind == "board")))}
        slug, member = db.session.execute(seat).first() or ("", 0)
        return {
            **dict.fromkeys(
                (f"/strategie/aemter/<key>{part}" for part in ("", "/aufheben", "/besetzung", "/ende")), offices
            ),
            **dict.fromkeys(
                (f"/strategie/ziele/entwurf/<key>{part}" for part in ("", "/streichen", "/verschieben")), goals
            ),
            **dict.fromkeys(("/ideen/<int:idea_id>/pruefung", "/ideen/<int:idea_id>/zurueckziehen"), drafts),
            **dict.fromkeys(("/begruendungen/<puid>", "/begruendungen/<puid>/beschwerde"), statements),
            **dict.fromkeys(
                (f"/gremien/<name>/berufen/<int:entry_id>/{one}" for one in ("bestaetigen", "verwerfen")), boards
            ),
            "/stabsstelle/raeume/<name>/mitglieder/<int:person_id>/entfernen": {"name": [slug], "person_id": [member]},
            "/stabsstelle/kriterien/<key>": {"key": list(strategy().criteria_set.criteria)},
            "/stadtbezirke/<int:number>": {"number": list(strategy().districts)},
            "/verwaltung/mails/<name>": {"name": ["role_changed"]},
            "/vorhaben/<int:project_id>/bearbeiten/<part>": {"part": [topic.value for topic in Topic]},
            "/hilfe/handbuch/<name>": {"name": list(CHAPTERS)},
            "/hilfe/handbuch/bilder/<name>": {"name": [one.name for one in PICTURES.glob("*.*")]},
            "/<any(regeln,nutzungsbedingungen):name>/fassungen/<int:number>": {"name": ["regeln"], "number": [1, 2]},
        }

    def addresses(self, rule: Rule) -> list[str]:
        """Return some addresses of a rule itself, not of a neighbour with the same endpoint."""
        names = sorted(set(rule.arguments) - set(rule.defaults or {}))
        values = self.values | self.of_rules.get(rule.rule, {})
        filled = (dict(zip(names, chosen, strict=True)) for chosen in product(*(values[name] for name in names)))
        found = (address(rule, one) for one in islice(filled, MOST_TRIED))
        return [one for one in found if one is not None]


def address(rule: Rule, parts: Mapping[str, Any]) -> str | None:
    """Return the address of a rule with these parts, or None when a part is none that it takes."""
    try:
        built = rule.build({**parts, **(rule.defaults or {})}, append_unknown=False)
    except ValueError:
        return None
    return built[1] if built else None


def _foreign_first(model: Any, everybody: int) -> list[int]:
    """Return the numbers of what others wrote, then of the person's own."""
    rows = db.session.execute(select(model.id, model.author_id).order_by(model.id)).all()
    return [row.id for row in sorted(rows, key=lambda row: (row.author_id == everybody, row.id))]
