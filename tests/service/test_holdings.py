"""Which shards lie in one process, and what happens to them when it, or one of them, is lost."""

import pickle
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from indexer.errors import IndexMissing
from indexer.shards.layout import read_layout
from service.cluster.fan import Fan
from service.cluster.holder import ShardHolder
from service.cluster.holdings import holding_of, holdings, name_of, processors
from service.cluster.index import ShardedIndex
from service.cluster.placement import find_room
from service.cluster.ray_serve import APP, _held, transport_to
from service.cluster.ray_transport import RayTransport
from service.settings import Settings
from tests.shard_parts import corpus, index_shards

SHARDS = 4


class ActorDied(Exception):
    """What Ray raises for an actor that is gone."""


class Silent(Exception):
    """What Ray raises when nothing came in time."""


class Actor:
    """A holder as Ray shows it, in this process; it raises when it is waited for and `dead`."""

    def __init__(self, root: Path, holding: range, name: str) -> None:
        self.inner = ShardHolder(str(root), holding)
        self.dead = False
        self.slow: set[int] = set()
        self.calls = 0
        self.call = SimpleNamespace(remote=self._call)
        self._actor_id = SimpleNamespace(hex=lambda: name)

    def _call(self, block: bytes) -> tuple["Actor", bytes]:
        self.calls += 1
        return self, block


class Handle:
    """What Serve gives to call replicas by: they tell their actors in turn."""

    def __init__(self, actors: list[Actor]) -> None:
        self._actors = actors
        self._turn = 0
        self.holder = SimpleNamespace(remote=self._next)

    def _next(self) -> Any:
        self._turn += 1
        alive = [actor for actor in self._actors if not actor.dead] or self._actors
        actor = alive[self._turn % len(alive)]
        return SimpleNamespace(result=lambda timeout_s: actor)


def _get(reference: tuple[Actor, bytes], timeout: float) -> bytes:
    actor, block = reference
    if actor.dead:
        raise ActorDied("the actor died")
    if actor.slow & pickle.loads(block)[1].keys():
        raise Silent
    return actor.inner.call(block)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("held")
    index_shards(folder, corpus()[:12], SHARDS)
    return folder


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = ("NodeDiedError", "WorkerCrashedError", "ObjectLostError", "TaskCancelledError")
    errors = dict.fromkeys(("RayActorError", *kinds), ActorDied)
    there = SimpleNamespace(get=_get, exceptions=SimpleNamespace(GetTimeoutError=Silent, **errors))
    monkeypatch.setattr("service.cluster.ray_transport.ray_module", lambda name: there)


Actors = Mapping[range, list[Actor]]


def held_twice(root: Path) -> tuple[Actors, Fan]:
    """Return two holders of two shards, each twice, and what calls them."""
    actors = {
        holding: [Actor(root, holding, f"{holding.start}-{copy}") for copy in range(2)]
        for holding in holdings(SHARDS, 2)
    }
    transport = RayTransport({holding: Handle(held) for holding, held in actors.items()})
    return actors, Fan(transport)


def test_holders_are_as_many_as_processors_and_no_more_than_shards() -> None:
    assert holdings(4, 2) == (range(2), range(2, 4))
    assert holdings(4, 64) == tuple(range(shard, shard + 1) for shard in range(4))
    assert holdings(5, 2) == (range(3), range(3, 5))
    assert holdings(4, 3) == (range(2), range(2, 4))  # a third process would be no quicker
    assert holdings(4, 0) == holdings(4, 1) == (range(4),)


@pytest.mark.parametrize("shards", [1, 7, 40])
@pytest.mark.parametrize("holders", [1, 3, 8, 40])
def test_each_shard_is_held_once_and_named(shards: int, holders: int) -> None:
    held = holdings(shards, holders)
    assert len(held) <= holders
    assert [shard for holding in held for shard in holding] == list(range(shards))
    assert [holding_of(name_of(holding)) for holding in held] == list(held)
    assert holding_of("router") is None


def test_processors_are_those_of_the_machines_that_live() -> None:
    nodes = [
        {"Alive": True, "Resources": {"CPU": 2.0}},
        {"Alive": True, "Resources": {}},
        {"Alive": False, "Resources": {"CPU": 8.0}},
    ]
    assert processors(nodes) == 2


def machines(*memory: float) -> list[dict[str, Any]]:
    return [{"Alive": True, "Resources": {"CPU": 1.0, "memory": each}} for each in memory]


