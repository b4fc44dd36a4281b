"""Every type of page has its picture in docs/images, and every picture that is shown is there."""

import re
from pathlib import Path

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from forum.app.navigation import FOOTER, NAVIGATION, ROLE_NAVIGATION
from tools.picture_list import ADMINISTRATION, PICTURES, SCREENS, Picture
from tools.pictures import HANDBOOK, IMAGES, ROOT, index

# What the header and footer lead to, and the page types of section 4 of the requirements that they do not.
TYPES = {item.endpoint for item in (*NAVIGATION, *ROLE_NAVIGATION, *FOOTER)} | {
    *("pages.start", "tour.show", "districts.index", "districts.show", "pages.styleguide", "offline.without"),
    *("ideas.show", "idea_writing.new", "activities.show", "discussions.space", "discussions.thread"),
    *("surveys.index", "surveys.show", "committee.show", "meetings.room", "calendars.subscribe"),
    *("decisions.show", "projects.show", "reports.show_figures", "reports.index", "search.find", "search.syntax_help"),
    *("accounts.sign_in", "accounts.register", "accounts.account", "accounts.profile", "notifications.inbox"),
    *("privacy.own_data", "moderation.case", "overview.show", "assessments.tasks", "comparison.index"),
    *("operation.index", "handbook.index", "legal.signs"),
}
# Pages of words alone, which look like the rules; and one for those to whom nobody in the demo belongs.
ALIKE = {"terms.conditions", "legal.contact", "legal.imprint", "legal.licences", "authorities.index"}


def test_every_type_of_page_has_its_picture() -> None:
    """The page of an error is one of them, too."""
    assert TYPES - {picture.page for picture in PICTURES} == ALIKE
    assert "" in {picture.page for picture in PICTURES}
    assert {"light", "dark"} == {picture.theme for picture in PICTURES}
    assert any(picture.width < 400 for picture in PICTURES)


def test_pictures_begin_where_their_page_is(app: Flask) -> None:
    """Where a link is followed first, the page begins elsewhere; what is no page stays none."""
    places = app.url_map.bind("localhost")

    def at(picture: Picture) -> str:
        try:
            return places.match(picture.path.partition("?")[0])[0]
        except (NotFound, RequestRedirect):
            return ""

    direct = [picture for picture in PICTURES if picture.page and not picture.find]
    assert [(one.name, at(one)) for one in direct] == [(one.name, one.page) for one in direct]
    assert {picture.page for picture in PICTURES} - {""} <= app.view_functions.keys()


def test_every_picture_that_is_shown_is_there_and_small() -> None:
    """A-21: each has words; nothing lies there that no page shows."""
    assert {path.name for path in IMAGES.iterdir()} == {f"{one.name}.webp" for one in PICTURES} | {"README.md"}
    screens = {f"{one.name}{size}.webp" for one in (*SCREENS, *ADMINISTRATION) for size in ("", "-small")}
    assert {path.name for path in HANDBOOK.iterdir()} == screens
    # A chapter shows three at once, and a page may weigh 150 KB with all that it needs (D-14).
    assert max(path.stat().st_size for path in HANDBOOK.glob("*-small.webp")) < 25_000
    assert (IMAGES / "README.md").read_text("utf-8") == index()
    assert all(picture.shows for picture in PICTURES)
    assert sum(path.stat().st_size for path in IMAGES.iterdir()) < 2_500_000
    shown = re.findall(r"\]\(docs/images/([^)]+)\)", Path(ROOT / "README.md").read_text("utf-8"))
    assert shown
    assert {IMAGES / name for name in shown} <= set(IMAGES.iterdir())
