"""Charts: where bars, lines and marks lie. Pure geometry, drawn by the macros in ``templates/kit/charts.html``.

Across, a place is a percentage of the chart's width; down, it is a number of pixels. So a chart is as wide as the page
leaves room for, and its letters never shrink with it: on a phone a chart is narrower, not smaller. Labels stand in
lines of their own above what they name, broken here because SVG does not break lines.

No chart speaks through colour: series have patterns, dashes and letters, and the macro puts the same numbers into a
table (A-20).
"""

from forum.web.charts.bars import Bar, BarChart, Share, ShareChart, bars, shares
from forum.web.charts.flow import FlowChart, Passage, flowing
from forum.web.charts.lines import CrossingChart, Crossline, Reading, TimeChart, crossing, over_time
from forum.web.charts.profile import Profile, ProfileChart, profile

__all__ = [
    "Bar",
    "BarChart",
    "CrossingChart",
    "Crossline",
    "FlowChart",
    "Passage",
    "Profile",
    "ProfileChart",
    "Reading",
    "Share",
    "ShareChart",
    "TimeChart",
    "bars",
    "crossing",
    "flowing",
    "over_time",
    "profile",
    "shares",
]
