"""Writing ideas: drafts, submitting, editing, and sorting by the staff office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from forum.core.clock import local, now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, language
from forum.core.likeness import title_key
from forum.core.permissions import Actor, require
from forum.core.text import Picture, clean_line, clean_text, excerpt, plain, render
from forum.discussions.commands import open_idea_thread
from forum.files import commands as files_of
from forum.files import queries as files_in
from forum.files.queries import Choice
from forum.ideas.commands.log import Line, add_line, move
from forum.ideas.commands.support import reach_threshold
from forum.ideas.commands.twins import look_again
from forum.ideas.events import IdeaEdited, IdeaNoted, IdeaSubmitted
from forum.ideas.lifecycle import IdeaState, StepKind, is_author, transition
from forum.ideas.models import Idea, IdeaDistrict, IdeaGoal, IdeaRevision, Support
from forum.ideas.policies import Step
from forum.ideas.rules import rules_for
from forum.strategy.models import strategy

TITLE = (10, 120)
TEXT = (30, 20_000)


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an author writes."""

    title: str
    text: str
    goals: tuple[str, ...] = ()
    category: str = ""
    districts: tuple[int, ...] = ()
    place: str = ""
    # The files the idea has from now on; None leaves them.
    files: Sequence[Choice] | None = None


def save_draft(actor: Actor, content: Content, *, idea: Idea | None = None) -> Idea:
    """Keep a draft that only its author sees; it may be as unfinished as its author likes (N-03)."""
    require(actor, "idea.draft")
    if idea is None:
        idea = new_idea(actor)
        db.session.flush()
    elif not idea.is_draft:
        raise Conflict(_("Die Idee ist schon eingereicht."))
    require(actor, "idea.edit", idea)
    _write(actor, idea, content, complete=False)
    idea.active_at = now()
    db.session.flush()
    return idea


def discard_draft(actor: Actor, idea: Idea) -> None:
    """Throw a draft away for good."""
    require(actor, "idea.discard", idea)
    files_of.arrange(actor, "idea", idea.id, (), audience=idea.audience)
    db.session.delete(idea)
    db.session.flush()


def submit(actor: Actor, idea: Idea) -> Idea:
    """Hand a draft in: it becomes public and gets its number for good and its discussion (N-21). Raises Invalid."""
    row = transition(idea.state, IdeaState.EINGEREICHT)
    if row is None:
        raise Conflict(_("Die Idee ist schon eingereicht."))
    require(actor, "idea.draft")
    require(actor, "idea.advance", Step(idea, IdeaState.EINGEREICHT))
    check_content(Content(title=idea.title, text=idea.source))
    if missing := files_of.problems_of("idea", idea.id):
        raise Invalid(fields={"files": missing})
    publish(actor, idea)
    move(actor, idea, row, Line())
    record(actor, IdeaSubmitted(idea_id=idea.id), audience=idea.audience)
    return idea


def publish(actor: Actor, idea: Idea, *, audience: str = "public") -> None:
    """Give an idea its audience, its threshold and its discussion."""
    idea.audience = audience
    idea.submitted_at = now()
    apply_rules(idea)
    db.session.flush()
    idea.thread_id = open_idea_thread(actor, idea_id=idea.id, title=idea.title, audience=audience).id
    db.session.flush()


def apply_rules(idea: Idea) -> None:
    """Let the rules of the idea's present category and districts hold, until it reached its threshold (N-09).

    A last day of support that was promised may move back, never forward.
    """
    if idea.threshold_reached_at is not None:
        return
    rules = rules_for(idea.category, idea.district_numbers)
    idea.threshold = rules.threshold
    if idea.state == IdeaState.IN_DISKUSSION and idea.support_deadline is not None:
        opened = local(idea.state_since).date()
        last = opened + timedelta(days=rules.days) if rules.days else None
        idea.support_deadline = max(idea.support_deadline, last) if last is not None else None
        idea.due_on = idea.support_deadline


