"""What goes wrong with an address."""

from indexer.errors import LoadError


class FetchError(LoadError):
    """An address cannot be had. `transient` says that a later try may go better.

    `soon` says whether that may be within seconds. `status` is the server's, if it answered;
    `retry_after` the seconds it asked to wait.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        transient: bool = False,
        soon: bool = True,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.transient = transient
        self.soon = transient and soon
        self.retry_after = retry_after


class Stopped(Exception):
    """Waiting was cut short because the process was asked to end."""
