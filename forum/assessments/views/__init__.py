"""The pages of assessments and of the criteria."""

from forum.assessments.views import assessing, comparing, criteria

blueprints = [assessing.blueprint, criteria.blueprint, comparing.blueprint]

__all__ = ["blueprints"]
