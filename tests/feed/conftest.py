import pytest

from audiocast.models import Episode, Show
from tests.samples import EPISODE, SHOW


@pytest.fixture
def show() -> Show:
    return SHOW


@pytest.fixture
def episode() -> Episode:
    return EPISODE
