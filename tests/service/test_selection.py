"""Which sentences and phrases the extractive generator chooses."""

import numpy as np
import pytest
from generate_parts import article, evidence

from indexer.record import StoredArticle
from indexer.sentences import Span
from service.forms import Form, phrases_in
from service.generate import extractive
from service.generate.agreement import PHRASE_FEATURES, key_of
from service.generate.candidates import rank_sentences
from service.generate.extractive import ExtractiveGenerator
from service.generate.selector import (
    CHOICE_FEATURES,
    PARTS,
    Weights,
    default_weights,
    read,
    softmax,
)
from service.generate.sentences import SENTENCE_FEATURES, read_sentences
from service.phrase import stands_alone

WHO = "Who opened the Alder Bridge?"
ONE = "Mayor Ines Calloway opened the Alder Bridge on Monday. Boats sounded their horns for her."
TWO = "Crowds cheered as Ines Calloway opened the Alder Bridge. Traffic flowed by noon that day."
OTHER = "Hugo Brandt watched from the old quay. The Alder Bridge had been closed for two years."


def of(*texts: str) -> list[StoredArticle]:
    return [article(text, number) for number, text in enumerate(texts, 1)]


def column(question: str, *texts: str, name: str) -> list[float]:
    _, features = read_sentences(evidence(*of(*texts), question=question))
    return list(features[:, SENTENCE_FEATURES.index(name)])


def test_every_sentence_has_every_feature_and_none_is_read_twice() -> None:
    found = evidence(*of(ONE, TWO), question=WHO)
    doubled = type(found)(found.question, found.retrieval, found.passages * 2)
    sentences, features = read_sentences(doubled)
    assert len(sentences) == 4 and features.shape == (4, len(SENTENCE_FEATURES))
    assert np.isfinite(features).all()


def test_features_tell_what_they_are_named_for() -> None:
    assert column(WHO, "Was it open at last? He said that it was.", name="asks") == [1, 0]
    assert column(WHO, "Was it open at last? He said that it was.", name="goes_on") == [0, 1]
    assert column(WHO, ONE, TWO, name="first") == [1, 1, 0, 0]
    assert column("Which bridge is it?", ONE, name="head") == [1, 0]


def test_a_phrase_that_two_articles_hold_is_likelier() -> None:
    reading = read(evidence(*of(ONE, OTHER, TWO), question=WHO), default_weights().words)
    held = {
        proposal.key: features[PHRASE_FEATURES.index("articles")]
        for proposal, features in zip(reading.proposals, reading.phrases, strict=True)
    }
    assert held["ines calloway"] > 0 and held["hugo brandt"] > 0
    ranking = rank_sentences(evidence(*of(ONE, OTHER, TWO), question=WHO))
    assert ranking.candidates[0].phrase and "calloway" in ranking.candidates[0].phrase.key
    assert ranking.shares.sum() == pytest.approx(1)


def test_the_answer_leads_and_carries_its_phrase() -> None:
    draft = ExtractiveGenerator().generate(evidence(*of(OTHER, ONE), question=WHO), 60)
    assert "Calloway opened" in draft.statements[0].text
    assert draft.short == ("Mayor Ines Calloway", 0)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Which mayor opened the Alder Bridge?", True),
        ("What prompted the crowds at the Alder Bridge to cheer?", False),
        ("Why did crowds cheer at the Alder Bridge?", False),
    ],
)
def test_no_phrase_is_put_forward_where_no_kind_is_asked_for(question: str, short: bool) -> None:
    draft = ExtractiveGenerator().generate(evidence(*of(ONE, TWO), question=question), 60)
    assert draft.statements and (draft.short is not None) is short


def test_where_several_are_asked_for_the_list_is_the_short_answer() -> None:
    told = "Norway and Sweden signed the Alder Bridge treaty on Monday, the council said."
    draft = ExtractiveGenerator().generate(
        evidence(*of(told, OTHER), question="Which two countries signed the treaty?"), 60
    )
    assert draft.short == ("Norway and Sweden", 0)


