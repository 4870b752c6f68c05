"""Corrections: the notice in which an article says what an earlier version of it had wrong."""

import re
from collections.abc import Iterator, Sequence

from indexer.sentences import Span

MOST_SENTENCES = 4
_LONGEST = 1_200

_THING = (
    r"(?:story|article|report|post|piece|page|column|review|essay|interview|transcript|obituary|"
    r"newsletter|podcast|dispatch|item|list|gallery|video|graphic|chart|map|table|headline|"
    r"caption|photo caption|subheadline|analysis|editorial|op-ed|live ?blog|feature|profile|"
    r"explainer|guide|timeline|text|entry|file|copy)"
)
# "The report" and "the map" are mostly what the news is about; these are mostly what one reads.
_PIECE = (
    r"(?:story|article|post|piece|column|obituary|newsletter|podcast|dispatch|headline|caption|"
    r"photo caption|subheadline|editorial|op-ed|live ?blog|explainer)"
)
_THIS = (
    rf"(?:(?:this|our|the following) (?:\w+ ){{0,2}}{_THING}|(?:the|that) (?:\w+ ){{0,2}}{_PIECE}|"
    rf"the {_THING} (?:accompanying|with|in) (?:this|the following) (?:\w+ ){{0,2}}{_THING})"
)
_WRONG = (
    r"(?:mis(?:stat|identif|spel|characteri|attribut|report|quot|represent|labell?|nam|calculat|"
    r"describ|interpret|understood|dated|print|gender|told|took)\w*|incorrect(?:ly)?|"
    r"inaccurate(?:ly)?|wrong(?:ly)?|mistaken(?:ly)?|erroneous(?:ly)?|errors?|in error|"
    r"(?:over|under)stated|omitted|left out|should have|contained a typo|transposed|confused|"
    r"regrets?)"
)
_SAID = (
    r"(?:said|stated|reported|referred|described|identified|listed|gave|included|implied|"
    r"suggested|attributed|credited|cited|did not|failed to|had|was unclear|used)"
)
_PARTLY = r"(?:photo |image |picture )?(?:headline|caption|photo|graphic|chart|map|quote|link)s?"
_LABEL = (
    r"(?:corrections?(?:\s*(?:&|and)\s*clarifications?)?|clarifications?(?:\s*(?:&|and)\s*"
    r"corrections?)?|correction appended|erratum|errata)"
)
_NOTE = (
    r"(?:editor[’'`]?s?[’'`]? notes?|editors[’'`] notes?|note to readers|note from the editors?)"
)

