"""Denial: what a sentence says was not the cause of something, by the forms English has for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.sentences import Span
from indexer.words import terms_of
from service.wording import has_alike

ADJECTIVE = (
    r"(?:main|chief|primary|principal|real|true|direct|likely|actual|root|underlying|probable)"
)
CAUSE = r"(?:causes?|reasons?|factors?|culprits?|triggers?|explanations?)"
_BLAMED = r"(?:to\s+blame|at\s+fault|responsible|behind\s+(?:it|the|this|that))"
_OF_CAUSE = (
    rf"(?!(?:\w+\s+)?(?:only|sole|single|alone|solely|entirely|just)\b)"
    rf"(?:(?:the|an?|any|its)\s+)?(?:{ADJECTIVE}\s+)?(?:{CAUSE}|{_BLAMED})\b"
)
_CAUSED = (
    r"(?:caus(?:e|ed|ing)|brought|bring|trigger(?:ed)?|spark(?:ed)?|le(?:a)?d\s+to|set\s+off|start(?:ed)?|"
    r"contribut(?:e|ed)\s+to|play(?:ed)?\s+an?(?:y)?\s+(?:\w+\s+)?(?:part|role))"
)
_NOT = r"(?:\s+not|n['’]t|\s+never)"
_DENIES = (
    r"(?:den(?:y|ies|ied|ying)|disput(?:es?|ed|ing)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?)"
)
_WHAT = r"(?P<what>(?:[\w’'-]+\s+){0,8}?[\w’'-]+)"
_BEFORE = re.compile(
    rf"(?:\b(?:was|were|is|are|be|been){_NOT}\s+{_OF_CAUSE}"
    rf"|\b(?:did|does|do|had|has|have|could|can|would)(?:{_NOT}|not)\s+(?:have\s+)?{_CAUSED}\b"
    r"|\b(?:had|has|have)\s+nothing\s+to\s+do\s+with\b"
    r"|\b(?:play(?:ed|s)?|had|has)\s+no\s+(?:\w+\s+)?(?:part|role|bearing)\b"
    r"|\b(?:was|were|has\s+been|have\s+been|had\s+been)\s+(?:ruled\s+out|excluded|discounted)\b)",
    re.I,
)
"""What is denied stands before these, as their subject."""
_BETWEEN = re.compile(
    rf"\b{_DENIES}\s+(?:(?:the\s+|any\s+)?(?:claims?|suggestions?|reports?|ideas?)\s+)?(?:that\s+)?{_WHAT}\s+"
    rf"(?:(?:had|has|have|was|were|is|are|been)\s+)*(?:{_CAUSED}|{_BLAMED}|the\s+{CAUSE})\b"
    rf"|\bno\s+(?:evidence|sign|indication|proof|suggestion)\s+that\s+(?P<what2>(?:[\w’'-]+\s+){{0,8}}?[\w’'-]+)\s+"
    rf"(?:(?:had|has|have|was|were|is|are|been)\s+)*(?:{_CAUSED}|{_BLAMED}|the\s+{CAUSE})\b"
    rf"|\b(?:dismiss(?:es|ed)|reject(?:s|ed)|discount(?:s|ed)|exclude[sd]|eliminate[sd])\s+"
    rf"(?P<what3>(?:[\w’'-]+\s+){{0,8}}?[\w’'-]+)\s+as\s+(?:the|an?)\s+(?:\w+\s+)?{CAUSE}\b"
    rf"|\bneither\s+(?P<what5>(?:[\w’'-]+\s+){{2,10}}?[\w’'-]+)\s+"
    rf"(?:(?:had|has|have|was|were|is|are|been)\s+)*(?:{_CAUSED}|{_BLAMED}|the\s+{CAUSE})\b"
    rf"|,\s+(?:and\s+)?not\s+(?P<what4>(?:[\w’'-]+\s+){{0,5}}?[\w’'-]+),?\s+(?:that\s+|which\s+|who\s+)?"
    rf"(?:(?:had|has|have|was|were|is|are|been)\s+)*(?:{_CAUSED}|{_BLAMED}|the\s+{CAUSE})\b",
    re.I,
)
_RULED_OUT = re.compile(r"\b(?:rul(?:e|ed|es|ing)\s+out|excluded|discounted)\b", re.I)
_AS_CAUSE = re.compile(
    rf"\bas\s+(?:the|an?|its|any)\s+(?:\w+\s+){{0,2}}?{CAUSE}\b|\band\s+blam(?:ed|es)\b", re.I
)
_SEEKS = (
    r"(?:police|detectives?|engineers?|inspectors?|investigators?|examiners?|prosecutors?|coroners?|"
    r"brigade|fire(?:men|man|fighters?)|experts?|scientists?|reports?|inquir(?:y|ies)|"
    r"investigations?|safety\s+board)"
)
_SOUGHT_BEFORE = re.compile(
    rf"\b{_SEEKS}(?:\s+(?:(?:of|into|in|from|at|on|for)\s+the|(?!(?:the|an?)\b)[\w’'-]+)){{0,5}}\s*$",
    re.I,
)
_SOUGHT = re.compile(rf"\b{_SEEKS}\b", re.I)
"""Who looks for causes: what others rule out is mostly a plan."""
_EFFECT_BEFORE = re.compile(
    r"(?:.*(?:[,;:.]\s|\b(?:said|says?|found|added|but|because|while|although|and)\s+(?:that\s+)?|"
    r"\bthat\s+(?=(?:the|an?|its|their|his|her|this|it|they)\b|(?-i:[A-Z]))))?"
    r"(?P<what>\S.*?)\s+(?:was|were|is|are|had|has|have)\s*$",
    re.I | re.S,
)
_ASIDE = re.compile(r",[^,;:.]*,(?=\s+(?:was|were|is|are|had|has|have)\b[^,]*$)", re.I)
_EFFECT_ENDS = re.compile(
    r"\s(?:that|which|who|after|following|when|while|at|near|during|(?:in|on)\s+the)\s"
    r"|\s(?:in|on)\s+(?=(?-i:[A-Z]))",
    re.I,
)
_EFFECT_OF = re.compile(r"not\s+(?:been\s+)?(?:due|owing|caused|triggered|the)\b", re.I)
_AFTER = re.compile(
    r"(?:\brul(?:e|ed|es|ing)\s+out\b|\bpoint(?:ed|s|ing)?\s+away\s+from\b"
    r"|\bnot\s+(?:been\s+)?(?:because\s+of|due\s+to|owing\s+to|caused\s+by|triggered\s+by|the\s+(?:result|fault)\s+of)\b"
    r"|\bblam(?:ed|es|ing)\s+[^.;]{2,60}?,?\s+(?:and\s+not|not|rather\s+than|instead\s+of)\b"
    r"|\bno\s+(?:evidence|sign|indication|proof)\s+of\b"
    r"|\b(?:did|does|do|was|were|is|are)(?:\s+not|n['’]t)\s+(?P<verb>(?!the\b|been\b)\w+)\s+(?:\w+\s+)?"
    r"(?:of|from|because\s+of|due\s+to|under)\b)"
    r"\s+(?P<rest>(?:that\s+)?[^,;:.]+)",
    re.I,
)
"""What is denied stands after these, up to the end of its phrase."""
_PHRASE_ENDS = re.compile(
    r"\s(?:as|but|because|which|who|when|while|after|before|had|has|have|was|were|could|for)\s",
    re.I,
)
_ATTRIBUTION = re.compile(r",\s+[^,;.]{2,40}\b(?:said|says|added|insisted|told\s+\w+),")
_SUBJECT_STARTS = re.compile(
    r".*(?:[,;:.]\s|\b(?:that|said|says|but|because|while|although)\s)", re.S | re.I
)
_OF_WHAT = re.compile(
    rf"(?:\b{CAUSE}\s+(?:for|of|behind|that|why)|\b(?:blame|blamed|fault|responsible)\s+for|\bbehind|"
    rf"\bto\s+do\s+with|\b(?:part|role|bearing)\s+(?:in|on)|\b{_CAUSED}(?!\s+by\b))\s+(?P<what>[^,;.]+)",
    re.I,
)
_PRONOUNS = frozenset(terms_of("it this that they these those she he which what"))
_JOINED = re.compile(r",|\s(?:and|or|nor)\s", re.I)
_THING_ENDS = re.compile(r"\s(?:in|on|at|with|near|during|from|inside|under)\s", re.I)
_OWNER = re.compile(r"\b[\w-]+(?:['’]s|s['’])(?=\s)")
_NOT_ALL = re.compile(r"\b(?:alone|only|solely|entirely|just)\b", re.I)
_UNSURE = re.compile(
    r"\b(?:not|n['’]t|never|cannot|nobody|yet\s+to|neither|refus\w+\s+to|unable\s+to|too\s+early\s+to|"
    r"declin\w+\s+to|if|whether|may|might|unless)\b[^,;.]{0,40}$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Denial:
    """Something that is said not to be the cause: its `terms`, and the words of the denial.

    `things` are the terms of each of the things that it joins: "wind and sand" are two. `of` are
    the terms of what it is said not to have caused; none where that is not said.
    """

    things: tuple[tuple[str, ...], ...]
    words: Span
    of: frozenset[str]

    @property
    def terms(self) -> frozenset[str]:
        """The terms of all that is denied."""
        return frozenset(term for thing in self.things for term in thing)


def denials_of(text: str, verbs: frozenset[str]) -> Iterator[Denial]:
    """Yield what a sentence denies as a cause; `verbs` are those of what was caused."""
    plain = _ATTRIBUTION.sub(lambda match: " " * len(match[0]), text)
    found = _found(text, plain, verbs)
    yield from (each for each in found if not _NOT_ALL.search(text, *each.words))


def _found(text: str, plain: str, verbs: frozenset[str]) -> Iterator[Denial]:
    for match in _BEFORE.finditer(plain):
        lead = _SUBJECT_STARTS.match(plain, 0, match.start())
        start = lead.end() if lead else 0
        if _is_of_plan(plain, match) and not _SOUGHT.search(plain):
            continue
        if not _UNSURE.search(plain, start, match.start()):
            yield _denial(text, start, match.start(), Span(start, match.end()))
    for match in _BETWEEN.finditer(plain):
        group = next(name for name in ("what", "what2", "what3", "what4", "what5") if match[name])
        if not _UNSURE.search(plain, 0, match.start()):
            yield _denial(text, *match.span(group), Span(*match.span()))
    for match in _AFTER.finditer(plain):
        if match["verb"] and not any(has_alike(v, terms_of(match["verb"])) for v in verbs):
            continue
        if _is_of_plan(plain, match) and not _SOUGHT_BEFORE.search(plain[: match.start()]):
            continue
        ends = _PHRASE_ENDS.search(plain, match.start("rest"), match.end("rest"))
        end = ends.start() if ends else match.end("rest")
        if not _UNSURE.search(plain, 0, match.start()):
            words = Span(match.start(), end)
            yield _denial(text, match.start("rest"), end, words, _effect(plain, match))


def _is_of_plan(plain: str, match: re.Match[str]) -> bool:
    """Tell whether something is ruled out, and no words say that it is ruled out as a cause."""
    return bool(_RULED_OUT.search(match[0])) and not _AS_CAUSE.search(plain, match.start())


def _effect(plain: str, match: re.Match[str]) -> str:
    """Return what stands before "was not caused by"; nothing where it is another form."""
    if not _EFFECT_OF.match(match[0]):
        return ""
    found = _EFFECT_BEFORE.match(_ASIDE.sub("", plain[: match.start()]))
    return _EFFECT_ENDS.split(found["what"])[0] if found else ""


def _denial(text: str, start: int, end: int, words: Span, effect: str = "") -> Denial:
    what = _OF_WHAT.search(text, words.start)
    of = frozenset(terms_of(effect or (what["what"] if what else ""))) - _PRONOUNS
    things = (_THING_ENDS.split(part)[0] for part in _JOINED.split(text[start:end]))
    named = (tuple(terms_of(_OWNER.sub("", thing))) for thing in things)
    return Denial(tuple(filter(None, named)), words, of)
