"""A running hub, on one SQLite file or on PostgreSQL, and stations enrolled with it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.hub.client import HubClient
from tests.fakes.replica import Replica, office
from tests.live_hub import LiveHub, fresh_hub, sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LiveHub]:
    """Every test of the hub runs on both databases."""
    lite = request.param == "sqlite"
    url = sqlite_url(tmp_path) if lite else request.getfixturevalue("postgres").url()
    with LiveHub(fresh_hub(url)) as running:
        yield running


Enrolled = Callable[..., tuple[Replica, HubClient]]


@pytest.fixture
def enrolled(hub: LiveHub) -> Iterator[Enrolled]:
    """Makes a station of office number n at a window, and its line."""
    lines: list[HubClient] = []

    def make(number: int = 1, window: int = 1) -> tuple[Replica, HubClient]:
        replica = Replica(office(number), window)
        lines.append(replica.enrolled(hub.engine, hub.address))
        return replica, lines[-1]

    yield make
    for line in lines:
        line.close()
