"""What every test stands on: no screen, no home directory of a real person, nothing left running."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.private_postgres import PrivatePostgres

# Before anything imports Qt or asks for the platform's data folder.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
_DATA_HOME = tempfile.mkdtemp(prefix="station-test-data-")
os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = _DATA_HOME
for _name in ("STATION_PASSWORD", "STATION_NEW_PASSWORD", "QT_IM_MODULE"):
    os.environ.pop(_name, None)

# The machine may be busy: how long an example takes proves nothing.
settings.register_profile("station", deadline=None, database=None, print_blob=True)
settings.load_profile("station")


def pytest_unconfigure() -> None:
    """Take the invented data folder away again."""
    shutil.rmtree(_DATA_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """One server for all tests that only want a database of their own in it."""
    with PrivatePostgres() as server:
        yield server


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fail a test after which a thread runs on that was not there before.

    A hub that serves a whole file of tests adds to its threads when it likes; they end with it.
    """
    before = set(threading.enumerate())
    served = any(t.name == "live-hub" for t in before)
    yield
    left = [
        t
        for t in threading.enumerate()
        if t not in before and not (served and t.name == "AnyIO worker thread")
    ]
    for thread in left:
        thread.join(timeout=5)
    names = [t.name for t in left if t.is_alive()]
    if names:
        pytest.fail(f"threads left running: {', '.join(names)}")
