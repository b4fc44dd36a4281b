"""What people type into any form is plain words on every page: no markup, no control and no direction signs (X-13, E-22)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask
from sqlalchemy import String, select
from werkzeug.exceptions import HTTPException

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import Model, db, transaction
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, Thread
from forum.ideas import commands as ideas
from forum.meetings.commands import PlannedItem
from forum.projects import commands as projects
from forum.projects.models import Project
from forum.strategy.models import strategy
from forum.web.forms import TRAP
from tests import factories
from tests.factories import Visitor
from tests.web.site import links, office_pages, parsed

SignIn = Callable[[Person], Visitor]
MARK = "Ei7"
# Bell, escape, override and isolate of direction, and what ends an attribute or an element.
SIGNS = "\x07\x1b\u202e\u2066\u2069"
SHORT = f"{MARK}{SIGNS}<b>\"'"
PAYLOAD = f"{MARK}{SIGNS}<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
LONG = f"{PAYLOAD} {factories.REASON}"
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# Kinds of pages are walked through this often, and each kind of form is sent this often.
LOOKS = 8
SENT = 8
# What ends the sign-in, or only looks at a text or keeps it for later.
LEFT_OUT = {"accounts.sign_out", "accounts.password", "accounts.settings", "accounts.shortcuts"}
NOT_PRESSED = {"vorschau", "entwurf"}
PACKED = ("application/vnd.", "application/pdf", "application/zip")
# Fields of text that take no words: with a payload in it the whole form would be refused.
NO_WORDS = {"point": "52.26412, 10.52636", TRAP: ""}


@dataclass(frozen=True)
class Sheet:
    """A form of a page, filled in: where it goes, and its fields."""

    path: str
    endpoint: str
    fields: tuple[tuple[str, str], ...]


def endpoint_of(app: Flask, path: str, method: str) -> str:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(urlsplit(path).path, method=method)
    except HTTPException:
        return ""
    return str(endpoint)


def walk(app: Flask, visitor: Visitor, begin: list[str]) -> Iterator[tuple[str, str, str]]:
    """Follow the links of every kind of page and yield path, kind and text of each answer."""
    seen: Counter[str] = Counter()
    waiting, known = list(begin), set(begin)
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(app, path, "GET")
        if not endpoint or endpoint in {"static", "pages.styleguide"} or seen[endpoint] >= LOOKS:
            continue
        answer = visitor.get(path)
        if answer.status_code in {301, 302}:
            waiting.append(urlsplit(answer.location)._replace(scheme="", netloc="", fragment="").geturl())
        if answer.status_code != 200:
            continue
        seen[endpoint] += 1
        # Packed sheets and papers are no texts; their own tests look into them.
        if endpoint.startswith("files.") or answer.mimetype.startswith(PACKED):
            continue
        words = answer.get_data(as_text=True)
        yield path, answer.mimetype, words
        if answer.mimetype == "text/html":
            new = [link for link in links(parsed(words)) if link not in known]
            known.update(new)
            waiting += new


def typed(field: Element) -> str:
    """Return what somebody types into a field for words, as long as it may be."""
    most = int(field.get("data-count") or field.get("maxlength") or 20_000)
    return next((text for text in (LONG, PAYLOAD, SHORT) if len(text) <= most), MARK[:most])


def answered(field: Element) -> str | None:
    """Return what somebody answers in a field that asks for something else than words; None leaves it out."""
    given, kind = field.get("value", ""), field.get("type", "text")
    if kind == "checkbox":
        return given or "y" if field.get("required") is not None else None
    if kind in {"submit", "file", "password"}:
        return None
    usual = {
        "date": (today() + timedelta(days=20)).isoformat(),
        "email": "payload@example.org",
        "number": field.get("min") or "1",
    }
    return given or usual.get(kind, "")


def chosen(field: Element) -> str:
    options = [option for option in field.iter("option") if option.get("value")]
    selected = [option for option in options if option.get("selected") is not None]
    return next((str(option.get("value")) for option in [*selected, *options]), "")


def filled(form: Element) -> dict[str, str]:
    """Return the fields of a form with a payload wherever words can be typed."""
    fields: dict[str, str] = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type", "text")
        is_for_words = field.tag == "textarea" or (kind in {"text", "search"} and not field.get("list"))
        if not name or field.tag not in {"textarea", "select", "input"}:
            continue
        if kind == "radio" and name in fields and field.get("checked") is None:
            continue
        value = chosen(field) if field.tag == "select" else typed(field) if is_for_words else answered(field)
        value = NO_WORDS.get(name, value)
        if value is not None:
            fields[name] = value
    return fields


def sheets(app: Flask, path: str, page: Element) -> Iterator[Sheet]:
    """Yield every form of a page into which words can be typed, once for each of its buttons."""
    for form in page.iter("form"):
        goes_to = form.get("action") or path
        endpoint = endpoint_of(app, goes_to, "POST")
        fields = filled(form)
        if form.get("method", "get").lower() != "post" or endpoint in LEFT_OUT or not endpoint:
            continue
        if not any(MARK in value for value in fields.values()):
            continue
        buttons = [
            (one.get("name"), one.get("value", "")) for one in form.iter("button") if one.get("type") != "button"
        ]
        for name, value in buttons or [(None, "")]:
            if name not in NOT_PRESSED:
                yield Sheet(goes_to, endpoint, tuple({**fields, **({name: value} if name else {})}.items()))


def fill_everything(app: Flask, visitor: Visitor, begin: list[str]) -> Counter[str]:
    """Send every form of every kind of page and return how many of each were taken."""
    sent: Counter[tuple[str, ...]] = Counter()
    taken: Counter[str] = Counter()
    found = [
        sheet
        for path, kind, words in walk(app, visitor, begin)
        if kind == "text/html"
        for sheet in sheets(app, path, parsed(words))
    ]
    for sheet in found:
        kind = (sheet.endpoint, *(name for name, _value in sheet.fields))
        if sent[kind] < SENT:
            sent[kind] += 1
            answer = visitor.post(sheet.path, data=dict(sheet.fields))
            assert answer.status_code < 500, sheet
            taken[sheet.endpoint] += answer.status_code in {302, 303}
    return taken


def stored() -> dict[str, list[str]]:
    """Return every stored string with a payload in it, by table and column."""
    found: dict[str, list[str]] = {}
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String):
                values = [value for value in db.session.scalars(select(column)) if value and MARK in value]
                if values:
                    found[f"{table.name}.{column.name}"] = values
    return found


def faults(kind: str, words: str) -> list[str]:
    """Return what of a payload lives on in an answer."""
    left = [f"sign {sign!r}" for sign in UNSEEN.findall(words)]
    if kind == "text/html":
        for one in parsed(words).iter():
            left += [f"{name} of {one.tag}" for name, _value in one.items() if str(name).startswith("on")]
            left += [str(one.tag)] if one.tag == "script" and "alert" in (one.text or "") else []
            left += [str(one.tag)] if one.tag == "img" and one.get("src") == "x" else []
    elif kind == "application/atom+xml":
        inside = [one.text or "" for one in fromstring(words).iter() if one.get("type") == "html"]  # noqa: S314
        left += [fault for html in inside for fault in faults("text/html", html)]
    return left


# Columns into which the walk must bring a payload, and those it does not reach, for which the fields' own tests stand.
REACHED = set(
    """
    address_look.reason agenda_item.text agenda_item.title assessment.comment closed_branch.reason committee.decision_reason
    committee.mandate role_proposal.reason
    committee.reason committee.theme committee.title contribution.source idea.excerpt idea.place_text idea.source idea.title
    idea_step.source idea_step.title idea_step.unit meeting.place meeting.title milestone.title
    moderation_case.reason motion.reasons motion.source move.reason notice.explanation person.organisation post.edit_reason
    post.source project.area project.benefit project.contact project.summary project.title project.unit project_change.reason
    project_data.legal_basis project_data.name project_data.purpose project_goal.compatibility project_goal.contribution
    project_indicator.name project_indicator.source idea_reference.city idea_reference.lesson space.contact
    space.description space.influence space.rules space.title statement.revert_reason thread.closed_reason thread.title
    thread_summary.source
    """.split()
)


def write_by_command(staff: Person) -> None:
    """Fill what no form of the walk reaches, by the commands behind the forms."""
    staff_id = staff.id
    factories.meeting(title=PAYLOAD, place=PAYLOAD, items=(PlannedItem(PAYLOAD, LONG),))
    thread = factories.thread(text="Ein Anfang ohne alles.")
    post = factories.post(thread)
    post_id, author_id, thread_id, space_id = post.id, post.author_id, thread.id, thread.space_id
    with transaction():
        author, found = db.session.get_one(Person, author_id), db.session.get_one(Post, post_id)
        discussions.edit_post(author, found, text="Nun steht hier etwas anderes.", version=1, reason=PAYLOAD)
    with transaction():
        discussions.split_thread(
            db.session.get_one(Person, staff_id),
            db.session.get_one(Thread, thread_id),
            [post_id],
            title=PAYLOAD,
            space=db.session.get_one(Space, space_id),
            reason=PAYLOAD,
            confirmed=True,
        )


def write_project_by_command() -> None:
    """Fill the parts of a project: the walk names one goal twice, and holds versions that its own news made old."""
    goal = projects.GoalLine(goal=next(iter(strategy().goals)), compatibility=LONG, contribution=LONG)
    words = dict.fromkeys(("title", "unit", "area", "contact"), PAYLOAD)
    # The walk has changed the criteria too, so the project begins before its idea was assessed.
    number = factories.project("fachpruefung", summary=LONG, goals=[goal], **words).id
    with transaction():
        one, who = db.session.get_one(Project, number), factories._inside("staff")
        stages = [projects.Stage(title=PAYLOAD, text=PAYLOAD)]
        projects.save_milestones(who, one, stages, version=one.version, reason=PAYLOAD)
        lines = [projects.DataLine(name=PAYLOAD, purpose=PAYLOAD, legal_basis=PAYLOAD)]
        projects.save_data(who, one, lines, version=one.version, reason=PAYLOAD)
        effect = projects.Effect(benefit=LONG, indicators=[projects.IndicatorLine(name=PAYLOAD, source=PAYLOAD)])
        projects.save_effect(who, one, effect, version=one.version, reason=PAYLOAD)
        cities = [ideas.ReferenceLine(city=PAYLOAD, lesson=PAYLOAD)]
        ideas.describe_solution(who, one.idea, cities, maturity="", version=0, reason=PAYLOAD)


# It walks through every page twice, which on a slow machine takes longer than other tests may. What a page makes of the
# words it is given does not depend on where they are kept, so it walks on one database.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_typed_into_any_form_is_plain_words_on_every_page(
    app: Flask, client: Visitor, sign_in: SignIn, everything: Person, work: Callable[[], int]
) -> None:
    """X-13, E-22: in every column that the forms reach; pages, feeds, answers for programs and mails are looked at."""
    staff_id = everything.id
    staff = sign_in(everything)
    work()
    assert len(+fill_everything(app, staff, office_pages())) > 15
    write_by_command(db.session.get_one(Person, staff_id))
    write_project_by_command()
    work()
    found = stored()
    assert REACHED - set(found) == set()
    assert [name for name, values in found.items() for value in values if UNSEEN.search(value)] == []
    pages = 0
    for who, begin in ((client, ["/?sprache=en"]), (staff, office_pages())):
        for path, kind, words in walk(app, who, begin):
            assert faults(kind, words) == [], path
            pages += MARK in words
    assert pages > 100
    for mail in db.session.scalars(select(Mail)):
        assert UNSEEN.findall(mail.subject + mail.text) == []
