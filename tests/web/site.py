"""A small site with something of each kind, and what is needed to walk through all of it."""

import re
from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from xml.etree.ElementTree import Element

import html5lib
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage

from forum.accessibility import commands as accessibility
from forum.accessibility.models import BarrierReport, ReviewKind
from forum.accounts import commands as accounts
from forum.accounts import units
from forum.accounts.models import Grant, Passkey, Person, ProviderIdentity
from forum.activities import commands as activities
from forum.activities.models import Activity, Status
from forum.administration import commands as administration
from forum.administration.models import Step
from forum.authorities import commands as authorities
from forum.committees import commands as committees
from forum.committees.models import Committee
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM, Nobody
from forum.core.tokens import random_key
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, SpaceKind, Thread
from forum.dossiers import commands as dossiers
from forum.dossiers.commands import Duty, Subjects
from forum.files import commands as files
from forum.files.intake import Received
from forum.files.queries import Choice
from forum.files.videos import receive_video
from forum.ideas import commands as ideas
from forum.ideas.models import CouncilPaper, Idea, IdeaRevision, Support
from forum.meetings import commands as meetings
from forum.meetings.commands import PlannedItem
from forum.meetings.models import Circle, Invitation, Meeting, Motion, Poll, Resolution
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.moderation.commands.waiting import open_case_by_rule
from forum.moderation.models import Case, Notice, Statement
from forum.office import commands as office
from forum.office.models import BlockKind
from forum.projects import commands as projects
from forum.projects.models import CostKind, Indicator, Project
from forum.recommendations import commands as recommendations
from forum.reports import commands as reports
from forum.reports.period import of_year
from forum.screening import watching
from forum.screening.commands import hold
from forum.screening.findings import Finding
from forum.strategy import commands as strategy
from forum.surveys import commands as surveys
from forum.surveys.commands import Asked
from forum.surveys.models import Kind, Question, Words
from forum.terms import commands as terms
from forum.terms import videos, wording
from forum.terms.queries import in_force
from tests import factories
from tests.files.videos import mp4
from tests.surveys import making

# What is no page: figures, files, answers to programs, pieces that a script asks for.
NO_PAGES = re.compile(
    r"^(api|feeds|static|files\.(download|small)|pages\.(alive|ready|metrics)|office\.export|idea_exports\.|writing\.people"
    r"|projects\.(export|description)|handbook\.picture|project_feeds|polls\.(script|envelopes))"
    r"|fragment$|^search\.suggest$|_(atom|csv|ics|json|pdf|zip)$|(permalink|resume|similar)$"
)


@lru_cache(maxsize=1)  # Reading a page takes longer than making it, and most are asked for links and for faults.
def parsed(html: str) -> Element:
    """Return a page as browsers read it; nobody changes what is returned."""
    page: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return page


def links(page: Element) -> list[str]:
    """Return where a page leads on this site, but for links in frozen German papers."""
    frozen = {id(link) for part in page.iter() if part.get("lang") == "de" for link in part.iter("a")}
    targets = [str(link.get("href")) for link in page.iter("a") if id(link) not in frozen]
    return [target for target in targets if target.startswith("/")]


