"""Assessments: what assessors say of an idea, by the criteria of the strategy.

An *assessment* rates one idea and belongs to one *assessor* and one *round*: knock-out questions and weighted points from
0 to 5, with the version of the criteria that was asked. A round is *complete* when all who take part have finished and the
criteria's number is reached; before that nobody sees what others gave, and no paper or record holds it (B-14). The newest
complete round is the one that counts. Whoever has an *interest* of their own steps back for good (B-15).

``scoring`` and ``weighing`` are pure arithmetic: what an assessment comes to, and what other weights would do to a ranking.

Neighbours: ideas and their states lie below, and so do the versions of the criteria (``strategy``); dossiers and decisions
carry a copy of the assessments without names.
"""
