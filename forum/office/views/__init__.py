"""Pages of the staff office: the workbench, acts on many ideas, the file of one idea, answers, texts, units."""

from forum.office.views import answers, blocks, bulk, files, units, workbench

blueprints = [
    workbench.blueprint,
    bulk.blueprint,
    files.blueprint,
    answers.blueprint,
    blocks.blueprint,
    units.blueprint,
]

__all__ = ["blueprints"]
