"""The hub's API: an ASGI application over a store. Stateless: any number of processes may run it.

The answer is always the JSON that was promised or a problem (`app.hub.problems`); what arrives is only
trusted after its size, packing, signature and shape were checked, in this order.
"""

import contextlib
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from app.fault_trace import fault_trace
from app.hub import wire
from app.hub.arbiter import Arbiter
from app.hub.background import BackgroundWork
from app.hub.blob_routes import BlobRoutes
from app.hub.calls import CALLS, Asked, Call
from app.hub.door import LARGEST_BODY, Admission, Head, body_of, head_of, sender_of
from app.hub.openapi import describe
from app.hub.packing import NotPacked, TooLarge, unpack
from app.hub.ports import CodeRefused, HubStore, HubUnready, StandbyMissing
from app.hub.problems import MEDIA_TYPE, Refused, problem_of
from app.hub.signing import public_key

_logger = logging.getLogger(__name__)


HandOn = Callable[[datetime], bool]


class HubApi:
    """The routes of the API over a store."""

    def __init__(
        self,
        store: HubStore,
        *,
        at_once: int,
        on_arrival: Callable[[], None] = lambda: None,
        arbiter: Arbiter | None = None,
    ) -> None:
        """Make the API.

        Args:
            at_once: database connections of this process; twice as many requests are let in.
            on_arrival: told after operations were taken in.
            arbiter: asks a higher hub what this one cannot decide by itself.
        """
        self._store = store
        self._arbiter = arbiter
        self._on_arrival = on_arrival
        self._admission = Admission(at_once * 2)
        self._threads = CapacityLimiter(at_once)

    def routes(self) -> list[BaseRoute]:
        """Everything under `/v1` and `/healthz`."""
        calls: list[BaseRoute] = [
            Route(call.path, self._signed(call), methods=[call.method]) for call in CALLS
        ]
        return [
            *calls,
            *BlobRoutes(self._store, self._admission, self._threads).routes(),
            Route("/v1/enrol", self._enrol, methods=["POST"]),
            Route("/v1/openapi.json", self._described, methods=["GET"]),
            Route("/v1/ca", self._ca, methods=["GET"]),
            Route("/healthz", self._health, methods=["GET"]),
        ]

    def _signed(self, call: Call) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            with self._admission:
                packed = await body_of(request)
                made = await to_thread.run_sync(
                    self._do, call, head_of(request), packed, limiter=self._threads
                )
            if isinstance(made, wire.PushAnswer):
                self._on_arrival()
            return self._json(made)

        return answer

    def _do(self, call: Call, head: Head, packed: bytes) -> msgspec.Struct:
        station = sender_of(self._store, head, packed)
        if station.revoked and not call.when_revoked:
            raise Refused("revoked")
        message = None
        if call.request is not None:
            message = _decoded(head, packed, call.request)
            if _weight(message) > wire.MOST_BYTES:
                raise Refused("too_large")
        elif call.query is not None:
            message = _asked(head.query, call.query)
        asked = Asked(station, message, head.query, datetime.now(UTC))
        above = self._arbiter.answer(call.path, asked) if self._arbiter is not None else None
        return above if above is not None else call.do(self._store, asked)

    async def _enrol(self, request: Request) -> Response:
        with self._admission:
            packed = await body_of(request)
            made = await to_thread.run_sync(self._enrolled, head_of(request), packed, limiter=self._threads)
        return self._json(made)

    def _enrolled(self, head: Head, packed: bytes) -> msgspec.Struct:
        asked = _decoded(head, packed, wire.Enrol)
        try:
            public_key(asked.public_key)
            return self._store.enrol(asked, datetime.now(UTC))
        except CodeRefused as error:
            raise Refused("code") from error
        except ValueError as error:
            raise Refused("bad_shape") from error

    async def _described(self, _request: Request) -> Response:
        return Response(msgspec.json.encode(describe(CALLS)), media_type="application/json")

    async def _ca(self, _request: Request) -> Response:
        with self._admission:
            ca = await to_thread.run_sync(self._store.ca, limiter=self._threads)
        if not ca:
            raise Refused("not_found")
        return PlainTextResponse(ca, media_type="application/x-pem-file")

    async def _health(self, _request: Request) -> Response:
        with self._admission:
            await to_thread.run_sync(self._store.require_writable, limiter=self._threads)
        return PlainTextResponse("ok\n")

    def _json(self, made: msgspec.Struct) -> Response:
        if hasattr(made, "pace"):
            made = msgspec.structs.replace(made, pace=self._admission.pace())
        headers = {"x-hub-time": datetime.now(UTC).isoformat(), "cache-control": "no-store"}
        return Response(wire.encode(made), media_type="application/json", headers=headers)


