"""Papers: drafts, freezing, versions, and their three equal forms."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.assessments import commands as assessments
from forum.core import pdf
from forum.core.db import db, transaction
from forum.core.errors import Conflict, NotFound
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Stance, Thread
from forum.dossiers import commands, queries
from forum.dossiers.comparing import words_of
from forum.dossiers.models import Dossier, DossierDraft, DossierIdea, Part
from forum.drafts.models import Draft
from forum.ideas.commands import ReferenceLine
from forum.ideas.models import Idea
from forum.search import queries as search
from tests import factories
from tests.core.test_pdf import text_of, utf16
from tests.factories import GIVEN, REASON, Visitor
from tests.ideas.test_solution import describe
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
SENTENCE = "Die Idee trägt sichtbar zu diesem Ziel bei."
CANARY = "Kanarienvogelsatz"
WORDS = {part.value: f"Was zu {part.value} zu sagen ist." for part in Part}


def drafted(*ideas: Idea, **parts: str) -> int:
    staff_id, numbers = factories.person("staff").id, [idea.id for idea in ideas]
    with transaction():
        staff = db.session.get_one(Person, staff_id)
        about = [db.session.get_one(Idea, number) for number in numbers]
        draft = commands.begin_draft(staff, about, title="Bänke und Tische am Fluss")
        commands.save_draft(staff, draft, about, title=draft.title, parts=parts or WORDS, version=draft.version)
        return draft.id


def frozen(draft_id: int) -> Dossier:
    staff_id = factories.person("staff").id
    with transaction():
        draft = db.session.get_one(DossierDraft, draft_id)
        staff, idea = db.session.get_one(Person, staff_id), draft.ideas[0]
        number = commands.freeze_dossier(staff, idea, goals_reason=SENTENCE, reason=REASON, draft=draft).id
    return db.session.get_one(Dossier, number)


def argue(idea: Idea, stance: Stance, text: str) -> int:
    author_id, thread_id = factories.person().id, idea.thread_id
    with transaction():
        author, thread = db.session.get_one(Person, author_id), db.session.get_one(Thread, thread_id)
        return discussions.publish_post(author, thread, text=text, stance=stance).id


def test_a_paper_is_about_several_ideas_and_holds_every_part(app: Flask, client: Visitor) -> None:
    """B-13: what the Stabsstelle wrote, and a copy of what the forum knows of each idea."""
    one = factories.idea(state="fachpruefung", title="Bänke am Fluss entlang")
    two = factories.idea(state="fachpruefung", title="Tische am Fluss entlang")
    argue(one, Stance.PRO, "Wer alt ist, braucht einen Platz zum Ausruhen.")
    argue(one, Stance.CONTRA, "Nachts wird es laut.")
    found = frozen(drafted(one, two))
    assert [link.idea_id for link in found.idea_links] == [one.id, two.id]
    assert {db.session.get_one(Idea, idea.id).state for idea in (one, two)} == {"board"}
    assert db.session.get_one(Idea, two.id).dossier_number == found.number
    page = client.get(found.url).get_data(as_text=True)
    for words in (*WORDS.values(), "Platz zum Ausruhen", "Nachts wird es laut", "Bänke am Fluss", "Tische am Fluss"):
        assert words in page, words
    titles = [section["title"] for section in found.data["sections"]]
    assert titles[:3] == ["Kurzfassung", "Diskussion in Kürze", "Fachliche Stellungnahmen"]
    assert titles[-5:] == ["Kosten", "Datenschutz", "Alternativen", "Quellen", "Beschlussvorschlag"]
    assert titles.count("Wortlaut der Idee: Tische am Fluss entlang") == 1


def test_page_pdf_and_json_say_the_same(app: Flask, client: Visitor, work: Callable[[], int]) -> None:
    """B-13, A-22: the same sections in the same order, in all three; the PDF is tagged and was made by the worker."""
    found = frozen(drafted(factories.idea(state="fachpruefung")))
    work()
    assert (Path(app.config["INSTANCE"]) / "papers" / f"{found.digest}.pdf").exists()
    data = client.get(f"/vorlagen/{found.number}.json").get_json()
    assert (data["number"], data["version"], data["digest"]) == (found.number, 1, found.digest)
    page = client.get(found.url).get_data(as_text=True)
    article = page[page.index("<article") : page.index("</article>")]
    titles = re.findall(r"<h2>(.*?)</h2>", article)
    assert titles == [section["title"] for section in data["sections"]]
    assert words_of(article) == "\n".join(f"{one['title']}\n{words_of(one['html'])}" for one in data["sections"])
    answer = client.get(f"/vorlagen/{found.number}.pdf?fassung=1")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = text_of(answer.data)
    outline = [text.find(f"/Title ({title})") for title in titles if title.isascii()]
    assert min(outline) > 0
    assert all(utf16(title) in text.lower() for title in titles if not title.isascii())
    assert text.count("/S /H2") == len(titles)
    assert "/StructTreeRoot" in text


def test_a_pdf_is_made_when_it_is_asked_for(client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A-22: before the worker came, and without the library of the system the page still says everything."""
    found = frozen(drafted(factories.idea(state="fachpruefung")))
    monkeypatch.setattr(pdf, "_problem", "no Pango")
    refused = client.get(f"/vorlagen/{found.number}.pdf")
    assert (refused.status_code, "PDF-Dateien" in refused.get_data(as_text=True)) == (503, True)
    assert client.get(found.url).status_code == 200
    monkeypatch.undo()
    assert client.get(f"/vorlagen/{found.number}.pdf").status_code == 200
    assert client.get("/vorlagen/V-1999-001.pdf").status_code == 404


