"""Given up: the words around a figure that name it as one that no longer holds, or is denied."""

import re

NUMBER = (
    r"(?:figures?|counts?|estimates?|numbers?|(?:death\s+)?tolls?|tally|tallies|totals?|reports?)"
)
_BOUND = (
    r"(?:(?:about|around|some|nearly|almost|at\s+least|more\s+than|over|up\s+to|as\s+many\s+as|the|an?)"
    r"\s+)*[$£€]?$"
)
CHANGES = (
    r"(?:replac(?:es?|ed|ing)|revis(?:es?|ed|ing)|correct(?:s|ed|ing)?|lower(?:s|ed|ing)?|cuts?|cutting|"
    r"reduc(?:es?|ed|ing)|rais(?:es?|ed|ing)|halv(?:es?|ed|ing)|slash(?:es|ed|ing)?)"
)
DROPS = (
    r"(?:withdr(?:aws?|ew|awn|awing)|retract(?:s|ed|ing)?|abandon(?:s|ed|ing)?|scrap(?:s|ped|ping)?|"
    r"g[ai]v(?:es?|en|ing)\s+up|took\s+back|taken\s+back)"
)
DENIES = r"(?:den(?:y|ies|ied|ying)|disput(?:es?|ed|ing)|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?)"
ITS = r"(?:the|its|their|his|her|an?|that|this|any|earlier|previous)"
_OLD_BEFORE = re.compile(
    rf"\b(?:{CHANGES}|{DROPS})\s+{ITS}\s+(?:\w+\s+){{0,3}}?{NUMBER}\s+of\s+{_BOUND}"
    rf"|\b(?:down|up)\s+from\s+{_BOUND}"
    rf"|\b(?:instead\s+of|rather\s+than|and\s+not)\s+{_BOUND}"
    rf"|\b{CHANGES}\b(?:[^.;]{{0,40}}\b(?:{NUMBER}|dead|deaths)\b|\s+it\b)[^.;]{{0,40}}?\bfrom\s+{_BOUND}",
    re.I,
)
_PASSED = re.compile(rf"\b(?:down|up)\s+from\s+{_BOUND}", re.I)
# "Cut its jobs by 900 from 4,000": what there was, and no figure of what is counted.
_BASE = re.compile(rf"\bby\s+[$£€]?\d[\d,.]*(?:\s+[\w’'-]+){{0,2}}\s+from\s+{_BOUND}", re.I)
_DENIED_BEFORE = re.compile(
    rf"\b{DENIES}\s+(?:(?:that|there\s+were|had\s+been)\s+)*{_BOUND}"
    rf"|\b{DENIES}\s+{ITS}\s+(?:\w+\s+){{0,3}}?{NUMBER}\s+of\s+{_BOUND}",
    re.I,
)
_IS_WRONG = (
    r"(?:was|were|is|are|had\s+been|has\s+been|proved|turned\s+out)\s+(?:to\s+be\s+)?"
    r"(?:far\s+|much\s+)?(?:too\s+(?:high|low)|wrong|mistaken|exaggerated|an?\s+(?:error|mistake)|"
    r"withdrawn|retracted|revised|corrected|replaced)\b"
)
_COUNT_BEFORE = re.compile(
    rf"\b(?:{NUMBER}|claims?),?\s+(?:(?:of|that|for|there\s+were|there\s+had\s+been)\s+)*{_BOUND}",
    re.I,
)
_WRONG_AFTER = re.compile(
    r"(?:\s+(?!(?:and|but|because|as|since|who|whose|which|where|when|while|said|says|saying)\b)"
    rf"[\w’'-]+){{0,5}},?\s+{_IS_WRONG}",
    re.I,
)
_FIGURE_AFTER = re.compile(
    rf"(?:\s+[\w’'-]+){{0,3}},\s+(?:an?|the)\s+{NUMBER}\s+(?:that|which)\s+{_IS_WRONG}", re.I
)


def gives_up(text: str, start: int, end: int) -> bool:
    """Tell whether the words around the figure at `start` name it as one that no longer holds."""
    before = text[:start]
    if (
        _DENIED_BEFORE.search(before)
        or _OLD_BEFORE.search(before)
        or _FIGURE_AFTER.match(text, end)
    ):
        return True
    return bool(_COUNT_BEFORE.search(before) and _WRONG_AFTER.match(text, end))


def denies(before: str) -> bool:
    """Tell whether the words before a figure deny it."""
    return _DENIED_BEFORE.search(before) is not None


def has_passed(before: str) -> bool:
    """Tell whether a figure may have been right in its time: "down from 640"."""
    return _PASSED.search(before) is not None


def is_base(before: str) -> bool:
    """Tell whether a figure is what something was cut or raised from: "by 900 from 4,000"."""
    return _BASE.search(before) is not None
