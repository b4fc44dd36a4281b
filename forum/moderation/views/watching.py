"""The lists of watched words: what is on them, what a new word would have found, adding and removing (M-09, M-10)."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from wtforms import BooleanField, RadioField, StringField

from forum.core.db import db, get_or_404
from forum.core.errors import ForumError
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, require
from forum.discussions.models import Post, PostState, Thread
from forum.screening import queries, watching
from forum.screening.findings import Effect
from forum.screening.models import WatchedWord
from forum.screening.words import Words
from forum.web.errors import status_of
from forum.web.forms import Form, choices, filled, length, one_line
from forum.web.limits import WRITING
from forum.web.security import viewer

blueprint = Blueprint("watching", __name__)
LOOKED_THROUGH = 1_000
EFFECTS = {
    Effect.HOLD: lazy("Der Text wartet, bis jemand ihn gelesen hat."),
    Effect.LABEL: lazy("Der Text erscheint, und die Moderation sieht nach."),
    Effect.BLOCK: lazy("Der Text geht nicht ab. Wer ihn schreibt, liest das Wort und ändert ihn."),
    Effect.REPLACE: lazy("Der Text geht nicht ab. Wer ihn schreibt, liest, was stattdessen dort stehen soll."),
}


class WordForm(Form):
    """A word, and what follows when a text has it."""

    pattern = StringField(lazy("Wort"), [filled(), length(3, 100)], [one_line])
    keep_case = BooleanField(lazy("Nur genau so geschrieben, mit großen und kleinen Buchstaben"))
    action = RadioField(lazy("Was dann geschieht"), [filled(lazy("Bitte wählen Sie aus."))], default=Effect.HOLD.value)

    replacement = StringField(lazy("Stattdessen"), [length(most=100)], [one_line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action.choices = choices((effect.value, label) for effect, label in EFFECTS.items())


@blueprint.route("/moderation/woerter", methods=["GET", "POST"])
@WRITING
def words() -> Any:
    """Show the lists; a new word goes live only after its hits among the newest posts were shown (M-10)."""
    require(viewer(), "watched_word.manage")
    form, hits = WordForm(), None
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            exact = form.keep_case.data
            read = watching.checked_pattern(form.pattern.data, keep_case=exact)
            if request.form.get("gesehen") == f"{read.key}{' genau' if exact else ''}":
                values = {"action": form.action.data, "replacement": form.replacement.data or ""}
                watching.add_watched_word(viewer(), pattern=read.key, keep_case=exact, **values)
                flash(_("Das Wort steht auf der Liste."), "success")
                return redirect(url_for("watching.words"), 303)
            hits, status = _hits(viewer(), Words([read])), 200
        except ForumError as error:
            form.show(error)
            status = status_of(error)
    page = render_template(
        "moderation/words.html", form=form, hits=hits, words=queries.watched_words(viewer()), effects=EFFECTS
    )
    return page, status


def _hits(actor: Actor, found: Words) -> Sequence[Post]:
    """Return those of the newest posts that the actor may read which a word would have found."""
    newest = (
        select(Post)
        .join(Thread)
        .where(Post.state == PostState.VISIBLE, Thread.audience.in_(actor.words))
        .order_by(Post.id.desc())
        .limit(LOOKED_THROUGH)
    )
    return [post for post in db.session.scalars(newest) if found.found_in(watching.as_read(post.source))]


@blueprint.post("/moderation/woerter/<int:word_id>/entfernen")
@WRITING
def remove(word_id: int) -> Any:
    """Take a word off its list."""
    require(viewer(), "watched_word.manage")
    watching.remove_watched_word(viewer(), get_or_404(WatchedWord, word_id))
    flash(_("Das Wort steht nicht mehr auf der Liste."), "success")
    return redirect(url_for("watching.words"), 303)
