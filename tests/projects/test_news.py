"""News of projects, the days on which they are owed, and who hears of what."""

from collections.abc import Callable
from datetime import timedelta
from xml.etree.ElementTree import fromstring

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.core.permissions import Actor
from forum.notifications import commands as notifications
from forum.notifications.levels import Level
from forum.notifications.models import Message
from forum.projects import commands, queries
from forum.projects.models import Project
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
NEWS = "Die **Ausschreibung** ist veröffentlicht."
ATOM = "{http://www.w3.org/2005/Atom}"


def change(project: Project, act: Callable[[Actor, Project], object]) -> None:
    number = project.id
    with transaction():
        act(factories._inside("staff"), db.session.get_one(Project, number))


def follow(who: Person, kind: str, number: int, level: Level = Level.TRACKING) -> None:
    person_id = who.id
    with transaction():
        notifications.follow(db.session.get_one(Person, person_id), kind, number, level=level)


def told(who: Person) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Message.kind).where(Message.person_id == who.id).order_by(Message.id)))


def test_news_stand_on_both_pages_and_in_the_feeds(sign_in: SignIn, client: Visitor) -> None:
    """N-28, F-01: one text, rendered once, with the day of the next news."""
    project = factories.project()
    staff, path = sign_in(factories.person("staff")), f"/vorhaben/{project.id}/neuigkeit"
    promised = today() + timedelta(days=30)
    far = (today() + timedelta(days=400)).isoformat()
    assert staff.submit(path, news="kurz").status_code == 422
    refused = staff.submit(path, news=NEWS, next_on=far)
    assert refused.status_code == 422
    assert NEWS in refused.get_data(as_text=True)
    assert staff.submit(path, news=NEWS, next_on=promised.isoformat()).status_code == 303
    assert db.session.get_one(Project, project.id).next_update_on == promised
    for address in (project.url, project.idea.url, "/vorhaben.atom", f"/vorhaben/{project.id}.atom"):
        page = client.get(address)
        assert page.status_code == 200
        assert "ist veröffentlicht." in page.get_data(as_text=True), address
    feed = fromstring(client.get(f"/vorhaben/{project.id}.atom").data)  # noqa: S314
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 1
    assert "<strong>Ausschreibung</strong>" in (entries[0].findtext(f"{ATOM}content") or "")
    assert entries[0].findtext(f"{ATOM}id") in {one.findtext(f"{ATOM}id") for one in _of_all(client)}


def _of_all(client: Visitor) -> list[object]:
    return list(fromstring(client.get("/vorhaben.atom").data).findall(f"{ATOM}entry"))  # type: ignore[return-value]  # noqa: S314


def test_who_follows_project_or_idea_hears_once_in_readable_words(app: Flask, work: Callable[[], int]) -> None:
    """N-29: of news, rest and end; the idea's own step is not told twice, and a muted project is silent."""
    project = factories.running_project()
    idea_id = project.idea_id
    ours, theirs, both, muted = (factories.person() for _one in range(4))
    work()
    follow(ours, "project", project.id)
    follow(theirs, "idea", idea_id)
    follow(both, "project", project.id)
    follow(both, "idea", idea_id)
    follow(muted, "idea", idea_id)
    follow(muted, "project", project.id, Level.MUTED)
    change(project, lambda who, one: commands.publish_news(who, one, text=NEWS))
    work()
    assert [told(who) for who in (ours, theirs, both, muted)] == [["project_news"]] * 3 + [[]]
    page = factories.signed_in(app, ours).get("/mitteilungen").get_data(as_text=True)
    assert f"Neuigkeit im Vorhaben „{project.title}“: Die Ausschreibung ist veröffentlicht." in page
    mail = db.session.scalars(select(Mail).where(Mail.to_address == ours.email)).one()
    assert "Die Ausschreibung ist veröffentlicht." in mail.text
    change(project, lambda who, one: commands.pause(who, one, reason="Wir warten auf Ware.", version=one.version))
    change(project, lambda who, one: commands.resume(who, one, reason="Die Ware ist da.", version=one.version))
    number = project.indicators[0].id
    change(project, lambda who, one: commands.enter_value(who, one, number, value=1, measured_on=today()))
    change(project, lambda who, one: commands.finish(who, one, reason="Es ist getan.", version=one.version))
    work()
    assert told(ours)[1:] == ["project_advanced"] * 3
    assert told(theirs)[1:] == ["project_advanced", "project_advanced", "idea_advanced"]
    assert told(both)[1:] == ["project_advanced", "project_advanced", "idea_advanced"]
    assert "project_news" not in told(muted)


