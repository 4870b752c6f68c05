"""Cleaning: the text that a reader would read, and a list of what was taken out."""

import re
import unicodedata
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_CREDIT = re.compile(r"\s*(?:\(?\b(?:Credit|Photo|Picture|Image|Photograph)s?:\s*.{1,80})$")

_FURNITURE = (
    ("loading marker", re.compile(r"loading(?:\.\.\.|…)?", re.I)),
    ("related link", re.compile(r"(?:also read|read also|read more|related|see also|watch|more)\s*[:|].{0,200}", re.I)),
    ("advertisement", re.compile(r"(?:advertisement|article continues below|story continues below|ad feedback)\W*", re.I)),
    ("share bar", re.compile(r"(?:share(?: this)?(?: article| story)?(?: on)?|(?:facebook|twitter|email|whatsapp|linkedin|copy link|print)(?:\W+(?:facebook|twitter|email|whatsapp|linkedin|copy link|print))+)\W*", re.I)),
    ("newsletter plug", re.compile(r"(?=.{0,400}\bsign up\b)(?=.{0,400}\bnewsletters?\b).{0,400}", re.I)),
    ("newsletter plug", re.compile(r"(?:sign up|subscribe)\b.{0,80}\b(?:newsletter|inbox|alerts?)\b.{0,80}", re.I)),
    ("cookie notice", re.compile(r"(?=.{0,300}\bcookies?\b)(?=.{0,300}\b(?:accept|consent|privacy|we use)\b).{0,300}", re.I)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Removed:
    """A paragraph that cleaning took out, and why."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text to store; every offset in the system counts code points of `text`."""

    text: str
    removed: tuple[Removed, ...]


def clean(text: str) -> Cleaned:
    """Return the readable text: Unicode NFC, one paragraph a line, furniture taken out.

    Quotes, numbers and bylines stay. A caption printed twice, once with its credit, stays once.
    """
    paragraphs = _paragraphs(text)
    kept: list[str] = []
    removed: list[Removed] = []
    seen: set[str] = set()
    for position, paragraph in enumerate(paragraphs):
        following = paragraphs[position + 1] if position + 1 < len(paragraphs) else ""
        reason = _reason_to_remove(paragraph, following, seen)
        if reason:
            removed.append(Removed(reason, paragraph))
        else:
            kept.append(paragraph)
            seen.add(_without_credit(paragraph))
    return Cleaned("\n\n".join(kept), tuple(removed))


def _paragraphs(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def _reason_to_remove(paragraph: str, following: str, seen: set[str]) -> str | None:
    bare = _without_credit(paragraph)
    if len(bare) > 30 and (bare in seen or (bare == paragraph and _is_caption_of(bare, following))):
        return "repeated paragraph"
    for reason, pattern in _FURNITURE:
        if pattern.fullmatch(paragraph):
            return reason
    return None


def _is_caption_of(bare: str, following: str) -> bool:
    return following != bare and _without_credit(following) == bare


def _without_credit(paragraph: str) -> str:
    return _CREDIT.sub("", paragraph).strip()
