"""Furniture: lines that a page prints around its article, told by their form.

Each rule reads one whole line. It is tried only on lines that hold one of its words, so that
most lines cost a few searches for a substring. A rule says what only furniture says: what asks
something of the reader, names a button, or leads away. When in doubt, the line stays.
"""
# ruff: noqa: E501 (a pattern of alternatives is read as one line)

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

_LONGEST = 700


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of furniture: lines that hold one of `words` (lower case) and match `pattern`."""

    reason: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    longest: int
    also_reported: bool
    """Whether it holds for lines that report what somebody said, as headlines do."""


def _rule(
    reason: str, words: str, pattern: str, longest: int = 200, *, also_reported: bool = False
) -> Rule:
    compiled = re.compile(pattern, re.IGNORECASE)
    return Rule(reason, tuple(words.split("|")), compiled, longest, also_reported)


_SHARE = "facebook|twitter|e-?mail|whatsapp|linkedin|copy(?: the)? link|print|reddit|pinterest|telegram|messenger|threads|bluesky|flipboard|instagram|x|tiktok|youtube|save|share"
_TOLD = re.compile(
    r"\b(?:said|says|told|according to|announced|wrote|tweeted|testified|added|argued|reported)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(?:correct(?:ion|ed)|clarification|editor['’]?s['’]? note|update[d]?\b.{0,20}:|"
    r"(?:an? )?(?:earlier|previous) version|this (?:story|article|post|page|piece) (?:(?:has been|was|is being) (?:updated|corrected|amended|revised|changed|edited|clarified)|(?:was )?(?:first|originally))\b)",
    re.IGNORECASE,
)
_HEADLINE_END = r"(?!.*[.;]$)"
# Asked of the reader; "40,000 were asked to sign up for the newsletter" is news.
_INVITATION = (
    r"(?:(?-i:\bSign[ -]up\b)|(?:^|[.,:;!?]|\b(?:can|please|and))\s*sign[ -]up\b|"
    r"(?:^|[.!?:]\s*)(?:subscribe|get|receive|join|want|you can (?:get|sign up))\b)"
)
_ASKED = (
    "check|sign[ -]?up|subscribe|listen|watch|see|find|click|tap|download|play|follow|read|shop|view|"
    "get|buy|book|register|browse|explore|scroll|vote in our|take our"
)
_CONSENT = (
    r"we use|(?:web)?(?:site|page) uses|by continuing|our cookie policy|"
    r"(?:accept|manage|reject) (?:all|our|your)"
)
_PAGE = (
    r"(?:web)?sites?|webpages?|browser|experience|cookie (?:policy|settings|preferences)|partners|"
    r"consent|privacy|traffic|personali[sz]ed?|analytics|(?:all|your) cookies"
)
_KIND = (
    r"and|or|our|own|some|similar|technical|essential|(?:strictly )?necessary|third[- ]party|"
    r"partners?|tracking|optional|functional|analytics|session|browser|advertising"
)
_PLATFORM = (
    r"twitter|facebook|instagram|threads|bluesky|tiktok|mastodon|youtube|linkedin|whatsapp|"
    r"telegram|google news|social media|x"
)
# Whom a reader is asked to follow: us, or a name. "Follow the money" asks for nothing.
_FOLLOWED = (
    r"(?:us|me|him|her|them|our [^.,;!?]{1,40}?|the (?:author|writer|reporter|team|show)|"
    r"(?:\w+ ){0,2}(?-i:[A-Z@])[\w.'’-]*(?: [\w.'’&-]+){0,8}?)"
)
# What may stand after it: more places, and what for; a further sentence must ask as well.
_ASKS = (
    r"(?-i:Follow|Like|Reach|E-?mail|Contact|Join|Find|Subscribe|For|You|Send|Support|Message|Or)\b"
)
_AT_END = (
    rf"(?:[\s,:;&/|()-]++|(?:and|or|on|at|via|also|by|here|page|channel|account|{_PLATFORM})\b|"
    r"@[\w.]*\w|(?:https?://|www\.)\S+)*+(?:for [^.!?]{1,100})?"
    rf"\W*(?:(?<=[.!?]) {_ASKS}.{{0,160}})?"
)

RULES = (
    _rule("loading marker", "loading|please wait",
          r"(?:loading|please wait)(?:\s*\.{1,3}|…)?", 40),
    _rule("related link", "read|related|see |more|most |recommend|miss|trending|you may|you might|explore",
          r"(?:also read|read also|read (?:more|next|this|the full story|too)|related(?: (?:stor(?:y|ies)|articles?|"
          r"coverage|content|links?|news|reading|topics?|video))?|see also|recommended(?: (?:for you|"
          r"stories|reading))?|don['’]t miss|most (?:read|popular|viewed)|trending(?: now)?|"
          r"more (?:on this(?: story| topic)?|from .{2,30}|stories|coverage|like this)|"
          r"you (?:may|might) (?:also )?(?:like|be interested in|have missed)|in case you missed it|"
          r"what to read next|explore more|further reading)\s*(?:[:|»>–—-]\s?(?!.*[.;]$).{0,200}|\W*)",
          260, also_reported=True),
    _rule("related link", "more|live|watch|listen|photos|gallery|pictures|podcast|quiz|poll",
          rf"(?:more(?!\s*[:|]\s(?:\d|.*\b(?:is|are|was|were)\b(?!.*\?$)))|live updates(?=:\S)|watch(?: (?:now|live|video|the video))?|listen(?: now)?|learn more|find out more|"
          rf"photos|(?:photo )?gallery|in pictures|podcasts?|take (?:our|the) (?:quiz|poll)|quiz)\s*[:|]\s?{_HEADLINE_END}.{{1,180}}",
          200, also_reported=True),
    _rule("navigation", "read more|continue|show|view|see|skip|back to|click|tap|next|previous|expand|close|menu|home|go to|scroll|list of",
          r"(?:read (?:more|less)|continue reading|(?:show|view|see|load) (?:more|less|all|comments|gallery|full (?:image|article))|"
          r"skip to (?:main )?content|skip (?:ad|advertisement)|back to (?:top|home(?:page)?)|"
          r"(?:next|previous) (?:article|story|post|slide|page)|expand|close|menu|go to homepage|"
          r"click to (?:enlarge|expand|share|view)|(?:tap|swipe|scroll)(?: down)? (?:to|for) .{2,40})\W*", 80),
    _rule("advertisement", "adverti|continues below|continues after|ad feedback|sponsored|promoted|continue reading",
          r"(?:(?:scroll to continue (?:with )?(?:content after )?)?(?:advertisement|advertising|advertorial)|(?:article|story|content) continues (?:below|after)(?: (?:this |the )?(?:ad(?:vertisement)?|video|promotion))?|"
          r"(?:video )?ad feedback|(?:sponsored|promoted|paid)(?: (?:content|by .{1,40}|post|links?))?|"
          r"advertisement\W+(?:continue reading(?: below)?|(?:story|article) continues below))\W*", 120),
    _rule("advertisement survey", "this ad|ad froze|relevant is|video player|audio on ad|technical issues",
          r"(?:\d\.\s*)?(?:how relevant is (?:this|the) ad.{0,60}|did you encounter any technical issues.{0,60}|"
          r".*\b(?:ad froze|video player was slow|audio on ad was too loud|content never loaded)\b.*)", 600),
    _rule("share bar", "share|facebook|twitter|whatsapp|linkedin|copy |copied|tweet|email this|print this|save this",
          rf"(?:(?:(?:share|tweet|e-?mail|post|save|pin|print) (?:this|it)\W*)+|copy (?:the )?link|share(?: (?:this|on|via|with|it|full|the))*(?: (?:article|story|page|post|friends|link|{_SHARE}))?|"
          rf"(?:link )?copied(?: to clipboard)?!?|(?:(?:share|post|tweet|send|save|pin)(?: (?:this|it))?(?: (?:on|to|via|by|with))? )?(?:{_SHARE})"
          rf"(?>\W+(?:(?:share|post|tweet|send|save|pin)(?: (?:this|it))?(?: (?:on|to|via|by|with))? )?(?:{_SHARE}))++)\W*", 160),
    _rule("newsletter plug", "newsletter|inbox|briefing",
          rf"(?=.{{0,500}}{_INVITATION})(?=.{{0,500}}\b(?:newsletters?|inbox|(?:daily|morning|evening|weekly) briefing)\b).+", 700),
    _rule("newsletter plug", "newsletter|inbox|alert|emails|news and offers",
          r"(?:(?:sign[ -]up|subscribe|register)\b.{0,100}\b(?:newsletters?|inbox|alerts?|e-?mails?|texts?)\b.{0,120}|"
          r"would you like to receive\b.{0,80}\bnewsletters?\W*|"
          r".{0,120}\b(?:delivered|sent|straight|direct(?:ly)?|right)\b.{0,20}\bto your (?:e-?mail )?inbox\b.{0,80}|"
          r"the \w[\w ]{1,40} newsletter (?:provides|brings|gives|delivers|offers) you\b.{0,160}|"
          r"contact me with news and offers\b.{0,160}|was this (?:article|newsletter) forwarded.{0,80})", 400),
    _rule("newsletter plug", "sign",
          r"(?:(?-i:\bSign) up (?:for|to|here|now)\b)(?:(?!\. \w).){0,120}\W*", 140),
    _rule("subscription pitch", "subscri|journalism|member|newsroom|support|free trial|digital access|already have|unlimited",
          r"(?:(?:please )?(?:subscribe|support (?:us|our|your|local|independent|quality|free|public|community|strong)|donate|become an?|consider (?:becoming|supporting|subscribing)|log in|sign in|unlock|to (?:read|continue)|"
          r"already have an|thank you for (?:supporting|reading|subscribing)|want (?:more|to read)|this (?:article|story|content) is "
          r"(?:only |exclusively )?(?:for|available to)|your (?:support|subscription|contribution)|for unlimited|"
          r"(?:get|enjoy|start|try|join)\b.{0,40}\b(?:unlimited|digital|our|ad-free|free trial|exclusive))\b"
          r"(?=.*\b(?:subscri\w+|members?(?:hip)?(?! of\b)|journalism|newsroom|digital access|free trial)\b).{5,300}|"
          r".{0,200}\b(?:consider supporting our journalism|(?:make sure to|please) subscribe to|become a (?:\S+ ){0,3}(?:digital )?subscriber)\b.{0,120}|"
          r"support (?:local |independent |our )?journalism\W*|subscribe(?: (?:now|today))?\W*|already an? (?:\w+ ){0,2}(?:subscriber|member)\?.{0,80})", 420),
    _rule("cookie notice", "cookie",
          rf"(?=.{{0,400}}\bcookies?\b)(?=.{{0,400}}\b(?:{_CONSENT})\b)(?=.{{0,480}}\b(?:{_PAGE}|(?:site|page)s?)\b)"
          rf"(?!.*\bwe use (?!(?:(?:{_KIND})[’',]* ){{0,6}}cookies|[^.]{{0,40}}\b(?:technolog|tools|data))).+", 500),
    _rule("data notice", "your data|you have shared|privacy policy|terms of|my personal|my choices|recaptcha|you agree|you accept|you consent|unsubscribe|opt out",
          r"(?:we will use the (?:details|information) you (?:have )?(?:shared|provided?)\b.*|if you wish to object to the use of your data\b.*|"
          r"by (?:signing up|subscribing|submitting|registering|clicking|entering)\b.{0,80}\byou (?:agree|accept|consent|confirm)\b.*|"
          r"this site is protected by recaptcha\b.*|(?:do not sell|manage) my (?:personal (?:information|data)|choices)\W*|"
          r"you (?:can|may) (?:opt out|unsubscribe)\b.{0,120}|(?:privacy policy|terms of (?:use|service))"
          r"(?:\W+(?:and\W+)?(?:privacy policy|terms of (?:use|service)|cookie policy))*\W*)", 600),
    _rule("follow us", "follow|like us|find us|on twitter|on x|on facebook|on instagram|join us|connect with|google news|tweet",
          rf"(?:you can )?(?:also )?(?:follow|find|like|join|connect with|tweet) {_FOLLOWED}"
          rf"(?:,? (?:on|via|at|to) (?:(?:our|his|her|their) )?(?:{_PLATFORM})\b|:?(?: (?:on|at|via))? ?(?<!\w)@\w+){_AT_END}", 280),
    _rule("contact line", "@|reach|contact|email|e-mail|tips|follow",
          rf"(?=[^\"“”]*$)(?:(?:you can )?(?:reach|contact|e-?mail|follow|message|send|write to)\b)(?: (?:(?![.!?] ).){{1,120}})?"
          rf"(?:[\w.+-]+@[\w-]+\.\w+|(?:\W|^)@\w{{2,}}|\(?\d{{3}}\)?[ -]\d{{3}}-\d{{4}})(?:(?![.!?] (?!{_ASKS})).){{0,200}}", 500),
    _rule("contact line", "tip|story idea|an idea|question",
          r"(?:(?:got|have|do you have) an? (?:\w+ ){0,2}(?:news )?(?:tip|story|story idea|idea|question|correction)\b.{0,200}\b(?:e-?mail|contact|reach|let us know|get in touch|write)\b.{0,160})", 420),
    _rule("affiliate notice", "commission|affiliate|purchase|prices were|earn",
          r"(?=[^\"“”]*$)(?:.*\bwe (?:may|might|could|can|will)\b.{0,30}\b(?:earn|receive|get|make)\b.{0,60}\b(?:commission|affiliate|fee|revenue|share of)\b.*|"
          r".*\b(?:may|will) earn (?:us |revenue |an? )?.{0,30}\b(?:commission|affiliate|operators|audience referrals)\b.*|"
          r"prices (?:and availability )?(?:were|are) (?:accurate|correct) (?:at|as of)\b.*)", 700),
    _rule("photo credit", "getty|photo|image|credit|reuters|picture|shutterstock|istock|illustration|/ap|/afp|/epa|/bloomberg|/pa|afp/|ap/",
          r"\(?(?:(?:(?:file )?(?:photo(?:graph)?s?|images?|pictures?|illustrations?)(?: (?:credits?|courtesy|by|via|from))?|credits?)\s*(?::\s*(?-i:[A-Z])[^.!?:]{1,80}|(?<=by)\s[A-Z][^.!?:]{2,60}/[^.!?:]{2,40})|"
          r"(?-i:[A-Z])[\w.'’-]+(?: [\w.'’-]+){0,3}\s?/\s?(?:ap|afp|reuters|epa|bloomberg|pa)|(?:(?:[\w.'’-]++ ?+){1,4}+\s?[/|]\s?){0,4}(?:getty(?: images)?|shutterstock|istock(?:photo)?|ap photo|afp|reuters|epa(?:-efe)?)(?:\s?(?:[/|]|via)\s?(?:(?!\bvia\b)[\w.'’ -]){2,50}+){1,4}|"
          r"(?:(?:(?!via\b)[\w.'’-]++ ?+){1,4}+\s?(?:[/|]|via)\s?){0,4}(?:getty images|shutterstock|istock(?:photo)?)(?: via [\w ]{2,20})?|(?:file|stock) (?:photo|image)|image source,? .{2,60}|image caption)\)?\W*", 140),
    _rule("comment prompt", "comment|conversation|discussion|debate|what do you think|have your say|do you agree|your thoughts",
          r"(?:(?:leave|post|add|write|view|read|show|hide|see|load)\s(?:a |your |all |the |\d+ )*(?:comments?|reply)(?: \(?\d+\)?| below)?|"
          r"(?:\d+ )?comments?(?: \(?\d+\)?)?(?: (?:are|is) (?:closed|disabled|turned off|moderated).{0,60})?|join the (?:conversation|discussion|debate)(?: (?:below|on|in|with|at|by|now|here)\b.{0,60})?|"
          r"have your say(?:(?: (?:below|in the comments|here|now)|[.!:?]).{0,60})?|(?:what do you think|do you agree|your thoughts)\?.{0,120}(?:comments?|let us know|tell us|vote)\b.{0,60}|"
          r"(?:let us know|tell us|share your (?:thoughts|views|opinion))\b.{0,80}\bcomments?\b.{0,40}|"
          r"(?:log|sign) in to (?:comment|join).{0,60}|be the first to comment)\W*", 260),
    _rule("video player", "video|up next|now playing|play|watch|pause|mute|listen to this|min read|mins read|minute read|media |browser",
          r"(?:up next|now playing|replay|play(?: video| audio)?|pause|(?:un)?mute|autoplay(?: on| off)?|watch (?:video|now|live|in full|the full video)|"
          r"(?:this )?video (?:is (?:not|un)available|cannot be played|player|unavailable)\b.{0,100}|(?:to play this video )?you need to enable javascript.{0,80}|"
          r"your browser does not support\b.{0,80}|video (?:duration|transcript|caption)\b.{0,20}|media caption|listen to this (?:article|story)\b.{0,40}|"
          r"hit play on the (?:player|podcast)\b.{0,300}|(?:playback|media) (?:is not supported|error)\b.{0,80}|\d{1,2} min(?:ute)?s? read)\W*", 400),
    _rule("invitation", "here|link|below",
          rf"(?!.*\b(?:live[sd]?|work(?:s|ed)?|born|stay(?:s|ed)?|happen(?:s|ed)?|is|are|was|were)\b[^:?]{{0,40}}\bhere\W*$)"
          rf"(?:.{{0,80}}[.?!:]\s+|[^\w]*)?(?:{_ASKED})\b(?:(?![.!?] ).){{0,140}}\b(?:(?:right )?here|below|this link)\W*", 220),
    _rule("invitation", "today|now",
          r"[^\w]*(?:subscribe to|sign up for|donate to|download (?:the|our)|shop (?:the|our|these)|get (?:the|your|our) (?:[\w-]+ ){0,3}(?:app|newsletter|edition|copy|tickets?|briefing|subscription|magazine|offer|deal)|buy (?:your|tickets)|"
          r"book (?:your (?:tickets?|stay|trip|seat|tour|table)|now)|join us)\b(?:(?![.!?] ).){0,100}\b(?<!from )(?:now|today)\W*", 160),
    _rule("invitation", "click here|tap here|click on the link|see here|break?",
          r"(?:(?:click|tap) (?:here|on the link)\b(?!.*\b(?:is|was|were|has|had)\b).{0,160}|need a break\?.{0,100})", 220),
)  # fmt: skip
_ORNAMENT = re.compile(r"[_*♦◆▪■●•=~—–\-|·]+|\.")
_COUNTER = re.compile(r"\d{1,2}:\d\d\s*/\s*\d{1,2}:\d\d")


def find_furniture(lines: Sequence[str]) -> dict[int, str]:
    """Return the positions of the lines that are furniture, each with the reason."""
    found: dict[int, str] = {}
    for position, rules in _candidates(lines).items():
        reason = _reason(lines[position], rules)
        if reason:
            found[position] = reason
    for position, line in enumerate(lines):
        if not line[0].isalpha():
            if _ORNAMENT.fullmatch(line):
                found.setdefault(position, "ornament")
            elif _COUNTER.fullmatch(line):
                found.setdefault(position, "video player")
    return found


def _candidates(lines: Sequence[str]) -> dict[int, list[Rule]]:
    """Return which rules may hold for which line, by one search of the whole text a word."""
    lowered = [line.lower() for line in lines]
    text = "\n".join(lowered)
    starts = list(accumulate((len(line) + 1 for line in lowered), initial=0))
    found: dict[int, list[Rule]] = {}
    for rule in RULES:
        positions: set[int] = set()
        for word in rule.words:
            at = text.find(word)
            while at >= 0:
                position = bisect_right(starts, at) - 1
                positions.add(position)
                at = text.find(word, starts[position + 1])  # once a line is enough
        for position in positions:
            if len(lines[position]) <= min(rule.longest, _LONGEST):
                found.setdefault(position, []).append(rule)
    return found


def _reason(line: str, rules: Sequence[Rule]) -> str | None:
    for rule in rules:
        if rule.pattern.fullmatch(line) and (rule.also_reported or not _is_report(line)):
            return rule.reason
    return None


def _is_report(line: str) -> bool:
    """Return whether `line` tells what somebody said, or what was corrected or updated."""
    notice = _NOTICE.match(line) is not None and "newsletter" not in line.lower()
    return notice or _TOLD.search(line) is not None
