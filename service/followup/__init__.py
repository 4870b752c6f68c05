"""Follow-ups: questions that mean something only after those before them, made whole."""

from service.followup.complete import complete
from service.followup.turn import Turn

__all__ = ["Turn", "complete"]
