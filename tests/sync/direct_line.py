"""A line without a network: the hub's real store behind the wire's real shapes, and faults in between."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import msgspec

from app.errors import HubAway, HubBusy, HubFailed, HubRefused
from app.hub import wire
from db.hub.store import SqlHub


@dataclass
class Faults:
    """What goes wrong, request by request; each word is used up. `none` when the list is empty.

    drop_request | drop_reply | twice | busy | html | cut | none
    """

    plan: list[str] = field(default_factory=list)
    poison: Callable[[wire.Op], bool] = lambda _op: False
    recorded: list[tuple[str, str, bytes]] = field(default_factory=list)

    def next(self) -> str:
        return self.plan.pop(0) if self.plan else "none"


class DirectLine:
    """Fits `app.sync.ports.Line`; closes like the client."""

    def __init__(self, hub: SqlHub, station_id: str, faults: Faults | None = None) -> None:
        self.offset = timedelta(0)
        self._hub = hub
        self._station_id = station_id
        self._faults = faults or Faults()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def hello(self, request: wire.Hello) -> wire.HelloAnswer:
        return self._ask("hello", request, wire.HelloAnswer)

    def compare(self, request: wire.CompareRequest) -> wire.CompareAnswer:
        return self._ask("compare", request, wire.CompareAnswer)

    def push(self, request: wire.Push) -> wire.PushAnswer:
        return self._ask("push", request, wire.PushAnswer)

    def push_raw(self, op: wire.Op) -> wire.PushAnswer:
        return self._ask("raw", wire.Push([op]), wire.PushAnswer)

    def witness(self, request: wire.Witness) -> wire.WitnessAnswer:
        return self._ask("witness", request, wire.WitnessAnswer)

    def begin_blob(self, sha256: str, length: int) -> int:
        return self._hub.begin_blob(self._station(), sha256, length, datetime.now(UTC)).offset

    def append_blob(self, sha256: str, offset: int, part: bytes) -> int:
        return self._hub.append_blob(self._station(), sha256, offset, part, datetime.now(UTC)).offset

    def fetch_blob(self, sha256: str, offset: int, length: int) -> bytes:
        return self._hub.blob_content(self._station(), sha256)[offset : offset + length]

    def feed(self, channel: str, after: int, chain: str, *, own: str = "", limit: int = 500) -> wire.FeedPage:
        fault = self._faults.next()
        if fault in {"drop_request", "html", "cut"}:
            raise HubAway(fault)
        page = self._hub.feed(self._station(), channel, after, chain, limit, own, datetime.now(UTC))
        assert page is not None
        if fault == "drop_reply":
            raise HubAway(fault)
        return msgspec.json.decode(wire.encode(page), type=wire.FeedPage)

    def again(self, recorded: tuple[str, str, bytes]) -> None:
        """A recorded request arrives once more, late."""
        _, what, content = recorded
        self._do(what, content)

    def _ask(self, what: str, request: msgspec.Struct, kind: type) -> Any:
        content = wire.encode(request)
        self._faults.recorded.append((self._station_id, what, content))
        fault = self._faults.next()
        if fault == "drop_request":
            raise HubAway(fault)
        if fault == "busy":
            raise HubBusy(1.0)
        if what == "push" and any(self._faults.poison(op) for op in request.ops):  # type: ignore[attr-defined]
            raise HubFailed("500")
        answer = self._do(what, content)
        if fault == "twice":
            answer = self._do(what, content)
        if fault in {"drop_reply", "html", "cut"}:
            raise HubAway(fault)
        return msgspec.json.decode(wire.encode(answer), type=kind)

    def _do(self, what: str, content: bytes) -> msgspec.Struct:
        now, station = datetime.now(UTC), self._station()
        match what:
            case "hello":
                return self._hub.hello(station, msgspec.json.decode(content, type=wire.Hello), now)
            case "compare":
                return self._hub.compare(station, msgspec.json.decode(content, type=wire.CompareRequest))
            case "witness":
                return self._hub.witness(station, msgspec.json.decode(content, type=wire.Witness), now)
            case _:
                push = msgspec.json.decode(content, type=wire.Push)
                return self._hub.push(station, push, now, raw=what == "raw")

    def _station(self) -> Any:
        # A real request under a new key makes a worker look afresh.
        found = self._hub.station(self._station_id, fresh=True)
        if found is None:
            raise HubRefused(401, "unknown_key", "", None)
        return found
