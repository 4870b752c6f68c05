from dataclasses import replace

from eval import citation_measures as measures
from eval.answer import Citation, Statement

TEXT = "The café in Nara 🦌 closed."
HERE = Citation(1, "a", "Nara", 12, 16, None, None, None, None)
THERE = replace(HERE, number=2, article_id="b")


def test_cites_known_precision_and_recall() -> None:
    assert measures.cites_known([HERE, THERE], {"a"}) == 1.0
    assert measures.cites_known([THERE], {"a"}) == 0.0
    assert measures.cites_known([], {"a"}) == 0.0
    assert measures.citation_precision([HERE, THERE], {"a"}) == 0.5
    assert measures.citation_recall([HERE, HERE], {"a", "c"}) == 0.5
    assert measures.citation_recall([], {"a"}) == 0.0


def test_what_is_not_known_is_undefined() -> None:
    assert measures.cites_known([HERE], set()) is None
    assert measures.citation_precision([HERE], set()) is None
    assert measures.citation_precision([], {"a"}) is None
    assert measures.citation_recall([HERE], set()) is None


def test_verbatim_counts_code_points() -> None:
    deer = replace(HERE, quote="🦌 closed", start=17, end=25)
    assert measures.verbatim([HERE, deer], {"a": TEXT}.get) == 1.0


def test_verbatim_fails_other_words_spans_and_articles() -> None:
    other = replace(HERE, quote="nara")
    shifted = replace(HERE, start=11, end=15)
    outside = replace(HERE, end=600)
    from_behind = replace(HERE, start=-14, end=-10)
    empty = replace(HERE, quote="", start=3, end=3)
    bad = [other, shifted, outside, from_behind, empty, THERE]
    assert [measures.is_verbatim(each, {"a": TEXT}.get(each.article_id)) for each in bad] == [
        False
    ] * len(bad)
    assert measures.verbatim([HERE, *bad], {"a": TEXT}.get) == 1 / 7
    assert measures.verbatim([], {"a": TEXT}.get) is None


def test_uncited_statements() -> None:
    cited, bare, dangling = (Statement("s", numbers, None) for numbers in ((1,), (), (7,)))
    assert measures.uncited_statements([cited, bare, dangling, cited], [HERE]) == 0.5
    assert measures.uncited_statements([], [HERE]) is None


def test_support_is_the_mean_of_what_is_reported() -> None:
    statements = [Statement("s", (), support) for support in (0.5, 1.0, None)]
    assert measures.support(statements) == 0.75
    assert measures.support(statements[2:]) is None


def test_grounding_is_the_share_of_words_that_the_cited_quotes_hold() -> None:
    deer = replace(HERE, number=2, quote="the deer slept")
    told = [Statement("In Nara. [1]", (1,), None), Statement("The deer slept.", (2,), None)]
    assert measures.grounding(told, [HERE, deer]) == 0.75
    exchanged = [replace(told[0], citations=(2,)), replace(told[1], citations=(1,))]
    assert measures.grounding(exchanged, [HERE, deer]) == 0.0
    both = [Statement("Nara deer", (1, 2), None)]
    assert measures.grounding(both, [HERE, deer]) == 1.0
    twice = [Statement("Nara, Nara", (1,), None)]
    assert measures.grounding(twice, [HERE]) == 0.5, "a word counts as often as it is quoted"


def test_grounding_needs_words_and_takes_no_quote_for_none() -> None:
    assert measures.grounding([], [HERE]) is None
    assert measures.grounding([Statement("[1]", (1,), None)], [HERE]) is None
    assert measures.grounding([Statement("Nara", (9,), None)], [HERE]) == 0.0