def hub_application(
    store: HubStore,
    *,
    at_once: int,
    pages: Sequence[BaseRoute] = (),
    hand_on: HandOn | None = None,
    arbiter: Arbiter | None = None,
) -> Starlette:
    """The whole server: API, pages and the background work, with a problem for everything that goes wrong.

    Args:
        at_once: database connections of this process.
        pages: further routes.
        hand_on: a round with the higher hub, where this one stands under another; arbiter: asks it.
    """
    working = [BackgroundWork(store.work)]
    if hand_on is not None:
        working.append(BackgroundWork(hand_on, "hub-upper"))

    def wake() -> None:
        for one in working:
            one.wake()

    api = HubApi(store, at_once=at_once, on_arrival=wake, arbiter=arbiter)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        for one in working:
            one.start()
        yield
        for one in working:
            await to_thread.run_sync(one.close)

    return Starlette(
        routes=[*api.routes(), *pages],
        lifespan=lifespan,
        exception_handlers={
            Refused: _refused,
            HubUnready: _unready,
            HTTPException: _no_route,
            Exception: _failed,
        },
    )


def _decoded(head: Head, packed: bytes, kind: type[msgspec.Struct]) -> Any:
    if head.encoding not in {"zstd", "identity"}:
        raise Refused("encoding")
    try:
        content = unpack(packed, LARGEST_BODY) if head.encoding == "zstd" else packed
        return msgspec.json.decode(content, type=kind)
    except TooLarge as error:
        raise Refused("too_large") from error
    except NotPacked as error:
        raise Refused("not_packed") from error
    except msgspec.ValidationError as error:
        raise Refused("bad_shape", detail=f"（{_where(error)}）") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("not_json") from error


def _asked(query: dict[str, str], kind: type[msgspec.Struct]) -> Any:
    try:
        return msgspec.convert(query, type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise Refused("bad_query", detail=f"（{_where(error)}）") from error


def _where(error: msgspec.ValidationError) -> str:
    """The place in the message, without any value."""
    return str(error).rpartition("at `")[2].rstrip("`")[:80] or "$"


def _weight(message: Any) -> int:
    """Of a push of several; one operation alone may weigh what a request may."""
    if isinstance(message, wire.Push):
        bodies = [one.body for one in message.ops]
    elif isinstance(message, wire.Relay):
        bodies = [one.op.body for one in message.ops]
    else:
        return 0
    return sum(len(body.text) for body in bodies) if len(bodies) > 1 else 0


def _problem(refused: Refused) -> Response:
    problem = problem_of(refused)
    headers = {"cache-control": "no-store", "x-hub-time": problem.hub_time.isoformat()}
    if refused.retry_after_s:
        headers["retry-after"] = str(refused.retry_after_s)
    return Response(wire.encode(problem), problem.status, headers=headers, media_type=MEDIA_TYPE)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101  registered for nothing else
    return _problem(error)


async def _unready(_request: Request, error: Exception) -> Response:
    _logger.warning("database not ready: %s", error)
    word = "standby" if isinstance(error, StandbyMissing) else "unready"
    return _problem(Refused(word, retry_after_s=random.randint(2, 8)))


async def _no_route(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return _problem(Refused("method" if status == 405 else "not_found"))


async def _failed(_request: Request, error: Exception) -> Response:
    if isinstance(error, ClientDisconnect):
        return Response(status_code=499)
    _logger.error("unexpected error in a request\n%s", fault_trace(error))
    answer = _problem(Refused("failed"))
    # The server drops the line after such an error; a station that did not know would take its next
    # request for lost instead of sending the rest in parts.
    answer.headers["connection"] = "close"
    return answer