def edit(actor: Actor, idea: Idea, content: Content, *, version: int, reason: str = "") -> Idea:
    """Change an idea that was handed in; ``version`` is the one the author saw.

    Free until some minutes after the first support, and nothing is kept of it; later each change of the text is a version
    with a reason, which the supporters hear of (N-14). Raises Conflict with the stored idea when it changed meanwhile.
    """
    if idea.answered_at is not None and is_author(actor, idea):
        raise Conflict(_("Die Stadt hat schon geantwortet. Den Text können Sie nur noch ergänzen."))
    require(actor, "idea.edit", idea)
    if version != idea.version:
        raise Conflict(_("Die Idee wurde inzwischen an anderer Stelle geändert."), current=idea)
    check_content(content)
    reason = clean_line(reason)
    # Pictures and papers belong to what people support, so a change of them is told like one of the words.
    text_changed = (clean_line(content.title), clean_text(content.text)) != (idea.title, idea.source) or (
        content.files is not None
        and {one.key for one in content.files} != {one.key for one in files_in.choices_of("idea", idea.id)}
    )
    is_version = text_changed and not is_free_to_edit(idea)
    if is_version:
        if len(reason) < 5:
            raise Invalid(
                fields={"reason": [_("Bitte nennen Sie kurz, was sich ändert: Ihre Idee hat schon Unterstützung.")]}
            )
        _keep_revision(actor, idea, reason)
    _write(actor, idea, content)
    if text_changed:
        look_again(idea)
    apply_rules(idea)
    if idea.thread is not None:
        idea.thread.title = idea.title
    if is_version:
        idea.edited_at = now()
        idea.text_version += 1
    idea.active_at = now()
    db.session.flush()
    record(
        actor,
        IdeaEdited(idea_id=idea.id, version=idea.version, text_changed=is_version),
        audience=idea.audience,
    )
    _reach_with_new_rules(idea)
    return idea


def is_free_to_edit(idea: Idea) -> bool:
    """Tell whether nobody supports the idea, or the first of those who do only since some minutes (N-14)."""
    if idea.support_count == 0:
        return True
    first = db.session.scalar(select(func.min(Support.at)).where(Support.idea_id == idea.id))
    return first is not None and now() - first < timedelta(minutes=current_app.config["IDEA_GRACE_MINUTES"])


def _keep_revision(actor: Actor, idea: Idea, reason: str) -> None:
    db.session.add(
        IdeaRevision(
            idea_id=idea.id,
            version=idea.text_version,
            title=idea.title,
            source=idea.source,
            html=idea.html,
            renderer=idea.renderer,
            reason=reason[:250],
            editor_id=actor.person_id,
            at=idea.edited_at or idea.submitted_at or idea.created_at,
        )
    )


def sort_idea(
    actor: Actor, idea: Idea, *, goals: tuple[str, ...], category: str, districts: tuple[int, ...], place: str
) -> None:
    """Sort an idea by goal, category, district and place; the author's words stay untouched, the log says so (N-40)."""
    require(actor, "idea.sort", idea)
    place = clean_line(place)[:200]
    chosen = _with_kept(idea, goals)
    facts = (chosen, category, sorted(districts), place)
    if facts == (sorted(idea.goal_keys), idea.category, sorted(idea.district_numbers), idea.place_text):
        return
    if chosen != sorted(idea.goal_keys):
        idea.goals_confirmed_at = idea.goals_reason = None
    set_facts(idea, goals, category, districts, place)
    apply_rules(idea)
    db.session.flush()
    step = add_line(actor, idea, StepKind.NOTE, Line(data={"note": "sorted"}))
    record(actor, IdeaNoted(idea_id=idea.id, step_id=step.id), audience=idea.audience)
    record(actor, IdeaEdited(idea_id=idea.id, version=idea.version, text_changed=False), audience=idea.audience)
    _reach_with_new_rules(idea)


