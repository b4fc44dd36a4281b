"""Opening a vote: what may be asked, what is frozen with it, and who may answer (L-73)."""

from datetime import timedelta

from sqlalchemy import select

from forum.core.clock import local, now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _, german, lazy
from forum.core.text import clean_line, excerpt
from forum.meetings.commands.approval import put_minutes_to_vote
from forum.meetings.commands.motions import put_to_vote
from forum.meetings.commands.polls.freezing import frozen, plan
from forum.meetings.commands.polls.officers import keys_of, name_officers, require_officers, require_secrecy
from forum.meetings.commands.polls.shapes import WITH_OPTIONS, NewPoll, PollRef, led, require_state
from forum.meetings.commands.quorum import Finding, finding, require_no_doubt, require_quorum
from forum.meetings.commands.step import Step, require_committee
from forum.meetings.counting import RULES, fingerprint
from forum.meetings.counting.ballots import MOST_OPTIONS
from forum.meetings.events import PollOpened, PollPrepared
from forum.meetings.models import (
    NAMED,
    REPORTED,
    AgendaItem,
    Level,
    Minutes,
    Motion,
    Poll,
    PollState,
)
from forum.meetings.queries.entitled import entitled
from forum.meetings.queries.procedure import usual_rule

STRAW_SECONDS = 10
ELECTIONS = ("irv", "stv")
# With fewer, everybody can guess how the others voted (L-81).
FEW = 5
_APPROVE = lazy("Wird die Niederschrift der Sitzung vom {} genehmigt?")


class Start(PollRef):
    """A prepared vote; ``confirmed`` says that it opens although the few voters can guess how the others voted."""

    confirmed: bool = False


def open_poll(step: Step, data: NewPoll) -> None:
    """Open a vote on a motion or a question, or prepare a secret one. Raises Conflict, Invalid, NotFound.

    A motion needs a quorum (NKomVG § 65).
    """
    step.require_running()
    item = step.current_item()
    require_committee(item)
    step.require_taking_part(item)
    motion = _motion(step, item, data.motion_id)
    under_way = Poll.state.in_([PollState.PREPARED, PollState.OPEN])
    if db.session.scalar(select(Poll.id).where(Poll.meeting_id == step.meeting.id, under_way).limit(1)):
        raise Conflict(_("Es läuft schon eine Abstimmung."))
    minutes = put_minutes_to_vote(step, data.minutes_id) if data.minutes_id is not None else None
    question = _question(clean_line(data.question), motion, minutes)
    options = [line for line in map(clean_line, data.options.splitlines()) if line]
    problems = _problems(data, question, options)
    if problems:
        raise Invalid(fields=problems)
    poll = Poll(
        meeting_id=step.meeting.id,
        item_id=item.id,
        motion_id=motion.id if motion else None,
        minutes_id=data.minutes_id,
        minutes_version=minutes.version if minutes else None,
        question=question,
        options=options if data.kind in WITH_OPTIONS else [],
        kind=data.kind,
        level=Level(data.level),
        state=PollState.PREPARED,
        rule=data.rule or usual_rule(step.meeting.committee_id, data.kind),
        audience=item.audience,
        minuted=not data.straw or data.minuted,
        present=_quorum(
            step, item, binding=_binds(data.kind, data.motion_id or data.minutes_id), straw=data.straw
        ).present,
        configuration={},
        receipts=[],
        envelopes=[],
        opened_at=now(),
    )
    if motion is not None:
        put_to_vote(step, motion)
    poll.configuration = plan(poll, data)
    db.session.add(poll)
    db.session.flush()
    _require_enough_voters(step, poll, item, confirmed=data.confirmed)
    if poll.level in REPORTED:
        name_officers(step, poll, (data.officer_one_id, data.officer_two_id))
    if poll.level == Level.SECRET:
        require_secrecy(step)
        _prepare(step, poll)
    else:
        _open(step, poll, item)


def _question(typed: str, motion: Motion | None, minutes: Minutes | None) -> str:
    """Return what is asked: of a motion its own words, of minutes whether they are approved.

    Nobody words these questions, so that yes always means the text (L-73). Raises Invalid.
    """
    if motion is None and minutes is None:
        return typed
    if typed:
        why = _("Über einen Antrag oder eine Niederschrift fragt das Forum selbst. Bitte lassen Sie dieses Feld leer.")
        raise Invalid(fields={"question": [why]})
    if motion is not None:
        return excerpt(motion.asked_as, 200)
    assert minutes is not None  # noqa: S101  One of the two is there.
    return german(_APPROVE).replace("{}", f"{local(minutes.meeting.starts_at):%d.%m.%Y}")


def start_poll(step: Step, data: Start) -> None:
    """Open a secret vote when both officers have made their keys. Raises Conflict, also where too few are left (L-81)."""
    step.require_running()
    poll = led(step, data.poll_id)
    require_state(poll, PollState.PREPARED)
    if len(keys_of(poll)) < 2:
        raise Conflict(_("Es fehlt noch ein Schlüssel der beiden Beauftragten."))
    require_officers(step, poll)
    require_secrecy(step)
    item = step.item(poll.item_id)
    found = _quorum(step, item, binding=_binds(poll.kind, poll.motion_id or poll.minutes_id), straw=False)
    _require_enough_voters(step, poll, item, confirmed=data.confirmed)
    poll.present, poll.opened_at = found.present, now()
    _open(step, poll, item)