def office_pages() -> list[str]:
    """Return where a walk of office, board and moderation begins: what no link leads to is named here."""
    idea = db.session.scalars(select(Idea.id).where(Idea.state == "board").order_by(Idea.id)).first()
    draft = db.session.scalars(select(Idea.id).where(Idea.state == "entwurf").order_by(Idea.id)).first()
    decided = db.session.scalars(select(Idea.id).where(Idea.state == "beschlossen").order_by(Idea.id)).first()
    revised = db.session.scalars(select(IdeaRevision.idea_id).order_by(IdeaRevision.idea_id)).first()
    begin = [
        "/",
        "/suche?q=benches",
        f"/board/ideen/{idea}/beschluss",
        f"/ideen/{decided}/ergaenzen",
        f"/ideen/{draft}/pruefung",
    ]
    begin += [f"/ideen/{revised}/verlauf", "/berichte/zeitraum?von=2026-01-01&bis=2026-06-30"]
    begin += [f"/ideen/{decided}/vorhaben", "/bewertungen", "/stabsstelle/kriterien"]
    begin += ["/board/vergleich", "/ideen/einloesen"]
    with transaction():
        begin += [f"/ideen/begonnen/{ideas.begin_idea(Nobody(), ideas.Content(title='Boats', text='More of them.'))}"]
        met = accessibility.report_barrier(Nobody(), page="/ideen", text="The letters are too small for me.")
    begin += [f"/barrierefreiheit/meldungen/{met.token}"]
    paper = db.session.scalars(select(CouncilPaper).order_by(CouncilPaper.id)).first()
    assert paper is not None
    begin += [f"/ideen/{paper.idea_id}/beratungsfolge/{paper.id}"]
    begin += [f"/stabsstelle/sammeln?akt=schritt&idee={idea}"]
    begin += ["/registrieren/mail", "/ideen/aehnlich?title=Benches", "/postausgang", "/mitteilungen", "/begruendungen"]
    begin += ["/konto/meldungen", "/moderation/besetzung", "/ohne-verbindung"]
    begin += ["/konto/zurueckgehalten", "/konto-geloescht", "/adresse-bestaetigt"]
    begin += ["/konto/zweiter-faktor/app/code", "/konto/zweiter-faktor/app/entfernen"]
    begin += ["/verwaltung", "/verwaltung/leute?q=e", "/verwaltung/rollen", "/verwaltung/zugriffe", "/konto/zugriffe"]
    holder = db.session.scalars(select(Grant.person_id).order_by(Grant.id)).first()
    begin += [f"/verwaltung/leute/{holder}"]
    begin += [
        "/verwaltung/rechte/erklaeren?recht=idea.edit",
        "/verwaltung/protokoll",
        "/verwaltung/betrieb/zustellungen",
        *(f"/verwaltung/texte/{name}" for name in ("kontakt", "impressum")),
    ]
    room = db.session.scalars(select(Space).where(Space.thread_count > 0).order_by(Space.id)).first()
    assert room is not None
    number = db.session.scalars(select(Thread.id).where(Thread.space_id == room.id).order_by(Thread.id)).first()
    begin += [f"{room.url}/ordnen", f"{room.url}/ordnen?akt=verschieben&thema={number}"]
    indicator = db.session.scalars(select(Indicator.id).order_by(Indicator.id)).first()
    begin += [f"/kennzahlen/{indicator}/werte"]
    thread = db.session.scalars(select(Thread.id).where(Thread.title == "Benches").order_by(Thread.id)).first()
    begin += [f"/themen/{thread}/neues?nach=2026-01-01T00:00:00Z"]
    invited = db.session.scalars(select(Invitation.meeting_id).order_by(Invitation.meeting_id)).first()
    begin += [f"/sitzungen/{invited}/antwort"]
    case = db.session.scalars(select(Case.id).order_by(Case.id)).first()
    told = db.session.scalars(select(Notice).order_by(Notice.id)).first()
    assert told is not None
    begin += [f"/moderation/{told.case_id}/meldungen/{told.id}/nennen"]
    begin += [f"/moderation/missbrauch/{told.person_id}"]
    begin += [f"/moderation/sammeln?fall={case}", "/moderation?stand=acted"]
    return begin


def secure(who: Person) -> None:
    """Begin to set up an app, and add a passkey as if a device had made it."""
    number = who.id
    with transaction():
        person = db.session.get_one(Person, number)
        accounts.begin_authenticator(person, person, password=factories.PASSWORD)
        made = {"credential": "AAAA", "public_key": "AAAA", "name": "Security key", "made_at": now()}
        db.session.add(Passkey(person_id=number, **made))
        db.session.add(ProviderIdentity(person_id=number, provider="bund", subject="-", made_at=now()))


