"""Each rule that looks at a text before it is published, by itself."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from config.check import EFFECTS, impossible
from forum import create_app
from forum.accounts.models import Person
from forum.app import UnsafeSettings
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.screening import commands, watching
from forum.screening.findings import SENTENCES, Effect
from forum.screening.models import Trace
from forum.screening.rules import RULES, Verdict
from tests import factories


def ask(who: Person, audience: str = "public", **facts: Any) -> Verdict:
    with transaction():
        return commands.screen(db.session.get_one(Person, who.id), audience, **{"source": "Ein Text.", **facts})


def held_by(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.holds]


def old_hand(**changes: Any) -> Person:
    return factories.person(created_at=now() - timedelta(days=30), **changes)


def test_first_texts_wait_and_later_ones_do_not(app: Flask) -> None:
    """M-11: the first posts of an account."""
    app.config.update(SCREEN_FIRST_TEXTS="hold", SCREEN_FIRST_TEXTS_COUNT=2)
    who = old_hand()
    assert held_by(ask(who, earlier=lambda: 1)) == ["first_texts"]
    assert held_by(ask(who, earlier=lambda: 2)) == []


def test_links_of_new_people_wait(app: Flask) -> None:
    """M-11, M-33: more than one other site; the own site and older accounts are free."""
    app.config.update(SCREEN_LINKS="hold", SCREEN_LINKS_FREE=1)
    new, old = factories.person(), old_hand()
    many = "Sehen Sie https://eins.example/a und [das hier](https://zwei.example/b)."
    verdict = ask(new, source=many)
    assert held_by(verdict) == ["links"]
    assert "eins.example, zwei.example" in verdict.holds[0].sentence
    assert held_by(ask(old, source=many)) == []
    one, other = factories.person(), factories.person()
    assert held_by(ask(one, source="Nur https://eins.example/a und https://eins.example/b.")) == []
    assert held_by(ask(other, source="Siehe http://localhost/ideen und https://eins.example/.")) == []


def test_links_of_a_new_account_are_counted_over_all_its_texts(app: Flask) -> None:
    """M-11, M-33: one link in each of many texts is advertising as well; who mends a text with a link is left alone."""
    app.config.update(SCREEN_LINKS="hold", SCREEN_LINKS_FREE=1)
    new = factories.person()
    assert held_by(ask(new, source="Siehe https://eins.example/a.")) == []
    assert held_by(ask(new, source="Siehe https://eins.example/A!", is_change=True)) == []
    assert held_by(ask(new, source="Ein Text ohne Verweis.")) == []
    assert held_by(ask(new, source="Auch hier: https://eins.example/b.")) == ["links"]
    assert held_by(ask(new, source="Oder hier: https://zwei.example/.")) == ["links"]
    edited = factories.person()
    assert held_by(ask(edited, source="Erst https://eins.example/.", is_change=True)) == []
    assert held_by(ask(edited, source="Dann https://zwei.example/.", is_change=True)) == ["links"]
    assert held_by(ask(edited, source="Wieder https://zwei.example/.", is_change=True)) == ["links"]
    known = old_hand().id
    assert held_by(ask(db.session.get_one(Person, known), source="Siehe https://eins.example/.")) == []
    stored = select(func.count()).select_from(Trace).where(Trace.person_id == known)
    assert [db.session.scalar(stored), db.session.scalar(stored.where(Trace.sites.is_not(None)))] == [1, 0]


def test_mending_a_text_is_neither_many_texts_nor_many_links(app: Flask) -> None:
    """M-11: who mends a text with a link ten times may write the next one, with the links that are left."""
    app.config.update(SCREEN_LINKS="hold", SCREEN_LINKS_FREE=2, SCREEN_MASS_TEXTS=5)
    new = factories.person()
    assert held_by(ask(new, source="Siehe https://eins.example/a.")) == []
    for number in range(10):
        assert held_by(ask(new, source=f"Siehe https://eins.example/{number}.", is_change=True)) == []
    assert held_by(ask(new, source="Und https://zwei.example/.")) == []
    assert held_by(ask(new, source="Und https://drei.example/.")) == ["links"]


def test_files_of_new_people_wait(app: Flask) -> None:
    """M-11: files from newcomers."""
    app.config.update(SCREEN_FILES="hold")
    new, old = factories.person(), old_hand()
    assert held_by(ask(new, files=1)) == ["files"]
    assert held_by(ask(new)) == []
    assert held_by(ask(old, files=1)) == []


def test_watched_words_hold_or_label(app: Flask) -> None:
    """M-09, M-11, S-07: each word by its list, also in a title; the finding names the word."""
    moderator, who = factories.person("moderator"), old_hand()
    with transaction():
        watching.add_watched_word(moderator, pattern="gammel*", action="hold")
        watching.add_watched_word(moderator, pattern="Wette", action="label")
    verdict = ask(who, title="GAMMELEI", source="Ein Text ohne Arg.")
    assert [finding.detail for finding in verdict.holds] == ["gammel*"]
    assert verdict.labels == ()
    verdict = ask(who, source="Wollen wir eine Wette?")
    assert verdict.holds == ()
    assert [finding.detail for finding in verdict.labels] == ["Wette"]


@pytest.mark.parametrize(
    "hidden",
    [
        "Kanarien**vogel**",
        "Kanarien*vogel*",
        "Kanarien&#118;ogel",
        "Kanarien&shy;vogel",
        "Kanarien&ZeroWidthSpace;vogel",
    ],
)
def test_marks_and_entities_hide_no_watched_word(app: Flask, hidden: str) -> None:
    """M-09: what people read is looked at, and not only what was typed."""
    moderator = factories.person("moderator")
    with transaction():
        watching.add_watched_word(moderator, pattern="Kanarienvogel", action="hold")
    assert held_by(ask(old_hand(), source=f"Ein {hidden} singt.")) == ["watched_words"]
    assert held_by(ask(old_hand(), source="Kanarien und ein Vogel.", beside=[f"{hidden}.pdf"])) == ["watched_words"]
    assert held_by(ask(old_hand(), source="Kanarien **Vogel**")) == []


def test_what_comes_faster_than_people_write_waits(app: Flask) -> None:
    """M-33: a program is held, whoever has had the form open for three seconds is not."""
    app.config.update(SCREEN_TOO_FAST="hold", SCREEN_FASTEST_SECONDS=3)
    new, old = factories.person(), old_hand()
    assert held_by(ask(new, seconds=0.4)) == ["too_fast"]
    assert held_by(ask(new, seconds=3.0)) == []
    assert held_by(ask(new, seconds=None)) == []
    assert held_by(ask(old, seconds=0.4)) == []


def test_the_same_text_again_waits(app: Flask) -> None:
    """M-11, M-33: repeated text of one person, whatever its case and blanks; after a day it is no repetition."""
    app.config.update(SCREEN_REPEATED="hold", SCREEN_REPEAT_HOURS=24)
    who, other = old_hand(), old_hand()
    assert held_by(ask(who, source="Kaufen Sie jetzt!")) == []
    assert held_by(ask(other, source="Kaufen Sie jetzt!")) == []
    assert held_by(ask(who, source="KAUFEN  Sie\njetzt!")) == ["repeated"]
    with transaction():
        for trace in db.session.query(Trace):
            trace.at = now() - timedelta(hours=25)
    assert held_by(ask(who, source="Kaufen Sie jetzt!")) == []


def test_many_texts_in_a_short_time_wait(app: Flask) -> None:
    """M-11, M-33: mass posting."""
    app.config.update(SCREEN_MASS="hold", SCREEN_MASS_TEXTS=3, SCREEN_MASS_MINUTES=10)
    who = old_hand()
    assert [held_by(ask(who, source=f"Text {number}")) for number in range(4)] == [[], [], [], ["mass"]]
    with transaction():
        for trace in db.session.query(Trace):
            trace.at = now() - timedelta(minutes=11)
    assert held_by(ask(who, source="Noch ein Text")) == []


def test_every_rule_can_label_instead(app: Flask) -> None:
    """S-07: the same finding shows the text to the moderation and holds nothing."""
    app.config.update(SCREEN_FILES="label")
    verdict = ask(factories.person(), files=1)
    assert verdict.holds == ()
    assert [finding.rule for finding in verdict.labels] == ["files"]


def test_no_rule_can_do_more_than_hold_or_label() -> None:
    """S-07: policy test over all filter code; every finding has a sentence that author and moderation read (M-11)."""
    assert set(EFFECTS) == {"off", "label", "hold"}
    # Two more are for words alone, and send a text back before there is one to delete (tests/screening/test_sent_back.py).
    assert set(Effect) - set(EFFECTS) == {Effect.BLOCK, Effect.REPLACE}
    assert {rule.setting for rule in RULES if isinstance(rule.setting, Effect)} <= {Effect.LABEL, Effect.HOLD}
    assert {rule.key for rule in RULES} == set(SENTENCES)


def test_who_looks_after_the_forum_and_who_was_let_in_waits_for_nobody(app: Flask) -> None:
    """M-11: nothing is held where not every moderator reads, since nobody could release it."""
    app.config.update(SCREEN_FILES="hold")
    assert held_by(ask(factories.person("moderator"), files=1)) == []
    assert held_by(ask(factories.person("staff"), files=1)) == []
    assert held_by(ask(factories.person(), "space:7", files=1)) == []
    assert held_by(ask(factories.person(), "members", files=1)) == ["files"]


def test_traces_hold_no_text_and_go_after_a_day(app: Flask) -> None:
    """P-04: what is remembered is a keyed digest, as long as a rule looks back."""
    app.config.update(SCREEN_REPEAT_HOURS=24)
    ask(old_hand(), source="Ein langer, leicht zu erkennender Satz.")
    trace = db.session.query(Trace).one()
    assert len(trace.digest) == 64
    with transaction():
        db.session.query(Trace).one().at = now() - timedelta(hours=25)
    commands.forget_traces()
    assert db.session.query(Trace).count() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCREEN_LINKS", "delete"),
        ("SCREEN_FIRST_TEXTS_COUNT", 0),
        ("SCREEN_FIRST_TEXTS_COUNT", 500),
        ("SCREEN_MASS_TEXTS", 0),
        ("SCREEN_LINKS_FREE", -1),
    ],
)
def test_settings_that_nobody_can_mean_are_refused_at_the_start(app: Flask, name: str, value: object) -> None:
    """M-11, E-32: in every mode, with the name of the setting."""
    assert any(name in sentence for sentence in impossible({**app.config, name: value}))
    with pytest.raises(UnsafeSettings, match=name):
        create_app({"INSTANCE": app.config["INSTANCE"], name: value})
