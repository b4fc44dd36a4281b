"""What people hear of: following, the inbox, and the mails that say the same.

Words: a *follow* says that a person wants to hear of a thread, idea, space or committee; a *notice to a person* is called
a *message* here, since a *notice* is a report to the moderation. Subscribers turn events into messages; commands never do.

Neighbours: it knows discussions, ideas, dossiers and meetings from above; none of them knows it.
"""