def small_site() -> Person:
    """A small site with something of each kind in several states, and a person who may see all of it."""
    roles = ("staff", "board", "moderator", "admin", "legal", "dpo")
    who = factories.person(*roles, handle="Everybody", language="en")
    for number, state in enumerate(factories._WAYS):
        factories.idea(who, state, title=f"Benches along the river, part {number}")
    plan_project(factories.idea(state="beschlossen"), who)
    let_a_text_wait(who)
    secure(who)
    word_the_rules_anew(who)
    present(who)
    ask_people(who)
    factories.project()
    publish_report(who)
    work_on(factories.idea(state="fachpruefung"), who)
    meet_barriers(who)
    administer(who)
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
    quotation = factories.post(thread, text="You foolish person.")
    suspect(quotation)
    hide(quotation, who)
    complain_about_hiding(quotation)
    hide(factories.post(thread, who, text="You silly thing."), factories.person("moderator"))
    share_a_reason(who)
    begin_a_dispute(who)
    keep_a_thread(who)
    report_a_title()
    curate(thread, factories.post(thread, text="And tables?"), factories.post(thread, text="No, chairs."), who)
    factories.space(SpaceKind.MEMBERS, title="Behind a door", description="A room.", applications=True)
    meeting, chair, members = factories.running_meeting()
    committee = db.session.get_one(type(meeting), meeting.id).committee
    factories.member(committee, "deputy", who)
    call_for_members(committee, who)
    recommend()
    for kind, data in (
        ("presence.check_in", {}),
        ("contribution.add", {"text": "We need more of them."}),
        ("motion.add", {"text": "More benches along the river.", "kind": "recommendation"}),
        ("speech.request", {}),
    ):
        factories.act(chair, meeting, kind, **data)
    vote(meeting, chair, members)
    write_minutes(who)
    plan_next_meeting(meeting, who)
    return db.session.get_one(Person, who.id)


def call_for_members(of: Committee, staff: Person) -> None:
    """Let a committee look for members, somebody apply, and the committee have rules and ties of its own."""
    ids = of.id, staff.id
    call = factories.call(of, text="We look for people who think along.")
    words = {
        "text": "I have been thinking about benches for years.",
        "interests": "I sell wood.",
        "organisation": "Wood",
    }
    factories.application(call, **words)
    wanted = committees.Procedure(
        notice_days=5, quorum="third", majority="simple", public=True, balanced=True, names_all=False
    )
    with transaction():
        actor, found = db.session.get_one(Person, ids[1]), db.session.get_one(Committee, ids[0])
        committees.set_rules(actor, found, wanted, reason="We are few people.", number=0)
        committees.declare_tie(actor, found, text="I own a bench.")
    factories.call(factories.committee(), text="We look for people too.")
    propose_for_board(staff)


def propose_for_board(staff: Person) -> None:
    """Let somebody wait for a second person to belong to the Board."""
    board = factories.committee(kind="board", title="Benchboard", theme="Benches", mandate="It decides on each bench.")
    ids = board.id, factories.person().id, staff.id
    with transaction():
        board, person = db.session.get_one(Committee, ids[0]), db.session.get_one(Person, ids[1])
        committees.propose_for_board(db.session.get_one(Person, ids[2]), board, person)


def plan_next_meeting(of: Meeting, chair: Person) -> None:
    """Let the chair plan another meeting and invite to it; the time for inviting is over, and one item is closed."""
    items = (PlannedItem("Benches", minutes=20, children=(PlannedItem("Wood", level=Circle.COMMITTEE),)),)
    number, chair_id = factories.meeting(of.committee, items, starts_at=now() + timedelta(days=3)).id, chair.id
    with transaction():
        meetings.invite(db.session.get_one(Person, chair_id), number)
    factories.meeting(starts_at=now() + timedelta(days=3))


