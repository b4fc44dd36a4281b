"""A small site with something of each kind, and what is needed to walk through all of it."""

import re
from datetime import timedelta
from xml.etree.ElementTree import Element

import html5lib
from sqlalchemy import select, update

from forum.accounts import units
from forum.accounts.models import Person
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.core.tokens import random_key
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, SpaceKind, Thread
from forum.dossiers import commands as dossiers
from forum.dossiers.commands import Duty, Subjects
from forum.files import commands as files
from forum.files.intake import Received
from forum.files.queries import Choice
from forum.ideas import commands as ideas
from forum.ideas.models import CouncilPaper, Idea, IdeaRevision, Support
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.office import commands as office
from forum.office.models import BlockKind
from forum.projects import commands as projects
from forum.projects.models import CostKind, Indicator, Project
from forum.reports import commands as reports
from forum.reports.period import of_year
from forum.strategy import commands as strategy
from tests import factories

# What is no page: figures, files, answers to programs, pieces that a script asks for.
NO_PAGES = re.compile(
    r"^(api|feeds|static|files\.(download|small)|pages\.(alive|ready|metrics)|office\.export|idea_exports\.|writing\.people"
    r"|projects\.(export|description)|project_feeds)"
    r"|fragment$|_(atom|csv|json|pdf)$|(permalink|resume|similar)$"
)


def parsed(html: str) -> Element:
    """Return a page as browsers read it."""
    page: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return page


def links(page: Element) -> list[str]:
    """Return where a page leads on this site, but for links in frozen German papers."""
    frozen = {id(link) for part in page.iter() if part.get("lang") == "de" for link in part.iter("a")}
    targets = [str(link.get("href")) for link in page.iter("a") if id(link) not in frozen]
    return [target for target in targets if target.startswith("/")]


def office_pages() -> list[str]:
    """Return where a walk of office, board and moderation begins: what no link leads to is named here."""
    idea = db.session.scalars(select(Idea.id).where(Idea.state == "board")).first()
    draft = db.session.scalars(select(Idea.id).where(Idea.state == "entwurf")).first()
    decided = db.session.scalars(select(Idea.id).where(Idea.state == "beschlossen")).first()
    revised = db.session.scalars(select(IdeaRevision.idea_id)).first()
    begin = ["/", "/suche?q=benches", f"/board/ideen/{idea}/beschluss", f"/ideen/{draft}/pruefung"]
    begin += [f"/ideen/{revised}/verlauf", "/berichte/zeitraum?von=2026-01-01&bis=2026-06-30"]
    begin += [f"/ideen/{decided}/vorhaben", "/bewertungen", "/stabsstelle/kriterien"]
    begin += ["/board/vergleich", "/ideen/einloesen"]
    paper = db.session.scalars(select(CouncilPaper)).first()
    assert paper is not None
    begin += [f"/ideen/{paper.idea_id}/beratungsfolge/{paper.id}"]
    begin += [f"/stabsstelle/sammeln?akt=schritt&idee={idea}"]
    begin += ["/registrieren/mail", "/ideen/aehnlich?title=Benches", "/postausgang", "/mitteilungen", "/begruendungen"]
    room = db.session.scalars(select(Space).where(Space.thread_count > 0)).first()
    assert room is not None
    number = db.session.scalars(select(Thread.id).where(Thread.space_id == room.id)).first()
    begin += [f"{room.url}/ordnen", f"{room.url}/ordnen?akt=verschieben&thema={number}"]
    indicator = db.session.scalars(select(Indicator.id)).first()
    begin += [f"/kennzahlen/{indicator}/werte"]
    thread = db.session.scalars(select(Thread.id).where(Thread.title == "Benches")).first()
    begin += [f"/themen/{thread}/neues?nach=2026-01-01T00:00:00Z"]
    return begin


