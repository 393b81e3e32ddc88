"""The demo's upstream: a real hub on one SQLite file, served to this machine only."""

import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import uvicorn

from app.errors import StationError
from app.intake.office import read_office
from app.sync.beat import sync_round
from app.sync.enrol import enrol
from ui.commands.world import World
from ui.demo.office import DemoOffice

if TYPE_CHECKING:
    from starlette.applications import Starlette

_PATIENCE_S = 30.0
_CONNECTIONS = 4
_ALONE = "演示的上级没有启动，本机照常可用。"
NAME = "云岭省信访局（演示）"


class DemoHub:
    """Serves while the context is open."""

    def __init__(self, folder: Path, world: World) -> None:
        """Args: folder: receives the hub's database."""
        self._database = f"sqlite:///{folder / 'hub.db'}"
        self._world = world
        world.create_hub(self._database, NAME, "")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        papers, key = folder / "hub-papers", folder / "hub-papers.key"
        self._server = _server(lambda: world.hub_application(self._database, papers, key, _CONNECTIONS, ()))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="demo-hub", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        for _ in range(int(_PATIENCE_S / 0.05)):
            if self._server.started or not self._thread.is_alive():
                break
            threading.Event().wait(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(_PATIENCE_S)
        self._listener.close()

    def bind(self, office: DemoOffice) -> None:
        """Bind the demo's store by a one-time code and report what happened before today.

        A hub that cannot be reached leaves a demo that works alone, as an office would.
        """
        if not self._server.started:
            self._world.say(_ALONE)
            return
        gate = self._world.gate(office.store)
        try:
            session = gate.sign_in(office.lead, office.password)
            with self._world.hub(self._database) as administration:
                code, _ = administration.enrol_code(read_office(session), datetime.now(UTC))
            enrol(gate.sync_store(), self.url, code)
            sync_round(gate.sync_store())
        except StationError:
            self._world.say(_ALONE)
        finally:
            gate.close()


def _server(make: "Callable[[], Starlette]") -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            make, factory=True, log_config=None, log_level="critical", access_log=False, lifespan="on"
        )
    )
