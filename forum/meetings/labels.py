"""The words of the room and of the log in the reader's language, and the state arranged for the page."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from forum.committees.models import MAJORITY_LABELS
from forum.core.difference import difference
from forum.core.i18n import _, lazy
from forum.core.permissions import Nobody
from forum.meetings.arrangement import tree
from forum.meetings.counting import RULES as COUNTED
from forum.meetings.course import COURSE_LABELS, OPEN, STEPS, VOTABLE, Course, paragraphs
from forum.meetings.models import (
    BY_TIME,
    CHOICE_LABELS,
    CIRCLE_LABELS,
    CONSENT_LABELS,
    ITEM_LABELS,
    LEVEL_LABELS,
    LEVEL_MEANINGS,
    MEETING_LABELS,
    ON_THE_FLOOR,
    PRESENCE_LABELS,
    QUORUM_LABELS,
    REPLY_LABELS,
    STILL_THERE,
)
from forum.meetings.queries.procedure import DECIDED
from forum.meetings.ruling import RULING_CHOICES, RULING_LABELS
from forum.meetings.speaking import POINTS
from forum.meetings.texts import TEXTS, numbers_in
from forum.meetings.written import BY_RULE, GIVEN, REASONS, question_counts

# The big screen shows what everybody may see, even when the clerk has opened it.
AUDIENCE = Nobody()

CHOICES = list(CHOICE_LABELS.items())
# What a ballot with a name can say, in the order in which minutes list it.
SAID = [
    *((str(key), label) for key, label in CHOICE_LABELS.items()),
    ("blank", lazy("Leer")),
    ("invalid", lazy("Ungültig")),
]
CIRCLES = {str(key): label for key, label in CIRCLE_LABELS.items()}
CIRCLE_CHOICES = {"": lazy("wie die Sitzung oder der Punkt darüber"), **CIRCLES}
QUORUMS = {str(key): label for key, label in QUORUM_LABELS.items()}
COMING = {str(key): label for key, label in REPLY_LABELS.items()}
CONSENT = list(CONSENT_LABELS.items())
LEVELS = {str(key): label for key, label in LEVEL_LABELS.items()}
MEANINGS = {str(key): label for key, label in LEVEL_MEANINGS.items()}
KINDS = {
    "yes_no": lazy("Ja, Nein, Enthaltung"),
    "choice": lazy("Auswahl aus mehreren"),
    "rating": lazy("Bewertung in Punkten"),
    "irv": lazy("Rangfolge, einer gewinnt"),
    "stv": lazy("Rangfolge, mehrere Plätze"),
    "consent": lazy("Konsent"),
}
WITHOUT_QUORUM = lazy("Dabei war keine Beschlussfähigkeit festgestellt. Das Ergebnis bindet das Gremium nicht.")
RULES = {
    "simple": lazy("Einfache Mehrheit: mehr Ja als Nein, Enthaltungen zählen nicht"),
    "absolute_present": lazy("Mehr als die Hälfte der Anwesenden"),
    "absolute_members": lazy("Mehr als die Hälfte aller Mitglieder"),
    "two_thirds": lazy("Zwei Drittel der Ja- und Nein-Stimmen"),
    "two_thirds_members": lazy("Zwei Drittel aller Mitglieder"),
    "highest_mean": lazy("Die höchste Durchschnittsnote"),
    "ranking": lazy("Auszählung in Runden"),
    "no_objection": lazy("Kein schwerwiegender Einwand"),
}
ITEM_STATES = {str(key): label for key, label in ITEM_LABELS.items()}
MEETING_STATES = {str(key): label for key, label in MEETING_LABELS.items()}
STANCES = {"": "", "pro": lazy("dafür"), "contra": lazy("dagegen")}
STANCE_CHOICES = {**STANCES, "": lazy("ohne Angabe")}
VERDICTS = {
    "accepted": lazy("angenommen"),
    "rejected": lazy("abgelehnt"),
    "decided": lazy("entschieden"),
    "undecided": lazy("unentschieden"),
    "noted": lazy("Meinungsbild"),
    "void": lazy("ungültig, ohne Ergebnis"),
}
REFERABLE = STEPS["refer"][0]
# So many of those who spoke are shown.
MOST_PAST = 5
WHY = {
    "turn": lazy("nach der Meldung"),
    "point": lazy("Geschäftsordnung geht vor"),
    "question": lazy("Zwischenfrage"),
    "stance": lazy("dafür und dagegen im Wechsel"),
    "balanced": lazy("ausgewogen: Gruppen im Wechsel, wer weniger sprach zuerst"),
    "moved": lazy("von der Sitzungsleitung gesetzt"),
}
REPLIES = {**{str(key): label for key, label in CHOICE_LABELS.items()}, "object": lazy("Widerspruch")}
MAJORITIES = {str(key): label for key, label in MAJORITY_LABELS.items()}
PRESENCE = {str(key): label for key, label in PRESENCE_LABELS.items()}
REASON_LABELS = {str(key): label for key, label in REASONS.items()}
GIVEN_REASONS = {str(key): label for key, label in GIVEN.items()}
WRITTEN = {"held": lazy("zurückgehalten"), "removed": lazy("entfernt"), "answered": lazy("beantwortet")}
COURSE = {str(key): label for key, label in COURSE_LABELS.items()}
POINT_LABELS = {str(key): label for key, label in POINTS.items()}
# What a vote of the Board decides about ideas, and what the form for a motion offers.
RULING_WORDS = dict(RULING_CHOICES)
RULINGS = RULING_LABELS
RESOLUTIONS = {"recommendation": lazy("Empfehlung"), "resolution": lazy("Beschluss"), "decision": lazy("Beschluss")}
# Why a text was removed for good; the words are those of the command.
REDACTED = {
    "personal_data": lazy("persönliche Daten"),
    "insult": lazy("Beleidigung"),
    "unlawful": lazy("rechtswidrig"),
    "mistake": lazy("Versehen"),
}
# What names a rule of the house: only for that the words of those go who write to a session (S-02).
REDACTED_BY_RULE = {key: label for key, label in REDACTED.items() if key in BY_RULE}
# The same, and why a text went by itself.
REMOVED = {**REDACTED, BY_TIME: lazy("Aufbewahrungsfrist abgelaufen")}
EVENTS = {
    "MeetingPlanned": lazy("Sitzung geplant"),
    "MeetingChanged": lazy("Planung geändert"),
    "MeetingInvited": lazy("Mitglieder eingeladen"),
    "InvitationAnswered": lazy("Einladung beantwortet"),
    "InvitedReminded": lazy("An die Einladung erinnert"),
    "MeetingCancelled": lazy("Sitzung abgesagt"),
    "SessionStarted": lazy("Sitzung eröffnet"),
    "SessionClosed": lazy("Sitzung geschlossen"),
    "ItemAdded": lazy("Punkt in die Tagesordnung aufgenommen"),
    "ItemOpened": lazy("Punkt aufgerufen"),
    "ItemChanged": lazy("Punkt geändert"),
    "ItemRemoved": lazy("Punkt von der Tagesordnung genommen"),
    "AgendaOrdered": lazy("Tagesordnung umgestellt"),
    "ItemDebated": lazy("Beratung des Punktes beendet"),
    "ItemClosed": lazy("Punkt beendet"),
    "MemberCheckedIn": lazy("Mitglied anwesend"),
    "MemberCheckedOut": lazy("Mitglied gegangen"),
    "SubstituteNamed": lazy("Vertretung benannt"),
    "SubstituteEnded": lazy("Vertretung beendet"),
    "MemberRecused": lazy("Befangenheit erklärt"),
    "RecusalTakenBack": lazy("Befangenheit als Versehen zurückgenommen"),
    "QuorumEstablished": lazy("Beschlussfähigkeit festgestellt"),
    "QuorumDoubted": lazy("Beschlussfähigkeit angezweifelt"),
    "ContributionAdded": lazy("Beitrag geschrieben"),
    "TextRedacted": lazy("Text entfernt"),
    "TextGivenBack": lazy("Entfernter Text wieder gezeigt"),
    "ContributionHidden": lazy("Beitrag verborgen"),
    "ContributionMoved": lazy("Beitrag zurückgehalten, entfernt oder wieder gezeigt"),
    "WritingRulesSet": lazy("Regeln für Beiträge und Fragen gesetzt"),
    "QuestionAsked": lazy("Frage gestellt"),
    "QuestionMoved": lazy("Stand einer Frage geändert"),
    "QuestionPinned": lazy("Frage angeheftet oder gelöst"),
    "QuestionVoted": lazy("Frage unterstützt"),
    "SpeakingRulesSet": lazy("Regeln der Redeliste gesetzt"),
    "ListClosed": lazy("Redeliste geschlossen"),
    "ListOpened": lazy("Redeliste geöffnet"),
    "SpeechLimitSet": lazy("Redezeit gesetzt"),
    "SpeakersOrdered": lazy("Redeliste neu geordnet"),
    "SpeechRequested": lazy("Wortmeldung"),
    "SpeechWithdrawn": lazy("Wortmeldung zurückgezogen"),
    "SpeechRemoved": lazy("Von der Redeliste genommen"),
    "SpeechLapsed": lazy("Wortmeldung mit dem Punkt beendet"),
    "SpeechStarted": lazy("Wort erteilt"),
    "SpeechHalted": lazy("Redezeit angehalten"),
    "SpeechResumed": lazy("Redezeit läuft weiter"),
    "SpeechEnded": lazy("Rede beendet"),
    "SpeechUndone": lazy("Schritt zurückgenommen"),
    "MotionDrafted": lazy("Entwurf eines Antrags gezeigt"),
    "PaperAdded": lazy("Unterlage hinzugefügt"),
    "PaperRemoved": lazy("Unterlage entfernt"),
    "MotionAdded": lazy("Antrag gestellt"),
    "PollPrepared": lazy("Geheime Abstimmung vorbereitet"),
    "OfficerReady": lazy("Schritt einer beauftragten Person"),
    "MotionMoved": lazy("Stand eines Antrags geändert"),
    "MotionChanged": lazy("Antrag neu gefasst"),
    "MotionSupported": lazy("Antrag unterstützt"),
    "MotionOpposed": lazy("Abweichende Meinungen festgehalten"),
    "PollOpened": lazy("Abstimmung geöffnet"),
    "TurnoutTold": lazy("Stand der Beteiligung"),
    "VoteNoted": lazy("Stimme in die Niederschrift aufgenommen"),
    "PollEnding": lazy("Ende der Abstimmung angesagt"),
    "PollCounting": lazy("Auszählung begonnen"),
    "PollVoided": lazy("Abstimmung für ungültig erklärt"),
    "VoteCast": lazy("Stimme abgegeben"),
    "PollClosed": lazy("Abstimmung geschlossen"),
    "ResolutionAdopted": lazy("Angenommen"),
    "ResolutionAnnounced": lazy("Aus nichtöffentlicher Beratung bekannt gegeben"),
    "MinutesDrafted": lazy("Niederschrift begonnen, Verlauf versiegelt"),
    "ParagraphSaved": lazy("Absatz der Niederschrift geschrieben"),
    "MinutesSubmitted": lazy("Niederschrift vorgelegt, Einwendungen sind möglich"),
    "ObjectionRaised": lazy("Einwendung gegen die Niederschrift"),
    "ObjectionAnswered": lazy("Einwendung beantwortet"),
    "MinutesApproved": lazy("Niederschrift genehmigt"),
    "MinutesPublished": lazy("Niederschrift veröffentlicht"),
}


# Why a recusal was a mistake.
MISTAKES = {
    "click": lazy("aus Versehen gedrückt"),
    "item": lazy("beim falschen Punkt"),
    "person": lazy("bei der falschen Person"),
    "interest": lazy("es gibt kein eigenes Interesse"),
}


def arranged(state: dict[str, Any]) -> dict[str, Any]:
    """Return the state as the page needs it: the current item with all that belongs to it."""
    current = _one(state["items"], state["current_item_id"])
    number = current["id"] if current else None
    registered = {one["poll_id"]: one["decision_number"] for one in state["resolutions"]}
    polls = [one | {"decision": registered.get(one["id"]), "stands": _stands(one)} for one in state["polls"]]
    return {
        "current": current,
        "poll": next((poll for poll in polls if poll["state"] == "open"), None),
        "unfinished": [poll for poll in polls if poll["state"] in ("prepared", "counting")],
        "closed_polls": [poll for poll in reversed(polls) if poll["state"] == "closed"],
        **speaking(state),
        "contributions": [one for one in state["contributions"] if one["item_id"] == number],
        "removed": {f"{one['kind']}:{one['text_id']}": one["reason"] for one in state["redacted"]},
        **asked(state["questions"]),
        **moved(state["motions"], number),
        "present_ids": {one["person_id"] for one in state["present"]},
        "resolutions": list(reversed(state["resolutions"])),
        # What was said of this very item, which is what one can take back.
        "recusals": [one for one in state["recusals"] if one["item_id"] == number],
        "fresh_recusals": {
            one["person_id"] for one in state["recusals"] if one["item_id"] == number and one["is_fresh"]
        },
        "represented_ids": {one["member_id"] for one in state["substitutes"]},
        "substitute_ids": {one["substitute_id"] for one in state["substitutes"]},
        **tree(state["items"]),
    }


def _stands(poll: dict[str, Any]) -> bool:
    """Tell of a vote that it decided a motion, so that nobody declares it void."""
    return poll["motion_id"] is not None and poll["verdict"] in DECIDED


def speaking(state: dict[str, Any]) -> dict[str, Any]:
    """Return who has the floor, who comes next and who spoke, under the current item."""
    number = state["current_item_id"]
    here = [one for one in state["speakers"] if one["item_id"] == number]
    floor = sorted((one for one in here if one["state"] in ON_THE_FLOOR), key=lambda one: one["state"] == "halted")
    done = [one for one in here if one["state"] == "done"]
    return {
        # Who speaks; whoever is halted for a question has the floor only when nobody asks.
        "speaking": floor[0] if floor else None,
        "halted": next((one for one in floor[1:]), None),
        "asking_ids": {one["person_id"] for one in here if one["kind"] == "speech" and one["state"] in STILL_THERE},
        "waiting": sorted((one for one in here if one["state"] == "waiting"), key=lambda one: one["place"]),
        "spoke": sorted(done, key=lambda one: one["ended_at"] or one["id"], reverse=True)[:MOST_PAST],
        "list": next((one for one in state["speaker_lists"] if one["item_id"] == number), None),
        "spoken": {one["person_id"]: one for one in state.get("spoken", [])},
    }


def asked(questions: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the questions as the page lists them: pinned ones first, then those that most want answered."""
    there = [one for one in questions if one["state"] != "archived"]
    return {
        "questions": sorted(there, key=lambda one: (not one["pinned"], one["answered"], -one["votes"], one["id"])),
        "archived": [one for one in questions if one["state"] == "archived"],
        "counts": question_counts(questions),
    }


