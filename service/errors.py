"""The errors that the service raises. Each message names the thing, the cause and the remedy."""


class ServiceError(Exception):
    """Base of every error raised by this package."""


class QuestionError(ServiceError):
    """The question or one of its limits cannot be used as it is."""


class ConversationMissing(ServiceError):
    """A conversation is unknown, has expired or was deleted."""


class GeneratorError(ServiceError):
    """The named generator does not exist or cannot run."""


class SettingsError(ServiceError):
    """A setting is unknown or has a value that cannot be used."""


class KeysError(ServiceError):
    """The file of keys cannot be read or written, or a key cannot be made as asked."""


class FeedbackError(ServiceError):
    """Feedback cannot be kept or read."""


class Left(ServiceError):
    """Nobody waits for the result any more."""


class Stopped(ServiceError):
    """The service is being stopped before an answer was whole."""


class Busy(ServiceError):
    """More ask than can be answered; `retry_after` says in how many seconds to ask again."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
