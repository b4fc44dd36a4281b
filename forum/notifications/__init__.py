"""What people hear of: following, the inbox, and the mails that say the same.

Words: a *level* says how much a person wants to hear of a thread, idea or space; a *reason* says why somebody is told; a
*notice to a person* is called a *message* here, since a *notice* is a report to the moderation; a *rhythm* says when a
message is mailed; a *letter* is one mail that tells one message or gathers several. Subscribers turn events into messages;
commands of other packages never do.

``levels`` and ``moments`` are pure: who is told, and when. ``commands/telling`` writes messages, ``commands/mailing`` mails
those that are due, one chunk of people after the other.

Neighbours: it knows discussions, ideas, dossiers and meetings from above; none of them knows it.
"""
