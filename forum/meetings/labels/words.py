"""The words of the room and of the log in the reader's language."""

from forum.committees.models import MAJORITY_LABELS
from forum.core.i18n import lazy
from forum.core.permissions import Nobody
from forum.meetings.counting import RULES as COUNTED
from forum.meetings.course import COURSE_LABELS, STEPS
from forum.meetings.models import (
    BY_TIME,
    CHOICE_LABELS,
    CIRCLE_LABELS,
    CONSENT_LABELS,
    ITEM_LABELS,
    LEVEL_LABELS,
    LEVEL_MEANINGS,
    MEETING_LABELS,
    PRESENCE_LABELS,
    QUORUM_LABELS,
    REPLY_LABELS,
)
from forum.meetings.ruling import RULING_CHOICES, RULING_LABELS
from forum.meetings.speaking import POINTS
from forum.meetings.written import BY_RULE, GIVEN, REASONS

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

POLL_RULES = [(key, RULES[key]) for key in COUNTED["yes_no"]]
