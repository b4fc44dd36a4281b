"""What became of one of many ideas, or would become of it."""

from dataclasses import dataclass

from forum.core.errors import ForumError
from forum.ideas.models import Idea


@dataclass(frozen=True)
class Effect:
    """What an act would do, or did, with one idea; or the sentence that says why it cannot be done."""

    idea: Idea
    told: str = ""
    problem: str = ""


def sentence_of(error: ForumError) -> str:
    """Return all that a refusal says, also what it says about single fields, as one line."""
    sentences = [one for field in getattr(error, "fields", {}).values() for one in field]
    return " ".join(sentences) or error.message