def vote(meeting: Meeting, chair: Person, members: list[Person]) -> None:
    """Hold a roll call, a ranking and a vote on paper, and leave a choice under way."""
    kinds = (("yes_no", "roll_call"), ("stv", "open"), ("yes_no", "paper"), ("choice", "open"))
    for number, (kind, level) in enumerate(kinds, start=1):
        officers = {"officer_one_id": members[0].id, "officer_two_id": members[1].id} if level == "paper" else {}
        ways = {"options": "By the river\nAt the market\nIn the park", "confirmed": True}
        factories.act(
            chair, meeting, "poll.open", question="Where should it stand?", kind=kind, level=level, **ways, **officers
        )
        poll_id = db.session.scalars(select(Poll.id).order_by(Poll.id.desc()).limit(1)).one()
        if level != "paper":
            ballot = (
                {"ranking": [1, 0]} if kind == "stv" else {"options": [1]} if kind == "choice" else {"choice": "yes"}
            )
            factories.act(members[0], meeting, "poll.vote", poll_id=poll_id, **ballot)
        if number < 4:
            factories.act(chair, meeting, "poll.close", poll_id=poll_id)


def write_minutes(chair: Person) -> None:
    """Let a session be over and its minutes begun, and the committee decide something in writing."""
    of = factories.committee()
    factories.member(of, "chair", chair)
    number, of_id, chair_id = factories.meeting(of).id, of.id, chair.id
    for kind in ("session.start", "session.close", "minutes.draft", "minutes.submit"):
        factories.act(chair, number, kind)
    with transaction():
        matter = meetings.Matter(title="Benches in writing", text="More benches along the river.")
        committee, actor = db.session.get_one(Committee, of_id), db.session.get_one(Person, chair_id)
        meetings.start_circulation(actor, committee, matter, deadline=now() + timedelta(days=3))


def recommend() -> None:
    """Let a committee recommend something to the Board, and who was outvoted say what they see differently."""
    meeting, chair, (for_it, against_it) = factories.running_meeting(items=(PlannedItem("Boats along the river"),))
    factories.act(chair, meeting.id, "presence.check_in")
    factories.act(chair, meeting.id, "motion.add", text="There should be boats along the river.", kind="recommendation")
    motion_id = db.session.scalars(select(Motion.id).where(Motion.meeting_id == meeting.id)).one()
    factories.act(chair, meeting.id, "poll.open", question="", motion_id=motion_id)
    poll_id = db.session.scalars(select(Poll.id).where(Poll.meeting_id == meeting.id)).one()
    for person, choice in ((chair, "yes"), (for_it, "yes"), (against_it, "no")):
        factories.act(person, meeting.id, "poll.vote", poll_id=poll_id, choice=choice)
    factories.act(chair, meeting.id, "poll.close", poll_id=poll_id)
    person_id = against_it.id
    with transaction():
        resolution = db.session.scalars(select(Resolution)).one()
        recommendations.owe_answer(resolution)
        actor = db.session.get_one(Person, person_id)
        vote = recommendations.dissent(actor, resolution, text="There are enough boats along the river.")
        recommendations.publish_minority_vote(actor, vote)


def meet_barriers(staff: Person) -> None:
    """Let two barriers be reported, one of them answered, and a review be entered."""
    number = staff.id
    with transaction():
        for text in ("The button hides behind the bar.", "The table is not read aloud."):
            accessibility.report_barrier(Nobody(), page="/ideen", text=text, email="reader@example.org")
        actor = db.session.get_one(Person, number)
        report = db.session.scalars(select(BarrierReport).order_by(BarrierReport.id)).first()
        assert report is not None
        accessibility.answer_report(actor, report, text="The button has moved.", version=report.version)
        words = {"pages": "The start page", "tools": "A browser", "results": "All went well."}
        accessibility.add_review(actor, ReviewKind.SELF, reviewed_on=today(), **words)


