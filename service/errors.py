"""The errors that the service raises. Each message names the thing, the cause and the remedy."""


class ServiceError(Exception):
    """Base of every error raised by this package."""


class QuestionError(ServiceError):
    """The question or one of its limits cannot be used as it is."""


class GeneratorError(ServiceError):
    """The named generator does not exist or cannot run."""


class SettingsError(ServiceError):
    """A setting is unknown or has a value that cannot be used."""
