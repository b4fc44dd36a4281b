"""Markdown becomes clean HTML, whatever is sent in; each wall alone holds (requirements X)."""

import re
import sys
import time
import unicodedata
from contextlib import suppress
from html import unescape
from threading import Barrier
from threading import Thread as Runner

import pytest

from forum.core import text
from forum.core.errors import Invalid
from forum.core.text import markdown


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**fett** und *kursiv*", "<p><strong>fett</strong> und <em>kursiv</em></p>\n"),
        ("# Titel", "<h3>Titel</h3>\n"),
        ("###### tief", "<h6>tief</h6>\n"),
        ("<b>roh</b>", "<p>&lt;b&gt;roh&lt;/b&gt;</p>\n"),
        ("~~weg~~", "<p><del>weg</del></p>\n"),
        ("- [ ] offen\n- [x] **getan**", "<ul>\n<li>☐ offen</li>\n<li>☑ <strong>getan</strong></li>\n</ul>\n"),
        ("3. drei", '<ol start="3">\n<li>drei</li>\n</ol>\n'),
    ],
)
def test_markdown_means_what_people_expect(source: str, html: str) -> None:
    """X-01, X-16: raw HTML is shown, headings begin below the heading of the post."""
    assert text.render(source) == html


def test_links_tell_where_they_lead() -> None:
    """X-09: the real host stands behind the words when these do not name it."""
    html = text.render("[Stadt](https://www.example.org/weg) und https://example.org/seite")
    assert 'rel="nofollow ugc noopener"' in html
    assert "Stadt</a> (www.example.org)" in html
    assert html.count("(") == 1


