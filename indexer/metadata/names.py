"""Names of people and outlets as readers know them, out of what pages write in their place."""

import re
from html import unescape

_BY = re.compile(r"^\s*(?:(?:(?:words|story|written|posted|reported|reporting|analysis|review|"
                 r"opinion|text|compiled|edited) )?by|von|por|par|di|door|"
                 r"(?:view|see|read) (?:all|more) (?:posts|articles|stories) by|"
                 r"zeige alle beiträge von)\b\s*:?\s+", re.IGNORECASE)  # fmt: skip
_AFTER = re.compile(
    r"(?:,\s*|\s+)(?:special (?:to|for)|for the|for|in|reporting (?:from|by)|updated|published|"
    r"posted|last updated)\s+.*$|\s+[|•·–—]\s.*$|\s+-\s.*$|\s*\(.*?\)\s*$|\s*[/\\]\s.*$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|,\s*(?:and|&)\s|,|\s(?:and|&|with|und)\s|\n)\s*", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|md|m\.d|phd|ph\.d|esq|dds|rn)\.?", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:(?:(?:senior|chief|deputy|associate|assistant|managing|executive|contributing|political|"
    r"science|health|business|economics|sports?|world|foreign|diplomatic|national|international|"
    r"technology|culture|environment|education|legal|crime|home|royal|security|data|digital|"
    r"white house|washington|europe|asia|africa|middle east|investigative|staff|freelance|"
    r"features?|news|city|travel|opinion|general|breaking|religion|climate|defen[cs]e|"
    r"global|us|uk)\s+)*"
    r"(?:writers?|reporters?|editors?|correspondents?|journalists?|columnists?|producers?|"
    r"contributors?|bureau chief|editor-in-chief|author|critic|photographer|analyst|presenter|"
    r"intern|fellow)|senior|opinion|updated.*|published.*)"
    r"(?:\s(?:at|in|for|of)\s.{1,60})?",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net|html?|co\.uk)\b|^\d+$|^[^\w]+$|"
    r"^(?:admin|administrator|webmaster|null|none|undefined|unknown|n/?a|author|authors|user|"
    r"editor|root|test|default|follow|view profile|see all|read more|contributors?)$",
    re.IGNORECASE,
)  # fmt: skip
_SYSTEMS = re.compile(
    r"(?:wordpress|drupal|joomla|blogger|blogspot|squarespace|wix|ghost|arc ?xp|arc publishing|"
    r"sitecore|adobe experience manager|typo3|contentful|my (?:site|blog|wordpress)|website|"
    r"home ?page|home|facebook|twitter|x|youtube)(?:\.com)?",
    re.IGNORECASE,
)
_TITLE_SUFFIX = re.compile(r"\s+(?:[|•·»–—]|-|::|—)\s+(?=\S)")
_MAX_NAME = 100
_MAX_NAMES = 50


def names_in(stated: str, publisher: str | None = None) -> tuple[str, ...]:
    """Return the authors that `stated` names, in order: no roles, addresses, handles or outlet.

    "By Jane Doe and John Roe, Special to the Times" names two; "AP" and "Staff" stay as they are.
    """
    text = _BY.sub("", " ".join(unescape(stated).split()))[:2_000]
    text = _AFTER.sub("", text)
    names: list[str] = []
    for part in _SPLIT.split(text):
        name = _AFTER.sub("", _BY.sub("", part)).strip(' .,:;|-–—*•"') if part else ""
        if names and _SUFFIX.fullmatch(part or ""):
            names[-1] = f"{names[-1]}, {part}"
        elif _is_name(name) and not (names and _is_outlet(name, publisher)):
            names.append(name)
    return tuple(dict.fromkeys(names))[:_MAX_NAMES]


def outlet_in(stated: str) -> str | None:
    """Return the outlet that `stated` names, or None: addresses, handles and systems are none."""
    name = " ".join(unescape(stated).split()).strip(" |-–—")
    if not name or len(name) > _MAX_NAME or name.startswith(("@", "http:", "https:", "//", "www.")):
        return None
    return None if _SYSTEMS.fullmatch(name) else name


def without_outlet(title: str, outlet: str | None, host: str | None) -> str:
    """Return `title` without the outlet's name before or behind it."""
    title = " ".join(unescape(title).split())
    known = {_letters(each) for each in (outlet, host) if each}
    known |= {_letters(host.removeprefix("www.").split(".")[0])} if host else set()
    known.discard("")
    parts = [(m.start(), m.end()) for m in _TITLE_SUFFIX.finditer(title)]
    for start, end in reversed(parts):
        tail = _letters(title[end:])
        if any(tail == name or (len(name) > 3 and tail.endswith(name)) for name in known):
            return title[:start]
    if parts and _letters(title[: parts[0][0]]) in known:
        return title[parts[0][1] :]
    return title


def _is_name(name: str) -> bool:
    return (
        1 < len(name) <= _MAX_NAME
        and len(name.split()) <= 8
        and not _NOT_A_NAME.search(name)
        and not _ROLE.fullmatch(name)
    )


def _is_outlet(name: str, publisher: str | None) -> bool:
    return publisher is not None and _letters(name).endswith(_letters(publisher) or "?")


def _letters(name: str) -> str:
    bare = re.sub(r"^the\s+|^www\.", "", name.lower())
    return re.sub(r"[\W_]+", "", bare)
