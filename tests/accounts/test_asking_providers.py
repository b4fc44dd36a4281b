"""How often a sign-in service is asked: as often as the forum needs, and not as often as a stranger wishes."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from forum.accounts.oidc_keeping import ANEW, GONE, KEPT, LEADS, MOST, Answer, Answers, Away
from forum.core import clock
from tests import factories
from tests.accounts import oidc
from tests.accounts.oidc import Service, go, visit
from tests.factories import Visitor

BACK = "/anmelden/dienst/bund/zurueck"
DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture
def service(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("TEST_OIDC_SECRET", "what only the service and the forum know")
    app.extensions["oidc_answers"] = Answers()
    with oidc.service() as running:
        app.config["OIDC_FILE"] = running.settings(tmp_path)
        yield running


def later(app: Flask, distance: timedelta) -> None:
    """Let what is kept be older by this; requests of a test know no other moment than the present one."""
    answers: Answers = app.extensions["oidc_answers"]
    for url, kept in answers._kept.items():
        answers._kept[url] = replace(kept, at=kept.at - distance)


def test_strangers_cause_no_requests_at_will(app: Flask, client: Visitor, service: Service) -> None:
    """E-25, E-28: whoever opens the pages again and again has the service asked once in some minutes."""
    go(client)
    for _time in range(20):
        assert client.get("/abgemeldet/bund").status_code == 200
        assert client.get("/anmelden/dienst/bund/weiter").status_code == 200
    assert service.asked == [DISCOVERY]
    later(app, KEPT)
    client.get("/abgemeldet/bund")
    assert service.asked == [DISCOVERY] * 2


def test_a_service_that_is_away_is_left_alone_for_a_moment(app: Flask, client: Visitor, service: Service) -> None:
    """I-10: and nobody waits for it meanwhile; once it is there, it is found."""
    go(client)
    service.stop()
    later(app, LEADS)
    assert client.get("/anmelden/dienst/bund/weiter").status_code == 503
    service.start()
    service.asked.clear()
    assert client.get("/anmelden/dienst/bund/weiter").status_code == 503
    assert service.asked == []
    later(app, GONE)
    assert client.get("/anmelden/dienst/bund/weiter").status_code == 200


def test_new_keys_are_found_and_asked_for_once_a_minute(app: Flask, client: Visitor, service: Service) -> None:
    """I-02, E-25: a service may change its keys; tokens by unknown ones do not have it asked each time."""
    assert client.submit(BACK, **visit(go(client), "nutzer-1")).status_code == 303
    service.changes = {"acr": "changed on the way"}
    assert client.submit(BACK, **visit(go(client), "nutzer-1")).status_code == 400, "within a minute the keys are kept"
    later(app, ANEW)
    service.asked.clear()
    assert client.submit(BACK, **visit(go(client), "nutzer-1")).status_code == 303
    service.known_key = False
    for _time in range(3):
        assert client.submit(BACK, **visit(go(client), "nutzer-1")).status_code == 400
    assert Counter(service.asked)["/jwks"] == 1


@pytest.mark.parametrize("path", ["/abgemeldet/bund", "/anmelden/dienst/bund/weiter"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_pages_that_ask_a_service_are_counted(limited: Flask, service: Service, path: str, method: str) -> None:
    """E-28: by reading, too."""
    limited.config["OIDC_FILE"] = service.settings(Path(limited.config["INSTANCE"]))
    client = factories.visitor(limited)
    codes = Counter(client.open(path, method=method).status_code for _time in range(65))
    assert codes[429] == 5, codes


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_codes_that_nobody_gave_out_are_counted_before_the_service_is_asked(limited: Flask, service: Service) -> None:
    """E-28, E-25: one visit does not serve to ask the service again and again."""
    limited.config["OIDC_FILE"] = service.settings(Path(limited.config["INSTANCE"]))
    client = factories.visitor(limited)
    brought = visit(go(client), "nutzer-1") | {"code": "made up"}
    service.asked.clear()
    codes = Counter(client.submit(BACK, **brought).status_code for _time in range(65))
    assert codes == {400: 60, 429: 5}
    assert Counter(service.asked)["/oauth2/token"] == 60


def test_who_asks_at_once_asks_once() -> None:
    """E-25: threads that come together wait for the first one."""
    answers, asked = Answers(), list[int]()

    def fetch() -> Answer:
        asked.append(1)
        return {"issuer": "x"}

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _number: answers.get("https://x", fetch), range(64)))
    assert found == [{"issuer": "x"}] * 64
    assert len(asked) == 1


def test_little_is_kept() -> None:
    """E-25: the oldest goes; what is away is no answer."""
    answers = Answers()

    def away() -> Answer:
        raise Away

    for number in range(MOST + 1):
        answers.get(f"https://{number}", dict)
    with pytest.raises(Away):
        answers.get("https://0", away)
    assert answers.get("https://2", away) == {}
    with clock.shifted_by(GONE + timedelta(seconds=1)):
        assert answers.get("https://0", lambda: {"back": True}) == {"back": True}
