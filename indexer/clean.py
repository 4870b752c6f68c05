"""Cleaning: the text that a reader would read, and a list of what was taken out."""

import re
import unicodedata
from dataclasses import dataclass

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_CREDIT = re.compile(r"\s*(?:\(?\b(?:Credit|Photo|Picture|Image|Photograph)s?:\s*.{1,80})$")

_LINKS = "also read|read also|read more|related|see also|watch|more"
_BREAK_NOTICES = "advertisement|article continues below|story continues below|ad feedback"
_SHARE = "facebook|twitter|email|whatsapp|linkedin|copy link|print"
# Asked of the reader; "40,000 were asked to sign up for the newsletter" is news.
_INVITATION = r"(?-i:\bSign up\b)|(?:^|[.,:;!?]|\b(?:can|please|and))\s*sign up\b"
_CONSENT = (
    "we use|(?:site|page) uses|by continuing|cookie policy|"
    "(?:accept|manage|reject) (?:all|our|your)"
)

_FURNITURE = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("loading marker", r"loading(?:\.\.\.|…)?"),
        ("related link", rf"(?:{_LINKS})\s*[:|].{{0,200}}"),
        ("advertisement", rf"(?:{_BREAK_NOTICES})\W*"),
        ("share bar", r"share(?: this)?(?: article| story)?(?: on)?\W*"),
        ("share bar", rf"(?:{_SHARE})(?:\W+(?:{_SHARE}))+\W*"),
        (
            "newsletter plug",
            rf"(?=.{{0,400}}(?:{_INVITATION}))(?=.{{0,400}}\bnewsletters?\b).{{0,400}}",
        ),
        (
            "newsletter plug",
            r"(?:sign up|subscribe)\b.{0,80}\b(?:newsletter|inbox|alerts?)\b.{0,80}",
        ),
        ("cookie notice", rf"(?=.{{0,300}}\bcookies?\b)(?=.{{0,300}}\b(?:{_CONSENT})\b).{{0,300}}"),
    )
)


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


def printable(text: str) -> str:
    """Return `text` without control and bidirectional characters and unpaired surrogates."""
    return _CONTROL.sub("", text)


def _paragraphs(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", printable(_BREAKS.sub("\n", text)))
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
