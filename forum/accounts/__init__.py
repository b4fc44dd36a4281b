"""People: registering, signing in, roles, profiles, and the tokens of the API.

Words: a *person* has a public *handle* and a private mail address; a *grant* gives a person a role word for a time; a
*one-time link* proves that a mail address was read; an *API token* lets a program act for a person. What a person may
see and do follows from their *words* (``forum.core.permissions``), which other packages add to: a committee its members,
a space its participants.

Neighbours: below lie ``core`` and ``web``; every package above knows people through ``models`` and ``queries``.
"""
