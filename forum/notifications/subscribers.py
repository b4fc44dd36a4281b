"""Who is told of what, put together: each file ``of_…`` has a function for every kind of event, called after the commit."""

from forum.core.events import Subscriber
from forum.notifications.commands import mail_what_is_due
from forum.notifications.commands.mailing import SUBSCRIBER as MAILS
from forum.notifications.events import MailsDue
from forum.notifications.of_activities import SUBSCRIBERS as OF_ACTIVITIES
from forum.notifications.of_committees import SUBSCRIBERS as OF_COMMITTEES
from forum.notifications.of_discussions import SUBSCRIBERS as OF_DISCUSSIONS
from forum.notifications.of_ideas import SUBSCRIBERS as OF_IDEAS
from forum.notifications.of_meetings import SUBSCRIBERS as OF_MEETINGS
from forum.notifications.of_projects import SUBSCRIBERS as OF_PROJECTS
from forum.notifications.of_recommendations import SUBSCRIBERS as OF_RECOMMENDATIONS
from forum.notifications.of_surveys import SUBSCRIBERS as OF_SURVEYS

SUBSCRIBERS = [
    *OF_DISCUSSIONS,
    *OF_IDEAS,
    *OF_PROJECTS,
    *OF_ACTIVITIES,
    *OF_SURVEYS,
    *OF_COMMITTEES,
    *OF_MEETINGS,
    *OF_RECOMMENDATIONS,
    Subscriber(MAILS, (MailsDue,), mail_what_is_due),
]