# One of the words on the left stands in whatever the form matches: a quick look comes first.
_ANYWHERE = tuple(
    (tuple(traces.split()), re.compile(form, re.IGNORECASE))
    for traces, form in (
        (  # An earlier version of this story misstated ...
            "version edition draft headline caption photo graphic chart map quote link",
            rf"\b(?:earlier|previous|prior|original|initial|first) (?:online |published |print )?"
            rf"(?:versions?|editions?|drafts?|{_PARTLY}) (?:of|to|in|on|for|with) "
            rf"{_THIS}\b.{{0,80}}?\b(?:{_WRONG}|{_SAID})\b",
        ),
        (
            "previously originally initially earlier first",
            rf"\bthis {_THING} (?:previously|originally|initially|earlier|at first) "
            rf".{{0,60}}?\b{_WRONG}\b",
        ),
        (
            "previously originally initially incorrectly wrongly mistakenly erroneously",
            rf"\bthis {_THING} (?:previously|originally|initially|incorrectly|wrongly|mistakenly|"
            rf"erroneously) (?:{_SAID}|mis\w+)\b",
        ),
        (
            "version",
            rf"\b{_WRONG}\b.{{0,60}}? in (?:an?|the) (?:earlier|previous|prior|original) versions? "
            rf"of {_THIS}\b",
        ),
        (  # This story has been updated to correct ...
            "corrected amended",
            rf"\b{_THIS}(?: (?:above|below|on this page))? "
            r"(?:has been|have been|was|is) (?:since )?"
            r"(?:corrected\b(?! by\b)|amended (?:on|to|because|after)\b)",
        ),
        (
            "updated edited revised amended changed modified altered republished clarified",
            rf"\b(?:{_THIS}|this|it) (?:has been|have been|was|is being) "
            r"(?:since )?(?:updated|edited|revised|amended|changed|modified|altered|republished|"
            r"clarified)[^.!?]{0,50}? (?:to|and) "
            r"(?:correct(?:s|ly|ed)?|clarif(?:y|ies)|fix|accurately|reflect|"
            r"remove (?:an?|the) (?:error|incorrect|inaccura|reference|quote)|rectify|"
            r"properly|more accurately)\b",
        ),
        ("corrects clarifies", rf"\bthis (?:version|{_THING}) (?:corrects|clarifies)\b"),
        (
            "corrected regret",
            r"\bwe (?:have (?:since )?corrected|regret) (?:the|this|an?) "
            rf"(?:{_THING}|errors?|mistakes?)\b",
        ),
        ("regrets", r"\b(?:[A-Z]\w+ ){0,3}regrets the errors?\b"),
        # The same in the other large languages of the press.
        (
            "version fassung",
            r"\bin einer (?:früheren|vorherigen|ersten|älteren) (?:version|fassung) "
            r"(?:dieses|des|unseres) (?:artikels|textes|beitrags|berichts)\b",
        ),
        (
            "korrigiert berichtigt",
            r"\bwir haben (?:den|diesen) (?:fehler|text|artikel|beitrag) "
            r"(?:korrigiert|berichtigt)\b",
        ),
        (
            "version",
            r"\b(?:une|la|dans une) version (?:précédente|antérieure|initiale) de "
            r"(?:cet article|ce texte|cette dépêche)\b",
        ),
        (
            "corrigé rectifié modifié",
            r"\bcet article a été (?:corrigé|rectifié|modifié pour corriger)\b",
        ),
        (
            "versión",
            r"\b(?:una|la|en una) versión (?:anterior|previa|inicial) de "
            r"(?:este artículo|esta noticia|esta nota|esta información|este texto)\b",
        ),
        (
            "corregid rectificad",
            r"\b(?:este artículo|esta noticia|esta nota) (?:ha sido|fue) "
            r"(?:corregid|rectificad)[oa]\b",
        ),
        (
            "versão",
            r"\b(?:uma|a|em uma|numa) versão anterior d(?:este|esta|o|a) "
            r"(?:texto|reportagem|notícia|artigo)\b",
        ),
        (
            "version",
            r"\b(?:una|la|in una) (?:precedente versione|versione precedente) di questo "
            r"articolo\b",
        ),
        (
            "versie",
            r"\bin een eerdere versie van (?:dit|deze) (?:artikel|bericht|stuk|verhaal)\b",
        ),
    )
)
_TRACES = tuple(dict.fromkeys(trace for traces, _ in _ANYWHERE for trace in traces))
_LABELLED = re.compile(
    rf"\W{{0,3}}(?:{_LABEL})\s*(?:\([^)]{{0,60}}\)|,? ?[\w.,: ]{{0,40}}?)?\s*[:—–]\W{{0,3}}(?=\w)",
    re.IGNORECASE,
)
_NOTED = re.compile(
    rf"\W{{0,3}}(?:{_NOTE})\s*(?:\([^)]{{0,60}}\))?\s*[:—–].{{0,300}}?\b(?:correct(?:s|ed|ion)|"
    rf"retract(?:ed|s|ion)|{_WRONG})\b",
    re.IGNORECASE,
)
# An update or a note may be of the events; of these only what names the article is a notice.
_UPDATED = re.compile(
    rf"\W{{0,3}}(?:updated?|note)\s*(?:\([^)]{{0,60}}\))?\s*[:—–](?=.{{0,300}}?\b(?:{_THIS}|"
    rf"(?:earlier|previous|original) version|(?:head|cap)(?:line|tion))\b)"
    rf".{{0,300}}?\b(?:correct(?:s|ed|ion)|retract(?:ed|s|ion)|{_WRONG})\b",
    re.IGNORECASE,
)
_OF_AN_ARTICLE = re.compile(
    rf"\b(?:{_WRONG}|earlier|previous(?:ly)?|original(?:ly)?|initial(?:ly)?|updated|corrected|"
    rf"clarif\w+|this {_THING}|version|headline|caption|should be|instead of|not the)\b",
    re.IGNORECASE,
)
_LABELLED_ELSEWHERE = re.compile(
    r"\W{0,3}(?:korrektur(?:hinweis)?|berichtigung|richtigstellung|rectificatif|rectification|"
    r"correctif|fe de (?:errores|erratas)|corrección|rectificación|correção|errata corrige|"
    r"rettifica|correctie|rectificatie|erratum)\s*(?:\([^)]{0,60}\))?\s*[:—–]",
    re.IGNORECASE,
)
_MAY_BE_LABELLED = re.compile(
    r"\W{0,3}(?:corr|clarif|erra|editor|note|update|beric|richtig|recti|retti|fe de|korr)",
    re.IGNORECASE,
)
_OPENING = '“„«"‘'


