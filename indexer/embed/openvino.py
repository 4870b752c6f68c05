"""The packaged model in OpenVINO: the same vectors as torch, several times faster on a CPU.

The converted graph is kept in the user's cache folder, so that a later start needs no torch.
OpenVINO reports usage to its makers by default; an archive's tool must not, so its telemetry
module is kept from loading (OpenVINO then takes its own stub).
"""

import hashlib
import importlib.util
import os
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from indexer.embed.packaged import VerifiedModel
from indexer.errors import ModelError

if TYPE_CHECKING:
    import openvino

DIMENSION = 384
MAX_TOKENS = 256
BATCH = 16


def is_available() -> bool:
    """Tell whether OpenVINO is installed."""
    return importlib.util.find_spec("openvino") is not None


class OpenVINOEmbedder:
    """Length-sorted batches through one compiled graph; safe to call from several threads."""

    dimension = DIMENSION

    def __init__(self, verified: VerifiedModel) -> None:
        from tokenizers import Tokenizer

        self.model = verified.identity
        self._tokenizer = Tokenizer.from_file(str(verified.path / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._compiled = _compile(verified)
        self._requests = threading.local()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), 384); texts past 256 tokens are cut there."""
        # A lone surrogate, as a mangled question brings it, is nothing that a tokenizer takes.
        encodings = self._tokenizer.encode_batch(
            [text.encode("utf-8", "replace").decode() for text in texts]
        )
        vectors = np.empty((len(texts), DIMENSION), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda row: -len(encodings[row].ids))
        for start in range(0, len(texts), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._infer([encodings[row].ids for row in rows])
        return vectors

    def _infer(self, batch: list[list[int]]) -> NDArray[np.float32]:
        shape = (len(batch), max(map(len, batch)))
        tokens = np.zeros(shape, dtype=np.int64)
        mask = np.zeros(shape, dtype=np.int64)
        for row, ids in enumerate(batch):
            tokens[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        if not hasattr(self._requests, "request"):
            self._requests.request = self._compiled.create_infer_request()
        outputs = self._requests.request.infer([tokens, mask])
        return np.asarray(outputs[0], dtype=np.float32)


def _load_openvino() -> Any:
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def _compile(verified: VerifiedModel) -> "openvino.CompiledModel":
    ov = _load_openvino()
    core = ov.Core()
    graph = _read(core, _cached_graph(verified, ov))
    options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": _precision(core)}
    return core.compile_model(graph, "CPU", options)


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


def _cached_graph(verified: VerifiedModel, ov: Any) -> Path:
    key = hashlib.sha256(f"{verified.identity} {ov.get_version()}".encode()).hexdigest()[:16]
    folder = _cache_root() / f"openvino-{key}"
    graph = folder / "model.xml"
    if not graph.exists():
        _convert_into(verified, ov, folder)
    return graph


def _cache_root() -> Path:
    configured = os.environ.get("XDG_CACHE_HOME")
    return (Path(configured) if configured else Path.home() / ".cache") / "dateline"


def _convert_into(verified: VerifiedModel, ov: Any, folder: Path) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".converting-"))
    except OSError as error:
        raise ModelError(
            f"cannot write the converted model under {folder.parent}: {error}; "
            "set XDG_CACHE_HOME to a folder that can be written"
        ) from error
    try:
        ov.save_model(_convert(verified, ov), temporary / "model.xml", compress_to_fp16=False)
        try:
            temporary.rename(folder)
        except OSError:  # another process converted it meanwhile
            if not (folder / "model.xml").exists():
                raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _convert(verified: VerifiedModel, ov: Any) -> Any:
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tracing and of names that are to change
        return _trace(verified, ov)


def _trace(verified: VerifiedModel, ov: Any) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer

    transformer = SentenceTransformer(
        str(verified.path),
        device="cpu",
        local_files_only=True,
        model_kwargs={"attn_implementation": "eager"},
    )

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = transformer

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            return torch.nn.functional.normalize(self.inner(features)["sentence_embedding"], dim=1)

    example = torch.ones((2, 8), dtype=torch.long)
    with torch.no_grad():
        return ov.convert_model(
            Pooled().eval(), example_input={"input_ids": example, "attention_mask": example}
        )
