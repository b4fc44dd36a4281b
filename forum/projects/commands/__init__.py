"""Starting, keeping and measuring projects."""

from forum.projects.commands.clock import remind_of_news, tell_of_late_milestones
from forum.projects.commands.content import (
    Basics,
    CostLine,
    DataLine,
    Effect,
    GoalLine,
    IndicatorLine,
    Resources,
    Stage,
)
from forum.projects.commands.keeping import (
    save_basics,
    save_costs,
    save_data,
    save_effect,
    save_milestones,
    start_project,
)
from forum.projects.commands.measuring import enter_value
from forum.projects.commands.news import publish_news
from forum.projects.commands.states import begin_work, finish, mark_lighthouse, pause, resume, stop

__all__ = [
    "Basics",
    "CostLine",
    "DataLine",
    "Effect",
    "GoalLine",
    "IndicatorLine",
    "Resources",
    "Stage",
    "begin_work",
    "enter_value",
    "finish",
    "mark_lighthouse",
    "pause",
    "publish_news",
    "remind_of_news",
    "resume",
    "save_basics",
    "save_costs",
    "save_data",
    "save_effect",
    "save_milestones",
    "start_project",
    "stop",
    "tell_of_late_milestones",
]
