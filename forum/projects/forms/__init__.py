"""The shape of what is sent in about projects, one form for each part of a project."""

from forum.projects.forms.basics import BasicsForm, StartForm
from forum.projects.forms.effect import EffectForm, ValueForm
from forum.projects.forms.filtering import FilterForm
from forum.projects.forms.news import LighthouseForm, NewsForm, ReasonForm, StopForm
from forum.projects.forms.rows import CostsForm, DataForm, MilestonesForm

__all__ = [
    "BasicsForm",
    "CostsForm",
    "DataForm",
    "EffectForm",
    "FilterForm",
    "LighthouseForm",
    "MilestonesForm",
    "NewsForm",
    "ReasonForm",
    "StartForm",
    "StopForm",
    "ValueForm",
]