def _reach_with_new_rules(idea: Idea) -> None:
    """Let an idea take its step when the threshold came down to its supporters; the change holds the lock of its row."""
    db.session.refresh(idea)
    reach_threshold(idea)


def new_idea(author: Actor | None) -> Idea:
    """Add the row of an idea that has only its author yet."""
    moment = now()
    author_id = author.person_id if author is not None else None
    idea = Idea(
        title="",
        title_key="",
        source="",
        html="",
        language=language(),
        author_id=author_id,
        state=IdeaState.ENTWURF,
        audience=f"person:{author_id}",
        threshold=current_app.config["SUPPORT_THRESHOLD"],
        active_at=moment,
        state_since=moment,
        created_at=moment,
    )
    db.session.add(idea)
    return idea


def _write(actor: Actor, idea: Idea, content: Content, *, complete: bool = True) -> None:
    title, text = clean_line(content.title), clean_text(content.text)
    if len(title) > TITLE[1]:
        raise Invalid(fields={"title": [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=TITLE[1])]})
    files = files_in.choices_of("idea", idea.id) if content.files is None else content.files
    write_text(idea, title, text, files_in.pictures(actor, files, "idea", idea.id))
    if content.files is not None:
        files_of.arrange(actor, "idea", idea.id, files, audience=idea.audience, complete=complete)
    set_facts(idea, content.goals, content.category, content.districts, clean_line(content.place)[:200])


def write_text(idea: Idea, title: str, text: str, pictures: Mapping[str, Picture] | None = None) -> None:
    """Set title and text with everything that is derived from them."""
    idea.title, idea.title_key = title, title_key(title)
    idea.source, idea.html = text, render(text, pictures)
    idea.excerpt = excerpt(plain(text), 240)


def set_facts(idea: Idea, goals: tuple[str, ...], category: str, districts: tuple[int, ...], place: str) -> None:
    """Set goals, category, districts and place; raises Invalid for what the strategy does not know."""
    if wrong := fact_problems(goals, category, districts):
        raise Invalid(fields=wrong)
    idea.category, idea.place_text = category, place
    chosen = _with_kept(idea, goals)
    if chosen != sorted(idea.goal_keys):
        kept = {link.goal: link for link in idea.goal_links}
        version = strategy().goal_set.number
        idea.goal_links = [kept.get(goal) or IdeaGoal(goal=goal, version=version) for goal in chosen]
    if set(districts) != set(idea.district_numbers):
        there = {link.district: link for link in idea.district_links}
        idea.district_links = [there.get(number) or IdeaDistrict(district=number) for number in sorted(set(districts))]


def _with_kept(idea: Idea, goals: Sequence[str]) -> list[str]:
    """Return the keys of chosen goals with those that nobody can choose any more: only remapping ends these (G-17)."""
    known = strategy().goals
    return sorted({*goals, *(key for key in idea.goal_keys if key not in known)})


def fact_problems(goals: tuple[str, ...], category: str, districts: tuple[int, ...]) -> dict[str, list[str]]:
    """Return what the strategy does not know, by field."""
    known = strategy()
    unknown = {
        "goals": not set(goals) <= set(known.goals),
        "category": bool(category) and category not in known.categories,
        "districts": not set(districts) <= set(known.districts),
    }
    return {name: [_("Diese Auswahl gibt es nicht.")] for name, is_unknown in unknown.items() if is_unknown}


def check_content(content: Content) -> None:
    """Hold the limits of the form, which imports need not keep (N-01)."""
    wrong: dict[str, list[str]] = {}
    for name, value, (least, most) in (
        ("title", clean_line(content.title), TITLE),
        ("text", clean_text(content.text), TEXT),
    ):
        if not least <= len(value) <= most:
            wrong[name] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=least, most=most)]
    if wrong:
        raise Invalid(fields=wrong)
