"""Writing ideas: drafts, submitting, editing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from forum.core.blackening import VersionKind
from forum.core.clock import now
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
from forum.ideas.commands.facts import apply_rules, mark_of_facts, note_point, reach_with_new_rules, set_facts
from forum.ideas.commands.log import Line, add_line, move
from forum.ideas.commands.twins import look_again
from forum.ideas.commands.versions import keep_revision, refuse_redacted
from forum.ideas.events import IdeaEdited, IdeaReleased, IdeaSubmitted
from forum.ideas.lifecycle import INSIDE, IdeaState, StepKind, Transition, is_author, transition
from forum.ideas.models import Idea, Support
from forum.ideas.policies import Step
from forum.screening.commands import look_at_change, refuse_while_waiting
from forum.strategy.models import Point

TITLE = (10, 120)
# To what files belong that only earlier versions of an idea show.
FORMER_FILES = "former idea"
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
    point: Point | None = None
    # The files the idea has from now on; None leaves them.
    files: Sequence[Choice] | None = None


def save_draft(actor: Actor, content: Content, *, idea: Idea | None = None, version: int | None = None) -> Idea:
    """Keep a draft that only its authors see; it may be as unfinished as they like (N-03).

    ``version`` is the one the author saw. Raises Conflict with the stored draft when another author changed it meanwhile.
    """
    require(actor, "idea.draft")
    if idea is None:
        idea = new_idea(actor)
        db.session.flush()
    elif not idea.is_draft:
        raise Conflict(_("Die Idee ist schon eingereicht."))
    else:
        refuse_while_waiting("idea", idea.id)
    require(actor, "idea.edit", idea)
    if version is not None and version != idea.version:
        raise Conflict(_("Den Entwurf hat inzwischen jemand anders geändert."), current=idea)
    _write(actor, idea, content, complete=False)
    idea.active_at = now()
    db.session.flush()
    return idea


def discard_draft(actor: Actor, idea: Idea) -> None:
    """Throw a draft away for good."""
    require(actor, "idea.discard", idea)
    refuse_while_waiting("idea", idea.id)
    files_of.arrange(actor, "idea", idea.id, (), audience=idea.audience)
    db.session.delete(idea)
    db.session.flush()


def submit(actor: Actor, idea: Idea, *, inside: bool = False) -> Idea:
    """Hand a draft in: it becomes public and gets its number for good and its discussion (N-21). Raises Invalid.

    ``inside`` hands it in for the administration alone, until its authors release it (G-25).
    """
    row = check_submission(actor, idea, inside=inside)
    publish(actor, idea, audience=INSIDE if inside else "public")
    move(actor, idea, row, Line())
    record(actor, IdeaSubmitted(idea_id=idea.id), audience=idea.audience)
    return idea


def check_submission(actor: Actor, idea: Idea, *, inside: bool = False) -> Transition:
    """Say whether a draft may be handed in now, and return the step that it takes. Raises Invalid, Conflict."""
    row = transition(idea.state, IdeaState.EINGEREICHT)
    if row is None:
        raise Conflict(_("Die Idee ist schon eingereicht."))
    require(actor, "idea.draft")
    require(actor, "idea.advance", Step(idea, IdeaState.EINGEREICHT))
    if inside:
        require(actor, "idea.submit_inside", idea)
    refuse_while_waiting("idea", idea.id)
    check_content(Content(title=idea.title, text=idea.source))
    if missing := files_of.problems_of("idea", idea.id):
        raise Invalid(fields={"files": missing})
    return row


def release_idea(actor: Actor, idea: Idea) -> None:
    """Make an idea of the administration public, with its discussion; number, day, clock and lineage stay (G-25)."""
    require(actor, "idea.release", idea)
    idea.audience = "public"
    if idea.thread is not None:
        idea.thread.audience = "public"
    db.session.flush()
    step = add_line(actor, idea, StepKind.NOTE, Line(data={"note": "released"}))
    record(actor, IdeaReleased(idea_id=idea.id, step_id=step.id), audience=idea.audience)


def publish(actor: Actor, idea: Idea, *, audience: str = "public") -> None:
    """Give an idea its audience, its threshold and its discussion."""
    idea.audience = audience
    idea.submitted_at = now()
    apply_rules(idea)
    db.session.flush()
    idea.thread_id = open_idea_thread(actor, idea_id=idea.id, title=idea.title, audience=audience).id
    db.session.flush()


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
    _refuse_blackened(idea, content, reason)
    before = files_in.choices_of("idea", idea.id)
    # Pictures and papers belong to what people support, so a change of them is told like one of the words.
    text_changed = (clean_line(content.title), clean_text(content.text)) != (idea.title, idea.source) or (
        content.files is not None and {one.key for one in content.files} != {one.key for one in before}
    )
    is_told = text_changed and not is_free_to_edit(idea)
    if is_told and len(reason) < 5:
        raise Invalid(
            fields={"reason": [_("Bitte nennen Sie kurz, was sich ändert: Ihre Idee hat schon Unterstützung.")]}
        )
    # What the moderation made of the text stays in the history, whoever supports it.
    is_version = is_told or (text_changed and idea.edit_kind != VersionKind.WRITTEN)
    if is_version:
        keep_revision(idea, editor=actor, reason=reason)
    former, facts = idea.point, mark_of_facts(idea, point=False)
    # An earlier version that can be read, and a frozen dossier, go on showing the pictures they had.
    _write(actor, idea, content, former=FORMER_FILES if is_version or idea.dossier_number else "")
    if text_changed:
        idea.edit_kind = VersionKind.WRITTEN
        look_again(idea)
    apply_rules(idea)
    if idea.thread is not None:
        idea.thread.title = idea.title
    if is_version:
        idea.edited_at = now()
        idea.text_version += 1
    idea.active_at = now()
    db.session.flush()
    if mark_of_facts(idea, point=False) != facts:
        add_line(actor, idea, StepKind.NOTE, Line(data={"note": "resorted"}))
    note_point(actor, idea, former)
    record(
        actor,
        IdeaEdited(idea_id=idea.id, version=idea.version, text_changed=is_told),
        audience=idea.audience,
    )
    reach_with_new_rules(idea)
    if text_changed or (content.files is not None and [*content.files] != before):
        _look_at(actor, idea, before, reason)
    return idea


def _look_at(actor: Actor, idea: Idea, before: Sequence[Choice], reason: str) -> None:
    """Let the rules look at an idea that changed, with its files and the reason that everybody reads (M-11)."""
    files, known = files_in.choices_of("idea", idea.id), {choice.key for choice in before}
    look_at_change(
        actor,
        "idea",
        idea.id,
        idea.audience,
        source=idea.source,
        title=idea.title,
        beside=[reason, *files_in.words_of(actor, files, "idea", idea.id)],
        files=sum(choice.key not in known for choice in files),
    )


def _refuse_blackened(idea: Idea, content: Content, reason: str) -> None:
    written = {"title": clean_line(content.title), "text": clean_text(content.text), "place": clean_line(content.place)}
    refuse_redacted(idea, {**written, "reason": reason})


def is_free_to_edit(idea: Idea) -> bool:
    """Tell whether nobody supports the idea, or the first of those who do only since some minutes (N-14)."""
    if idea.support_count == 0:
        return True
    first = db.session.scalar(select(func.min(Support.at)).where(Support.idea_id == idea.id))
    return first is not None and now() - first < timedelta(minutes=current_app.config["IDEA_GRACE_MINUTES"])


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


def _write(actor: Actor, idea: Idea, content: Content, *, complete: bool = True, former: str = "") -> None:
    title, text = clean_line(content.title), clean_text(content.text)
    if len(title) > TITLE[1]:
        raise Invalid(fields={"title": [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=TITLE[1])]})
    files = files_in.choices_of("idea", idea.id) if content.files is None else content.files
    write_text(idea, title, text, files_in.pictures(actor, files, "idea", idea.id))
    if content.files is not None:
        files_of.arrange(actor, "idea", idea.id, files, audience=idea.audience, complete=complete, former=former)
    set_facts(idea, content.goals, content.category, content.districts, clean_line(content.place)[:200], content.point)


def write_text(idea: Idea, title: str, text: str, pictures: Mapping[str, Picture] | None = None) -> None:
    """Set title and text with everything that is derived from them."""
    idea.title, idea.title_key = title, title_key(title)
    idea.source, idea.html = text, render(text, pictures)
    idea.excerpt = excerpt(plain(text), 240)


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
