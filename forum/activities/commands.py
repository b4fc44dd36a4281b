"""Beginning activities, keeping what stands about them, and saying how they stand (G-02, G-34)."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, url_for
from sqlalchemy import select, update

from forum.accounts.models import Standing
from forum.accounts.queries import person_by_handle
from forum.activities.events import (
    ActivityChanged,
    ActivityHandedOver,
    ActivityOffered,
    ActivityReminded,
    ActivityStarted,
    ActivityUpdated,
)
from forum.activities.models import TOLD_OF, Activity, ActivityKind, ActivityUpdate, Status
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _, lazy
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line, safe_link
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space
from forum.screening.commands import author_of, hold, label, look_at_change, screen
from forum.screening.models import HeldText
from forum.screening.places import Back, HeldPlace
from forum.strategy.models import strategy

TITLE = (5, 120)
LONGEST_ORGANISATION = 120
LONGEST_LINK = 500
MOST_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What stands about an activity beside its text."""

    title: str
    kind: ActivityKind = ActivityKind.ACTIVITY
    status: Status = Status.RUNNING
    organisation: str = ""
    link: str = ""
    district: int | None = None


def start_activity(actor: Actor, space: Space, facts: Facts, *, text: str, waited: bool = False) -> Activity:
    """Begin an activity with its thread in a space; the text is the first post. Raises Invalid, Conflict, TooOften."""
    require(actor, "activity.start", space)
    facts = _checked(facts)
    thread = discussions.start_thread(actor, space, title=facts.title, text=text, waited=waited)
    activity = Activity(thread_id=thread.id, owner_id=actor.person_id, created_at=now(), told_at=now())
    _keep(activity, facts)
    _owe_update(activity)
    db.session.add(activity)
    db.session.flush()
    record(actor, ActivityStarted(activity_id=activity.id, thread_id=thread.id), audience=thread.audience)
    return activity


def send_activity(actor: Actor, space: Space, facts: Facts, *, text: str) -> Activity | HeldText:
    """Begin an activity, or let it wait and return what waits (M-11). Raises Invalid, Conflict, TooOften."""
    require(actor, "activity.start", space)
    facts = _checked(facts)
    title, text = discussions.check_thread(actor, space, title=facts.title, text=text)
    written = lambda: discussions.published_by(actor.person_id)  # noqa: E731
    said: dict[str, Any] = {"title": title, "source": text, "beside": _beside(facts)}
    verdict = screen(actor, space.audience, **said, earlier=written, space_holds=space.holds_texts)
    if verdict.holds:
        kept = {**asdict(facts), "space_id": space.id}
        return hold(
            actor,
            "activity",
            kept,
            verdict.holds,
            title=title,
            source=text,
            audience=space.audience,
            space_id=space.id,
        )
    activity = start_activity(actor, space, facts, text=text)
    first = db.session.scalar(select(Post.id).where(Post.thread_id == activity.thread_id))
    label(actor, "post", first or 0, verdict.labels)
    return activity


def _beside(facts: Facts) -> list[str]:
    """Return what the rules read of an activity beside its title and text; its address is a link like one in a text."""
    return [facts.organisation, f"<{facts.link}>" if facts.link else ""]


def _publish_held(held: HeldText) -> str:
    kept = {name: value for name, value in held.data.items() if name != "space_id"}
    facts = Facts(**{**kept, "kind": ActivityKind(kept["kind"]), "status": Status(kept["status"])})
    space = db.session.get_one(Space, held.data["space_id"])
    try:
        return start_activity(author_of(held), space, facts, text=held.source, waited=True).url
    except Forbidden as error:
        raise Conflict(_("Wer das geschrieben hat, darf dort zurzeit nicht schreiben.")) from error


def _form_of_held(_held: HeldText) -> Back:
    return Back(url_for("activities.start", _external=False), "activity.start", "new", with_title=True)


HELD_PLACES = [HeldPlace("activity", lazy("Aktivität"), _publish_held, _form_of_held)]


def change_activity(actor: Actor, activity: Activity, facts: Facts, *, version: int) -> None:
    """Change what stands about an activity; ``version`` is the one its owner saw. Raises Conflict, Invalid."""
    require(actor, "activity.manage", activity)
    if version != activity.version:
        raise Conflict(_("Die Angaben wurden inzwischen an anderer Stelle geändert."), current=activity)
    if activity.withheld is not None:
        raise Conflict(
            _(
                "Die Moderation hat diese Angaben verborgen. Hier steht, wie Sie sich beschweren: Meine Moderationsfälle."
            )
        )
    former, said = activity.status, (activity.title, activity.organisation, activity.link)
    facts = _checked(facts)
    _keep(activity, facts)
    activity.thread.title = activity.title
    # Only an update moves the day by which one is owed; what rests owes none, and what goes on again owes one anew.
    if activity.status not in TOLD_OF or former not in TOLD_OF:
        _owe_update(activity)
    db.session.flush()
    _record_change(actor, activity)
    if said != (facts.title, facts.organisation, facts.link):
        where, audience = activity.thread_id, activity.thread.audience
        look_at_change(actor, "thread", where, audience, source="", title=facts.title, beside=_beside(facts))


