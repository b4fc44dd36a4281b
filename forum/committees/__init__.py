"""Committees (Gremien): the Smart City-Board and the Fachbeiräte, their mandates and their members.

A *committee* is the *board* or an *advisory council* (Fachbeirat); a *membership* is an appointment from one day to
another, as member, chair or clerk, sent by an organisation and counted to a group of urban society. Anybody with an
account may propose a Fachbeirat; the Stabsstelle decides with a reason and appoints the members.

Members hold the words ``committee:<id>``, with ``:chair`` or ``:clerk`` behind it for these roles, and members of the
board hold ``board``; all of them from the first to the last day of their term, to the day (G-04).

Neighbours: ``meetings`` holds the sessions of the committees; this package only links to them by endpoint name.
"""
