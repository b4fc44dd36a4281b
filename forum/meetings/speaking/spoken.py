"""How often and how long each person spoke in a meeting, from its log alone (L-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass
class Spoken:
    """What one person has said so far; interposed questions and points of order are no contributions."""

    times: int = 0
    seconds: int = 0


def spoken(events: Iterable[dict[str, Any]]) -> dict[int, Spoken]:
    """Return what each person said, from the delivered events of one audience; who speaks now is not counted yet."""
    who: dict[int, int] = {}
    ended: dict[int, int] = {}
    for event in events:
        data = event["data"]
        match event["type"]:
            case "SpeechRequested" if data.get("kind", "speech") == "speech":
                who[data["speaker_id"]] = data["person_id"]
            case "SpeechEnded" if data["speaker_id"] in who:
                ended[data["speaker_id"]] = data.get("seconds", 0)
            case "SpeechUndone":
                ended.pop(data["speaker_id"], None)
    result: dict[int, Spoken] = {}
    for number, seconds in ended.items():
        of = result.setdefault(who[number], Spoken())
        of.times += 1
        of.seconds += seconds
    return result
