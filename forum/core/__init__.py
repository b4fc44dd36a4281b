"""What every package stands on: database, event log, worker, permissions, errors, text, clock, mail, languages.

Nothing here knows of HTTP or of the forum's domain. Two rules live in this floor and nowhere else: only ``db`` commits,
and only ``text`` knows the Markdown renderer and the two sanitisers.
"""
