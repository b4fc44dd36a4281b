"""Default deny, headers, one-time keys, own paths: what holds for every route."""

from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from forum import create_app
from forum.accounts.models import Person
from forum.core.db import db
from forum.web.assets import static_url
from forum.web.security import own_path
from tests import factories
from tests.factories import Visitor

# Everything a visitor without an account may reach; a new public route must be added here on purpose.
PUBLIC = set(
    """
    static pages.start pages.styleguide pages.alive pages.ready pages.metrics
    accounts.confirm accounts.forgotten accounts.mail_sent accounts.outbox accounts.profile accounts.register
    accounts.reset accounts.sign_in accounts.sign_out accounts.ask_for_link accounts.sign_in_by_link
    addresses.confirm addresses.confirmed addresses.undo addresses.undo_factor
    passkeys.question passkeys.sign_in second_step.show
    providers.back providers.begin providers.choose providers.come_back providers.leave providers.left
    activities.index activities.index_atom activities.show
    api_activities.activities api_activities.activity
    api.description api_decisions.decision api_decisions.decisions
    api_discussions.posts api_discussions.spaces api_discussions.thread api_discussions.threads
    api_ideas.idea api_ideas.ideas api_meetings.events api_meetings.meetings api_meetings.state
    api_projects.project api_projects.projects api_search.search api_surveys.survey api_surveys.surveys
    committee.show committees.index procedure.rules decisions.index decisions.index_atom decisions.index_csv decisions.show
    decisions.show_pdf dossiers.compare dossiers.show dossiers.show_json dossiers.show_pdf
    outcomes.of_space project_feeds.everything project_feeds.one
    projects.description projects.export projects.index projects.show
    discussions.branch discussions.history discussions.permalink discussions.space discussions.spaces discussions.thread
    discussions.printed progress.arrivals progress.arrivals_fragment feeds.everything feeds.space feeds.thread
    files.download files.small
    idea_beginning.begun idea_writing.new
    idea_exports.description idea_exports.table ideas.figures ideas.history ideas.index ideas.show ideas.similar
    accessibility.report accessibility.state accessibility.statement_page
    legal.contact legal.easy legal.help_page legal.imprint legal.licences legal.rules
    legal.signs
    handbook.index handbook.picture handbook.show
    offline.manifest offline.without offline.worker tour.show
    districts.index districts.show goals.version goals.versions strategy.isek strategy.overview
    calendars.everything_ics calendars.own_ics calendars.single_ics
    circulation.index circulation.show meetings.ask meetings.fragment meetings.index meetings.room meetings.screen
    minutes.of_committee minutes.show minutes.show_pdf replay.log_json replay.package_zip replay.show
    meetings.screen_fragment polls.record_json polls.script polls.show
    privacy.erasure_noted privacy.statement recommendations.show reports.coverage reports.figures_csv
    reports.index reports.period reports.period_csv reports.period_pdf reports.show
    reports.show_figures reports.show_pdf reports.year
    complaints.of_notifier moderation.report moderation.report_person moderation.state moderation.withdraw_by_link
    notifications.unsubscribe
    saved_searches.end
    sharing.of_idea sharing.of_meeting
    search.find search.suggest search.syntax_help summaries.versions surveys.index surveys.result_csv surveys.show
    terms.conditions terms.version terms.versions threads.related transparency.index transparency.log_csv
    transparency.part_csv transparency.report_csv
    """.split()
)


def test_every_other_route_needs_a_sign_in(app: Flask) -> None:
    """E-16: closed by default; the list above is the only opening."""
    opened = {name for name, view in app.view_functions.items() if getattr(view, "is_public", False)}
    assert opened == PUBLIC


def test_closed_pages_lead_to_the_sign_in_and_back(client: Visitor) -> None:
    answer = client.get("/konto")
    assert answer.status_code == 303
    assert answer.location == "/anmelden?weiter=/konto"