def administer(who: Person) -> None:
    """Let an address be read, a role be given, and another wait for the second person."""
    second = factories.person("admin").id, factories.person().id
    first = who.id
    with transaction():
        actor, of = db.session.get_one(Person, second[0]), db.session.get_one(Person, first)
        administration.look_at_address(actor, of, reason="A question about a complaint.")
        of = db.session.get_one(Person, second[1])
        given = administration.propose_role(actor, of, "legal", Step.GIVE, reason="Works there from today.")
        administration.confirm_role(db.session.get_one(Person, first), given)
        administration.propose_role(actor, of, "legal", Step.END, reason="Works elsewhere from today.")
        for version, text in enumerate(("Our desk is open on Mondays.", "Our desk is open on Tuesdays.")):
            values = {"text": text, "english": text, "note": "The hours are new.", "version": version}
            wording.write_page(actor, "kontakt", **values)
    film = receive_video(FileStorage(BytesIO(mp4()), "dgs.mp4"))
    with transaction():
        actor = db.session.get_one(Person, first)
        choice = Choice(files.add_file(actor, film).key)
        videos.publish_video(actor, title="The forum in signs", text="People talk about their city.", choices=[choice])


def work_on(idea: Idea, staff: Person) -> None:
    """Let a unit with one person work on an idea, with a note in its file."""
    ids = idea.id, staff.id, factories.person().id, factories.person().id
    with transaction():
        unit = units.found_unit(SYSTEM, "Works department")
        units.add_to_unit(SYSTEM, unit, db.session.get_one(Person, ids[2]))
        actor, found = db.session.get_one(Person, ids[1]), db.session.get_one(Idea, ids[0])
        units.propose_for_unit(actor, unit, db.session.get_one(Person, ids[3]))
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


def present(owner: Person) -> None:
    """Let somebody present what they do, and say how it stands, twice."""
    owner_id, space_id = owner.id, factories.space(title="Benches").id
    with transaction():
        actor, space = db.session.get_one(Person, owner_id), db.session.get_one(Space, space_id)
        facts = activities.Facts(
            title="Painting benches", organisation="Friends of benches", link="https://example.org/"
        )
        number = activities.start_activity(actor, space, facts, text="We paint benches each spring.").id
    for text in ("Ten benches are painted.", "Twenty benches are painted."):
        with transaction():
            actor, found = db.session.get_one(Person, owner_id), db.session.get_one(Activity, number)
            activities.publish_update(actor, found, text=text, status=Status.RUNNING)


