"""To which address those who reported something are written, and from when on no more (S-10, Art. 16 (4), (5) DSA)."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, or_, select

from forum.core.db import db
from forum.moderation.models import Notice

DAY = timedelta(days=1)


def address_of(notice: Notice) -> str | None:
    """Return the address to which mails about a notice go; None where there is none, or it had many lately.

    Nobody has confirmed the address that a notice without account names, so it could be that of somebody else. From so
    many notices of a day on, the further ones are told on their page alone; what it says is the same for all, so it tells
    nobody whether the address is known or was used before.
    """
    if not notice.email:
        return notice.person.email if notice.person is not None else None
    before = select(func.count()).where(
        func.lower(Notice.email) == notice.email.lower(),
        Notice.created_at > notice.created_at - DAY,
        or_(
            Notice.created_at < notice.created_at,
            (Notice.created_at == notice.created_at) & (Notice.id < notice.id),
        ),
    )
    told = db.session.scalar(before) or 0
    return notice.email if told < current_app.config["NOTICE_MAILS_PER_ADDRESS"] else None
