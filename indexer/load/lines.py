"""Lines that were broken to fit a width, joined into paragraphs again."""

import re
from collections.abc import Collection
from itertools import pairwise
from statistics import median

_WORD = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]\Z")
_ENUMERATION = re.compile(r"(?:[-*•–—▪]|\(?\d{1,2}[.)])\s")
_SHORTEST, _LONGEST = 40, 160


def unwrap(text: str) -> str:
    """Return `text` with its paragraphs on one line each, where it was broken at a fixed width.

    Text whose lines are long, or vary as those of verse and tables do, is returned as it is.
    """
    blocks = [block.split("\n") for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))]
    pairs = [pair for block in blocks for pair in pairwise(block)]
    width = _width([len(before.rstrip()) for before, _ in pairs])
    if len(pairs) < 3 or not _SHORTEST <= width <= _LONGEST:
        return text
    if sum(_is_full(*pair, width) for pair in pairs) < 0.8 * len(pairs):
        return text
    return "\n\n".join(_rejoined(block, width) for block in blocks)


def _width(lengths: list[int]) -> int:
    """Return the length that only one line in ten exceeds, as a dateline put before it does."""
    spared = min(len(lengths) - 1, max(1, len(lengths) // 10))
    return sorted(lengths)[-1 - spared] if lengths else 0


def _rejoined(block: list[str], width: int) -> str:
    paragraphs = [[block[0]]]
    for before, line in pairwise(block):
        if _is_full(before, line, width) and not starts_item(line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return "\n".join(join_lines(lines) for lines in paragraphs)


def _is_full(before: str, line: str, width: int) -> bool:
    """Return whether the first word of `line` would not have fitted into the line before."""
    if line[:1].isspace() or line[:1] in ">|" or before[:1] in ">|":
        return False
    return len(before.rstrip()) + 1 + len(line.split(" ", 1)[0]) >= 0.9 * width


def join_lines(lines: list[str], words: Collection[str] = ()) -> str:
    """Return lines as one, hyphenated words whole again; `words` are those of the whole text."""
    joined = ""
    for line in lines:
        line = line.strip()
        hyphen = _HYPHENATED.search(joined)
        following = _WORD.match(line)
        if hyphen and following and line[0].islower():
            keep = _keeps_hyphen(joined, hyphen.group(1), following.group(), words)
            joined = (joined if keep else joined[:-1]) + line
        else:
            joined = f"{joined} {line}" if joined else line
    return joined


def typical_width(lines: list[str]) -> float:
    """Return the length of a full line among `lines`; 0 when there are none."""
    lengths = sorted(len(line) for line in lines)
    return float(median(lengths[len(lengths) // 2 :])) if lengths else 0.0


def starts_item(line: str) -> bool:
    """Return whether a line begins an item of a list."""
    return _ENUMERATION.match(line) is not None


def _keeps_hyphen(joined: str, before: str, after: str, words: Collection[str]) -> bool:
    """Tell "long-term" from a word broken at the line's end, by how the text writes them."""
    if joined[-1] == "\u00ad":
        return False
    before, after = before.lower(), after.lower()
    if f"{before}{after}" in words:
        return False
    if f"{before}-{after}" in words:
        return True
    return before in words and after in words


def words_of(text: str) -> set[str]:
    """Return the words of `text` in lower case, hyphenated ones whole and in parts."""
    whole = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=[^\w-]|\Z)", text.lower())
    return set(whole)