def moved(motions: list[dict[str, Any]], item_id: int | None) -> dict[str, Any]:
    """Return the motions of an item that are not decided yet, numbered, each amendment with its difference."""
    here = [one for one in motions if one["item_id"] == item_id]
    undecided = {Course.VOTED, *OPEN}
    found = []
    for number, one in enumerate((one for one in here if one["kind"] != "amendment"), start=1):
        amendments = [_amendment(two) for two in here if two["parent_id"] == one["id"]]
        numbered = enumerate(amendments, start=1)
        found.append(
            {**one, "number": number, "paragraphs": paragraphs(one["source"])}
            | {"amendments": [{**two, "number": f"{number}.{place}"} for place, two in numbered]}
        )
    shown = [one for one in found if one["state"] in undecided]
    everyone = [part for one in shown for part in (*one["amendments"], one)]
    return {
        "motions": shown,
        "votable": [one for one in everyone if one["state"] in VOTABLE],
        "rewritable": [one for one in shown if one["state"] in OPEN],
        # Opinions that differ are written down before the vote or after it.
        "opposable": [one for one in found if one["state"] != Course.DRAFT],
        "referable": [one for one in everyone if one["state"] in REFERABLE],
    }


def _amendment(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "pieces": difference(one["before"], one["source"])}


