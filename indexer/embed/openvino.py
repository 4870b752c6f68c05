"""The packaged model in OpenVINO: the same vectors as torch, several times faster on a CPU.

The converted graph is kept in the user's cache folder, so that a later start needs no torch.
"""

import importlib.util
import threading
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from indexer.embed.convert import convert, load_openvino
from indexer.embed.graph import cached_graph
from indexer.embed.packaged import VerifiedModel
from indexer.embed.quantise import VERSION, quantise
from indexer.errors import ModelError

if TYPE_CHECKING:
    import openvino
    from tokenizers import Tokenizer

DIMENSION = 384
MAX_TOKENS = 256
BATCH = 16
BULK = 64
"""Texts from which on several requests at a time pay."""

SHORT_TOKENS = 64
"""Up to so many tokens a text is a question: the weights are read for longer than it is computed,
so that a second core would mostly wait."""

Floats = NDArray[np.float32]
Inputs = tuple[NDArray[np.int64], NDArray[np.int64]]


def is_available() -> bool:
    """Tell whether OpenVINO is installed."""
    return importlib.util.find_spec("openvino") is not None


class OpenVINOEmbedder:
    """Length-sorted batches through one compiled graph; safe to call from several threads.

    A few questions go through one core, as others want the rest; a few texts through one request
    with all cores, for the least delay; many through one request a core. How many cores it was does
    not show in the vectors. `int8` trades a cosine of about 0.996 for speed and has an identity of
    its own.
    """

    dimension = DIMENSION

    def __init__(self, verified: VerifiedModel, *, int8: bool = False) -> None:
        name, _, weights = verified.identity.partition("@")
        self.model = f"{name}-int8@{weights}.{VERSION}" if int8 else verified.identity
        self._tokenizer = _tokenizer(verified.path)
        self._ov = load_openvino()
        self._core = core()
        self._graph = _read(self._core, self._path(verified, int8))
        self._for_questions = _Requests(self._compile("LATENCY", INFERENCE_NUM_THREADS=1))
        self._bulk_lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors of shape (len(texts), 384); texts past 256 tokens are cut there."""
        ids = self._tokens(texts)
        vectors = np.empty((len(texts), DIMENSION), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda row: -len(ids[row]))
        batches = [by_length[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        if len(texts) >= BULK:
            self._infer_all(ids, batches, vectors)
        else:
            short = all(len(each) <= SHORT_TOKENS for each in ids)
            requests = self._for_questions if short else self._for_texts
            for rows in batches:
                vectors[rows] = requests.infer(_padded([ids[row] for row in rows]))
        return vectors

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        # A lone surrogate, as a mangled question brings it, is nothing that a tokenizer takes.
        whole = [text.encode("utf-8", "replace").decode() for text in texts]
        return [encoding.ids for encoding in self._tokenizer.encode_batch(whole)]

    def _infer_all(self, ids: list[list[int]], batches: list[list[int]], vectors: Floats) -> None:
        with self._bulk_lock:
            queue = self._queue
            queue.set_callback(
                lambda request, rows: vectors.__setitem__(rows, request.get_output_tensor(0).data)
            )
            for rows in batches:
                queue.start_async(list(_padded([ids[row] for row in rows])), rows)
            queue.wait_all()

    @cached_property
    def _for_texts(self) -> "_Requests":
        return _Requests(self._compile("LATENCY"))

    @cached_property
    def _queue(self) -> Any:
        return self._ov.AsyncInferQueue(self._compile("THROUGHPUT"))

    def _compile(self, hint: str, **more: object) -> "openvino.CompiledModel":
        options = {
            "PERFORMANCE_HINT": hint,
            "INFERENCE_PRECISION_HINT": _precision(self._core),
            **more,
        }
        return self._core.compile_model(self._graph, "CPU", options)

    def _path(self, verified: VerifiedModel, int8: bool) -> Path:
        def whole() -> Path:
            return cached_graph(verified.identity, self._ov, lambda: convert(verified, self._ov))

        def quantised() -> Any:
            graph = _read(self._core, whole())
            return quantise(graph, lambda texts: _padded(self._tokens(texts)))

        return cached_graph(self.model, self._ov, quantised) if int8 else whole()


class _Requests:
    """One request a thread to a compiled graph."""

    def __init__(self, compiled: "openvino.CompiledModel") -> None:
        self._compiled = compiled
        self._local = threading.local()

    def infer(self, inputs: Inputs) -> Floats:
        """Return the vectors of padded `inputs`."""
        if not hasattr(self._local, "request"):
            self._local.request = self._compiled.create_infer_request()
        outputs = self._local.request.infer(list(inputs))
        return np.asarray(outputs[0], dtype=np.float32)


@cache
def core() -> Any:
    """Return the one core of this process.

    Each brings a stack for signal handlers, which it frees at its end: of two, one leaves the
    system with a stack that is gone, and the next Ctrl-C ends in a crash.
    """
    return load_openvino().Core()


def _tokenizer(folder: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _padded(batch: list[list[int]]) -> Inputs:
    shape = (len(batch), max(map(len, batch)))
    tokens = np.zeros(shape, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.int64)
    for row, ids in enumerate(batch):
        tokens[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    return tokens, mask


def _read(core: Any, path: Path) -> Any:
    try:
        return core.read_model(path)
    except RuntimeError as error:
        raise ModelError(
            f"cannot read the converted model {path}; "
            f"delete {path.parent}, it will be made again: {str(error).splitlines()[-1]}"
        ) from error


def _precision(core: Any) -> str:
    """bf16 only where the processor computes in it; elsewhere it is emulated, and very slow."""
    return "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