def test_late_milestones_are_told_once_together_and_shown(app: Flask, client: Visitor, work: Callable[[], int]) -> None:
    """N-28: two at once are one message; another day of the same step is told anew."""
    follower, start = factories.person(), now() - timedelta(days=20)
    with frozen_at(start):
        project = factories.running_project()
        work()
        follow(follower, "project", project.id)

    def plan(days: int) -> None:
        stages = [commands.Stage(title=name, due_on=today() + timedelta(days=days)) for name in ("Vergabe", "Bau")]
        change(
            project,
            lambda who, one: commands.save_milestones(who, one, stages, version=one.version, reason="Ein Test."),
        )

    def tell() -> int:
        with transaction():
            found = commands.tell_of_late_milestones()
        work()
        return found

    with frozen_at(start):
        plan(5)
        assert tell() == 0
    with frozen_at(start + timedelta(days=6)):
        assert (tell(), tell()) == (2, 0)
        assert told(follower) == ["milestone_missed"]
        plan(3)
        assert tell() == 0
    assert tell() == 2
    assert told(follower) == ["milestone_missed"] * 2
    assert "Meilenstein überfällig" in client.get("/vorhaben").get_data(as_text=True)
    assert project.title in client.get("/vorhaben?ueberfaellig=1").get_data(as_text=True)


def test_news_that_are_owed_are_reminded_of_and_then_shown(
    app: Flask, client: Visitor, work: Callable[[], int]
) -> None:
    """G-34, N-28: seven days before and once behind the day; the page says so, until news come."""
    # Some days lie between all of these, because a day has 25 hours when summer time ends.
    with frozen_at(now() - timedelta(days=95)):
        owner, staff = factories.person("staff"), factories.person("staff")
        project = factories.project(owner_id=owner.id)
        lonely = factories.project()
    with frozen_at(now() - timedelta(days=85)):
        fresh = factories.project()
    version = lonely.version

    def remind() -> int:
        with transaction():
            found = commands.remind_of_news()
        work()
        return found

    with frozen_at(now() - timedelta(days=85)):
        assert remind() == 0
    with frozen_at(now() - timedelta(days=8)):
        assert (remind(), remind()) == (2, 0)
    assert remind() == 3
    assert "kein aktueller Stand seit" in client.get(project.url).get_data(as_text=True)
    assert "kein aktueller Stand" not in client.get(fresh.url).get_data(as_text=True)
    assert [row.id for row in queries.without_update(staff)] == [project.id, lonely.id]
    assert db.session.get_one(Project, lonely.id).version == version
    change(project, lambda who, one: commands.publish_news(who, one, text=NEWS))
    assert "kein aktueller Stand" not in client.get(project.url).get_data(as_text=True)
    assert [row.id for row in queries.without_update(staff)] == [lonely.id]
    # As the one who answers for one project, and as one of the Stabsstelle for those without such a person.
    assert told(owner).count("project_due") == 2 + 3
    assert told(staff).count("project_due") == 3


def test_what_needs_the_desk_is_for_the_staff_alone(app: Flask) -> None:
    """G-26: a sponsor whose review was missed stands on the desk's list."""
    staff = factories.person("staff")
    review = {"sponsor": "Dezernat für Umwelt", "sponsor_review_on": today() + timedelta(days=5)}
    project = factories.project(**review)
    factories.project()
    assert queries.sponsor_reviews(staff) == []
    with frozen_at(now() + timedelta(days=6)):
        assert [row.id for row in queries.sponsor_reviews(staff)] == [project.id]
