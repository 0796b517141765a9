from collections.abc import Iterator

import pytest

from audiocast.models import Episode, Show
from tests.feed.answers import Apps
from tests.requirements import require_npm
from tests.samples import EPISODE, SHOW


@pytest.fixture
def show() -> Show:
    return SHOW


@pytest.fixture
def episode() -> Episode:
    return EPISODE


@pytest.fixture(scope="session")
def apps() -> Iterator[Apps]:
    require_npm("podcast-partytime")
    running = Apps(require_npm("feedsmith").parent)
    yield running
    running.close()
