"""Live sessions (Sitzungen) of the committees: agenda, presence, speakers, polls, recommendations, minutes.

A *meeting* has *agenda items*, *presences*, *contributions*, *speaker entries*, *motions*, *polls* with
*ballots* and the *resolutions* it adopted. Every change of a meeting is an event with a gap-free ``seq``
(L-36, L-37), made by one dispatcher, ``commands.perform``, which the socket, the API and the forms of the
room share (L-38).

A session has areas: agenda, presence, contributions, speakers, motions, polls, resolutions. Each has a module of its
name in ``models``, ``events``, ``commands`` (shapes, handlers, and ``ACTIONS``, its lines of the dispatcher's table),
``fold`` and ``queries/state``, and its parts of the page in ``templates/meetings/room``.

Items are public or only for the committee; every row and every event carries that audience word, and pages,
state, log and minutes filter by it alike (L-03, L-40). Texts stand beside the log and are looked up when
events are delivered (L-51).

Neighbours: ``committees`` says who is a member, chair or clerk; ``handover`` gives an adopted recommendation
to its idea.
"""