def minutes(seconds: int) -> str:
    """Return a length of time as minutes and seconds, such as 4:05."""
    return f"{seconds // 60}:{seconds % 60:02}"


def _one(rows: Iterable[dict[str, Any]], number: int | None) -> dict[str, Any] | None:
    return next((row for row in rows if row["id"] == number), None)


def rows_of(poll: dict[str, Any]) -> list[tuple[Any, int]]:
    """Return the figures of a poll as rows of a table: what could be said, and how often it was."""
    if poll["options"]:
        rows = list(zip(poll["options"], poll["marks"], strict=True))
    else:
        words = CONSENT if poll["kind"] == "consent" else CHOICES
        rows = [(label, poll[word]) for word, label in words]
    extra = [(lazy("Leer"), poll["blank"]), (lazy("Ungültig"), poll["invalid"])]
    return rows + [row for row in extra if row[1]]


POLL_RULES = [(key, RULES[key]) for key in COUNTED["yes_no"]]


def names_of(poll: dict[str, Any], places: Iterable[int]) -> str:
    """Return the options at these places."""
    return ", ".join(poll["options"][place] for place in places)


def open_seats(poll: dict[str, Any]) -> str:
    """Return a sentence about the seats that a vote left open because options had the same; empty when none is."""
    tied = (poll["result"] or {}).get("tied")
    if not tied or poll["verdict"] not in ("undecided", "noted"):
        return ""
    return _(
        "Offene Plätze: %(number)s. Gleichstand zwischen: %(names)s. Darüber entscheidet eine Stichwahl oder das Los.",
        number=poll["seats"] - len(poll["elected"]),
        names=names_of(poll, tied),
    )