# Link, what it leads to, and what is written. ``{t}`` stands for the target, ``{a}`` for the link alone.
LINKS = [
    # The words do not name the host: it stands behind them.
    ("[Stadt](https://example.org/weg)", "https://example.org/weg", "Stadt (example.org)"),
    ("[Stadt](https://www.example.org)", "https://www.example.org", "Stadt (www.example.org)"),
    ("[bank.example](https://evil.example)", "https://evil.example", "bank.example (evil.example)"),
    ("[https://bank.de](https://k.de)", "https://k.de", "https://bank.de (k.de)"),
    ("[bank.de/evil.example](https://evil.example)", "https://evil.example", "bank.de/evil.example (evil.example)"),
    ("[notexample.org](https://example.org)", "https://example.org", "notexample.org (example.org)"),
    ("[example.org.evil](https://example.org)", "https://example.org", "example.org.evil (example.org)"),
    ("[**fett**](https://example.org)", "https://example.org", "fett (example.org)"),
    ("[x](https://bank.de@evil.example/)", "https://bank.de@evil.example/", "x (evil.example)"),
    ("https://bank.de@evil.example/", "https://bank.de@evil.example/", "https://bank.de@evil.example/ (evil.example)"),
    ("[x](https://example.org:8080/)", "https://example.org:8080/", "x (example.org)"),
    ("[x](HTTPS://EXAMPLE.ORG/A)", "HTTPS://EXAMPLE.ORG/A", "x (example.org)"),
    ("[x](http://127.0.0.1/)", "http://127.0.0.1/", "x (127.0.0.1)"),
    ("![Bild](https://example.org/x.png)", "https://example.org/x.png", "Bild (example.org)"),
    # They name it.
    ("https://example.org/seite", "https://example.org/seite", "https://example.org/seite"),
    ("<https://example.org/seite>", "https://example.org/seite", "https://example.org/seite"),
    ("www.example.org", "http://www.example.org", "www.example.org"),
    ("[example.org](https://www.example.org/a)", "https://www.example.org/a", "example.org"),
    ("[Zu example.org](https://example.org/a)", "https://example.org/a", "Zu example.org"),
    ("[EXAMPLE.ORG](https://example.org/a)", "https://example.org/a", "EXAMPLE.ORG"),
    # Inside the forum, and mail.
    ("[Regeln](/regeln)", "/regeln", "Regeln"),
    ("[oben](#inhalt)", "#inhalt", "oben"),
    ("[Post](mailto:a@example.org)", "mailto:a@example.org", "Post"),
    ("a@example.org", "mailto:a@example.org", "a@example.org"),
    # Letters of one script are shown as they are written, others as they are sent.
    ("https://bäcker.example", "https://xn--bcker-gra.example", "https://bäcker.example"),
    ("[Brot](https://bäcker.example)", "https://xn--bcker-gra.example", "Brot (bäcker.example)"),
    ("https://straße.example", "https://xn--strae-oqa.example", "https://straße.example"),
    ("https://p\u0430ypal.example", "https://xn--pypal-4ve.example", "https://xn--pypal-4ve.example"),
    ("[x](https://p\u0430ypal.example)", "https://xn--pypal-4ve.example", "x (xn--pypal-4ve.example)"),
    ("[p\u0430ypal.example](https://p\u0430ypal.example)", "https://xn--pypal-4ve.example",
     "p\u0430ypal.example (xn--pypal-4ve.example)"),
    ("https://\u0430\u0440\u0440\u04cf\u0435.example", "https://xn--80ak6aa92e.example", "https://xn--80ak6aa92e.example"),
    ("https://b\u0131g.example", "https://xn--bg-hpa.example", "https://xn--bg-hpa.example"),
    # Trackers go, everything else stays as it was.
    ("[x](https://example.org/?utm_source=a&id=2#c)", "https://example.org/?id=2#c", "x (example.org)"),
    ("[x](https://example.org/?id=2&fbclid=abc)", "https://example.org/?id=2", "x (example.org)"),
    ("[x](https://example.org/?gclid=abc)", "https://example.org/", "x (example.org)"),
    ("[x](https://example.org/a?mc_eid=1&mc_cid=2#x)", "https://example.org/a#x", "x (example.org)"),
    ("https://example.org/?UTM_Medium=a&b=%20", "https://example.org/?b=%20", "https://example.org/?b=%20"),
    ("[x](https://example.org/?a=utm_source&b)", "https://example.org/?a=utm_source&b", "x (example.org)"),
    ("[x](https://example.org/#?utm_source=a)", "https://example.org/#?utm_source=a", "x (example.org)"),
    ("[x](/suche?utm_source=a&q=b)", "/suche?q=b", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "words"), LINKS)
def test_links_say_where_they_lead_and_follow_nobody(source: str, target: str, words: str) -> None:
    """X-09: one target, the words as they are read, and the words for search engines."""
    found = re.findall(r'<a href="([^"]*)" rel="nofollow ugc noopener">', text.render(source))
    assert [unescape(address) for address in found] == [target]
    assert unescape(re.sub("<[^>]*>", "", text.render(source))).strip() == words


def test_nothing_is_linked_inside_code_links_or_attributes() -> None:
    """X-10: an address is an address only in running text."""
    assert "<a" not in text.render("`https://example.org`")
    assert "<a" not in text.render("```\nhttps://example.org\n```")
    assert text.render("[https://a.example https://b.example](https://a.example)").count("<a ") == 1
    assert text.render('[x](/a "https://example.org")').count("<a ") == 1