def test_what_is_held_must_fit_a_machine_and_not_only_all_of_them() -> None:
    three = machines(4.5, 4.5, 4.5)
    assert not find_room(three, [(0.2, 2.7)] * 2, copies=2, apart=1)  # 10.8 of 13.5, and no place
    assert find_room(three, [(0.1, 1.5)] * 4, copies=2, apart=1)
    assert not find_room(three, [(0.1, 1.0)], copies=4, apart=1)
    assert not find_room(machines(9.0), [(0.6, 1.0)], copies=2, apart=2)
    dead = {"Alive": False, "Resources": {"CPU": 9.0, "memory": 9.0}}
    assert not find_room([dead], [(0.1, 1.0)], copies=1, apart=1)


def test_shards_are_held_apart_where_no_machine_has_room_for_two(root: Path) -> None:
    settings = Settings(index=root, replicas=1)
    assert _held(settings, read_layout(root), machines(9e9)) == holdings(SHARDS, 1)
    assert _held(settings, read_layout(root), machines(*[4e8] * 4)) == holdings(SHARDS, SHARDS)
    told = settings.model_copy(update={"holders": 2})
    assert _held(told, read_layout(root), machines(*[4e8] * 4)) == holdings(SHARDS, 2)


def test_shards_that_are_held_together_take_one_call(root: Path, ray: None) -> None:
    actors, fan = held_twice(root)
    healths = fan.all("health").found
    assert sum(health.articles for health in healths.values()) == 12
    assert [sum(actor.calls for actor in held) for held in actors.values()] == [1, 1]


def test_the_deployed_application_tells_who_holds_what(root: Path, ray: None) -> None:
    held = holdings(SHARDS, 2)
    actors = {name_of(holding): Actor(root, holding, name_of(holding)) for holding in held}
    names = dict.fromkeys(["router", *actors])
    serve = SimpleNamespace(
        status=lambda: SimpleNamespace(applications={APP: SimpleNamespace(deployments=names)}),
        get_deployment_handle=lambda name, app: Handle([actors[name]]),
    )
    transport = transport_to(serve)
    assert transport.shards == SHARDS
    assert Fan(transport).all("health").found.keys() == set(range(SHARDS))
    assert [actor.calls for actor in actors.values()] == [1, 1]


def test_a_lost_holder_costs_no_shard_while_the_other_lives(root: Path, ray: None) -> None:
    actors, fan = held_twice(root)
    before = fan.all("health").found
    for dead in actors[range(2)]:
        fan.all("health")  # so that both are known
        dead.dead = True
        replies = [fan.all("health") for _ in range(3)]
        assert all(not reply.lost and reply.found == before for reply in replies)
        dead.dead = False
    assert fan.retries >= 2 and not fan.down


def test_shards_are_lost_with_both_holders_and_come_back(root: Path, ray: None) -> None:
    actors, fan = held_twice(root)
    index = ShardedIndex(root, read_layout(root), fan, probe=False)
    for actor in actors[range(2, 4)]:
        actor.dead = True
    assert fan.all("health").lost == {2, 3}
    assert index.lost == [2, 3]
    for actor in actors[range(2, 4)]:
        actor.dead = False
    index.probe()
    assert index.lost == []


def test_a_slow_shard_takes_no_other_with_it(root: Path, ray: None) -> None:
    actors, fan = held_twice(root)
    for actor in actors[range(2)]:
        actor.slow = {0}
    assert fan.all("health").lost == {0}
    assert fan.down == {0}
    for actor in actors[range(2)]:
        actor.slow = set()
    assert not fan.all("health", probe=True).lost


def test_a_copy_that_lacks_a_shard_is_not_asked_for_it_again(
    root: Path, ray: None, tmp_path: Path
) -> None:
    shutil.copytree(root, tmp_path / "many")
    record = tmp_path / "many" / read_layout(root).folder_name(1) / "record.sqlite"
    record.unlink()
    whole, lacking = Actor(root, range(2), "whole"), Actor(tmp_path / "many", range(2), "lacking")
    fan = Fan(RayTransport({range(2): Handle([whole, lacking])}))
    assert all(not fan.all("health").lost for _ in range(20))
    assert lacking.calls == fan.retries == 1


def test_one_shard_that_cannot_be_opened_takes_no_other_with_it(
    root: Path, ray: None, tmp_path: Path
) -> None:
    shutil.copytree(root, tmp_path / "many")
    layout = read_layout(root)
    record = tmp_path / "many" / layout.folder_name(1) / "record.sqlite"
    record.rename(tmp_path / "away")
    actor = Actor(tmp_path / "many", range(2), "only")
    fan = Fan(RayTransport({range(2): Handle([actor])}))
    assert fan.all("health").lost == {1}
    (tmp_path / "away").rename(record)
    actor.inner._tried(1, actor.inner._renew)  # as it does every some seconds
    assert not fan.all("health", probe=True).lost


def test_a_holder_none_of_whose_shards_can_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="there is no index in shards"):
        ShardHolder(str(tmp_path), range(2))
