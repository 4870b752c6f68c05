"""Embedders: texts to unit vectors. One protocol, one factory, backends a file each."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.embed import fake, hub, openvino, packaged
from indexer.errors import ModelError

Vectors = NDArray[np.float32]

DEFAULT_MODEL = packaged.NAME
INT8_MODEL = f"{packaged.NAME}-int8"
FAKE_MODEL = fake.NAME


class Embedder(Protocol):
    """Turns texts into vectors of unit length."""

    @property
    def model(self) -> str:
        """The identity of the weights; an index built with one is refused by another."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 of shape (len(texts), dimension), rows of unit length, in input order."""


def create_embedder(name: str = DEFAULT_MODEL, folder: Path | None = None) -> Embedder:
    """Return the embedder called `name`: the packaged default, the fake, or any hub model.

    `folder` overrides where the packaged model is read from. The default runs in OpenVINO where
    that is installed, else in torch; its int8 form only in OpenVINO. Raises ModelError when it
    cannot be loaded or verified.
    """
    if name == fake.NAME:
        return fake.FakeEmbedder()
    if name not in (DEFAULT_MODEL, INT8_MODEL):
        return hub.HubEmbedder(name)
    verified = packaged.locate(folder)
    if openvino.is_available():
        return openvino.OpenVINOEmbedder(verified, int8=name == INT8_MODEL)
    if name == INT8_MODEL:
        raise ModelError(f"{name} runs only in OpenVINO; run `pip install openvino`")
    return hub.HubEmbedder(str(verified.path), identity=verified.identity)


def name_of(identity: str) -> str:
    """Return the name that `create_embedder` takes for the identity in an index's manifest."""
    name = identity.partition("@")[0]
    return name if name in (DEFAULT_MODEL, INT8_MODEL) else identity


__all__ = [
    "DEFAULT_MODEL",
    "FAKE_MODEL",
    "INT8_MODEL",
    "Embedder",
    "Vectors",
    "create_embedder",
    "name_of",
]