def small_site() -> Person:
    """A small site with something of each kind in several states, and a person who may see all of it."""
    roles = ("staff", "board", "moderator", "admin")
    who = factories.person(*roles, handle="Everybody", language="en")
    for number, state in enumerate(factories._WAYS):
        factories.idea(who, state, title=f"Benches along the river, part {number}")
    plan_project(factories.idea(state="beschlossen"), who)
    factories.project()
    publish_report(who)
    work_on(factories.idea(state="fachpruefung"), who)
    revise(factories.idea(state="quorum_erreicht"))
    ask_in(factories.idea(title="Shelters along the river"), who)
    capture(who)
    bring_before_the_council(factories.idea(title="Bridges across the river"), who)
    sign_on_paper(factories.idea(title="Lamps along the river"), who)
    decide_twice(factories.idea(state="board"), factories.idea(state="fachpruefung"), who)
    join(factories.idea(who, title="Tables along the river"), factories.idea(who, title="Chairs along it"), who)
    thread = factories.thread(
        who,
        factories.space(title="By the river", description="A place."),
        title="Benches",
        text="Where should they stand?",
    )
    post = factories.post(thread, text="Over there, please.")
    with transaction():
        discussions.edit_post(
            db.session.get_one(Person, post.author_id),
            db.session.get_one(Post, post.id),
            text="Here, please.",
            version=post.version,
        )
    for _more_than_a_page_shows in range(4):
        factories.post(thread, who, text="By the river, please.", parent_id=post.id)
    renew_goals(who)
    weigh(factories.idea(who, title="Lamps along the river"), who)
    hide(factories.post(thread, text="You silly person."), who)
    curate(thread, factories.post(thread, text="And tables?"), factories.post(thread, text="No, chairs."), who)
    factories.space(SpaceKind.MEMBERS, title="Behind a door", description="A room.", applications=True)
    meeting, chair, _members = factories.running_meeting()
    factories.member(db.session.get_one(type(meeting), meeting.id).committee, "chair", who)
    for kind, data in (
        ("presence.check_in", {}),
        ("contribution.add", {"text": "We need more of them."}),
        ("motion.add", {"text": "More benches along the river."}),
        ("speech.request", {}),
    ):
        factories.act(chair, meeting, kind, **data)
    factories.meeting(starts_at=now() + timedelta(days=3))
    return db.session.get_one(Person, who.id)


def work_on(idea: Idea, staff: Person) -> None:
    """Let a unit with one person work on an idea, with a note in its file."""
    ids = idea.id, staff.id, factories.person().id
    with transaction():
        unit = units.found_unit(SYSTEM, "Works department")
        units.add_to_unit(SYSTEM, unit, db.session.get_one(Person, ids[2]))
        actor, found = db.session.get_one(Person, ids[1]), db.session.get_one(Idea, ids[0])
        office.hand_over(actor, found, unit=unit, person=None, reason="It is about streets.")
        office.note(actor, found, "Please look at the plan.")
        office.write_answer(actor, found, office.Words(text="The city looks at the plan."), hand_in=True)
        office.sponsor(actor, found, by="Works department", review_on=today() + timedelta(days=30))
        office.write_block(actor, BlockKind.ANSWER, name="Thanks", text="Thank you for your idea.")


def curate(thread: Thread, moved: Post, closed: Post, moderator: Person) -> None:
    """Let a moderator take a post to a thread of its own, an hour ago, and close another one's branch."""
    ids, number = (thread.id, moved.id, closed.id), moderator.id
    with transaction():
        who, found = db.session.get_one(Person, number), db.session.get_one(Thread, ids[0])
        values = {"title": "Tables", "space": found.space, "reason": "Another matter.", "confirmed": True}
        discussions.split_thread(who, found, [ids[1]], **values).at = now() - timedelta(hours=1)
    with transaction():
        who = db.session.get_one(Person, number)
        discussions.close_branch(who, db.session.get_one(Post, ids[2]), reason="This leads nowhere.")


