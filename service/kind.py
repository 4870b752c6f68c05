"""What kind of answer a question wants, and the noun that it asks for."""

import re
from enum import StrEnum


class AnswerKind(StrEnum):
    """The type of phrase that a question asks for."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    YES_NO = "yes_no"
    OTHER = "other"


_VERBS = (
    "is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|should|may|might|must|said|"
    "says|won|made|became|began|took|went|got|bought|sold|sank|fell|led|told|held|left|hit|beat|"
    "lost|built|broke|met|froze|gave|came|saw|knew|ran|set|put|cut|kept|found|rose|drew|drove|wrote|"
    "spoke|stood|threw|shot|sent|spent|paid|brought|caught|taught|thought|fought|died|grew|flew|"
    "happened|holds|hosts|plays|wants|needs|makes|takes|gives|gets|goes|shows|runs|leads|helps|hopes|"
    "faces|shut|uses|owns|sells|scores|means|causing|remains|remain|becomes|become|seems|appears|"
    "keeps|stays|loses|wins|begins|brings|allows|requires|contains|includes|belongs|earns|sits"
)
_FUNCTION = (
    "of|in|on|at|for|from|to|with|by|over|under|into|after|before|during|about|as|than|that|who|which|this|"
    "these|those|the|a|an|his|her|its|their|he|she|it|they|just|recently|reportedly|currently|also|"
    "nationwide|worldwide|alongside|up|out|off|and|or|but|not|now|no|to|behind|down|outside|according|"
    "due|when|where|while|until|unless|since|because|still|often|being"
)
_PHRASE_ENDS = re.compile(rf"\w+ed|\w+n['’]t|{_VERBS}|{_FUNCTION}", re.I)
# What may stand after the noun: "which country officially", "which team trying to win".
_AFTER_NOUN = re.compile(r"\w{3,}ly|\w{2,}ing", re.I)
_NOUNS_ALL_THE_SAME = frozenset(
    """family ally rally supply july italy monopoly assembly reply anomaly butterfly jelly lily
    ruling building ranking painting opening meeting gathering training spending housing thing king
    string spring offering funding finding hearing setting drawing recording wedding clothing
    marketing shooting bombing landing ending filing warning saying feeling crossing clearing
    beijing sibling darling dwelling lightning morning evening earning flooding boxing racing
    skiing surfing swimming cycling""".split()
)
_NOT_ENDING = frozenset("united unlimited red led".split())
_WORDS = r"((?:[\w’'&-]+[?.,:]?\s*){1,7})"
_WHICH = re.compile(
    rf"\b(?:which|what)(?:\s+(?:other|(?:one\s+)?of\s+(?:the|these|those)(?:\s+following)?))?\s+{_WORDS}",
    re.I,
)
_NAMED = re.compile(
    r"\bwhat(?:['’]s|\s+(?:is|was|are|were))\s+(?:the\s+)?(?:name|title)s?\s+of\s+"
    rf"(?:the|a|an|this|that|his|her|its|their)?\s*{_WORDS}"
    r"|\bwhat(?:['’]s|\s+(?:is|was|are|were))\s+(?:the\s+|this\s+|that\s+)?(?P<owner>[\w-]+)['’]s?\s+name\b"
    r"|\bwhat(?:['’]s|\s+(?:is|was|are|were))\s+(?:the|this|that)\s+(?P<called>(?:[\w-]+\s+){1,4})"
    r"(?:called|named|known)\b",
    re.I,
)
_BEING = re.compile(r"(?:is|are|was|were|['’]s)\s+(?:the|his|her|its|their|this|that)?\s*", re.I)
_MEASURES = (
    "percentage|percent|number|price|cost|amount|age|figure|total|magnitude|toll|rate|share|size|"
    "temperature|height|distance|speed|weight|fraction|score|length|count|estimate|tally|measurement"
)
_PLACES = (
    "city|cities|country|countries|state|states|town|place|nation|nations|region|continent|county|"
    "province|island|location|capital|village|borough|neighbourhood|neighborhood|ocean|venue"
)
_OWNERS = (
    f"{_PLACES}|company|firm|maker|airline|automaker|carmaker|retailer|bank|agency|network|platform|"
    "party|team|club|side|newspaper|university|school|museum|person"
)
_OWNER = re.compile(rf"((?:[\w-]+\s+){{0,2}}(?:{_OWNERS}))(?:['’]s|(?<=s)['’])\s+[a-z]")
_OF_THEM = re.compile(r"\w+\s+of\s+the\b", re.I)
_ATTRIBUTES = re.compile(
    r"(?:newly|recently|highly|formerly|previously|widely|critically|heavily|globally|nationally|"
    r"internationally|privately|publicly|federally|locally|commonly|closely|fully|partially|"
    r"originally|allegedly|reportedly|currently|extremely|hugely|wildly|officially|frequently|"
    r"specially|genetically|commercially|once|long|much)[\s-]+(?:\w+ed\s+)?", re.I,
)  # fmt: skip
_PEOPLE = (
    "person|people|president|minister|actor|actress|singer|player|athlete|historian|author|leader|"
    "star|celebrity|official|senator|politician|scientist|director|artist|rapper|coach|man|woman|"
    "mp|candidate|musician|comedian|writer|presenter|journalist|editor|mayor|governor|chancellor|"
    "secretary|king|queen|prince|princess|pope|model|golfer|boxer|footballer|quarterback|driver|"
    "judge|justice|lawmaker|congressman|congresswoman|executive|ceo|billionaire|activist|royal|"
    "head|chief|speaker|monarch|duke|duchess|premier|dictator|ambassador|diplomat|envoy|lawyer|"
    "attorney|commander|bishop|archbishop|cardinal|astronaut|economist|professor|founder|inventor|"
    "entrepreneur|mogul|tycoon|oligarch|filmmaker|producer|novelist|poet|photographer|designer|chef|"
    "influencer|supermodel|vocalist|guitarist|drummer|frontman|composer|conductor|dancer|popstar|"
    "gymnast|swimmer|sprinter|cyclist|skater|skier|wrestler|cricketer|striker|goalkeeper|midfielder|"
    "pitcher|jockey|racer"
)
_TIMES = "day|date|month|time|decade|century|year|years|season|weekday"
_COUNTED = re.compile(
    r"\bhow (?:many|much|old|tall|long|far|large|big|high|fast|deep|heavy|often|wide)\b"
    r"|\bwhat (?:do|does|did|will|would)\b.{1,80}\b(?:cost|weigh)\b", re.I,
)  # fmt: skip
_YES_NO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may)\b", re.I
)
_TRUE_OR_FALSE = re.compile(
    r"^\W*(?:true\s+or\s+false|is\s+it\s+true\s+that)\W+|\s*\btrue\s+or\s+false\W*$", re.I
)
_BY_NOUN = tuple(
    (kind, re.compile(rf"(?:{nouns})", re.I))
    for kind, nouns in (
        (AnswerKind.NUMBER, _MEASURES),
        (AnswerKind.TIME, _TIMES),
        (AnswerKind.PLACE, f"(?:{_PLACES})s?"),
        (AnswerKind.PERSON, f"(?:{_PEOPLE})s?"),
    )
)
_BY_WORD = {
    "who": AnswerKind.PERSON,
    "whom": AnswerKind.PERSON,
    "whose": AnswerKind.PERSON,
    "when": AnswerKind.TIME,
    "where": AnswerKind.PLACE,
}
_OWN_NAME = re.compile(r"\bwhat(?:['’]s|\s+(?:is|was))\s+(?:his|her)\s+name\b", re.I)
_ASKING = re.compile(r"\b(?:who|whom|whose|which|what|when|where|why|how)\b", re.I)
_RELATIVE = re.compile(r"(?:,|[a-z]{3,})\s+$")


def kind_of(text: str) -> AnswerKind:
    """Return the kind of phrase that the asking sentence wants."""
    asked = asking_sentence(text)
    if _YES_NO.match(asked) or _TRUE_OR_FALSE.search(text):
        return AnswerKind.YES_NO
    if _OWN_NAME.search(asked):
        return AnswerKind.PERSON
    if _COUNTED.search(asked):
        return AnswerKind.NUMBER
    word = _asking_word(asked)
    if word in _BY_WORD:
        return _BY_WORD[word]
    head = head_of(text)
    if word in ("which", "what") and head:
        return next((kind for kind, nouns in _BY_NOUN if nouns.fullmatch(head)), AnswerKind.OTHER)
    return AnswerKind.OTHER


def without_true_or_false(text: str) -> str:
    """Return what is to be judged: "True or false: it rained." without its first words."""
    return _TRUE_OR_FALSE.sub("", text)


def head_of(text: str) -> str | None:
    """Return the last noun of the phrase after "which" or "what", as far as form tells.

    In "what was the name of the ship" and "what is the ship called" that is the ship; in "which
    country's president resigned" it is the country.
    """
    asked = asking_sentence(text)
    named = _NAMED.search(asked)
    if named:
        return _last_noun(named["owner"] or named["called"] or named[1])
    match = _WHICH.search(asked)
    if match is None:
        return None
    if _BEING.match(match[1]):
        return _last_noun(_BEING.sub("", match[1], count=1))
    phrase = match[1]
    attributes = _ATTRIBUTES.match(phrase) if match[0][:5].lower() == "which" else None
    if attributes and (noun := _last_noun(phrase[attributes.end() :])):
        return noun
    owner = None if _OF_THEM.match(match[0]) else _OWNER.match(phrase)
    return _last_noun(owner[1] if owner else phrase)


def asking_sentence(text: str) -> str:
    """Return the last sentence that asks; what precedes it sets the scene."""
    parts = re.split(r"(?<=[\w”\"’)]{2}[.?!])\s+(?=[A-Z\d“\"])", text)
    asked = [part for part in parts if part.endswith("?")]
    return asked[-1] if asked else text


def _asking_word(asked: str) -> str | None:
    """Return the word that asks: the first one that does not go on about something named before."""
    words = list(_ASKING.finditer(asked))
    for match in words:
        opens = not _RELATIVE.search(asked[: match.start()])
        if opens or match[0].lower() in ("which", "what", "how"):
            return match[0].lower()
    return words[-1][0].lower() if words else None


def _is_after_noun(word: str) -> bool:
    return bool(_AFTER_NOUN.fullmatch(word)) and word.lower() not in _NOUNS_ALL_THE_SAME


_INITIALS = re.compile(r"(?:[A-Z]\.){2,}")
_NO_NOUNS = frozenset(("", "latest", "newest"))
"""What is the latest on a matter asks for no kind of thing."""


def _last_noun(words: str) -> str | None:
    phrase: list[str] = []
    for word in words.split():
        bare = word.rstrip("?.,:")
        if _INITIALS.fullmatch(word):
            bare = word
        if _PHRASE_ENDS.fullmatch(bare) and bare.lower() not in _NOT_ENDING:
            break
        phrase.append(bare)
        if bare != word:
            break
    while len(phrase) > 1 and _is_after_noun(phrase[-1]):
        phrase.pop()
    noun = re.sub(r"['’]s?$", "", phrase[-1]).lower() if phrase else ""
    return noun if noun not in _NO_NOUNS else None
