from collections.abc import Iterator

import pytest

from tests.indexer.web.site import FakeClock, Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
