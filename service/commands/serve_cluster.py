"""`dateline serve --cluster`: the service on Ray, until it is stopped."""

import signal
import sys
import threading
from importlib import import_module

from indexer.shards.ray_cluster import LOCAL
from service.settings import Settings

_SERVE = "service.cluster.ray_serve"
"""Named, not imported: it needs the web framework, for which no other command should wait."""


def serve_cluster(settings: Settings) -> None:
    """Serve an index in shards on the cluster in the settings, until SIGINT or SIGTERM.

    Raises IndexerError or ServiceError, each with its remedy.
    """
    stopped = threading.Event()
    print(f"Starting shards on the cluster {settings.cluster} ...", file=sys.stderr)
    served = import_module(_SERVE)
    serve = served.deploy(settings)
    # After the start, which sets handlers of its own.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    print(
        f"Dateline is at http://{settings.host}:{settings.port}/ (Ctrl-C ends it)", file=sys.stderr
    )
    stopped.wait()
    if settings.cluster == LOCAL:
        serve.shutdown()
    else:
        serve.delete(served.APP)
