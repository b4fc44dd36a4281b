"""English for English readers: every page, every refusal, every mail, every date (E-41)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.i18n import catalogues
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.notifications.models import Message
from forum.web.language import clock_time, day, moment, short_day
from tests import factories
from tests.factories import Visitor
from tests.web.rarities import rarely_seen
from tests.web.site import NO_PAGES, hide, links, office_pages, parsed
from tests.web.written import german_words, unmarked

SignIn = Callable[[Person], Visitor]
# Each kind of page is looked at this many times, since it looks different in each state.
LOOKS = 12
SHORTEST = 12
PLACEHOLDER = re.compile(r"%\(\w+\)[ds]|%%")
ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "data-confirm")
# Samples and their page are German; a form without its secret link leads elsewhere; no service is set up to sign in by.
# Pages that need a secret or a sign-in service; those of services are read in tests/accounts/test_providers.py.
ELSEWHERE = {
    "offline.manifest",
    "offline.worker",
    "accounts.confirm",
    "accounts.reset",
    "accounts.sign_in_by_link",
    "addresses.confirm",
    "addresses.undo",
    "addresses.undo_factor",
    "complaints.of_notifier",
    "complaints.of_own_notice",
    "moderation.own_state",
    "moderation.state",
    "notifications.unsubscribe",
    "pages.styleguide",
    "providers.back",
    "providers.choose",
    "providers.leave",
    "providers.left",
    "providers.link",
    "providers.unlink",
    "saved_searches.end",
    "second_step.show",
}

# The demo has no mail server: there people read their letters on a page, addresses and all.
POSTBOX = "/postausgang"


@cache
def sentences() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the German sentences whose English differs: all of them as a whole, and pieces to look for in texts."""
    whole: set[str] = set()
    pieces: set[str] = set()
    spoken: set[str] = set()
    for path in catalogues("en"):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                pair = message.id if isinstance(message.id, tuple) else (message.id,)
                english = " ".join(message.string) if isinstance(message.string, tuple) else str(message.string)
                spoken.add(english)
                whole |= {german for german in pair if german and german not in english}
                parts = (part.strip() for german in pair for part in PLACEHOLDER.split(german))
                pieces |= {part for part in parts if len(part) > SHORTEST and part not in english}
    return frozenset(whole - spoken), tuple(sorted(pieces))


def _spoken(element: Element) -> Iterator[str]:
    """Yield the words of a page as its readers meet them, but not what is marked as German."""
    if element.tag not in {"script", "style"} and element.get("lang") != "de":
        yield element.text or ""
        yield from (value for name, value in element.items() if name in ATTRIBUTES or str(name).startswith("data-say"))
        for inner in element:
            yield from _spoken(inner)
    yield element.tail or ""


def german_in(page: Element) -> list[str]:
    """Return what a page says in German although an English sentence is there."""
    whole, pieces = sentences()
    texts = [" ".join(text.split()) for text in _spoken(page)]
    everything = "\n".join(texts)
    found = [text for text in texts if text in whole]
    return found + [f"{piece} in {text}" for piece in pieces if piece in everything for text in texts if piece in text]


def crawl(app: Flask, visitor: Visitor, begin: list[str], written: frozenset[str] = frozenset()) -> Counter[str]:
    """Follow the links of every kind of page and return how often each was seen.

    German words on one fail the test, and so does the address of somebody, whatever it is that is answered (P-02), and
    what people wrote in German (``written``) where nothing says so.
    """
    seen: Counter[str] = Counter()
    own = set(re.findall(r"[\w.+-]+@[\w.-]+", visitor.get("/konto").text))
    addresses = [email.encode() for email in db.session.scalars(select(Person.email)) if email not in own]
    waiting, known = list(begin), set(begin)
    routes = app.url_map.bind("localhost")
    while waiting:
        path = waiting.pop(0)
        parts = urlsplit(path)
        try:
            endpoint, _values = routes.match(parts.path, method="GET")
        except HTTPException:
            continue
        if NO_PAGES.search(endpoint) or endpoint in ELSEWHERE or seen[endpoint] >= LOOKS or "sprache=de" in path:
            continue
        answer = visitor.get(path)
        assert path.startswith(POSTBOX) or not [email for email in addresses if email in answer.data], path
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        seen[endpoint] += 1
        html = answer.get_data(as_text=True)
        assert '<html lang="en"' in html, path
        page = parsed(html)
        assert german_in(page) == [], path
        # A mail is plain text and can mark nothing, so neither can the page that shows it as it was sent.
        assert path.startswith(POSTBOX) or unmarked(page, written) == [], path
        # A paper is German, and whoever follows the link is told.
        papers = [one.get("hreflang") for one in page.iter("a") if urlsplit(str(one.get("href"))).path.endswith(".pdf")]
        assert set(papers) <= {"de"}, path
        for link in links(page):
            if link not in known:
                known.add(link)
                waiting.append(link)
    return seen


