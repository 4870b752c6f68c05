"""The socket that workers share: what waits to be accepted, and how it is shared among them."""

import errno
import socket
import time
from multiprocessing.reduction import DupFd
from typing import Any, Protocol
from weakref import WeakSet

from service.errors import ServiceError

WAITING = 2048
"""How many connections the kernel keeps until a worker accepts them."""

ACCEPTED_AT_ONCE = 1
"""How many connections a worker accepts before it looks at its others again.

Asyncio accepts as many in a row as may wait; of connections opened in one instant the first worker
to wake would take all, and keep them for as long as their clients do.
"""

_PAUSE = 0.00025
_LONGEST_PAUSE = 0.002
"""Seconds that a worker lets others go first, for each connection that it has, and at most."""


class Listener(socket.socket):
    """A listening socket that processes share, each taking about as many connections as another.

    Who has many waits a moment before it takes one more, so that who has fewer comes first; the one
    that is too late finds nothing to accept, as asyncio expects of sockets that are shared. Past
    eight connections each waits equally long, and chance shares what comes about evenly.
    """

    def __init__(
        self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None
    ) -> None:
        super().__init__(family, type, proto, fileno)
        self._open: WeakSet[socket.socket] = WeakSet()

    def listen(self, backlog: int = WAITING, /) -> None:
        """Listen with a queue of the usual length, or of `backlog` where that is more.

        Asyncio takes from one number how many may wait and how many are accepted in a row.
        """
        super().listen(max(backlog, WAITING))

    def accept(self) -> tuple[socket.socket, Any]:
        """Return a connection and the address of its client, like `socket.accept`."""
        time.sleep(min(len(self._open) * _PAUSE, _LONGEST_PAUSE))
        accepted, address = super().accept()
        self._open.add(accepted)
        return accepted, address

    def __reduce__(self) -> tuple[object, ...]:
        """Return what makes the same socket in a process that is being started."""
        return _again, (DupFd(self.fileno()),)


class _Sent(Protocol):
    def detach(self) -> int: ...


def _again(sent: _Sent) -> Listener:
    return Listener(fileno=sent.detach())


def listen(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Return a socket that listens, a Listener where processes share it.

    Raises ServiceError, naming the address and the remedy.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family, backlog=WAITING)
    except (OSError, UnicodeError) as error:
        raise ServiceError(f"cannot listen on {host}:{port}: {_remedy(error)}") from error
    if shared:
        listener = Listener(fileno=listener.detach())
    # Accepted sockets inherit it. Asyncio sets it only where a socket names its protocol, and
    # without it the end of each response waits 40 ms for the client to acknowledge the head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.set_inheritable(True)
    return listener


def _remedy(error: OSError | UnicodeError) -> str:
    if isinstance(error, UnicodeError):
        return "that is no host name; name an address of this machine with --host"
    if error.errno == errno.EADDRINUSE:
        return "another process does already; choose another with --port, or stop that one"
    if error.errno == errno.EACCES:
        return "only root may use ports below 1024; choose another with --port"
    return f"{error.strerror}; name an address of this machine with --host"
