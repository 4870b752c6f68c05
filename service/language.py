"""The language of a question, as far as it is cheap and certain; English passes."""

import unicodedata

_WORDS = {
    "German": "der die das und ist nicht ein eine wer wann wie viele wurde hat mit für auf den dem"
    " von was",
    "French": "le la les des est qui que quand où une un dans pour avec combien été sur du et quel"
    " quelle",
    "Spanish": "el la los las es quién qué cuándo dónde una un en por con cuántos fue del y cuál",
    "Italian": "il lo gli è chi che quando dove una un nel per con quanti stato della di quale",
    "Portuguese": "o os as é quem que quando onde uma um em por com quantos foi do da qual",
    "Dutch": "de het een is wie wanneer waar hoeveel met voor van en niet wat werd",
}  # fmt: skip
_FOREIGN = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_ENGLISH = frozenset(
    "the of and is are was were did do does who what when where which how why has have in on by to"
    " for with about said a an his her their it many much this last".split()
)
_SCRIPTS = {
    "CYRILLIC": "Cyrillic", "GREEK": "Greek", "ARABIC": "Arabic", "HEBREW": "Hebrew",
    "DEVANAGARI": "Devanagari", "THAI": "Thai", "HANGUL": "Hangul", "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese", "CJK": "Chinese or Japanese", "BENGALI": "Bengali", "TAMIL": "Tamil",
}  # fmt: skip


def foreign_language(text: str) -> str | None:
    """Return the language or script of a text that is surely not English, or None.

    A script counts when most letters are of it; a language when three of its small words stand
    there and more of them than English ones.
    """
    return _script(text) or _latin_language(text)


def _script(text: str) -> str | None:
    letters = [char for char in text if char.isalpha()]
    names = [_SCRIPTS.get(unicodedata.name(char, "").split(" ")[0]) for char in letters]
    found = [name for name in names if name]
    if 2 * len(found) <= len(letters) or not found:
        return None
    name = "Japanese" if "Japanese" in found else max(set(found), key=found.count)
    return name if name.endswith("ese") else f"{name} script"


def _latin_language(text: str) -> str | None:
    words = ["".join(filter(str.isalpha, word)) for word in text.casefold().split()]
    english = sum(word in _ENGLISH for word in words)
    counts = {name: sum(word in small for word in words) for name, small in _FOREIGN.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= 3 and counts[best] > english + 1 else None
