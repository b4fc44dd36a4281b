"""Recommendations after the session in which they were adopted: what the Board answers, and what the minority says.

A *follow-up* (Rücklauf) is owed to every recommendation of a Fachbeirat: by a day, from the Board; a decision on the idea
answers it by itself, and Board or Stabsstelle can answer in words (B-17). A *minority vote* (Minderheitsvotum) is written by
somebody who was outvoted, joined by others who were, and published within some days after the session (B-16).

Neighbours: ``meetings`` adopts the recommendations; ``dossiers`` knows what the Board decided; a published minority vote
goes on the log of its idea, and so into the papers about it.
"""
