"""Committees (Gremien): the Smart City-Board and the Fachbeiräte, their mandates and their members.

A *committee* is the *board* or an *advisory council* (Fachbeirat); a *membership* is an appointment from one
day to another, as member, chair, deputy or clerk, sent by an organisation and counted to a group of urban society.
Anybody with an account may propose a Fachbeirat; the Stabsstelle decides with a reason, opens *calls* for members
and decides on *applications*. An *act* is what is done with a committee as a whole; *rules* of procedure have
versions; *interests* are declared for a term, and a *recusal* is stepping back from an idea or an item.

Members hold the words ``committee:<id>``, with ``:chair`` (the deputy too) or ``:clerk`` behind it for these roles,
and members of the board hold ``board``; all of them from the first to the last day of their term, to the day (G-04).

Neighbours: ``meetings`` holds the sessions of the committees; this package only links to them by endpoint
name. The page of a committee lies in ``forum.pages``, which knows both.
"""
