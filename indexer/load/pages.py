"""Pages of print to running text: heads and page numbers out, lines and words joined."""

import re
from collections import Counter

from indexer.load.lines import join_lines, starts_item, typical_width, words_of

_EDGE = 2  # lines at the top and at the bottom of a page that may be furniture
_FULL = 0.85
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:(?:page|seite|p\.?)\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of|von)\s*\d{1,4})?",
    re.IGNORECASE,
)
# Shapes of type, not letters: nobody searches for "ﬁre".
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_SENTENCE_END = (".", "!", "?", ":", "”", '"', "’", "»", ".)")


def text_of_pages(pages: list[str]) -> str:
    """Return the text of pages, as extracted, one paragraph a block.

    Lines that stand at the edge of most pages are left out, digits not regarded, and so are bare
    page numbers. A paragraph that runs over to the next page is one.
    """
    split = [[line.rstrip() for line in page.translate(_LIGATURES).splitlines()] for page in pages]
    running = _running_lines(split)
    lines: list[str] = []
    for page in split:
        kept = _without_edges(page, running)
        if kept and lines and not _ends_paragraph(lines[-1]):
            lines.extend(kept)
        elif kept:
            lines.extend(["", *kept] if lines else kept)
    words = words_of("\n".join(lines))
    width = typical_width([line for line in lines if line.strip()])
    blocks = _blocks(lines, width)
    return "\n\n".join(filter(None, (join_lines(block, words).strip() for block in blocks)))


def _running_lines(pages: list[list[str]]) -> set[str]:
    seen = Counter(shape for page in pages for shape in {_shape(line) for line in _edges(page)})
    needed = max(3, len(pages) // 2)
    return {shape for shape, count in seen.items() if count >= needed and shape}


def _edges(page: list[str]) -> list[str]:
    lines = [line for line in page if line.strip()]
    return lines[:_EDGE] + lines[-_EDGE:]


def _without_edges(page: list[str], running: set[str]) -> list[str]:
    lines = list(page)
    for end in (0, -1):
        for _ in range(_EDGE):
            while lines and not lines[end].strip():
                lines.pop(end)
            if lines and (_shape(lines[end]) in running or _is_number(lines[end])):
                lines.pop(end)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def _is_number(line: str) -> bool:
    return _PAGE_NUMBER.fullmatch(line.strip()) is not None


def _shape(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split()).casefold())


def _blocks(lines: list[str], width: float) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        bare = line.strip()
        if not bare:
            blocks.append([])
            continue
        block = blocks[-1]
        if block and (starts_item(bare) or _is_last(block[-1], bare, width)):
            blocks.append([])
        blocks[-1].append(bare)
    return blocks


def _is_last(line: str, following: str, width: float) -> bool:
    """Return whether a paragraph ends with `line`: short, and at the end of a sentence."""
    if len(line) >= _FULL * width:
        return False
    if _ends_paragraph(line):
        return True
    # A heading: short, and what follows starts anew.
    return len(line) < 0.6 * width and following[:1].isupper() and not line.endswith((",", "-"))


def _ends_paragraph(line: str) -> bool:
    return line.rstrip().endswith(_SENTENCE_END)