def find_corrections(text: str, sentences: Sequence[Span]) -> list[Span]:
    """Return the correction notices of an article, as exact spans of its `text`, in order.

    `sentences` are the article's own. A notice runs from the sentence that gives it away to the
    end of its paragraph, at most MOST_SENTENCES. What someone quotes of another is none.
    """
    found: list[Span] = []
    traces = _traces_in(text, _TRACES)
    for paragraph in _paragraphs(text, sentences):
        words = text[paragraph[0].start : paragraph[-1].end]
        first = _first_of_notice(text, words, paragraph, traces)
        if first is not None:
            found.append(_notice(paragraph[first:]))
    return found


def _paragraphs(text: str, sentences: Sequence[Span]) -> Iterator[Sequence[Span]]:
    first = 0
    for place in range(1, len(sentences) + 1):
        ends = place == len(sentences)
        if ends or "\n" in text[sentences[place - 1].end : sentences[place].start]:
            yield sentences[first:place]
            first = place


def _first_of_notice(
    text: str, words: str, paragraph: Sequence[Span], traces: Sequence[str]
) -> int | None:
    """Return the place of the sentence with which a notice begins, or None."""
    if _MAY_BE_LABELLED.match(words) and _is_labelled(words):
        return 0
    held = set(_traces_in(words, traces))
    forms = [form for needed, form in _ANYWHERE if not held.isdisjoint(needed)] if held else ()
    for place, (start, end) in enumerate(paragraph if forms else ()):
        sentence = text[start:end]
        if any(_says(form, sentence) for form in forms):
            return place
    return None


def _is_labelled(words: str) -> bool:
    if _LABELLED_ELSEWHERE.match(words) or _NOTED.match(words[:400]):
        return True
    if _UPDATED.match(words[:400]):
        return True
    return _LABELLED.match(words) is not None and _OF_AN_ARTICLE.search(words) is not None


def _traces_in(words: str, traces: Sequence[str]) -> list[str]:
    folded = words.lower()
    return [trace for trace in traces if trace in folded]


def _says(pattern: re.Pattern[str], sentence: str) -> bool:
    match = pattern.search(sentence)
    return match is not None and not any(mark in sentence[: match.start()] for mark in _OPENING)


def _notice(sentences: Sequence[Span]) -> Span:
    start = sentences[0].start
    ends = [span.end for span in sentences[:MOST_SENTENCES] if span.end - start <= _LONGEST]
    return Span(start, ends[-1] if ends else sentences[0].end)
