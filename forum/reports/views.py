"""Pages of reports: the impact of a year or any other period, published reports, and the coverage of the goals."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import force_locale

from forum.core.clock import now, today
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import _
from forum.core.pdf import make_pdf
from forum.core.permissions import can, require
from forum.reports import commands, queries
from forum.reports.document import coverage_rows, german_html, words_of
from forum.reports.figures import figures
from forum.reports.figures import rows_of as figure_rows
from forum.reports.forms import PeriodForm, PublishForm
from forum.reports.models import Report
from forum.reports.period import EARLIEST, LATEST, Period, between, of_year
from forum.reports.sheet import rows_of
from forum.reports.withholding import shown_html
from forum.web import sheets
from forum.web.cache import kept_for_anonymous, tagged
from forum.web.charts import Bar, bars
from forum.web.errors import status_of
from forum.web.limits import PRINTING, WRITING
from forum.web.security import public, viewer

blueprint = Blueprint("reports", __name__)

YEARS_SHOWN = 5


@blueprint.get("/berichte")
@public
@kept_for_anonymous
def index() -> Any:
    """List the reports: published ones, those of the last years, and a form for any other period."""
    return render_template(
        "reports/index.html",
        published=queries.published_reports(viewer()),
        years=queries.years(YEARS_SHOWN),
        form=PeriodForm(formdata=None, von=of_year(today().year).first, bis=today()),
        may_publish=can(viewer(), "report.publish"),
    )


@blueprint.get("/zahlen")
@public
@kept_for_anonymous
def show_figures() -> Any:
    """Show in pictures who took part, how long answers took, and what became of ideas."""
    asked = _asked()
    return render_template(
        "reports/figures.html",
        period=asked,
        found=figures(asked),
        form=PeriodForm(formdata=None, von=asked.first, bis=asked.last),
        reset_url=url_for("reports.show_figures"),
    )


@blueprint.get("/zahlen.csv")
@public
@tagged
def figures_csv() -> Response:
    """Return the same figures as a table."""
    asked = _asked()
    name = f"zahlen-{asked.first.isoformat()}-{asked.last.isoformat()}"
    return sheets.response(name, sheets.FIGURES, figure_rows(figures(asked)))


@blueprint.get("/berichte/<int:year>")
@public
@kept_for_anonymous
def year(year: int) -> Any:
    """Show the impact report of a year (B-20)."""
    if not EARLIEST.year < year < LATEST.year:
        raise NotFound
    return _page(of_year(year))


@blueprint.get("/berichte/zeitraum")
@public
@kept_for_anonymous
def period() -> Any:
    """Show the report of any other period, for the council as well (G-35)."""
    return _page(_asked())


@blueprint.get("/berichte/zeitraum.csv")
@public
def period_csv() -> Response:
    """Return the figures of a period as a table."""
    asked = _asked()
    name = f"bericht-{asked.first.isoformat()}-{asked.last.isoformat()}"
    return sheets.response(name, sheets.FIGURES, rows_of(queries.gather(asked)))


@blueprint.get("/berichte/zeitraum.pdf")
@public
@kept_for_anonymous
@PRINTING
def period_pdf() -> Response:
    """Return the report of a period as a PDF with the same text (A-22)."""
    asked = _asked()
    return _pdf(
        f"bericht-{asked.first.isoformat()}-{asked.last.isoformat()}", german_html(queries.gather(asked)), asked
    )


@blueprint.get("/berichte/<number>.pdf")
@public
@kept_for_anonymous
@PRINTING
def show_pdf(number: str) -> Response:
    """Return a published report as a PDF with the same text (A-22)."""
    found = queries.published(viewer(), number)
    return _pdf(f"bericht-{found.number}", shown_html(found), found.period, found)


def _pdf(name: str, html: str, asked: Period, found: Report | None = None) -> Response:
    with force_locale("de"):
        page = render_template("reports/paper.html", text_html=html, period=asked, found=found, made_at=now())
    answer = Response(make_pdf(page), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _asked() -> Period:
    wanted = PeriodForm(request.args)
    return between(wanted.von.data, wanted.bis.data)


def _page(asked: Period) -> str:
    return render_template(
        "reports/period.html",
        period=asked,
        **words_of(queries.gather(asked)),
        form=PeriodForm(formdata=None, von=asked.first, bis=asked.last),
        may_publish=can(viewer(), "report.publish") and asked.is_over,
    )


@blueprint.get("/berichte/<number>")
@public
@kept_for_anonymous
def show(number: str) -> Any:
    """Show a published report."""
    found = queries.published(viewer(), number)
    return render_template("reports/show.html", found=found, report_html=shown_html(found))


@blueprint.route("/berichte/veroeffentlichen", methods=["GET", "POST"])
@WRITING
def publish() -> Any:
    """Publish the report of a period that is over."""
    require(viewer(), "report.publish")
    last_year = of_year(today().year - 1)
    asked = PeriodForm(request.args)
    form = PublishForm(von=asked.von.data or last_year.first, bis=asked.bis.data or last_year.last)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            report = commands.publish_report(
                viewer(), Period(form.von.data, form.bis.data), foreword=form.foreword.data or ""
            )
        except ForumError as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(_("Der Bericht %(number)s ist veröffentlicht.", number=report.number), "success")
            return redirect(report.url, 303)
    return render_template("reports/publish.html", form=form), status


@blueprint.get("/strategie/abdeckung")
@public
@kept_for_anonymous
def coverage() -> Any:
    """Show which goals, districts and parts of urban society have ideas and answers, and which have none (B-08, G-30)."""
    asked = _asked()
    goals, districts = queries.by_goal(asked), queries.by_district(asked)
    rows = coverage_rows(goals, districts, queries.by_affiliation(asked))
    return render_template(
        "reports/coverage.html",
        period=asked,
        **rows,
        is_empty=not rows["affiliation_rows"]
        and not any(row.get(name) for row in (*goals, *districts) for name in ("ideas", "decisions", "projects")),
        goal_bars=bars([Bar(*row[:3]) for row in rows["goal_rows"]]),
        district_bars=bars([Bar(row["title"], row["ideas"], row["answered"]) for row in districts]),
        form=PeriodForm(formdata=None, von=asked.first, bis=asked.last),
        reset_url=url_for("reports.coverage"),
    )
