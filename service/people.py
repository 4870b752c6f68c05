"""People: full names by their form alone, the titles before them left out."""

import re

from service.places import COUNTRIES, STATES

_TITLES = frozenset(
    """President Vice Prime Minister Chancellor Senator Sen Representative Rep Governor Gov
    Mayor King Queen Prince Princess Pope Judge Justice General Admiral Captain Colonel
    Secretary Chief Executive Sir Dame Lord Lady Mr Mrs Ms Dr Professor Prof Rear Detective Sergeant
    Sheriff Officer Attorney Director Former Deputy Commissioner Ambassador Archbishop Cardinal
    Reverend Rev Congressman Congresswoman Chairman Chairwoman Speaker Spokesman Spokeswoman Coach
    Lieutenant Lt Gen Col Capt Sgt Adm Commander Inspector Superintendent Ayatollah CEO""".split()
)  # fmt: skip
_NO_PERSON = frozenset(
    """The A An In On At For But And Of By From With As Street Avenue Road Bank Bridge Canal
    Dam City County State States University College School Party Court Council Agency
    Authority Ministry Department Office Group Company Corp Inc Ltd Airlines Airport River Sea
    Ocean Lake Island Islands Mountain Mount Park Museum Church Cathedral Palace House Senate
    Congress Parliament Union Nations Kingdom Republic Korea Zealand Africa America American
    European British Russian Chinese Japanese French German Indian National International
    Federal Supreme High White North South East West New United World Cup Games League
    Association Institute Center Centre Hospital Police Army Navy Force Guard Service News
    Times Post Journal Press Review Associated Reuters War Day Week Month Year January
    February March April May June July August September October November December Monday Tuesday
    Wednesday Thursday Friday Saturday Sunday Wall Act Bill Law Treaty Agreement Plan Project
    Program Mission Telescope Station Space Earth Moon Mars Storm Hurricane Olympics Temple Tower
    Electric Olympic Prize Valley Sound Forces Bureau Daily Wire Great First Second Bowl Final
    Finals Open Grand Prix Series Awards Festival Fire Flood Earthquake Typhoon Cyclone Square
    Beach Forest Desert Region Province Committee Commission Board Foundation Society Club Band
    Systems Motors Platforms Holdings Partners Industries Technologies Railway Railways
    So Then While When After Before Since Unlike Like His Her Their Our My Its Meanwhile Also Even
    Only Still Now Today Yesterday However Because Although Though If That This These Those
    Democratic Republican Democrat Labour Conservative Liberal
    Central Middle Northern Southern Eastern Western""".split()
)  # fmt: skip
# Two words that begin so name a place far more often than a person.
_PLACE_LEADS = frozenset(
    """San Los Las Santa Fort Port El Costa Saudi Sri Hong Puerto Rio Buenos Kuala Tel Abu Addis
    Cape Salt Baton Palo Silicon Sierra Burkina""".split()
)
_FULL_NAME = re.compile(
    r"(?<![\w’'-])(?:[A-Z][a-z’'-]+\.?|[A-Z]\.)"
    r"(?:\s+(?:(?:de|da|van|von|al|bin|el)\s+)?(?:[A-Z][\w’'-]*[a-zà-ÿ]|[A-Z]\.))+(?![\w-])"
)
_OWNED = re.compile(r"['’]s?$")
_ODD = re.compile(r"['’]s\b|-[a-z]")
_LONGEST = 4


def people_in(text: str) -> list[str]:
    """Return the full names of people in `text`, each once, titles left out."""
    found = []
    for match in _FULL_NAME.finditer(text):
        name = without_titles(match[0])
        if " " in name and _can_be(name):
            found.append(name)
    return list(dict.fromkeys(found))


def is_person(name: str) -> bool:
    """Tell whether a name has the form of a person's: a full one, or one word after a title."""
    bare = without_titles(name)
    words = bare.split()
    fewest = 1 if bare != _OWNED.sub("", name) else 2
    capitals = all(word[0].isupper() or word.islower() for word in words)
    return fewest <= len(words) <= _LONGEST and capitals and _can_be(bare)


def without_titles(name: str) -> str:
    """Return a name without a possessive ending and without what stands before it by its titles.

    "South Korean President Lee" gives "Lee"; a title that ends a name is a family name.
    """
    words = _OWNED.sub("", name).split()
    titles = [place for place, word in enumerate(words[:-1]) if is_title(word)]
    return " ".join(words[titles[-1] + 1 :] if titles else words)


def is_title(word: str) -> bool:
    """Tell whether a word stands before names: President, Sen., Mr."""
    return word.rstrip(".") in _TITLES


def _can_be(name: str) -> bool:
    words = name.split()
    place = name in COUNTRIES or name in STATES or words[0] in _PLACE_LEADS
    return not place and not any(word in _NO_PERSON or _ODD.search(word) for word in words)
