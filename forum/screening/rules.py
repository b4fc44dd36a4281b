"""The table of rules that look at a text before it is published, each a small function of what is known about it.

What a rule does about what it finds says a setting: hold the text, show it to the moderation, or nothing at all.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import func, select

from forum.accounts.models import NEWCOMER, Person
from forum.core.clock import now
from forum.core.db import db
from forum.core.text import render
from forum.core.text.links import host_of
from forum.core.tokens import keyed_digest
from forum.screening.findings import Effect, Finding
from forum.screening.models import Trace
from forum.screening.watching import watched_in
from forum.screening.words import fold

_LINK = re.compile(r'href="(https?://[^"]+)"')


@dataclass(frozen=True)
class Text:
    """What somebody is about to publish. ``earlier`` counts what the person has published up to now, when it is asked.

    ``seconds`` is how long the form was open; None where there was none, as for a program.
    """

    person: Person
    source: str
    title: str = ""
    # What else is read of it: names and descriptions of files, the reason of a change, an organisation, an address.
    beside: Sequence[str] = ()
    # How many files come with it.
    files: int = 0
    earlier: Callable[[], int] = lambda: 0
    seconds: float | None = None
    # Whether it is for a space in which every text waits.
    space_holds: bool = False
    # What is changed was read before: only its words are looked at.
    is_change: bool = False

    @property
    def words(self) -> str:
        """What makes it this text and no other."""
        return f"{self.title}\n{self.source}" if self.title else self.source

    @property
    def everything(self) -> str:
        """All that can be read, also what stands beside the words."""
        return "\n\n".join([self.words, *filter(None, self.beside)])

    @cached_property
    def digest(self) -> str:
        """What is remembered of the text for some days; without the key of the site nobody can compare it."""
        return keyed_digest(current_app.config["SECRET_KEY"], " ".join(fold(self.words).split()))

    @cached_property
    def other_sites(self) -> list[str]:
        """The hosts that it links to, each once, but for this site's own."""
        own = urlsplit(current_app.config["BASE_URL"]).hostname
        hosts = dict.fromkeys(host_of(target) for target in _LINK.findall(render(self.everything)))
        return [host for host in hosts if host and host != own]

    @cached_property
    def marks_of_sites(self) -> list[str]:
        """What is remembered of these hosts while the account is new; nothing of whoever was here before."""
        sites = self.other_sites if self.person.is_newcomer else []
        return [keyed_digest(current_app.config["SECRET_KEY"], site) for site in sites]

    @cached_property
    def earlier_sites(self) -> list[str]:
        """What is remembered of the sites that a new account linked to before, once for each text."""
        sent = select(Trace.sites).where(Trace.person_id == self.person.id, Trace.at > now() - NEWCOMER)
        return [mark for marks in db.session.scalars(sent.order_by(Trace.id)) for mark in marks or ()]

    @cached_property
    def sites_to_remember(self) -> list[str]:
        """The marks of its sites: of a change those that are new, since it may be mended many times."""
        if not self.is_change:
            return self.marks_of_sites
        return [mark for mark in self.marks_of_sites if mark not in self.earlier_sites]


@dataclass(frozen=True)
class Rule:
    """A rule: the setting that says what it does, or that itself, and the function that finds something or not."""

    key: str
    setting: str | Effect
    find: Callable[[Text], Finding | None]
    # Whether it also looks at a text that changes; the others are about who sends something, and how often.
    looks_at_changes: bool = False


def _first_texts(text: Text) -> Finding | None:
    few = text.earlier() < current_app.config["SCREEN_FIRST_TEXTS_COUNT"]
    return Finding("first_texts") if few else None


def _space(text: Text) -> Finding | None:
    return Finding("space") if text.space_holds else None


def _links(text: Text) -> Finding | None:
    """Count the sites that a new account links to: each text its own, but a change only those that are new."""
    if not text.marks_of_sites:
        return None
    earlier = text.earlier_sites
    known = set(earlier) | set(text.marks_of_sites) if text.is_change else [*earlier, *text.marks_of_sites]
    found = len(known) > current_app.config["SCREEN_LINKS_FREE"]
    return Finding("links", ", ".join(text.other_sites[:3])[:100]) if found else None


def _files(text: Text) -> Finding | None:
    return Finding("files") if text.files and text.person.is_newcomer else None


def _watched_words(effect: Effect) -> Callable[[Text], Finding | None]:
    def find(text: Text) -> Finding | None:
        found = watched_in(effect, text.everything)
        return Finding("watched_words", ", ".join(found[:3])) if found else None

    return find


def _too_fast(text: Text) -> Finding | None:
    if text.seconds is None or not text.person.is_newcomer:
        return None
    return Finding("too_fast") if text.seconds < current_app.config["SCREEN_FASTEST_SECONDS"] else None


def _repeated(text: Text) -> Finding | None:
    since = now() - timedelta(hours=current_app.config["SCREEN_REPEAT_HOURS"])
    same = select(Trace.id).where(Trace.person_id == text.person.id, Trace.at > since, Trace.digest == text.digest)
    return Finding("repeated") if db.session.scalar(same.limit(1)) is not None else None


def _mass(text: Text) -> Finding | None:
    since = now() - timedelta(minutes=current_app.config["SCREEN_MASS_MINUTES"])
    sent = (
        select(func.count())
        .select_from(Trace)
        .where(Trace.person_id == text.person.id, Trace.at > since, Trace.digest != "")
    )
    many = (db.session.scalar(sent) or 0) >= current_app.config["SCREEN_MASS_TEXTS"]
    return Finding("mass") if many else None


RULES = (
    Rule("space", Effect.HOLD, _space),
    Rule("first_texts", "SCREEN_FIRST_TEXTS", _first_texts),
    Rule("links", "SCREEN_LINKS", _links, looks_at_changes=True),
    Rule("files", "SCREEN_FILES", _files, looks_at_changes=True),
    Rule("too_fast", "SCREEN_TOO_FAST", _too_fast),
    Rule("repeated", "SCREEN_REPEATED", _repeated),
    Rule("mass", "SCREEN_MASS", _mass),
    # Each watched word says itself what it does, by the list on which it stands.
    Rule("watched_words", Effect.HOLD, _watched_words(Effect.HOLD), looks_at_changes=True),
    Rule("watched_words", Effect.LABEL, _watched_words(Effect.LABEL), looks_at_changes=True),
)


@dataclass(frozen=True)
class Verdict:
    """What the rules found, by what follows from it."""

    holds: tuple[Finding, ...] = ()
    labels: tuple[Finding, ...] = ()


def judge(text: Text) -> Verdict:
    """Ask all rules; none of them knows of another."""
    found: dict[Effect, list[Finding]] = {Effect.HOLD: [], Effect.LABEL: []}
    for rule in RULES:
        effect = rule.setting if isinstance(rule.setting, Effect) else Effect(current_app.config[rule.setting])
        if effect == Effect.OFF or (text.is_change and not rule.looks_at_changes):
            continue
        if (finding := rule.find(text)) is not None:
            found[effect].append(finding)
    return Verdict(tuple(found[Effect.HOLD]), tuple(found[Effect.LABEL]))
