"""Pages of dossiers, the register of decisions, and the Board's workbench."""

from forum.dossiers.views import board, decisions, dossiers, drafts

blueprints = [dossiers.blueprint, drafts.blueprint, decisions.blueprint, board.blueprint]

__all__ = ["blueprints"]
