"""Pages of dossiers, the register of decisions, projects, and the Board's workbench."""

from forum.dossiers.views import board, decisions, dossiers, projects

blueprints = [dossiers.blueprint, decisions.blueprint, projects.blueprint, board.blueprint]

__all__ = ["blueprints"]