def _problems(data: NewPoll, question: str, options: list[str]) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if len(question) < 5:
        problems["question"] = [_("Bitte schreiben Sie mindestens 5 Zeichen.")]
    if data.rule and data.rule not in RULES[data.kind]:
        problems["rule"] = [_("Diese Mehrheit passt nicht zu dieser Art der Abstimmung.")]
    if data.motion_id is not None and (data.straw or data.kind not in ("yes_no", "consent")):
        problems["kind"] = [_("Über einen Antrag wird mit Ja und Nein oder im Konsent entschieden.")]
    if data.minutes_id is not None and (data.motion_id or data.straw or data.kind not in ("yes_no", "consent")):
        problems["kind"] = [_("Über eine Niederschrift wird mit Ja und Nein oder im Konsent entschieden.")]
    if data.kind in WITH_OPTIONS:
        if not 2 <= len(options) <= MOST_OPTIONS or len(set(options)) < len(options):
            problems["options"] = [_("Bitte nennen Sie 2 bis 20 verschiedene Möglichkeiten, jede in einer Zeile.")]
        elif any(len(option) > 120 for option in options):
            problems["options"] = [_("Eine Möglichkeit hat höchstens 120 Zeichen.")]
        elif data.seats >= len(options) or data.least > data.most or data.most > len(options):
            problems["most"] = [_("Diese Zahlen passen nicht zur Zahl der Möglichkeiten.")]
    return problems | _problems_of_level(data)


def _problems_of_level(data: NewPoll) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if data.level == "paper" and (data.kind not in ("yes_no", "choice") or data.most > 1 or data.straw):
        problems["level"] = [_("Auf Papier gibt es Ja und Nein oder eine Auswahl mit einer Stimme.")]
    if data.level == "secret" and data.kind == "consent":
        problems["level"] = [_("Ein Einwand mit Begründung lässt sich nicht geheim abgeben.")]
    if data.straw and data.level not in ("open", "unnamed"):
        problems["level"] = [_("Ein Meinungsbild ist offen oder nicht-namentlich.")]
    return problems


def _motion(step: Step, item: AgendaItem, motion_id: int | None) -> Motion | None:
    if motion_id is None:
        return None
    motion = db.session.get(Motion, motion_id)
    if motion is None or motion.item_id != item.id:
        raise NotFound(_("Diesen Antrag gibt es beim aufgerufenen Punkt nicht."))
    return motion


def _binds(kind: str, about: int | None) -> bool:
    """Tell whether a vote decides something: on a motion, on minutes, or who is elected (NKomVG §§ 65 and 67)."""
    return about is not None or kind in ELECTIONS


def _quorum(step: Step, item: AgendaItem, *, binding: bool, straw: bool) -> Finding:
    """Refuse what needs a quorum without one, and every vote but a straw poll while it is in doubt (L-06)."""
    if binding and not straw:
        return require_quorum(step, item)
    return finding(step, item) if straw else require_no_doubt(step, item)


def _require_enough_voters(step: Step, poll: Poll, item: AgendaItem, *, confirmed: bool) -> None:
    """Ask back before a vote whose secrecy is void from the start (L-81)."""
    voters = len(entitled(step.meeting, item))
    if poll.level not in NAMED and voters < FEW and not confirmed:
        raise Conflict(
            _(
                "Stimmberechtigt sind nur %(number)s. Bei so wenigen lässt sich leicht erraten, wer wie gestimmt hat. "
                "Bestätigen Sie, dass Sie trotzdem so abstimmen lassen, oder wählen Sie eine andere Art.",
                number=voters,
            )
        )


def _prepare(step: Step, poll: Poll) -> None:
    event = PollPrepared(
        meeting_id=step.meeting.id,
        poll_id=poll.id,
        item_id=poll.item_id,
        motion_id=poll.motion_id,
        kind=poll.kind,
        level=str(poll.level),
        choices=len(poll.options),
        officers=[one.person_id for one in keys_of(poll, every=True)],
    )
    step.record(event, poll.audience)


def _open(step: Step, poll: Poll, item: AgendaItem) -> None:
    """Freeze everything that the outcome depends on, and say its hash."""
    poll.configuration = frozen(step, poll, item)
    poll.configuration_hash = fingerprint(poll.configuration)
    poll.state = PollState.OPEN
    straw = poll.configuration["straw"]
    poll.ends_at = now() + timedelta(seconds=STRAW_SECONDS) if straw else None
    event = PollOpened(
        meeting_id=step.meeting.id,
        poll_id=poll.id,
        item_id=poll.item_id,
        motion_id=poll.motion_id,
        kind=poll.kind,
        level=str(poll.level),
        rule=poll.rule,
        choices=len(poll.options),
        straw=straw,
        minuted=poll.minuted,
        present=poll.present,
        members=poll.configuration["members"],
        entitled=len(poll.configuration["entitled"]),
        quorum_state=poll.configuration["quorum_state"],
        configuration_hash=poll.configuration_hash,
        ends_at=poll.ends_at,
        minutes_id=poll.minutes_id,
        minutes_version=poll.minutes_version,
        usual_rule=poll.configuration.get("usual_rule"),
        without_quorum=poll.configuration.get("without_quorum"),
        ruling=poll.configuration.get("ruling"),
        next_on=poll.configuration.get("next_on"),
        ideas=poll.configuration.get("ideas"),
    )
    step.record(event, poll.audience)
