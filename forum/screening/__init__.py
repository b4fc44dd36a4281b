"""Looking at texts before they are published: what some rule of a table finds waits for the moderation, or is shown to it.

Words: a *finding* is what a rule found, in the sentence that author and moderation both read (M-11). A *held text* waits
for a decision; it lies in a table of its own and not among the posts, so no page, list, search, feed, socket or mail can
show it (M-36). A *label* shows the moderation something that is published. No rule ever deletes anything (S-07).

Neighbours: the packages above ask ``screen`` before they publish, and say in ``forum.app`` how a held text becomes
public (``HeldPlace``). The package moderation decides about held texts in its cases, like about everything else.
"""
