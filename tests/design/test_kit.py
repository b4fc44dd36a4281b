"""The kit's macros say the right things to those who cannot see the page (A-04, A-14, A-20, A-27)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, RadioField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from forum.web.charts import Bar, bars
from tests.design.harness import create_app

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)


class Milestone(Form):
    label = StringField("Meilenstein", [InputRequired("Bitte benennen.")])


class Project(Form):
    title = StringField("Titel", [InputRequired("Bitte ausfüllen.")])
    milestones = FieldList(FormField(Milestone), min_entries=2)
    audience = RadioField(
        "Publikum",
        [InputRequired("Bitte wählen.")],
        choices=[SelectChoice("a", "Alle"), SelectChoice("b", "Wir")],
    )
    topics = SelectMultipleField("Felder", choices=[SelectChoice("x", "Klima"), SelectChoice("y", "<b>Rad</b>")])


@pytest.fixture
def app() -> Iterator[Flask]:
    app = create_app()
    with app.test_request_context():
        yield app


def render(source: str, **values: Any) -> str:
    """Render a line of template with the kit imported as pages import it."""
    imports = "".join(f'{{% import "kit/{name}.html" as {name} %}}' for name in ("forms", "page", "forum"))
    return render_template_string(imports + source, **values)


def test_a_field_ties_hint_and_error_to_the_control(app: Flask) -> None:
    form = Project(MultiDict())
    form.validate()
    text = render("{{ forms.field(form.title, hint='Kurz.', maxlength=80) }}", form=form)
    assert 'aria-describedby="title-hint title-error"' in text
    assert 'aria-invalid="true"' in text
    assert 'data-count="80"' in text
    # What is pasted must not be cut.
    assert "maxlength" not in text
    assert '<label class="kern-label" for="title">' in text


def test_a_group_of_choices_is_a_fieldset_and_keeps_what_was_chosen(app: Flask) -> None:
    form = Project(MultiDict({"audience": "b", "topics": "y"}))
    text = render("{{ forms.field(form.audience) }}{{ forms.field(form.topics) }}", form=form)
    assert text.count("<fieldset") == text.count("<legend") == 2
    assert 'value="b" checked' in text
    assert 'value="y" checked' in text
    assert "&lt;b&gt;Rad&lt;/b&gt;" in text


def test_the_error_summary_links_to_nested_fields_and_groups(app: Flask) -> None:
    form = Project(MultiDict({"milestones-0-label": "", "milestones-1-label": ""}))
    form.validate()
    text = render("{{ forms.error_summary(form) }}", form=form)
    for target in ("#title", "#milestones-0-label", "#milestones-1-label", "#audience-0"):
        assert f'href="{target}"' in text
    assert 'tabindex="-1" autofocus' in text


def test_a_form_without_errors_has_no_summary(app: Flask) -> None:
    assert render("{{ forms.error_summary(form) }}", form=Project()).strip() == ""


def test_a_post_button_carries_token_and_fields(app: Flask) -> None:
    text = render("{{ forms.post_button('Löschen', '/x', 'danger', {'id': 7}, 'Wirklich?') }}")
    assert 'method="post"' in text
    assert 'name="csrf_token"' in text
    assert 'name="id" value="7"' in text
    assert 'data-confirm="Wirklich?"' in text


@pytest.mark.parametrize("author", [None, SimpleNamespace(handle=None)])
def test_an_erased_person_has_no_name(app: Flask, author: Any) -> None:
    assert "Gelöschtes Konto" in render("{{ page.person(author) }}", author=author)
    assert "Gelöschtes Konto" in render("{{ forum.post(1, author, at, '') }}", author=author, at=NOON)


@pytest.mark.parametrize(
    ("kind", "role"), [("danger", "alert"), ("info", "status"), ("success", "status"), ("warning", "status")]
)
def test_only_a_failure_interrupts(app: Flask, kind: str, role: str) -> None:
    """A-07, D-04: KERN's examples make every alert interrupt."""
    assert f'role="{role}"' in render("{{ page.alert(kind, 'Titel') }}", kind=kind)


def test_what_people_write_is_escaped_unless_it_was_cleaned(app: Flask) -> None:
    mia = SimpleNamespace(handle="<i>Mia</i>")
    text = render("{{ forum.post(1, mia, at, text_html, lang='en') }}", mia=mia, at=NOON, text_html="<p>Hi</p>")
    assert "&lt;i&gt;Mia&lt;/i&gt;" in text
    assert '<div class="prose post__text" dir="auto" lang="en"><p>Hi</p></div>' in text


def test_a_pager_needs_only_its_addresses(app: Flask) -> None:
    page = SimpleNamespace(previous_url=None, next_url="/ideen?after=9")
    text = render("{{ page.pager(place) }}", place=page)
    assert 'rel="next"' in text
    assert 'rel="prev"' not in text
    assert render("{{ page.pager(place) }}", place=SimpleNamespace(previous_url="", next_url="")).strip() == ""


def test_a_bar_never_runs_over_its_end_and_says_its_number(app: Flask) -> None:
    text = render("{{ page.progress(212, 200, '212 von 200') }}")
    assert '<progress value="200" max="200">' in text
    assert "212 von 200" in text


def test_a_caption_is_not_said_below_a_heading_that_says_it(app: Flask) -> None:
    """A-20: the picture keeps it as its name, and its table unless the page has the same one."""
    chart = bars([Bar("Ja", 3), Bar("Nein", 1)])
    call = '{%% import "kit/charts.html" as charts %%}{{ charts.bars(chart, "Mehr Bänke?", "Antworten"%s) }}'
    usual, headed = (render(call % more, chart=chart) for more in ("", ", headed=True"))
    assert "<figcaption" in usual
    assert "<figcaption" not in headed
    assert "Schaubild: Mehr Bänke?" in headed
    assert "<caption>Mehr Bänke?</caption>" in headed


def test_facts_take_markup_from_other_macros(app: Flask) -> None:
    pairs = [("Stand", Markup("<b>offen</b>")), ("Name", "<b>")]
    assert "<dd><b>offen</b></dd>" in render("{{ page.facts(pairs) }}", pairs=pairs)
    assert "<dd>&lt;b&gt;</dd>" in render("{{ page.facts(pairs) }}", pairs=pairs)


def test_the_depth_of_an_answer_is_told(app: Flask) -> None:
    text = render("{{ forum.post(3, None, at, '', reply_to='Mia', depth=4) }}", at=NOON)
    assert "Ebene 4," in text
    assert "Antwort auf Mia" in text