def test_sources_change_and_no_frozen_paper_does(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """B-13: an edited post is in no frozen paper; the draft shows what changed, and the next version says it."""
    idea = factories.idea(state="fachpruefung")
    post_id = argue(idea, Stance.PRO, "Am Anfang stand hier dies.")
    draft_id = drafted(idea)
    first = frozen(draft_id)
    office = sign_in(factories.person("staff"))
    path = f"/stabsstelle/vorlagen/{draft_id}"
    assert "Weder der Entwurf noch seine Quellen" in office.get(path).get_data(as_text=True)
    with transaction():
        post = db.session.get_one(Post, post_id)
        author = db.session.get_one(Person, post.author_id)
        discussions.edit_post(author, post, text="Am Anfang stand hier jenes.", version=post.version)
    page = client.get(first.url).get_data(as_text=True)
    assert ("hier dies." in page, "hier jenes." in page) == (True, False)
    draft_page = office.get(path).get_data(as_text=True)
    assert "jenes</ins>" in draft_page or "jenes" in "".join(re.findall(r"<ins>(.*?)</ins>", draft_page))
    second = frozen(draft_id)
    assert (second.number, second.version) == (first.number, 2)
    compared = client.get(f"/vorlagen/{first.number}/vergleich?von=1&bis=2").get_data(as_text=True)
    assert "dies" in "".join(re.findall(r"<del>(.*?)</del>", compared))
    assert "jenes" in "".join(re.findall(r"<ins>(.*?)</ins>", compared))
    assert "hier dies." in client.get(f"/vorlagen/{first.number}?fassung=1").get_data(as_text=True)
    assert client.get(f"/vorlagen/{first.number}/vergleich?von=1&bis=9").status_code == 404
    with pytest.raises(Conflict), transaction():
        db.session.delete(db.session.scalars(select(DossierIdea)).first())


def test_drafts_are_for_the_office_alone(app: Flask, client: Visitor, sign_in: SignIn, work: Callable[[], int]) -> None:
    """B-13: a canary in a draft is on no page, in no search and in no event that others see."""
    idea = factories.idea(state="fachpruefung")
    draft_id = drafted(idea, summary=f"{CANARY} steht hier.")
    drafted(idea, summary="Ein zweiter Entwurf.")
    work()
    office = sign_in(factories.person("staff"))
    path = f"/stabsstelle/vorlagen/{draft_id}"
    assert CANARY in office.get(path).get_data(as_text=True)
    assert office.get(f"/ideen/{idea.id}/vorlage").get_data(as_text=True).count("Bänke und Tische am Fluss") == 2
    for roles in ((), ("board",), ("moderator",), ("admin",)):
        other = sign_in(factories.person(*roles))
        assert other.get(path).status_code == 404
        assert other.get("/stabsstelle/vorlagen").status_code == 403
        assert other.submit(path, title="Anders als vorher", numbers=str(idea.id), version="2").status_code == 404
        for place in (idea.url, "/", "/board", f"/suche?q={CANARY}"):
            assert f"{CANARY} steht" not in other.get(place).get_data(as_text=True)
    assert client.get(path).status_code in {302, 303}
    with app.test_request_context():
        assert search.find(db.session.scalars(select(Person)).first(), CANARY).total == 0


def test_two_who_write_lose_nothing(sign_in: SignIn) -> None:
    """A stale draft is refused with what is stored, and what was typed stays in the form."""
    idea = factories.idea(state="fachpruefung")
    draft_id = drafted(idea)
    path, version = f"/stabsstelle/vorlagen/{draft_id}", str(db.session.get_one(DossierDraft, draft_id).version)
    office = sign_in(factories.person("staff"))
    values = {"title": "Bänke und Tische", "numbers": str(idea.id), "version": version}
    assert office.submit(path, **values, costs="Zwölftausend Euro.").status_code == 303
    refused = office.submit(path, **values, costs="Dreizehntausend Euro.")
    page = refused.get_data(as_text=True)
    assert (refused.status_code, "Zwölftausend" in page, "Dreizehntausend" in page) == (409, True, True)
    assert office.submit(path, **{**values, "numbers": "keine"}).status_code in {409, 422}
    assert office.submit(path, **{**values, "title": "x"}).status_code == 422


def test_a_draft_is_frozen_on_its_page(sign_in: SignIn, client: Visitor) -> None:
    idea = factories.idea(state="fachpruefung")
    office = sign_in(factories.person("staff"))
    begun = office.submit(f"/ideen/{idea.id}/vorlage/entwurf")
    path = begun.location
    assert office.get("/stabsstelle/vorlagen").status_code == 200
    refused = office.submit(f"{path}/einfrieren", goals_reason="kurz", reason=REASON)
    assert (refused.status_code, REASON in refused.get_data(as_text=True)) == (422, True)
    answer = office.submit(f"{path}/einfrieren", goals_reason=SENTENCE, reason=REASON)
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert (
        sign_in(factories.person()).submit(f"{path}/einfrieren", goals_reason=SENTENCE, reason=REASON).status_code
        == 404
    )


def test_nobody_freezes_what_they_have_not_read(sign_in: SignIn) -> None:
    """B-13: somebody else saved meanwhile; the page shows that, and the next click freezes it."""
    draft_id = drafted(factories.idea(state="fachpruefung"))
    draft = db.session.get_one(DossierDraft, draft_id)
    office, seen = sign_in(factories.person("staff")), draft.version
    staff_id = factories.person("staff").id
    with transaction():
        draft, staff = db.session.get_one(DossierDraft, draft_id), db.session.get_one(Person, staff_id)
        commands.save_draft(staff, draft, draft.ideas, title="Ein anderer Titel", parts=WORDS, version=draft.version)
    values = {"goals_reason": SENTENCE, "reason": REASON}
    refused = office.submit(f"{draft.url}/einfrieren", **values, seen=seen)
    assert (refused.status_code, "Ein anderer Titel" in refused.text) == (409, True)
    assert db.session.scalars(select(Dossier)).all() == []
    newer = db.session.get_one(DossierDraft, draft_id).version
    assert office.submit(f"{draft.url}/einfrieren", **values, seen=newer).status_code == 303


def test_a_paper_goes_with_any_of_its_ideas_when_it_is_hidden(app: Flask, client: Visitor) -> None:
    one, two = factories.idea(state="fachpruefung"), factories.idea(state="fachpruefung")
    found = frozen(drafted(one, two))
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == two.id).values(hidden_at=two.created_at, audience="hidden"))
    assert client.get(found.url).status_code == 404
    assert client.get(f"/vorlagen/{found.number}.pdf").status_code == 404
    with pytest.raises(NotFound):
        queries.dossier(factories.person("staff"), found.number)


