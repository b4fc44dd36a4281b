"""What the moderation can do, as a table: for what, in which words, with which effect, and how it is taken back (M-17).

A measure never exists without its statement of reasons; ``commands.measures`` writes both in one transaction (S-02).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from forum.accounts import restricting
from forum.accounts.models import Limit, Person, Restriction
from forum.core.clock import now
from forum.core.db import db
from forum.core.i18n import lazy
from forum.core.permissions import SYSTEM, Actor
from forum.discussions.models import Post, PostSweep
from forum.ideas.models import Idea
from forum.meetings.models import Contribution, Question
from forum.moderation import measures_misuse as misuse
from forum.moderation import measures_threads as threads
from forum.moderation import measures_versions as versions
from forum.moderation.measures_misuse import MISUSE
from forum.moderation.models import ON_PERSON, ON_THREAD, Statement
from forum.moderation.plan import Plan, check_minutes
from forum.moderation.target import Target
from forum.moderation.targets import KINDS
from forum.screening.commands import RETURNED

ALL = frozenset(KINDS)
POSTS = frozenset({"post"})
# What a program may hide for a day, where the city wants that (M-07).
HELD_BY_NOTICES = frozenset({"post", "idea"})
AUTOMATIC = "auto_hold"
# What the desk of a session removes at once; the moderation comes to it by a complaint (S-04).
IN_SESSION = "remove_in_session"
MOST_DAYS = 90
# In the details of a statement: words that were erased for good, which come back with the thing (S-04).
ERASED = "erased"
# In the details of a statement: which sweep hides the posts of an account by it, and by which other statement it came.
SWEEP, SWEPT_BY = "sweep", "swept_by"
# What holds for an account or a thread outlasts the content that led there, and so does the right to have it lifted (S-04).
OUTLASTING = ON_PERSON | ON_THREAD
# What hides the thing itself has no effect any more once that is gone; to take it back is to say that it was wrong.
WITH_THE_THING = frozenset({"hide", AUTOMATIC, IN_SESSION})
# What taking a measure back left as it is, as the statement says it: by the key in its details.
LEFT = {
    versions.NEWER_TEXT: lazy(
        "Der Text wurde nach dem Schwärzen noch einmal geändert. Der neuere Text bleibt stehen. Was geschwärzt war, ist bei "
        "den früheren Fassungen wieder zu lesen."
    ),
    versions.STILL_HELD: lazy(
        "Die Fassung bleibt verborgen, denn in ihr stehen Worte, die in diesem Text geschwärzt sind. Das ist eine "
        "andere Entscheidung."
    ),
    RETURNED: lazy(
        "Erscheinen kann der Text dort zurzeit nicht, zum Beispiel weil das Thema inzwischen geschlossen ist. Deshalb liegt "
        "er wieder bei Ihren Entwürfen. Stand dort schon etwas anderes, finden Sie ihn unter „Texte in der Prüfung“."
    ),
    versions.GONE: lazy("Der Inhalt wurde inzwischen gelöscht und bleibt es. Die Entscheidung gilt nicht mehr."),
}
# Longer suspensions need two people (M-23).
ALONE = 7


@dataclass(frozen=True)
class Measure:
    """One thing that the moderation can do.

    ``field`` and ``word`` say it in the vocabulary of the transparency database; a warning restricts nothing and has none.
    ``apply`` returns what taking it back needs, and ``lift`` may return what the statement keeps of how that went.
    """

    key: str
    label: Any
    said: Any
    apply: Callable[[Actor, Target, Plan], dict[str, Any]]
    lift: Callable[[Actor, Target, Mapping[str, Any]], object]
    kinds: frozenset[str] = ALL
    field: str = ""
    word: str = ""
    takes_days: bool = False
    needs_days: bool = False
    # No moderator chooses it: a program takes it by a setting, or the desk of a session by its own right.
    by_others: bool = False

    @property
    def on_person(self) -> bool:
        """Whether it concerns a whole account and not one text."""
        return self.key in ON_PERSON

    @property
    def on_thread(self) -> bool:
        """Whether it concerns the thread in which a post stands."""
        return self.key in ON_THREAD


def _hide(actor: Actor, target: Target, plan: Plan) -> dict[str, Any]:
    kind = KINDS[target.kind]
    was: dict[str, Any] = {name: str(getattr(target.thing, name)) for name in kind.keeps}
    if kind.counts is not None:
        was["items"] = kind.counts(actor, target.thing)
    made = kind.hide(actor, target.thing, ground=plan.ground)
    return was | ({SWEEP: made.id} if isinstance(made, PostSweep) else {})


def _show(actor: Actor, target: Target, detail: Mapping[str, Any]) -> object:
    kind = KINDS[target.kind]
    step = kind.undo if detail.get("at_once") and kind.undo is not None else kind.restore
    return step(actor, target.thing, **{name: detail[name] for name in (*kind.keeps, ERASED) if name in detail})


def _warn(_actor: Actor, _target: Target, _plan: Plan) -> dict[str, Any]:
    return {}


def _unwarn(_actor: Actor, _target: Target, _detail: Mapping[str, Any]) -> None:
    """Leave it at the statement: a warning that was taken back counts no more."""


def _restrict(kind: Limit) -> Callable[[Actor, Target, Plan], dict[str, Any]]:
    def apply(actor: Actor, target: Target, plan: Plan) -> dict[str, Any]:
        if kind == Limit.SLOW:
            check_minutes(plan.minutes)
        made = restricting.restrict(
            actor,
            db.session.get_one(Person, target.author_id),
            kind,
            until=plan.until or now() + timedelta(days=1),
            minutes=plan.minutes,
            warned_at=plan.warned_at,
            statement_puid=plan.statement_puid,
        )
        return {"restriction": made.id} | ({"minutes": plan.minutes} if kind == Limit.SLOW else {})

    return apply


def _unrestrict(actor: Actor, _target: Target, detail: Mapping[str, Any]) -> None:
    restricting.lift(actor, db.session.get_one(Restriction, detail["restriction"]))


_VISIBILITY, _PROVISION, _ACCOUNT = "decision_visibility", "decision_provision", "decision_account"
_NARROWED = "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED"

MEASURES = {
    one.key: one
    for one in (
        Measure(
            "hide",
            lazy("Verbergen"),
            lazy("Der Inhalt ist für andere nicht mehr zu lesen. An seiner Stelle steht ein Hinweis."),
            _hide,
            _show,
            field=_VISIBILITY,
            word="DECISION_VISIBILITY_CONTENT_REMOVED",
        ),
        Measure(
            "redact",
            lazy("Stellen schwärzen"),
            lazy("Einzelne Stellen sind geschwärzt. Der übrige Text steht, wie er war."),
            versions.redact,
            versions.unredact,
            versions.BLACKENED_KINDS,
            _VISIBILITY,
            "DECISION_VISIBILITY_CONTENT_DISABLED",
        ),
        Measure(
            "lock_branch",
            lazy("Zweig schließen"),
            lazy("Auf den Beitrag kann niemand mehr antworten. Lesen können ihn alle."),
            threads.close_branch,
            threads.open_branch,
            POSTS,
            _VISIBILITY,
            _NARROWED,
            takes_days=True,
        ),
        Measure(
            "lock_thread",
            lazy("Thema schließen"),
            lazy("In dem Thema kann niemand mehr schreiben. Lesen können es alle."),
            threads.lock,
            threads.end_in_thread,
            POSTS,
            _VISIBILITY,
            _NARROWED,
            takes_days=True,
        ),
        Measure(
            "slow_thread",
            lazy("Thema verlangsamen"),
            lazy("In dem Thema wartet jede Person zwischen zwei Beiträgen eine Weile."),
            threads.slow,
            threads.end_in_thread,
            POSTS,
            _VISIBILITY,
            _NARROWED,
            takes_days=True,
        ),
        Measure(
            AUTOMATIC,
            lazy("Für höchstens einen Tag verborgen"),
            lazy("Der Inhalt ist für höchstens einen Tag verborgen. Danach erscheint er von selbst wieder."),
            _hide,
            _show,
            HELD_BY_NOTICES,
            _VISIBILITY,
            "DECISION_VISIBILITY_CONTENT_DISABLED",
            by_others=True,
        ),
        Measure(
            IN_SESSION,
            lazy("In der Sitzung entfernt"),
            lazy("Der Text ist für andere nicht mehr zu lesen. An seiner Stelle steht der Grund."),
            _hide,
            _show,
            frozenset({"contribution", "question"}),
            _VISIBILITY,
            "DECISION_VISIBILITY_CONTENT_REMOVED",
            by_others=True,
        ),
        Measure(
            "hint",
            lazy("Hinweis geben"),
            lazy("Das ist ein Hinweis, keine Verwarnung. Sie können weiterhin alles tun."),
            _warn,
            _unwarn,
        ),
        Measure(
            "warn",
            lazy("Verwarnen"),
            lazy("Das ist eine Verwarnung. Sie können weiterhin alles tun."),
            _warn,
            _unwarn,
        ),
        Measure(
            "slow",
            lazy("Person verlangsamen"),
            lazy("Sie warten zwischen zwei Beiträgen eine Weile."),
            _restrict(Limit.SLOW),
            _unrestrict,
            field=_PROVISION,
            word="DECISION_PROVISION_PARTIAL_SUSPENSION",
            takes_days=True,
            needs_days=True,
        ),
        Measure(
            "limit",
            lazy("Schreibpause"),
            lazy("Sie können lesen, aber eine Zeit lang nichts schreiben, bewerten oder unterstützen."),
            _restrict(Limit.LIMITED),
            _unrestrict,
            field=_PROVISION,
            word="DECISION_PROVISION_TOTAL_SUSPENSION",
            takes_days=True,
            needs_days=True,
        ),
        Measure(
            "suspend",
            lazy("Konto sperren"),
            lazy(
                "Ihr Konto ist eine Zeit lang gesperrt. Sie können sich anmelden, das hier lesen und sich beschweren."
            ),
            _restrict(Limit.SUSPENDED),
            _unrestrict,
            field=_ACCOUNT,
            word="DECISION_ACCOUNT_SUSPENDED",
            takes_days=True,
            needs_days=True,
        ),
        Measure(
            MISUSE,
            lazy("Keine Meldungen oder Beschwerden für eine Zeit"),
            lazy(
                "Eine Zeit lang nehmen wir von Ihnen keine Meldungen oder keine Beschwerden entgegen. Ist jemand in Gefahr, "
                "können Sie das immer melden. Schreiben können Sie wie bisher."
            ),
            misuse.hold_again,
            misuse.lift,
            frozenset({"profile"}),
            _PROVISION,
            "DECISION_PROVISION_PARTIAL_SUSPENSION",
            by_others=True,
        ),
    )
}


def end(statement: Statement) -> None:
    """Undo the effect of a measure whose time is over, wherever its thing lies; the forum itself does that."""
    MEASURES[statement.measure].lift(SYSTEM, remains(statement), statement.detail or {})


def remains(statement: Statement) -> Target:
    """Return what is left of the thing of a statement, wherever it lies and whatever became of it."""
    case = statement.case
    table = {"post": Post, "idea": Idea, "contribution": Contribution, "question": Question}.get(case.kind)
    thing = db.session.get(table, case.target_id) if table is not None else None
    return Target(
        case.kind,
        case.target_id,
        statement.author_id,
        title="",
        text="",
        version=0,
        url="",
        is_hidden=False,
        thing=thing,
        space_id=case.space_id,
    )


def possible_for(target: Target) -> list[Measure]:
    """Return what can be done about a thing, in the order of the table."""
    found = [one for one in MEASURES.values() if target.kind in one.kinds and not one.by_others]
    if target.author_id is None:
        found = [one for one in found if not one.on_person]
    return [one for one in found if one.key != "hide" or not target.is_hidden]


def author_of(measure: Measure, target: Target) -> int | None:
    """Return whom a measure concerns: the author of the content, of a thread whoever began it."""
    author_id: int | None = target.thing.thread.author_id if measure.on_thread else target.author_id
    return author_id
