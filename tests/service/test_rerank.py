"""A cross-encoder reorders the first articles by their best passages, beside the ranking."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.errors import ModelError
from indexer.record import ArticleFacts
from service.rerank import TOP, CrossEncoderReranker, create_reranker, reranked
from service.retrieve import ArticleHit

QUESTION = "Why did the dam break?"


class LikesTheWord:
    """Scores a passage 1 when it holds the word, else 0."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.asked: list[Sequence[str]] = []

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(passages)
        return np.array([self.word in passage for passage in passages], dtype=np.float32)


def hit(number: int, score: float) -> ArticleHit:
    facts = ArticleFacts(number, f"a{number}", None, None, None, "test", None, None, None, ())
    return ArticleHit(facts, score, {}, ())


def texts(hits: Sequence[ArticleHit]) -> list[str]:
    return [f"passage {each.article.number}." for each in hits]


def test_what_the_reranker_likes_comes_first() -> None:
    hits = [hit(number, 1.0 - number / 100) for number in range(4)]
    ordered = reranked(hits, QUESTION, LikesTheWord("passage 1."), texts)
    assert [each.article.number for each in ordered] == [1, 0, 2, 3]
    assert ordered[0].features["reranker"] == 1.0


def test_a_judge_of_nothing_changes_nothing() -> None:
    hits = [hit(number, 1.0 - number / 100) for number in range(4)]
    ordered = reranked(hits, QUESTION, LikesTheWord("absent"), texts)
    assert [each.article.number for each in ordered] == [0, 1, 2, 3]


def test_only_the_first_are_read() -> None:
    hits = [hit(number, -number / 100) for number in range(TOP + 5)]
    judge = LikesTheWord(f"passage {TOP + 1}.")
    ordered = reranked(hits, QUESTION, judge, texts)
    assert len(judge.asked[0]) == TOP
    assert [each.article.number for each in ordered] == list(range(TOP + 5))


@pytest.mark.parametrize("count", [0, 1])
def test_there_is_nothing_to_reorder(count: int) -> None:
    judge = LikesTheWord("passage")
    assert len(reranked([hit(0, 1.0)][:count], QUESTION, judge, texts)) == count
    assert judge.asked == []


def test_without_a_name_there_is_no_reranker() -> None:
    assert create_reranker(None) is None
    assert create_reranker("") is None


def test_a_missing_model_is_named_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    judge = create_reranker(str(tmp_path / "empty"))
    assert judge is not None
    with pytest.raises(ModelError, match="empty.*DATELINE_RERANKER"):
        judge.scores(QUESTION, ["The dam broke."])


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a cross-encoder with random weights and a vocabulary of a few words."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("cross-encoder")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "dam", "broke", "water", "why", "the"]
    (folder / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, num_labels=1, max_position_embeddings=64,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_a_cross_encoder_from_a_folder_scores_each_passage(tiny: Path) -> None:
    judge = CrossEncoderReranker(str(tiny))
    passages = ["the dam broke", "water", "the dam broke"]
    scores = judge.scores(QUESTION, passages)
    assert scores.shape == (3,)
    assert scores[0] == pytest.approx(scores[2], abs=1e-5)
    assert scores[0] != pytest.approx(scores[1], abs=1e-7)
