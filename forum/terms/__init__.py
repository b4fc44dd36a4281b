"""The rules of the house and the terms of use: documents of clauses, in versions that hold from a day on (S-08, S-20).

A *document* is known by the word in its address and comes with a first version in the program. A *version* is proposed by
one person of the Stabsstelle and confirmed by another (M-23), after which everybody with an account hears of it before it
holds (Art. 14 DSA). Clauses keep their keys, so that a decision points to its version and its clause for good.

A *legal page*, such as the imprint, says what differs from city to city: its words come from the administration, hold at
once, and every version stays. What a room or a decision says in Leichte Sprache is kept in the same way, and may name a
*video* in sign language; the videos have a page of their own, and their files lie in ``files`` (A-25).

Neighbours: moderation lies above and names its rules here through ``forum.app``; notifications tell of a change.
"""
