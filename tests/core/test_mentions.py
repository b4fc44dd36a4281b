"""Names behind an @ in Markdown: where they count, and that nothing else comes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.text import Named, names_in, plain, render, with_name

PEOPLE = {"mia": Named("Mia", "/leute/Mia"), "jo.k-1": Named("Jo.K-1", "/leute/Jo.K-1"), "weg": Named("Weg", "")}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("Hallo @Mia!", ["mia"]),
        ("@mia, @MIA und @Jo.K-1.", ["mia", "jo.k-1"]),
        ("(@Mia) „@Mia“ @Mia: ja", ["mia"]),
        ("**@Mia** und > @Mia", ["mia"]),
        ("| a |\n|---|\n| @Mia |", ["mia"]),
        ("@Müller_Ä und @Mia…", ["müller_ä", "mia"]),
        ("mail@mia.de und a@mia", []),
        ("@mia@example.social", []),
        ("https://example.org/@mia und example.org/@mia", []),
        ("[@Mia](https://example.org)", []),
        ("![@Mia](https://example.org/bild.png)", []),
        ("[Wort](https://example.org '@Mia')", []),
        ("`@Mia` und\n\n```\n@Mia\n```\n\n    @Mia", []),
        (r"\@Mia", []),
        ("@ Mia, @@Mia, @-", []),
    ],
)
def test_names_count_in_running_text_only(source: str, names: list[str]) -> None:
    """T-15, X-06, X-10: none in code, links, addresses or attributes."""
    assert names_in(source) == names


def test_a_known_name_becomes_a_link_and_an_unknown_one_stays_a_word() -> None:
    """T-15: the handle is written as its owner writes it; who has no profile any more has no link."""
    link = '<a href="/leute/Mia" rel="nofollow ugc noopener">@Mia</a>'
    assert render("Hallo @mia, @ben", None, PEOPLE) == f"<p>Hallo {link}, @ben</p>\n"
    assert render("@weg!", None, PEOPLE) == "<p>@Weg!</p>\n"
    assert render("`@mia`", None, PEOPLE) == "<p><code>@mia</code></p>\n"
    assert render("@mia", None, None) == "<p>@mia</p>\n"
    assert plain("Hallo **@mia**, wie geht’s?") == "Hallo @mia, wie geht’s?"


def test_another_name_is_written_in_its_place() -> None:
    assert with_name("@Mia, @mia. @miau mail@mia.de", "Mia", "Ida") == "@Ida, @Ida. @miau mail@mia.de"


@given(st.text(alphabet="@mia <>\"'`[]()*_\\.-\n:/hj1K", max_size=60))
def test_whatever_stands_around_a_name_only_its_link_is_added(source: str) -> None:
    """X-06: with people and without, the words are the same, and no attribute holds anything but the profile."""
    with_people, without = render(source, None, PEOPLE), render(source)
    for handle, url in (("Mia", "/leute/Mia"), ("Jo.K-1", "/leute/Jo.K-1")):
        with_people = with_people.replace(f'<a href="{url}" rel="nofollow ugc noopener">@{handle}</a>', f"@{handle}")
    assert with_people.casefold() == without.casefold()