def weigh(idea: Idea, staff: Person) -> None:
    """Write what speaks for an idea, what against it, and whom it concerns."""
    thread_id, staff_id = idea.thread_id, staff.id
    with transaction():
        actor, found = db.session.get_one(Person, staff_id), db.session.get_one(Thread, thread_id)
        sides = {"text": "One sees more.", "against": "Moths see too much.", "affected": "People and moths."}
        discussions.summarise_thread(actor, found, version=0, **sides)


def renew_goals(staff: Person) -> None:
    """Let a second version of the goals apply, in which one goal says something else."""
    staff_id = staff.id
    wording = strategy.Wording(
        title="Everybody comes along",
        text="Nobody stays behind on the way.",
        title_en="Everybody comes along",
        text_en="Nobody stays behind on the way.",
        text_easy="All people can take part.",
        isek=(2,),
        fields=(4,),
        frameworks=("Smart City",),
        since=today(),
    )
    with transaction():
        actor = db.session.get_one(Person, staff_id)
        strategy.write_goal(actor, wording, key="mitnehmen")
        strategy.publish_goals(actor, note="The council has put it anew.")
    with transaction():
        strategy.move_goal(db.session.get_one(Person, staff_id), "daten", up=True)


def plan_project(idea: Idea, staff: Person) -> None:
    """Turn a decided idea into a project with something in every part, news, and a value that was corrected."""
    idea_id, staff_id = idea.id, staff.id
    goal = projects.GoalLine(
        goal="daten",
        compatibility="Nobody loses a place to sit.",
        contribution="People rest and meet each other.",
    )
    plan = projects.Basics(
        title="Benches along the river", summary="Twenty benches are built.", unit="Works department", goals=[goal]
    )
    indicator = projects.IndicatorLine(
        name="Number of benches", baseline=0, target=20, unit="benches", source="Survey", dates=[today()]
    )
    with transaction():
        found = db.session.get_one(Idea, idea_id)
        project_id = projects.start_project(db.session.get_one(Person, staff_id), found, plan).id
    for act in (
        lambda who, one, seen: projects.save_milestones(
            who, one, [projects.Stage(title="Wood", due_on=today() - timedelta(days=1))], **seen
        ),
        lambda who, one, seen: projects.save_costs(
            who,
            one,
            projects.Resources(
                costs=[projects.CostLine(kind=CostKind.BETRIEB, spent=5, as_of=today(), source="Survey")]
            ),
            **seen,
        ),
        lambda who, one, seen: projects.save_effect(who, one, projects.Effect(indicators=[indicator]), **seen),
        lambda who, one, seen: projects.save_data(
            who, one, [projects.DataLine(name="Places", purpose="Finding a bench")], **seen
        ),
        lambda who, one, seen: projects.save_references(
            who,
            one,
            [projects.ReferenceLine(city="Springfield", lesson="Oak lasts longest.")],
            maturity="pilot",
            **seen,
        ),
        lambda who, one, seen: projects.begin_work(who, one, version=seen["version"]),
        lambda who, one, _seen: projects.publish_news(who, one, text="The first benches stand by the river."),
        lambda who, one, _seen: projects.enter_value(who, one, one.indicators[0].id, value=5, measured_on=today()),
        lambda who, one, _seen: projects.enter_value(
            who,
            one,
            one.indicators[0].id,
            value=6,
            measured_on=today(),
            note="One was counted twice.",
            corrects_id=one.indicators[0].values[0].id,
        ),
    ):
        with transaction():
            one = db.session.get_one(Project, project_id)
            act(db.session.get_one(Person, staff_id), one, {"version": one.version, "reason": "The plan is ready."})


def ask_in(idea: Idea, whom: Person) -> None:
    """Let the author of an idea ask somebody to write it too."""
    idea_id, handle = idea.id, whom.handle
    with transaction():
        found = db.session.get_one(Idea, idea_id)
        ideas.invite_co_author(db.session.get_one(Person, found.author_id), found, handle=handle)


def publish_report(staff: Person) -> None:
    """Publish the report of a year that is over."""
    staff_id = staff.id
    with transaction():
        reports.publish_report(db.session.get_one(Person, staff_id), of_year(today().year - 1), foreword="A year.")


