"""The technical administration: people and their roles, the running of the forum, and what may be explained about it.

Words: a *look* is one reading of somebody's mail address with its reason (P-14), a *proposal* is a role that somebody is to
get or lose, once a second person has confirmed it (I-16). Nothing here decides about texts; that is the moderation's.
"""