def ask_people(staff: Person) -> None:
    """Ask people within a process: a draft, a survey that runs, and one with a result of which one text can be read."""
    staff_id = staff.id
    within = making.process(title="Squares of the city", description="A place.", excluded="The budget is decided.")
    options = ("By the river", "At the market")
    asked = [
        Asked(kind=kind, text="Where should they stand?", hint="One for each.", options=options, low="bad", high="good")
        for kind in Kind
    ]
    words = {"title": "Benches for the squares", "text": "We ask before we plan."}
    making.drafted(within, *asked, **words)
    making.running(within, *asked, **words)
    closed = making.running(within, *asked, **words)
    for _person in range(5):
        making.answer(closed, [0], [1], [2], [1, 0], "With a roof, please.")
    number = making.end(closed).id
    with transaction():
        rows = select(Words).join(Words.question).where(Question.survey_id == number)
        for text in db.session.scalars(rows.limit(2)).all():
            surveys.check_text(db.session.get_one(Person, staff_id), text, shown=True)


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
        lambda who, one, _seen: ideas.describe_solution(
            who,
            one.idea,
            [ideas.ReferenceLine(city="Springfield", lesson="Oak lasts longest.")],
            maturity="pilot",
            version=0,
            reason="Others have done it.",
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


def suspect(post: Post) -> None:
    """Let a moderator report a suspicion, with its evidence and a hold, which another person may lift."""
    number, keeper = post.id, factories.person("moderator").id
    with transaction():
        actor = db.session.get_one(Person, keeper)
        said = {"authority": "Police", "crime": "Threat", "facts": "This post threatens a family."}
        authorities.report_suspicion(actor, "post", number, **said)


def word_the_rules_anew(staff: Person) -> None:
    """Let the staff office announce a new version of the rules, and propose the one after it."""
    first, second = factories.person("staff").id, staff.id
    clauses = {clause.key: ("A rule", "A wording that is new.") for clause in in_force("regeln").clauses}
    said = {"summary": "Be friendly to each other.", "note": "All is said in other words."}
    for number in range(2):
        with transaction():
            day = today() + timedelta(days=30 + number)
            clauses["respekt"] = ("A rule", f"A wording that is new, number {number + 1}.")
            proposer = db.session.get_one(Person, first)
            version = terms.propose_version(proposer, "regeln", clauses, valid_from=day, **said)
            if number == 0:
                terms.confirm_version(db.session.get_one(Person, second), version)


def let_a_text_wait(author: Person) -> None:
    """Let a text wait for the moderation, which has it in its queue and watches a word."""
    number = author.id
    with transaction():
        actor = db.session.get_one(Person, number)
        found = [Finding("links", "example.org")]
        draft = db.session.scalars(select(Idea).where(Idea.state == "entwurf").order_by(Idea.id)).first()
        assert draft is not None
        held = hold(
            actor,
            "idea",
            {"version": draft.version},
            found,
            source="Boats on the river.",
            title="Boats",
            audience="public",
            thing_id=draft.id,
        )
        watching.add_watched_word(actor, pattern="casino*", action="label")
        held_id = held.id
    with transaction():
        open_case_by_rule("held", held_id)


def report_a_title() -> None:
    """Let somebody report the title of the first thread that has one of its own."""
    notifier = factories.person().id
    number = db.session.scalars(select(Thread.id).where(Thread.space_id.is_not(None)).order_by(Thread.id)).first()
    with transaction():
        actor = db.session.get_one(Person, notifier)
        target = targets.load(actor, "thread", number or 0)
        why = "This title is about a neighbour of mine."
        moderation.file_notice(actor, target, rule="respekt", explanation=why, good_faith=True)


def keep_a_thread(reader: Person) -> None:
    """Let somebody keep the first thread for later."""
    number = reader.id
    with transaction():
        thread = db.session.scalars(select(Thread).order_by(Thread.id)).first()
        assert thread is not None
        discussions.bookmark(db.session.get_one(Person, number), thread)


def begin_a_dispute(moderator: Person) -> None:
    """Let a moderator record a dispute about the first case that was decided."""
    moderator_id = moderator.id
    with transaction():
        case = db.session.scalars(select(Case).where(Case.decided_at.is_not(None)).order_by(Case.id)).first()
        assert case is not None
        actor = db.session.get_one(Person, moderator_id)
        moderation.record_dispute(actor, case, body="Mediators of the North", opened_on=today())


def share_a_reason(moderator: Person) -> None:
    """Let a moderator keep a reason for all who moderate."""
    moderator_id, text = moderator.id, "This post advertises a business."
    with transaction():
        actor = db.session.get_one(Person, moderator_id)
        moderation.save_reason(actor, name="Advertising", rule="werbung", text=text, text_en=text, clear=True)


def complain_about_hiding(post: Post) -> None:
    """Let the author of a hidden post object."""
    with transaction():
        statement = db.session.scalars(
            select(Statement).join(Statement.case).where(Case.kind == "post", Case.target_id == post.id)
        ).one()
        author = db.session.get_one(Person, statement.author_id)
        moderation.complain(author, statement, text="This was a quotation and no insult at all.")
