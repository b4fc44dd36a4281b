"""What can be said in a session, for tests that want all of it."""

from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.meetings.models import Contribution, Motion, Question, SpeakerEntry
from tests.factories import act


def newest_entry() -> int:
    """Return the number of the wish to speak that was made last."""
    return db.session.scalars(select(SpeakerEntry.id).order_by(SpeakerEntry.id.desc()).limit(1)).one()


def asks(who: Person, number: int, kind: str = "speech.request", **data: Any) -> int:
    """Let somebody ask for the floor, and return the number of the wish."""
    act(who, number, kind, **data)
    return newest_entry()


def everything_on_the_list(number: int, chair: Person, ada: Person, word: str) -> None:
    """Let everything happen that can happen on a speakers' list; both people must be present."""
    act(chair, number, "speakers.rules", alternate=True, balanced=True, present_only=True, limit_seconds=300)
    act(chair, number, "speakers.limit", limit_seconds=120)
    speech = asks(ada, number, stance="pro")
    other = asks(chair, number, stance="contra")
    act(chair, number, "speakers.move", speaker_id=other, place=1)
    point = asks(ada, number, "speech.point", point="end_list", note=f"{word} zur Sache")
    act(chair, number, "speech.remove", speaker_id=point)
    act(chair, number, "speech.start", speaker_id=speech)
    question = asks(chair, number, "speech.question")
    act(chair, number, "speech.start", speaker_id=question)
    act(chair, number, "speech.end", speaker_id=question)
    act(chair, number, "speech.resume", speaker_id=speech)
    act(chair, number, "speech.halt", speaker_id=speech)
    act(chair, number, "speech.end", speaker_id=speech)
    act(chair, number, "speech.undo")
    act(chair, number, "speech.end", speaker_id=speech)
    act(chair, number, "speech.start", speaker_id=other)
    act(chair, number, "speech.undo")
    act(chair, number, "speech.readd")
    act(chair, number, "speakers.close", reason=f"{word} ist ausdiskutiert")
    act(chair, number, "speakers.open")
    act(chair, number, "speech.start", speaker_id=other)


def asked(who: Person, number: int, text: str) -> int:
    """Let somebody ask the committee, and return the number of the question."""
    act(who, number, "question.ask", text=text)
    return db.session.scalars(select(Question.id).order_by(Question.id.desc()).limit(1)).one()


def written(who: Person, number: int, text: str) -> int:
    """Let somebody write a contribution, and return its number."""
    act(who, number, "contribution.add", text=text)
    return db.session.scalars(select(Contribution.id).order_by(Contribution.id.desc()).limit(1)).one()


def everything_written(number: int, chair: Person, ada: Person, word: str) -> None:
    """Let everything happen that can happen with contributions and questions; questions are for everybody's eyes."""
    act(chair, number, "writing.rules", questions=True, anonymous=True, pause_seconds=0)
    contribution = written(ada, number, f"{word} im Gespräch")
    act(chair, number, "contribution.hold", contribution_id=contribution, reason="topic")
    act(chair, number, "contribution.release", contribution_id=contribution)
    held = written(ada, number, f"{word} wird zurückgehalten")
    act(chair, number, "contribution.hold", contribution_id=held, reason="personal")
    question = asked(ada, number, "Wann kommen die Bügel?")
    act(chair, number, "question.vote", question_id=question)
    act(chair, number, "question.pin", question_id=question)
    act(chair, number, "question.answer", question_id=question)
    act(chair, number, "question.archive", question_id=question)
    bad = asked(ada, number, "Kaufen Sie bei mir?")
    act(chair, number, "question.hold", question_id=bad, reason="topic")
    act(chair, number, "question.release", question_id=bad)
    act(chair, number, "question.remove", question_id=bad, reason="advertising")


def moves(who: Person, number: int, command: str = "motion.add", /, **data: Any) -> int:
    """Let somebody put a motion or an amendment on the table, and return its number."""
    act(who, number, command, **data)
    return db.session.scalars(select(Motion.id).order_by(Motion.id.desc()).limit(1)).one()


def everything_moved(number: int, chair: Person, ada: Person, word: str) -> None:
    """Let everything happen that can happen with motions without a vote."""
    draft = moves(ada, number, text=f"{word} als Antrag\n\nZweiter Absatz", draft=True, against=f"{word} dagegen")
    act(chair, number, "motion.support", motion_id=draft)
    act(ada, number, "motion.change", motion_id=draft, version=1, text=f"{word} als neuer Antrag\n\nZweiter Absatz")
    act(ada, number, "motion.submit", motion_id=draft)
    act(chair, number, "motion.admit", motion_id=draft)
    amendment = moves(ada, number, "motion.amend", motion_id=draft, paragraph=2, text=f"{word} im zweiten Absatz")
    act(chair, number, "motion.debate", motion_id=draft)
    act(ada, number, "motion.withdraw", motion_id=amendment)
    act(chair, number, "motion.oppose", motion_id=draft, text=f"{word} sieht es anders")
    act(chair, number, "motion.refer", motion_id=draft)