def pages_of(app: Flask) -> set[str]:
    """Return the endpoints that show pages."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and "HEAD" in rule.methods and not NO_PAGES.search(rule.endpoint)
    } - ELSEWHERE


def test_every_public_page_speaks_english(app: Flask, client: Visitor, everything: Person) -> None:
    """E-41, P-02, A-04: whoever asks for English meets no German sentence of ours, and nobody's mail address anywhere.

    What people wrote in German is marked as German, so that it is read aloud as such (WCAG 3.1.2).
    """
    begin = ["/?sprache=en", "/suche?q=benches&sprache=en", "/suche?sprache=en", "/ideen?q=nothing-here&sprache=en"]
    begin += ["/anmelden?sprache=en", "/registrieren?sprache=en", "/passwort-vergessen?sprache=en"]
    begin += ["/anmelden/link?sprache=en", "/ohne-verbindung?sprache=en"]
    words = german_words()
    assert len(words) > 50
    seen = crawl(app, client, begin, words)
    assert seen["ideas.show"] > 5
    assert {"meetings.room", "discussions.thread", "decisions.show", "committee.show"} <= set(seen)
    # What programs fetch: feeds, tables, calendars, the open interfaces.
    addresses = [email.encode() for email in db.session.scalars(select(Person.email))]
    fetched = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    for path in fetched:
        body = client.get(path).data
        assert path.startswith(POSTBOX) or not [email for email in addresses if email in body], path
    assert {"/api/v1/ideas", "/api/v1/meetings"} <= set(fetched)


def test_every_page_of_office_board_and_moderation_speaks_english(
    app: Flask, sign_in: SignIn, everything: Person, work: Callable[[], int]
) -> None:
    """E-41, A-04: so does every page for which one must sign in; a page that nobody can reach is named here.

    What people and the office wrote in German is marked here too.
    """
    work()
    begin = [*office_pages(), *rarely_seen()]
    seen = crawl(app, sign_in(everything), begin, german_words())
    gates = {"accounts.sign_in", "accounts.register", "accounts.forgotten", "accounts.ask_for_link"}
    assert pages_of(app) - set(seen) - gates == set()


@pytest.mark.parametrize("path", ["/nirgends", "/ideen/999999", "/konto", "/stabsstelle"])
def test_refusals_speak_english(client: Visitor, path: str) -> None:
    """A page of an error is a page as well."""
    answer = client.get(f"{path}?sprache=en", follow_redirects=True)
    assert german_in(parsed(answer.get_data(as_text=True))) == []


def test_a_form_sent_empty_complains_in_english(client: Visitor) -> None:
    """The sentences of form fields come from our catalogue and not from a library."""
    html = client.submit("/registrieren?sprache=en").get_data(as_text=True)
    assert "Please fill in this field." in html
    assert german_in(parsed(html)) == []


def test_programs_are_refused_in_their_language(client: Visitor) -> None:
    """RFC 9457: title and detail are for people."""
    answer = client.get("/api/v1/ideas/999999", headers={"Accept-Language": "en"})
    assert answer.get_json()["title"] == "This page does not exist"


def test_dates_and_numbers_follow_the_language(app: Flask) -> None:
    """E-41: days are written the British way, and times have no word behind them."""
    at = datetime(2026, 5, 12, 8, 5, tzinfo=UTC)
    written = {}
    for code in ("de", "en"):
        with app.test_request_context(), force_locale(code):
            number = app.jinja_env.from_string("{{ 1234.5|decimalformat }}").render()
            written[code] = (day(date(2026, 5, 12)), moment(at), number)
    assert written["de"] == ("12.\u00a0Mai 2026", "12.\u00a0Mai 2026, 10:05\u00a0Uhr", "1.234,5")
    assert written["en"] == ("12\u00a0May 2026", "12\u00a0May 2026, 10:05", "1,234.5")


@pytest.mark.parametrize(
    ("code", "days", "times", "counted"),
    [
        (
            "de",
            ("3.\u00a0Mai 2026", "03.05.2026"),
            ("3.\u00a0Mai 2026, 00:30\u00a0Uhr", "00:30"),
            ("1 Beitrag", "2 Beiträge"),
        ),
        ("en", ("3\u00a0May 2026", "3 May 2026"), ("3\u00a0May 2026, 00:30", "00:30"), ("1 post", "2 posts")),
    ],
)
def test_days_times_and_plurals_have_one_style(
    app: Flask, code: str, days: tuple[str, str], times: tuple[str, str], counted: tuple[str, str]
) -> None:
    """D-12: in the time of Braunschweig, a day in one line with its month; a moment carries its exact time."""
    at, stamped = datetime(2026, 5, 2, 22, 30, 1, 250, tzinfo=UTC), "2026-05-02T22:30:01+00:00"
    kit = '{% import "kit/page.html" as page %}{{ page.moment(at) }}|{{ page.day(at) }}'
    plural = "{{ ngettext('%(num)s Beitrag', '%(num)s Beiträge', number) }}"
    with app.test_request_context(), force_locale(code):
        assert (day(at), short_day(at)) == days
        assert (moment(at), clock_time(at)) == times
        assert app.jinja_env.from_string(kit).render(at=at) == (
            f'<time datetime="{stamped}">{times[0]}</time>|<time datetime="{stamped}">{days[0]}</time>'
        )
        said = app.jinja_env.from_string(plural)
        assert (said.render(number=1), said.render(number=2)) == counted


def test_no_page_says_how_long_ago_something_was() -> None:
    """D-12: a span in words would need its exact time beside it, so every template writes the moment itself."""
    templates = Path(__file__).resolve().parents[2] / "templates"
    texts = {path.name: path.read_text("utf-8") for path in templates.rglob("*.html")}
    assert [name for name, text in texts.items() if re.search(r"timedeltaformat|format_timedelta|\|ago\b", text)] == []


def test_mails_are_written_in_the_language_of_whoever_gets_them(app: Flask, work: Callable[[], int]) -> None:
    """A German and an English author hear of an English moderator's decision, each in their language."""
    thread = factories.thread()
    people = {code: factories.person(language=code, mails=True) for code in ("de", "en")}
    posts = {code: factories.post(thread, person, text="Ein Beitrag.") for code, person in people.items()}
    moderator = factories.person("moderator", language="en")
    for post in posts.values():
        hide(post, moderator)
    work()
    mails = {
        code: db.session.scalars(select(Mail).where(Mail.to_address == person.email).order_by(Mail.id.desc())).first()
        for code, person in people.items()
    }
    assert mails["de"] is not None
    assert mails["en"] is not None
    assert "Worauf das beruht: Regel 1: Respekt" in mails["de"].text
    assert "What it rests on: Rule 1: Respect" in mails["en"].text
    assert german_in(parsed(mails["en"].subject + mails["en"].text)) == []


