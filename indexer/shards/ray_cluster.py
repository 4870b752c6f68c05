"""Ray: found, connected to, and explained when it is not there."""

import importlib
import os
import socket
from typing import Any

from indexer.errors import IndexerError

LOCAL = "local"
"""The address that means: start a cluster on this machine, and end it with the command."""

AUTO = "auto"
"""The address by which Ray finds the cluster that this machine belongs to."""

KNOCK_SECONDS = 5.0
_HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
_SETTINGS = b"\x04"
"""How HTTP/2 begins, on which Ray speaks gRPC: the type of the frame that each sends first."""


def ray_module(module: str) -> Any:
    """Return a module of Ray. Raises IndexerError naming the extra when it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise IndexerError(
            f"a cluster takes Ray, which is not installed ({error}); run "
            "`pip install 'dateline[cluster]'`"
        ) from error


def connect(address: str) -> Any:
    """Return the module `ray`, connected to the cluster at `address`.

    Raises IndexerError when Ray is not installed or nothing answers there.
    """
    ray = ray_module("ray")
    if ray.is_initialized():
        return ray
    options: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
    if address == LOCAL:
        # Ray makes its workers give way to all else on a machine; a shard that waits for them
        # makes every question wait.
        os.environ.setdefault("RAY_worker_niceness", "0")
        options |= {"address": "local", "include_dashboard": False}
    else:
        options["address"] = address
    try:
        _knock(address)
        ray.init(**options)
    except (OSError, ValueError, RuntimeError) as error:
        told = " ".join(str(error).split())
        raise IndexerError(
            f"no Ray cluster answers at {address!r} ({told[:200]}); start one with `ray start "
            "--head` and give its address, HOST:PORT, or `local` for one on this machine"
        ) from error
    return ray


def _knock(address: str) -> None:
    """Raise OSError or ValueError when nothing listens at `address`: Ray itself waits minutes."""
    if address in (LOCAL, AUTO):
        return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError("it is not of the form HOST:PORT")
    with socket.create_connection((host.strip("[]"), int(port)), KNOCK_SECONDS) as there:
        if not os.environ.get("RAY_USE_TLS"):
            there.sendall(_HELLO)
            if there.recv(9)[3:4] != _SETTINGS:
                raise ValueError("what listens there is not Ray")
