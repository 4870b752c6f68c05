"""Disagreement: articles that differ on what a question asks for, and how that is told.

The sentences of the evidence are read for what they claim of the thing asked for: a figure with
its unit or noun, days, a name in a role, or whether it is so. Claims of different outlets or days
that cannot both be true are sides of a conflict; those that time explains are a change.
"""

from service.disagreement.telling import with_sides

__all__ = ["with_sides"]
