"""What can be done with follows, messages and mails, by topic."""

from forum.notifications.commands.following import follow, follow_by_taking_part, follow_on
from forum.notifications.commands.mailing import begin_mailing, mail_what_is_due
from forum.notifications.commands.reading import mark_all_read, open_message
from forum.notifications.commands.telling import tell
from forum.notifications.commands.wishing import save_mail_wishes, set_mails_about, unsubscribe

__all__ = [
    "begin_mailing",
    "follow",
    "follow_by_taking_part",
    "follow_on",
    "mail_what_is_due",
    "mark_all_read",
    "open_message",
    "save_mail_wishes",
    "set_mails_about",
    "tell",
    "unsubscribe",
]
