"""Measures of an answer's citations: do they hold, and do they point at the known articles?

Precision and recall of citations are article-level forms of those in Gao et al., Enabling Large
Language Models to Generate Text with Citations (ALCE), EMNLP 2023. None means undefined: unscored.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from eval.answer import Citation, Statement
from eval.answer_measures import normalise, without_markers


def cites_known(citations: Sequence[Citation], known: Collection[str]) -> float | None:
    """Return 1 when at least one citation points at a known article; None when none is known."""
    if not known:
        return None
    return float(any(citation.article_id in known for citation in citations))


def citation_precision(citations: Sequence[Citation], known: Collection[str]) -> float | None:
    """Return the share of citations that point at a known article; None without citations.

    Other articles may carry the same fact and are unjudged, so this is a lower bound.
    """
    if not known or not citations:
        return None
    return sum(citation.article_id in known for citation in citations) / len(citations)


def citation_recall(citations: Sequence[Citation], known: Collection[str]) -> float | None:
    """Return the share of the known articles that are cited; None when none is known."""
    if not known:
        return None
    return len({citation.article_id for citation in citations} & set(known)) / len(known)


def is_verbatim(citation: Citation, text: str | None) -> bool:
    """Return whether `text[start:end] == quote`; not so for a missing text or an odd span."""
    if text is None or not 0 <= citation.start < citation.end <= len(text):
        return False
    return text[citation.start : citation.end] == citation.quote


def verbatim(citations: Sequence[Citation], text_of: Callable[[str], str | None]) -> float | None:
    """Return the share of citations whose quote is what the stored article says at its span.

    `text_of` gives the stored text of an article id, or None. None without citations.
    """
    if not citations:
        return None
    good = sum(is_verbatim(citation, text_of(citation.article_id)) for citation in citations)
    return good / len(citations)


def uncited_statements(
    statements: Sequence[Statement], citations: Sequence[Citation]
) -> float | None:
    """Return the share of statements that name no citation of the answer; None without any."""
    if not statements:
        return None
    numbers = {citation.number for citation in citations}
    uncited = sum(numbers.isdisjoint(statement.citations) for statement in statements)
    return uncited / len(statements)


def grounding(statements: Sequence[Statement], citations: Sequence[Citation]) -> float | None:
    """Return the mean share of a statement's words that the quotes it cites hold; None without any.

    ROUGE-1 precision of the statement against its quotes (Lin, ROUGE, ACL 2004), after SQuAD's
    normalisation. It looks at which citation stands behind which statement, and so needs neither
    gold nor the system's own word: citations that changed places lower it, true ones by
    paraphrase do too.
    """
    shares = [share for each in statements if (share := _grounding(each, citations)) is not None]
    return sum(shares) / len(shares) if shares else None


def _grounding(statement: Statement, citations: Sequence[Citation]) -> float | None:
    words = Counter(normalise(without_markers(statement.text)).split())
    quotes = [each.quote for each in citations if each.number in statement.citations]
    held = Counter(normalise(" ".join(quotes)).split())
    return (words & held).total() / words.total() if words else None


def support(statements: Sequence[Statement]) -> float | None:
    """Return the mean support that the system itself reports; None where it reports none."""
    reported = [statement.support for statement in statements if statement.support is not None]
    return sum(reported) / len(reported) if reported else None
