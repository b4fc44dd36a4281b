"""The pages of assessments and of the criteria."""

from forum.assessments.views import assessing, criteria

blueprints = [assessing.blueprint, criteria.blueprint]

__all__ = ["blueprints"]
