"""Window: a span of days, as every answer shows it."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class Window(BaseModel):
    """Days from `start` to `end`, both included; None is open. JSON calls them from and to."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")

    def __str__(self) -> str:
        if self.start and self.start == self.end:
            return f"on {self.start}"
        first = f"from {self.start} " if self.start else ""
        return f"{first}up to {self.end}" if self.end else first.strip() or "at any time"
