"""What is said when a cluster cannot embed. Ray itself is played by a few names."""

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from indexer.errors import IndexerError
from indexer.shards.ray_engine import RayEngine
from indexer.shards.stages import Known

ROOM = {"CPU": 2.0, "memory": 4e9}


class RayError(Exception):
    """Stands for the root of Ray's errors."""


class OutOfMemoryError(RayError):
    """Stands for Ray's error of this name."""


class Rows:
    """A dataset whose rows come, or fail with `error`."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def map_batches(self, *_: object, **__: object) -> "Rows":
        return self

    def iter_batches(self, **_: object) -> Iterator[dict[str, Any]]:
        raise self._error


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that puts a Ray with such room, whose rows fail so, in Ray's place."""

    def play(free: dict[str, float], error: Exception) -> None:
        anything = SimpleNamespace(
            get_node_id=lambda: "n", execution_options=SimpleNamespace(preserve_order=False)
        )
        modules: dict[str, Any] = {
            "ray": SimpleNamespace(
                is_initialized=lambda: True,
                put=lambda value: value,
                cluster_resources=lambda: ROOM,
                available_resources=lambda: free,
                get_runtime_context=lambda: anything,
                exceptions=SimpleNamespace(RayError=RayError),
            ),
            "ray.data": SimpleNamespace(
                DataContext=SimpleNamespace(get_current=lambda: anything),
                from_items=lambda items, override_num_blocks: Rows(error),
                ActorPoolStrategy=lambda **_: None,
            ),
            "ray.util.scheduling_strategies": SimpleNamespace(
                NodeAffinitySchedulingStrategy=lambda node, soft: None
            ),
        }
        for name, module in modules.items():
            monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setattr("indexer.shards.ray_engine.ROOM_SECONDS", 0.0)

    return play


@pytest.mark.parametrize(
    ("free", "error", "told"),
    [
        ({"CPU": 0.5, "memory": 4e9}, RayError(), r"no room .* 1 of CPU, and 0.5 is free; add"),
        ({"CPU": 2.0}, RayError(), r"no room .*of memory, and 0.0 is free"),
        (ROOM, OutOfMemoryError("killed"), r"out of memory, .* fewer --workers or larger machines"),
        (ROOM, RayError("node died"), r"the cluster failed \(node died\); what was committed is"),
    ],
)
def test_each_failure_names_its_remedy(
    play: Any, free: dict[str, float], error: Exception, told: str
) -> None:
    play(free, error)
    with pytest.raises(IndexerError, match=told):
        list(RayEngine("auto").run([], "fake", Known({})))