def numbered(motions: Iterable[dict[str, Any]]) -> list[tuple[int, str]]:
    """Return motions and amendments for a list to choose from."""
    sentences = {"amendment": lazy("Über Änderung %(number)s")}
    usual = lazy("Über Antrag %(number)s")
    return [(one["id"], sentences.get(one["kind"], usual) % {"number": one["number"]}) for one in motions]


def levels_for(*, secret_refused: bool) -> dict[str, Any]:
    """Return the levels of secrecy to choose from, and say of the digital secret one that it is refused now (L-83)."""
    return LEVELS | ({"secret": lazy("geheim – jetzt nur auf Papier")} if secret_refused else {})


def people(members: Iterable[Any]) -> list[tuple[int, str]]:
    """Return members for a list to choose from."""
    return [(one.person_id, one.person.handle) for one in members]


def named(people: Iterable[Any]) -> dict[int, str]:
    """Return people of the state, or members, by their numbers, for a list to choose from."""
    rows = (
        (one["person_id"], one["handle"]) if isinstance(one, dict) else (one.person_id, one.person.handle)
        for one in people
    )
    return dict(rows)


def still_to_vote(poll: dict[str, Any], present: Iterable[dict[str, Any]]) -> list[tuple[int, str]]:
    """Return who is present and has not been heard in a roll call."""
    heard = {vote["handle"] for vote in poll["votes"]}
    return [(one["person_id"], one["handle"]) for one in present if one["handle"] not in heard]


