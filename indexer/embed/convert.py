"""The packaged model as a graph for OpenVINO: tokens in, pooled and normalised vectors out."""

import sys
import warnings
from typing import Any

from indexer.embed.packaged import VerifiedModel


def load_openvino() -> Any:
    """Return the module `openvino`, which must not report to its makers what is done here.

    See docs/decisions/telemetry.md.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def convert(verified: VerifiedModel, ov: Any) -> Any:
    """Return the graph of the model, traced from torch; takes some seconds."""
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
