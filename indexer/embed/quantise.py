"""The graph in 8-bit integers: faster on any processor with VNNI, and nearly the same vectors.

Post-training quantisation by NNCF (Kozlov et al., Neural network compression framework,
arXiv 2002.08679), calibrated on texts that come with this package: the same graph everywhere.
"""

import importlib
import importlib.util
import io
import logging
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from typing import Any

from indexer.embed.calibration import calibration_texts
from indexer.errors import ModelError

VERSION = "1"
"""Part of the model's identity. Change it with whatever changes the vectors."""


def require_nncf() -> None:
    """Raise ModelError unless NNCF is installed."""
    if importlib.util.find_spec("nncf") is None:
        raise ModelError(
            "the int8 model is made on this machine at its first use, which needs nncf; run "
            "`pip install 'dateline[int8]'`, or leave out --model"
        )


def quantise(graph: Any, inputs_of: Callable[[Sequence[str]], Sequence[Any]]) -> Any:
    """Return `graph` in int8; `inputs_of` gives the inputs of the graph for texts.

    Takes half a minute. Raises ModelError without NNCF.
    """
    require_nncf()
    nncf = importlib.import_module("nncf")  # an extra

    logging.getLogger("nncf").setLevel(logging.ERROR)
    texts = calibration_texts()
    with redirect_stdout(io.StringIO()):  # its progress bars would mix with our data
        return nncf.quantize(
            graph,
            nncf.Dataset(texts, lambda text: list(inputs_of([text]))),
            model_type=nncf.ModelType.TRANSFORMER,
            subset_size=len(texts),
        )