# What costs most by its length, by its depth, and by the number of its parts.
COSTLY = {
    "brackets": "[" * 20_000,
    "pictures": "![" * 10_000,
    "addresses": "http://a " * 2_200,
    "addresses in one": "http://a" * 2_500,
    "a long word and addresses": "a" * 9_000 + "http:// " * 1_300,
    "addresses in brackets": "a" * 9_000 + "[http://" * 1_300,
    "hosts": "a.de " * 4_000,
    "a long word in a link": f"[{'a' * 19_900}](https://x.de)",
    "quotes": "> " * 10_000,
    "quote and long paragraph": ">" * 20 + "a\n" * 9_000,
    "lists": "- " * 10_000,
    "lists in quotes": "> - " * 5_000,
    "stairs": "".join(" " * step + "- a\n" for step in range(190)),
    "emphasis that opens": "*a " * 6_666,
    "emphasis in emphasis": "*" * 10_000 + "a" + "*" * 9_999,
    "emphasis mixed": "*_" * 10_000,
    "struck out": "~~a" * 6_666,
    "code": "`" * 20_000,
    "code of all lengths": "".join("`" * length + "a" for length in range(1, 199)),
    "wide table": "|a" * 3_300 + "|\n" + "|-" * 3_300 + "|\n" + "|b" * 3_300,
    "long table": "|a|b|\n|-|-|\n" + "|a|b|\n" * 3_300,
    "empty cells": "|" * 200 + "\n" + "|-" * 200 + "|\n" + "a\n" * 9_500,
    "definitions": "".join(f"[{number}]: /a\n" for number in range(1_800)),
    "one definition, many references": "[a]: /x\n\n" + "[a] " * 4_900,
    "definitions that never end": "[x]: <a\n" * 2_500,
    "entities": "&amp;" * 4_000,
    "tags": "<a " * 6_666,
    "marks": "a" + "\u0301" * 19_999,
}


# Seconds of computing in this thread, which other work on the machine does not lengthen: what the parser's steps and
# what cleaning up to the highest number of tags takes on a slow machine.
MOST_COMPUTING = 6.0


@pytest.mark.parametrize("name", COSTLY)
def test_hostile_texts_end(name: str) -> None:
    """X-08: within the limits of length, tags and steps, of which the last stops what the others let through."""
    # A first @ makes the text one that may name people, so that it is read for names as well.
    source = ("@mia " + COSTLY[name])[: text.LONGEST_SOURCE]
    for read in (text.render, text.names_in, text.plain):
        begun = time.thread_time()
        with suppress(Invalid):
            result = read(source)
            assert read is not text.render or result.count("<") <= markdown.MOST_TAGS
        assert time.thread_time() - begun < MOST_COMPUTING, read


def test_a_rendering_that_takes_too_long_is_stopped_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """X-08: every step of the parser counts."""
    monkeypatch.setattr(markdown, "MOST_STEPS", 0)
    for read in (text.render, text.names_in):
        with pytest.raises(Invalid, match="zu verschachtelt"):
            read("Ein Satz für @mia.")
    assert text.plain("Ein *Satz*.") == "Ein *Satz*."


def test_a_text_of_very_many_parts_is_refused_with_a_sentence() -> None:
    """X-08: cleaning costs by the tag, so their number is limited."""
    with pytest.raises(Invalid, match="zu viele einzelne Teile"):
        text.render(COSTLY["long table"][: text.LONGEST_SOURCE])


def test_too_long_a_text_is_refused() -> None:
    """X-08: with a sentence, not with an error."""
    with pytest.raises(Invalid):
        text.render("x" * 20_001)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Grüne Welle für Fußgänger", "gruene-welle-fuer-fussgaenger"),
        ("Café & Kultur", "cafe-kultur"),
        ("???", "-"),
        ("Ein sehr langer Titel " * 10, "ein-sehr-langer-titel-ein-sehr-langer-titel-ein-sehr-langer"),
    ],
)
def test_slugs_spell_umlauts_out(title: str, slug: str) -> None:
    """N-32: ae, oe, ue, ss."""
    assert text.slug(title) == slug


def test_text_is_tidied_at_the_border() -> None:
    """E-10, X-15: NFC, line feeds, no control signs, few stacked marks."""
    assert text.clean_text("a\u0308\r\nb\x00\u202ec") == "ä\nbc"
    assert len(text.clean_text("e" + "\u0301" * 50)) <= 6
    for letter, mark in (("e", "\u0301"), ("\u0e01", "\u0e49"), ("\u0430", "\u0489"), ("\u05d0", "\u05b0")):
        assert text.clean_text(f"{letter}{mark * 50}!").count(mark) <= 4
        assert text.clean_text(letter + (mark + "\u200d") * 50).count(mark) <= 4
    assert text.clean_line("  viel \n Platz ") == "viel Platz"