def test_every_answer_carries_the_headers(client: Visitor) -> None:
    """E-23: also errors, files and the API."""
    for path in ("/", "/gibt-es-nicht", "/static/css/theme.css", "/api/v1/spaces", "/konto"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Referrer-Policy"] == "same-origin"
        # Only over TLS: who tries the forum on their own machine is not kept from it for a year.
        assert "Strict-Transport-Security" not in headers


def test_a_request_is_not_sent_back_to_whoever_sent_it(client: Visitor) -> None:
    """ASVS 13.4.4: TRACE would show cookies to scripts."""
    for path in ("/", "/anmelden", "/static/css/theme.css", "/api/v1/spaces"):
        answer = client.open(path, method="TRACE", headers={"X-Canary": "kanarienvogel"})
        assert answer.status_code == 405
        assert "kanarienvogel" not in answer.text


def test_a_session_is_signed_with_a_digest_of_today(app: Flask) -> None:
    """ASVS 11.4.1: SHA-256; what another digest signed is nobody's session."""
    number = factories.person().id
    values = {"_user_id": factories.sign_in_key(db.session.get_one(Person, number)), "_fresh": True}
    for interface, status in ((app.session_interface, 200), (SecureCookieSessionInterface(), 303)):
        serializer = interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        assert serializer is not None
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(values)}"
        assert app.test_client(use_cookies=False).get("/konto", headers={"Cookie": cookie}).status_code == status


def test_error_pages_speak_plainly_and_leak_nothing(client: Visitor) -> None:
    """E-30: a page in the reader's language, with the same frame."""
    german, english = client.get("/gibt-es-nicht"), client.get("/gibt-es-nicht?sprache=en")
    assert german.status_code == english.status_code == 404
    assert "Diese Seite gibt es nicht" in german.get_data(as_text=True)
    assert "Traceback" not in german.get_data(as_text=True)
    for way in ('"/"', '"/suche"', '"/kontakt"'):
        assert f'<a class="kern-link" href={way}>' in german.get_data(as_text=True), "it says where to go on"


def test_what_was_typed_stands_on_the_error_page(app: Flask) -> None:
    """Nothing typed is lost when the session ended meanwhile."""
    client = factories.signed_in(app, factories.person())
    thread = factories.thread()
    text = "Ein langer Text, der nicht verloren gehen darf."
    answer = client.post(f"/themen/{thread.id}/antworten", data={"text": text})
    assert answer.status_code == 400
    assert text in answer.get_data(as_text=True)


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil", "/\t/evil", "evil", "", "/ x"])
def test_foreign_targets_are_no_own_paths(target: str) -> None:
    """E-29: encoded and broken forms are refused too."""
    assert own_path(target) is None


def test_anonymous_pages_are_kept_until_something_changes(client: Visitor) -> None:
    """T-34: the same bytes and a 304 for who has them; a new post shows at once."""
    thread = factories.thread()
    first = client.get(thread.url)
    tag = first.headers["ETag"]
    assert client.get(thread.url).data == first.data
    assert client.get(thread.url, headers={"If-None-Match": tag}).status_code == 304
    factories.post(thread, text="Ein neuer Beitrag ist da.")
    assert "Ein neuer Beitrag ist da." in client.get(thread.url).get_data(as_text=True)


def test_kept_pages_are_for_visitors_only(client: Visitor, app: Flask) -> None:
    """T-34: whoever is signed in never gets, nor makes, a kept page."""
    thread = factories.thread()
    person = factories.person()
    client.get(thread.url)
    page = factories.signed_in(app, person).get(thread.url)
    assert person.handle in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert person.handle not in client.get(thread.url).get_data(as_text=True)


def test_the_city_gives_the_forum_its_own_face(tmp_path: Path) -> None:
    """D-13: its files take the place of ours under the same name, at an address of their own; nothing else is served."""
    own, instance = tmp_path / "own", tmp_path / "instance"
    (own / "img").mkdir(parents=True)
    (own / "img/logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (own / "notes.txt").write_text("for us alone")
    plain = create_app({"TESTING": True, "INSTANCE": str(instance), "RATE_LIMITS": False})
    with_face = create_app({"TESTING": True, "INSTANCE": str(instance), "RATE_LIMITS": False, "OWN_STATIC": str(own)})
    addresses = []
    for app in (plain, with_face):
        with app.test_request_context():
            addresses.append(static_url("img/logo.svg"))
            addresses.append(static_url("css/theme.css"))
    assert addresses[0] != addresses[2]
    assert addresses[1] == addresses[3]
    client = with_face.test_client()
    with client.get(addresses[2]) as answer:
        assert answer.get_data(as_text=True) == "<svg xmlns='http://www.w3.org/2000/svg'/>"
    with client.get(addresses[1]) as answer:
        assert answer.status_code == 200
    with plain.test_client().get(addresses[0]) as answer:
        assert b"<path" in answer.data
    assert client.get("/static/notes.txt").status_code == 404
