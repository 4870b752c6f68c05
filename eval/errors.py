"""The errors that the evaluation raises. Each message names the thing, the cause and the remedy."""


class EvalError(Exception):
    """Base of every error raised by this package."""


class GoldError(EvalError):
    """A gold file cannot be read as questions."""


class AnswerError(EvalError):
    """A system's answer does not follow the contract."""


class PredictionsError(EvalError):
    """A predictions file is damaged, or belongs to another gold set or system."""


class JudgeError(EvalError):
    """An LLM judge cannot be set up."""


class ThresholdError(EvalError):
    """A `--fail-under` threshold is not of the form MEASURE=VALUE."""
