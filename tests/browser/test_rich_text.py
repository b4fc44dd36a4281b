"""What the walls let through of all attacks, shown in Chromium: nothing runs, nothing is loaded from elsewhere (X-06)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import update

from forum.core import text
from forum.core.db import db, transaction
from forum.discussions.models import Post
from tests import factories
from tests.chromium import NEEDS_CHROMIUM, violations
from tests.core.attacks import CORPORA
from tests.core.test_attacks import WALLS, as_markdown
from tests.serving import Server

pytestmark = NEEDS_CHROMIUM

BATCH = 150
# Before any script of a page: whatever an attack would do is written down.
WATCH = """
window.told = [];
for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => { window.told.push(name); };
addEventListener('securitypolicyviolation', event => window.told.push(`policy: ${event.violatedDirective}`));
addEventListener('error', event => window.told.push(`error: ${event.message ?? event.target.outerHTML}`));
"""
# Everything a reader might do by chance; links are not followed.
TOUCH = """() => {
  addEventListener('click', event => event.preventDefault(), true);
  for (const one of document.querySelectorAll('.prose, .prose *'))
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'pointerdown', 'click', 'toggle', 'animationend'])
      one.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
}"""
SHADOWED = """() => [
  typeof document.getElementById === 'function' ? '' : 'getElementById',
  document.body instanceof HTMLBodyElement ? '' : 'body',
  document.forms instanceof HTMLCollection ? '' : 'forms',
  window.location.href.startsWith('http') ? '' : 'location',
  ...[...document.querySelectorAll('.prose *')].flatMap(one =>
    one.classList.contains('table-wrap') ? [] : [...one.attributes].map(a => a.name)
      .filter(name => /^(on.*|id|name|class|style|target)$/.test(name)).map(name => `${one.tagName} ${name}`)),
  ...[...document.querySelectorAll('.prose script, .prose svg, .prose math, .prose iframe, .prose form, .prose input')]
    .map(one => one.tagName),
].filter(Boolean)"""


def batches(left: Callable[[str], str]) -> Iterator[str]:
    """Yield what is left of all attacks, many in one text."""
    attacks = [attack for read, _fewest in CORPORA.values() for attack in read()]
    for start in range(0, len(attacks), BATCH):
        yield "<hr>".join(left(attack) for attack in attacks[start : start + BATCH])


@pytest.fixture
def watched(browser: Browser, server: Server) -> Iterator[tuple[BrowserContext, list[str]]]:
    """Give a browser of which every dialog, foreign request and complaint is written down."""
    context, seen = browser.new_context(service_workers="block"), []
    context.add_init_script(WATCH)
    context.on("dialog", lambda dialog: (seen.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    context.on("weberror", lambda error: seen.append(f"error: {error.error}"))

    def on_request(request: Any) -> None:
        if not request.url.startswith((server.url + "/", "data:image/svg")):
            seen.append(f"request: {request.url[:200]}")

    def on_console(message: Any) -> None:
        if "Content Security Policy" in message.text:
            seen.append(message.text)

    context.on("request", on_request)
    context.on("console", on_console)
    yield context, seen
    context.close()


def complaints(page: Page, seen: list[str]) -> list[str]:
    page.evaluate(TOUCH)
    page.wait_for_timeout(100)  # Whatever was begun by a touch has the time to be seen.
    return [*seen, *page.evaluate("window.told"), *page.evaluate(SHADOWED)]


@pytest.mark.parametrize("given", ["html", "markdown"])
def test_nothing_runs_on_a_page_of_the_forum(
    watched: tuple[BrowserContext, list[str]], server: Server, given: str
) -> None:
    """X-06, X-11, X-14: all attacks as posts of a discussion; no dialog, no foreign request, no report of the policy."""
    context, seen = watched
    both = WALLS["both"]
    with server.forum():
        thread = factories.thread(title=f"Angriffe als {given}")
        url = thread.url
        posts = []
        for html in batches(text.sanitise if given == "html" else lambda attack: as_markdown(attack, both)):
            posts.append(factories.post(db.session.merge(thread)).id)
            with transaction():
                db.session.execute(update(Post).where(Post.id == posts[-1]).values(html=html))
    page, shown = context.new_page(), 0
    for post_id in posts:
        page.goto(f"{server.url}/beitraege/{post_id}")
        shown += page.locator(".prose hr").count()
        assert complaints(page, seen) == []
    assert shown > 2000, url


@pytest.mark.parametrize("walls", WALLS)
@pytest.mark.parametrize("given", ["html", "markdown"])
def test_nothing_runs_without_a_policy_either(
    watched: tuple[BrowserContext, list[str]], server: Server, given: str, walls: str
) -> None:
    """X-04, X-06: the same on bare pages without the policy, behind each wall alone and behind both."""
    context, seen = watched
    first, second = WALLS[walls]
    page, bodies = context.new_page(), [""]
    page.route("**/bare", lambda route: route.fulfill(body=bodies[-1], content_type="text/html"))

    def left(attack: str) -> str:
        if given == "markdown":
            return as_markdown(attack, (first, second))
        return text.sanitise(attack, first_wall=first, second_wall=second)

    for html in batches(left):
        bodies.append(f'<!doctype html><meta charset="utf-8"><title>x</title><div class="prose">{html}</div>')
        page.goto(f"{server.url}/bare")
        assert complaints(page, seen) == []


def test_the_watch_sees_an_attack(watched: tuple[BrowserContext, list[str]], server: Server) -> None:
    """The two tests above would fail if something ran: here it does."""
    context, seen = watched
    page = context.new_page()
    body = '<!doctype html><div class="prose"><img src="https://evil.example/x" onerror="alert(1)"><form></form></div>'
    page.route("**/bare", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{server.url}/bare")
    page.wait_for_function("() => window.told.includes('alert')")
    found = complaints(page, seen)
    assert {"alert", "FORM", "IMG onerror", "request: https://evil.example/x"} <= set(found)


FORMS = """# Titel

## Untertitel

Ein Absatz mit **fett**, *kursiv*, ~~gestrichen~~, `code` und [einem Link](https://example.org/).
Noch eine Zeile mit https://example.org/seite.

> Ein Zitat
>
> > darin noch eines

- [ ] offen
- [x] erledigt
- gewöhnlich
  1. darunter

3. drei
4. vier

---

    eingerückter Code, der so lang ist, dass er auf keinem Telefon in eine Zeile passt und seitwärts rollen muss

| Ort | Bänke | Bäume | Bemerkung |
|:--|--:|:-:|---|
| Marktplatz | 12 | 4 | Hier-steht-ein-sehr-langes-Wort-ohne-eine-einzige-Stelle-zum-Umbrechen-in-der-Zelle |

![Ein Bild von anderswo](https://example.org/bild.png)
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_all_forms_of_markdown_are_without_barrier(browser: Browser, server: Server, theme: Any, width: int) -> None:
    """X-16, A-03, A-28: axe finds nothing, tables scroll in a box with a name, nobody can tick a task by reading."""
    with server.forum():
        thread = factories.thread(title="Alle Formen")
        post_id = factories.post(thread, text=FORMS).id
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=theme, locale="de-DE")
    page.goto(f"{server.url}/beitraege/{post_id}")
    box = page.get_by_role("group", name="Tabelle: Ort, Bänke, Bäume, Bemerkung")
    assert box.get_by_role("columnheader").count() == 4
    assert page.get_by_text("☑ erledigt").count() == 1
    assert page.get_by_role("main").get_by_role("checkbox").count() == 0
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
