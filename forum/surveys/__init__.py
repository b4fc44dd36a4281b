"""Surveys: what the city asks people within a process of participation, and what they answered (B-23).

A *survey* belongs to a space that is a process, is bound to one of its *phases*, and always has an end. It has *questions*
of five kinds. Each account takes part once: that somebody did is a row of the *turnout*; what was answered lies in rows
that name nobody, one for each question. Nobody, the staff office included, reads a result before the survey is *closed*;
then answers become counts (*tallies*), the turnout becomes a number, and typed texts wait until somebody has read them.

Neighbours: it reads spaces and their phases; notifications, reports of programs and the demo read it.
"""
