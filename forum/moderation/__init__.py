"""Moderation with due process: notices, cases, measures with a statement of reasons, reversal.

Words: a *notice* (Meldung) says that something is wrong, with or without an account; all notices about one thing form
one *case*; a *measure* hides the thing and never exists without a *statement of reasons* (Begründung), written in the
same transaction (S-02). What can be moderated stands in ``targets``; the rules of the house stand in ``rules``.

Neighbours: it acts through the commands of discussions and ideas; those know nothing of it.
"""
