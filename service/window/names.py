"""Words that look like time and are none: titles, names, comparisons. They are blanked out."""

import re
from functools import cache

from service.window.written import POINT

_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_QUOTED = re.compile(r"[\"“][^\"”]{2,100}[\"”]|(?<!\w)['‘][^'’]{2,80}['’](?!\w)")
_NAMES = (
    r"\bU\.?S\.?A\.? T(?:ODAY|oday)\b|\bTODAY\b|\b(?:T|t)he Week(?:end)?\b|(?<=[a-z,] )This Week\b"
    r"|\bToday (?:[Ss]how|[Pp]rogram(?:me)?)\b|\bFourth of July\b|\bMay Day\b|\bMay['’]s\b"
    rf"|(?<=[a-z,] )[A-Z][\w’'-]+ {_DAY}\b"
    rf"|^(?:Black|Cyber|Good|Super|Giving|Ash|Palm|Easter) {_DAY}\b"
    rf"|\b(?:the|The) {_DAY} [A-Z]\w+"
    r"|(?<=\bby )(?:April|May|June|August) [A-Z]\w+|(?<=starring )(?:April|May|June|August)\b"
)
# A figure of another time that the news compares with: no window of the question.
_COMPARED = (
    r"\b(?:than|compare[ds]?\s+(?:to|with)|versus|vs\.?|relative\s+to|up\s+from|down\s+from"
    r"|not\s+seen|unlike)\s+(?:(?:it|they|he|she|that|those|there)\s+(?:was|were|did|had)\s+)?"
    rf"(?:\d[\d.,]*%?\s+)?(?:in\s+|on\s+|at\s+|since\s+|during\s+)?(?:the\s+)?"
    rf"(?:{POINT}|a\s+(?:week|month|year|decade|century)\s+(?:ago|earlier|before)"
    r"|(?:\d+|two|three|four|five|ten)\s+(?:week|month|year|decade)s\s+(?:ago|earlier|before)"
    rf"|(?:last|this)\s+(?:week|month|year|{_DAY})|yesterday|before)\b"
)
_FIRST_SINCE = (
    r"\b(?:first|highest|lowest|biggest|largest|worst|best|deadliest|strongest|hottest|coldest"
    r"|warmest|fastest|longest|most|fewest|only)(?:\s+[\w’'-]+){0,6}?\s+since\s+"
    rf"(?:at\s+least\s+)?(?:the\s+)?{POINT}"
)
_BORN = rf"\bborn\s+(?:in|on|before|after|since)\s+(?:the\s+)?{POINT}"
_YEARLY = rf"\b(?:annually|every\s+year|each\s+year|always)\s+(?:on|in)\s+(?:the\s+)?{POINT}"


def blank_names(question: str) -> str:
    """Return `question` with such words as dots, so that every offset stays."""
    for pattern in _masks():
        question = pattern.sub(lambda match: blank(match[0]), question)
    return question


@cache
def _masks() -> tuple[re.Pattern[str], ...]:
    """Return what is blanked out, in order; compiled at first use, as starting up must be quick."""
    yearly, compared, first, born = (
        re.compile(words, re.I | re.A) for words in (_YEARLY, _COMPARED, _FIRST_SINCE, _BORN)
    )
    return yearly, _QUOTED, re.compile(_NAMES), compared, first, born


def blank(words: str) -> str:
    """Return as many dots as `words` has characters; they end no sentence and start no word."""
    return "·" * len(words)
