"""A hub of the tests' own: the real application under uvicorn on loopback, over a real database."""

import socket
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import uvicorn
from sqlalchemy import Engine
from starlette.routing import BaseRoute

from app.hub.client import Address
from app.hub.server import hub_application
from app.rulepacks import load_rulepack
from db.hub import cursors
from db.hub.engine import POOL_SIZE, open_hub_engine
from db.hub.migrate import migrate_hub
from db.hub.settings import first_settings
from db.hub.store import SqlHub


def fresh_hub(url: str, *, ca: str = "") -> Engine:
    """An engine on a database with a hub in it."""
    engine = open_hub_engine(url)
    migrate_hub(engine)
    with engine.begin() as connection:
        first_settings(connection, "云岭省信访局", ca)
    return engine


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'hub.db'}"


class LiveHub:
    """Serves until it is left; `address` is where."""

    def __init__(self, engine: Engine, pages: Callable[[SqlHub], Sequence[BaseRoute]] = lambda _: ()) -> None:
        self._papers = tempfile.TemporaryDirectory(prefix="station-papers-")
        self.papers = Path(self._papers.name)
        self.store = SqlHub(engine, load_rulepack(), self.papers)
        self.engine = engine
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = Address(f"http://127.0.0.1:{self._listener.getsockname()[1]}")
        application = hub_application(self.store, at_once=POOL_SIZE, pages=pages(self.store))
        config = uvicorn.Config(
            application, log_config=None, lifespan="on", access_log=False, proxy_headers=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="live-hub"
        )

    def __enter__(self) -> Self:
        self._thread.start()
        until = time.monotonic() + 20
        while not self._server.started:
            if time.monotonic() > until:
                raise TimeoutError("the hub did not start")
            threading.Event().wait(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self.engine.dispose()
        self._papers.cleanup()

    def settle(self) -> None:
        """Wait until everything taken in is worked up."""
        until = time.monotonic() + 60
        while True:
            while self.store.work(datetime.now(UTC)):
                pass
            with self.engine.connect().execution_options(begin="DEFERRED") as connection:
                if not any(cursors.offices_moved(connection, s) for s in (cursors.LISTS, cursors.MATCH)):
                    return
            if time.monotonic() > until:
                raise TimeoutError("the background work does not end")
            threading.Event().wait(0.02)  # another process is at it

    def raw(self, method: str, path: str, **given: object) -> httpx.Response:
        """An unsigned request as it is."""
        return httpx.request(method, self.address.url + path, timeout=20, trust_env=False, **given)  # type: ignore[arg-type]