def is_unanimous(poll: dict[str, Any]) -> bool:
    """Tell whether everybody voted alike in a vote without names, so that everybody's vote is known (L-81)."""
    if poll["level"] not in ("unnamed", "secret", "paper") or poll["given"] == 0:
        return False
    said = [number for _label, number in rows_of(poll) if number]
    if not poll["options"]:
        return len(said) == 1
    # Of several options everybody chose the very same ones, or in rankings the same first one, or all left it blank.
    return poll["kind"] != "rating" and bool(said) and all(number == poll["given"] for number in said)


def answer_of(poll: dict[str, Any], ballot: dict[str, Any]) -> str:
    """Return in words how somebody voted."""
    if word := ballot.get("choice"):
        return str(dict(CONSENT if poll["kind"] == "consent" else CHOICES)[word])
    if "ratings" in ballot:
        pairs = zip(poll["options"], ballot["ratings"], strict=True)
        return ", ".join(f"{option}: {rating}" for option, rating in pairs if rating is not None)
    places = ballot.get("options") or ballot.get("ranking") or []
    return ", ".join(poll["options"][place] for place in places) or str(_("Leer"))


def said_of(poll: Any, said: Any) -> str:
    """Return in words what minutes tell of a vote with a name on several options."""
    if said.choice:
        return str(dict(SAID)[said.choice])
    names = [option or _("Möglichkeit %(number)s", number=place) for place, option in enumerate(poll.options, start=1)]
    if said.ranking:
        return ", ".join(f"{place}. {names[one]}" for place, one in enumerate(said.ranking, start=1))
    marked = [(names[place], mark) for place, mark in enumerate(said.marks) if mark]
    return ", ".join(f"{name}: {mark}" if poll.kind == "rating" else name for name, mark in marked) or "–"


def text_of(event: dict[str, Any], meeting_id: int) -> str:
    """Return kind and number of the text that an event brought, as removed texts are named; nothing for others."""
    data = {"meeting_id": meeting_id, **event["data"]}
    for kind, text in TEXTS.items():
        if event["type"] in text.events and len(numbers := numbers_in(text, data)) == 1:
            return f"{kind}:{numbers[0]}"
    return ""


def called(event: dict[str, Any], numbers: Mapping[tuple[str, int], str]) -> str:
    """Return which motion or item an event is about and what became of it, such as ``TOP 2, vertagt``, or nothing."""
    data = event["data"]
    if name := numbers.get(("motion", data.get("motion_id") or 0)):
        what = _("Änderungsantrag %(number)s", number=name) if "." in name else _("Antrag %(number)s", number=name)
        became = COURSE.get(data.get("state", "")) if event["type"] == "MotionMoved" else None
    elif name := numbers.get(("item", data.get("item_id") or 0)):
        what, became = _("TOP %(number)s", number=name), ITEM_STATES.get(data.get("outcome", ""))
    else:
        return ""
    return f"{what}, {became}" if became else what


def moment(text: str) -> datetime:
    """Return the moment of a delivered event."""
    return datetime.fromisoformat(text)