def kept_inside(idea: Idea, audience: str = "staff") -> Idea:
    number = idea.id
    with transaction():
        db.session.get_one(Idea, number).audience = audience
    return db.session.get_one(Idea, number)


def test_what_is_for_the_staff_alone_is_in_no_paper_with_what_is_public(
    app: Flask, client: Visitor, sign_in: SignIn
) -> None:
    """B-13, G-25: refused when it is drafted, when it is frozen and when it is decided; a paper asks for each idea."""
    one, two = factories.idea(state="fachpruefung"), factories.idea(state="fachpruefung")
    draft_id = drafted(one, two)
    kept_inside(two)
    staff = sign_in(factories.person("staff"))
    fields = {**WORDS, "title": "Bänke und Tische", "numbers": f"{one.id}, {two.id}", "version": "2"}
    refused = staff.submit(f"/stabsstelle/vorlagen/{draft_id}", **fields)
    assert (refused.status_code, "nicht für dieselben Menschen" in refused.get_data(as_text=True)) == (422, True)
    with pytest.raises(Conflict, match="nicht für dieselben Menschen"):
        frozen(draft_id)
    kept_inside(two, "public")
    paper = frozen(draft_id)
    kept_inside(two)
    assert client.get(paper.url).status_code == 404
    assert staff.get(paper.url).status_code == 200