def test_what_is_stored_is_read_in_both_languages(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """The ground that an English moderator chose, and the note of an English author's withdrawal, are not frozen."""
    thread = factories.thread()
    post = factories.post(thread)
    hide(post, factories.person("moderator", language="en"))
    for code, ground in (("de", "Regel 1: Respekt"), ("en", "Rule 1: Respect")):
        assert ground in client.get(f"{thread.url}?sprache={code}").get_data(as_text=True)
    author = factories.person(language="en")
    idea = factories.idea(author)
    assert sign_in(author).submit(f"/ideen/{idea.id}/zurueckziehen").status_code == 303
    for person, note in (
        (factories.person(), "Die Idee wurde zurückgezogen."),
        (author, "The idea has been withdrawn."),
    ):
        answer = sign_in(person).submit(f"/themen/{idea.thread_id}/antworten", text="Schade, sie war gut.")
        assert answer.status_code == 409
        assert note in answer.get_data(as_text=True)


def test_a_typed_reason_is_shown_as_it_was_typed(app: Flask, client: Visitor) -> None:
    """A percent sign or markup in a stored reason is neither a format nor HTML."""
    thread = factories.thread()
    staff = factories.person("staff", "moderator")
    with transaction():
        found = db.session.get_one(type(thread), thread.id)
        discussions.close_thread(db.session.get_one(Person, staff.id), found, reason="100 % <b>gesagt</b>")
    html = client.get(f"{thread.url}?sprache=en").get_data(as_text=True)
    assert "100 % &lt;b&gt;gesagt&lt;/b&gt;" in html


def test_messages_in_the_inbox_change_with_the_language(app: Flask, sign_in: SignIn, work: Callable[[], int]) -> None:
    """A message holds words of no language, so it is read in the language of the day."""
    thread = factories.thread(title="Benches")
    person = factories.person(language="en")
    post = factories.post(thread, person)
    factories.post(thread, parent_id=post.id)
    work()
    assert db.session.scalar(select(Message.kind).where(Message.person_id == person.id)) == "reply"
    inbox = sign_in(person)
    assert 'Reply to your post in “<span lang="de">Benches</span>”' in inbox.get("/mitteilungen").get_data(as_text=True)
    assert "Antwort auf Ihren Beitrag in „Benches“" in inbox.get("/mitteilungen?sprache=de").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/suche", "/ideen", "/zahlen", "/vorhaben", "/beschluesse"])
def test_forms_that_are_fetched_keep_the_language(client: Visitor, path: str) -> None:
    """A-04: of such a form a browser drops what its action asks for; without a cookie the form itself carries it."""
    forms = re.findall(r'<form\b[^>]*method="get".*?</form>', client.get(f"{path}?sprache=en").text, re.DOTALL)
    assert forms
    assert all('<input type="hidden" name="sprache" value="en">' in form for form in forms)
    assert 'name="sprache"' not in client.get(path).text
