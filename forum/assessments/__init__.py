"""Assessments: what assessors say of an idea, by the criteria of the strategy.

An *assessment* rates one idea and belongs to one *assessor*: knock-out questions and weighted points from 0 to 5, with the
version of the criteria that was asked. ``scoring`` is pure arithmetic. What others gave is hidden from assessors until
they have finished their own.

Neighbours: ideas and their states lie below; dossiers and decisions carry a copy of the assessments without names.
"""