@pytest.mark.parametrize(
    ("text", "phrase", "alone"),
    [
        ("Ardenia's bridge", "Ardenia", False), ("in Ardenia, he", "Ardenia", True),
        ("a 17-year-old", "17", False), ("aged 17.", "17", True), ("the post-2010", "2010", False),
        ("Marais' house", "Marais", False), ("called ‘Ember’ by", "Ember", True),
        ("called ‘Embers’ by", "Embers", True), ("called 'Ashes' by", "Ashes", True),
    ],
)  # fmt: skip
def test_whether_a_phrase_stands_by_itself(text: str, phrase: str, alone: bool) -> None:
    start = text.index(phrase)
    assert stands_alone(text, Span(start, start + len(phrase))) is alone


@pytest.mark.parametrize("words", [8, 12, 20, 60])
def test_no_more_words_are_told_than_allowed(words: int) -> None:
    draft = ExtractiveGenerator().generate(evidence(*of(ONE, TWO, OTHER), question=WHO), words)
    assert sum(len(statement.text.split()) for statement in draft.statements) <= words


def test_a_near_repeat_is_told_once() -> None:
    again = "On Monday, Mayor Ines Calloway opened the Alder Bridge. Rain fell all of the night."
    draft = ExtractiveGenerator().generate(evidence(*of(ONE, again), question=WHO), 60)
    assert sum("opened the Alder Bridge" in statement.text for statement in draft.statements) == 1


def test_evidence_without_sentences_gives_no_draft() -> None:
    draft = ExtractiveGenerator().generate(evidence(question=WHO), 60)
    assert draft.statements == () and draft.confidence == 0.0


@pytest.mark.parametrize("question", ["Did it open?", "Why did it open?", "???", "Who?"])
def test_questions_without_a_phrase_are_answered_in_sentences(question: str) -> None:
    draft = ExtractiveGenerator().generate(evidence(*of(ONE, TWO), question=question), 60)
    assert draft.statements


def test_the_weights_in_use_name_features_that_exist() -> None:
    names = default_weights().as_names()
    assert {part: tuple(weights) for part, weights in names.items()} == PARTS
    assert Weights.named(names).as_names() == names
    assert len(default_weights().choice) == len(CHOICE_FEATURES)


def test_shares_of_nothing_are_none_and_large_scores_do_not_overflow() -> None:
    assert softmax(np.zeros(0)).shape == (0,)
    assert softmax(np.array([1e4, 0.0])).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("words", "key"),
    [("The Tower", "tower"), ("Krol’s", "krol"), ("U.S.", "u.s"), ("$4.5 million", "4.5 million")],
)
def test_a_phrase_is_known_however_it_is_written(words: str, key: str) -> None:
    assert key_of(words) == key


@pytest.mark.parametrize(
    ("sentence", "form", "phrase"),
    [
        ("It cost $4.5 million.", Form.MONEY, "$4.5 million"),
        ("It cost £24m in all.", Form.MONEY, "£24m"),
        ("It took six years.", Form.MEASURE, "six years"),
        ("It rose 13 per cent.", Form.PERCENT, "13 per cent"),
        ("He sang “The Long Quay,” then left.", Form.TITLE, "The Long Quay"),
        ("They left Papua New Guinea.", Form.COUNTRY, "Papua New Guinea"),
        ("The U.S. agreed.", Form.COUNTRY, "U.S."),
    ],
)
def test_phrases_by_their_form(sentence: str, form: Form, phrase: str) -> None:
    found = [sentence[p.start : p.end] for p in phrases_in(sentence) if p.form is form]
    assert phrase in found


def test_only_the_forms_that_are_wanted_are_looked_for() -> None:
    found = phrases_in("Ada Krol paid $4 on 3 May.", frozenset([Form.MONEY]))
    assert {phrase.form for phrase in found} == {Form.MONEY}


def test_of_sentences_about_as_good_those_of_another_article_come_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = (
        "Mayor Ines Calloway opened the Alder Bridge on Monday. "
        "Calloway opened the road to the Alder Bridge in person, with her two daughters."
    )
    other = "The Alder Bridge road was opened at noon by a mayor whom crowds of people cheered."
    found = evidence(*of(one, other), question=WHO)

    def told() -> list[str]:
        statements = ExtractiveGenerator().generate(found, 60).statements
        return [statement.quotes[0].article.id for statement in statements]

    assert told()[:2] == ["a1", "a2"]
    monkeypatch.setattr(extractive, "_VARIETY", -100.0)
    assert told()[:2] == ["a1", "a1"]