def test_normalising_takes_no_longer_than_reading() -> None:
    """E-33, X-15: many marks on one letter are no way to keep a machine busy; what people write stays as it is."""
    began = time.process_time()
    assert len(text.clean_text("a" + "\u0301\u0316" * 20_000)) <= 6
    assert time.process_time() - began < 0.5
    hearts = "\u2764\ufe0f" * 50
    letters = "e\u0316\u0301" * 50
    assert text.clean_text(hearts) == hearts
    assert text.normalised("NFD", letters) == letters
    # Every sign that becomes nothing but signs on a letter counts as one of them.
    for sign in map(chr, range(sys.maxunicode + 1)):
        if not sign.isascii() and all(unicodedata.combining(part) for part in unicodedata.normalize("NFKD", sign)):
            assert len(text.normalised("NFKD", sign * 90)) <= 90, f"{ord(sign):x}"


def test_plain_text_has_no_marks() -> None:
    assert text.plain("# Titel\n\n**fett** und [Wort](https://example.org)") == "Titel\nfett und Wort (example.org)"


KEY = "0123456789abcdef" * 2


def test_own_pictures_are_shown_and_no_others() -> None:
    """X-11: only an address that belongs to the text, with its size and always with words or an empty alt."""
    own = {f"/dateien/{KEY}": text.Picture("Ein Baum", 640, 480)}
    img = f'<img src="/dateien/{KEY}" alt="{{}}" width="640" height="480">'
    assert text.render(f"![Mein *Baum*](/dateien/{KEY})", own) == f"<p>{img.format('Mein *Baum*')}</p>\n"
    assert img.format("Ein Baum") in text.render(f"![](/dateien/{KEY})", own)
    assert "<img" not in text.render(f"![x](/dateien/{KEY})")
    assert "<img" not in text.render("![x](/dateien/../geheim)", {"/dateien/../geheim": text.Picture("", 1, 1)})


@pytest.mark.parametrize("walls", [(True, False), (False, True), (True, True)])
@pytest.mark.parametrize(
    "source",
    ["https://example.org/x.png", f"/dateien/{KEY}/../x", f"//evil.example/dateien/{KEY}", f"/dateien/{KEY}?x"],
)
def test_no_wall_lets_foreign_pictures_in(source: str, walls: tuple[bool, bool]) -> None:
    """X-04, X-05: each wall alone knows the path rule."""
    html = text.sanitise(f'<img src="{source}" alt="x" width="1e3">', first_wall=walls[0], second_wall=walls[1])
    assert "src" not in html
    assert "width" not in html


@pytest.mark.parametrize(
    "deep", [">" * 20 + " Wort", ">" * 3_000 + "x", "".join("  " * n + "- a\n" for n in range(30))]
)
def test_what_lies_too_deep_is_refused_and_not_lost(deep: str) -> None:
    """X-08: the parser would leave these words out without a sign."""
    with pytest.raises(Invalid, match="zu verschachtelt"):
        text.render(deep)
    assert "Wort" in text.render(">" * 8 + " Wort")


def test_the_first_texts_of_a_process_are_whole() -> None:
    """X-01, E-05: many threads render at once with a parser that nobody has asked before; none loses a word."""
    source = "Geändert: *Nummer* 1\n\n- [Ring](https://example.org)\n\n|a|b|\n|-|-|\n|1|2|"
    whole = text.render(source)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _turn in range(30):
            markdown._markdown.cache_clear()
            barrier, found = Barrier(6), []

            def render(barrier: Barrier = barrier, found: list[str] = found) -> None:
                barrier.wait()
                found.append(text.render(source))

            runners = [Runner(target=render) for _runner in range(6)]
            for runner in runners:
                runner.start()
            for runner in runners:
                runner.join()
            assert found == [whole] * 6
    finally:
        sys.setswitchinterval(interval)