def test_the_second_idea_of_a_paper_has_this_paper(app: Flask) -> None:
    """B-13, G-09: it can be decided on, and its next paper is a new version, not a new number."""
    one, two = factories.idea(state="fachpruefung"), factories.idea(state="fachpruefung")
    paper, staff_id, member_id = frozen(drafted(one, two)), factories.person("staff").id, factories.person("board").id
    with transaction():
        staff, member = db.session.get_one(Person, staff_id), db.session.get_one(Person, member_id)
        idea = db.session.get_one(Idea, two.id)
        later = commands.freeze_dossier(staff, idea, goals_reason=SENTENCE, reason=REASON)
        assert (later.number, later.version) == (paper.number, 2)
        for who in (staff, member):
            assessments.assess(who, idea, given=GIVEN)
        decision = commands.record_decision(member, commands.Subjects(ideas=[idea]), factories.ruling())
        assert decision.dossier_id == later.id
    assert db.session.get_one(Idea, two.id).state == "beschlossen"


def test_freezing_and_assessing_in_the_same_moment(app: Flask) -> None:
    """B-13: a paper holds the assessments of before or of after, whole, and its proof fits."""
    idea = factories.idea(state="fachpruefung")
    idea_id, staff_id = idea.id, factories.person("staff").id
    others = [factories.person("staff").id for _ in range(3)]

    def freeze() -> None:
        staff, found = db.session.get_one(Person, staff_id), db.session.get_one(Idea, idea_id)
        commands.freeze_dossier(staff, found, goals_reason=SENTENCE, reason=REASON)

    def assess(number: int) -> Callable[[], None]:
        def act() -> None:
            assessor, found = db.session.get_one(Person, number), db.session.get_one(Idea, idea_id)
            assessments.assess(assessor, found, given=GIVEN)

        return act

    at_once(app, [freeze, freeze, *(assess(number) for number in others)], refused=(Conflict,))
    papers = db.session.scalars(select(Dossier).order_by(Dossier.version)).all()
    assert [paper.version for paper in papers] == list(range(1, len(papers) + 1))
    assert papers
    for paper in papers:
        given = paper.data["ideas"][0]["assessments"]
        assert given["number"] == len(given["rows"])
    assert queries.changed_dossiers() == []