def decide_twice(before: Idea, examined: Idea, office: Person) -> None:
    """Let the Board accept an idea with a condition, and the office write two versions of a paper about another."""
    idea_id, examined_id, staff_id = before.id, examined.id, office.id
    duty = Duty(text="A report on costs", unit="Works department", due_on=today())
    with transaction():
        actor = db.session.get_one(Person, staff_id)
        subjects = Subjects(ideas=[db.session.get_one(Idea, idea_id)])
        dossiers.record_decision(actor, subjects, factories.ruling(duties=[duty], text="It is done like this."))
    with transaction():
        actor, idea = db.session.get_one(Person, staff_id), db.session.get_one(Idea, examined_id)
        draft = dossiers.begin_draft(actor, [idea], title="Benches along the river")
        for costs in ("Twelve thousand.", "Thirteen thousand."):
            values = {"title": draft.title, "parts": {"costs": costs}, "version": draft.version}
            dossiers.save_draft(actor, draft, [idea], **values)
            words = {"goals_reason": "It serves this goal in many ways.", "reason": factories.REASON}
            dossiers.freeze_dossier(actor, idea, draft=draft, **words)


def join(idea: Idea, other: Idea, staff: Person) -> None:
    """Let one idea live on in another."""
    ids, staff_id = (idea.id, other.id), staff.id
    with transaction():
        actor = db.session.get_one(Person, staff_id)
        ideas.merge_ideas(actor, ids[0], [ids[1]], reason="Both want the same.")


def capture(staff: Person) -> None:
    """Let the office put an idea down that somebody told it."""
    staff_id = staff.id
    with transaction():
        content = ideas.Content(title="Boats along the river", text="There should be boats along the river.")
        ideas.capture_idea(
            db.session.get_one(Person, staff_id), content, origin="event", told_on=today(), told_at="Fair"
        )


def bring_before_the_council(idea: Idea, staff: Person) -> None:
    """Let the office enter where the council deals with an idea."""
    idea_id, staff_id = idea.id, staff.id
    station = ideas.Station(number="26-12345", committee="Council", meets_on=today())
    with transaction():
        ideas.enter_station(db.session.get_one(Person, staff_id), db.session.get_one(Idea, idea_id), station)


def sign_on_paper(idea: Idea, staff: Person) -> None:
    """Let the office enter a list of signatures, and a second person confirm it."""
    idea_id, staff_id, days = idea.id, staff.id, {"since": today(), "until": today()}
    with transaction():
        actor, key = db.session.get_one(Person, staff_id), random_key()
        files.add_file(actor, Received(key=key, kind="pdf", name="sheet.pdf", size=9, sha256="0" * 64))
        sheets = ideas.Sheets(source="Fair", desk="Front desk", on_paper=9, valid=8, scan=[Choice(key)], **days)
        figure = ideas.enter_paper(actor, db.session.get_one(Idea, idea_id), sheets).newest.id
    with transaction():
        ideas.confirm_paper(factories._inside("staff"), figure)


def revise(idea: Idea) -> None:
    """Let the author change an idea that others support already."""
    idea_id, text = idea.id, "There should be benches along the river, and tables too."
    with transaction():
        found = db.session.get_one(Idea, idea_id)
        db.session.execute(update(Support).where(Support.idea_id == idea_id).values(at=now() - timedelta(days=1)))
        author = db.session.get_one(Person, found.author_id)
        content = ideas.Content(title=found.title, text=text, goals=("mitnehmen",))
        ideas.edit(author, found, content, version=found.version, reason="Tables added")


def hide(post: Post, moderator: Person) -> None:
    """Let a moderator hide a post."""
    post_id, moderator_id = post.id, moderator.id
    with transaction():
        actor = db.session.get_one(Person, moderator_id)
        case = moderation.open_case_for(actor, targets.load(actor, "post", post_id))
        moderation.hide(actor, case, rule="respekt", facts="This is an insult to a person.", version=case.version)
