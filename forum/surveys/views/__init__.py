"""The routes of surveys: reading and answering for everybody, writing for the staff office."""

from forum.surveys.views import answering, arranging, checking, reading

blueprints = [reading.blueprint, answering.blueprint, arranging.blueprint, checking.blueprint]