def test_a_paper_says_how_mature_the_solution_is_and_freezes_it(
    client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """G-23, B-13: page, JSON and PDF of a version keep what the idea said then; the next version says it anew."""
    idea = factories.idea(state="fachpruefung")
    draft_id = drafted(idea)
    silent = frozen(draft_id)
    assert "Noch ist keine andere Stadt genannt." in client.get(silent.url).get_data(as_text=True)
    describe(idea, references=[ReferenceLine(city="Oldenburg", url="https://ol.example", lesson="Früh reden hilft.")])
    office = sign_in(factories.person("staff"))
    assert "Oldenburg" in office.get(f"/stabsstelle/vorlagen/{draft_id}").get_data(as_text=True)
    first = frozen(draft_id)
    describe(idea, maturity="regelbetrieb", references=[ReferenceLine(city="Wolfsburg", lesson="Klein anfangen.")])
    second = frozen(draft_id)
    expected = {1: (), 2: ("Pilot im Alltag", "Oldenburg", "Früh reden"), 3: ("Im Regelbetrieb", "Wolfsburg")}
    assert [silent.version, first.version, second.version] == list(expected)
    work()
    for version, words in expected.items():
        page = client.get(f"/vorlagen/{first.number}?fassung={version}").get_data(as_text=True)
        paper = db.session.scalars(select(Dossier).where(Dossier.version == version)).one()
        article = page[page.index("<article") : page.index("</article>")]
        for others, foreign in expected.items():
            assert [word in article for word in foreign] == [others == version] * len(foreign)
        section = next(one for one in paper.data["sections"] if one["key"] == f"solution-{idea.id}")
        assert section["title"] == "Reife der Lösung und andere Städte"
        assert all(word in section["html"] for word in words)
        answer = client.get(f"/vorlagen/{first.number}.pdf?fassung={version}")
        assert utf16("Reife der Lösung und andere Städte") in text_of(answer.data).lower()
    said = client.get(f"/vorlagen/{first.number}.json?fassung=2").get_json()["ideas"][0]["solution"]
    assert (said["maturity"], said["title"]) == ("pilot", "Pilot im Alltag")
    assert said["references"] == [{"city": "Oldenburg", "url": "https://ol.example", "lesson": "Früh reden hilft."}]
    assert queries.changed_dossiers() == []


def test_what_is_typed_into_a_paper_is_kept_until_it_is_saved(sign_in: SignIn) -> None:
    """T-09, T-10: saved while typed, for the one who types; who began with an older version sees both texts."""
    draft_id = drafted(factories.idea())
    path, one = f"/stabsstelle/vorlagen/{draft_id}", sign_in(factories.person("staff"))
    version = db.session.get_one(DossierDraft, draft_id).version
    body = {"action": "dossier.draft", "target": f"paper:{draft_id}", "form": "a", "seen": 0, "step": 1}
    fields = {"title": "Bänke am Fluss", "summary": "Halb geschrieben.", "version": "9"}
    one.get(path)
    keep = {**body, "fields": fields, "base_version": version}
    saved = one.post("/entwuerfe/speichern", json=keep, headers={"X-CSRFToken": one.csrf})
    assert {name: text for name, text in saved.get_json()["fields"].items() if text} == {
        "title": "Bänke am Fluss",
        "summary": "Halb geschrieben.",
    }
    page = one.get(path).text
    assert "Halb geschrieben." in page
    assert "inzwischen geändert" not in page
    assert "Halb geschrieben." not in sign_in(factories.person("staff")).get(path).text
    with transaction():
        db.session.execute(update(DossierDraft).values(version=version + 1))
    assert "inzwischen geändert" in one.get(path).text
    sent = {"title": "Bänke am Fluss", "summary": "Fertig.", "draft_form": "a", "draft_version": "1"}
    number = str(db.session.get_one(DossierDraft, draft_id).ideas[0].id)
    assert one.submit(path, **sent, numbers=number, version=str(version + 1)).status_code == 303
    assert db.session.scalars(select(Draft)).all() == []
    assert "Halb geschrieben." not in one.get(path).text
