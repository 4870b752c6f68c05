"""The service folds what was sent in into a generation, so that a long run of posts stays quick."""

from pathlib import Path

import pytest
from http_service import ADMIN, build_index, serving

from indexer import generation, publish


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
        assert generation.newest(folder) > before
        assert client.get("/v1/articles/n3").json()["id"] == "n3"
        assert client.get("/readyz").json()["generation"] == generation.newest(folder)
