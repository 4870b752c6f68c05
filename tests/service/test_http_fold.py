"""The service folds what was sent in into a generation, so that a long run of posts stays quick."""

from pathlib import Path
from time import sleep

import pytest
from http_service import ADMIN, build_index, serving

from indexer import generation, publish
from indexer.lock import publisher_lock


def test_many_posts_are_folded_into_a_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "SMALLEST_FOLD", 2)
    folder = build_index(tmp_path / "index")
    before = generation.newest(folder)
    with serving(folder) as client:
        for number in range(4):
            article = {"id": f"n{number}", "text": f"Ferry number {number} sailed at noon."}
            assert client.post("/v1/articles", json=article, headers=ADMIN).is_success
        for _ in range(500):  # it is folded beside the posts
            if generation.newest(folder) > before:
                break
            sleep(0.02)
        assert generation.newest(folder) > before
        assert client.get("/v1/articles/n3").json()["id"] == "n3"
        assert client.get("/readyz").json()["generation"] == generation.newest(folder)


def test_posts_are_taken_and_found_while_a_generation_is_published(tmp_path: Path) -> None:
    folder = build_index(tmp_path / "index")
    with serving(folder) as client, publisher_lock(folder):
        for name in ("one", "two"):
            article = {"id": name, "text": f"Ferry {name} sailed at noon."}
            assert client.post("/v1/articles", json=article, headers=ADMIN).status_code == 201
            assert client.get(f"/v1/articles/{name}").is_success
