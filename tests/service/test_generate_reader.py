import hashlib
from pathlib import Path

import pytest
from generate_parts import BRIDGE, POST, Quoting, article
from http_service import build_index

from indexer.sentences import Span
from service.answer import Answer, Answerer
from service.errors import GeneratorError
from service.generate import ExtractiveGenerator, Options, create_generator, gguf
from service.generate.reader import ReaderGenerator, Window, find_in


class Proposes:
    """A model that proposes a phrase, and remembers the prompt."""

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase
        self.prompts: list[str] = []

    def complete(self, prompt: str, tokens: int) -> str:
        self.prompts.append(prompt)
        return self.phrase


@pytest.fixture(scope="module")
def extractive(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return Answerer.open(build_index(tmp_path_factory.mktemp("reader") / "index"))


QUESTION = "When will the Alder Bridge open to traffic again?"


def read(answerer: Answerer, phrase: str, question: str = QUESTION) -> tuple[Answer, Proposes]:
    model = Proposes(phrase)
    generator = ReaderGenerator(ExtractiveGenerator(), model)
    return Answerer(answerer.index, answerer.embedder, generator).ask(question), model


@pytest.mark.parametrize("phrase", [" 3 May 2025", "“3 MAY  2025.”", "3 May 2025\n"])
def test_the_sentence_with_the_phrase_comes_first(extractive: Answerer, phrase: str) -> None:
    answer, _ = read(extractive, phrase)
    assert answer.short_answer and answer.short_answer.text == "3 May 2025"
    assert "3 May 2025" in answer.statements[0].text
    assert answer.generator == "reader" and answer.rejected_statements == 0
    first = answer.citations[answer.short_answer.citation - 1]
    assert "3 May 2025" in first.quote
    assert len({statement.text for statement in answer.statements}) == len(answer.statements)


@pytest.mark.parametrize(
    "phrase",
    ["", "  ", "…", "“”", "4 May 2025", "3 May 202", "a" * 5_000, ".*", "(", "[1]"],
)
def test_a_phrase_that_stands_nowhere_is_discarded(extractive: Answerer, phrase: str) -> None:
    answer, _ = read(extractive, phrase)
    plain = extractive.ask(QUESTION)
    assert answer.text == plain.text and answer.short_answer == plain.short_answer


@pytest.mark.parametrize("phrase", ["the", "to", "Alder Bridge", "the Alder Bridge"])
def test_a_phrase_that_says_nothing_new_is_discarded(extractive: Answerer, phrase: str) -> None:
    answer, _ = read(extractive, phrase)
    assert answer.text == extractive.ask(QUESTION).text


def test_a_number_is_not_found_inside_another() -> None:
    told = article("It cost 6.5 million crowns, 16 more than 1,600 years ago.")
    window = Window(told, told.sentences)
    for phrase in ("6", "5 million crowns", "1", "600"):
        assert list(find_in([window], phrase)) == []
    assert len(list(find_in([window], "6.5 million"))) == 1


def test_the_prompt_holds_the_question_and_the_windows_only(extractive: Answerer) -> None:
    _, model = read(extractive, "x")
    (prompt,) = model.prompts
    assert prompt.endswith(f"Question: {QUESTION}\nAnswer:")
    assert "3 May 2025" in prompt and len(prompt.split()) < 700


def test_a_model_is_not_asked_when_there_is_nothing_to_read(tmp_path: Path) -> None:
    answer, model = read(Answerer.open(build_index(tmp_path / "index", [])), "x")
    assert answer.abstained and model.prompts == []


def test_phrases_are_found_as_whole_words_in_one_sentence() -> None:
    bridge, post = article(BRIDGE), article(POST, 2)
    windows = [Window(each, each.sentences) for each in (bridge, post)]
    (found,) = find_in(windows, "two lanes")
    assert found.article is post
    assert POST[found.phrase.start : found.phrase.end] == "Two lanes"
    assert list(find_in(windows, "wo lanes")) == []
    assert list(find_in(windows, "the council said. Repairs to")) == []
    assert found.sentence == Span(*post.sentences[1])


class TestPackagedModel:
    @pytest.fixture(autouse=True)
    def _parts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(4):
            (tmp_path / f"part{number}").write_bytes(b"GGUF"[number : number + 1])
        monkeypatch.setattr(gguf, "_part", lambda number: tmp_path / f"part{number}")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def test_it_is_assembled_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(gguf, "SHA256", hashlib.sha256(b"GGUF").hexdigest())
        path = gguf.packaged_model()
        assert path.read_bytes() == b"GGUF" and path.is_relative_to(tmp_path / "cache")
        made = path.stat().st_mtime_ns
        assert gguf.packaged_model().stat().st_mtime_ns == made
        path.write_bytes(b"damaged")
        assert gguf.packaged_model().read_bytes() == b"GGUF"
        assert [each.name for each in path.parent.iterdir()] == [path.name]

    def test_parts_of_another_file_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(GeneratorError, match="force-reinstall"):
            gguf.packaged_model()
        assert not any((tmp_path / "cache" / "dateline").iterdir())


def test_a_missing_package_is_named_with_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(gguf, "PACKAGE", "a-package-that-nobody-has")
    with pytest.raises(GeneratorError, match=r"pip install 'dateline\[reader\]'"):
        create_generator("reader")


@pytest.mark.parametrize("content", [None, b"", b"not a model"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GeneratorError, match="DATELINE_READER_MODEL"):
        create_generator("reader", Options(reader_model=path))


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    pytest.importorskip(
        "xllamacpp", reason="the reader is not installed: pip install 'dateline[reader]'"
    )
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(GeneratorError, match="cannot load the model"):
        create_generator("reader", Options(reader_model=path))


def test_quoting_is_a_generator() -> None:
    assert ReaderGenerator(Quoting(), Proposes("x")).name == "reader"
