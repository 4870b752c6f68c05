"""Bytes of a page to text, by the rules that browsers follow (WHATWG Encoding and HTML)."""

import codecs
import re

from indexer.errors import LoadError

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_PRESCAN = 65_536  # the standard says 1,024; browsers start again when the tag comes later
_META = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,50}+=\s{0,50}+[\"']?+\s{0,50}+([\w:.-]{2,40})", re.IGNORECASE
)
_XML = re.compile(
    rb"\s*+<\?xml[^>]{0,200}?encoding\s{0,50}+=\s{0,50}+[\"']([\w:.-]{2,40})", re.IGNORECASE
)
# What browsers read under these labels (encoding.spec.whatwg.org, names and labels).
_READ_AS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "shift_jis": "cp932", "euc_kr": "cp949", "gb2312": "gb18030",
    "gbk": "gb18030", "big5": "big5hkscs", "utf-16": "utf-16-le",
}  # fmt: skip
_LABELS = {"x-user-defined": "cp1252", "x-sjis": "cp932", "windows-949": "cp949",
           "windows-31j": "cp932", "x-gbk": "gb18030", "unicode": "utf-16-le",
           "x-cp1252": "cp1252", "x-cp1251": "cp1251", "dos-874": "cp874",
           "x-mac-roman": "mac_roman"}  # fmt: skip
_SINGLE_BYTE = re.compile(r"cp\d+|iso8859|koi8|mac")
_LATIN = re.compile(r"cp125[0247]|iso8859-(?:1|2|3|4|9|10|13|14|15|16)\b|mac_|hp_|cp(?:437|85)")
# A few letters do not tell these from another Latin charset; browsers then read windows-1252.
_WESTERN = {"Unknown", "English", "German", "French", "Spanish", "Portuguese", "Italian", "Dutch",
            "Danish", "Swedish", "Norwegian", "Finnish", "Icelandic", "Catalan",
            "Irish"}  # fmt: skip
_NOT_TEXT = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
_TOLERATED = 2_000  # one letter in so many may be broken, as in a comment pasted in another charset


def decode_page(content: bytes, stated: str | None) -> str:
    """Return the text of a page.

    The byte order mark counts first, then `stated` (what the server said), then the page's own
    meta tag; undeclared pages are UTF-8 or what charset-normalizer is sure of. A page that says
    windows-1252 or the like but is valid UTF-8 is read as UTF-8: it cannot be so by accident.
    Raises LoadError when no reading fits.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    declared = _codec(stated) or _declared(content)
    if declared is None or _SINGLE_BYTE.match(declared):
        text = _strictly(content, "utf-8")
        if text is not None:
            return text
    text = _leniently(content, declared) if declared else None
    if text is None:
        text = _guessed(content, declared)
    return text


def _codec(label: str | None) -> str | None:
    label = (label or "").strip().strip("\"'").lower()
    if label in _LABELS:
        return _LABELS[label]
    try:
        name = codecs.lookup(label).name if label else ""
    except (LookupError, ValueError):
        return None
    try:
        b" ".decode(name)  # hex, zip and rot13 are codecs too, but not of text
    except (LookupError, UnicodeError):
        return None
    return _READ_AS.get(name, name) if name and name not in _NOT_TEXT else None


def _declared(content: bytes) -> str | None:
    head = content[:_PRESCAN]
    found = _XML.match(head) or _META.search(_without_comments(head))
    codec = _codec(found.group(1).decode("ascii", "replace")) if found else None
    # The tag was read as ASCII, so the page cannot be UTF-16 whatever it says.
    return "utf-8" if codec and codec.startswith(("utf-16", "utf-32")) else codec


def _without_comments(head: bytes) -> bytes:
    """Return `head` without its comments; one that is never closed stays, as text does."""
    kept: list[bytes] = []
    at = 0
    while (start := head.find(b"<!--", at)) >= 0:
        end = head.find(b"-->", start + 4)
        if end < 0:
            break
        kept.append(head[at:start])
        at = end + 3
    return b"".join(kept) + head[at:]


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _leniently(content: bytes, codec: str) -> str | None:
    if codec == "cp1252":  # five bytes have no letter there; browsers pass them through
        return content.decode(codec, "replace")
    text = content.decode(codec, "replace")
    broken = text.count("\ufffd") - content.count(b"\xef\xbf\xbd")
    return text if broken * _TOLERATED <= len(text) else None


def _guessed(content: bytes, declared: str | None) -> str:
    from charset_normalizer import from_bytes

    sample = content if len(content) < 200_000 else content[:100_000] + content[-100_000:]
    best = from_bytes(sample).best()
    if best is not None and best.chaos <= 0.05 and best.coherence >= 0.3:
        codec = _codec(best.encoding) or "utf-8"
        western = _LATIN.match(codec) and best.language in _WESTERN
        text = _leniently(content, "cp1252" if western else codec)
        if text is not None:
            return text
    said = f"says {declared} but is not" if declared else "does not say its encoding"
    raise LoadError(
        f"{said}, and no other reading is certain; "
        "convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`"
    )
