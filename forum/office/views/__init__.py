"""Pages of the staff office: the workbench, acts on many ideas, the file of one idea, and the list of units."""

from forum.office.views import bulk, files, units, workbench

blueprints = [workbench.blueprint, bulk.blueprint, files.blueprint, units.blueprint]

__all__ = ["blueprints"]
