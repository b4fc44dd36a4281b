"""Legal holds: what must not be lost while authorities or courts may ask for it (P-09).

A *hold* lies on one thing, named by kind and number as everywhere, and on the account of its author. While it stands, no
job and no command removes the thing, its files or its author's held data for good; nobody else notices anything. It ends
by an act of two people, and what waited for its end is then removed by the ordinary jobs without further act.

Neighbours: packages above ask ``is_held`` before they remove something. The package authorities sets and lifts holds.
"""
