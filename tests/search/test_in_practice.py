"""What people type in practice: whole sentences, slips, streets, titles of rooms; and what the page then says."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale

from forum.accounts import hiding
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM, Nobody
from forum.discussions.models import SpaceKind
from forum.ideas.models import Idea
from forum.privacy import erasing
from forum.search import queries, subscribers
from forum.search.analysis import stem
from forum.search.looking import Loosened
from forum.search.offering import address
from forum.search.sources import SOURCES
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]


def found(text: str, **choices: list[str]) -> queries.Answer:
    return queries.find(Nobody(), text, choices=choices, everything=True, loosely=True)


def titles(text: str) -> set[str]:
    return {one.shown.title for one in found(text).found}


def test_words_like_der_and_wo_find_nothing_by_themselves(app: Flask, client: Visitor) -> None:
    """Q-08, Q-41: what has only such words of a question is no hit of it."""
    factories.thread(title="Der Platz und die Leute", text="Wo ist der Hund, und wo ist die Katze?")
    factories.thread(title="Trinkbrunnen am Markt", text="Im Sommer ist es heiß.")
    subscribers.rebuild()
    assert found("der xyzzy").found == []
    assert titles("wo ist der Trinkbrunnen xyzzy") == {"Trinkbrunnen am Markt"}
    assert "Der Platz und die Leute" in titles("der")


def test_the_slip_is_found_wherever_it_stands_in_a_sentence(app: Flask) -> None:
    """Q-30: of a long question the word that is found nowhere is put right, and what is offered finds something."""
    factories.thread(title="Mehr Trinkbrunnen", text="Bitte baut sie bald. Wo gibt es schon welche?")
    subscribers.rebuild()
    assert found("Bitte baut mehr Trinkbrunen").near == ["Bitte baut mehr Trinkbrunnen"]
    assert found("Wo gibt es denn Trinkbrunen").near == ["Wo gibt es denn Trinkbrunnen"]
    assert found("Trinkbrunen").near == ["Trinkbrunnen"]
    assert found("trinkbrunen").near == ["trinkbrunnen"]
    assert found("Trinkbrunen art:datei").near == []


def test_a_slip_in_a_word_that_stands_in_compounds_alone_is_put_right(app: Flask) -> None:
    """Q-30, Q-07: "Fahrad" leads to "Fahrrad" where texts only speak of Fahrradparkhäuser."""
    factories.thread(title="Zwei Fahrradparkhäuser", text="Wir fahren hin, die Fahrt ist kurz.")
    subscribers.rebuild()
    assert "Fahrrad" in found("Fahrad").near
    assert titles("fahrrad") == {"Zwei Fahrradparkhäuser"}


def test_both_halves_of_a_long_word_are_looked_for_in_one_text(app: Flask) -> None:
    """Q-07: also where no other text has taught the index what the word is made of."""
    factories.thread(title="Gemeinsamer Kalender für alle Vereine", text="Damit sich nichts überschneidet.")
    subscribers.rebuild()
    answer = found("Vereinskalender")
    assert ([one.shown.title for one in answer.found], answer.loosened) == (
        ["Gemeinsamer Kalender für alle Vereine"],
        Loosened.PARTS,
    )


def test_streets_are_found_however_they_are_written(app: Flask) -> None:
    """Q-03: Hagenstr. 5 is in the Hagenstraße."""
    factories.thread(title="Hagenstr. 5 ist dunkel")
    factories.thread(title="Licht in der Hagenstraße")
    factories.thread(title="Baustelle Lange Str. 12")
    subscribers.rebuild()
    for words in ("Hagenstraße", "Hagenstrasse", "Hagenstr.", "hagenstr"):
        assert titles(words) == {"Hagenstr. 5 ist dunkel", "Licht in der Hagenstraße"}, words
    assert titles("Lange Straße 12") == {"Baustelle Lange Str. 12"}


def test_the_place_of_an_idea_is_found_and_marked(app: Flask) -> None:
    """Q-09: by what the author wrote and by the name of the district, also without an index."""
    idea = factories.idea(title="Bänke im Schatten", place="Kohlmarkt, am Brunnen", districts=(130,))
    subscribers.rebuild()
    name = idea.districts[0].name
    for words in ("Kohlmarkt", f'"{name}"'):
        answer = found(words)
        assert [one.shown.id for one in answer.found if one.shown.kind == "idea"] == [idea.id], words
        assert any(hit for one in answer.found for passage in one.passages for _text, hit in passage)
        # The place is no part of the last sentence.
        read = "".join(text for passage in answer.found[0].passages for text, _hit in passage)
        assert "· Kohlmarkt, am Brunnen ·" in read


def test_every_control_that_the_form_has_counts(app: Flask, client: Visitor) -> None:
    """Q-26, Q-32: all kinds at once are no narrowing; what is too much is said."""
    factories.idea(title="Ampel am Ring")
    subscribers.rebuild()
    assert found("Ampel", art=list(SOURCES)).total == found("Ampel").total > 0
    page = client.get("/suche?q=ampel" + "&bezirk=1" * 50).text
    assert "So viele Angaben auf einmal gehen nicht" in page


def test_rooms_and_councils_are_known_by_their_titles(app: Flask, client: Visitor) -> None:
    """Q-26: as the page names them; a closed one stays unknown to whoever may not see it."""
    space = factories.space(title="Unterwegs in Süd")
    factories.thread(within=space, title="Ampel am Ring")
    subscribers.rebuild()
    assert titles('raum:"Unterwegs in Süd"') == {"Ampel am Ring", "Unterwegs in Süd"}
    page = client.get("/suche", query_string={"q": 'ampel raum:"unterwegs in süd"'}).text
    assert "kennen wir nicht" not in page
    assert "Raum: Unterwegs in Süd" in page
    assert "Raum: hier" in client.get("/suche?q=in:bereich+ampel").text


def test_not_leaves_out(app: Flask) -> None:
    """Q-26: as OR and AND are operators, NOT is one."""
    factories.thread(title="Brunnen am Markt")
    factories.thread(title="Brunnen im Park")
    subscribers.rebuild()
    for words in ("Brunnen NOT Markt", "Brunnen AND NOT Markt", "Brunnen NICHT Markt", "Brunnen -Markt"):
        assert titles(words) == {"Brunnen im Park"}, words


def test_the_start_of_a_long_phrase_is_looked_for(app: Flask, client: Visitor) -> None:
    """Q-25: a phrase of more than ten words is cut and not left out, and the page says so."""
    words = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"
    factories.thread(title="Zahlen", text=words)
    factories.thread(title="Andere Zahlen", text="elf zwölf eins")
    subscribers.rebuild()
    assert [one.shown.kind for one in found(f'"{words}"').found] == ["post"]
    assert "nur den Anfang gesucht" in client.get("/suche", query_string={"q": f'"{words}"'}).text


def test_the_number_of_hits_is_said_also_of_what_has_some_of_the_words(app: Flask, client: Visitor) -> None:
    """Q-38: with the sentence that explains them; without an index nothing found is said, too."""
    factories.thread(title="Brunnen am Markt")
    subscribers.rebuild()
    status = re.findall(r'<p role="status">(.*?)</p>', client.get("/suche?q=Brunnen+Quastenflosser").text, re.DOTALL)[0]
    assert "einige davon" in status
    assert "1 Treffer" in status


def test_a_search_that_finds_nothing_yet_can_be_kept(app: Flask, sign_in: SignIn) -> None:
    """Q-37: that is when people want to be told."""
    subscribers.rebuild()
    visitor = sign_in(factories.person())
    assert "Suche speichern" in visitor.get("/suche?q=Kastanienallee").text
    assert "Suche speichern" not in visitor.get("/suche").text


@pytest.mark.parametrize("text", ["12", "#12", "21-15513", "https://forum.example/ideen/12", "idee 12"])
def test_who_narrowed_a_search_stays_in_it(app: Flask, client: Visitor, text: str) -> None:
    """Q-35: removing a chip, and opening a search that was kept, lead to hits and not to the thing of that number."""
    assert "suchen=1" in address(text, {})
    assert "suchen" not in address("ampel", {})


def test_no_old_name_tells_who_wrote_what(app: Flask, work: Work) -> None:
    """Q-16, P-06, M-27: of an erased person and of a withheld name, before the index has heard of it."""
    gone, hidden = factories.person(handle="Paradiesvogel"), factories.person(handle="Boesername")
    for number, author in enumerate((gone, hidden)):
        factories.post(factories.thread(title=f"Laternen {number}"), author, text="Ein Satz über Laternen dort.")
        factories.idea(author, title=f"Laternen am Ring {number}", text="Sie sollen heller sein als heute, bitte.")
    factories.post(factories.thread(title="Anderes"), text="Das sagte @Paradiesvogel über Laternen dort.")
    numbers, moderator = (gone.id, hidden.id), factories.person("moderator").id
    work()
    asked = ("von:@paradiesvogel", "von:@boesername", "paradiesvogel")
    assert [found(words).total for words in asked] == [2, 2, 1]
    with transaction():
        erasing.erase(SYSTEM, db.session.get_one(Person, numbers[0]), with_texts=False)
    with transaction():
        person = db.session.get_one(Person, numbers[1])
        hiding.hide_profile(db.session.get_one(Person, moderator), person, ground="respekt")
    for words in asked:
        answer = found(words)
        assert (answer.total, answer.found, answer.facets.get("kind")) == (0, [], None), words
    assert found("paradiesvogell").near == []
    work()
    assert [found(words).total for words in asked] == [0, 0, 0]


def test_a_word_is_found_in_longer_ones_though_the_site_has_not_learnt_their_parts(app: Flask, client: Visitor) -> None:
    """Q-07, Q-41: only where nothing has it as it stands, and the page says so; with few hits longer words are offered."""
    factories.thread(title="Müllbehälter, die sich melden", text="Sensoren zeigen den Füllstand.")
    factories.thread(title="Ein Bücherschrank am Platz", text="Für Lastenräder ist auch Raum.")
    subscribers.rebuild()
    for word in ("Schrank", "schrank"):
        answer = found(word)
        assert ([one.shown.title for one in answer.found], answer.loosened) == (
            ["Ein Bücherschrank am Platz"],
            Loosened.LONGER,
        )
    assert "längere Wörter" in client.get("/suche?q=Schrank").text
    assert "längere Wörter" in " ".join(client.get("/api/v1/search?q=Schrank").json["notes"])
    assert titles("Wo gibt es einen Schrank") == {"Ein Bücherschrank am Platz"}
    assert titles("E-Lastenrad") == {"Ein Bücherschrank am Platz"}
    closed = factories.space(SpaceKind.STAFF, title="Hinterzimmer")
    factories.thread(factories.person("staff"), closed, title="Kanarienvogelkäfig im Keller")
    subscribers.rebuild()
    assert (found("Kanarienvogel").found, found("Kanarienvogel").near) == ([], [])
    factories.thread(title="Müll am See")
    subscribers.rebuild()
    assert (titles("Müll"), found("Müll").near) == ({"Müll am See"}, ["Müllbehälter"])


def test_what_is_found_as_it_stands_was_hardly_mistyped(app: Flask) -> None:
    """Q-30: nothing is offered that is far off, or says little by itself."""
    factories.thread(title="Drohne am Markt", text="Es droht Lärm, ohne Pause. Kaum ein Baum bleibt.")
    subscribers.rebuild()
    assert found("Drohne").near == found("Baum").near == []


def test_a_question_in_english_finds_english_texts_alone(app: Flask) -> None:
    """Q-11, Q-05: the English stem of Burg is the German one of Bürger, and that is no reason to take one for the other."""
    factories.thread(title="Bürgerbüro am Markt", text="Alle Bürger warten.")
    factories.thread(title="Der Burgplatz im Sommer", text="Mehr Schatten.")
    english = factories.idea(title="Cycle paths for everybody").id
    with transaction():
        db.session.get_one(Idea, english).language = "en"
    subscribers.rebuild()
    assert titles("Burg") == {"Der Burgplatz im Sommer"}
    answer = found("cycling path")
    assert ([one.shown.title for one in answer.found], answer.in_other_language) == (
        ["Cycle paths for everybody"],
        True,
    )


def test_a_state_is_known_by_its_name_in_either_language(app: Flask) -> None:
    """Q-34, Q-26: the address of a page of hits means the same to everybody."""
    idea = factories.idea(state="in_diskussion")
    subscribers.rebuild()
    for spoken in ("de", "en"):
        for name in ("in Diskussion", "In discussion", "in_diskussion"):
            with force_locale(spoken):
                assert [one.shown.id for one in found(f'status:"{name}" art:idee').found] == [idea.id], (spoken, name)


def test_forms_of_short_adjectives_find_each_other() -> None:
    """Q-02: the rules leave the endings of frei, hoch, dunkel and teuer."""
    for forms in ("frei freie freien freies", "hoch hohe hohen", "dunkel dunkle dunkleres", "teuer teure", "See Seen"):
        assert len({stem(word) for word in forms.split()}) == 1, forms
    assert stem("Höhe") != stem("hohe")