def publish_update(actor: Actor, activity: Activity, *, text: str, status: Status) -> Post:
    """Say how it stands in a post of its thread, which all who follow that hear of. Raises Invalid, Conflict, TooOften."""
    require(actor, "activity.manage", activity)
    post = discussions.publish_post(actor, activity.thread, text=text)
    look_at_change(actor, "post", post.id, activity.thread.audience, source=text)
    db.session.add(ActivityUpdate(post_id=post.id, activity_id=activity.id, status=status))
    activity.status, activity.told_at = status, now()
    _owe_update(activity)
    db.session.flush()
    event = ActivityUpdated(activity_id=activity.id, thread_id=activity.thread_id, post_id=post.id, status=status.value)
    record(actor, event, audience=activity.thread.audience)
    return post


def hand_over(actor: Actor, activity: Activity, *, handle: str) -> None:
    """Ask somebody else to answer for the activity; until they say yes, nothing changes (G-27). Raises Conflict, Invalid."""
    require(actor, "activity.manage", activity)
    try:
        owner = person_by_handle(actor, clean_line(handle).removeprefix("@"))
    except NotFound:
        raise Invalid(fields={"handle": [_("Diese Person gibt es im Forum nicht.")]}) from None
    if owner.id == activity.owner_id:
        raise Conflict(_("Diese Person ist schon verantwortlich."))
    if activity.thread.audience not in owner.words:
        raise Invalid(fields={"handle": [_("Diese Person kann die Diskussion dazu nicht lesen.")]})
    if owner.standing != Standing.ACTIVE:
        raise Invalid(fields={"handle": [_("Diese Person kann das nicht übernehmen.")]})
    if activity.asked_id == owner.id:
        return
    activity.asked_id = owner.id
    db.session.flush()
    event = ActivityOffered(activity_id=activity.id, thread_id=activity.thread_id, person_id=owner.id)
    record(actor, event, audience=f"person:{owner.id}")


def take_over(actor: Actor, activity: Activity) -> None:
    """Answer for an activity from now on, as one was asked to (G-27)."""
    require(actor, "activity.take_over", activity)
    assert activity.asked_id is not None  # noqa: S101  Only who was asked may.
    activity.owner_id, activity.asked_id = activity.asked_id, None
    db.session.flush()
    event = ActivityHandedOver(activity_id=activity.id, thread_id=activity.thread_id, owner_id=activity.owner_id)
    record(actor, event, audience=activity.thread.audience)


def decline(actor: Actor, activity: Activity) -> None:
    """Say no to answering for an activity; nothing tells of it."""
    require(actor, "activity.take_over", activity)
    activity.asked_id = None
    db.session.flush()


def remind_of_updates() -> int:
    """Remind owners before the day of the next update, and once behind it; return how many (G-34)."""
    due = db.session.scalars(
        select(Activity)
        .where(Activity.remind_on <= today(), Activity.status.in_([status.value for status in TOLD_OF]))
        .order_by(Activity.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for activity in due:
        behind = activity.due_on + timedelta(days=1) if activity.due_on else None
        # No change of what people edit, so nobody's version grows old by it.
        values = {"remind_on": None if activity.is_silent else behind}
        db.session.execute(update(Activity).where(Activity.id == activity.id).values(**values))
        event = ActivityReminded(activity_id=activity.id, thread_id=activity.thread_id, overdue=activity.is_silent)
        record(SYSTEM, event, audience=f"person:{activity.owner_id}" if activity.owner_id else "staff")
    return len(due)


def _owe_update(activity: Activity) -> None:
    """Set the day by which the next update is owed; none for what rests or is over."""
    if activity.status not in TOLD_OF:
        activity.due_on = activity.remind_on = None
        return
    activity.due_on = today() + timedelta(days=current_app.config["ACTIVITY_UPDATE_DAYS"])
    activity.remind_on = activity.due_on - timedelta(days=current_app.config["ACTIVITY_REMIND_DAYS"])


def _keep(activity: Activity, facts: Facts) -> None:
    activity.title, activity.kind, activity.status = facts.title, facts.kind, facts.status
    activity.organisation, activity.link, activity.district = facts.organisation, facts.link, facts.district


def _checked(facts: Facts) -> Facts:
    title, organisation, link = clean_line(facts.title), clean_line(facts.organisation), clean_line(facts.link)
    wrong: dict[str, list[str]] = {}
    if not TITLE[0] <= len(title) <= TITLE[1]:
        wrong["title"] = [
            _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=TITLE[0], most=TITLE[1])
        ]
    if len(organisation) > LONGEST_ORGANISATION:
        wrong["organisation"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=LONGEST_ORGANISATION)]
    if link and (len(link) > LONGEST_LINK or safe_link(link) is None or not link.startswith(("https://", "http://"))):
        wrong["link"] = [_("Diese Adresse ist nicht erlaubt.")]
    if facts.district is not None and facts.district not in strategy().districts:
        wrong["district"] = [_("Diesen Stadtbezirk gibt es nicht.")]
    if wrong:
        raise Invalid(fields=wrong)
    return Facts(
        title=title,
        kind=facts.kind,
        status=facts.status,
        organisation=organisation,
        link=link,
        district=facts.district,
    )


def _record_change(actor: Actor, activity: Activity) -> None:
    event = ActivityChanged(activity_id=activity.id, thread_id=activity.thread_id)
    record(actor, event, audience=activity.thread.audience)
