"""What a decision says, as people hand it in, and whether it is complete (governance, section 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from forum.core.clock import today
from forum.core.errors import Invalid
from forum.core.i18n import _, marked
from forum.core.text import clean_line, clean_text
from forum.dossiers.models import Result, Unanimity
from forum.ideas.models import Idea

LEAST_TEXT = 10
MOST_DUTIES = 20
SIMPLE_MAJORITY = marked(
    "Einfache Mehrheit: mehr Ja- als Nein-Stimmen, Enthaltungen zählen nicht mit (§ 66 Abs. 1 NKomVG)."
)


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """What the Board decides on: ideas with their papers, a project, a recommendation; at least one."""

    ideas: Sequence[Idea] = ()
    project_id: int | None = None
    resolution_id: int | None = None
    # What a decision on something else than ideas is called in the register, and the ideas behind it: they take no
    # step, but whoever has an interest in them does not decide (B-15), and who may see them may see the decision.
    title: str = ""
    behind: Sequence[Idea] = ()
    # The paper that lay before those who decided, by the number of its idea; without one it is the newest.
    papers: Mapping[int, int] = field(default_factory=dict)

    @property
    def touched(self) -> Sequence[Idea]:
        """The ideas that are decided on, and those behind what is decided on."""
        return (*self.ideas, *self.behind)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A condition with the unit that keeps it and the day by which."""

    text: str
    unit: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Vote:
    """How the vote went; ``present`` and ``entitled`` count people, the rest votes."""

    yes: int
    no: int
    abstain: int
    unanimity: Unanimity
    present: int
    entitled: int
    recused: Sequence[str] = ()
    rule: str = SIMPLE_MAJORITY


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """A decision as it is handed in."""

    result: Result
    vote: Vote
    text: str
    reasons: str = ""
    conditions: str = ""
    duties: Sequence[Duty] = ()
    binding: bool = True
    binding_basis: str
    decided_on: date
    next_on: date | None = None
    replaces: str = ""


@dataclass(frozen=True, kw_only=True)
class Session:
    """In which session of which body a decision was taken; a decision between sessions has no meeting."""

    committee_id: int | None = None
    body: str = ""
    meeting_id: int | None = None
    item_id: int | None = None
    minutes_seq: int | None = None


def checked(ruling: Ruling) -> Ruling:
    """Return the decision with its texts tidied. Raises Invalid with everything that is missing."""
    ruling = _tidied(ruling)
    wrong = {**_wrong_texts(ruling), **_wrong_votes(ruling), **_wrong_days(ruling)}
    if wrong:
        raise Invalid(fields=wrong)
    return ruling


def _tidied(ruling: Ruling) -> Ruling:
    duties = [
        replace(duty, text=clean_line(duty.text), unit=clean_line(duty.unit))
        for duty in ruling.duties
        if clean_line(duty.text)
    ]
    recused = [name for name in (clean_line(name) for name in ruling.vote.recused) if name]
    return replace(
        ruling,
        text=clean_text(ruling.text),
        reasons=clean_text(ruling.reasons),
        conditions=clean_text(ruling.conditions),
        binding_basis=clean_line(ruling.binding_basis),
        replaces=clean_line(ruling.replaces),
        duties=duties,
        vote=replace(ruling.vote, recused=recused, rule=clean_line(ruling.vote.rule)),
    )


def _wrong_texts(ruling: Ruling) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if len(ruling.text) < LEAST_TEXT:
        wrong["text"] = [_("Bitte schreiben Sie mindestens %(least)d Zeichen.", least=LEAST_TEXT)]
    if not ruling.result.accepts and len(ruling.reasons) < LEAST_TEXT:
        wrong["reasons"] = [_("Was nicht beschlossen wird, braucht eine Begründung.")]
    if not 5 <= len(ruling.binding_basis) <= 500:
        wrong["binding_basis"] = [_("Bitte nennen Sie, worauf sich die Bindung stützt.")]
    if ruling.duties and not ruling.result.accepts:
        wrong["duties"] = [_("Auflagen gehören zu einem Beschluss, nicht zu einer Ablehnung.")]
    elif any(not 3 <= len(duty.unit) <= 120 or len(duty.text) > 500 for duty in ruling.duties):
        wrong["duties"] = [_("Jede Auflage braucht eine zuständige Stelle.")]
    elif len(ruling.duties) > MOST_DUTIES:
        wrong["duties"] = [_("Bitte fassen Sie Auflagen zusammen: Höchstens %(most)d sind möglich.", most=MOST_DUTIES)]
    return wrong


def _wrong_votes(ruling: Ruling) -> dict[str, list[str]]:
    vote, wrong = ruling.vote, dict[str, list[str]]()
    votes = (vote.yes, vote.no, vote.abstain)
    if min(votes) < 0 or max(votes) > 1000 or not sum(votes):
        wrong["yes"] = [_("Bitte geben Sie die gezählten Stimmen an.")]
    elif vote.unanimity == Unanimity.EINSTIMMIG and vote.yes and vote.no:
        wrong["unanimity"] = [_("Mit Ja- und Nein-Stimmen ist der Beschluss nicht einstimmig.")]
    elif ruling.result.accepts and vote.yes <= vote.no:
        wrong["yes"] = [_("Beschlossen ist, was mehr Ja- als Nein-Stimmen hat.")]
    if sum(votes) > vote.present:
        wrong["present"] = [_("Es können nicht mehr Stimmen abgegeben sein, als Mitglieder anwesend waren.")]
    elif not vote.present <= vote.entitled <= 1000:
        wrong["entitled"] = [_("Es können nicht mehr Mitglieder anwesend sein, als stimmberechtigt sind.")]
    if any(len(name) > 120 for name in vote.recused):
        wrong["recused"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=120)]
    return wrong


def _wrong_days(ruling: Ruling) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if ruling.decided_on > today():
        wrong["decided_on"] = [_("Dieser Tag liegt in der Zukunft.")]
    if ruling.result == Result.VERTAGT and (ruling.next_on is None or ruling.next_on <= ruling.decided_on):
        wrong["next_on"] = [_("Bitte nennen Sie den Tag, bis zu dem vertagt wird.")]
    if any(duty.due_on < ruling.decided_on for duty in ruling.duties):
        wrong["duties"] = [_("Der Tag einer Auflage liegt nach dem Beschluss.")]
    return wrong
