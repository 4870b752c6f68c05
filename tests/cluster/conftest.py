"""A Ray cluster of a head and two nodes on this machine, for each module that asks for one."""

import os
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def nodes() -> Iterator[Any]:
    """Yield a cluster of a head and two nodes."""
    ray = pytest.importorskip("ray", reason="needs `pip install 'dateline[cluster]'`")
    from ray.cluster_utils import Cluster

    os.environ.setdefault("RAY_worker_niceness", "0")
    os.environ["RAY_SERVE_PROXY_LOCATION"] = "HeadOnly"
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 2})
    for _ in range(2):
        cluster.add_node(num_cpus=2)
    ray.init(address=cluster.address, log_to_driver=False)
    yield cluster
    ray.shutdown()
    cluster.shutdown()
