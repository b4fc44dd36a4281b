"""Letters that wait say no more than what may be shown by now (M-36, M-13).

A letter is written once, and goes out when the mail server takes it. What the moderation hides meanwhile goes from those
that wait, for good: whoever wants to know what became of it follows the address in the letter. What was sent is sent.
"""

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, or_, select

from forum.core.calendar import said_otherwise
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.mail import Mail, absolute
from forum.discussions.commands import hidden_title
from forum.discussions.events import PostEdited, PostHidden, ThreadTitleHidden
from forum.discussions.models import Post, PostState, Thread
from forum.ideas.events import IdeaHidden
from forum.ideas.models import Idea
from forum.ideas.titles import Titles, with_slug
from forum.meetings.borrowing import BEARERS, bears
from forum.notifications.handling import each

# How a letter names the post that it is about.
_POST = re.compile(r"/beitraege/(\d{1,10})(?!\d)")


def follow_titles(titles: Titles, _replaced: Mapping[str, str]) -> None:
    """Take the titles of an idea, and what agendas made of them, out of the letters that wait."""
    instead = {title: titles.shown(title) for title in titles.borne - {""}}
    for model in BEARERS:
        rows = select(model.withheld_title, model.title).where(bears(model, titles.idea.id))
        instead |= {before: shown for before, shown in db.session.execute(rows).all() if before is not None}
    _say_otherwise({title: shown for title, shown in instead.items() if shown != title})


def _title_hidden(event: LoggedEvent) -> None:
    """Take the title of a thread out of them; doing it twice is doing it once."""
    withheld = db.session.get_one(Thread, event.data["thread_id"]).withheld_title
    if withheld:
        _say_otherwise({withheld: hidden_title()})


def _post_taken(event: LoggedEvent) -> None:
    """Take the quote of a post out of them that is hidden, or out of which words were taken."""
    post = db.session.get_one(Post, event.data["post_id"])
    if post.state == PostState.VISIBLE and not event.data.get("blackened"):
        return
    url = absolute(post.url)
    its_own = re.compile(rf"{re.escape(url)}(?!\d)")
    for mail in _waiting(Mail.text.contains(url, autoescape=True)):
        if its_own.search(mail.text):
            mail.text = _without_quotes(mail.text)


def _idea_hidden(event: LoggedEvent) -> None:
    """Take quotes out of them that come from the discussion of a hidden idea."""
    idea = db.session.get_one(Idea, event.data["idea_id"])
    if idea.hidden_at is None or idea.thread_id is None:
        return
    for mail in _waiting(Mail.text.contains("\n> ")):
        named = [int(number) for number in _POST.findall(mail.text)]
        if db.session.scalar(select(Post.id).where(Post.id.in_(named), Post.thread_id == idea.thread_id).limit(1)):
            mail.text = _without_quotes(mail.text)


def _without_quotes(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(">"))


def _say_otherwise(instead: Mapping[str, str]) -> None:
    """Write other words in the place of some, the longest first, also in addresses and in what calendars read."""
    if not instead:
        return
    words = dict(sorted(instead.items(), key=lambda pair: len(pair[0]), reverse=True))
    held = [column.contains(title, autoescape=True) for title in words for column in (Mail.subject, Mail.text)]
    for mail in _waiting(or_(*held, Mail.calendar != "")):
        for title, shown in words.items():
            mail.subject = mail.subject.replace(title, shown)[:250]
            mail.text = with_slug(mail.text.replace(title, shown), title, shown)
        if mail.calendar:
            mail.calendar = said_otherwise(mail.calendar, words)


def _waiting(about: ColumnElement[bool]) -> Iterator[Mail]:
    yield from db.session.scalars(select(Mail).where(Mail.sent_at.is_(None), about).order_by(Mail.id))


SUBSCRIBERS = [
    Subscriber("notifications.unsent_titles", (ThreadTitleHidden,), each(_title_hidden)),
    Subscriber("notifications.unsent_quotes", (PostHidden, PostEdited), each(_post_taken)),
    Subscriber("notifications.unsent_discussions", (IdeaHidden,), each(_idea_hidden)),
]
